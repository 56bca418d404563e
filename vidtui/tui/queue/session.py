"""The app's enrichments: those that the user starts, and small ones that start by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from textual.timer import Timer

from vidtui.jobs.enrich.run import EnrichOptions, EnrichRun
from vidtui.jobs.wording import read_lines
from vidtui.tui.job_runner import EnrichFactory, Enrichment, Host
from vidtui.tui.threads import in_background

DELAY_S = 2.0  # after the last answer: one run for several


class Enriching:
    """Starts them one at a time, and only with a token.

    Answers whose details are still lacking, and what is tried again, are asked about once
    nothing else runs.
    """

    def __init__(
        self,
        host: Host,
        factory: EnrichFactory,
        delay_s: float,
        progressed: Callable[[], object],
    ) -> None:
        """Prepare it; nothing is asked yet.

        Args:
            host: what is around it.
            factory: makes the job.
            delay_s: seconds to wait for more answers.
            progressed: called when a job was started, or could not be.
        """
        guard = host.services.refuse_replaced
        self.runner: Enrichment = Enrichment(
            host, "enrich", factory, lambda _options: EnrichRun(), guard
        )
        self.token_problem: str | None = None
        self._host = host
        self._progressed = progressed
        self._delay_s = delay_s
        self._groups: dict[int, bool] = {}
        self._everything = False
        self._timer: Timer | None = None

    def start(self, options: EnrichOptions) -> None:
        """Start an enrichment, if there is a token to ask with."""
        host = self._host
        work = partial(host.services.token_problem, host.settings)
        in_background(host, work, partial(self._start, options), host.complain)

    def _start(self, options: EnrichOptions, problem: str | None) -> None:
        self.token_problem = problem
        if problem is None:
            self.runner.start(self._host.settings, options)
        self._progressed()

    def go_on(self) -> None:
        """Enrich all that is queued, or the rest of a run that was stopped."""
        run, last = self.runner.run, self.runner.options
        options = EnrichOptions(read_at_most=last.read_at_most if last is not None else None)
        if run is not None and last is not None and last.limit and run.phase != "finished":
            options = replace(options, limit=max(1, last.limit - run.done))
        self.start(options)

    def follow(self, groups: Iterable[int], *, retried: bool = False) -> None:
        """Enrich some groups soon; ``retried`` ones even if a run that began before is over."""
        self._groups.update(dict.fromkeys(groups, retried))
        self._wait()

    def follow_all(self) -> None:
        """Enrich all that is queued soon."""
        self._everything = True
        self._wait()

    def forget(self) -> None:
        """Cancel what was to be enriched soon."""
        if self._timer is not None:
            self._timer.stop()
        self._groups.clear()
        self._everything = False

    def drain(self) -> bool:
        """Process the job's events; return whether that ended it."""
        if not self.runner.drain():
            return False
        run, options = self.runner.run, self.runner.options
        if run is not None and any(one.size for one in run.read):
            self._host.notify("\n".join(read_lines(run.read)))
        if options is not None and options.only is None:
            self._groups = {group: True for group, retried in self._groups.items() if retried}
        if run is not None and run.phase != "finished":
            self._groups.clear()  # what it gave up on is not asked about at once again
            self._everything = False
        if self._groups or self._everything:
            self._wait()
        return True

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._host.set_timer(self._delay_s, self._follow)

    def _follow(self) -> None:
        if self.runner.active:
            return  # its end comes back here
        if self.runner.alive:
            self._wait()
            return
        only = None if self._everything else tuple(self._groups)
        self._groups.clear()
        self._everything = False
        if only is None or only:
            self.start(EnrichOptions(only=only))
