"""SQLite itself: how a database is opened, what lies beside it, and what its file is.

Only SQLite opens a database, its log and its journal, and only one copy of SQLite in a process:
closing any other descriptor of such a file drops the locks that the process holds on it, and the
next process to close the database then deletes a log that is in use.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import peewee

from vidtui import own_files
from vidtui.catalogue.errors import CatalogueProblem, damaged, explained
from vidtui.catalogue.lock import WriterLock
from vidtui.disk.mounts import is_network
from vidtui.errors import LockHeld, UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import about, at, reason
from vidtui.text import printable

# Where pysqlite3 is installed, peewee would take that: a second copy, with locks of its own.
peewee.sqlite3 = sqlite3

BUSY_TIMEOUT_S = 5
LOGS = ("-wal", "-journal")  # what of a transaction is not in the database itself yet
SIDE_FILES = (*LOGS, "-shm")


def uri(path: Path, mode: str) -> str:
    """Return the address under which SQLite opens a database that is there, "ro" or "rw"."""
    return f"file:{quote(os.fsencode(path))}?mode={mode}"


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open a database that is there; each statement is its own transaction unless one is begun."""
    return sqlite3.connect(uri(path, mode), uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)


def pragmas(path: Path) -> dict[str, str | int]:
    """Return how a catalogue is written: durably, and without shared memory on a network."""
    return {
        "journal_mode": "delete" if is_network(os.fsencode(path.parent)) else "wal",
        "synchronous": "full",
        "foreign_keys": 1,
        "cache_size": -16_000,
    }


def create(path: Path) -> None:
    """Make an empty file of the user's own for a database, under a name that nothing has.

    Raises:
        FileExistsError: something has it.
    """
    os.close(own_files.create(path))


def beside(path: Path) -> list[Path]:
    """Return the log, journal and shared memory that lie beside a database, or its place."""
    side_files = (path.with_name(path.name + suffix) for suffix in SIDE_FILES)
    return [file for file in side_files if os.path.lexists(file)]


def has_log(path: Path) -> bool:
    """Say whether a log or journal that is not empty lies beside a database, or its place."""
    for suffix in LOGS:
        with contextlib.suppress(OSError):
            if os.lstat(f"{path}{suffix}").st_size:
                return True
    return False


def discard(path: Path) -> None:
    """Delete a database that vidtui made for a while, and what lies beside it."""
    for file in (path, *beside(path)):
        file.unlink(missing_ok=True)


_CUT_OFF = {
    sqlite3.SQLITE_READONLY_ROLLBACK,
    sqlite3.SQLITE_READONLY_RECOVERY,
    sqlite3.SQLITE_READONLY_CANTINIT,
}


class CutOff(Exception):
    """A process was killed in the midst of a write, which only a writer can take back."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """A usable database: the migrations it has had, and which catalogue it holds since when."""

    applied: frozenset[str]
    generation: str


def inspect(path: Path) -> Inspected:
    """Look at the catalogue at ``path``.

    Raises:
        CatalogueProblem: it is empty, truncated, unreadable, or no catalogue at all.
        CutOff: it must be written to before it can be read.
    """
    refuse_no_database(path)
    try:
        with explained(path), closing(connect(path, "ro")) as connection:
            # In one transaction: nobody makes the file shorter meanwhile.
            connection.execute("BEGIN")
            if _lacks_pages(connection):
                raise damaged(path, _("it is truncated"))
            if not {"schema_migration", "property"} <= _tables(connection):
                raise damaged(path, _("it is not a vidtui catalogue"))
            if _ends_in_a_page(path, connection):
                raise damaged(path, _("it is truncated"))
            applied = connection.execute("SELECT name FROM schema_migration").fetchall()
            return Inspected(frozenset(name for (name,) in applied), generation(connection))
    except CatalogueProblem as problem:
        if is_cut_off(problem.__cause__):
            raise CutOff from problem
        raise


def is_cut_off(error: BaseException | None) -> bool:
    """Say whether SQLite refused to read since a write must be taken back before."""
    return getattr(error, "sqlite_errorcode", None) in _CUT_OFF


def refuse_no_database(path: Path) -> None:
    """Refuse what SQLite would take for a new database, or would wait for.

    Raises:
        CatalogueProblem: it is no file, empty, or not to be read.
    """
    try:
        found = os.stat(path)
    except OSError as error:
        raise CatalogueProblem(at(str(path), error)) from error
    if stat.S_ISDIR(found.st_mode):
        raise CatalogueProblem(about(str(path), reason(errno.EISDIR)))
    if not stat.S_ISREG(found.st_mode):
        raise CatalogueProblem(about(str(path), _("is no file")))
    if found.st_size == 0:
        raise damaged(path, _("it is empty, 0 bytes"))
    if not os.access(path, os.R_OK):
        raise CatalogueProblem(about(str(path), reason(errno.EACCES)))


def generation(connection: sqlite3.Connection) -> str:
    """Return what tells this catalogue from any that was, or will be, in its place.

    That is its id, until a copy is restored: each restored copy has a value of its own.
    """
    facts = dict(
        connection.execute(
            "SELECT name, value FROM property WHERE name IN ('catalogue_id', 'generation')"
        ).fetchall()
    )
    return str(facts.get("generation") or facts.get("catalogue_id") or "")


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in rows}


def _lacks_pages(connection: sqlite3.Connection) -> bool:
    """Say whether the file, with its log, is shorter than its header says."""
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        # Nothing else is corrupt where no more than the header is read.
        if error.sqlite_errorcode == sqlite3.SQLITE_CORRUPT:
            return True
        raise
    return False


def _ends_in_a_page(path: Path, connection: sqlite3.Connection) -> bool:
    """Say whether a part of the last page is lacking, which SQLite takes for a whole one."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page_size,) = connection.execute("PRAGMA page_size").fetchone()
    # A log beside it may hold the rest, if a process was killed while it wrote the log back.
    return not has_log(path) and os.stat(path).st_size < int(pages) * int(page_size)


PURPOSE = "db recovery"
_NOT_HERE = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,  # a journal that cannot be deleted
}


def roll_back(path: Path) -> None:
    """Let SQLite take back a write that was cut off.

    Raises:
        LockHeld: another process writes.
        CatalogueProblem: nothing can be written from here.
    """
    lock = WriterLock(path)
    try:
        lock.acquire(PURPOSE)
    except LockHeld as held:
        raise LockHeld(
            _(
                "{reason}; a write to the catalogue was cut off before, and is taken back then "
                "with: vidtui --batch db status"
            ).format(reason=held)
        ) from held
    except UsageProblem as problem:  # the lock itself cannot be written
        raise not_from_here(path) from problem
    try:
        with explained(path), closing(connect(path, "rw")) as connection:
            connection.execute("SELECT name FROM sqlite_master").fetchone()
    except CatalogueProblem as problem:
        if getattr(problem.__cause__, "sqlite_errorcode", 0) & 0xFF in _NOT_HERE:
            raise not_from_here(path) from problem
        raise
    finally:
        lock.release()


def not_from_here(path: Path) -> CatalogueProblem:
    """Return the error for a write that was cut off and cannot be taken back from here."""
    return CatalogueProblem(
        _(
            "{path}: a write was cut off, and must be taken back before anything can be read. "
            "Whoever may write there does that with: vidtui --batch db status"
        ).format(path=printable(str(path)))
    )
