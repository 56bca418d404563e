"""The links under review: each with its state, in an order, those of a kind under a heading."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Literal

from rich.cells import cell_len

from vidtui.i18n import N_
from vidtui.jobs.links.model import (
    TIERS,
    BrokenLink,
    ForeignView,
    Place,
    Plan,
    Planned,
    Problem,
    Renamed,
)
from vidtui.jobs.repair.accepting import same_paths
from vidtui.text import printable, searchable_lines
from vidtui.tui.links.causes import ALL, CAUSES, MOST_ALONE, Cause, cause_of
from vidtui.tui.links.review_rows import ReviewRows
from vidtui.tui.links.rows import AFTER, CauseLine, Heading, Line, Row, State

_BROKEN: tuple[State, ...] = ("open", "skipped", "writing")
Shown = Literal["all", "open", "lost"]
"""``open`` are undecided links, ``lost`` those of them for which there is no proposal."""
Order = Literal["path", "problem", "tier"]

SHOW_NOTHING = N_("These show nothing")
SHOW_OTHER = N_("These show another film or episode than before")
SHOW_MISNAMED = N_("These show another film or episode than their names say")
SHOW_FOLDERS = N_("These show a folder, no video")
_UNDER: dict[Problem, str] = {
    "broken": SHOW_NOTHING,
    "loop": SHOW_NOTHING,
    "wrong": SHOW_OTHER,
    "misnamed": SHOW_MISNAMED,
    "folder": SHOW_FOLDERS,
}
_HEADINGS = (SHOW_NOTHING, SHOW_OTHER, SHOW_MISNAMED, SHOW_FOLDERS)


class Review(ReviewRows[Row, Line]):
    """All links to review; ``lines`` are those in sight."""

    ORDERS = ("path", "problem", "tier")
    SHOWN = ("all", "open", "lost")
    plan: Plan | None = None
    order: Order = "path"
    shown: Shown = "all"

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0  # cells of the longest name of a link
        self.cause: Cause = ALL  # whose links are in sight
        self.at_causes = False  # and not at single links
        self._begins_with_causes = False
        self._broken = 0
        self._marks = 0  # rows that are marked, decided or not
        self._alike: frozenset[Place] | None = None
        self._sorted: dict[str, list[Row]] = {}
        self._is_sorted = True
        self._groups: dict[Place, Renamed] = {}

    @property
    def shown_rows(self) -> list[Row]:
        """Those in sight; at the causes all of the one that is asked about are."""
        return self.shown_of(list(self._rows.values()))

    @property
    def broken(self) -> int:
        """How many show nothing, whether or not they were put off."""
        return self._broken

    @property
    def marked_rows(self) -> list[Row]:
        """Those that are marked and still to be decided."""
        if not self._marks:  # asked by many a key at each movement
            return []
        return [row for row in self._rows.values() if row.is_marked and row.state == "open"]

    @property
    def alike(self) -> frozenset[Place]:
        """The links that lie at the same path in a folder that moved, the only files so named."""
        if self._alike is None:
            self._alike = same_paths(self.plan) if self.plan is not None else frozenset()
        return self._alike

    @property
    def has_causes(self) -> bool:
        """Whether there are so many that their causes are told first."""
        return self.plan is not None and self._begins_with_causes

    def group(self, row: Row) -> Renamed | None:
        """Return the links that broke as this one did; the largest such group."""
        return self._groups.get(row.link.place)

    def moved(self, view: ForeignView) -> Renamed | None:
        """Return the largest group of the links that begin with an absent prefix."""
        found = [
            one
            for one in (self.plan.groups if self.plan else ())
            if _is_below(one.old, view.written) or _is_below(one.new, view.here)
        ]
        return max(found, key=lambda one: len(one.links), default=None)

    def clear(self) -> None:
        """Forget all links; order and filter stay."""
        self.plan = None
        self._groups = {}
        self._begins_with_causes = self.at_causes = False
        self.cause = ALL
        self._keep(())

    def add_links(self, links: Iterable[BrokenLink]) -> None:
        """Add links whose proposals are still looked for, in the order in which they come."""
        for link in links:
            row = Row(Planned(link))
            if self._rows.setdefault(link.place, row) is row:
                self.counts["open"] += 1
                self._broken += link.can_be_orphan
                self._is_sorted = False
                self.lines += self.shown_of([row])

    def load(self, plan: Plan, *, marked: bool = False) -> None:
        """Replace the links by those of a plan, ``marked`` with the decisions that stand in it."""
        self.plan, self._alike = plan, None
        self._groups = {}
        for group in sorted(plan.groups, key=lambda one: len(one.links)):
            self._groups.update(dict.fromkeys(group.links, group))
        rows = [Row(one) for one in plan.links]
        if marked:
            for row in rows:
                decision = row.planned.decision
                row.state = AFTER[decision] if decision else "open"
        broken = sum(row.link.can_be_orphan for row in rows)
        self._begins_with_causes = self.at_causes = not marked and broken > MOST_ALONE
        self.cause = ALL
        self._keep(rows)

    def put_back(self, link: BrokenLink) -> None:
        """Add a link of an earlier review whose decision was taken back."""
        self._keep([*self._rows.values(), Row(Planned(link))])

    def of_cause(self, cause: Cause) -> list[Row]:
        """Return the links of a cause that are still to be decided."""
        view = self.plan.view if self.plan else None
        return [
            row
            for row in self._rows.values()
            if row.state == "open" and cause in (ALL, cause_of(row.link, view))
        ]

    def show_cause(self, cause: Cause) -> None:
        """Show the links of one cause."""
        self.cause, self.at_causes = cause, False
        self._arrange()

    def show_causes(self) -> None:
        """Show why the links are broken, and no single one."""
        self.cause, self.at_causes = ALL, True
        self._arrange()

    def mark(self, row: Row) -> None:
        """Mark a link, or take the mark away."""
        row.is_marked = not row.is_marked
        self._marks += 1 if row.is_marked else -1

    def set_state(self, row: Row, state: State, reason: str = "") -> None:
        """Note what has become of a link."""
        self._marks -= row.is_marked
        row.is_marked = False
        if row.link.can_be_orphan:
            self._broken += (state in _BROKEN) - (row.state in _BROKEN)
        self.counts[row.state] -= 1
        self.counts[state] += 1
        row.state, row.reason = state, reason

    def shown_of(self, rows: list[Row]) -> list[Row]:
        """Return those of some rows that are to be shown, in their order."""
        rows = super().shown_of(rows)
        if self.cause != ALL:
            view = self.plan.view if self.plan else None
            rows = [row for row in rows if cause_of(row.link, view) == self.cause]
        if self.shown == "lost":
            rows = [row for row in rows if not row.link.proposals]
        return rows

    def rest(self) -> Plan | None:
        """Return the plan of what has not been done, with the decisions about it."""
        return self._plan_of(self.plan, self._undone()) if self.plan is not None else None

    def marked(self) -> Plan | None:
        """Return the plan with the decisions that are marked in it."""
        if self.plan is None:
            return None
        return self._plan_of(self.plan, [replace(row.planned) for row in self._rows.values()])

    def _plan_of(self, plan: Plan, links: list[Planned]) -> Plan:
        held = {one.link.place for one in links}
        groups = []
        for group in plan.groups:
            pairs = [
                pair for pair in zip(group.links, group.choices, strict=True) if pair[0] in held
            ]
            if pairs:
                places, choices = zip(*pairs, strict=True)
                groups.append(replace(group, links=places, choices=choices))
        return replace(plan, links=links, groups=tuple(groups))

    def _keep(self, rows: Iterable[Row]) -> None:
        self._rows = {row.link.place: row for row in rows}
        self._marks = sum(row.is_marked for row in self._rows.values())
        self.counts = Counter(row.state for row in self._rows.values())
        self._broken = sum(
            row.link.can_be_orphan and row.state in _BROKEN for row in self._rows.values()
        )
        held = list(self._rows.values())
        names = (printable(os.path.basename(row.link.place.path)) for row in held)
        self.longest = max(map(cell_len, names), default=0)
        if any(not row.folded for row in held):  # at once, not at the first letter of a search
            for row, folded in zip(held, searchable_lines(row.names for row in held), strict=True):
                row.folded = folded
        self._sort()

    def _sort(self) -> None:
        """Put all links under their headings, in the order that is chosen."""
        under: dict[str, list[Row]] = {heading: [] for heading in _HEADINGS}
        for row in self._rows.values():
            under[_UNDER[row.link.problem]].append(row)
        key = partial(_rank, self.order)
        self._sorted = {text: sorted(rows, key=key) for text, rows in under.items()}
        self._is_sorted = True
        self._arrange()

    def refresh_causes(self) -> None:
        """Count the causes anew, where they are in sight."""
        if self.at_causes:
            self._arrange()

    def _arrange(self) -> None:
        """Put what is to be shown under its headings."""
        if self.at_causes:
            view = self.plan.view if self.plan else None
            counted = Counter(cause_of(row.link, view) for row in self.of_cause(ALL))
            self.lines = [CauseLine(one, counted[one]) for one in CAUSES if counted[one]]
            self.lines.append(CauseLine(ALL, counted.total()))
            return
        if not self._is_sorted:
            self._sort()
            return
        parts = [
            (text, shown) for text, rows in self._sorted.items() if (shown := self.shown_of(rows))
        ]
        self.lines = []
        for text, rows in parts:
            if len(parts) > 1 or text != SHOW_NOTHING:
                self.lines.append(Heading(text, len(rows)))
            self.lines += rows


def _rank(order: Order, row: Row) -> tuple[int, bytes, bytes]:
    link = row.link
    first = 0
    if order == "problem":
        first = 2 * (link.problem == "loop") + link.is_outside
    elif order == "tier":
        best = row.best
        first = TIERS.index(best.tier) if best else len(TIERS)
    return first, link.place.root, link.place.path


def _is_below(path: bytes, folder: bytes) -> bool:
    return (path + b"/").startswith(os.path.join(folder, b""))
