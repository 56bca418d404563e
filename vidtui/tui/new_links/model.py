"""The files without a link under review: each with its state, those of a kind under a heading."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from vidtui.jobs.link.model import (
    LEFT_OUT,
    LeftOut,
    LinkDecision,
    LinkPlan,
    Omitted,
    PlannedLink,
    Spot,
)
from vidtui.jobs.link.moves import MoveDecision, PlannedMove, StayingLink
from vidtui.jobs.links.model import Place
from vidtui.text import printable, searchable, searchable_lines
from vidtui.tui.links.review_rows import ReviewRows
from vidtui.tui.new_links.rows import AFTER, PARTS, FileRow, Part, Row, State, row_of

Shown = Literal["all", "open", "asked"]
"""``open`` are undecided files, ``asked`` those of them about which a person is asked."""
Order = Literal["path", "link", "title"]
"""By where a file is, by where its link goes, by what it is."""


@dataclass(frozen=True, slots=True)
class Title:
    """What the files below have in common, and how many they are."""

    part: Part
    count: int


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why files get no link, and how many they are."""

    why: LeftOut
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class StayingLine:
    """A link that does not follow the layout, and stays."""

    link: StayingLink
    folded: str


Line = Title | Row | ReasonLine | StayingLine


class Review(ReviewRows[Row, Line]):
    """All files to review, and why others get no link; ``lines`` are those in sight.

    In a plan of moves these are links, and those that stay though they do not follow the layout.
    """

    ORDERS = ("path", "link", "title")
    SHOWN = ("all", "open", "asked")
    plan: LinkPlan | None = None
    order: Order = "path"
    shown: Shown = "all"

    def __init__(self) -> None:
        super().__init__()
        self._sorted: dict[Part, list[Row]] = {}
        self._left_out: dict[LeftOut, list[Omitted]] = {}
        self._staying: list[StayingLine] = []
        self._alike: dict[str, list[FileRow]] = {}
        self._marked: dict[Place, Row] = {}
        self._certain = 0
        self.waiting = 0  # undecided, and new since the first time; then all

    @property
    def marked_rows(self) -> list[Row]:
        """Those that are marked and still to be decided."""
        return list(self._marked.values())

    @property
    def is_of_moves(self) -> bool:
        """Whether links are reviewed that may move, in place of files without one."""
        return self.plan is not None and self.plan.is_of_moves

    @property
    def has_certain(self) -> bool:
        """Whether an undecided row has a certain place."""
        return self._certain > 0

    def left_out(self, place: Place) -> Omitted | None:
        """Return why a file gets no link, None where it is not among those."""
        return next(
            (one for held in self._left_out.values() for one in held if one.place == place), None
        )

    def staying(self, place: Place) -> StayingLink | None:
        """Return a link that stays, None where it is not among those."""
        return next((one.link for one in self._staying if one.link.place == place), None)

    def of_reason(self, why: LeftOut) -> list[Omitted]:
        """Return the files that get no link for a reason, those that the filter lets through."""
        held, needle = self._left_out.get(why, []), self._folded
        if not needle:
            return held
        return [one for one in held if needle in searchable(printable(one.place.absolute))]

    def certain(self, part: Part) -> list[Row]:
        """Return the undecided rows in sight that have a certain place, under a heading."""
        return [
            row
            for row in self.shown_of(list(self.rows))
            if row.state == "open" and row.part == part and row.certain is not None
        ]

    def asked_alike(self, row: FileRow, spot: Spot) -> list[tuple[FileRow, Spot]]:
        """Return what one answer decides: this file, and others of which the same is asked."""
        if not spot.about:
            return [(row, spot)]
        found = []
        for other in self._alike.get(spot.about, [row]):
            same = spot if other is row else _same_answer(other, spot)
            if same is not None and (other is row or other.state == "open"):
                found.append((other, same))
        return found

    def clear(self) -> None:
        """Forget all files; order and filter stay."""
        self.plan, self._left_out, self._staying = None, {}, []
        self._keep(())

    def load(self, plan: LinkPlan, rows: Sequence[Row]) -> None:
        """Show a plan by its rows."""
        self.plan = plan
        self._left_out = {}
        for one in plan.omitted:
            self._left_out.setdefault(one.why, []).append(one)
        self._staying = [
            StayingLine(one, searchable(printable(one.place.absolute))) for one in plan.staying
        ]
        self._keep(rows)

    def put_back(self, decision: LinkDecision | MoveDecision) -> None:
        """Add what was decided upon in an earlier review, and taken back, where it belongs here."""
        if isinstance(decision, LinkDecision) and not self.is_of_moves:
            self._keep([*self.rows, FileRow(PlannedLink(decision.file))])
        elif isinstance(decision, MoveDecision) and self.is_of_moves:
            self._keep([*self.rows, row_of(PlannedMove(decision.link))])

    def mark(self, row: Row) -> None:
        """Mark a file, or take the mark away."""
        row.is_marked = not row.is_marked
        if row.is_marked:
            self._marked[row.place] = row
        else:
            self._marked.pop(row.place, None)

    def set_state(self, row: Row, state: State, reason: str = "") -> None:
        """Note what has become of a file."""
        row.is_marked = False
        self._marked.pop(row.place, None)
        if row.certain is not None:
            self._certain += (state == "open") - (row.state == "open")
        if self._awaits(row):
            self.waiting += (state == "open") - (row.state == "open")
        self.counts[row.state] -= 1
        self.counts[state] += 1
        row.state, row.reason = state, reason

    def place(self, line: Line | None, otherwise: int = 0) -> int:
        """Return where a line stands, ``otherwise`` where it is not in sight."""
        if isinstance(line, ReasonLine):
            why, last = line.why, len(self.lines) - 1
            backwards = enumerate(reversed(self.lines))  # these stand at the end
            reasons = ((last - at, one) for at, one in backwards if isinstance(one, ReasonLine))
            return next((at for at, one in reasons if one.why == why), otherwise)
        return super().place(line, otherwise)

    def shown_of(self, rows: list[Row]) -> list[Row]:
        """Return those of some rows that are to be shown, in their order."""
        rows = super().shown_of(rows)
        if self.shown == "asked":
            rows = [row for row in rows if row.is_asked]
        return rows

    def rest(self) -> LinkPlan | None:
        """Return the plan of what has not been done, with the decisions about it."""
        if self.plan is None:
            return None
        if not self.is_of_moves:
            return replace(self.plan, files=self._undone())
        moves: list[PlannedMove] = self._undone()
        for one in moves:  # as the search made it, a certain place is chosen beforehand
            one.choice = one.link.places[0].id if one.link.doubt is None else None
        return replace(self.plan, moves=moves)

    def marked(self) -> LinkPlan | None:
        """Return the plan with the decisions that are marked in it."""
        if self.plan is None:
            return None
        planned: list[Any] = [replace(row.planned) for row in self.rows]
        if self.is_of_moves:
            return replace(self.plan, moves=planned)
        return replace(self.plan, files=planned)

    def _awaits(self, row: Row) -> bool:
        is_first = self.plan is not None and self.plan.is_first
        if not isinstance(row, FileRow):
            return False
        return row.file.heading == "new" or is_first

    def _keep(self, rows: Iterable[Row]) -> None:
        self._rows = {row.place: row for row in rows}
        self.counts = Counter(row.state for row in self.rows)
        held = list(self.rows)
        self._marked = {row.place: row for row in held if row.is_marked}
        still = [row for row in held if row.state == "open"]
        self._certain = sum(row.certain is not None for row in still)
        self.waiting = sum(map(self._awaits, still))
        alike: dict[str, list[FileRow]] = defaultdict(list)
        for row in held:
            if not isinstance(row, FileRow):
                continue
            for about in {spot.about for spot in row.file.spots if spot.about}:
                alike[about].append(row)
        self._alike = dict(alike)
        self._sort()

    def _sort(self) -> None:
        """Put all files under their headings, in the order that is chosen."""
        under: dict[Part, list[Row]] = {part: [] for part in PARTS}
        for row in self.rows:
            under[row.part].append(row)
        key = partial(_rank, self.order)
        self._sorted = {part: sorted(rows, key=key) for part, rows in under.items()}
        self._arrange()

    def _arrange(self) -> None:
        """Put what is to be shown under its headings."""
        self.lines = []
        for part, rows in self._sorted.items():
            if shown := self.shown_of(rows):
                self.lines.append(Title(part, len(shown)))
                self.lines += shown
        if self.shown != "all":
            return
        if staying := [one for one in self._staying if self._folded in one.folded]:
            self.lines.append(Title("staying", len(staying)))
            self.lines += staying
        reasons = [
            ReasonLine(why, count) for why in LEFT_OUT if (count := len(self.of_reason(why)))
        ]
        if reasons:
            self.lines.append(Title("left-out", sum(one.count for one in reasons)))
            self.lines += reasons


def rows_of(plan: LinkPlan, *, marked: bool = False) -> list[Row]:
    """Return the rows of a plan, ready to be searched, ``marked`` with its decisions.

    Of very many that takes a second or two, which is a thread's.
    """
    rows = [row_of(one) for one in (plan.moves if plan.is_of_moves else plan.files)]
    if not rows:
        return rows
    for row, folded in zip(rows, searchable_lines(row.names for row in rows), strict=True):
        row.folded = folded
        if marked and row.planned.decision is not None:
            row.state = AFTER[row.planned.decision]
    rows.sort(key=partial(_rank, "path"))
    return rows


def _same_answer(row: FileRow, spot: Spot) -> Spot | None:
    """Return the place of a file that the same answer gives it."""
    wanted = spot.about, spot.answer
    return next((one for one in row.file.spots if (one.about, one.answer) == wanted), None)


def _rank(order: Order, row: Row) -> tuple[str, bytes, bytes]:
    first, place = "", row.place
    if order == "title":
        first = searchable(row.title)
    elif order == "link" and (best := row.best) is not None and best.place is not None:
        place = best.place
    return first, place.root, place.path
