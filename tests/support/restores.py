"""Catalogues in every state in which a copy may be restored, and what they are afterwards."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from vidtui.catalogue import restoring, sqlite
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.catalogue.lock import WriterLock
from vidtui.catalogue.models import Property

NAME = "catalogue.sqlite3"
Arrange = Callable[[Path, Path], object]


def write(catalogue: Catalogue, name: str) -> None:
    with catalogue.transaction():
        Property.create(name=name, value="1")


def names(path: Path) -> set[str]:
    """Return what a database holds of what the tests wrote."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = {name for (name,) in connection.execute("SELECT name FROM property")}
    return found & {"old", "new", "lost", "later"}


def restore(path: Path, copy: Path) -> Path | None:
    """Restore as the command does."""
    lock = WriterLock(path)
    lock.acquire("db restore")
    try:
        return restoring.restore(path, copy)
    finally:
        lock.release()


def in_child(work: Callable[[], object]) -> None:
    """Do ``work`` in a process that is killed right after it."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def leave_a_log(path: Path, copy: Path) -> None:
    """Leave "later" in the log alone."""

    def work() -> None:
        catalogue = open_catalogue(path)
        with catalogue.session():
            write(catalogue, "later")
            os.kill(os.getpid(), signal.SIGKILL)

    in_child(work)
    assert os.stat(f"{path}-wal").st_size > 0


def leave_a_journal(path: Path, copy: Path) -> None:
    """Leave a write half done, as a kill does where there is no shared memory."""

    def work() -> None:
        with closing(sqlite.connect(path, "rw")) as connection:
            connection.execute("PRAGMA journal_mode = delete")
            connection.execute("PRAGMA cache_size = 1")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE property SET value = value || hex(zeroblob(20000))")
            connection.execute("INSERT INTO property (name, value) VALUES ('lost', '1')")
            os.kill(os.getpid(), signal.SIGKILL)

    in_child(work)
    assert os.stat(f"{path}-journal").st_size > 0


def damage(path: Path, copy: Path) -> None:
    leave_a_log(path, copy)
    path.write_bytes(b"damaged beyond repair")


def damage_with_a_journal(path: Path, copy: Path) -> None:
    leave_a_journal(path, copy)
    path.write_bytes(b"damaged beyond repair" * 1000)


def damage_inside(path: Path, copy: Path) -> None:
    leave_a_log(path, copy)
    with path.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * 12288)


def empty(path: Path, copy: Path) -> None:
    leave_a_log(path, copy)
    path.write_bytes(b"")


def leave_only_the_log(path: Path, copy: Path) -> None:
    leave_a_log(path, copy)
    path.unlink()


def take_larger_pages(path: Path, copy: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = delete")
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("VACUUM")
        connection.execute("PRAGMA journal_mode = wal")
    leave_a_log(path, copy)


def lose(path: Path, copy: Path) -> None:
    path.unlink()


# What is there, and what the catalogue holds if it is not restored; None where nobody can read it.
SOUND: dict[str, tuple[Arrange, set[str] | None]] = {
    "sound": (lambda path, copy: None, {"old", "new"}),
    "with a log": (leave_a_log, {"old", "new", "later"}),
    "with a journal": (leave_a_journal, {"old", "new"}),
}


REPLACED: dict[str, tuple[Arrange, set[str] | None]] = {
    "damaged": (damage, None),
    "damaged inside": (damage_inside, None),
    "damaged with a journal": (damage_with_a_journal, None),
    "empty": (empty, None),
    "other pages": (take_larger_pages, {"old", "new", "later"}),
    "a log alone": (leave_only_the_log, None),
}


STATES = SOUND | REPLACED | {"nothing": (lose, None)}


def lack_hard_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_arguments: object, **_options: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", link)


def state_after(path: Path) -> str:
    """Return what the next start finds, which makes no new catalogue."""
    try:
        catalogue = open_catalogue(path)
    except CatalogueProblem:
        return "as it was"
    with catalogue.session():
        return "restored" if Property.get_or_none(name="generation") else "as it was"


def files(path: Path) -> dict[str, bytes]:
    """Return the bytes of a database, its log and its journal, by name."""
    found = (path.with_name(NAME + suffix) for suffix in ("", *sqlite.LOGS))
    return {file.name: file.read_bytes() for file in found if file.exists()}


def left_over(path: Path) -> list[str]:
    """Return what lies beside the catalogue that nobody needs."""
    known = {NAME, f"{NAME}.lock", "backups", *(f"{NAME}{end}" for end in sqlite.SIDE_FILES)}
    return [
        one.name
        for one in path.parent.iterdir()
        if one.name not in known and not one.name.startswith(f"{NAME}.replaced-")
    ]


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Let another process hold the writer lock."""
    ready, says = os.pipe()
    child = os.fork()
    if not child:
        WriterLock(path).acquire("import")
        os.write(says, b"r")
        signal.pause()
    os.read(ready, 1)
    try:
        yield
    finally:
        end(child)


def end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
