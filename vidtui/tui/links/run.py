"""One search for broken links as the screens see it: fed with the job's events."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from vidtui.errors import Exit
from vidtui.jobs.base import ItemFailed, Notice, Refused
from vidtui.jobs.links.events import (
    FIND_STAGES,
    FindEvent,
    FindFinished,
    FindProgress,
    FindStage,
    LinksFound,
)
from vidtui.jobs.links.model import BrokenLink, LinkCounts, Plan
from vidtui.jobs.wording import read_lines

Phase = Literal["running", "stopping", "finished", "cancelled", "failed"]

# How much of a search each stage usually takes.
WEIGHTS: dict[FindStage, float] = {"links": 0.3, "storage": 0.4, "proposals": 0.3}


@dataclass
class FindRun:
    """What is known of a search; only the app's own thread touches it."""

    clock: Callable[[], float] = time.monotonic
    phase: Phase = "running"
    stage: FindStage = FIND_STAGES[0]
    done: int = 0
    total: int | None = None
    folder: bytes = b""
    counts: LinkCounts = field(default_factory=LinkCounts)
    met: list[BrokenLink] = field(default_factory=list)
    plan: Plan | None = None
    errors: list[ItemFailed] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    failure: str | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        self._began = self.clock()

    @property
    def active(self) -> bool:
        """Whether the job is still at work."""
        return self.phase in ("running", "stopping")

    @property
    def share(self) -> float:
        """How much of the whole is done, from 0 to 1."""
        if not self.active:
            return 1.0
        before = sum(WEIGHTS[one] for one in FIND_STAGES[: FIND_STAGES.index(self.stage)])
        part = min(1.0, self.done / self.total) if self.total else 0.0
        return before + WEIGHTS[self.stage] * part

    def take_met(self) -> list[BrokenLink]:
        """Return the links that were met since the last call."""
        met, self.met = self.met, []
        return met

    def feed(self, event: FindEvent) -> None:
        """Take in one event."""
        match event:
            case FindProgress():
                self.stage, self.done, self.total = event.stage, event.done, event.total
                self.folder, self.counts = event.folder, event.counts
            case LinksFound():
                self.met += event.links
            case ItemFailed():
                self.errors.append(event)
            case Notice():
                self.notices.append(event.message)
            case Refused():
                self.refused.append(event)
            case FindFinished():
                self.plan, self.counts, self.seconds = event.plan, event.counts, event.seconds
                self.notices += read_lines(event.read)
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
