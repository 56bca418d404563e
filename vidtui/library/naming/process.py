"""One parser process as its parent sees it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from collections import deque
from collections.abc import Sequence

from vidtui.i18n import _
from vidtui.library.children import end, spawn
from vidtui.library.naming.name import Name, NameFailed, NameRequest
from vidtui.text import show

_READ_SIZE = 65536
_CPU_CLOCK = 2  # CPUCLOCK_SCHED, of which Linux makes the clock of a process with its number
_PATIENCE = 10
_MODULE = "vidtui.library.naming.worker"


class WorkerDied(Exception):
    """The process ended or closed its pipe; the message is one line."""


class ParserProcess:
    """A running parser, and the requests it still owes."""

    def __init__(self) -> None:
        self.owed: deque[NameRequest] = deque()
        self.answered = 0
        self._buffer = b""
        self._process = spawn(_MODULE)
        self._begin()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when an answer has come."""
        assert self._process.stdout is not None  # noqa: S101 - both pipes were asked for
        return self._process.stdout.fileno()

    def send(self, requests: Sequence[NameRequest]) -> None:
        """Hand over ``requests`` in one message; a dead process shows when it is read."""
        if not self.owed:
            self._begin()
        self.owed.extend(requests)
        lines = (
            json.dumps([r.key, r.path, r.kind, r.folder, r.anime]).encode() + b"\n"
            for r in requests
        )
        assert self._process.stdin is not None  # noqa: S101
        with contextlib.suppress(BrokenPipeError):
            data = memoryview(b"".join(lines))
            while data:
                data = data[os.write(self._process.stdin.fileno(), data) :]

    def receive(self) -> list[tuple[NameRequest, Name | NameFailed]]:
        """Return the answers that have come.

        Raises:
            WorkerDied: The process has ended.
        """
        data = os.read(self.fileno(), _READ_SIZE)
        if not data:
            raise WorkerDied(self._ending())
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        answers = [(self.owed.popleft(), _decode(line)) for line in lines]
        if answers:
            self.answered += len(answers)
            self._begin()
        return answers

    def takes_longer(self, limit_s: float) -> bool:
        """Say whether the first request took more than ``limit_s`` of a processor's time.

        On a busy machine, where it gives way to all others, that may be minutes. One that hangs
        uses none, and is waited for ten times as long.
        """
        waited_s = time.monotonic() - self._since
        return waited_s > limit_s and (
            self._used_s() - self._used_before > limit_s or waited_s > _PATIENCE * limit_s
        )

    def _begin(self) -> None:
        self._since, self._used_before = time.monotonic(), self._used_s()

    def _used_s(self) -> float:
        """Return the processor's time that it has had; that on the wall where nobody can say."""
        try:
            return time.clock_gettime(~self.pid << 3 | _CPU_CLOCK)
        except (OSError, AttributeError):
            return time.monotonic()

    def _ending(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        code = self._process.returncode
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return _("the name parser stopped while reading it ({how})").format(how=how)

    def kill(self) -> None:
        """End the process now; it holds nothing that could be lost."""
        end(self._process, patience_s=1)


def _decode(line: bytes) -> Name | NameFailed:
    _, fields = json.loads(line)
    if isinstance(fields, str):
        return NameFailed(show(" ".join(fields.split())))
    fields["titles"] = tuple(fields["titles"])
    fields["episodes"] = tuple(fields["episodes"])
    fields["must_have"] = tuple(fields["must_have"])
    return Name(**fields)
