"""The rows of a review: each with its state, in an order, those that a filter lets through."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar

from vidtui.jobs.links.model import Place
from vidtui.text import searchable


@dataclass(slots=True, eq=False)
class ReviewRow:
    """What is decided about, what has become of it, and why it did not where it was refused."""

    planned: Any
    state: str = "open"
    reason: str = ""
    folded: str = ""
    is_marked: bool = False

    @property
    @abstractmethod
    def place(self) -> Place:
        """Where it is."""

    @property
    @abstractmethod
    def names(self) -> str:
        """All by which it is searched, showable, on one line."""

    def fold(self) -> str:
        """Return its names, folded to be searched."""
        self.folded = self.folded or searchable(self.names)
        return self.folded


Row = TypeVar("Row", bound=ReviewRow)
Line = TypeVar("Line")


class ReviewRows(Generic[Row, Line]):
    """All rows of a review; ``lines`` are those in sight, and what stands between them."""

    ORDERS: ClassVar[tuple[Any, ...]]
    SHOWN: ClassVar[tuple[Any, ...]]
    plan: Any = None
    order: Any = "path"
    shown: Any = "all"

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.counts: Counter[str] = Counter()
        self.needle = ""
        self._folded = ""
        self._rows: dict[Place, Row] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> Iterable[Row]:
        """All of them."""
        return self._rows.values()

    @property
    def reviewed(self) -> int:
        """How many have been decided."""
        return len(self) - self.counts["open"]

    @property
    def is_over(self) -> bool:
        """Whether all proposals were there, and every row is decided."""
        is_busy = self.counts["open"] or self.counts["writing"]
        return self.plan is not None and bool(self._rows) and not is_busy

    @property
    def refused(self) -> int:
        """How many were put off after they had been refused."""
        return sum(row.state == "skipped" and bool(row.reason) for row in self.rows)

    def row(self, place: Place) -> Row | None:
        """Return the row of a link or file."""
        return self._rows.get(place)

    def open_after(self, at: int) -> int | None:
        """Return the next undecided line in sight, from the top again where there is none below."""
        if not self.counts["open"]:
            return None
        for part in (range(at + 1, len(self.lines)), range(min(at + 1, len(self.lines)))):
            for index in part:
                line = self.lines[index]
                if isinstance(line, ReviewRow) and line.state == "open":
                    return index
        return None

    def place(self, line: Line | None, otherwise: int = 0) -> int:
        """Return where a line stands, ``otherwise`` where it is not in sight."""
        if line is None:
            return otherwise
        return next((at for at, one in enumerate(self.lines) if one is line), otherwise)

    def next_order(self) -> None:
        """Sort by the next criterion."""
        self.order = self.ORDERS[(self.ORDERS.index(self.order) + 1) % len(self.ORDERS)]
        self._sort()

    def next_shown(self) -> None:
        """Show the next part of the rows."""
        self.shown = self.SHOWN[(self.SHOWN.index(self.shown) + 1) % len(self.SHOWN)]
        self._arrange()

    def show_only(self, needle: str) -> None:
        """Show the rows with some text in their names."""
        self.needle, self._folded = needle, searchable(needle)
        self._arrange()

    def shown_of(self, rows: list[Row]) -> list[Row]:
        """Return those of some rows that are to be shown, in their order."""
        if needle := self._folded:
            rows = [row for row in rows if needle in (row.folded or row.fold())]
        if self.shown != "all":
            rows = [row for row in rows if row.state == "open"]
        return rows

    def _undone(self) -> list[Any]:
        """Return what has not been done, with the decisions about it."""
        return [
            replace(row.planned, decision="skip" if row.state == "skipped" else None, choice=None)
            for row in self.rows
            if row.state in ("open", "skipped")
        ]

    @abstractmethod
    def _sort(self) -> None:
        """Put all rows under their headings, in the order that is chosen."""

    @abstractmethod
    def _arrange(self) -> None:
        """Put what is to be shown under its headings."""
