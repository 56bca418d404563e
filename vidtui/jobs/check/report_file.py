"""A check as JSON: ``docs/check.schema.json`` describes it, printed and on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from vidtui import own_files
from vidtui.catalogue.schema import HIGHEST
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.base import RootRead
from vidtui.jobs.check import kinds as wording
from vidtui.jobs.check.findings import CheckCounts, Finding, Kind, SkippedRoot, Verified
from vidtui.jobs.check.found import Findings, Ids
from vidtui.jobs.check.kinds import ISSUES, KINDS
from vidtui.jobs.check.report import Changes, Report
from vidtui.jobs.json_documents import Streamed, Value, Wrong, decode, written
from vidtui.jobs.wording import read_documents
from vidtui.oserrors import about, at
from vidtui.paths import is_plain, prefix_of
from vidtui.settings.model import READINGS
from vidtui.text import json_path, json_time, printable
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
        "evidence": printable(wording.evidence(one)),
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
            key: printable(value) if isinstance(value, str) else value
            for key, value in one.facts.items()
        },
        "command": None if one.command is None else printable(one.command),
    }


def away_document(away: SkippedRoot) -> dict[str, Any]:
    """Return a root of which nothing is said for JSON."""
    return {
        **json_path(away.root),
        "role": away.role,
        "reason": printable(away.reason),
        "command": None if away.command is None else printable(away.command),
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
    read = value.get("read")
    return Report(
        created=_seconds(value["created"]),
        complete=value["complete"].flag(),
        away=tuple(_away(one) for one in value["away"].items()),
        findings=lists["findings"],
        counts=_counts(value["counts"]),
        verified=value["verified"].optional(_verified),
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


def _away(value: Value) -> SkippedRoot:
    return SkippedRoot(
        value.bytes_of("path"),
        value["role"].one_of(("storage", "links")),
        value["reason"].text(),
        value["command"].optional(Value.text),
        value["remedy"].optional(lambda remedy: remedy.one_of(("accept-loss", "confirm-root"))),
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
    base = prefix_of(root)
    below = path[len(base) :]
    if root and path != root and not (path.startswith(base) and is_plain(below)):
        raise value["path"].wrong(_("must lie below its root"))
    detail = value.get("detail")
    return Finding(
        value["kind"].one_of(tuple(KINDS)),
        root,
        below,
        value.bytes_of("detail") if detail else b"",
        {key: _fact(fact) for key, fact in value["facts"].entries()},
        value["command"].optional(Value.text),
    )


def _fact(value: Value) -> str | int:
    return value.text() if isinstance(value.raw, str) else value.whole(-HIGHEST)


LISTS = ("findings", "held")
MOST_BYTES = 256 * 2**20  # of a document that is read as a whole; of one line, otherwise
_OPENS = {f'  "{key}": [\n'.encode(): key for key in LISTS}
_ITEM = b"    {"

Parse = Callable[[Value], Finding]
Wanted = Callable[[bytes], bool]


class _OtherShape(Exception):
    """A document is not written a finding a line: somebody has changed its layout."""


def read_document(path: Path) -> Value:
    """Read a JSON document of ours, which anybody may have put there.

    Raises:
        UsageProblem: it cannot be read, or is no JSON.
    """
    with _opened(path) as opened:
        return _whole(opened)


def read_lists(
    path: Path, parse: Parse, wanted: Wanted = lambda _line: True
) -> tuple[Value, dict[str, Findings]]:
    """Read a report: the document without its lists of findings, and those.

    Args:
        path: the report.
        parse: makes a finding of a value.
        wanted: says of the line of a finding whether it is to be read.

    Raises:
        UsageProblem: it cannot be read, or is no report; one line says why.
    """
    with _opened(path) as opened:
        if opened.readline(4) == b"{\n":
            with suppress(_OtherShape):
                return _by_lines(opened, parse, wanted)
        opened.seek(0)
        document = _whole(opened)
        lists = {key: _items(document, key) for key in LISTS}
        return document, {key: Findings(map(parse, items)) for key, items in lists.items()}


def _items(document: Value, key: str) -> Iterable[Value]:
    found = document.get(key) if key == "held" else document[key]
    return () if found is None else found.items()


def _by_lines(opened: BinaryIO, parse: Parse, wanted: Wanted) -> tuple[Value, dict[str, Findings]]:
    rest, length, lists = [b"{\n"], 0, {key: Findings() for key in LISTS}
    while line := opened.readline(MOST_BYTES):
        rest.append(line)
        key = _OPENS.get(line)
        if key is not None:
            lists[key].add(_read_items(opened, key, parse, wanted, rest))
        length += len(line)
        if length > MOST_BYTES:
            raise _too_large()
    document = decode(b"".join(rest))
    if any(True for key in LISTS for _item in _items(document, key)):
        raise _OtherShape
    return document, lists


def _read_items(
    opened: BinaryIO, key: str, parse: Parse, wanted: Wanted, rest: list[bytes]
) -> Iterator[Finding]:
    """Yield the findings of a list, one a line, and put the line that ends it into ``rest``."""
    number, more = 0, True
    while (line := opened.readline(MOST_BYTES)).startswith(_ITEM):
        place = f"{key}[{number}]"
        if not more:
            raise _OtherShape
        more = line.endswith(b",\n")
        if wanted(line):
            yield parse(Value(_decoded(line.rstrip(b",\n")), place))
        number += 1
    if number and more:
        raise _OtherShape
    rest.append(line)


def _decoded(line: bytes) -> Any:
    try:
        return decode(line).raw
    except Wrong as wrong:
        raise _OtherShape from wrong


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with open(own_files.open_own(path, os.O_RDONLY), "rb") as opened:
            yield opened
    except OSError as error:
        raise UsageProblem(at(str(path), error)) from error
    except Wrong as wrong:
        raise UsageProblem(about(str(path), str(wrong))) from wrong


def _whole(opened: BinaryIO) -> Value:
    data = opened.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _too_large()
    return decode(data)


def _too_large() -> Wrong:
    return Wrong(_("is larger than {size} MiB").format(size=MOST_BYTES // 2**20))
