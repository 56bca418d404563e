"""Another file in the place of a catalogue into which SQLite cannot write.

Database, log and journal are three names, and no order of renames exchanges them at once. An
intent file says what is to be done, so that the next start can finish what a kill cut off;
until then nothing opens the database, or makes a new one in its place.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vidtui import own_files
from vidtui.catalogue import backups, sqlite
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.catalogue.lock import INTENT, WriterLock
from vidtui.errors import LockHeld, UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import about, at, reason
from vidtui.own_files import flush, sync_folder
from vidtui.text import printable

PURPOSE = "db restore"
MOST_BYTES = 4096  # of an intent that another may have written; ours has two hundred
_one_at_a_time = threading.Lock()  # the writer lock is shared by the threads of a process


@dataclass(frozen=True, slots=True)
class Intent:
    """Names beside the catalogue: the file for its place, the folder for what is there."""

    fresh: str
    kept: str


def place_of(path: Path) -> Path:
    """Return where the catalogue itself lies, beside which all lies that belongs to it."""
    return Path(os.path.realpath(path))


def names_for_kept(place: Path) -> Iterator[Path]:
    """Yield names for what a restored copy takes the place of, until one is free."""
    now, number = backups.stamp(), 1
    while True:
        more = "" if number == 1 else f"-{number}"
        yield place.with_name(f"{place.name}.replaced-{now}{more}")
        number += 1


def replace(place: Path, fresh: Path) -> Path:
    """Put ``fresh`` in the place of a catalogue; the caller holds the writer lock.

    Returns:
        The folder in which all now lies that was there.

    Raises:
        CatalogueProblem: ``fresh`` is gone; nothing was changed.
        OSError: something could not be done; the next start goes on.
    """
    if not _is_there(fresh):  # without it, all would seem to be done
        raise CatalogueProblem(about(str(fresh), reason(errno.ENOENT)))
    kept = next(name for name in names_for_kept(place) if not os.path.lexists(name))
    intent = Intent(fresh.name, kept.name)
    _write(place, intent)
    _carry_out(place, intent)
    return kept


def finish(path: Path) -> None:
    """Finish a replacement that a kill cut off, where there was one.

    Raises:
        LockHeld: another process is at it, or writes.
        CatalogueProblem: it cannot be finished from here.
    """
    place = place_of(path)
    if not is_cut_off(place):
        return
    with _one_at_a_time:
        lock = WriterLock(path)
        try:
            lock.acquire(PURPOSE)
        except LockHeld as held:
            raise _later(lock, held) from held
        except UsageProblem as problem:  # the lock itself cannot be written
            raise _not_from_here(path) from problem
        try:
            if is_cut_off(place):
                _carry_out(place, _read(place))
        except PermissionError as error:
            raise _not_from_here(path) from error
        except OSError as error:
            raise CatalogueProblem(at(str(path), error)) from error
        finally:
            lock.release()


def is_cut_off(place: Path) -> bool:
    """Say whether a process was killed while it put another file in a catalogue's place.

    Raises:
        CatalogueProblem: nobody can say.
    """
    return _is_there(_intent_file(place))


def forget(place: Path) -> None:
    """Give up a replacement that was cut off and cannot be finished."""
    _intent_file(place).unlink(missing_ok=True)
    sync_folder(place.parent)


def _carry_out(place: Path, intent: Intent) -> None:
    """Do what is left of an intent, each step in an order that a kill at any instant allows."""
    folder, fresh, kept = place.parent, place.with_name(intent.fresh), place.with_name(intent.kept)
    if _is_there(fresh):
        kept.mkdir(mode=0o700, exist_ok=True)
        for file in (place, *sqlite.beside(place)):
            _keep(file, kept)
        sync_folder(kept)
        for file in sqlite.beside(place):
            file.unlink(missing_ok=True)
        sync_folder(folder)
        os.rename(fresh, place)
        sync_folder(folder)
    elif not _is_there(place):
        raise CatalogueProblem(
            _(
                "{path}: a restore was cut off, and the copy that it made is gone; "
                "run again: vidtui --batch db restore"
            ).format(path=printable(str(place)))
        )
    forget(place)


def _keep(file: Path, folder: Path) -> None:
    """Give a file a name in ``folder``, unless it has one there or is not there.

    A second name needs no reading, of which a failing disk may not be capable.
    """
    number = 1
    while True:
        name = folder / (file.name if number == 1 else f"{file.name}-{number}")
        try:
            os.link(file, name, follow_symlinks=False)
        except FileNotFoundError:
            return
        except FileExistsError:
            if os.path.samestat(os.lstat(file), os.lstat(name)):
                return
            number += 1
        except OSError:  # a folder, or a filesystem that knows one name a file
            with contextlib.suppress(FileNotFoundError):  # given up for its new name already
                os.rename(file, name)
            return
        else:
            return


def _write(place: Path, intent: Intent) -> None:
    """Write an intent durably, whole or not at all."""
    file = _intent_file(place)
    unfinished = file.with_name(f"{file.name}.part")  # always the same: a kill leaves one at most
    unfinished.unlink(missing_ok=True)
    handle = own_files.create(unfinished)
    try:
        os.write(handle, json.dumps({"fresh": intent.fresh, "kept": intent.kept}).encode())
        flush(handle)
    finally:
        os.close(handle)
    os.rename(unfinished, file)
    sync_folder(place.parent)


def _read(place: Path) -> Intent:
    file = _intent_file(place)
    try:
        own_files.check(file)  # where others can make files, they do not say what is put in place
        found = json.loads(own_files.read_own(file, MOST_BYTES))
        intent = Intent(str(found["fresh"]), str(found["kept"]))
        begins = f"{place.name}."
        if all(name.startswith(begins) and "/" not in name for name in (intent.fresh, intent.kept)):
            return intent
    except own_files.Unfit as unfit:
        raise CatalogueProblem(at(str(file), unfit)) from unfit
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise CatalogueProblem(
        _(
            "{path}: the record of a restore that was cut off is damaged; "
            "run again: vidtui --batch db restore"
        ).format(path=printable(str(file)))
    )


def _intent_file(place: Path) -> Path:
    return place.with_name(place.name + INTENT)


def _is_there(path: Path) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise CatalogueProblem(at(str(path), error)) from error
    return True


def _later(lock: WriterLock, held: LockHeld) -> LockHeld:
    holder = lock.other()
    if holder is not None and holder.purpose == PURPOSE:
        return held  # it is at it
    return LockHeld(
        _(
            "{reason}; a restore was cut off before, and is finished then with: "
            "vidtui --batch db status"
        ).format(reason=held)
    )


def _not_from_here(path: Path) -> CatalogueProblem:
    return CatalogueProblem(
        _(
            "{path}: a restore was cut off, and must be finished before anything can be read. "
            "Whoever may write there does that with: vidtui --batch db status"
        ).format(path=printable(str(path)))
    )
