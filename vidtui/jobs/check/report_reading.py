"""Reads the JSON of a kept check: line by line where it has the shape in which it was written.

A report of a million findings is never in memory as a whole. Anybody may have put it there, so
each value is checked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from vidtui import own_files
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.check.found import Findings
from vidtui.jobs.json_reading import Value, Wrong, decode
from vidtui.oserrors import about, at

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
