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


def mark(links: Sequence[BrokenLink]) -> list[BrokenLink]:
    """Tell of proposals by names that they replace what a link showed; in a session."""
    doubtful = [
        link
        for link in links
        if link.problem == "broken"
        and link.shown_file is not None
        and link.proposals
        and link.proposals[0].tier in ("same-name", "same-work")
    ]
    if not doubtful:
        return list(links)
    old = repairs.held([link.shown_file for link in doubtful if link.shown_file is not None])
    fresh = _newcomers(sorted({(one.root, os.path.dirname(one.path)) for one in old.values()}))
    found = {}
    for link in doubtful:
        was = old.get(link.shown_file or 0)
        if was is None or was.missing_since is None:
            continue
        same = [
            one
            for one in fresh[was.root, os.path.dirname(was.path)]
            if one.held.is_alike(was) and one.held.added_at >= was.missing_since
        ]
        if len(same) == 1:
            found[link.place] = same[0].id
    return [
        replace(link, proposals=_marked(link.proposals, found[link.place]))
        if link.place in found
        else link
        for link in links
    ]


def _newcomers(
    folders: Sequence[tuple[int, bytes]],
) -> defaultdict[tuple[int, bytes], list[_Newcomer]]:
    """Return by folder the files that are there."""
    found: defaultdict[tuple[int, bytes], list[_Newcomer]] = defaultdict(list)
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
