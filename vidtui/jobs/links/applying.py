"""The application of a plan, of repairs or of new links: what it says, and its run."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar, cast

from vidtui.errors import Exit
from vidtui.jobs.base import Finished, JobRun, RootRead, Started


class PlanCounts(Protocol):
    """What came of a plan so far."""

    @property
    def refused(self) -> int:
        """What is no longer as it was shown."""

    @property
    def failed(self) -> int:
        """What the disk would not do."""

    def after(self, outcome: Any) -> Any:
        """Return the counts with one outcome more."""


C = TypeVar("C", bound=PlanCounts)
Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """``plan`` is the file, ``-`` the standard input."""

    plan: Path
    dry_run: bool = False
    accept_loss: bool = False


@dataclass(frozen=True, slots=True)
class PlanStarted(Started, Generic[C]):
    """The plan is read: so many are decided, so many are left undecided or skipped."""

    decided: int = field(metadata={"json": "decided"})
    left: int = field(metadata={"json": "left"})

    @property
    @abstractmethod
    def counts(self) -> C:
        """The counts before anything was done."""


@dataclass(frozen=True, slots=True)
class PlanFinished(Finished[C]):
    """The end of a plan's application.

    ``stopped`` says why it ended early, with its ``exit`` code; ``run`` is what undo takes, None
    where nothing was tried; ``notices`` are what a person should know.
    """

    read: tuple[RootRead, ...] = ()  # events do not tell it, the report does
    log: Path | None = None
    run: int | None = None
    stopped: str = ""
    exit: Exit = Exit.OK
    notices: tuple[str, ...] = ()


@dataclass
class PlanRun(JobRun[C], Generic[C, Of]):
    """One application of a plan, as both front ends see it; ``OUTCOMES`` are their types."""

    STAGES: ClassVar[Mapping[str, float]] = {"links": 1.0}
    OUTCOMES: ClassVar[tuple[type, ...]] = ()

    finished: PlanFinished[C] | None = None
    outcomes: list[Of] = field(default_factory=list)

    @property
    def failed_items(self) -> int:
        """How much was refused, or could not be done."""
        return self.counts.refused + self.counts.failed

    def take(self, event: Any) -> None:
        """Take in what only an application says, or says more of."""
        if isinstance(event, PlanStarted):
            self.counts, self.stage_run.total = event.counts, event.decided
        elif isinstance(event, self.OUTCOMES):
            self.outcomes.append(cast(Of, event))
            self.counts, self.stage_run.done = self.counts.after(event), len(self.outcomes)
        elif isinstance(event, PlanFinished):
            self.finished, self.exit = event, event.exit
            self.notices += event.notices
