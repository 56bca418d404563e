"""The groups that wait for a person, by reason; those put off come last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from textual.message_pump import MessagePump

from vidtui.catalogue.group_details import Details, Waiting
from vidtui.catalogue.queue import Row
from vidtui.errors import VidtuiError
from vidtui.i18n import N_
from vidtui.matching.reasons import ORDER
from vidtui.text import fold
from vidtui.tui.threads import in_background
from vidtui.tui.workspace import Workspace

LATER = N_("put off")


@dataclass(frozen=True, slots=True)
class Heading:
    """A reason, and how many groups wait for it."""

    reason: str
    count: int


Line = Heading | Waiting


class PendingList:
    """All waiting groups as lines under headings."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._groups: dict[int, Waiting] = {}
        self._later: dict[int, None] = {}

    def __len__(self) -> int:
        return len(self._groups)

    def load(self, groups: Iterable[Waiting]) -> bool:
        """Replace the groups by those that wait now; return whether anything changed."""
        found = {one.id: one for one in groups}
        if found == self._groups:
            return False
        self._groups = found
        self._arrange()
        return True

    def remove(self, groups: Iterable[int]) -> None:
        """Remove groups that have been answered."""
        for group in groups:
            self._groups.pop(group, None)
        self._arrange()

    def put_off(self, group: int) -> None:
        """Move a group to the end of the list."""
        self._later.pop(group, None)
        self._later[group] = None
        self._arrange()

    def reason(self, group: Waiting) -> str:
        """Return the heading under which a group stands."""
        return LATER if group.id in self._later else group.reason

    def of_reason(self, reason: str) -> list[Waiting]:
        """Return the groups under a heading, in their order."""
        return [
            one for one in self.lines if isinstance(one, Waiting) and self.reason(one) == reason
        ]

    def groups(self) -> list[Waiting]:
        """Return all groups, in their order."""
        return [one for one in self.lines if isinstance(one, Waiting)]

    def place(self, group: int | None, otherwise: int = 0) -> int:
        """Return the line of a group, ``otherwise`` where it is not there."""
        for at, one in enumerate(self.lines):
            if isinstance(one, Waiting) and one.id == group:
                return at
        return otherwise

    def _arrange(self) -> None:
        under: dict[str, list[Waiting]] = {}
        for one in self._groups.values():
            if one.id not in self._later:
                under.setdefault(one.reason, []).append(one)
        later = [self._groups[group] for group in self._later if group in self._groups]
        self.lines = []
        for reason in sorted(under, key=_rank):
            self._add(reason, sorted(under[reason], key=_order))
        if later:
            self._add(LATER, later)

    def _add(self, reason: str, groups: Sequence[Waiting]) -> None:
        self.lines.append(Heading(reason, len(groups)))
        self.lines += groups


def _rank(reason: str) -> tuple[int, str]:
    return (ORDER.index(reason) if reason in ORDER else len(ORDER), reason)


def _order(group: Waiting) -> tuple[str, int, int]:
    return (fold(group.title), group.year or 0, group.id)


AHEAD = 30  # groups whose details are there before the cursor is
ENOUGH = 10  # while so many are, no more are read
MOST_KNOWN = 1000


