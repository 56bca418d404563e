"""Runs a job on a thread of its own, so that Ctrl+C is obeyed even while a disk hangs."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Generic, Protocol, TypeVar

from vidtui import interrupts
from vidtui.errors import Exit
from vidtui.jobs.base import CancelToken

Event = TypeVar("Event", covariant=True)

PATIENCE_S = 1.0  # what a cancelled job has to end by itself


class Job(Protocol[Event]):
    """Anything whose ``run`` yields events."""

    def run(self) -> Iterator[Event]:
        """Run."""
        ...


class Draining(Generic[Event]):
    """The events of one job; signals set its cancel token."""

    def __init__(self, job: Job[Event], cancel: CancelToken) -> None:
        self._job = job
        self._cancel = cancel
        self._queue: queue.Queue[Event | BaseException | None] = queue.Queue(maxsize=1000)
        self._thread = threading.Thread(target=self._drain, name="job", daemon=True)

    @property
    def stuck(self) -> bool:
        """Whether the job still runs, held by something that cannot be interrupted."""
        return self._thread.is_alive()

    def events(self) -> Iterator[Event]:
        """Yield the job's events until it ends, or until it has not obeyed a cancellation.

        Raises:
            Exception: whatever the job raises.
        """
        previous = {
            number: signal.signal(number, self._interrupt) for number in interrupts.heeded()
        }
        self._thread.start()
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
                if event is None:
                    self._thread.join(PATIENCE_S)
                    return
                if isinstance(event, BaseException):
                    raise event
                yield event
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self._cancel():
            interrupts.leave()
        self._cancel.set()

    def _drain(self) -> None:
        try:
            for event in self._job.run():
                self._queue.put(event)
        except BaseException as error:  # noqa: BLE001 - raised again where the events are read
            self._queue.put(error)
        else:
            self._queue.put(None)


def leave(code: Exit) -> None:
    """End the process although a thread of it is stuck in the kernel."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
