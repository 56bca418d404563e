"""A write in the midst of which a process was killed, taken back before anything is read.

Where the log is a rollback journal, as on a network, nobody can read the database before that.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from vidtui.catalogue import sqlite
from vidtui.catalogue.lock import WriterLock
from vidtui.catalogue.problems import CatalogueProblem, explained
from vidtui.errors import LockHeld, UsageProblem
from vidtui.i18n import _
from vidtui.text import show

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
        with explained(path), closing(sqlite.connect(path, "rw")) as connection:
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
        ).format(path=show(str(path)))
    )
