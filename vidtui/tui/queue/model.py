"""The rows of the Queue screen: all groups by title, of which a state and a title choose some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Literal, NamedTuple

from textual.message_pump import MessagePump

from vidtui.catalogue.group_details import Details
from vidtui.catalogue.lock import Holder
from vidtui.catalogue.queue import Row
from vidtui.errors import VidtuiError
from vidtui.settings.model import Settings
from vidtui.text import fold, printable
from vidtui.tui.services import Services
from vidtui.tui.threads import in_background
from vidtui.tui.workspace import Workspace

SETTLED_S = 10  # after which no row of that second is written any more

Work = tuple[int | None, int | None]
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
        self.joined: frozenset[int] = frozenset()
        """The groups that stand right below another one that is the same work."""
        self.has_tries = False
        self._newest: int | None = None
        self._needle = ""
        self._all: list[Sortable] = []
        self._ordered: list[Sortable] = []
        self._chosen: list[Sortable] = []
        self._place: dict[int, int] = {}
        self._of_work: dict[Work, list[Sortable]] = {}

    def load(self, found: list[Sortable], *, whole: bool) -> set[int]:
        """Replace all rows, or only those that changed; return the groups that are others now."""
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
            self._order()
            self._choose(self._ordered)
        return changed

    def since(self, now: float) -> int | None:
        """Return from which second on rows may be news, None where all are."""
        if self._newest is None:
            return None
        # Thousands may be of one second, after an import: they are not read again and again.
        return self._newest + (now - self._newest > SETTLED_S)

    def show_only(self, chosen: Filter | None = None, needle: str | None = None) -> None:
        """Choose by state, by a part of the title, or both."""
        before = self._needle
        self.filter = chosen or self.filter
        self._needle = before if needle is None else fold(needle)
        # One more letter: what it leaves is among what is in sight.
        is_narrower = chosen is None and before and before in self._needle
        self._choose(self._chosen if is_narrower else self._ordered)

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

    def _order(self) -> None:
        """Count the states, and put groups that are one work under the first of them."""
        counts: dict[Filter, int] = dict.fromkeys(FILTERS, 0)
        works: dict[Work, list[Sortable]] = {}
        for one in self._all:
            counts[_SHOWN_UNDER.get(one.row.state, "done")] += 1
            if (work := one.row.work) is not None:
                works.setdefault(work, []).append(one)
        counts["all"] = len(self._all)
        self.counts = counts
        self.has_tries = any(one.row.attempts or one.row.next_try for one in self._all)
        self._of_work = {work: held for work, held in works.items() if len(held) > 1}
        self._ordered = self._all if not self._of_work else list(self._together())

    def _together(self) -> Iterator[Sortable]:
        for one in self._all:
            held = self._of_work.get(one.row.work) if one.row.work else None
            if held is None:
                yield one
            elif held[0] is one:
                yield from held

    def _choose(self, among: list[Sortable]) -> None:
        chosen, needle = self.filter, self._needle
        if needle:
            among = [one for one in among if needle in one.folded]
        if chosen != "all":
            among = [one for one in among if _SHOWN_UNDER.get(one.row.state, "done") == chosen]
        self._chosen = among
        self.visible = [one.row for one in among]
        self.joined = frozenset(
            row.id
            for before, row in (pairwise(self.visible) if self._of_work else ())
            if row.work in self._of_work and row.work == before.work
        )

    def same_work(self, row: Row) -> list[Row]:
        """Return all groups that are the same work, this one among them."""
        held = self._of_work.get(row.work) if row.work else None
        return [one.row for one in held] if held else [row]


@dataclass(frozen=True, slots=True)
class QueueContext:
    """What the screen knows beside its own run and rows; ``sent`` is how many of how many."""

    sent: tuple[int, int] = (0, 0)
    writer: Holder | None = None
    token_problem: str | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was seen: all rows if ``whole``, else those that changed."""

    rows: list[Sortable]
    whole: bool
    context: QueueContext


def look(services: Services, settings: Settings, since: int | None) -> Snapshot:
    """Look at rows, pace, token and other processes; at all rows where ``since`` is None."""
    rows = sortable(services.queue_rows(settings, since))
    context = QueueContext(
        services.sent_lately(settings), services.writer(settings), services.token_problem(settings)
    )
    return Snapshot(rows, since is None, context)


class Feed:
    """The rows, what is around them, and the details of the highlighted one."""

    def __init__(
        self,
        workspace: Workspace,
        owner: MessagePump,
        arrived: Callable[[set[int]], object],
        detailed: Callable[[], object],
    ) -> None:
        """Prepare an empty feed.

        Args:
            workspace: whose services are asked.
            owner: the screen, whose loop gets what is read.
            arrived: called after a look, with the groups that have changed.
            detailed: called when other details are there.
        """
        self.rows = QueueList()
        self.context = QueueContext()
        self.held: Details | None = None
        self.problem = ""
        self.loaded = False
        self.wants_all = True
        self._work = workspace
        self._owner = owner
        self._arrived = arrived
        self._detailed = detailed
        self._looking = False
        self._wanted: int | None = None

    def look(self) -> None:
        """Look at all of it, in a thread; not twice at a time."""
        if self._looking:
            return
        self._looking = True
        work = self._work
        since = None if self.wants_all else self.rows.since(work.services.now())
        self.wants_all = False
        in_background(
            self._owner, partial(look, work.services, work.settings, since), self._take, self._fail
        )

    def _take(self, found: Snapshot) -> None:
        self._looking, self.problem, self.loaded = False, "", True
        if found.context.writer is None and self.context.writer is not None:
            self.wants_all = True  # another import may have taken rows away
        self.context = found.context
        changed = self.rows.load(found.rows, whole=found.whole)
        self._arrived(changed)

    def _fail(self, error: VidtuiError) -> None:
        self._looking = False
        self._complain(error)

    def _complain(self, error: VidtuiError) -> None:
        self.problem = printable(str(error))
        self._arrived(set())

    def read_details(self, group: int | None) -> None:
        """Read the details of a group, in a thread; None forgets them."""
        self._wanted = group
        if group is None:
            self._take_details(None, {})
            return
        work = self._work
        read = partial(work.services.group_details, work.settings, [group])
        in_background(self._owner, read, partial(self._take_details, group), self._complain)

    def _take_details(self, group: int | None, found: dict[int, Details]) -> None:
        if group == self._wanted:  # else the cursor has gone on
            self.held = found.get(group) if group is not None else None
            self._detailed()
