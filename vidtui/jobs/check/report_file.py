"""A check as JSON: ``docs/check.schema.json`` describes it, printed and on disk."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from vidtui.catalogue.columns import HIGHEST
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.check import words
from vidtui.jobs.check.comparing import Changes
from vidtui.jobs.check.findings import (
    ISSUES,
    KINDS,
    Away,
    CheckCounts,
    Finding,
    Kind,
    Verified,
)
from vidtui.jobs.check.found import Findings, Ids
from vidtui.jobs.check.report import Report
from vidtui.jobs.check.report_reading import Wanted, read_lists
from vidtui.jobs.events import RootRead
from vidtui.jobs.json_reading import Value, Wrong
from vidtui.jobs.json_writing import Streamed, written
from vidtui.jobs.reading_words import read_documents
from vidtui.oserrors import about
from vidtui.paths import is_plain
from vidtui.settings import READINGS
from vidtui.text import json_path, json_time, show
from vidtui.typed_json import names_of, to_json

VERSION = 1
_TIME = "%Y-%m-%dT%H:%M:%SZ"


def stored(report: Report) -> Iterator[str]:
    """Yield the text of a report as it is kept: what can be told from the rest is left out."""
    document = {
        **_head(report),
        "findings": Streamed(lambda: map(finding_document, report.findings)),
        "held": Streamed(lambda: map(finding_document, report.held)),
    }
    return chain(written(document), ("\n",))


def document(
    report: Report, changes: Changes, known: Ids, kinds: Collection[Kind] = ()
) -> dict[str, Any]:
    """Return a report for JSON, with what changed since the last and what is acknowledged.

    Args:
        report: the check.
        changes: what is new and what is gone.
        known: what is acknowledged.
        kinds: the kinds of findings to write, all where none is named.
    """
    found = report.findings
    return {
        **_head(report),
        "kinds": found.counts(),
        "since": None if changes.since is None else json_time(changes.since),
        "gone": Streamed(lambda: map(told_document, changes.gone)),
        "findings": Streamed(
            lambda: (
                {**told_document(one), "new": one.id in changes.new, "known": one.id in known}
                for one in found
                if not kinds or one.kind in kinds
            )
        ),
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
    return {**to_json(verified), "seconds": round(verified.seconds, 3)}


def read(path: Path, wanted: Wanted = lambda _line: True) -> Report:
    """Read a report.

    Args:
        path: where it lies.
        wanted: says of the line of a finding whether it is to be read.

    Raises:
        UsageProblem: it cannot be read, or is none; one line says why.
    """
    value, lists = read_lists(path, _finding, wanted)
    try:
        return _report(value, lists)
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
        "counts": to_json(report.counts),
        "verified": None if verified is None else verified_document(verified),
        "read": read_documents(report.read),
    }


def _absolute(one: Finding) -> bytes:
    return one.absolute if one.path else one.root


def _report(value: Value, lists: Mapping[str, Findings]) -> Report:
    if value["check"].whole() != VERSION:
        raise value["check"].wrong(_("must be {version}").format(version=VERSION))
    verified, read = value["verified"], value.get("read")
    return Report(
        created=_seconds(value["created"]),
        complete=value["complete"].flag(),
        away=tuple(_away(one) for one in value["away"].items()),
        findings=lists["findings"],
        counts=_counts(value["counts"]),
        verified=None if verified.is_null else _verified(verified),
        seconds=float(value["seconds"].number()),
        roots=tuple(one.bytes_of("path") for one in value["roots"].items()),
        held=lists["held"],
        read=() if read is None else tuple(map(_root_read, read.items())),
    )


def _seconds(value: Value) -> int:
    try:
        return int(datetime.strptime(value.text(), _TIME).replace(tzinfo=UTC).timestamp())
    except ValueError as error:
        raise value.wrong(
            _("must be a time such as {example}").format(example=json_time(0))
        ) from error


def _root_read(value: Value) -> RootRead:
    reading = value["reading"].one_of(READINGS)
    return RootRead(value.bytes_of("path"), reading, value["bytes"].whole())


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
    names = names_of(Verified).items()
    counts = {one: value[name].whole() for one, name in names if name != "seconds"}
    return Verified(**counts, seconds=float(value["seconds"].number()))


def _counts(value: Value) -> CheckCounts:
    return CheckCounts(**{one: value[name].whole() for one, name in names_of(CheckCounts).items()})


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
