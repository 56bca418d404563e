"""Small enrichments that start by themselves: for answers whose details are still lacking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.timer import Timer

from vidtui.jobs.enrich_events import EnrichOptions

if TYPE_CHECKING:
    from vidtui.tui.app import VidtuiApp

DELAY_S = 2.0  # after the last answer: one run for several


class FollowUps:
    """What is to be asked about once nothing else runs."""

    def __init__(self, app: VidtuiApp, delay_s: float = DELAY_S) -> None:
        """Take the app, and how long to wait for more."""
        self._app = app
        self._delay_s = delay_s
        self._groups: dict[int, bool] = {}
        self._everything = False
        self._timer: Timer | None = None

    def add(self, groups: Iterable[int], *, retried: bool = False) -> None:
        """Ask about some groups soon; ``retried`` ones a run that began before cannot know."""
        self._groups.update(dict.fromkeys(groups, retried))
        self._wait()

    def add_everything(self) -> None:
        """Ask about all that is queued."""
        self._everything = True
        self._wait()

    def run_over(self, options: EnrichOptions | None, *, finished: bool) -> None:
        """A run has ended: what it has done, or gave up on, is not asked about at once again."""
        if options is not None and options.only is None:
            self._groups = {group: True for group, retried in self._groups.items() if retried}
        if not finished:
            self._groups.clear()
            self._everything = False
        if self._groups or self._everything:
            self._wait()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._app.set_timer(self._delay_s, self._start)

    def _start(self) -> None:
        app = self._app
        if app.enrichment.active or app.enrichment.alive:
            return  # its end comes back here
        only = None if self._everything else tuple(self._groups)
        self._groups.clear()
        self._everything = False
        if only is None or only:
            app.start_enrichment(EnrichOptions(only=only))
