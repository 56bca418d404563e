"""The search of a review, or its plan file: begun once, again after an import, for one thing."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.jobs.base import JobRun
from vidtui.jobs.links.model import Place
from vidtui.settings.model import Settings
from vidtui.tui.job_runner import Host, JobRunner
from vidtui.tui.links.entries import DecisionResult
from vidtui.tui.threads import in_background

RETRY_S = 0.1  # until the thread of a search that was stopped is looked at again

Options = TypeVar("Options")
Run = TypeVar("Run", bound=JobRun[Any])
Tell = Callable[[DecisionResult | None], object]


class Searching(Generic[Options, Run]):
    """What a search finds is reviewed or, with ``plan_path``, what stands in a plan file."""

    review: Any
    """The rows under review, as its subclass has them."""

    def __init__(
        self, host: Host, runner: JobRunner[Options, Any, Run], plan_path: Path | None, tell: Tell
    ) -> None:
        """Begin without a review.

        Args:
            host: what is around it.
            runner: runs the search.
            plan_path: the plan to review instead of what a search finds.
            tell: takes what becomes of each decision; None is any other change.
        """
        self._services = host.services
        self.runner = runner
        self.plan_path = plan_path
        self.problem = ""
        self.unsaved = False
        self.wanted: Place | None = None  # what to highlight once it is there
        self._host = host
        self._tell = tell
        self._begun = False
        self._may_search_for_it = False
        self._is_outdated = False  # an import has ended since the search began

    @abstractmethod
    def new_options(self) -> Options:
        """Return what is searched for where nothing else is said."""

    @abstractmethod
    def _load(self, plan: Any, *, marked: bool) -> None:
        """Show a plan, ``marked`` with the decisions that stand in it."""

    @abstractmethod
    def _read_plan(self, settings: Settings, path: Path) -> Any:
        """Read a plan; in a thread."""

    @abstractmethod
    def _write_plan(self, settings: Settings, path: Path, plan: Any) -> None:
        """Write a plan; in a thread."""

    @abstractmethod
    def plan_to_write(self) -> Any:
        """Return the plan of this review as it is now, None while there is none."""

    @abstractmethod
    def when_idle(self, then: Callable[[], object]) -> None:
        """Call ``then`` once no decision is outstanding."""

    @property
    def is_plan(self) -> bool:
        """Whether decisions are only marked in a plan."""
        return self.plan_path is not None

    @property
    def can_decide(self) -> bool:
        """Whether the proposals are there, and no import is about to change them."""
        return self.review.plan is not None and not self.is_waiting

    @property
    def has_nothing_left(self) -> bool:
        """Whether a search is over and nothing is left to decide."""
        review = self.review
        return self.can_decide and not self.is_plan and (review.is_over or not len(review))

    @property
    def is_waiting(self) -> bool:
        """Whether an import is under way, so that nothing can be said of links yet."""
        return self._host.is_importing and not self.is_plan

    @property
    def awaits_links(self) -> bool:
        """Whether what is to review is still looked for, or read."""
        is_read = self.is_plan and not (self.can_decide or self.problem)
        return is_read or self.runner.active

    @property
    def is_searching(self) -> bool:
        """Whether a search is under way that was not asked to stop."""
        return self.runner.run is not None and self.runner.run.phase == "running"

    @property
    def may_search(self) -> bool:
        """Whether a search can be started."""
        return not (self.is_plan or self.runner.active or self.is_waiting)

    def begin(self) -> None:
        """Search, or read the plan, unless that was done in this session.

        While an import is under way its end begins the search.
        """
        run = self.runner.run
        has_failed = self.problem or (run is not None and run.failure is not None)
        if self._begun and not has_failed:
            return
        self._begun, self.problem, self._may_search_for_it = True, "", False
        if self.plan_path is None:
            self.search()
            return
        work = partial(self._read_plan, self._host.settings, self.plan_path)
        in_background(self._host, work, self._take_plan, self._fail)

    def _take_plan(self, plan: Any) -> None:
        self._load(plan, marked=True)
        self._tell(None)

    def _fail(self, error: VidtuiError) -> None:
        self.problem = str(error)
        self._tell(None)

    def search(self, options: Options | None = None) -> None:
        """Search anew, once all decisions are carried out; not while an import is under way."""
        if not (self.is_plan or self.is_waiting):
            self.when_idle(partial(self._search, options or self.new_options()))

    def import_ended(self) -> None:
        """Search anew: what was found before knows nothing of what has come."""
        self._is_outdated = self._begun and not self.is_plan
        self._search_if_outdated()

    def _search_if_outdated(self) -> None:
        if not self._is_outdated or self._host.is_importing:
            return
        if self.runner.active:
            self.runner.cancel()  # its end comes back here
        elif self.runner.alive:
            self._host.set_timer(RETRY_S, self._search_if_outdated)
        else:
            self._is_outdated = False
            self.search()

    def seek(self, place: Place) -> None:
        """Note what to highlight once it is found."""
        self.wanted = place
        self._may_search_for_it = self._begun and not self.is_plan and not self.runner.active

    def search_for_it(self) -> bool:
        """Search anew for what came after the last search; say whether that is done."""
        is_older, self._may_search_for_it = self._may_search_for_it, False
        if is_older:
            self.search()
        return is_older

    def _search(self, options: Options) -> None:
        if self.runner.start(self._host.settings, options):
            self.problem = ""
            self.review.clear()
        elif not self.runner.active:
            self.wanted = None
            self._host.notify(_("The search before is still stopping."))
        self._tell(None)

    def drain(self) -> bool:
        """Process the search's events; return whether that ended it."""
        is_over = self.runner.drain()
        run = self.runner.run
        if run is not None:
            self._take_found(run)
            if is_over and self._is_outdated:
                self._search_if_outdated()
            elif is_over and (plan := getattr(run, "plan", None)) is not None:
                self._load(plan, marked=False)
        return is_over

    def _take_found(self, run: Run) -> None:
        """Show what a search has found before it is over."""

    def written(self, path: Path) -> None:
        """Note where the plan was written."""
        if self.is_plan:
            self.plan_path, self.unsaved = path, False
            self._tell(None)

    def save(self, then: Callable[[], object]) -> None:
        """Write the plan where it was read, then call ``then``; say so where that fails."""
        plan, path, host = self.plan_to_write(), self.plan_path, self._host
        if plan is None or path is None:
            return

        def saved(_none: None) -> None:
            self.written(path)
            then()

        work = partial(self._write_plan, host.settings, path, plan)
        in_background(host, work, saved, host.complain)
