"""Several processes that read the technical facts of files, each one file at a time.

A file that crashes the parser, or that hangs in a dead mount, costs its own process and nobody
else's: another one takes its place.
"""

from __future__ import annotations

import contextlib
import importlib.util
import marshal
import os
import select
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from vidtui.disk.media_facts import MediaFacts
from vidtui.disk.media_probe import HEADER, READY
from vidtui.disk.subprocesses import end, spawn
from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.typed_json import Unfit, as_type, loads

PATIENCE_S = 20.0  # for one file: headers take a tenth of a second, on a sleeping disk ten
MOST_BYTES = 32 << 20  # of a file where bytes count: headers are at either end
MOST_PROCESSES = 4
AT_ONCE = 2  # files given to a process, so that it never waits for us
STARTING_S = 120.0  # for a process to begin, on a machine that has much else to do
FILES_A_PROCESS = 10_000  # then another one takes its place: libraries may leak
_MODULE = "vidtui.disk.media_probe"
_READ_BYTES = 1 << 16


class ProberDied(VidtuiError):
    """The process that reads files cannot run here."""


class Outcome(NamedTuple):
    """What came of a file: its facts, or the errno of opening it; how many bytes were read."""

    key: int
    facts: MediaFacts | None
    errno: int
    read: int

    @property
    def is_lost(self) -> bool:
        """Whether it took its process down, or held it for too long."""
        return self.facts is not None and self.facts.problem in ("crashes", "too-slow")


class _Asked(NamedTuple):
    key: int
    question: bytes
    most: int


@dataclass
class _Worker:
    child: subprocess.Popen[bytes]
    asked: int = 0
    queue: deque[_Asked] = field(default_factory=deque)
    deadline: float = 0.0
    buffer: bytes = b""
    is_ready: bool = False


def is_available() -> bool:
    """Whether what reads files is installed, the ``mediainfo`` extra."""
    return all(importlib.util.find_spec(name) is not None for name in ("pymediainfo", "knowit"))


def processes() -> int:
    """Return how many processes are of use here."""
    return max(1, min(MOST_PROCESSES, len(os.sched_getaffinity(0))))


class Prober:
    """Takes files, and gives back what came of each, in any order."""

    def __init__(
        self,
        count: int,
        patience_s: float = PATIENCE_S,
        at_once: int = AT_ONCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take how many processes there may be, a file's time, and how many each is given."""
        self._count, self._patience_s, self._clock = count, patience_s, clock
        self._at_once = at_once
        self._workers: list[_Worker] = []
        self._waiting: deque[_Asked] = deque()

    @property
    def pending(self) -> int:
        """How many files are under way."""
        return len(self._waiting) + sum(len(one.queue) for one in self._workers)

    @property
    def is_full(self) -> bool:
        """Whether every process has as much as it can take."""
        return self.pending >= self._count * self._at_once

    @property
    def pids(self) -> list[int]:
        """The ids of the processes."""
        return [one.child.pid for one in self._workers]

    def submit(
        self, key: int, path: bytes, size: int, mtime_ns: int, at_most: int | None = None
    ) -> None:
        """Ask for the facts of a file that is still what it was."""
        question = marshal.dumps((key, path, size, mtime_ns, at_most))
        self._waiting.append(_Asked(key, HEADER.pack(len(question)) + question, at_most or 0))
        self._feed()

    def take(self, timeout_s: float) -> list[Outcome]:
        """Return what came of files within so many seconds; it may be nothing yet."""
        busy = {
            one.child.stdout.fileno(): one
            for one in self._workers
            if one.queue and one.child.stdout is not None
        }
        now = self._clock()
        nearest = min((one.deadline for one in busy.values()), default=now)
        wait = max(0.0, min(timeout_s, nearest - now))
        ready, _out, _err = select.select(list(busy), [], [], wait)
        found = [one for number in ready for one in self._read(busy[number])]
        now = self._clock()
        late = [one for one in self._workers if one.queue and now >= one.deadline]
        found += [self._lost(one, MediaFacts(problem="too-slow")) for one in late]
        self._feed()
        return found

    def close(self) -> None:
        """End the processes; files under way are dropped."""
        self._waiting.clear()
        for worker in list(self._workers):
            self._drop(worker)

    def _feed(self) -> None:
        """Give what waits to processes that can take it."""
        while self._waiting:
            worker = min(self._workers, key=lambda one: len(one.queue), default=None)
            if worker is not None and not worker.queue and worker.asked >= FILES_A_PROCESS:
                self._drop(worker)
                continue
            if worker is None or (worker.queue and len(self._workers) < self._count):
                worker = _Worker(spawn(_MODULE), deadline=self._clock() + STARTING_S)
                self._workers.append(worker)
            if len(worker.queue) >= self._at_once or worker.asked >= FILES_A_PROCESS:
                return
            self._ask(worker, self._waiting.popleft())

    def _ask(self, worker: _Worker, asked: _Asked) -> None:
        if not worker.queue and worker.is_ready:
            worker.deadline = self._clock() + self._patience_s
        worker.queue.append(asked)
        worker.asked += 1
        # A process that died shows when its answer is read.
        with contextlib.suppress(BrokenPipeError):
            data = memoryview(asked.question)
            while data and worker.child.stdin is not None:
                data = data[os.write(worker.child.stdin.fileno(), data) :]

    def _read(self, worker: _Worker) -> Iterator[Outcome]:
        stdout = worker.child.stdout
        data = os.read(stdout.fileno(), _READ_BYTES) if stdout is not None else b""
        if not data:
            yield self._lost(worker, MediaFacts(problem="crashes"))
            return
        worker.buffer += data
        while len(worker.buffer) >= HEADER.size:
            (length,) = HEADER.unpack_from(worker.buffer)
            stop = HEADER.size + length
            if len(worker.buffer) < stop:
                return
            key, text, errno, read = marshal.loads(worker.buffer[HEADER.size : stop])  # noqa: S302 - our child
            worker.buffer = worker.buffer[stop:]
            worker.deadline = self._clock() + self._patience_s
            if key == READY:
                worker.is_ready = True
                continue
            worker.queue.popleft()
            yield Outcome(key, _facts(text), errno, read)

    def _lost(self, worker: _Worker, facts: MediaFacts) -> Outcome:
        """Drop a process with the file that it was at; what it was to read next waits again.

        Raises:
            ProberDied: the process could not even begin, which is no file's fault.
        """
        if not worker.is_ready:
            self.close()
            raise ProberDied(_("what reads files cannot begin; is pymediainfo whole?"))
        first, *rest = worker.queue
        self._waiting.extendleft(reversed(rest))
        self._drop(worker)
        return Outcome(first.key, facts, 0, first.most)

    def _drop(self, worker: _Worker) -> None:
        end(worker.child)
        self._workers.remove(worker)


def _facts(text: str | None) -> MediaFacts | None:
    try:
        found: MediaFacts | None = None if text is None else as_type(MediaFacts, loads(text))
    except Unfit:
        return MediaFacts(problem="unreadable")
    return found
