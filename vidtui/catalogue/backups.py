"""Copies of the catalogue: made while it is in use, and verified."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from vidtui import own_files
from vidtui.catalogue import sqlite
from vidtui.catalogue.errors import CatalogueProblem, damaged, explained
from vidtui.disk.symlinks.renameat2 import put_in_place
from vidtui.errors import LockHeld
from vidtui.i18n import _
from vidtui.oserrors import at
from vidtui.text import printable

KEPT = 10  # automatic copies; older ones give way to newer
_NAME = re.compile(r"catalogue-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(-\d+)?\.sqlite3")
_DATED = len("catalogue-2001-01-01T00-00-00")  # what follows counts those of one second
_STAMP = "%Y-%m-%dT%H-%M-%S"  # in local time
_RETRY_S = 0.05  # between two tries to write into a database that is busy


def folder(path: Path) -> Path:
    """Return where the copies of the catalogue at ``path`` lie."""
    return path.parent / "backups"


def existing(path: Path) -> list[Path]:
    """Return the copies of the catalogue at ``path``, newest first; none where none can be seen.

    What bears another name was put there by somebody, and is left alone. A copy of a day to come
    was made while the clock was wrong: nobody knows when, and it comes last.
    """
    try:
        with os.scandir(folder(path)) as entries:
            named = [one for one in entries if _NAME.fullmatch(one.name)]
            copies = [Path(one.path) for one in named if one.is_file()]
    except OSError:
        return []
    tomorrow = f"catalogue-{datetime.strptime(stamp(), _STAMP) + timedelta(days=1):{_STAMP}}"

    def age(copy: Path) -> tuple[bool, str, int, str]:
        date = copy.stem[:_DATED]
        return date < tomorrow, date, len(copy.stem), copy.stem

    return sorted(copies, key=age, reverse=True)


def backup(path: Path, to: Path | None = None) -> Path:
    """Copy the catalogue, verify the copy, and return where it is.

    Args:
        path: the catalogue.
        to: where to put the copy; beside the other copies when None.

    Raises:
        CatalogueProblem: the copy could not be made, or is not sound.
    """
    if to is not None:
        return copy_to(path, iter([to]))
    copy = copy_to(path, _names(folder(path)))
    # Where the clock was set back by less than a day, what was made now has not the newest name.
    others = [one for one in existing(path) if one != copy]
    for old in others[KEPT - 1 :]:
        with contextlib.suppress(OSError):  # it stays for another time; the copy is made
            sqlite.discard(old)
    return copy


def copy_to(path: Path, names: Iterator[Path]) -> Path:
    """Copy the catalogue, verify the copy, and put it under the first name that is free.

    Args:
        path: the catalogue.
        names: names in one folder.

    Raises:
        CatalogueProblem: the copy could not be made, is not sound, or no name was free.
    """
    target = next(names)
    unfinished = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        own_files.make_folder(target.parent)
        target = _free(target, names)
        sqlite.create(unfinished)
    except OSError as error:
        raise CatalogueProblem(at(str(target), error)) from error
    try:
        # Read-only, SQLite would leave -wal and -shm files beside a catalogue that nobody has open.
        with explained(path):
            copy_database(path, "rw", unfinished)
        unsound = verify(unfinished)
        if unsound:
            raise damaged(path, unsound)
        return _placed(unfinished, target, names)
    finally:
        sqlite.discard(unfinished)


def require_free(name: Path) -> Path:
    """Return the name for a copy.

    Raises:
        CatalogueProblem: something is there, or a log that SQLite would take for its own.
    """
    return _free(name, iter(()))


def verify(path: Path) -> str | None:
    """Return in one line what is wrong with the database at ``path``, None when it is sound."""
    try:
        return unsoundness(path)
    except sqlite3.Error as error:
        return printable(str(error))


def unsoundness(path: Path) -> str | None:
    """Return in one line what is wrong with what SQLite reads at ``path``, None if nothing is.

    Raises:
        sqlite3.Error: it reads nothing there.
    """
    with closing(sqlite.connect(path, "ro")) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict == "ok":
            row = connection.execute("PRAGMA foreign_key_check").fetchone()
            verdict = "ok" if row is None else f"{row[0]}: a reference leads nowhere"
    return None if verdict == "ok" else printable(str(verdict))


def copy_database(path: Path, mode: str, target: Path) -> None:
    """Copy a database into an empty file, which can then be read where nothing can be written.

    Raises:
        sqlite3.Error: it could not be read or written.
    """
    with (
        closing(sqlite.connect(path, mode)) as source,
        closing(sqlite.connect(target, "rw")) as writer,
    ):
        source.backup(writer)
        writer.execute("PRAGMA journal_mode = delete")


def write_into(source: Path, target: Path) -> None:
    """Let a database that may be in use hold what ``source`` holds, all at once or not at all.

    Raises:
        LockHeld: another program keeps it busy.
        sqlite3.Error: it could not be written; it is as it was.
    """
    until = time.monotonic() + sqlite.BUSY_TIMEOUT_S

    def give_up(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise LockHeld(
                _("{path}: another program keeps the catalogue busy").format(
                    path=printable(str(target))
                )
            )

    with (
        closing(sqlite.connect(source, "ro")) as reader,
        closing(sqlite.connect(target, "rw")) as writer,
    ):
        for name, value in sqlite.pragmas(target).items():
            writer.execute(f"PRAGMA {name} = {value}")
        reader.backup(writer, progress=give_up, sleep=_RETRY_S)


def _placed(unfinished: Path, target: Path, names: Iterator[Path]) -> Path:
    while True:
        try:
            put_in_place(unfinished, target)
        except FileExistsError:
            target = _free(target, names)
        except OSError as error:
            raise CatalogueProblem(at(str(target), error)) from error
        else:
            return target


def _free(name: Path, names: Iterator[Path]) -> Path:
    """Return the first name that neither a file has nor a log that SQLite would take for its own.

    Raises:
        CatalogueProblem: none is.
    """
    while os.path.lexists(name) or sqlite.beside(name):
        following = next(names, None)
        if following is None:
            taken = name if os.path.lexists(name) else sqlite.beside(name)[0]
            raise CatalogueProblem(_("{path}: exists already").format(path=printable(str(taken))))
        name = following
    return name


def stamp() -> str:
    """Return the time as names of copies have it."""
    return time.strftime(_STAMP)


def _names(parent: Path) -> Iterator[Path]:
    """Yield names for a copy that is made now, one after the other."""
    now, number = stamp(), 1
    yield parent / f"catalogue-{now}.sqlite3"
    while True:
        number += 1
        yield parent / f"catalogue-{now}-{number}.sqlite3"
