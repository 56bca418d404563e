"""One import as the screens see it: a plain object fed with the job's events."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from vidtui.errors import Exit
from vidtui.i18n import _, ngettext
from vidtui.jobs.base import (
    STAGES,
    Event,
    Finished,
    ImportCounts,
    ItemFailed,
    Notice,
    Progress,
    Refused,
    Stage,
    Started,
)
from vidtui.jobs.rate import Meter
from vidtui.jobs.wording import read_lines
from vidtui.tui.formatting import number

Phase = Literal["running", "stopping", "finished", "cancelled", "failed"]

# How much of an import each stage usually takes, for the bar of the whole.
WEIGHTS: dict[Stage, float] = {"scan": 0.1, "samples": 0.4, "names": 0.4, "links": 0.1}


@dataclass
class StageView:
    """One stage: what is done of what is known to be there."""

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


@dataclass
class ImportRun:
    """What is known of a run; only the app's own thread touches it."""

    dry_run: bool = False
    accept_loss: bool = False
    clock: Callable[[], float] = time.monotonic
    phase: Phase = "running"
    stages: dict[Stage, StageView] = field(default_factory=dict)
    folder: bytes = b""
    counts: ImportCounts = field(default_factory=ImportCounts)
    errors: list[ItemFailed] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    created: bool = False
    failure: str | None = None
    exit: Exit = Exit.OK
    seconds: float | None = None

    def __post_init__(self) -> None:
        self.stages = {stage: StageView(Meter(self.clock)) for stage in STAGES}
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
        """How much of the whole is done, from 0 to 1."""
        if self.phase == "finished":
            return 1.0
        begun = [stage for stage in STAGES if self.stages[stage].begun]
        total = 0.0
        for stage in STAGES:
            view = self.stages[stage]
            # A stage that had nothing to do is passed over without a word.
            passed = not view.begun and begun and STAGES.index(stage) < STAGES.index(begun[-1])
            total += WEIGHTS[stage] * (1.0 if passed else view.share)
        return min(1.0, total)

    @property
    def remaining_s(self) -> float | None:
        """How long it will still take, in seconds, None while nobody can say."""
        share = self.share
        if not self.active or share < 0.05:
            return None
        return self.elapsed_s * (1 - share) / share

    def feed(self, event: Event) -> None:
        """Take in one event."""
        match event:
            case Progress():
                self.folder, self.counts = event.folder, event.counts
                view = self.stages[event.stage]
                view.begun, view.done, view.total = True, event.done, event.total
                view.meter.update(event.done)
            case ItemFailed():
                self.errors.append(event)
            case Notice():
                self.notices.append(event.message)
            case Refused():
                self.refused.append(event)
            case Finished():
                self.counts, self.seconds = event.counts, event.seconds
                self.notices += read_lines(event.read)
                self.phase = "cancelled" if event.cancelled else "finished"
            case Started():
                self.created = event.created

    def fail(self, message: str, code: Exit) -> None:
        """Note that the job gave up, and why in one line."""
        self.failure, self.exit, self.phase = message, code, "failed"
        self.seconds = self.elapsed_s

    def end(self) -> None:
        """Note that the job is over; one that said nothing of its end was cut off."""
        if self.active:
            self.phase, self.seconds = "cancelled", self.elapsed_s

    def summary(self) -> str:
        """Return the sentence that sums up the run: imported, ignored, errors."""
        held = self.counts
        parts = (
            ngettext("{count} imported", "{count} imported", held.imported).format(
                count=number(held.imported)
            ),
            ngettext("{count} ignored", "{count} ignored", held.ignored).format(
                count=number(held.ignored)
            ),
            ngettext("{count} error", "{count} errors", held.errors).format(
                count=number(held.errors)
            ),
        )
        return ", ".join(parts)

    def named_counts(self) -> list[tuple[str, int]]:
        """Return each count that is not zero, named, but the three of the summary always."""
        held = self.counts
        first = [
            (ngettext("imported", "imported", held.imported), held.imported),
            (ngettext("ignored", "ignored", held.ignored), held.ignored),
            (ngettext("error", "errors", held.errors), held.errors),
        ]
        rest = [
            (ngettext("moved", "moved", held.moved), held.moved),
            (ngettext("changed", "changed", held.changed), held.changed),
            (ngettext("back again", "back again", held.back), held.back),
            (ngettext("missing", "missing", held.missing), held.missing),
            (ngettext("duplicate", "duplicates", held.duplicates), held.duplicates),
            (_("still changing"), held.still_changing),
            (ngettext("extra", "extras", held.extras), held.extras),
            (_("type unknown"), held.unknown),
            (ngettext("new film", "new films", held.films), held.films),
            (ngettext("new series", "new series", held.series), held.series),
            (ngettext("link", "links", held.links), held.links),
            (ngettext("broken link", "broken links", held.broken_links), held.broken_links),
            (_("away"), held.away),
            (_("asked about again"), held.asked_again),
            (ngettext("file of several works", "files of several works", held.packs), held.packs),
            (_("without a known episode"), held.strays),
        ]
        return first + [(name, count) for name, count in rest if count]
