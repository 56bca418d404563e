"""The application of a plan of new links, from its file or as it is held."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any, TypeVar

from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.errors import Exit, VidtuiError
from vidtui.jobs.base import CancelToken, Refused
from vidtui.jobs.link import plan_file
from vidtui.jobs.link.find import COMMAND
from vidtui.jobs.link.linking import Linking
from vidtui.jobs.link.model import LinkDecision, LinkOutcome, LinkPlan
from vidtui.jobs.link.moves import LinkMoved, MoveDecision, cost
from vidtui.jobs.link.moving_links import LinkMoves
from vidtui.jobs.link.run import (
    LinkApplyCounts,
    LinkApplyEvent,
    LinkApplyFinished,
    LinkApplyOptions,
    LinkApplyStarted,
)
from vidtui.jobs.link.sitting import Sitting
from vidtui.jobs.links.model import OutcomeState
from vidtui.settings.model import Settings

Decided = TypeVar("Decided", LinkDecision, MoveDecision)


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
        decisions, moves = decided(plan), decided_moves(plan)
        count = len(decisions) + len(moves)
        left = len(plan.files) + len(plan.moves) - count
        started = LinkApplyStarted(COMMAND, catalogue.path, count, left)
        yield started
        self._counts = started.counts
        if moves and not (options.accept_loss or options.dry_run):
            yield from _unaccepted(moves)
            yield LinkApplyFinished(
                counts=self._counts, cancelled=False, seconds=time.monotonic() - self._began
            )
            return
        with nullcontext() if options.dry_run else catalogue.writing(COMMAND):
            if plan.is_of_moves:
                moving = LinkMoves(catalogue, settings)
                yield from self._act(catalogue, moving, self._moved(moving, moves))
            else:
                linking = Linking(catalogue, settings)
                yield from self._act(catalogue, linking, self._linked(linking, decisions))

    def _linked(self, sitting: Linking, decisions: Sequence[LinkDecision]) -> Iterator[LinkOutcome]:
        if self._options.dry_run:
            return self._rehearsed(sitting, decisions)
        return sitting.apply_all(self._until_cancelled(decisions))

    def _moved(self, sitting: LinkMoves, moves: Sequence[MoveDecision]) -> Iterator[LinkMoved]:
        left = self._until_cancelled(moves)
        if not self._options.dry_run:
            return sitting.apply_all(left)
        return (
            LinkMoved(one, "done" if why is None else "refused", why or "")
            for one in left
            for why in (sitting.check(one),)
        )

    def _act(
        self,
        catalogue: Catalogue,
        sitting: Sitting[Any, Any],
        outcomes: Iterator[LinkOutcome] | Iterator[LinkMoved],
    ) -> Iterator[LinkApplyEvent]:
        before, stopped = self._counts, ""
        code = Exit.OK
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

    def _until_cancelled(self, decisions: Iterable[Decided]) -> Iterator[Decided]:
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


def decided_moves(plan: LinkPlan) -> list[MoveDecision]:
    """Return the moves that a plan says."""
    return [
        MoveDecision(one.link, one.decision, one.chosen)
        for one in plan.moves
        if one.decision == "move"
    ]


def _unaccepted(moves: Sequence[MoveDecision]) -> Iterator[Refused]:
    """Refuse to move links whose number nobody has said, or accepted what it costs."""
    for root, count in Counter(one.link.place.root for one in moves).items():
        yield Refused(root, cost(count), "accept-loss")


def decided(plan: LinkPlan) -> list[LinkDecision]:
    """Return what a plan says is to be done; what is skipped is left as it is."""
    return [
        LinkDecision(one.file, one.decision, one.spot)
        for one in plan.files
        if one.decision is not None and one.decision != "skip"
    ]
