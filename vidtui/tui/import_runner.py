"""Runs one import at a time in a daemon thread, and hands its events to the app."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from textual.message import Message
from textual.message_pump import MessagePump

from vidtui.errors import VidtuiError
from vidtui.jobs.events import Cancel, Event
from vidtui.settings import Settings
from vidtui.tui.import_run import ImportRun

if TYPE_CHECKING:
    from vidtui.jobs.importing import ImportOptions


class Job(Protocol):
    """What can be run: it yields events until it is done or cancelled."""

    def run(self) -> Iterator[Event]:
        """Do the work."""
        ...


JobFactory = Callable[[Settings, "ImportOptions", Cancel], Job]


def real_job(settings: Settings, options: ImportOptions, cancel: Cancel) -> Job:
    """Return the import itself."""
    from vidtui.jobs.importing import ImportJob

    return ImportJob(settings, options, cancel)


class RunMoved(Message):
    """There are new events, or the job has ended."""


class ImportRunner:
    """The import that runs or ran last. Only ``_work`` is another thread's."""

    def __init__(self, owner: MessagePump, factory: JobFactory = real_job) -> None:
        self.run: ImportRun | None = None
        self.options: ImportOptions | None = None
        self._owner = owner
        self._factory = factory
        self._events: deque[Event | VidtuiError | Exception | None] = deque()
        self._told = threading.Event()
        self._cancel = Cancel()
        self._thread: threading.Thread | None = None

    @property
    def active(self) -> bool:
        """Whether an import is under way."""
        return self.run is not None and self.run.active

    @property
    def alive(self) -> bool:
        """Whether its thread still lives, which it may in a dead mount after it was cancelled."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, settings: Settings, options: ImportOptions) -> bool:
        """Start an import; say whether there was none under way."""
        if self.active or self.alive:
            return False
        self.options = options
        self.run = ImportRun(dry_run=options.dry_run, accept_loss=options.accept_loss)
        self._cancel = Cancel()
        self._events.clear()
        self._thread = threading.Thread(
            target=self._work, args=(settings, options, self._cancel), name="import", daemon=True
        )
        self._thread.start()
        return True

    def cancel(self) -> None:
        """Ask the import to stop; what it has done stays."""
        self._cancel.set()
        if self.run is not None and self.run.active:
            self.run.phase = "stopping"

    def drain(self) -> None:
        """Feed the run with what has come in; on the app's thread."""
        self._told.clear()
        run = self.run
        while self._events and run is not None:
            event = self._events.popleft()
            if event is None:
                run.end()
            elif isinstance(event, VidtuiError):
                run.fail(str(event), event.exit)
            elif isinstance(event, Exception):
                raise event
            else:
                run.feed(event)

    def _work(self, settings: Settings, options: ImportOptions, cancel: Cancel) -> None:
        try:
            for event in self._factory(settings, options, cancel).run():
                self._tell(event)
        except Exception as error:  # noqa: BLE001 - raised again, on the app's loop
            self._tell(error)
        self._tell(None)

    def _tell(self, event: Event | Exception | None) -> None:
        self._events.append(event)
        if not self._told.is_set():
            self._told.set()
            self._owner.post_message(RunMoved())
