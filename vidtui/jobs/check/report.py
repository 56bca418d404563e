"""One check as a whole: what the report, the screen and the file on disk are made from."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, replace

from vidtui.jobs.check.events import (
    CheckEvent,
    CheckFinished,
    CheckProgress,
    CheckStarted,
    Found,
    RootDoubted,
)
from vidtui.jobs.check.findings import (
    ISSUES,
    KINDS,
    Away,
    CheckCounts,
    Finding,
    Kind,
    Verified,
)
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
    findings: tuple[Finding, ...] = ()
    counts: CheckCounts = field(default_factory=CheckCounts)
    verified: Verified | None = None
    seconds: float = 0.0
    roots: tuple[bytes, ...] = ()
    held: tuple[Finding, ...] = ()
    read: tuple[RootRead, ...] = ()

    def by_kind(self) -> dict[Kind, tuple[Finding, ...]]:
        """Return the findings of each kind that was found, the worst kind first."""
        found: dict[Kind, list[Finding]] = {}
        for one in self.findings:
            found.setdefault(one.kind, []).append(one)
        return {kind: tuple(found[kind]) for kind in KINDS if kind in found}


class Gathered:
    """Gathers the events of one check."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        self._findings: dict[str, Finding] = {}
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
                for one in event.findings:
                    self._findings.setdefault(one.id, one)
            case RootDoubted():
                self._report = replace(report, away=(*report.away, event.away))
                self._forget(event.away.root)
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
        findings = sorted(
            self._findings.values(),
            key=lambda one: (KINDS.index(one.kind), one.root, one.path, one.detail),
        )
        issues = sum(count for kind, count in self._counted().items() if kind in ISSUES)
        counts = replace(self._report.counts, issues=issues, information=len(findings) - issues)
        seconds = self._report.seconds or time.monotonic() - self._begun
        return replace(self._report, findings=tuple(findings), counts=counts, seconds=seconds)

    def _counted(self) -> Counter[Kind]:
        return Counter(one.kind for one in self._findings.values())

    def _forget(self, root: bytes) -> None:
        """Take back what was said of a root before it was doubted."""
        self._findings = {id_: one for id_, one in self._findings.items() if one.root != root}
