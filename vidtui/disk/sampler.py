"""Samples many files in a process of its own.

Beside the walk and the database, threads would wait for the interpreter more than for the disk;
and a process that a dead mount holds for ever can be left behind.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import select
import subprocess
import time
from collections.abc import Sequence

from vidtui.disk.fingerprint import HEADER, Outcome
from vidtui.disk.scan import FoundFile
from vidtui.disk.subprocesses import end, spawn
from vidtui.errors import VidtuiError
from vidtui.i18n import _

CHUNK = 64  # files in one message to the sampler


MAX_PENDING = 100  # chunks in flight, so that a fast walk does not fill the memory


SILENCE_S = 30.0  # without any answer from the disk, a person is told
_MODULE = "vidtui.disk.fingerprint"
_READ_BYTES = 1 << 18
_MAX_DEATHS = 3


class SamplerDied(VidtuiError):
    """The sampling process ended again and again."""


class Sampler:
    """Takes batches of files and gives back their outcomes, in any order.

    An outcome is the sample; or None while the file is changing; or the errno that reading gave.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._asked: dict[int, tuple[int, bytes, Sequence[FoundFile]]] = {}
        self._buffer = b""
        self._next = 0
        self._deaths = 0

    @property
    def pending(self) -> int:
        """The number of batches under way."""
        return len(self._asked)

    @property
    def pid(self) -> int | None:
        """The id of the process, None before it is needed."""
        return self._child.pid if self._child else None

    def submit(self, root_id: int, root: bytes, files: Sequence[FoundFile]) -> None:
        """Ask for the samples of some files of one root."""
        self._next += 1
        self._asked[self._next] = root_id, root, files
        if self._child is None:
            self._child = spawn(_MODULE)
        self._send(self._next)

    def take(self, timeout_s: float) -> tuple[int, list[tuple[FoundFile, Outcome]]] | None:
        """Return the root's id and the outcomes of one batch, None if none came in time.

        Raises:
            SamplerDied: the process cannot run here.
        """
        deadline = time.monotonic() + timeout_s
        while self._child is not None and self._child.stdout is not None:
            answer = self._parse()
            if answer is not None:
                return answer
            wait = max(0.0, deadline - time.monotonic())
            if not select.select([self._child.stdout], [], [], wait)[0]:
                return None
            data = os.read(self._child.stdout.fileno(), _READ_BYTES)
            if not data:
                self._restart()
            self._buffer += data
        return None

    def close(self) -> None:
        """End the process; batches under way are dropped."""
        self._asked.clear()
        if self._child is not None:
            end(self._child)
            self._child = None

    def _send(self, number: int) -> None:
        _root_id, root, files = self._asked[number]
        wanted = [(file.path, file.size, file.mtime_ns) for file in files]
        body = marshal.dumps((number, root, wanted))
        data = memoryview(HEADER.pack(len(body)) + body)
        if self._child is not None and self._child.stdin is not None:
            # A process that died shows when its answers are read.
            with contextlib.suppress(BrokenPipeError):
                while data:
                    data = data[os.write(self._child.stdin.fileno(), data) :]

    def _parse(self) -> tuple[int, list[tuple[FoundFile, Outcome]]] | None:
        if len(self._buffer) < HEADER.size:
            return None
        (length,) = HEADER.unpack_from(self._buffer)
        stop = HEADER.size + length
        if len(self._buffer) < stop:
            return None
        number, outcomes = marshal.loads(self._buffer[HEADER.size : stop])  # noqa: S302 - our child
        self._buffer = self._buffer[stop:]
        root_id, _root, files = self._asked.pop(number)
        self._deaths = 0
        return root_id, list(zip(files, outcomes, strict=True))

    def _restart(self) -> None:
        """Put a new process in the place of one that was killed."""
        self._deaths += 1
        if self._deaths >= _MAX_DEATHS:
            raise SamplerDied(
                _("the sampling process ended {count} times in a row").format(count=_MAX_DEATHS)
            )
        if self._child is not None:
            end(self._child)
        self._buffer = b""
        self._child = spawn(_MODULE)
        for number in self._asked:
            self._send(number)
