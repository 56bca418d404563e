"""Files that took the place of others: a better copy of the same work, in the same folder.

That is what Sonarr and Radarr do: the old file goes, and a new one comes under another name.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from vidtui.catalogue import repairs
from vidtui.catalogue.repairs import Held
from vidtui.jobs.links.model import BrokenLink, Evidence, Proposal


class _Newcomer(NamedTuple):
    held: Held
    id: int


_There = defaultdict[tuple[int, bytes], list[_Newcomer]]


def mark(links: Sequence[BrokenLink]) -> list[BrokenLink]:
    """Tell of proposals by names that they replace what a link showed; in a session."""
    shown = {
        link.place: link.shown_file
        for link in links
        if link.shown_file is not None and _is_by_name(link)
    }
    if not shown:
        return list(links)
    old = repairs.held(list(shown.values()))
    there = _there(sorted({(one.root, os.path.dirname(one.path)) for one in old.values()}))
    heirs = {place: _heir(old[file], there) for place, file in shown.items() if file in old}
    return [
        link
        if (heir := heirs.get(link.place)) is None
        else replace(link, proposals=_marked(link.proposals, heir))
        for link in links
    ]


def _is_by_name(link: BrokenLink) -> bool:
    """Whether nothing but names speaks for what a broken link may show."""
    best = link.best
    return link.problem == "broken" and best is not None and best.tier in ("same-name", "same-work")


def _heir(old: Held, there: _There) -> int | None:
    """Return the only file that came into the folder of another when that went, as it was."""
    gone_at = old.missing_since
    if gone_at is None:
        return None
    came = [
        one.id
        for one in there[old.root, os.path.dirname(old.path)]
        if one.held.is_alike(old) and one.held.added_at >= gone_at
    ]
    return came[0] if len(came) == 1 else None


def _there(folders: Sequence[tuple[int, bytes]]) -> _There:
    """Return by folder the files that are there."""
    found: _There = defaultdict(list)
    for root, folder in folders:
        ids = repairs.in_folder(root, folder)
        for id_, held in repairs.held(ids).items():
            if held.missing_since is None and os.path.dirname(held.path) == folder:
                found[root, folder].append(_Newcomer(held, id_))
    return found


def _marked(proposals: Sequence[Proposal], file: int) -> tuple[Proposal, ...]:
    """Put first the proposal that is the newcomer, with what speaks for it."""
    mine = [
        replace(one, tier="replaced", evidence=(Evidence("replaced"), *one.evidence))
        for one in proposals
        if one.file == file
    ]
    return (*mine, *(one for one in proposals if one.file != file))
