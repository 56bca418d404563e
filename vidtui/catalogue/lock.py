"""One writing process at a time, and what dead ones left beside the catalogue.

The lock is that of a file, freed by the kernel.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vidtui import own_files
from vidtui.errors import LockHeld, UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import at
from vidtui.text import printable

NOTE_BYTES = 4096  # of what others may have written into the lock; ours has a hundred
MOST_PID = 2**31 - 1
MOST_SINCE = 2**33  # the year 2242: what the system's calendar takes
LONGEST_PURPOSE = 60


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that writes: its id, what it does, and since when (seconds since the epoch)."""

    pid: int
    purpose: str
    since: int


_guard = threading.Lock()
_held: dict[Path, tuple[int, int]] = {}  # by lock file: its descriptor, how many use it here


class WriterLock:
    """The right of this process to write; reentrant, shared by its threads."""

    def __init__(self, catalogue: Path) -> None:
        self._path = catalogue.absolute().with_name(catalogue.name + ".lock")

    def acquire(self, purpose: str) -> None:
        """Take the lock, or count one more user of it in this process.

        Raises:
            LockHeld: another process has it; the message says which.
        """
        with _guard:
            handle, users = _held.get(self._path) or (self._lock(purpose), 0)
            _held[self._path] = handle, users + 1

    def release(self) -> None:
        """Give back one ``acquire``; the last one frees the lock."""
        with _guard:
            handle, users = _held.pop(self._path)
            if users > 1:
                _held[self._path] = handle, users - 1
            else:
                with contextlib.suppress(OSError):
                    os.ftruncate(handle, 0)
                os.close(handle)

    def other(self) -> Holder | None:
        """Return the other process that writes now, None where there is none.

        Only its note is looked at: trying the lock would keep a third process from it.
        """
        try:
            handle = own_files.open_own(self._path, os.O_RDONLY)
        except OSError:
            return None
        try:
            holder = _read(handle)
        finally:
            os.close(handle)
        if holder is None or holder.pid == os.getpid() or not lives(holder.pid):
            return None
        return holder

    def _lock(self, purpose: str) -> int:
        try:
            handle = own_files.open_own(self._path, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise UsageProblem(at(str(self._path), error)) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = _read(handle)
            os.close(handle)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise UsageProblem(at(str(self._path), error)) from error
            raise LockHeld(self._described(holder)) from None
        note = {"pid": os.getpid(), "purpose": purpose, "since": int(time.time())}
        # On a full disk the lock holds all the same; only who holds it is not told.
        with contextlib.suppress(OSError):
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(note).encode(), 0)
        return handle

    def _described(self, holder: Holder | None) -> str:
        if holder is None:
            return _("another vidtui is writing to {path}").format(path=printable(str(self._path)))
        return _("another vidtui is writing: {purpose}, process {pid}, since {since}").format(
            purpose=printable(holder.purpose),
            pid=holder.pid,
            since=time.strftime("%H:%M", time.localtime(holder.since)),
        )


def _read(handle: int) -> Holder | None:
    try:
        note = json.loads(os.pread(handle, NOTE_BYTES, 0))
        return Holder(
            _number(note["pid"], MOST_PID),
            str(note["purpose"])[:LONGEST_PURPOSE],
            _number(note["since"], MOST_SINCE),
        )
    except (ValueError, KeyError, TypeError, RecursionError, OSError):
        return None


def _number(value: object, most: int) -> int:
    if type(value) is not int or not 0 < value <= most:
        raise ValueError
    return value


def lives(pid: int) -> bool:
    """Say whether there is a process of that id."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


_SIDE = r"(-wal|-shm|-journal)?"
_NEW = re.compile(rf"\.(?:new|restoring)-(\d{{1,10}})-[0-9a-f]{{1,10}}{_SIDE}")
_COPY = re.compile(rf"\.catalogue[-.].{{1,80}}\.part{_SIDE}")
INTENT = ".intent"  # of putting another file in a catalogue's place
ABANDONED_S = 24 * 3600  # no copy takes a day


def clear(path: Path) -> None:
    """Delete what dead processes left beside the catalogue at ``path``, and among its copies.

    What cannot be deleted is left for another time.
    """
    for file in _abandoned(path):
        with contextlib.suppress(OSError):
            os.unlink(file)


def _abandoned(path: Path) -> Iterator[str]:
    beside = _files(path.parent)
    for entry in beside:
        if entry.name.startswith(path.name):
            found = _NEW.fullmatch(entry.name, len(path.name))
            # What an intent names is waited for; a dead process writes none any more.
            if found and not lives(int(found[1])) and not os.path.lexists(f"{path}{INTENT}"):
                yield entry.path
    for entry in (*beside, *_files(path.parent / "backups")):
        if _COPY.fullmatch(entry.name) and _is_old(entry):
            yield entry.path


def _files(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.is_file(follow_symlinks=False)]
    except OSError:
        return []


def _is_old(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.stat(follow_symlinks=False).st_mtime < time.time() - ABANDONED_S
    except OSError:
        return False
