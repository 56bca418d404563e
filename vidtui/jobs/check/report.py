"""One check as a whole: what the report, the screen and the file on disk are made from."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile

from vidtui.jobs.check.events import (
    CheckEvent,
    CheckFinished,
    CheckProgress,
    CheckStarted,
    Found,
    RootDoubted,
)
from vidtui.jobs.check.findings import ISSUES, Away, CheckCounts, Finding, Verified
from vidtui.jobs.check.found import Findings
from vidtui.jobs.events import Notice, RootRead


@dataclass(frozen=True, slots=True)
class Report:
    """One check: ``created`` in seconds since the epoch; not ``complete`` once it was stopped.

    ``findings`` come worst first. ``roots`` are those of the settings, away or not. ``held`` is
    what earlier checks found where this one did not look, kept so that it is neither gone now nor
    new the next time. ``read`` says how much was read of each storage root.
    """

    created: int
    complete: bool
    away: tuple[Away, ...] = ()
    findings: Findings = field(default_factory=Findings)
    counts: CheckCounts = field(default_factory=CheckCounts)
    verified: Verified | None = None
    seconds: float = 0.0
    roots: tuple[bytes, ...] = ()
    held: Findings = field(default_factory=Findings)
    read: tuple[RootRead, ...] = ()

    def issues(self) -> Iterator[Finding]:
        """Yield what needs attention, which comes first."""
        return takewhile(lambda one: one.kind in ISSUES, self.findings)


class Gathered:
    """Gathers the events of one check."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        self._findings = Findings()
        self._report = Report(int(time.time()), complete=False)
        self._begun = time.monotonic()

    def take(self, event: CheckEvent) -> None:
        """Add one event."""
        report = self._report
        match event:
            case CheckStarted():
                self._report = replace(report, away=event.away, roots=event.roots)
            case CheckProgress():
                self._report = replace(report, counts=event.counts)
            case Found():
                self._findings.add(event.findings)
            case RootDoubted():
                self._report = replace(report, away=(*report.away, event.away))
                self._findings.drop(event.away.root)
            case Notice():
                self.notices.append(event.message)
            case CheckFinished():
                self._report = replace(
                    report,
                    complete=not event.cancelled,
                    counts=event.counts,
                    verified=event.verified,
                    seconds=event.seconds,
                    read=event.read,
                )

    @property
    def has_begun(self) -> bool:
        """Whether the roots are known, so that there is something to tell."""
        return bool(self._report.roots)

    def report(self) -> Report:
        """Return the check as it is so far: partial until it ended by itself."""
        kinds = self._findings.counts()
        issues = sum(count for kind, count in kinds.items() if kind in ISSUES)
        rest = sum(kinds.values()) - issues
        counts = replace(self._report.counts, issues=issues, information=rest)
        seconds = self._report.seconds or time.monotonic() - self._begun
        return replace(self._report, findings=self._findings, counts=counts, seconds=seconds)
