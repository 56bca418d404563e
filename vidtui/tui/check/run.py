"""One check as the screens see it: fed with the job's events."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from vidtui.errors import Exit
from vidtui.jobs.check.events import (
    CHECK_STAGES,
    CheckEvent,
    CheckFinished,
    CheckOptions,
    CheckProgress,
    CheckStage,
    CheckStarted,
    Found,
    RootSkipped,
)
from vidtui.jobs.check.findings import CheckCounts, Finding, SkippedRoot
from vidtui.jobs.check.report import Gathered
from vidtui.jobs.rate import Meter

Phase = Literal["running", "stopping", "finished", "cancelled", "failed"]

# How much of a check each stage usually takes. Whole files take hours, all else minutes.
PLAIN: dict[CheckStage, float] = {"storage": 0.5, "links": 0.4, "catalogue": 0.1, "hashes": 0.0}
VERIFYING: dict[CheckStage, float] = {
    "storage": 0.0,
    "links": 0.0,
    "catalogue": 0.0,
    "hashes": 1.0,
}
AT_MOST = 0.99  # of a stage whose end is an estimate


@dataclass
class CheckRun:
    """What is known of a check; only the app's own thread touches it.

    ``expected`` is what the check before looked at: how much there is nobody knows before the end.
    ``has_read``: it came to reading whole files.
    """

    options: CheckOptions = field(default_factory=CheckOptions)
    expected: CheckCounts = field(default_factory=CheckCounts)
    clock: Callable[[], float] = time.monotonic
    phase: Phase = "running"
    stage: CheckStage = CHECK_STAGES[0]
    done: int = 0
    total: int | None = None
    folder: bytes = b""
    counts: CheckCounts = field(default_factory=CheckCounts)
    gathered: Gathered = field(default_factory=Gathered)
    has_begun: bool = False
    has_read: bool = False
    found: list[Finding] = field(default_factory=list)
    away: list[SkippedRoot] = field(default_factory=list)
    doubted: list[bytes] = field(default_factory=list)
    failure: str | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        self._began = self.clock()
        self._meter = Meter(self.clock)

    @property
    def active(self) -> bool:
        """Whether the job is still at work."""
        return self.phase in ("running", "stopping")

    @property
    def elapsed_s(self) -> float:
        """How long it took, or has taken so far, in seconds."""
        return self.clock() - self._began if self.seconds is None else self.seconds

    @property
    def rate(self) -> float | None:
        """Bytes a second while whole files are read, None while too little is known."""
        return self._meter.rate if self.stage == "hashes" else None

    @property
    def remaining_s(self) -> float | None:
        """How long reading whole files still takes, None where nobody can say."""
        if self.stage != "hashes":
            return None
        left = self._meter.remaining_s(self.total)
        if self.options.verify_s is None:
            return left
        limit = max(0.0, self.options.verify_s - self.elapsed_s)
        return limit if left is None else min(left, limit)

    @property
    def share(self) -> float:
        """How much of the whole is done, from 0 to 1."""
        if not self.active:
            return 1.0
        weights = VERIFYING if self.options.verify else PLAIN
        before = sum(weights[one] for one in CHECK_STAGES[: CHECK_STAGES.index(self.stage)])
        return before + weights[self.stage] * self._part()

    @property
    def percent(self) -> int | None:
        """What stands beside ``done``: of these bytes, or else of the whole; None: no telling."""
        if self.stage == "hashes":
            return int(min(1.0, self.done / self.total) * 100) if self.total else None
        return None if self.options.verify else int(self.share * 100)

    def _part(self) -> float:
        if self.total is not None:
            part = min(1.0, self.done / self.total) if self.total else 1.0
            limit = self.options.verify_s if self.stage == "hashes" else None
            return max(part, min(1.0, self.elapsed_s / limit)) if limit else part
        before = {"storage": self.expected.files, "links": self.expected.links}.get(self.stage, 0)
        return min(AT_MOST, self.done / before) if before else 0.0

    def take_found(self) -> list[Finding]:
        """Return what was found since the last call."""
        found, self.found = self.found, []
        return found

    def take_doubted(self) -> list[bytes]:
        """Return the roots of which what was said since the last call is taken back."""
        doubted, self.doubted = self.doubted, []
        return doubted

    def feed(self, event: CheckEvent) -> None:
        """Take in one event."""
        self.gathered.take(event)
        match event:
            case CheckStarted():
                self.has_begun, self.away = True, list(event.away)
            case CheckProgress():
                self.stage, self.done, self.total = event.stage, event.done, event.total
                self.folder, self.counts = event.folder, event.counts
                if event.stage == "hashes":
                    self.has_read = True
                    self._meter.update(event.done)
            case Found():
                self.found += event.findings
            case RootSkipped():
                self.away.append(event.away)
                if event.away.remedy != "accept-loss":
                    self.doubted.append(event.away.root)
                    self.found = [one for one in self.found if one.root != event.away.root]
            case CheckFinished():
                self.counts, self.seconds = event.counts, event.seconds
                self.has_read = self.has_read or event.verified is not None
                self.phase = "cancelled" if event.cancelled else "finished"

    def fail(self, message: str, code: Exit) -> None:  # noqa: ARG002
        """Note that the job gave up, and why in one line."""
        self.failure, self.phase = message, "failed"
        self.end()

    def end(self) -> None:
        """Note that the job is over; one that said nothing of its end was cut off."""
        if self.active:
            self.phase = "cancelled"
        if self.seconds is None:
            self.seconds = self.clock() - self._began
