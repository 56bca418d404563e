"""SQLite itself: how a database is opened, and the files that lie beside it.

Only SQLite opens a database, its log and its journal, and only one copy of SQLite in a process:
closing any other descriptor of such a file drops the locks that the process holds on it, and the
next process to close the database then deletes a log that is in use.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

import peewee

from vidtui import own_files
from vidtui.disk.mounts import is_network

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
