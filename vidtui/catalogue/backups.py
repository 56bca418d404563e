"""Copies of the catalogue: made while it is in use, verified, restored without loss."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from vidtui import own_files
from vidtui.catalogue.foreign import refuse_foreign
from vidtui.catalogue.problems import CatalogueProblem, damaged, explained
from vidtui.i18n import _
from vidtui.oserrors import at
from vidtui.text import show

KEPT = 10  # automatic copies; older ones give way to newer
_DATED = len("catalogue-2001-01-01T00-00-00")  # what follows counts those of one second


def folder(path: Path) -> Path:
    """Return where the copies of the catalogue at ``path`` lie."""
    return path.parent / "backups"


def existing(path: Path) -> list[Path]:
    """Return the copies of the catalogue at ``path``, newest first; none where none can be seen."""
    try:
        copies = [one for one in folder(path).iterdir() if one.match("catalogue-*.sqlite3")]
    except OSError:
        return []
    return sorted(copies, key=lambda copy: (copy.stem[:_DATED], len(copy.stem), copy.stem))[::-1]


def backup(path: Path, to: Path | None = None) -> Path:
    """Copy the catalogue, verify the copy, and return where it is.

    Args:
        path: the catalogue.
        to: where to put the copy; beside the other copies when None.

    Raises:
        CatalogueProblem: the copy could not be made, or is not sound.
    """
    target = to or _fresh_name(folder(path))
    unfinished = target.with_name(f".{target.name}.part")
    try:
        own_files.make_folder(target.parent)
        if target.exists():
            raise CatalogueProblem(_("{path}: exists already").format(path=show(str(target))))
        unfinished.unlink(missing_ok=True)
        os.close(own_files.create(unfinished))
    except OSError as error:
        raise CatalogueProblem(at(str(target), error)) from error
    try:
        # Read-only, SQLite would leave -wal and -shm files beside a catalogue that nobody has open.
        with explained(path):
            _copy(_opened(path, "rw"), unfinished)
        unsound = verify(unfinished)
        if unsound:
            raise damaged(path, unsound)
        put_in_place(unfinished, target)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
    if to is None:
        for old in existing(path)[KEPT:]:
            old.unlink(missing_ok=True)
    return target


def verify(path: Path) -> str | None:
    """Return in one line what is wrong with the database at ``path``, None when it is sound."""
    try:
        with closing(_opened(path, "ro")) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict == "ok":
                row = connection.execute("PRAGMA foreign_key_check").fetchone()
                verdict = "ok" if row is None else f"{row[0]}: a reference leads nowhere"
    except sqlite3.Error as error:
        verdict = str(error)
    return None if verdict == "ok" else show(str(verdict))


def restore(path: Path, copy: Path) -> Path | None:
    """Put ``copy`` in the place of the catalogue; the caller holds the writer lock.

    Returns:
        Where the catalogue that was there now lies, None where there was none.

    Raises:
        CatalogueProblem: the copy is no sound catalogue; nothing was changed.
    """
    refuse_foreign(copy)
    unsound = verify(copy)
    if unsound:
        raise CatalogueProblem(
            _("{path}: cannot be restored: {reason}").format(path=show(str(copy)), reason=unsound)
        )
    fresh = path.with_name(f"{path.name}.restoring")
    fresh.unlink(missing_ok=True)
    with explained(copy):
        _copy(_opened(copy, "ro"), fresh)
    os.chmod(fresh, 0o600)
    aside = None
    if path.exists():
        aside = path.with_name(f"{path.name}.replaced-{_stamp()}")
        for suffix in ("-wal", "-shm", ""):
            part = path.with_name(path.name + suffix)
            if part.exists():
                os.rename(part, aside.with_name(aside.name + suffix))
    os.rename(fresh, path)
    return aside


def put_in_place(fresh: Path, target: Path) -> None:
    """Give ``fresh`` its final name without replacing what another process put there.

    Raises:
        FileExistsError: ``target`` is there already.
    """
    try:
        os.link(fresh, target)
    except PermissionError:  # a filesystem without hard links
        if target.exists():
            raise FileExistsError(str(target)) from None
        os.rename(fresh, target)


def _copy(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database into one file, which can then be read where nothing can be written."""
    with closing(source), closing(sqlite3.connect(target)) as writer:
        source.backup(writer)
        writer.execute("PRAGMA journal_mode = delete")


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True)


def _stamp() -> str:
    return time.strftime("%Y-%m-%dT%H-%M-%S")


def _fresh_name(parent: Path) -> Path:
    stamp, number = _stamp(), 1
    candidate = parent / f"catalogue-{stamp}.sqlite3"
    while candidate.exists():
        number += 1
        candidate = parent / f"catalogue-{stamp}-{number}.sqlite3"
    return candidate
