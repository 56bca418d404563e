"""The checks that are kept on disk, as the screens want them; called from background threads."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vidtui.jobs.check.findings import ISSUES
from vidtui.jobs.json_writing import encoded_lines
from vidtui.own_files import write_whole
from vidtui.tui.check_nodes import Item
from vidtui.tui.check_tree import CheckTree

if TYPE_CHECKING:
    from vidtui.jobs.check.comparing import Changes
    from vidtui.jobs.check.findings import Kind
    from vidtui.jobs.check.report import Report

Stamp = tuple[Path, int]


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A check, what changed since the one before it, and what the user has marked as known."""

    report: Report
    changes: Changes
    known: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    new_issues: int = 0
    known_issues: int = 0

    @classmethod
    def of(
        cls, report: Report, changes: Changes, known: frozenset[str], notices: tuple[str, ...] = ()
    ) -> Checked:
        """Return a check with its findings counted."""
        kinds = {kind: len(found) for kind, found in report.by_kind().items()}
        checked = cls(report, changes, known, notices, kinds)
        new = checked.new
        ids = [one.id for one in report.findings if one.kind in ISSUES] if new or known else []
        return replace(
            checked,
            new_issues=sum(one in new for one in ids),
            known_issues=sum(one in known for one in ids),
        )

    @property
    def new(self) -> frozenset[str]:
        """The ids of what is new and not known; none where there was no check before."""
        is_first = self.changes.since is None
        return frozenset() if is_first else self.changes.new - self.known

    @property
    def is_part(self) -> bool:
        """Whether it was stopped before all was looked at."""
        return not self.report.complete and self.report.verified is None

    @property
    def read_in_part(self) -> bool:
        """Whether it was stopped while whole files were read; all else was looked at."""
        return not self.report.complete and self.report.verified is not None

    @property
    def alarms(self) -> bool:
        """Whether files changed silently of which the check before knew nothing."""
        new = self.changes.new
        return any(one.kind == "silent_change" and one.id in new for one in self.report.findings)

    def tree(self) -> CheckTree:
        """Return its findings as a tree."""
        new = self.new
        items = []
        for one in self.report.findings:
            id_ = one.id
            items.append(Item(one, is_new=id_ in new, is_known=id_ in self.known))
        items += [Item(one, is_gone=True) for one in self.changes.gone]
        for item in items:
            item.fold()  # here nobody waits for it
        return CheckTree(self.report.away, items)


class KeptChecks:
    """Reads the last check again only when there may be another one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: Stamp | None = None
        self._checked: Checked | None = None

    def last(self, data_dir: Path) -> Checked | None:
        """Return the last check, the same object while there is no other; None without any."""
        from vidtui.jobs.check import reports

        with self._lock:
            stamp = _stamp(data_dir)
            if stamp is None or stamp != self._stamp:
                notices: list[str] = []
                found = reports.lately(data_dir, notices.append)
                report = next(found, None)
                if report is None:
                    self._checked = None
                else:
                    changes = reports.compare(next(found, None), report)
                    known = reports.acknowledged(data_dir, notices.append)
                    self._checked = Checked.of(report, changes, known, tuple(notices))
                self._stamp = stamp
            return self._checked

    def save(self, data_dir: Path, report: Report, notices: tuple[str, ...]) -> Checked:
        """Keep a check; return it, compared with the one before.

        Raises:
            UsageProblem: it cannot be written.
        """
        from vidtui.jobs.check import reports

        with self._lock:
            changes = reports.compare(reports.latest(data_dir), report)
            reports.save(data_dir, report)
            known = reports.acknowledged(data_dir)
            self._checked = Checked.of(report, changes, known, notices)
            self._stamp = _stamp(data_dir)
            return self._checked


def write_json(path: Path, checked: Checked) -> None:
    """Write a check as ``check --json`` prints it, in place of a file that is there.

    Raises:
        UsageProblem: it cannot be written.
    """
    from vidtui.jobs.check import reports

    document = reports.document(checked.report, checked.changes, checked.known)
    write_whole(path, encoded_lines(document))


def _stamp(data_dir: Path) -> Stamp | None:
    try:
        return data_dir, os.stat(data_dir / "reports").st_mtime_ns
    except OSError:
        return None
