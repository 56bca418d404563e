"""Which links may be repaired together: by their evidence, and because they broke alike.

Flags of batch and the windows of the app ask the same. Never one with a caution or an equal
beside its proposal, nor one that shows a video.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vidtui.i18n import N_, _
from vidtui.jobs.links.model import (
    ACCEPTABLE,
    IDENTITY,
    SHOW_OTHERS,
    BrokenLink,
    Place,
    Plan,
    Proposal,
    Renamed,
    Tier,
    tier_name,
)
from vidtui.jobs.repair.plan_file import is_explained

Kind = Tier | Literal["same-path"]
"""``same-path``: it broke with others alike, and lies at the same path below where these are now,
the only file of its name there is."""
SAME_PATH: Literal["same-path"] = "same-path"
KINDS: tuple[Kind, ...] = (*ACCEPTABLE[:3], SAME_PATH, *ACCEPTABLE[3:])
"""What may be accepted together, the best first."""
CERTAIN: frozenset[Kind] = frozenset(("same-file", "same-content"))
"""What is ticked before a person has looked."""
_SAME_PATH_NAME = N_("same path in a folder that moved")


def kind_name(kind: Kind) -> str:
    """Return what kind of evidence it is, in a few words."""
    return _(_SAME_PATH_NAME) if kind == SAME_PATH else tier_name(kind)


def clear(link: BrokenLink) -> Proposal | None:
    """Return the best proposal of a link, if nothing speaks against accepting it with others."""
    best = link.best
    if best is None or link.problem in SHOW_OTHERS or best.tier not in ACCEPTABLE:
        return None
    return best if link.has_clear(best) else None


@dataclass(frozen=True, slots=True)
class Moved:
    """Links that broke alike: those whose files prove where the folder is now, and the others.

    ``proved`` are links with identity evidence, ``alike`` such as lie at the same path there, the
    only file of their name. ``against`` is how many files lie elsewhere: with one, no other is
    accepted for its path.
    """

    proved: frozenset[Place]
    alike: frozenset[Place]
    against: int

    @property
    def is_confirmed(self) -> bool:
        """Whether a file proves that the folder is there, and none that it is not."""
        return bool(self.proved) and not self.against


class Groups:
    """The groups of links that broke alike, judged by all links to review."""

    def __init__(self, links: Iterable[BrokenLink]) -> None:
        self._links = {link.place: link for link in links}
        proved = (
            (link.target, link.place, best.place.absolute)
            for link in self._links.values()
            if link.problem == "broken" and link.through is None
            if (best := clear(link)) is not None and best.tier in IDENTITY
        )
        self._proved = sorted(proved)

    def judge(self, group: Renamed) -> Moved:
        """Say which links of a group may be accepted together."""
        proved, alike = set(), set()
        for place, choice in zip(group.links, group.choices, strict=True):
            link = self._links.get(place)
            best = clear(link) if link is not None else None
            if best is None or best.id != choice:
                continue
            if best.tier in IDENTITY:
                proved.add(place)
            elif best.tier == "same-name" and choice in group.only:
                alike.add(place)
        against = sum(1 for _place in self._elsewhere(group, proved))
        return Moved(frozenset(proved), frozenset() if against else frozenset(alike), against)

    def _elsewhere(self, group: Renamed, members: Collection[Place]) -> Iterable[Place]:
        """Yield the links below the old folder whose files lie elsewhere than the others."""
        prefix = os.path.join(group.old, b"")
        at = bisect_left(self._proved, (prefix,))
        for target, place, now in self._proved[at:]:
            if not target.startswith(prefix):
                return
            expected = os.path.join(group.new, target[len(prefix) :])
            if place not in members and now != expected:
                yield place


def same_paths(plan: Plan) -> frozenset[Place]:
    """Return the links that may be accepted since they lie at the same path in a moved folder."""
    groups = Groups(one.link for one in plan.links)
    found = (groups.judge(group).alike for group in plan.groups)
    return frozenset(place for places in found for place in places)


def by_kind(
    links: Sequence[BrokenLink], alike: Collection[Place]
) -> Mapping[Kind, list[BrokenLink]]:
    """Return the links that each kind of evidence would repair; ``alike`` as ``same_paths``."""
    found: dict[Kind, list[BrokenLink]] = {kind: [] for kind in KINDS}
    for link in links:
        best = clear(link)
        if best is not None:
            is_alike = link.place in alike and best.tier not in IDENTITY
            found[SAME_PATH if is_alike else best.tier].append(link)
    return found


def accept(plan: Plan, kinds: Collection[Kind], *, prefix_moved: bool = False) -> int:
    """Mark for repair each undecided link whose best proposal is of one of ``kinds``.

    A link with a doubt about it is left for a person: one whose proposal has a caution or an
    equal beside it, one that shows a file already, and, unless ``prefix_moved``, one that
    another machine's view explains.

    Returns:
        How many were marked.
    """
    alike = same_paths(plan) if SAME_PATH in kinds else frozenset()
    marked = 0
    for planned in plan.links:
        link, best = planned.link, clear(planned.link)
        if best is None or planned.decision is not None:
            continue
        if not prefix_moved and is_explained(link, plan.view):
            continue
        if best.tier in kinds or link.place in alike:
            planned.decision, planned.choice = "repair", best.id
            marked += 1
    return marked
