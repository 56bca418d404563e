"""Going back to a copy of the catalogue, so that neither it nor what was there can be lost.

A sound catalogue is written into, in one transaction that a kill takes back, also while an app
has it open. What SQLite cannot write into is replaced, see ``replacing``.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import uuid
from contextlib import closing
from pathlib import Path

from vidtui.catalogue import backups, database, replacing, sqlite
from vidtui.catalogue.errors import CatalogueProblem, explained
from vidtui.catalogue.foreign import refuse_foreign
from vidtui.catalogue.lock import INTENT
from vidtui.catalogue.sqlite import is_cut_off
from vidtui.disk.symlinks.renameat2 import put_in_place
from vidtui.i18n import _
from vidtui.oserrors import at
from vidtui.text import printable

_NOT_DAMAGED = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}


def restore(path: Path, copy: Path) -> Path | None:
    """Let the catalogue at ``path`` be what ``copy`` holds; the caller holds the writer lock.

    Returns:
        Where the catalogue that was there now lies, None where there was none.

    Raises:
        CatalogueProblem: the copy is not sound, or something could not be written; nothing was
            changed, or the next start finishes it.
        LockHeld: another program keeps the catalogue busy.
    """
    refuse_unfit(path, copy)
    place = replacing.place_of(path)
    try:
        _clear(path, place)
        fresh = _prepared(place, copy)
        try:
            return _put(place, fresh)
        finally:
            if not replacing.is_cut_off(place):
                sqlite.discard(fresh)
    except OSError as error:
        raise CatalogueProblem(at(str(path), error)) from error


def refuse_unfit(path: Path, copy: Path) -> None:
    """Refuse to restore what is no sound copy of a catalogue, or the catalogue itself.

    Raises:
        CatalogueProblem: it is not.
    """
    try:
        refuse_foreign(copy)
    except CatalogueProblem as problem:
        if is_cut_off(problem.__cause__):
            why = _("a write to it was cut off; open it once with sqlite3, which takes that back")
            raise _unfit(copy, why) from problem
        raise
    with contextlib.suppress(OSError):
        if os.path.samefile(copy, path):
            raise _unfit(copy, _("it is the catalogue itself"))
    unsound = backups.verify(copy)
    if unsound:
        raise _unfit(copy, unsound)


def _unfit(copy: Path, why: str) -> CatalogueProblem:
    return CatalogueProblem(
        _("{path}: cannot be restored: {reason}").format(path=printable(str(copy)), reason=why)
    )


def _clear(path: Path, place: Path) -> None:
    """Finish or give up a restore that was cut off; delete the copies that others have left."""
    try:
        replacing.finish(path)
    except CatalogueProblem:
        replacing.forget(place)
    name = place.name
    begins = f"{name}.restoring-", f".{name}.replaced-", f"{name}{INTENT}.part"
    for entry in list(os.scandir(place.parent)):
        if entry.name.startswith(begins):
            os.unlink(entry.path)


def _prepared(place: Path, copy: Path) -> Path:
    """Copy the copy beside the catalogue, bring it up to date, and tell it from all others."""
    fresh = place.with_name(f"{place.name}.restoring-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    sqlite.create(fresh)
    try:
        with explained(copy):
            backups.copy_database(copy, "ro", fresh)
        refuse_foreign(fresh)  # the copy itself may have changed meanwhile
        if database.check(fresh):
            database.migrate(database.Catalogue(fresh))
        with explained(fresh), closing(sqlite.connect(fresh, "rw")) as connection:
            connection.execute("PRAGMA journal_mode = delete")
            connection.execute(
                "INSERT INTO property (name, value) VALUES ('generation', ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (str(uuid.uuid4()),),
            )
        unsound = backups.verify(fresh)
        if unsound:
            raise _unfit(copy, unsound)
    except BaseException:
        sqlite.discard(fresh)
        raise
    return fresh


def _put(place: Path, fresh: Path) -> Path | None:
    if not os.path.lexists(place) and not sqlite.beside(place):
        put_in_place(fresh, place)
        return None
    with explained(place):
        if _takes(place, fresh):
            kept = backups.copy_to(place, replacing.names_for_kept(place))
            backups.write_into(fresh, place)
            return kept
    folder = replacing.replace(place, fresh)
    file = folder / place.name
    return file if os.path.lexists(file) else folder


def _takes(place: Path, fresh: Path) -> bool:
    """Say whether the catalogue is sound, and of one page size with what is to be written into it.

    Raises:
        sqlite3.Error: nobody can say.
    """
    found = os.lstat(place) if os.path.lexists(place) else None
    # In an empty file SQLite would begin a new database, and delete the log beside it.
    if found is None or not stat.S_ISREG(found.st_mode) or found.st_size == 0:
        return False
    try:
        return _unsoundness(place) is None and _page_size(place) == _page_size(fresh)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NOT_DAMAGED:
            raise
        return False


def _unsoundness(place: Path) -> str | None:
    try:
        return backups.unsoundness(place)
    except sqlite3.Error as error:
        if not is_cut_off(error):
            raise
    with closing(sqlite.connect(place, "rw")) as connection:
        connection.execute("SELECT name FROM sqlite_master").fetchone()
    return backups.unsoundness(place)


def _page_size(path: Path) -> int:
    with closing(sqlite.connect(path, "ro")) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int(size)
