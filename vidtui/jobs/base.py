"""What jobs say while they run, and a run as both front ends see it."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, Protocol, TypeVar

from vidtui.errors import Exit, VidtuiError, worst
from vidtui.settings.model import Reading

WINDOW_S = 10.0


class Meter:
    """Measures how fast a count grows, over the last ten seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._points: deque[tuple[float, int]] = deque()

    def update(self, done: int) -> None:
        """Note the count as it is now."""
        now = self._clock()
        self._points.append((now, done))
        while len(self._points) > 2 and now - self._points[0][0] > WINDOW_S:
            self._points.popleft()

    @property
    def rate(self) -> float | None:
        """Items a second, None while too little is known."""
        if len(self._points) < 2:
            return None
        (start, first), (end, last) = self._points[0], self._points[-1]
        return (last - first) / (end - start) if end - start >= 0.5 else None

    def remaining_s(self, total: int | None) -> float | None:
        """Return the seconds until ``total`` at this rate, None where nobody can say."""
        rate = self.rate
        if total is None or not rate or not self._points:
            return None
        return max(0.0, (total - self._points[-1][1]) / rate)


def clock_text(seconds: float) -> str:
    """Return a duration as ``m:ss`` or ``h:mm:ss``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


Remedy = Literal["accept-loss", "confirm-root", "relocate-root"]
Phase = Literal["running", "stopping", "finished", "cancelled", "denied", "outage", "failed"]
C = TypeVar("C")
Said = TypeVar("Said", covariant=True)

PROGRESS_INTERVAL_S = 0.05


class Job(Protocol[Said]):
    """Anything whose ``run`` yields events until it is done or cancelled."""

    def run(self) -> Iterator[Said]:
        """Do the work."""
        ...


class CancelToken:
    """Asks a job to stop; set from any thread, obeyed within a second."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Request cancellation."""
        self._event.set()

    def __call__(self) -> bool:
        """Say whether cancellation was requested."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait, at most ``seconds``, and say whether cancellation was requested."""
        return self._event.wait(seconds)


@dataclass(frozen=True, slots=True)
class RootRead:
    """How much was read of the files of a root, in bytes, and how much might have been."""

    root: bytes
    reading: Reading
    size: int


@dataclass(frozen=True, slots=True)
class Started:
    """The job begins."""

    EVENT: ClassVar[str] = "started"
    command: str = field(metadata={"json": "command"})
    catalogue: Path = field(metadata={"json": "catalogue"})


@dataclass(frozen=True, slots=True)
class Progress(Generic[C]):
    """How far a stage is; ``total`` is None while it is not known. At most 20 a second."""

    EVENT: ClassVar[str] = "progress"
    stage: str = field(metadata={"json": "stage"})
    done: int = field(metadata={"json": "done"})
    total: int | None = field(metadata={"json": "total"})
    folder: bytes = field(metadata={"json": "folder"})
    counts: C = field(metadata={"json": "counts"})


@dataclass(frozen=True, slots=True)
class ItemFailed:
    """One file, folder or link that could not be handled; ``path`` is absolute."""

    EVENT: ClassVar[str] = "item_failed"
    path: bytes = field(metadata={"json": "path"})
    reason: str = field(metadata={"json": "reason"})


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know, one line; nothing failed."""

    EVENT: ClassVar[str] = "notice"
    message: str = field(metadata={"json": "message"})


@dataclass(frozen=True, slots=True)
class Refused:
    """Something was not done for safety. ``remedy`` names the way on, if there is one.

    ``accept-loss``: run again, accepting that the missing files are gone. ``confirm-root``:
    confirm that the disk at ``path`` is the right one. ``relocate-root``: note that the root which
    lay at ``old`` lies at ``path`` now.
    """

    EVENT: ClassVar[str] = "refused"
    path: bytes = field(metadata={"json": "path"})
    reason: str = field(metadata={"json": "reason"})
    remedy: Remedy | None = field(default=None, metadata={"json": "remedy"})
    old: bytes = field(default=b"", metadata={"json": "old", "omit_empty": True})


@dataclass(frozen=True, slots=True)
class Finished(Generic[C]):
    """The job ends after ``seconds``; what was done before a cancellation is kept."""

    EVENT: ClassVar[str] = "finished"
    counts: C = field(metadata={"json": "summary"})
    cancelled: bool = field(metadata={"json": "cancelled"})
    seconds: float = field(metadata={"json": "seconds"})
    read: tuple[RootRead, ...] = field(default=(), metadata={"json": "read"})


@dataclass
class StageRun:
    """One stage of a run: what is done of what is known to be there."""

    meter: Meter
    done: int = 0
    total: int | None = None
    begun: bool = False

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1; 0 while nobody knows."""
        if not self.begun or self.total is None:
            return 0.0
        return min(1.0, self.done / self.total) if self.total else 1.0

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return self.begun and self.total is not None and self.done >= self.total

    @property
    def remaining_s(self) -> float | None:
        """How long the stage still takes, in seconds, None while nobody can say."""
        return self.meter.remaining_s(self.total)


