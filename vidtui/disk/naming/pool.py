"""Reading many names: the fast path here, guessit in processes of its own."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from vidtui.disk.naming.canonical import read_canonical
from vidtui.disk.naming.ids import work_ids
from vidtui.disk.naming.layout import read_layout
from vidtui.disk.naming.lexicon import stem_of
from vidtui.disk.naming.name import Name, NameFailed, NameRequest
from vidtui.disk.subprocesses import end, spawn
from vidtui.i18n import _
from vidtui.text import printable

MAX_WORKERS = 4
"""More would starve the machine that also plays the films."""
CHUNK = 16
"""Names in one message: 0.2 s of work, so that the processes end their work together."""
MAX_HELD = 256
"""Requests waiting for a process, at most; beyond it the caller's iterable is not read on."""
NAME_LIMIT = 30.0
"""Seconds of a processor that one name may take before its process is replaced; 0.01 is usual."""
_REMEMBERED = 4096
_TICK = 0.1
"""Seconds between two looks at the cancel token while nothing comes."""
_POLL_EVERY = 32
_MAX_BARREN = 3
"""Processes in a row that ended without one answer: the parser itself cannot run here."""

Answer = tuple[int, Name | NameFailed]
_Same = tuple[str, str, bool]


class Namer:
    """Reads names, streaming; parser processes start when first needed and end with the ``with``.

    ``workers`` is the number of processes, at most ``MAX_WORKERS``, by default one a core.
    ``cancelled`` is asked often; once true, ``names`` stops within half a second.
    """

    def __init__(
        self, workers: int | None = None, cancelled: Callable[[], bool] = lambda: False
    ) -> None:
        cores = len(os.sched_getaffinity(0))
        self._most = max(1, min(MAX_WORKERS, cores if workers is None else workers))
        self._cancelled = cancelled
        self._processes: list[ParserProcess] = []
        self._selector = selectors.DefaultSelector()
        self._waiting: deque[NameRequest] = deque()
        self._askers: dict[_Same, list[NameRequest]] = {}
        self._held = 0
        self._known: OrderedDict[_Same, Name | NameFailed] = OrderedDict()
        self._barren = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the parser processes at once."""
        self._abandon()
        while self._processes:
            self._drop(self._processes[-1])

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the running parsers."""
        return tuple(process.pid for process in self._processes)

    def names(self, requests: Iterable[NameRequest]) -> Iterator[Answer]:
        """Yield ``(key, name)`` for each request, in the order in which they become known."""
        try:
            for count, request in enumerate(requests):
                if self._cancelled():
                    return
                name = self._at_once(request)
                if name is not None:
                    yield request.key, name
                if self._askers and (name is None or count % _POLL_EVERY == 0):
                    yield from self._turn(0)
                while self._held >= MAX_HELD and not self._cancelled():
                    yield from self._turn(_TICK)
            while self._askers and not self._cancelled():
                yield from self._turn(_TICK)
        finally:
            self._abandon()

    def _at_once(self, request: NameRequest) -> Name | NameFailed | None:
        """Return what needs no process, or queue the request and return None."""
        name = read_canonical(request)
        if name is not None:
            return _with_ids(name, request)
        same = _same(request)
        known = self._known.get(same)
        if known is not None:
            self._known.move_to_end(same)
            return _finish(known, request)
        askers = self._askers.setdefault(same, [])
        if not askers:
            asked = replace(request, path=same[0], folder=0)
            self._waiting.append(asked)
        askers.append(request)
        self._held += 1
        return None

    def _turn(self, wait: float) -> Iterator[Answer]:
        """Hand out what waits, take in what has come, replace what has died or hangs."""
        yield from self._hand_out()
        if not self._processes:
            return
        for key, _events in self._selector.select(wait):
            process = key.fileobj
            assert isinstance(process, ParserProcess)  # noqa: S101 - nothing else is registered
            try:
                answers = process.receive()
            except WorkerDied as death:
                yield from self._lose(process, str(death))
                continue
            if answers:
                self._barren = 0
            for asked, name in answers:
                yield from self._settle(asked, name)
        for process in tuple(self._processes):
            if process.owed and process.takes_longer(NAME_LIMIT):
                yield from self._lose(
                    process, _("reading it took more than {limit:g} s").format(limit=NAME_LIMIT)
                )

    def _hand_out(self) -> Iterator[Answer]:
        while self._waiting:
            if self._barren >= _MAX_BARREN:
                yield from self._settle(
                    self._waiting.popleft(), NameFailed(_("the name parser cannot be started"))
                )
                continue
            free = next((p for p in self._processes if len(p.owed) <= CHUNK // 2), None)
            if free is None:
                if len(self._processes) >= self._most:
                    return
                free = self._start()
                if free is None:
                    continue
            count = min(CHUNK, len(self._waiting))
            free.send([self._waiting.popleft() for _ in range(count)])

    def _start(self) -> ParserProcess | None:
        try:
            process = ParserProcess()
        except OSError:
            self._barren += 1
            return None
        self._processes.append(process)
        self._selector.register(process, selectors.EVENT_READ)
        return process

    def _lose(self, process: ParserProcess, reason: str) -> Iterator[Answer]:
        """Blame the name that a lost process was reading, and queue the others again."""
        owed = process.owed
        if not process.answered:
            self._barren += 1
        self._drop(process)
        if owed:
            yield from self._settle(owed.popleft(), NameFailed(reason))
            self._waiting.extendleft(reversed(owed))

    def _drop(self, process: ParserProcess) -> None:
        self._processes.remove(process)
        self._selector.unregister(process)
        process.kill()

    def _settle(self, asked: NameRequest, name: Name | NameFailed) -> Iterator[Answer]:
        same = (asked.path, asked.kind, asked.anime)
        self._known[same] = name
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        askers = self._askers.pop(same, [])
        self._held -= len(askers)
        for request in askers:
            yield request.key, _finish(name, request)

    def _abandon(self) -> None:
        """Forget what is under way, with the processes that are at it."""
        for process in tuple(self._processes):
            if process.owed:
                self._drop(process)
        self._waiting.clear()
        self._askers.clear()
        self._held = 0


def _same(request: NameRequest) -> _Same:
    """Return what decides the reading: the path below its kind folder, without extension."""
    below = request.path.split("/", request.folder)[-1] if request.folder else request.path
    return stem_of(below), request.kind, request.anime


def _with_ids(name: Name, request: NameRequest) -> Name:
    ids = work_ids(request.path, series=request.kind == "series")
    return replace(name, ids=ids) if ids else name


def _finish(name: Name | NameFailed, request: NameRequest) -> Name | NameFailed:
    """Add to a reading what belongs to the whole path: ids, and where the show's folder is."""
    if isinstance(name, NameFailed):
        return name
    ids = work_ids(request.path, series=request.kind == "series", apart=name.apart)
    shown = None
    if name.show_folder is not None and (layout := read_layout(request.path, request.folder)):
        shown = layout.folder
    return replace(
        name, ids=ids, show_folder=shown, source=name.source if name.titles or not ids else "ids"
    )


_READ_SIZE = 65536
_CPU_CLOCK = 2  # CPUCLOCK_SCHED, of which Linux makes the clock of a process with its number
_PATIENCE = 10
_MODULE = "vidtui.disk.naming.worker"


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
        return NameFailed(printable(" ".join(fields.split())))
    fields["titles"] = tuple(fields["titles"])
    fields["episodes"] = tuple(fields["episodes"])
    fields["must_have"] = tuple(fields["must_have"])
    return Name(**fields)
