"""Opening the catalogue: all that is SQLite's own lies here and in ``backups``."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from peewee import SqliteDatabase

from vidtui import own_files
from vidtui.catalogue import backups, models, schema
from vidtui.catalogue.lock import WriterLock
from vidtui.catalogue.problems import CatalogueMissing, CatalogueProblem, damaged, explained
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.library.mounts import is_network
from vidtui.oserrors import at
from vidtui.text import show

BUSY_TIMEOUT_S = 5
_HEADER = b"SQLite format 3\0"


class Catalogue:
    """An open catalogue. Threads each use ``session``; writers hold ``writing`` around it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = WriterLock(path)
        self._identity = _identity(path)
        self._database = SqliteDatabase(
            f"file:{quote(str(path))}?mode=rw",
            uri=True,
            autoconnect=False,
            lock_type="IMMEDIATE",
            timeout=BUSY_TIMEOUT_S,
            pragmas={
                "journal_mode": "delete" if is_network(os.fsencode(path.parent)) else "wal",
                "synchronous": "full",
                "foreign_keys": 1,
                "cache_size": -16_000,
            },
        )
        models.database.initialize(self._database)

    @property
    def id(self) -> str:
        """The catalogue's own id, which plans and reports name."""
        with self.session():
            return str(models.Property.get_by_id("catalogue_id").value)

    @contextmanager
    def session(self) -> Iterator[None]:
        """Give this thread a connection; sessions nest.

        Raises:
            CatalogueProblem: the database fails inside.
        """
        with explained(self.path), models.database.standing_for(self._database):
            if not self._database.is_closed():
                yield
                return
            self._database.connect()
            try:
                yield
            finally:
                self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all or nothing, in a session.

        Raises:
            CatalogueProblem: also when the file was deleted or replaced while open, since
                what SQLite then commits is lost.
        """
        with self.session(), self._database.atomic():
            yield
            if _identity(self.path) != self._identity:
                raise CatalogueProblem(
                    _("{path}: the catalogue was deleted or replaced while in use").format(
                        path=show(str(self.path))
                    )
                )

    @contextmanager
    def writing(self, purpose: str) -> Iterator[None]:
        """Be the one process that writes.

        Raises:
            LockHeld: another process is.
        """
        self._lock.acquire(purpose)
        try:
            yield
        finally:
            self._lock.release()


def open_catalogue(path: Path, *, create: bool = False) -> Catalogue:
    """Open the catalogue at ``path``, bringing its schema up to date.

    Args:
        path: the database file.
        create: make a new one where there is none.

    Raises:
        CatalogueMissing: there is none.
        CatalogueProblem: it is damaged, or written by a newer vidtui; it is left untouched.
        LockHeld: it needs a migration while another process writes.
    """
    refuse_foreign_owner(path.parent)
    if create and not is_there(path):
        _create(path)
    lacking = check(path)
    catalogue = Catalogue(path)
    if lacking:
        with catalogue.writing("db migrate"):
            backups.backup(path)
            _migrate(catalogue)
    return catalogue


def check(path: Path) -> list[str]:
    """Refuse a catalogue that cannot be used, without touching it.

    Returns:
        The migrations that it lacks.

    Raises:
        CatalogueMissing: there is none.
        CatalogueProblem: it is damaged, or written by a newer vidtui.
        SafetyRefusal: it is another user's, and this is root.
    """
    refuse_foreign_owner(path.parent)
    check_exists(path)
    return _pending(path)


def is_there(path: Path) -> bool:
    """Whether there is a catalogue.

    Raises:
        CatalogueProblem: nobody can say, since its folder cannot be looked into.
    """
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise CatalogueProblem(at(str(path), error)) from error
    return True


def check_exists(path: Path) -> None:
    """Refuse to go on without a catalogue.

    Raises:
        CatalogueMissing: there is none.
    """
    if not is_there(path):
        raise CatalogueMissing(
            _("{path}: there is no catalogue yet; run: vidtui import").format(path=show(str(path)))
        )


def check_file(path: Path) -> None:
    """Refuse, without touching it, a file that is no whole SQLite database.

    Raises:
        CatalogueProblem: zero bytes, truncated, unreadable, or something else altogether.
    """
    try:
        with path.open("rb") as opened:
            head, length = opened.read(100), os.fstat(opened.fileno()).st_size
    except OSError as error:
        raise CatalogueProblem(at(str(path), error)) from error
    if length == 0:
        raise damaged(path, _("it is empty, 0 bytes"))
    if not head.startswith(_HEADER) or len(head) < 100:
        raise damaged(path, _("it is not an SQLite database"))
    page = int.from_bytes(head[16:18], "big")
    page = 65536 if page == 1 else page
    # A log beside it may hold the rest, if a process was killed while it wrote the log back.
    if not _has_log(path) and length < page * int.from_bytes(head[28:32], "big"):
        raise damaged(path, _("it is truncated"))


def _has_log(path: Path) -> bool:
    for suffix in ("-wal", "-journal"):
        try:
            if os.stat(f"{path}{suffix}").st_size:
                return True
        except OSError:
            continue
    return False


def _pending(path: Path) -> list[str]:
    check_file(path)
    with (
        explained(path),
        closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection,
    ):
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if ("schema_migration",) not in tables.fetchall():
            raise damaged(path, _("it is not a vidtui catalogue"))
        applied = {name for (name,) in connection.execute("SELECT name FROM schema_migration")}
    known = schema.known_migrations()
    if applied - set(known):
        raise CatalogueProblem(
            _(
                "{path}: a newer vidtui wrote this catalogue; nothing was changed. "
                "Upgrade: pipx upgrade vidtui, or restore an older copy: vidtui --batch db restore"
            ).format(path=show(str(path)))
        )
    return [name for name in known if name not in applied]


def _create(path: Path) -> None:
    """Build the new catalogue aside, so that a crash leaves none rather than half of one."""
    fresh = path.with_name(f"{path.name}.new-{os.getpid()}-{threading.get_native_id()}")
    try:
        own_files.make_folder(path.parent)
        fresh.unlink(missing_ok=True)
        os.close(own_files.create(fresh))
    except OSError as error:
        raise CatalogueProblem(at(str(path.parent), error)) from error
    catalogue = Catalogue(fresh)
    try:
        _migrate(catalogue)
        with catalogue.transaction():
            models.Property.create(name="catalogue_id", value=str(uuid.uuid4()))
            models.Property.create(name="created_at", value=str(int(time.time())))
        backups.put_in_place(fresh, path)
    except FileExistsError:
        return
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)


def _migrate(catalogue: Catalogue) -> None:
    with catalogue.session():
        schema.migrate(models.database.obj)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def refuse_foreign_owner(folder: Path) -> None:
    """As root, writing into another user's folder would lock that user out of it.

    Raises:
        SafetyRefusal: the folder, or the one in which it would be made, is another user's.
    """
    try:
        owner = os.stat(folder).st_uid
    except (FileNotFoundError, NotADirectoryError):
        refuse_foreign_owner(folder.parent)
        return
    except OSError:
        return
    if os.geteuid() == 0 and owner != 0:
        raise SafetyRefusal(
            _("{path} belongs to another user: run vidtui as that user, not as root").format(
                path=show(str(folder))
            )
        )
