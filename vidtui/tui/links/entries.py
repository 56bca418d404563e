"""What was decided about links, alone or together: an entry of the journal each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vidtui.i18n import ngettext
from vidtui.jobs.links.model import Decision, Place, Verb
from vidtui.settings.model import Settings
from vidtui.tui.formatting import number
from vidtui.tui.links.model import State


@dataclass(slots=True, eq=False)
class PendingDecision:
    """A decision of this session, and what its link was before."""

    decision: Decision
    before: tuple[State, Verb | None, str | None]

    @property
    def place(self) -> Place:
        """Where the link is."""
        return self.decision.link.place


@dataclass(slots=True, eq=False)
class Entry:
    """What was decided together: one entry of the journal, ``run``, taken back as one.

    ``outstanding`` is how many are not carried out yet, ``refused`` why some were not.
    """

    given: list[PendingDecision]
    done: list[PendingDecision] = field(default_factory=list)
    run: int | None = None
    is_done: bool = False  # at least one; both are noted by the writing thread
    outstanding: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        """Whether it is more than one."""
        return len(self.given) > 1

    @property
    def to_take_back(self) -> list[PendingDecision]:
        """What would be taken back with it: what was done, or is being done."""
        return self.given if self.outstanding else self.done or self.given

    @property
    def left(self) -> list[PendingDecision]:
        """What was not come to."""
        return self.given[len(self.given) - self.outstanding :]

    @property
    def is_mark(self) -> bool:
        """Whether nothing is to be carried out, in a review that is no plan's."""
        return all(one.decision.verb == "skip" for one in self.given)


@dataclass(frozen=True, slots=True)
class Task:
    """Decisions to carry out or, with ``undo``, to take back.

    With ``accept_loss`` what a volatile root lost is gone, as the user said for the search.
    """

    settings: Settings
    entry: Entry
    accept_loss: bool = False
    undo: bool = False


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """What came of a decision, or of taking one back.

    ``place`` is the link's; ``problem`` says in one line why nothing was done; ``count`` how many
    links it is about.
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


def stopped_text(entry: Entry, left: Sequence[PendingDecision], problem: str) -> str:
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
