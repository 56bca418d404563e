"""What an enrichment says while it runs, and the run as those events make it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vidtui.errors import Exit, worst
from vidtui.jobs.base import RootRead


@dataclass(frozen=True, slots=True)
class EnrichCounts:
    """The counts of an enrichment, so far or final.

    ``enriched``, ``pending`` (of them ``not_found`` without any answer) and ``failed`` are groups
    that were asked about; ``put_back`` those that an outage hit, which are queued as before.
    ``films`` and ``series`` are those enriched, ``asked_films`` and ``asked_series`` all that were
    asked about. ``requests`` counts all that were sent, retries and all; ``film_requests`` and
    ``series_requests`` those about the films and series, whatever came of them. ``strays`` are all
    files of known series without an episode that the provider has, at the end.
    """

    enriched: int = field(default=0, metadata={"json": "enriched"})
    pending: int = field(default=0, metadata={"json": "pending"})
    not_found: int = field(default=0, metadata={"json": "not_found"})
    failed: int = field(default=0, metadata={"json": "failed"})
    put_back: int = field(default=0, metadata={"json": "put_back"})
    requests: int = field(default=0, metadata={"json": "requests"})
    films: int = field(default=0, metadata={"json": "films"})
    asked_films: int = field(default=0, metadata={"json": "asked_films"})
    film_requests: int = field(default=0, metadata={"json": "film_requests"})
    series: int = field(default=0, metadata={"json": "series"})
    asked_series: int = field(default=0, metadata={"json": "asked_series"})
    series_requests: int = field(default=0, metadata={"json": "series_requests"})
    strays: int = field(default=0, metadata={"json": "strays"})

    @property
    def done(self) -> int:
        """How many groups are through."""
        return self.enriched + self.pending + self.failed


@dataclass(frozen=True, slots=True)
class EnrichStarted:
    """The job begins: how much there is to ask, and how long that takes at the set pace."""

    catalogue: Path
    films: int
    series: int
    unknown: int
    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class EnrichProgress:
    """How far it is; ``current`` are the titles being asked about. At most 20 a second."""

    done: int
    total: int
    counts: EnrichCounts
    current: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EnrichNotice:
    """Something a person should know, one line; nothing failed."""

    message: str


@dataclass(frozen=True, slots=True)
class GroupFailed:
    """One film or series that could not be asked about."""

    group: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class EnrichStopped:
    """The job gave up before its end: the token is refused, or nobody answers."""

    why: Literal["denied", "outage"]
    reason: str


@dataclass(frozen=True, slots=True)
class EnrichFinished:
    """The job ends; what was done before a cancellation is kept."""

    counts: EnrichCounts
    cancelled: bool
    seconds: float
    read: tuple[RootRead, ...] = ()


EnrichEvent = (
    EnrichStarted | EnrichProgress | EnrichNotice | GroupFailed | EnrichStopped | EnrichFinished
)
Phase = Literal["running", "stopping", "finished", "cancelled", "denied", "outage", "failed"]


@dataclass
class EnrichRun:
    """One enrichment as both front ends see it: fed with its events, asked for what is known."""

    clock: Callable[[], float] = time.monotonic
    phase: Phase = "running"
    started: EnrichStarted | None = None
    done: int = 0
    total: int = 0
    current: tuple[str, ...] = ()
    counts: EnrichCounts = field(default_factory=EnrichCounts)
    failures: list[GroupFailed] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    read: tuple[RootRead, ...] = ()
    problem: str | None = None
    exit: Exit = Exit.OK
    seconds: float | None = None

    def __post_init__(self) -> None:
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
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        if self.total:
            return min(1.0, self.done / self.total)
        return 0.0 if self.active else 1.0

    @property
    def remaining_s(self) -> float | None:
        """How long it will still take, in seconds, None while nobody can say."""
        if not self.active or self.started is None:
            return None
        if self.done < 5 or self.share < 0.02:
            return max(0.0, self.started.seconds - self.elapsed_s)
        return self.elapsed_s * (1 - self.share) / self.share

    def feed(self, event: EnrichEvent) -> None:
        """Take in one event."""
        match event:
            case EnrichStarted():
                self.started, self.total = event, event.films + event.series + event.unknown
            case EnrichProgress():
                self.done, self.total = event.done, event.total
                self.counts, self.current = event.counts, event.current
            case EnrichNotice():
                self.notices.append(event.message)
            case GroupFailed():
                self.failures.append(event)
            case EnrichStopped():
                self.phase, self.problem, self.exit = event.why, event.reason, Exit.API
            case EnrichFinished():
                self.counts, self.seconds, self.current = event.counts, event.seconds, ()
                self.done, self.read = event.counts.done, event.read
                if self.active:
                    self.phase = "cancelled" if event.cancelled else "finished"

    def fail(self, message: str, code: Exit) -> None:
        """Note that the job gave up, and why in one line."""
        self.problem, self.exit, self.phase = message, code, "failed"
        self.seconds = self.elapsed_s

    def end(self) -> None:
        """Note that the job is over; one that said nothing of its end was cut off."""
        if self.active:
            self.phase = "cancelled"
        self.seconds = self.elapsed_s

    def code(self, attention: int) -> Exit:
        """Return the exit code of a run that ended so; ``attention`` groups need some."""
        return worst(
            self.exit,
            Exit.INTERRUPTED if self.phase == "cancelled" else Exit.OK,
            Exit.ITEMS_FAILED if self.counts.failed else Exit.OK,
            Exit.ATTENTION if attention else Exit.OK,
        )


@dataclass(frozen=True, slots=True)
class EnrichOptions:
    """What to ask about.

    ``limit`` is the most groups, None for all; ``only`` are the groups, None for all that wait; a
    dry run says how much there is to ask, and asks nothing; ``read_at_most`` are the bytes to read
    for running times, as in a check.
    """

    limit: int | None = None
    retry_failed: bool = False
    retry_not_found: bool = False
    only: tuple[int, ...] | None = None
    dry_run: bool = False
    read_at_most: int | None = None
