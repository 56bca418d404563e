"""SQLite's failures, each told in one line with the command that helps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee

from vidtui.errors import Exit, LockHeld, VidtuiError
from vidtui.i18n import _
from vidtui.oserrors import about
from vidtui.text import printable


class CatalogueProblem(VidtuiError):
    """The catalogue cannot be used; the message says what helps."""

    exit = Exit.USAGE


class CatalogueMissing(CatalogueProblem):
    """There is no catalogue yet."""


class CatalogueReplaced(CatalogueProblem):
    """Another catalogue is in the place of the one that was read, as after ``db restore``.

    ``generation`` is that of the one that is there now.
    """

    exit = Exit.REFUSED

    def __init__(self, path: Path, generation: str) -> None:
        super().__init__(
            _(
                "{path}: the catalogue was restored meanwhile; nothing from before is written into "
                "it. Run it again"
            ).format(path=printable(str(path)))
        )
        self.generation = generation


def damaged(path: Path, reason: str) -> CatalogueProblem:
    """Return the error for a catalogue that SQLite cannot read."""
    return CatalogueProblem(
        _(
            "{path}: the catalogue is damaged ({reason}); nothing was changed. "
            "See: vidtui --batch db status; then: vidtui --batch db restore"
        ).format(path=printable(str(path)), reason=reason)
    )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn database errors raised inside into one clear line.

    Raises:
        CatalogueProblem: damaged, full disk, not writable.
        LockHeld: another process kept the database busy.
    """
    try:
        yield
    except (peewee.DatabaseError, sqlite3.Error) as error:
        raise _explain(path, error) from error


def _explain(path: Path, error: BaseException) -> VidtuiError:
    shown = printable(str(path))
    # SQLite reports a full disk only as the cause of a failed rollback: the whole chain counts.
    found = set(_codes(error))
    codes = {code & 0xFF for code in found}
    if sqlite3.SQLITE_FULL in codes or sqlite3.SQLITE_IOERR_SHMSIZE in found:
        return CatalogueProblem(
            _("{path}: the disk is full; what was written before is kept").format(path=shown)
        )
    if sqlite3.SQLITE_NOTADB in codes:
        return damaged(path, _("it is not an SQLite database"))
    if sqlite3.SQLITE_CORRUPT in codes:
        return damaged(path, printable(str(error)))
    if codes & {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LockHeld(_("{path}: another program keeps the catalogue busy").format(path=shown))
    if codes & {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return CatalogueProblem(_("{path}: the catalogue cannot be written").format(path=shown))
    return CatalogueProblem(about(str(path), printable(str(error))))


def _codes(error: BaseException | None) -> Iterator[int]:
    seen: set[int] = set()
    pending = [error]
    while pending:
        current = pending.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        code = getattr(current, "sqlite_errorcode", None)
        if isinstance(code, int):
            yield code
        pending += [current.__cause__, current.__context__]
