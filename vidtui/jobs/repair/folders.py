"""Links to folders: where a folder is now is told by the files that were in it."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from vidtui.catalogue import repairs
from vidtui.jobs.links.candidates import in_order, proposal_id
from vidtui.jobs.links.model import IDENTITY, TIERS, BrokenLink, Evidence, Place, Proposal, Tier
from vidtui.jobs.links.storage import LinkState
from vidtui.jobs.repair.evidence import IdentityIndex
from vidtui.jobs.roots.live import LiveRoot

MOST_FILES = 64
"""Files of a folder that are looked for: of a whole shelf of films these are enough to know it."""
_SURE: frozenset[Tier] = IDENTITY | {"same-name"}
"""Tiers that tell where a file is; a file that may not be read is known by path and size."""


class _Lies(NamedTuple):
    """A folder in which a file may lie now that lay in another one, and how sure that is."""

    folder: Place
    tier: Tier


class FolderLinks:
    """Proposes folders for links whose folder is gone; ``files`` are those that were in them."""

    def __init__(self, state: LinkState, links: Iterable[tuple[int, BrokenLink]]) -> None:
        """Take the links that may be such, with their numbers, and ask what was in each folder."""
        self._roots = {root.path: root for root in state.storage.values()}
        self._held = {
            number: held for number, link in links if (held := _was_in(state, link.target))
        }
        self.files = {file for held in self._held.values() for _path, file in held}

    def __contains__(self, number: int) -> bool:
        return number in self._held

    def proposals(self, number: int, link: BrokenLink, index: IdentityIndex) -> list[Proposal]:
        """Return the folders that hold now what was in a link's folder, the best first."""
        held = self._held[number]
        found: list[_Lies] = []
        for path, file in held:
            own = replace(
                link, place=Place(link.place.root, path), target=os.path.join(link.target, path)
            )
            lies = _lies(path, in_order(index.proposals(own, file)))
            if lies is not None:
                found.append(lies)
        votes = Counter(one.folder for one in found)
        tiers: dict[Place, list[Tier]] = {}
        for folder, tier in found:
            tiers.setdefault(folder, []).append(tier)
        offered = [
            self._propose(folder, count, len(held), len(found) - count, tiers[folder])
            for folder, count in votes.most_common()
        ]
        return [one for one in offered if one is not None]

    def _propose(
        self, folder: Place, count: int, of: int, elsewhere: int, tiers: Sequence[Tier]
    ) -> Proposal | None:
        cautions = []
        if elsewhere:
            cautions.append(Evidence("folder-split", {"count": elsewhere}))
        elif 2 * count < of:
            cautions.append(Evidence("folder-lacks", {"count": of - count}))
        evidence = Evidence("folder-files", {"count": count, "of": of})
        tier = max(tiers, key=TIERS.index)
        root = self._roots[folder.root]
        return folder_proposal(root, folder.path, tier, (evidence,), tuple(cautions), count / of)


def folder_proposal(
    root: LiveRoot,
    path: bytes,
    tier: Tier,
    evidence: tuple[Evidence, ...],
    cautions: tuple[Evidence, ...] = (),
    score: float = 1.0,
) -> Proposal | None:
    """Return the proposal of a folder below a root, None where there is no such folder."""
    if not path:
        return None
    try:
        found = os.lstat(root.absolute(path))
    except OSError:
        return None
    if not stat.S_ISDIR(found.st_mode):
        return None
    return Proposal(
        id=proposal_id(root.known.identity.uuid, path),
        place=Place(root.path, path),
        size=0,
        mtime_ns=found.st_mtime_ns,
        tier=tier,
        evidence=evidence,
        cautions=cautions,
        score=score,
        is_folder=True,
    )


def _was_in(state: LinkState, folder: bytes) -> list[tuple[bytes, int]]:
    """Return files that are known to have been in an absolute folder: path below it, and id."""
    at = state.stored(folder)
    if at is None or not at[1]:
        return []
    root, below = at
    held: Mapping[bytes, int] = repairs.once_below(root.id, below)
    paths = sorted(held)
    step = max(1, -(-len(paths) // MOST_FILES))
    return [(path, held[path]) for path in paths[::step]]


def _lies(path: bytes, proposals: Sequence[Proposal]) -> _Lies | None:
    """Say in which folder a file lies now as it lay in the old one, where that is beyond doubt."""
    best = next(iter(proposals), None)
    if best is None or best.tier not in _SURE or best.cautions:
        return None
    depth = path.count(b"/") + 1
    parts = best.place.path.split(b"/")
    return _Lies(Place(best.place.root, b"/".join(parts[:-depth])), best.tier)
