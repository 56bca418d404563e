"""One check as a whole: what the report, the screen and the file on disk are made from."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from itertools import chain, takewhile

from vidtui.jobs.base import RootRead
from vidtui.jobs.check.findings import CheckCounts, Finding, SkippedRoot, Verified
from vidtui.jobs.check.found import Findings, Ids
from vidtui.jobs.check.kinds import ISSUES, KINDS
from vidtui.paths import folders_above


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
    return KINDS[one.kind].is_seen_alone and all(away.root != one.root for away in now.away)


def _hidden(now: Report) -> set[tuple[bytes, bytes]]:
    """Return by root and path what could not be read, so that nothing beneath was seen."""
    return {(one.root, one.path) for one in now.findings.of("unreadable")}


def _is_below(one: Finding, hidden: Set[tuple[bytes, bytes]]) -> bool:
    if not hidden or not one.root:
        return False
    return any((one.root, path) in hidden for path in (one.path, *folders_above(one.path)))


def _concerns(now: Report, one: Finding) -> bool:
    """Say whether a finding lies on a root that the settings still name, or on none."""
    return not one.root or not now.roots or one.root in now.roots
