"""The rows of the Queue screen: all groups by title, of which a state and a title choose some."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from vidtui.catalogue.queue import Row
from vidtui.text import fold

SETTLED_S = 10  # after which no row of that second is written any more

Filter = Literal["all", "queued", "failed", "pending", "done"]
FILTERS: tuple[Filter, ...] = ("all", "queued", "failed", "pending", "done")
_SHOWN_UNDER: dict[str, Filter] = {
    "queued": "queued",
    "failed": "failed",
    "pending": "pending",
    "enriched": "done",
    "ignored": "done",
}


class Sortable(NamedTuple):
    """A row and what it is sorted by."""

    folded: str
    year: int
    row: Row


def sortable(rows: Iterable[Row]) -> list[Sortable]:
    """Return rows in their order; takes a while for many, so not on the app's own loop."""
    return sorted(
        (Sortable(fold(row.title), row.year or 0, row) for row in rows),
        key=lambda one: (one.folded, one.year, one.row.id),
    )


class QueueList:
    """All rows, and those in sight."""

    def __init__(self) -> None:
        self.filter: Filter = "all"
        self.visible: list[Row] = []
        self.counts: dict[Filter, int] = dict.fromkeys(FILTERS, 0)
        self._newest: int | None = None
        self._needle = ""
        self._all: list[Sortable] = []
        self._place: dict[int, int] = {}

    def take(self, found: list[Sortable], *, whole: bool) -> set[int]:
        """Take in rows as they are now, all or only changed ones; return which have changed."""
        if whole:
            before = {one.row.id: one.row for one in self._all}
            changed = {one.row.id for one in found if before.get(one.row.id) != one.row}
            changed |= before.keys() - {one.row.id for one in found}
            if changed:
                self._keep(found)
        else:
            changed = self._merge(found)
        if found:
            self._newest = max(self._newest or 0, *(one.row.changed_at for one in found))
        if changed:
            self._choose()
        return changed

    def since(self, now: float) -> int | None:
        """Return from which second on rows may be news, None where all are."""
        if self._newest is None:
            return None
        # Thousands may be of one second, after an import: they are not read again and again.
        return self._newest + (now - self._newest > SETTLED_S)

    def show_only(self, chosen: Filter | None = None, needle: str | None = None) -> None:
        """Choose by state, by a part of the title, or both."""
        self.filter = chosen or self.filter
        self._needle = self._needle if needle is None else fold(needle)
        self._choose()

    def place(self, group: int | None, otherwise: int) -> int:
        """Return where a group stands among the visible ones, ``otherwise`` where it does not."""
        return next((at for at, row in enumerate(self.visible) if row.id == group), otherwise)

    def _merge(self, found: list[Sortable]) -> set[int]:
        changed: set[int] = set()
        is_sorted = True
        for one in found:
            at = self._place.get(one.row.id)
            if at is None:
                self._all.append(one)
                is_sorted = False
            elif self._all[at].row == one.row:
                continue
            else:
                is_sorted = is_sorted and self._all[at][:2] == one[:2]
                self._all[at] = one
            changed.add(one.row.id)
        if not is_sorted:
            self._keep(sorted(self._all, key=lambda one: (one.folded, one.year, one.row.id)))
        return changed

    def _keep(self, rows: list[Sortable]) -> None:
        self._all = rows
        self._place = {one.row.id: at for at, one in enumerate(rows)}

    def _choose(self) -> None:
        counts: dict[Filter, int] = dict.fromkeys(FILTERS, 0)
        visible = []
        for folded, _year, row in self._all:
            under = _SHOWN_UNDER.get(row.state, "done")
            counts[under] += 1
            if self.filter in ("all", under) and self._needle in folded:
                visible.append(row)
        counts["all"] = len(self._all)
        self.counts, self.visible = counts, visible
