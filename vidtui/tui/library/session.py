"""The app's probes: those that the user starts, and what follows an import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from textual.message import Message

from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.jobs.base import clock_text
from vidtui.jobs.probe.run import ProbeOptions, ProbeRun, summary
from vidtui.jobs.wording import read_lines
from vidtui.settings import file
from vidtui.tui.job_runner import Host, ProbeFactory, Probes
from vidtui.tui.threads import in_background

SAMPLE = 20  # files, from which it is estimated how long all take


class ProbeEstimated(Message, bubble=False):
    """The first files of a library were read: it is time to ask whether all shall be."""


class Probing:
    """Starts them one at a time; asks once whether an import shall be followed by one."""

    def __init__(
        self,
        host: Host,
        factory: ProbeFactory,
        progressed: Callable[[], object],
        ask: Callable[[], object],
    ) -> None:
        """Prepare it; nothing is read yet.

        Args:
            host: what is around it.
            factory: makes the job.
            progressed: called when a job was started.
            ask: called once the first files were read, when there are more.
        """
        guard = host.services.refuse_replaced
        self.runner: Probes = Probes(host, "probe", factory, lambda _options: ProbeRun(), guard)
        self.each_s: float | None = None
        """How many seconds a file took, None as long as none was read."""
        self._host, self._progressed, self._ask = host, progressed, ask
        self._is_sample = False

    @property
    def active(self) -> bool:
        """Whether one is under way."""
        return self.runner.active

    def start(self, options: ProbeOptions) -> None:
        """Read technical facts, unless that is under way."""
        self._is_sample = False
        self.runner.start(self._host.settings, options)
        self._progressed()

    def after_import(self) -> None:
        """Read what an import has found, or the first few files in order to ask about it."""
        host = self._host
        auto = host.settings.probe_auto
        if auto is False or self.runner.active or self.runner.alive:
            return

        def begin(can_read: bool) -> None:
            if can_read and not self.runner.active:
                self._is_sample = auto is None
                most = SAMPLE if auto is None else None
                self.runner.start(host.settings, ProbeOptions(most=most))
                self._progressed()

        in_background(host, host.services.can_probe, begin, host.complain)

    def drain(self) -> bool:
        """Process the job's events; return whether that ended it."""
        if not self.runner.drain():
            return False
        run = self.runner.run
        if run is None:
            return True
        done = run.counts.probed + run.counts.errors
        if done:
            self.each_s = run.elapsed_s / done
        if run.failure is not None:
            if not self._is_sample:
                self._host.complain(VidtuiError(run.failure))
        elif not self._is_sample:
            self._host.notify("\n".join((summary(run.counts), *read_lines(run.read))))
        elif run.phase == "finished" and run.counts.left and run.counts.probed:
            self._ask()
        return True

    def remember(self, *, auto: bool) -> None:
        """Keep what the user answered: whether each import is followed by a probe."""
        host = self._host
        host.use_settings(replace(host.settings, probe_auto=auto))
        write = partial(file.set_in_table, host.settings.config_file, "probe", auto=auto)
        in_background(host, write, lambda _none: None, host.complain)
        if auto:
            self.start(ProbeOptions())

    def time_for(self, files: int) -> str:
        """Return about how long so many files take, empty where nobody can say."""
        if self.each_s is None:
            return ""
        return _("about {time}").format(time=clock_text(self.each_s * files))
