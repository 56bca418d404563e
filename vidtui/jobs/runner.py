"""Runs a job on a thread of its own, so that a hanging disk holds nobody but the job."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Generic, TypeVar

from vidtui import interrupts
from vidtui.errors import Exit
from vidtui.jobs.base import CancelToken

Said = TypeVar("Said")

PATIENCE_S = 1.0  # what a cancelled job has to end by itself
MOST_WAITING = 1000  # events: a job that says more than is taken in waits
TICK_S = 0.01


@dataclass(frozen=True, slots=True)
class Ended:
    """The last word of a job: the ``error`` that it raised, if any."""

    error: BaseException | None = None


class JobThread(Generic[Said]):
    """One job in a daemon thread: ``events`` for who waits for it, ``poll`` for who does not."""

    def __init__(
        self,
        run: Callable[[], Iterator[Said]],
        cancel: CancelToken,
        name: str = "job",
        wake: Callable[[], object] = lambda: None,
    ) -> None:
        """Prepare it.

        Args:
            run: yields the job's events, in the thread.
            cancel: what the job goes by; signals set it while ``events`` is iterated.
            name: the thread's.
            wake: called in the thread whenever there is something to poll.
        """
        self._run = run
        self._cancel = cancel
        self._wake = wake
        self._queue: queue.SimpleQueue[Said | Ended] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the thread still lives, which it may in a dead mount after it was cancelled."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Let the job begin."""
        self._thread.start()

    def poll(self) -> Said | Ended | None:
        """Return the next event, None while there is none."""
        try:
            return self._queue.get_nowait()
        except queue.Empty:
            return None

    def events(self) -> Iterator[Said]:
        """Start, and yield the events until the job ends or has not obeyed a cancellation.

        Raises:
            Exception: whatever the job raises.
        """
        previous = {
            number: signal.signal(number, self._interrupt) for number in interrupts.heeded()
        }
        self.start()
        cancelled_at: float | None = None
        try:
            while True:
                try:
                    event = self._queue.get(timeout=0.1)
                except queue.Empty:
                    if self._cancel():
                        cancelled_at = cancelled_at or time.monotonic()
                        if time.monotonic() - cancelled_at > PATIENCE_S:
                            return
                    continue
                if isinstance(event, Ended):
                    self._thread.join(PATIENCE_S)
                    if event.error is not None:
                        raise event.error
                    return
                yield event
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self._cancel():
            interrupts.leave()
        self._cancel.set()

    def _work(self) -> None:
        error: BaseException | None = None
        try:
            for event in self._run():
                self._put(event)
        except BaseException as raised:  # noqa: BLE001 - raised again where the events are read
            error = raised
        self._put(Ended(error))

    def _put(self, event: Said | Ended) -> None:
        # Once it is cancelled, nobody may be there to take events in.
        while self._queue.qsize() >= MOST_WAITING and not self._cancel.wait(TICK_S):
            pass
        self._queue.put(event)
        self._wake()


def leave(code: Exit) -> None:
    """End the process although a thread of it is stuck in the kernel."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