@dataclass(kw_only=True)
class JobRun(Generic[C]):
    """One run of a job as both front ends see it: fed with its events; for one thread only.

    ``stage`` is the one of which was heard last. ``failure`` says in one line why the job gave up,
    ``exit`` with which code; ``seconds`` is how long it took, None while it runs.
    """

    STAGES: ClassVar[Mapping[str, float]] = {}
    """By name how much of the whole each stage usually takes, in their order."""

    counts: C
    clock: Callable[[], float] = time.monotonic
    phase: Phase = "running"
    started: Started | None = None
    stage: str = ""
    folder: bytes = b""
    errors: list[ItemFailed] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    read: tuple[RootRead, ...] = ()
    failure: str | None = None
    exit: Exit = Exit.OK
    seconds: float | None = None

    def __post_init__(self) -> None:
        self.stage = next(iter(self.STAGES), "")
        self.stages = {name: StageRun(Meter(self.clock)) for name in self.STAGES}
        self._began = self.clock()

    @property
    def active(self) -> bool:
        """Whether the job is still at work."""
        return self.phase in ("running", "stopping")

    @property
    def elapsed_s(self) -> float:
        """How long it took, or has taken so far, in seconds."""
        return self.clock() - self._began if self.seconds is None else self.seconds

    @property
    def stage_run(self) -> StageRun:
        """The stage of which was heard last."""
        return self.stages[self.stage]

    @property
    def done(self) -> int:
        """How much of the stage is done."""
        return self.stage_run.done

    @property
    def total(self) -> int | None:
        """How much the stage has to do, None while it is not known."""
        return self.stage_run.total

    @property
    def rate(self) -> float | None:
        """How much of the stage is done in a second, None while too little is known."""
        return self.stage_run.meter.rate

    @property
    def weights(self) -> Mapping[str, float]:
        """By stage how much of the whole it takes in this run."""
        return self.STAGES

    def stage_share(self, name: str) -> float:
        """Return how much of a stage is done, from 0 to 1: all, once the next one began."""
        names = list(self.STAGES)
        return 1.0 if names.index(name) < names.index(self.stage) else self.stages[name].share

    @property
    def share(self) -> float:
        """How much of the whole is done, from 0 to 1."""
        if self.phase == "finished":
            return 1.0
        weights = self.weights.items()
        return min(1.0, sum(weight * self.stage_share(name) for name, weight in weights))

    @property
    def remaining_s(self) -> float | None:
        """How long the whole still takes, in seconds, None while nobody can say."""
        share = self.share
        if not self.active or share < 0.05:
            return None
        return self.elapsed_s * (1 - share) / share

    @property
    def stage_remaining_s(self) -> float | None:
        """How long the stage still takes, in seconds, None while nobody can say."""
        return self.stage_run.remaining_s

    @property
    def failed_items(self) -> int:
        """How many items could not be handled."""
        return len(self.errors)

    @property
    def is_refused(self) -> bool:
        """Whether something was not done for safety."""
        return bool(self.refused)

    @property
    def needs_attention(self) -> bool:
        """Whether something is left for a person to see to."""
        return False

    def exit_code(self) -> Exit:
        """Return the exit code of a run that ended so."""
        return worst(
            self.exit,
            Exit.INTERRUPTED if self.phase == "cancelled" else Exit.OK,
            Exit.REFUSED if self.is_refused else Exit.OK,
            Exit.ITEMS_FAILED if self.failed_items else Exit.OK,
            Exit.ATTENTION if self.needs_attention else Exit.OK,
        )

    def feed(self, event: Any) -> None:
        """Take in one event."""
        match event:
            case Started():
                self.started = event
            case Progress():
                self.stage, self.folder, self.counts = event.stage, event.folder, event.counts
                stage = self.stage_run
                stage.begun, stage.done, stage.total = True, event.done, event.total
                stage.meter.update(event.done)
            case ItemFailed():
                self.errors.append(event)
            case Notice():
                self.notices.append(event.message)
            case Refused():
                self.refused.append(event)
            case Finished():
                self.counts, self.seconds, self.read = event.counts, event.seconds, event.read
                if self.active:
                    self.phase = "cancelled" if event.cancelled else "finished"
        self.take(event)

    def take(self, event: Any) -> None:
        """Take in what only this job says, or says more of."""

    def outlives(self, error: VidtuiError) -> bool:  # noqa: ARG002
        """Whether what was found until a failure is worth a report."""
        return False

    def fail(self, message: str, code: Exit) -> None:
        """Note that the job gave up, and why in one line."""
        self.failure, self.exit, self.phase = message, code, "failed"
        self.end()

    def end(self, *, cancelled: bool = False) -> None:
        """Note that the job is over; one that said nothing of its end was cut off.

        Args:
            cancelled: cancellation was requested, be it after the last event.
        """
        if self.active or (cancelled and self.phase == "finished"):
            self.phase = "cancelled"
        self.seconds = self.elapsed_s
