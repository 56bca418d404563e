"""Findings, however many: in a database of their own, on disk as soon as they are many.

A million of them are hundreds of megabytes as objects. They are put in as they come, then read in
order: the worst first, those of a folder together.
"""

from __future__ import annotations

import marshal
import sqlite3
import threading
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from heapq import merge
from itertools import groupby
from typing import Any, overload

from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.jobs.check.findings import Finding, Kind
from vidtui.jobs.check.kinds import KINDS
from vidtui.text import printable

CACHE_KIB = 4096  # of each; what is more lies in a file without a name
PAGE = 500  # read at once
_NAMES = tuple(KINDS)
_RANK = {kind: rank for rank, kind in enumerate(_NAMES)}
_COLUMNS = "rank, root, folder, name, detail, facts, command, id"
_TABLE = f"(number INTEGER PRIMARY KEY, {_COLUMNS})"
_BEFORE = 1 << 40  # what was sorted once came before what was put in since
_KEEP = (
    f"INSERT INTO raw (number, {_COLUMNS})"  # noqa: S608
    f" SELECT number - {_BEFORE}, {_COLUMNS} FROM finding"
)
_ORDER = (
    f"INSERT INTO finding ({_COLUMNS}) SELECT {_COLUMNS} FROM"  # noqa: S608
    # Of those with one place in the order, and so with one id, the first goes on.
    " (SELECT *, MIN(number) FROM raw GROUP BY rank, root, folder, name, detail)"
)
_SORTING = (_KEEP, "DELETE FROM finding", _ORDER, "DELETE FROM raw")
_Row = tuple[Any, ...]


class Ids:
    """The ids of findings: eight bytes each, sorted."""

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        """Take the ids as numbers, in their order."""
        self._numbers = array("q", numbers)

    @classmethod
    def of(cls, ids: Iterable[str]) -> Ids:
        """Return the ids of their texts, in whatever order."""
        return cls(sorted(set(map(_number, ids))))

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, id_: object) -> bool:
        return isinstance(id_, str) and self.has(_number(id_))

    def __iter__(self) -> Iterator[str]:
        return map(_text, self._numbers)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Ids):
            return self._numbers == other._numbers
        return set(self) == other if isinstance(other, (set, frozenset)) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def has(self, number: int) -> bool:
        """Whether the id with this number is among them."""
        at = bisect_left(self._numbers, number)
        return at < len(self._numbers) and self._numbers[at] == number

    def numbers(self) -> Iterator[int]:
        """Yield them as numbers."""
        return iter(self._numbers)

    def __sub__(self, other: Ids) -> Ids:
        return Ids(one for one in self._numbers if not other.has(one))

    def __or__(self, other: Ids) -> Ids:
        return Ids(one for one, _same in groupby(merge(self._numbers, other._numbers)))

    def __and__(self, other: Ids) -> Ids:
        return Ids(one for one in self._numbers if other.has(one))


class Findings(Sequence[Finding]):
    """Findings in their order, each once.

    Any of its methods may raise a ``VidtuiError``: the disk for temporary files is full.
    """

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        """Take what is to be in it from the beginning."""
        self._is_sorted = True
        self._database = _Database(f"CREATE TABLE raw {_TABLE}", f"CREATE TABLE finding {_TABLE}")
        self.add(findings)

    def add(self, findings: Iterable[Finding]) -> None:
        """Put findings in; of two with one id the first stays."""
        marks = ", ".join("?" * 8)
        statement = f"INSERT INTO raw ({_COLUMNS}) VALUES ({marks})"  # noqa: S608
        self._database.put(statement, map(_row, findings))
        self._is_sorted = False

    def drop(self, root: bytes) -> None:
        """Take out what was said of a root."""
        for table in ("raw", "finding"):
            self._database.run(f"DELETE FROM {table} WHERE root = ?", root)  # noqa: S608
        self._is_sorted = False

    def __len__(self) -> int:
        return int(self._all("SELECT COUNT(*) FROM finding")[0][0])

    def __iter__(self) -> Iterator[Finding]:
        return self._read("SELECT * FROM finding WHERE number > ? ORDER BY number LIMIT ?")

    @overload
    def __getitem__(self, at: int) -> Finding: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Finding]: ...

    def __getitem__(self, at: int | slice) -> Finding | Sequence[Finding]:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            return [self[number] for number in range(start, stop, step)]
        number = at + len(self) if at < 0 else at
        rows = self._all("SELECT * FROM finding WHERE number = ?", number + 1)
        if not rows:
            raise IndexError(at)
        return _finding(rows[0])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Findings, tuple, list)):
            return NotImplemented
        return len(self) == len(other) and all(
            mine == theirs for mine, theirs in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]

    def counts(self) -> dict[Kind, int]:
        """Return how many there are of each kind, the worst kind first."""
        rows = self._all("SELECT rank, COUNT(*) FROM finding GROUP BY rank ORDER BY rank")
        return {_NAMES[rank]: count for rank, count in rows}

    def of(self, kind: Kind) -> Iterator[Finding]:
        """Yield those of a kind."""
        statement = (
            f"SELECT * FROM finding WHERE rank = {_RANK[kind]} AND number > ?"  # noqa: S608
            " ORDER BY number LIMIT ?"
        )
        return self._read(statement)

    def ids(self) -> Ids:
        """Return the ids of all."""
        self._sort()
        return Ids(self._database.numbers("SELECT id FROM finding ORDER BY id"))

    def _read(self, statement: str) -> Iterator[Finding]:
        """Yield what a query for a page after a number finds, page by page."""
        last = 0
        while page := self._all(statement, last, PAGE):
            yield from map(_finding, page)
            last = page[-1][0]

    def _all(self, statement: str, *values: object) -> list[_Row]:
        self._sort()
        return self._database.run(statement, *values)

    def _sort(self) -> None:
        """Bring in order what was put in since the last time."""
        if self._is_sorted:
            return
        self._is_sorted = True
        for statement in _SORTING:
            self._database.run(statement)


