"""The application of a plan of new links, from its file or as it is held."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext

from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.errors import Exit, VidtuiError
from vidtui.jobs.base import CancelToken
from vidtui.jobs.link import plan_file
from vidtui.jobs.link.find import COMMAND
from vidtui.jobs.link.linking import Linking
from vidtui.jobs.link.model import LinkDecision, LinkOutcome, LinkPlan
from vidtui.jobs.link.run import (
    LinkApplyCounts,
    LinkApplyEvent,
    LinkApplyFinished,
    LinkApplyOptions,
    LinkApplyStarted,
)
from vidtui.jobs.links.model import OutcomeState
from vidtui.settings.model import Settings


class LinkApplyJob:
    """One application of a plan, from its file or as it is held."""

    def __init__(
        self,
        settings: Settings,
        options: LinkApplyOptions,
        cancel: CancelToken,
        plan: LinkPlan | None = None,
    ) -> None:
        self._settings = settings
        self._options = options
        self._cancel = cancel
        self._plan = plan
        self._began = time.monotonic()
        self._counts = LinkApplyCounts()

    def run(self) -> Iterator[LinkApplyEvent]:
        """Read the plan, and do what it says.

        Raises:
            UsageProblem: the plan is none, or is one of another library.
            LockHeld: another process writes.
            SafetyRefusal: a root is offline, before anything was done.
        """
        settings, options = self._settings, self._options
        catalogue = open_catalogue(settings.database)
        plan = self._plan or plan_file.read_for(options.plan, catalogue, settings)
        decisions = decided(plan)
        started = LinkApplyStarted(
            COMMAND, catalogue.path, len(decisions), len(plan.files) - len(decisions)
        )
        yield started
        self._counts = started.counts
        sitting = Linking(catalogue, settings)
        with nullcontext() if options.dry_run else catalogue.writing(COMMAND):
            yield from self._act(catalogue, sitting, decisions)

    def _act(
        self, catalogue: Catalogue, sitting: Linking, decisions: Sequence[LinkDecision]
    ) -> Iterator[LinkApplyEvent]:
        before, stopped = self._counts, ""
        code = Exit.OK
        outcomes = (
            self._rehearsed(sitting, decisions)
            if self._options.dry_run
            else sitting.apply_all(self._until_cancelled(decisions))
        )
        try:
            with catalogue.session():
                for outcome in outcomes:
                    self._counts = self._counts.after(outcome)
                    yield outcome
        except VidtuiError as error:
            if self._counts == before:
                raise
            stopped, code = str(error), error.exit
        finally:
            if not self._options.dry_run:
                sitting.finish()
        stopped = stopped or sitting.stopped
        notices = [*sitting.settled, sitting.log_problem]
        yield LinkApplyFinished(
            log=sitting.log_path if sitting.run is not None else None,
            run=sitting.run,
            counts=self._counts,
            cancelled=self._cancel(),
            seconds=time.monotonic() - self._began,
            stopped=stopped,
            exit=code if code is not Exit.OK or not sitting.stopped else Exit.ITEMS_FAILED,
            notices=tuple(one for one in notices if one),
        )

    def _until_cancelled(self, decisions: Iterable[LinkDecision]) -> Iterator[LinkDecision]:
        for one in decisions:
            if self._cancel():
                return
            yield one

    def _rehearsed(
        self, sitting: Linking, decisions: Iterable[LinkDecision]
    ) -> Iterator[LinkOutcome]:
        for one in self._until_cancelled(decisions):
            why = sitting.check(one)
            beside = len(one.spot.companions) if one.spot is not None and why is None else 0
            state: OutcomeState = "done" if why is None else "refused"
            yield LinkOutcome(one, state, why or "", companions=beside)


def decided(plan: LinkPlan) -> list[LinkDecision]:
    """Return what a plan says is to be done; what is skipped is left as it is."""
    return [
        LinkDecision(one.file, one.decision, one.spot)
        for one in plan.files
        if one.decision is not None and one.decision != "skip"
    ]
