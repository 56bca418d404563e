"""Opening the catalogue; what is SQLite's own lies in ``sqlite`` and the modules beside it."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import SqliteDatabase

from vidtui import own_files
from vidtui.catalogue import backups, lock, models, replacing, schema, sqlite
from vidtui.catalogue.errors import (
    CatalogueMissing,
    CatalogueProblem,
    CatalogueReplaced,
    damaged,
    explained,
)
from vidtui.catalogue.lock import WriterLock
from vidtui.catalogue.sqlite import Inspected
from vidtui.disk.symlinks.renameat2 import put_in_place
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.oserrors import at
from vidtui.text import printable


class Catalogue:
    """An open catalogue. Threads each use ``session``; writers hold ``writing`` around it.

    ``generation`` tells it from a catalogue that is restored in its place: nothing is written
    there any more. None where nobody else has the file.
    """

    def __init__(self, path: Path, generation: str | None = None) -> None:
        self.path = path
        self.generation = generation
        self._lock = WriterLock(path)
        self._identity = _identity(path)
        self._database = SqliteDatabase(
            sqlite.uri(path, "rw"),
            uri=True,
            autoconnect=False,
            lock_type="IMMEDIATE",
            timeout=sqlite.BUSY_TIMEOUT_S,
            pragmas=sqlite.pragmas(path),
        )
        models.database.initialize(self._database)

    @property
    def id(self) -> str:
        """The catalogue's own id, which plans and reports name.

        Raises:
            CatalogueProblem: it has lost its id.
        """
        with self.session():
            row = models.Property.get_or_none(models.Property.name == "catalogue_id")
        if row is None:
            raise damaged(self.path, _("it has no id"))
        return str(row.value)

    @contextmanager
    def session(self) -> Iterator[None]:
        """Open a connection for this thread; sessions nest.

        Raises:
            CatalogueProblem: the database fails inside.
        """
        with explained(self.path), models.database.standing_for(self._database):
            if not self._database.is_closed():
                yield
                return
            replacing.finish(self.path)
            self._database.connect()
            try:
                yield
            finally:
                self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all or nothing (an IMMEDIATE transaction), in a session.

        Raises:
            CatalogueReplaced: another catalogue was restored in its place.
            CatalogueProblem: also when the file was deleted or replaced while open, since
                what SQLite then commits is lost.
        """
        with self.session(), self._database.atomic():
            if self._database.transaction_depth() == 1:
                self._refuse_other()
            yield
            self._refuse_moved()

    def refuse_replaced(self) -> None:
        """Refuse to take what was read for what is there now, once that is another catalogue.

        Raises:
            CatalogueReplaced: another catalogue was restored in its place.
            CatalogueProblem: the file was deleted or replaced.
        """
        with self.session():
            self._refuse_other()
            self._refuse_moved()

    @contextmanager
    def writing(self, purpose: str) -> Iterator[None]:
        """Hold the writer lock.

        Raises:
            LockHeld: another process is.
        """
        self._lock.acquire(purpose)
        try:
            replacing.finish(self.path)
            yield
        finally:
            self._lock.release()

    def _refuse_other(self) -> None:
        if self.generation is not None:
            found = sqlite.generation(self._database.connection())
            if found != self.generation:
                raise CatalogueReplaced(self.path, found)

    def _refuse_moved(self) -> None:
        if _identity(self.path) != self._identity:
            raise CatalogueProblem(
                _("{path}: the catalogue was deleted or replaced while in use").format(
                    path=printable(str(self.path))
                )
            )


_migrating = threading.Lock()  # the lock of a writer is the whole process's


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
    lock.clear(path)
    if create and not is_there(path):
        _create(path)
    found = inspected(path)
    catalogue = Catalogue(path, found.generation)
    if _lacking(path, found):
        with _migrating, catalogue.writing("db migrate"):
            if _lacking(path, inspected(path)):  # else another thread or process has done it
                backups.backup(path)
                migrate(catalogue)
    return catalogue


def check(path: Path) -> list[str]:
    """Refuse a catalogue that cannot be used, without touching it.

    Returns:
        The migrations that it lacks.

    Raises:
        CatalogueMissing: there is none.
        CatalogueProblem: it is damaged, or written by a newer vidtui.
        LockHeld: a write to it was cut off, and another process writes.
        SafetyRefusal: it is another user's, and this is root.
    """
    return _lacking(path, inspected(path))


def inspected(path: Path) -> Inspected:
    """Roll back a write that a kill cut off, and inspect the catalogue.

    Raises:
        CatalogueMissing: there is none.
        CatalogueProblem: it is damaged, or no catalogue.
        LockHeld: a write to it was cut off, and another process writes.
        SafetyRefusal: it is another user's, and this is root.
    """
    refuse_foreign_owner(path.parent)
    check_exists(path)
    try:
        return sqlite.inspect(path)
    except sqlite.CutOff:
        sqlite.roll_back(path)
    try:
        return sqlite.inspect(path)
    except sqlite.CutOff as still:
        raise sqlite.not_from_here(path) from still


def is_there(path: Path) -> bool:
    """Whether there is a catalogue; a restore that was cut off is finished before.

    Raises:
        CatalogueProblem: nobody can say, since its folder cannot be looked into.
        LockHeld: another process restores one.
    """
    replacing.finish(path)
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
            _("{path}: there is no catalogue yet; run: vidtui import").format(
                path=printable(str(path))
            )
        )


def _lacking(path: Path, found: Inspected) -> list[str]:
    known = schema.known_migrations()
    if found.applied - set(known):
        raise CatalogueProblem(
            _(
                "{path}: a newer vidtui wrote this catalogue; nothing was changed. "
                "Upgrade: pipx upgrade vidtui, or restore an older copy: vidtui --batch db restore"
            ).format(path=printable(str(path)))
        )
    return [name for name in known if name not in found.applied]


def _create(path: Path) -> None:
    """Build the new catalogue aside, so that a crash leaves none rather than half of one."""
    fresh = path.with_name(f"{path.name}.new-{os.getpid()}-{threading.get_native_id()}")
    try:
        own_files.make_folder(path.parent)
        sqlite.discard(fresh)
        sqlite.create(fresh)
    except OSError as error:
        raise CatalogueProblem(at(str(path.parent), error)) from error
    catalogue = Catalogue(fresh)
    try:
        migrate(catalogue)
        with catalogue.transaction():
            models.Property.create(name="catalogue_id", value=str(uuid.uuid4()))
            models.Property.create(name="created_at", value=str(int(time.time())))
        _refuse_old_log(path)
        put_in_place(fresh, path)
    except FileExistsError:
        return
    except OSError as error:
        raise CatalogueProblem(at(str(path), error)) from error
    finally:
        sqlite.discard(fresh)


def _refuse_old_log(path: Path) -> None:
    """SQLite would take the log of a catalogue that is gone for that of the new one."""
    if sqlite.has_log(path) and not is_there(path):
        raise CatalogueProblem(
            _(
                "{path}: this belongs to a catalogue that is gone; move it away, "
                "or restore a copy: vidtui --batch db restore"
            ).format(path=printable(str(sqlite.beside(path)[0])))
        )


def migrate(catalogue: Catalogue) -> None:
    """Bring the schema of a catalogue up to date; the caller holds the writer lock."""
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
        owner = own_files.owner_of(folder)
    except OSError:
        return
    if os.geteuid() == 0 and owner != 0:
        raise SafetyRefusal(
            _("{path} belongs to another user: run vidtui as that user, not as root").format(
                path=printable(str(folder))
            )
        )