class Feed:
    """What waits, and the details of the groups about the cursor."""

    def __init__(
        self,
        workspace: Workspace,
        owner: MessagePump,
        arrived: Callable[[], object],
        failed: Callable[[VidtuiError], object],
    ) -> None:
        """Prepare an empty feed.

        Args:
            workspace: whose services and answers count.
            owner: the screen, whose loop gets what is read.
            arrived: called when groups or details have come.
            failed: takes why they have not.
        """
        self.groups = PendingList()
        self.known: dict[int, Details] = {}
        self.loaded = False
        self._work = workspace
        self._owner = owner
        self._arrived = arrived
        self._failed = failed
        self._selection: int | None = None
        self._answers = 0  # how many so far: what was read before the last one is out of date
        self._loading = self._wanted = self._polling = False
        self._asked: set[int] = set()
        self._absent: set[int] = set()
        self._since: int | None = None
        self._seen: set[Row] = set()

    def load(self) -> None:
        """Read what waits, once all answers are written."""
        if self._loading or self._work.answers.outstanding:
            self._wanted = True
            return
        self._loading, self._wanted = True, False
        self._absent.clear()
        self._since = int(self._work.services.now())
        work = partial(self._work.services.waiting, self._work.settings)
        in_background(self._owner, work, partial(self._take, self._answers), self._fail)

    def load_if_wanted(self) -> None:
        """Read what had to wait for the answers."""
        if self._wanted:
            self.load()

    def _take(self, answers: int, groups: list[Waiting]) -> None:
        self._loading = False
        if answers != self._answers or self._work.answers.outstanding:
            self._wanted = True
            self.load_if_wanted()
            return
        changed = self.groups.load(groups)
        if changed or self._selection is not None or not self.loaded:
            self.loaded = True
            self._arrived()
        self.load_if_wanted()

    def _fail(self, error: VidtuiError) -> None:
        self._loading = self._polling = False
        self._failed(error)

    def poll(self) -> None:
        """Look whether a job, here or in another process, has changed what waits."""
        if self._since is None or self._polling or self._loading:
            return
        self._polling = True
        work = partial(self._work.services.queue_rows, self._work.settings, self._since)
        in_background(self._owner, work, self._take_changes, self._fail)

    def _take_changes(self, rows: list[Row]) -> None:
        self._polling = False
        waiting = {one.id for one in self.groups.groups()}
        fresh = [row for row in rows if row not in self._seen]
        self._seen = set(rows)
        relevant = [row.id for row in fresh if row.state == "pending" or row.id in waiting]
        for group in relevant:
            self.known.pop(group, None)
        if relevant:
            self.load()

    def pop_selection(self) -> int | None:
        """Return the group that is to be highlighted, once."""
        selection, self._selection = self._selection, None
        return selection

    def answered(self, groups: Iterable[int]) -> None:
        """Remove answered groups at once, before the answers are written."""
        self._answers += 1
        gone = list(groups)
        self.groups.remove(gone)
        for group in gone:
            self.known.pop(group, None)

    def reread(self, group: int | None, *, select: bool = False, first: bool = False) -> None:
        """Read anew what still or again waits.

        Args:
            group: the one concerned.
            select: highlight it.
            first: unless another is to be highlighted already.
        """
        self._answers += 1
        if group is not None:
            self.known.pop(group, None)
            if select and not (first and self._selection is not None):
                self._selection = group
        self._wanted = True

    def prefetch(self, cursor: int) -> None:
        """Read the details of the group at the cursor, and of those that come next."""
        coming = [
            one.id for one in self.groups.lines[cursor : cursor + AHEAD] if isinstance(one, Waiting)
        ]
        ready = sum(group in self.known or group in self._asked for group in coming)
        spoken_for = self._asked | self._absent
        lacking = [one for one in coming if one not in self.known and one not in spoken_for]
        if not lacking or (ready >= ENOUGH and coming[0] not in lacking):
            return
        if len(self.known) > MOST_KNOWN:
            self.known.clear()
        self._asked.update(lacking)
        work = partial(self._work.services.group_details, self._work.settings, lacking)
        in_background(
            self._owner, work, partial(self._take_details, lacking), partial(self._lost, lacking)
        )

    def _take_details(self, asked: list[int], found: dict[int, Details]) -> None:
        self._asked.difference_update(asked)
        self.known.update(found)
        gone = set(asked) - found.keys()
        if gone:
            self._absent |= gone
            self.load()
        self._arrived()

    def _lost(self, asked: list[int], error: VidtuiError) -> None:
        self._asked.difference_update(asked)
        self._failed(error)
