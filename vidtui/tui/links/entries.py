"""What was decided about links, alone or together: an entry of the journal each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from vidtui.i18n import ngettext
from vidtui.jobs.links.model import Place
from vidtui.settings.model import Settings
from vidtui.tui.formatting import number


class Decided(Protocol):
    """What was decided about a link, or about a file without one."""

    @property
    def verb(self) -> str:
        """What is to be done; ``skip`` is nothing."""
        ...


D = TypeVar("D", bound=Decided)


@dataclass(slots=True, eq=False)
class PendingDecision(Generic[D]):
    """A decision of this session about what lies at ``place``.

    ``before`` is the state of its row, its decision and its choice as they were.
    """

    decision: D
    place: Place
    before: tuple[Any, Any, str | None]


@dataclass(slots=True, eq=False)
class Entry(Generic[D]):
    """What was decided together: one entry of the journal, ``run``, taken back as one.

    ``outstanding`` is how many are not carried out yet, ``refused`` why some were not; ``left``
    holds what was not come to.
    """

    given: list[PendingDecision[D]]
    done: list[PendingDecision[D]] = field(default_factory=list)
    run: int | None = None
    is_done: bool = False  # at least one; both are noted by the writing thread
    outstanding: int = 0
    refused: list[str] = field(default_factory=list)
    _by_decision: dict[int, PendingDecision[D]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_decision = {id(one.decision): one for one in self.given}

    def take(self, decision: D) -> PendingDecision[D]:
        """Return what a decision is about that was carried out, or refused, just now."""
        self.outstanding -= 1
        return self._by_decision.pop(id(decision))

    @property
    def is_group(self) -> bool:
        """Whether it is more than one."""
        return len(self.given) > 1

    @property
    def to_take_back(self) -> list[PendingDecision[D]]:
        """What would be taken back with it: what was done, or is being done."""
        return self.given if self.outstanding else self.done or self.given

    @property
    def left(self) -> list[PendingDecision[D]]:
        """What was not come to."""
        return list(self._by_decision.values())

    @property
    def is_mark(self) -> bool:
        """Whether nothing is to be carried out, in a review that is no plan's."""
        return all(one.decision.verb == "skip" for one in self.given)


@dataclass(frozen=True, slots=True)
class Task(Generic[D]):
    """Decisions to carry out or, with ``undo``, to take back.

    With ``accept_loss`` what a volatile root lost is gone, as the user said for the search.
    """

    settings: Settings
    entry: Entry[D]
    accept_loss: bool = False
    undo: bool = False


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """What came of a decision, or of taking one back.

    ``place`` is the link's, or the file's; ``problem`` says in one line why nothing was done;
    ``count`` how many it is about.
    """

    place: Place
    is_taken_back: bool = False
    problem: str = ""
    count: int = 1


def refused_text(refused: int, count: int, reason: str) -> str:
    """Return that some of what was decided together were refused, and why the first was."""
    text = ngettext(
        "{n} of {count} was refused: {reason}",
        "{n} of {count} were refused, the first: {reason}",
        refused,
    )
    return text.format(n=number(refused), count=number(count), reason=reason)


def stopped_text(entry: Entry[D], left: Sequence[PendingDecision[D]], problem: str) -> str:
    """Return in one line why not all of an entry was done; of a single one its refusal was told."""
    count = len(entry.given)
    if not entry.is_group:
        return problem
    if problem:
        text = ngettext(
            "{reason} · {n} of {count} is left as it is",
            "{reason} · {n} of {count} are left as they are",
            len(left),
        )
        return text.format(reason=problem, n=number(len(left)), count=number(count))
    return refused_text(len(entry.refused), count, entry.refused[0]) if entry.refused else ""
