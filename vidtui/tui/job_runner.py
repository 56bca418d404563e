"""What a session asks of the workspace around it, and the runner of its job."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

from textual.message import Message
from textual.timer import Timer

from vidtui.errors import VidtuiError
from vidtui.jobs.base import CancelToken, Job, JobRun
from vidtui.jobs.check.run import CheckEvent, CheckOptions, CheckRun
from vidtui.jobs.enrich.run import EnrichEvent, EnrichOptions, EnrichRun
from vidtui.jobs.import_.run import ImportEvent, ImportOptions, ImportRun
from vidtui.jobs.link.run import LinkFindEvent, LinkFindRun, LinkOptions
from vidtui.jobs.probe.run import ProbeEvent, ProbeOptions, ProbeRun
from vidtui.jobs.repair.run import FindEvent, FindOptions, FindRun
from vidtui.jobs.runner import Ended, JobThread
from vidtui.settings.model import Settings
from vidtui.tui.services import Services
from vidtui.tui.threads import Loop, tell_replaced

Severity = Literal["information", "warning", "error"]


class Host(Loop, Protocol):
    """The surroundings of a session: settings and services in force, the user, the app's loop."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        ...

    @property
    def services(self) -> Services:
        """What disk and catalogue are asked through."""
        ...

    @property
    def is_importing(self) -> bool:
        """Whether an import is under way."""
        ...

    def use_settings(self, settings: Settings) -> None:
        """Put changed settings in force; the language stays the one that is spoken."""

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Timer:
        """Call ``callback`` in ``delay`` seconds."""
        ...

    def notify(
        self, text: str, *, severity: Severity = "information", timeout: float | None = None
    ) -> None:
        """Show a short text to the user, for ``timeout`` seconds."""

    def complain(self, error: VidtuiError) -> None:
        """Show a failure to the user, in one line."""

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text to the terminal's clipboard."""


Said = TypeVar("Said")
Options = TypeVar("Options")
Run = TypeVar("Run", bound=JobRun[Any])

ImportFactory = Callable[[Settings, ImportOptions, CancelToken], Job[ImportEvent]]
EnrichFactory = Callable[[Settings, EnrichOptions, CancelToken], Job[EnrichEvent]]
FindFactory = Callable[[Settings, FindOptions, CancelToken], Job[FindEvent]]
ProbeFactory = Callable[[Settings, ProbeOptions, CancelToken], Job[ProbeEvent]]
LinkFindFactory = Callable[[Settings, LinkOptions, CancelToken], Job[LinkFindEvent]]
CheckFactory = Callable[[Settings, CheckOptions, CancelToken], Job[CheckEvent]]

DRAIN_S = 0.05  # at most so long the app's thread takes in events before it draws


class RunMoved(Message):
    """There are new events, or the job has ended."""


class JobRunner(Generic[Options, Said, Run]):
    """The job of a kind that runs or ran last; for the app's thread only."""

    def __init__(
        self,
        owner: Loop,
        name: str,
        factory: Callable[[Settings, Options, CancelToken], Job[Said]],
        new_run: Callable[[Options], Run],
        guard: Callable[[Settings], object],
    ) -> None:
        """Prepare it.

        Args:
            owner: is posted ``RunMoved`` whenever there is something to drain.
            name: the thread's.
            factory: makes a job.
            new_run: makes what is known of it.
            guard: refuses to begin with what is out of date.
        """
        self.run: Run | None = None
        self.options: Options | None = None
        self._owner = owner
        self._name = name
        self._factory = factory
        self._new_run = new_run
        self._guard = guard
        self._is_told = threading.Event()
        self._cancel = CancelToken()
        self._thread: JobThread[Said] | None = None

    @property
    def active(self) -> bool:
        """Whether the job is under way."""
        return self.run is not None and self.run.active

    @property
    def alive(self) -> bool:
        """Whether its thread still lives, which it may in a dead mount after it was cancelled."""
        return self._thread is not None and self._thread.alive

    def start(self, settings: Settings, options: Options) -> bool:
        """Start the job; say whether there was none under way."""
        if self.active or self.alive:
            return False
        self.options = options
        self.run = self._new_run(options)
        self._cancel = cancel = CancelToken()

        def events() -> Iterator[Said]:
            self._guard(settings)
            yield from self._factory(settings, options, cancel).run()

        self._thread = JobThread(events, cancel, self._name, self._wake)
        self._thread.start()
        return True

    def cancel(self) -> None:
        """Ask the job to stop; what it has done stays."""
        self._cancel.set()
        if self.run is not None and self.run.active:
            self.run.phase = "stopping"

    def drain(self) -> bool:
        """Feed the run with what has come in; say whether that ended it."""
        self._is_told.clear()
        run, thread = self.run, self._thread
        was_active, until = self.active, time.monotonic() + DRAIN_S
        while run is not None and thread is not None and (event := thread.poll()) is not None:
            if isinstance(event, Ended):
                self._end(run, event.error)
            else:
                run.feed(event)
            if time.monotonic() > until:
                self._owner.post_message(RunMoved())
                break
        return was_active and not self.active

    def _end(self, run: Run, error: BaseException | None) -> None:
        if isinstance(error, VidtuiError):
            tell_replaced(self._owner, error)
            run.fail(str(error), error.exit)
        elif error is not None:
            raise error
        else:
            run.end()

    def _wake(self) -> None:
        if not self._is_told.is_set():
            self._is_told.set()
            self._owner.post_message(RunMoved())


Imports = JobRunner[ImportOptions, ImportEvent, ImportRun]
Enrichment = JobRunner[EnrichOptions, EnrichEvent, EnrichRun]
Finding = JobRunner[FindOptions, FindEvent, FindRun]
LinkFinding = JobRunner[LinkOptions, LinkFindEvent, LinkFindRun]
Probes = JobRunner[ProbeOptions, ProbeEvent, ProbeRun]
Checks = JobRunner[CheckOptions, CheckEvent, CheckRun]


def real_import(*given: Any) -> Job[ImportEvent]:
    """Return the import itself."""
    from vidtui.jobs.import_.job import ImportJob

    return ImportJob(*given)


def real_enrichment(*given: Any) -> Job[EnrichEvent]:
    """Return the enrichment itself."""
    from vidtui.jobs.enrich.job import EnrichJob

    return EnrichJob(*given)


def real_search(*given: Any) -> Job[FindEvent]:
    """Return the search for broken links itself."""
    from vidtui.jobs.repair.find import FindJob

    return FindJob(*given)


def real_link_search(*given: Any) -> Job[LinkFindEvent]:
    """Return the search for files without a link itself."""
    from vidtui.jobs.link.find import LinkFindJob

    return LinkFindJob(*given)


def real_check(*given: Any) -> Job[CheckEvent]:
    """Return the check itself."""
    from vidtui.jobs.check.job import CheckJob

    return CheckJob(*given)


def real_probe(*given: Any) -> Job[ProbeEvent]:
    """Return the probe itself."""
    from vidtui.jobs.probe.job import ProbeJob

    return ProbeJob(*given)


class Factories(NamedTuple):
    """What makes each job."""

    imports: ImportFactory = real_import
    enrichment: EnrichFactory = real_enrichment
    search: FindFactory = real_search
    check: CheckFactory = real_check
    probe: ProbeFactory = real_probe
    link_search: LinkFindFactory = real_link_search
