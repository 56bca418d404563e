"""One writing process at a time: a lock file beside the catalogue, freed by the kernel."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import threading
import time
from pathlib import Path

from vidtui.errors import LockHeld, UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import at
from vidtui.text import show


class WriterLock:
    """The right of this process to write; reentrant, shared by its threads."""

    def __init__(self, catalogue: Path) -> None:
        self._path = catalogue.with_name(catalogue.name + ".lock")
        self._guard = threading.Lock()
        self._file: int | None = None
        self._depth = 0

    def acquire(self, purpose: str) -> None:
        """Take the lock, or count one more user of it in this process.

        Raises:
            LockHeld: another process has it; the message says which.
        """
        with self._guard:
            if self._file is None:
                self._file = self._lock(purpose)
            self._depth += 1

    def release(self) -> None:
        """Give back one ``acquire``; the last one frees the lock."""
        with self._guard:
            self._depth -= 1
            if self._depth == 0 and self._file is not None:
                os.ftruncate(self._file, 0)
                os.close(self._file)
                self._file = None

    def _lock(self, purpose: str) -> int:
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise UsageProblem(at(str(self._path), error)) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = self._holder(handle)
            os.close(handle)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise UsageProblem(at(str(self._path), error)) from error
            raise LockHeld(holder) from None
        note = {"pid": os.getpid(), "purpose": purpose, "since": int(time.time())}
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(note).encode(), 0)
        return handle

    def _holder(self, handle: int) -> str:
        try:
            note = json.loads(os.pread(handle, 4096, 0))
            since = time.strftime("%H:%M", time.localtime(int(note["since"])))
            return _("another vidtui is writing: {purpose}, process {pid}, since {since}").format(
                purpose=show(str(note["purpose"])), pid=int(note["pid"]), since=since
            )
        except (ValueError, KeyError, TypeError, OSError):
            return _("another vidtui is writing to {path}").format(path=show(str(self._path)))
