"""The last checks, in ``reports`` in the folder of the catalogue, and what was acknowledged."""

from __future__ import annotations

import calendar
import contextlib
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from vidtui import own_files
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.check.found import Ids
from vidtui.jobs.check.report import Report, held
from vidtui.jobs.check.report_file import Wanted, read, read_document, stored
from vidtui.jobs.json_documents import Streamed, Wrong, written
from vidtui.oserrors import about, reason
from vidtui.text import printable

KEPT = 30
FEWEST = 2  # however large: the last is what the next check is compared with
MOST_BYTES = 1 << 30  # of all reports together
KNOWN_VERSION = 1
_NAME = re.compile(r"check-\d{8}-\d{6}\.json")
_STAMP = "check-%Y%m%d-%H%M%S.json"
HEAD_BYTES = 1 << 18  # what stands before the findings of a check of many disks
_ISSUES = re.compile(rb'"counts": \{[^{}]*"issues": (\d{1,15})\b')
_CREATED = re.compile(rb'"created": "([0-9TZ:-]{20})"')
_SECOND = "%Y-%m-%dT%H:%M:%SZ"
_ID = re.compile(r"[0-9a-f]{16}")

Tell = Callable[[str], None]


def save(data_dir: Path, report: Report, before: Report | None) -> Path:
    """Keep a report, whole or not at all, and no more than the last ``KEPT``.

    Args:
        data_dir: the folder of the catalogue.
        report: what to keep.
        before: the last one that was kept.

    Raises:
        UsageProblem: it cannot be written.
    """
    kept = replace(report, held=held(before, report))
    folder = _folder(data_dir)
    path = folder / _name(folder, report.created)
    own_files.write_whole(path, stored(kept))
    _drop_old(folder)
    _forget_what_is_gone(data_dir, kept)
    return path


def latest(data_dir: Path, tell: Tell | None = None) -> Report | None:
    """Return the last report, None where there is none; ``tell`` hears of damaged ones."""
    return next(lately(data_dir, tell), None)


def latest_on_bytes(data_dir: Path, tell: Tell | None = None) -> Report | None:
    """Return the last report with no more than what reading whole files found, as it says itself.

    Only such findings tell which mtime they are about.
    """
    return next(lately(data_dir, tell, lambda line: b'"mtime_ns"' in line), None)


def lately(
    data_dir: Path, tell: Tell | None = None, wanted: Wanted = lambda _line: True
) -> Iterator[Report]:
    """Yield the reports that are kept, the newest first; ``tell`` hears of damaged ones."""
    folder = data_dir / "reports"
    for name in _names(folder):
        try:
            yield read(folder / name, wanted)
        except UsageProblem as problem:
            if tell is not None:
                tell(_("left out: {problem}").format(problem=problem))


def history(data_dir: Path) -> list[tuple[int, int]]:
    """Return when each kept check was and how many problems it found, the oldest first.

    Only the head of each is read; what is no whole report, or damaged, is left out.
    """
    found = []
    for name in reversed(_names(data_dir / "reports")):
        told = _told(data_dir / "reports" / name)
        if told is not None:
            found.append(told)
    return found


def _told(path: Path) -> tuple[int, int] | None:
    try:
        with os.fdopen(own_files.open_own(path, os.O_RDONLY), "rb") as opened:
            head = opened.read(HEAD_BYTES).partition(b'"findings"')[0]
    except OSError:
        return None
    issues, created = _ISSUES.search(head), _CREATED.search(head)
    if issues is None or created is None or b'"complete": true' not in head:
        return None
    with contextlib.suppress(ValueError):
        return calendar.timegm(time.strptime(created[1].decode(), _SECOND)), int(issues[1])
    return None


def acknowledged(data_dir: Path, tell: Tell | None = None) -> Ids:
    """Return the ids of the findings that are marked as known."""
    path = _known(data_dir)
    if not os.path.lexists(path):
        return Ids()
    try:
        value = read_document(path)
        try:
            if value["known"].whole() != KNOWN_VERSION:
                raise value["known"].wrong(_("must be {version}").format(version=KNOWN_VERSION))
            return Ids.of(one.text() for one in value["ids"].items() if _ID.fullmatch(one.text()))
        except Wrong as wrong:
            raise UsageProblem(about(str(path), str(wrong))) from wrong
    except UsageProblem as problem:
        if tell is not None:
            tell(_("left out: {problem}").format(problem=problem))
        return Ids()


def acknowledge(data_dir: Path, report: Report) -> int:
    """Mark the findings of a report as known, as long as they last; return how many.

    What was known before of a disk that is away stays so; what was not, nobody has seen.

    Raises:
        UsageProblem: that cannot be written.
    """
    _folder(data_dir)
    kept = latest(data_dir)
    held = (kept.held if kept is not None else report.held).ids()
    _write_known(data_dir, report.findings.ids() | (acknowledged(data_dir) & held))
    return len(report.findings)


def _forget_what_is_gone(data_dir: Path, report: Report) -> None:
    """Let what comes back one day be new again."""
    known, ids = acknowledged(data_dir), _ids(report)
    if known - ids:
        with contextlib.suppress(UsageProblem):
            _write_known(data_dir, known & ids)


def _ids(report: Report) -> Ids:
    return report.findings.ids() | report.held.ids()


def _known(data_dir: Path) -> Path:
    return data_dir / "reports" / "known.json"


def _write_known(data_dir: Path, ids: Ids) -> None:
    text = written({"known": KNOWN_VERSION, "ids": Streamed(lambda: ids)})
    own_files.write_whole(_known(data_dir), chain(text, ("\n",)))


def _drop_old(folder: Path) -> None:
    """Drop the oldest reports: there are too many, or they are too large; never the last two."""
    total = 0
    for number, name in enumerate(_names(folder)):
        with contextlib.suppress(OSError):
            total += os.stat(folder / name).st_size
            if number >= KEPT or (number >= FEWEST and total > MOST_BYTES):
                os.unlink(folder / name)


def _folder(data_dir: Path) -> Path:
    folder = data_dir / "reports"
    try:
        own_files.own_folder(folder)
    except OSError as error:
        raise UsageProblem(
            _("{file}: cannot be written: {reason}").format(
                file=printable(str(folder)), reason=reason(error)
            )
        ) from error
    return folder


def _names(folder: Path) -> list[str]:
    """Return the names of the reports, the newest first."""
    try:
        return sorted(filter(_NAME.fullmatch, os.listdir(folder)), reverse=True)
    except OSError:
        return []


def _name(folder: Path, created: int) -> str:
    """Return the name of a report of that second, after all that are there, whatever the clock."""
    name = time.strftime(_STAMP, time.gmtime(created))
    newest = next(iter(_names(folder)), "")
    if name > newest:
        return name
    with contextlib.suppress(ValueError):  # a date that is none
        created = calendar.timegm(time.strptime(newest, _STAMP))
    return time.strftime(_STAMP, time.gmtime(created + 1))
