"""Runs one job of a kind at a time in a daemon thread, and hands its events to the app."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Generic, Protocol, TypeVar

from textual.message import Message

from vidtui.errors import Exit, VidtuiError
from vidtui.jobs.base import Cancel, Event
from vidtui.jobs.check.events import CheckEvent, CheckOptions
from vidtui.jobs.enrich.run import EnrichEvent, EnrichOptions, EnrichRun
from vidtui.jobs.import_.state import ImportOptions
from vidtui.jobs.links.events import FindEvent, FindOptions
from vidtui.settings.model import Settings
from vidtui.tui.check.run import CheckRun
from vidtui.tui.import_.run import ImportRun
from vidtui.tui.links.run import FindRun
from vidtui.tui.threads import Loop, tell_replaced


class Run(Protocol):
    """What is known of a job; only the app's own thread touches it."""

    phase: Any

    @property
    def active(self) -> bool:
        """Whether the job is still at work."""
        ...

    def feed(self, event: Any) -> None:
        """Take in one event."""
        ...

    def fail(self, message: str, code: Exit) -> None:
        """Note that the job gave up, and why in one line."""
        ...

    def end(self) -> None:
        """Note that the job is over."""
        ...


Told = TypeVar("Told", covariant=True)
Says = TypeVar("Says")
Options = TypeVar("Options")
View = TypeVar("View", bound=Run)


class Job(Protocol[Told]):
    """What can be run: it yields events until it is done or cancelled."""

    def run(self) -> Iterator[Told]:
        """Do the work."""
        ...


ImportFactory = Callable[[Settings, ImportOptions, Cancel], Job[Event]]
EnrichFactory = Callable[[Settings, EnrichOptions, Cancel], Job[EnrichEvent]]
FindFactory = Callable[[Settings, FindOptions, Cancel], Job[FindEvent]]
CheckFactory = Callable[[Settings, CheckOptions, Cancel], Job[CheckEvent]]


MOST_WAITING = 1000  # events: a job that says more than is taken in waits
TICK_S = 0.01
DRAIN_S = 0.05  # at most so long the app's thread takes in events before it draws


class RunMoved(Message):
    """There are new events, or the job has ended."""


class JobRunner(Generic[Options, Says, View]):
    """The job of a kind that runs or ran last. Only ``_work`` is another thread's."""

    def __init__(
        self,
        owner: Loop,
        name: str,
        factory: Callable[[Settings, Options, Cancel], Job[Says]],
        new_run: Callable[[Options], View],
        guard: Callable[[Settings], object],
    ) -> None:
        """Prepare it.

        Args:
            owner: whom to tell of events.
            name: the thread's.
            factory: makes a job.
            new_run: makes what is known of it.
            guard: refuses to begin with what is out of date.
        """
        self.run: View | None = None
        self.options: Options | None = None
        self._owner = owner
        self._name = name
        self._factory = factory
        self._new_run = new_run
        self._guard = guard
        self._events: deque[Says | Exception | None] = deque()
        self._told = threading.Event()
        self._cancel = Cancel()
        self._thread: threading.Thread | None = None

    @property
    def active(self) -> bool:
        """Whether the job is under way."""
        return self.run is not None and self.run.active

    @property
    def alive(self) -> bool:
        """Whether its thread still lives, which it may in a dead mount after it was cancelled."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, settings: Settings, options: Options) -> bool:
        """Start the job; say whether there was none under way."""
        if self.active or self.alive:
            return False
        self.options = options
        self.run = self._new_run(options)
        self._cancel = Cancel()
        self._events.clear()
        self._thread = threading.Thread(
            target=self._work, args=(settings, options, self._cancel), name=self._name, daemon=True
        )
        self._thread.start()
        return True

    def cancel(self) -> None:
        """Ask the job to stop; what it has done stays."""
        self._cancel.set()
        if self.run is not None and self.run.active:
            self.run.phase = "stopping"

    def drain(self) -> bool:
        """Feed the run with what has come in, on the app's thread; say whether that ended it."""
        self._told.clear()
        run = self.run
        was_active, until = self.active, time.monotonic() + DRAIN_S
        while self._events and run is not None:
            if time.monotonic() > until:
                self._owner.post_message(RunMoved())
                break
            event = self._events.popleft()
            if event is None:
                run.end()
            elif isinstance(event, VidtuiError):
                run.fail(str(event), event.exit)
            elif isinstance(event, Exception):
                raise event
            else:
                run.feed(event)
        return was_active and not self.active

    def _work(self, settings: Settings, options: Options, cancel: Cancel) -> None:
        try:
            self._guard(settings)
            for event in self._factory(settings, options, cancel).run():
                self._tell(event)
        except Exception as error:  # noqa: BLE001 - raised again, on the app's loop
            tell_replaced(self._owner, error)
            self._tell(error)
        self._tell(None)

    def _tell(self, event: Says | Exception | None) -> None:
        while len(self._events) >= MOST_WAITING and not self._cancel.wait(TICK_S):
            pass
        self._events.append(event)
        if not self._told.is_set():
            self._told.set()
            self._owner.post_message(RunMoved())


Imports = JobRunner[ImportOptions, Event, ImportRun]
Enrichment = JobRunner[EnrichOptions, EnrichEvent, EnrichRun]
Finding = JobRunner[FindOptions, FindEvent, FindRun]
Checks = JobRunner[CheckOptions, CheckEvent, CheckRun]


def real_import(settings: Settings, options: ImportOptions, cancel: Cancel) -> Job[Event]:
    """Return the import itself."""
    from vidtui.jobs.import_.job import ImportJob

    return ImportJob(settings, options, cancel)


def real_enrichment(settings: Settings, options: EnrichOptions, cancel: Cancel) -> Job[EnrichEvent]:
    """Return the enrichment itself."""
    from vidtui.jobs.enrich.job import EnrichJob

    return EnrichJob(settings, options, cancel)


def real_search(settings: Settings, options: FindOptions, cancel: Cancel) -> Job[FindEvent]:
    """Return the search for broken links itself."""
    from vidtui.jobs.repair.find import FindJob

    return FindJob(settings, options, cancel)


def real_check(settings: Settings, options: CheckOptions, cancel: Cancel) -> Job[CheckEvent]:
    """Return the check itself."""
    from vidtui.jobs.check.job import CheckJob

    return CheckJob(settings, options, cancel)


def new_import(options: ImportOptions) -> ImportRun:
    """Return a run of which nothing is known yet."""
    return ImportRun(dry_run=options.dry_run, accept_loss=options.accept_loss)


def new_enrichment(_options: EnrichOptions) -> EnrichRun:
    """Return a run of which nothing is known yet."""
    return EnrichRun()


def new_search(_options: FindOptions) -> FindRun:
    """Return a search of which nothing is known yet."""
    return FindRun()
