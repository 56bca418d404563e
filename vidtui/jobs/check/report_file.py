"""A check as JSON: ``docs/check.schema.json`` describes it, printed and on disk."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vidtui.catalogue.columns import HIGHEST
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.check import words
from vidtui.jobs.check.comparing import Changes
from vidtui.jobs.check.findings import ISSUES, KINDS, Away, CheckCounts, Finding, Verified
from vidtui.jobs.check.report import Report
from vidtui.jobs.json_reading import Value, Wrong, decode
from vidtui.oserrors import about, at
from vidtui.paths import is_plain
from vidtui.text import json_path, json_time, show

VERSION = 1
MOST_BYTES = 256 * 2**20  # 100,000 findings take about a fifth of that
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def stored(report: Report) -> str:
    """Return a report as it is kept: what can be told from the rest is left out."""
    document = {
        **_head(report),
        "findings": [finding_document(one) for one in report.findings],
        "held": [finding_document(one) for one in report.held],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def document(report: Report, changes: Changes, known: frozenset[str]) -> dict[str, Any]:
    """Return a report for JSON, with what changed since the last and what is acknowledged."""
    return {
        **_head(report),
        "kinds": {kind: len(found) for kind, found in report.by_kind().items()},
        "since": None if changes.since is None else json_time(changes.since),
        "gone": [told_document(one) for one in changes.gone],
        "findings": [
            {**told_document(one), "new": one.id in changes.new, "known": one.id in known}
            for one in report.findings
        ],
    }


def told_document(one: Finding) -> dict[str, Any]:
    """Return a finding for JSON, with words for people."""
    return {
        **finding_document(one),
        "issue": one.kind in ISSUES,
        "evidence": show(words.evidence(one)),
    }


def finding_document(one: Finding) -> dict[str, Any]:
    """Return a finding for JSON; one about a film or a series has no path."""
    where = {**json_path(one.root, "root"), **json_path(_absolute(one))} if one.root else {}
    return {
        "id": one.id,
        "kind": one.kind,
        **where,
        **(json_path(one.detail, "detail") if one.detail else {}),
        "facts": {
            key: show(value) if isinstance(value, str) else value
            for key, value in one.facts.items()
        },
        "command": None if one.command is None else show(one.command),
    }


def away_document(away: Away) -> dict[str, Any]:
    """Return a root of which nothing is said for JSON."""
    return {
        **json_path(away.root),
        "role": away.role,
        "reason": show(away.reason),
        "command": None if away.command is None else show(away.command),
        "remedy": away.remedy,
    }


def verified_document(verified: Verified) -> dict[str, Any]:
    """Return what came of reading whole files for JSON."""
    found = asdict(verified)
    return {
        **{key: value for key, value in found.items() if key not in ("size", "seconds")},
        "bytes": verified.size,
        "seconds": round(verified.seconds, 3),
    }


def read(path: Path) -> Report:
    """Read a report.

    Raises:
        UsageProblem: it cannot be read, or is none; one line says why.
    """
    return _report(read_document(path), str(path))


def read_document(path: Path) -> Value:
    """Read a JSON document of ours, which anybody may have put there.

    Raises:
        UsageProblem: it cannot be read, or is no JSON.
    """
    try:
        handle = os.open(path, _FLAGS)
        with open(handle, "rb") as opened:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UsageProblem(about(str(path), _("is no file")))
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageProblem(at(str(path), error)) from error
    if len(data) > MOST_BYTES:
        why = _("is larger than {size} MiB").format(size=MOST_BYTES // 2**20)
        raise UsageProblem(about(str(path), why))
    try:
        return decode(data)
    except Wrong as wrong:
        raise UsageProblem(about(str(path), str(wrong))) from wrong


def _head(report: Report) -> dict[str, Any]:
    verified = report.verified
    return {
        "check": VERSION,
        "created": json_time(report.created),
        "complete": report.complete,
        "seconds": round(report.seconds, 3),
        "roots": [json_path(root) for root in report.roots],
        "away": [away_document(away) for away in report.away],
        "counts": asdict(report.counts),
        "verified": None if verified is None else verified_document(verified),
    }


def _absolute(one: Finding) -> bytes:
    return one.absolute if one.path else one.root


def _report(value: Value, name: str) -> Report:
    try:
        if value["check"].whole() != VERSION:
            raise value["check"].wrong(_("must be {version}").format(version=VERSION))
        verified, held = value["verified"], value.get("held")
        return Report(
            created=_seconds(value["created"]),
            complete=value["complete"].flag(),
            away=tuple(_away(one) for one in value["away"].items()),
            findings=_findings(value["findings"].items()),
            counts=CheckCounts(
                **{key: value["counts"][key].whole() for key in CheckCounts.__slots__}
            ),
            verified=None if verified.is_null else _verified(verified),
            seconds=float(value["seconds"].number()),
            roots=tuple(one.bytes_of("path") for one in value["roots"].items()),
            held=() if held is None else _findings(held.items()),
        )
    except Wrong as wrong:
        raise UsageProblem(about(name, str(wrong))) from wrong


def _seconds(value: Value) -> int:
    try:
        return int(datetime.strptime(value.text(), _TIME).replace(tzinfo=UTC).timestamp())
    except ValueError as error:
        raise value.wrong(
            _("must be a time such as {example}").format(example=json_time(0))
        ) from error


def _away(value: Value) -> Away:
    remedy, command = value["remedy"], value["command"]
    return Away(
        value.bytes_of("path"),
        value["role"].one_of(("storage", "links")),
        value["reason"].text(),
        None if command.is_null else command.text(),
        None if remedy.is_null else remedy.one_of(("accept-loss", "confirm-root")),
    )


def _verified(value: Value) -> Verified:
    counts = {
        key: value[key].whole()
        for key in ("recorded", "same", "changed", "silent", "unreadable", "left")
    }
    return Verified(**counts, size=value["bytes"].whole(), seconds=float(value["seconds"].number()))


def _findings(values: Iterable[Value]) -> tuple[Finding, ...]:
    return tuple(_finding(value) for value in values)


def _finding(value: Value) -> Finding:
    root = value.bytes_of("root") if value.get("root") else b""
    path = value.bytes_of("path") if root else b""
    base = root.rstrip(b"/") + b"/"
    below = path[len(base) :]
    if root and path != root and not (path.startswith(base) and is_plain(below)):
        raise value["path"].wrong(_("must lie below its root"))
    detail, command = value.get("detail"), value["command"]
    return Finding(
        value["kind"].one_of(KINDS),
        root,
        below,
        value.bytes_of("detail") if detail else b"",
        {key: _fact(fact) for key, fact in value["facts"].entries()},
        None if command.is_null else command.text(),
    )


def _fact(value: Value) -> str | int:
    return value.text() if isinstance(value.raw, str) else value.whole(-HIGHEST)
