"""One check as a whole: what the report, the screen and the file on disk are made from."""

from __future__ import annotations

import time
from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from itertools import chain, takewhile

from vidtui.jobs.base import Notice, RootRead
from vidtui.jobs.check.events import (
    CheckEvent,
    CheckFinished,
    CheckProgress,
    CheckStarted,
    Found,
    RootSkipped,
)
from vidtui.jobs.check.findings import ISSUES, CheckCounts, Finding, Kind, SkippedRoot, Verified
from vidtui.jobs.check.found import Findings, Ids


@dataclass(frozen=True, slots=True)
class Report:
    """One check: ``created`` in seconds since the epoch; not ``complete`` once it was stopped.

    ``findings`` come worst first. ``roots`` are those of the settings, away or not. ``held`` is
    what earlier checks found where this one did not look, kept so that it is neither gone now nor
    new the next time. ``read`` says how much was read of each storage root.
    """

    created: int
    complete: bool
    away: tuple[SkippedRoot, ...] = ()
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
            case RootSkipped():
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


SEEN_ALONE: frozenset[Kind] = frozenset(
    (
        "silent_change",
        "ghost_entry",
        "changed_file",
        "empty_file",
        "orphan_file",
        "case_collision",
        "unicode_twin",
        "growing_file",
    )
)
"""What can be judged although another root is away; the others need the disk they lead to."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is ``new`` (by id) and what is ``gone`` since the check of ``since``.

    ``since`` is in seconds since the epoch, None where no earlier check is known: then all is new.
    """

    new: Ids = field(default_factory=Ids)
    gone: Findings = field(default_factory=Findings)
    since: int | None = None


def compare(before: Report | None, now: Report) -> Changes:
    """Compare a check with the one before it."""
    ids = now.findings.ids()
    if before is None:
        return Changes(ids)
    hidden = _hidden(now)
    gone = Findings(
        one
        for one in _lacking(before, ids)
        if _was_looked_at(now, one) and not _is_below(one, hidden)
    )
    return Changes(ids - before.findings.ids() - before.held.ids(), gone, before.created)


def held(before: Report | None, now: Report) -> Findings:
    """Return what the check before knew and this one could not see."""
    if before is None:
        return Findings()
    hidden = _hidden(now)
    return Findings(
        one
        for one in _lacking(before, now.findings.ids())
        if _concerns(now, one) and (not _was_looked_at(now, one) or _is_below(one, hidden))
    )


def _lacking(before: Report, ids: Ids) -> Iterator[Finding]:
    """Yield what the check before knew and is not among the findings with some ids."""
    return (one for one in chain(before.findings, before.held) if one.id not in ids)


def _was_looked_at(now: Report, one: Finding) -> bool:
    if not now.complete or not _concerns(now, one):
        return False
    if not one.root or not now.away:
        return True
    return one.kind in SEEN_ALONE and all(away.root != one.root for away in now.away)


def _hidden(now: Report) -> set[tuple[bytes, bytes]]:
    """Return by root and path what could not be read, so that nothing beneath was seen."""
    return {(one.root, one.path) for one in now.findings.of("unreadable")}


def _is_below(one: Finding, hidden: Set[tuple[bytes, bytes]]) -> bool:
    if not hidden or not one.root:
        return False
    path = one.path
    while (one.root, path) not in hidden:
        if not path:
            return False
        path = path.rpartition(b"/")[0]
    return True


def _concerns(now: Report, one: Finding) -> bool:
    """Say whether a finding lies on a root that the settings still name, or on none."""
    return not one.root or not now.roots or one.root in now.roots