class Spool:
    """Findings set aside, in the order in which they came, until it is sure that they stand."""

    def __init__(self) -> None:
        self._database = _Database("CREATE TABLE held (number INTEGER PRIMARY KEY, row)")
        self._few: list[Finding] = []

    def add(self, findings: Iterable[Finding]) -> None:
        """Put findings in."""
        for one in findings:
            self._few.append(one)
            if len(self._few) >= PAGE:
                rows = [(marshal.dumps(_row(one)),) for one in self._few]
                self._database.put("INSERT INTO held (row) VALUES (?)", rows)
                self._few = []

    def __iter__(self) -> Iterator[Finding]:
        last = 0
        statement = "SELECT number, row FROM held WHERE number > ? ORDER BY number LIMIT ?"
        while page := self._database.run(statement, last, PAGE):
            for _number_of, row in page:
                yield _finding((0, *marshal.loads(row)))  # noqa: S302 - written above
            last = page[-1][0]
        yield from self._few


class _Database:
    """A database without a name: in memory while it is small, then in a file that nobody sees."""

    def __init__(self, *statements: str) -> None:
        self._lock = threading.RLock()
        with self._told():
            self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            for statement in (
                "PRAGMA journal_mode = OFF",
                "PRAGMA synchronous = OFF",
                f"PRAGMA cache_size = -{CACHE_KIB}",
                *statements,
                "BEGIN",
            ):
                self._connection.execute(statement)

    def run(self, statement: str, *values: object) -> list[_Row]:
        """Run a statement; return its rows."""
        with self._told():
            return self._connection.execute(statement, values).fetchall()

    def put(self, statement: str, rows: Iterable[_Row]) -> None:
        """Run a statement for each row."""
        with self._told():
            self._connection.executemany(statement, rows)

    def numbers(self, statement: str) -> Iterator[int]:
        """Yield the numbers that a query finds."""
        with self._told():
            for (number,) in self._connection.execute(statement):
                yield number

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except sqlite3.Error as error:
            text = _("findings cannot be kept in the folder for temporary files: {reason}")
            raise VidtuiError(text.format(reason=printable(str(error)))) from error


def _row(one: Finding) -> _Row:
    cut = one.path.rfind(b"/") + 1
    folder, name = one.path[:cut], one.path[cut:]
    facts = marshal.dumps(dict(one.facts))
    id_ = _number(one.id)
    # SQLite takes no lone surrogate.
    command = one.command and one.command.encode("utf-8", "surrogateescape")
    return _RANK[one.kind], one.root, folder, name, one.detail, facts, command, id_


def _finding(row: _Row) -> Finding:
    _place, rank, root, folder, name, detail, facts, command, _id = row
    known = marshal.loads(facts)  # noqa: S302 - written above
    said = command and command.decode("utf-8", "surrogateescape")
    return Finding(_NAMES[rank], root, folder + name, detail, known, said)


def _number(id_: str) -> int:
    """Return an id as a number that SQLite holds."""
    number = int(id_, 16)
    return number - (1 << 64) if number >> 63 else number


def _text(number: int) -> str:
    return f"{number & (1 << 64) - 1:016x}"
