"""The groups that wait for a person, by reason; those put off come last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vidtui.catalogue.pending import Waiting
from vidtui.i18n import N_
from vidtui.metadata.reasons import ORDER
from vidtui.text import fold

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

    def take(self, groups: Iterable[Waiting]) -> bool:
        """Take the groups as they are now; say whether anything changed."""
        found = {one.id: one for one in groups}
        if found == self._groups:
            return False
        self._groups = found
        self._arrange()
        return True

    def remove(self, groups: Iterable[int]) -> None:
        """Take out groups that have been answered."""
        for group in groups:
            self._groups.pop(group, None)
        self._arrange()

    def put_off(self, group: int) -> None:
        """Let a group come last."""
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
