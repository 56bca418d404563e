"""How proposals are made and put in order."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from rapidfuzz import fuzz
from xxhash import xxh3_64_hexdigest

from vidtui.jobs.links.model import (
    MOST_OFFERED,
    TIERS,
    BrokenLink,
    Evidence,
    Place,
    Proposal,
    Tier,
)
from vidtui.jobs.links.storage import FoundVideo
from vidtui.text import fold, readable

_RESOLUTION = re.compile(r"(?<![0-9a-z])(4k|uhd|\d{3,4}(?=[pi](?![a-z])))", re.IGNORECASE)
_RESOLUTION_WEIGHT = 0.3
_FOLDER_WEIGHT = 0.15
_UNKNOWN = 0.5


def propose(
    present: FoundVideo,
    tier: Tier,
    evidence: tuple[Evidence, ...],
    cautions: tuple[Evidence, ...] = (),
    *,
    score: float = 1.0,
    file: int | None = None,
) -> Proposal:
    """Return a proposal of a file that is on disk."""
    root, found = present.root, present.file
    stored = present.stored.id if present.stored is not None else None
    return Proposal(
        id=proposal_id(root.known.identity.uuid, found.path),
        place=Place(root.path, found.path),
        size=found.size,
        mtime_ns=found.mtime_ns,
        tier=tier,
        evidence=evidence,
        cautions=cautions,
        file=file if file is not None else stored,
        score=score,
    )


def proposal_id(root: str, path: bytes) -> str:
    """Return what names a file within a plan; the same each time."""
    return xxh3_64_hexdigest(root.encode() + b"/" + path)


def in_order(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Return each file once, by its best evidence, the best first, as many as can be offered."""
    best: dict[str, Proposal] = {}
    for one in sorted(proposals, key=_rank):
        best.setdefault(one.id, one)
    return tuple(list(best.values())[:MOST_OFFERED])


def _rank(one: Proposal) -> tuple[int, int, float, bytes]:
    return (TIERS.index(one.tier), len(one.cautions), -one.score, one.place.absolute)


def name_likeness(link: BrokenLink, absolute: bytes) -> float:
    """Return from 0 to 1 how alike a file and the old target are: name, resolution, folder."""
    old, new = (fold(readable(_stem(one))) for one in (link.target, absolute))
    alike = float(fuzz.ratio(old, new)) / 100
    now = _resolution(absolute)
    before = _resolution(link.target) or _resolution(link.place.path)
    same = _UNKNOWN if None in (now, before) else float(now == before)
    beside = os.path.dirname(link.target) == os.path.dirname(absolute)
    rest = 1 - _RESOLUTION_WEIGHT - _FOLDER_WEIGHT
    return rest * alike + _RESOLUTION_WEIGHT * same + _FOLDER_WEIGHT * beside


def _resolution(path: bytes) -> str | None:
    found = _RESOLUTION.search(readable(_stem(path)))
    if found is None:
        return None
    return "2160" if found[1].lower() in ("4k", "uhd") else found[1]


def _stem(path: bytes) -> bytes:
    return os.path.splitext(os.path.basename(path))[0]
