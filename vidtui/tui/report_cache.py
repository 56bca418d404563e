"""The checks that are kept on disk, as the screens want them; called from background threads."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from vidtui.jobs.check.found import Ids
from vidtui.jobs.json_documents import written
from vidtui.own_files import write_whole
from vidtui.settings.model import Settings

if TYPE_CHECKING:
    from vidtui.jobs.check.findings import Kind
    from vidtui.jobs.check.report import Changes, Report

Stamp = tuple[Path, int]


@dataclass(frozen=True, eq=False)
class ReportView:
    """A check, what changed since the one before it, and what the user has marked as known.

    ``alarms``: files changed silently of which the check before knew nothing.
    """

    report: Report
    changes: Changes
    known: Ids = field(default_factory=Ids)
    notices: tuple[str, ...] = ()
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    new_issues: int = 0
    known_issues: int = 0
    alarms: bool = False

    @classmethod
    def of(
        cls, report: Report, changes: Changes, known: Ids, notices: tuple[str, ...] = ()
    ) -> ReportView:
        """Return a check with its findings counted."""
        checked = cls(report, changes, known, notices, report.findings.counts())
        new, counts = checked.new, {"new": 0, "known": 0, "silent": 0}
        for one in report.issues():
            counts["new"] += one.id in new
            counts["known"] += one.id in known
            counts["silent"] += one.kind == "silent_change" and one.id in changes.new
        return replace(
            checked,
            new_issues=counts["new"],
            known_issues=counts["known"],
            alarms=bool(counts["silent"]),
        )

    @cached_property
    def new(self) -> Ids:
        """The ids of what is new and not known; none where there was no check before."""
        is_first = self.changes.since is None
        return Ids() if is_first else self.changes.new - self.known

    @property
    def is_part(self) -> bool:
        """Whether it was stopped before all was looked at."""
        return not self.report.complete and self.report.verified is None

    @property
    def read_in_part(self) -> bool:
        """Whether it was stopped while whole files were read; all else was looked at."""
        return not self.report.complete and self.report.verified is not None


class ReportCache:
    """Reads the last check again only when there may be another one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: Stamp | None = None
        self._checked: ReportView | None = None

    def last(self, data_dir: Path) -> ReportView | None:
        """Return the last check, the same object while there is no other; None without any."""
        from vidtui.jobs.check import reports
        from vidtui.jobs.check.report import compare

        with self._lock:
            stamp = _stamp(data_dir)
            if stamp is None or stamp != self._stamp:
                notices: list[str] = []
                found = reports.lately(data_dir, notices.append)
                report = next(found, None)
                if report is None:
                    self._checked = None
                else:
                    changes = compare(next(found, None), report)
                    known = reports.acknowledged(data_dir, notices.append)
                    self._checked = ReportView.of(report, changes, known, tuple(notices))
                self._stamp = stamp
            return self._checked

    def save(self, data_dir: Path, report: Report, notices: tuple[str, ...]) -> ReportView:
        """Keep a check; return it, compared with the one before.

        Raises:
            UsageProblem: it cannot be written.
        """
        from vidtui.jobs.check import reports
        from vidtui.jobs.check.report import compare

        with self._lock:
            before = reports.latest(data_dir)
            changes = compare(before, report)
            reports.save(data_dir, report, before)
            known = reports.acknowledged(data_dir)
            self._checked = ReportView.of(report, changes, known, notices)
            self._stamp = _stamp(data_dir)
            return self._checked


class KeptChecks:
    """What the screens ask of the checks that are kept."""

    _checks = ReportCache()

    def past_problems(self, settings: Settings) -> list[tuple[int, int]]:
        """Return when each kept check was and how many problems it found, the oldest first."""
        from vidtui.jobs.check import reports

        return reports.history(settings.data_dir)

    def last_check(self, settings: Settings) -> ReportView | None:
        """Return the last check that was kept, the same object until there is another."""
        return self._checks.last(settings.data_dir)

    def save_check(
        self, settings: Settings, report: Report, notices: tuple[str, ...]
    ) -> ReportView:
        """Keep a check; return it, compared with the one before."""
        return self._checks.save(settings.data_dir, report, notices)

    def acknowledge(self, settings: Settings, report: Report) -> int:
        """Mark the findings of a check as known; return how many."""
        from vidtui.jobs.check import reports

        return reports.acknowledge(settings.data_dir, report)

    def write_check(self, path: Path, checked: ReportView) -> None:
        """Write a check as JSON, in place of a file that is there."""
        write_json(path, checked)


def write_json(path: Path, checked: ReportView) -> None:
    """Write a check as ``check --json`` prints it, in place of a file that is there.

    Raises:
        UsageProblem: it cannot be written.
    """
    from vidtui.jobs.check import report_file

    document = report_file.document(checked.report, checked.changes, checked.known)
    write_whole(path, chain(written(document), ("\n",)))


def _stamp(data_dir: Path) -> Stamp | None:
    try:
        return data_dir, os.stat(data_dir / "reports").st_mtime_ns
    except OSError:
        return None
