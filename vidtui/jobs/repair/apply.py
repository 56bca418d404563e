"""Carries out what a plan file says of broken links."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace

from vidtui.catalogue import links
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.disk.symlinks import trash
from vidtui.errors import Exit, VidtuiError
from vidtui.i18n import _
from vidtui.jobs.base import CancelToken, Refused
from vidtui.jobs.links.model import Decision, Outcome, Place, Plan
from vidtui.jobs.repair import plan_file
from vidtui.jobs.repair.repairing import Repairs
from vidtui.jobs.repair.run import (
    ApplyCounts,
    ApplyEvent,
    ApplyFinished,
    ApplyOptions,
    ApplyStarted,
)
from vidtui.jobs.roots.loss_guard import BRAKE_FILES, BRAKE_SHARE
from vidtui.settings.model import Settings


class ApplyJob:
    """One application of a plan file."""

    def __init__(
        self,
        settings: Settings,
        options: ApplyOptions,
        cancel: CancelToken,
        plan: Plan | None = None,
    ) -> None:
        """Take the plan itself where it is at hand; its file is read else."""
        self._settings = settings
        self._options = options
        self._cancel = cancel
        self._plan = plan
        self._began = time.monotonic()
        self._counts = ApplyCounts()
        self._repaired: dict[Place, Outcome] = {}

    def run(self) -> Iterator[ApplyEvent]:
        """Read the plan, and do what it says unless the brake holds.

        Raises:
            UsageProblem: the plan is none, or is one of another library.
            LockHeld: another process writes.
            SafetyRefusal: a root is offline, before anything was done.
        """
        settings, options = self._settings, self._options
        catalogue = open_catalogue(settings.database)
        plan = self._plan or plan_file.read_for(options.plan, catalogue, settings)
        decisions = decided(plan)
        left = len(plan.links) - len(decisions)
        yield (started := ApplyStarted("repair-links", catalogue.path, len(decisions), left))
        self._counts = started.counts
        with catalogue.session():
            refused = [] if options.accept_loss else brake(decisions, links.count_by_root())
        refused += unfit_trashes(decisions, settings)
        if refused:
            yield from refused
            yield self._finished(None, None)
            return
        with nullcontext() if options.dry_run else catalogue.writing("repair-links"):
            yield from self._act(catalogue, decisions)

    def _act(self, catalogue: Catalogue, decisions: list[Decision]) -> Iterator[ApplyEvent]:
        accept_loss = self._options.accept_loss
        sitting = Repairs(catalogue, self._settings, accept_loss=accept_loss)
        before = self._counts
        stopped: VidtuiError | None = None
        try:
            for decision in decisions:
                if self._cancel():
                    break
                outcome = self._outcome(sitting, decision)
                self._counts = self._counts.after(outcome)
                yield outcome
        except VidtuiError as error:
            if self._counts == before:
                raise
            stopped = error
        finally:
            try:
                sitting.finish()
            except VidtuiError as error:
                stopped = stopped or error
        yield self._finished(sitting, stopped)

    def _outcome(self, sitting: Repairs, decision: Decision) -> Outcome:
        if not self._options.dry_run:
            return self._by_another(decision) or self._apply(sitting, decision)
        found = [
            Outcome(one, "done" if why is None else "refused", why or "")
            for one in (decision, *sitting.led_by(decision))
            for why in [sitting.check(one)]
        ]
        is_done = found[0].state == "done"
        return replace(found[0], companions=tuple(found[1:]) if is_done else ())

    def _apply(self, sitting: Repairs, decision: Decision) -> Outcome:
        outcome = sitting.apply(decision)
        if decision.verb == "repair" and outcome.state == "done":
            self._repaired[decision.link.edited.place] = outcome
        return outcome

    def _by_another(self, decision: Decision) -> Outcome | None:
        """Return what came of a link that goes by way of one that this plan repaired alike."""
        outcome = self._repaired.get(decision.link.edited.place)
        if outcome is None or decision.proposal is None or outcome.decision.proposal is None:
            return None
        if decision.proposal.place != outcome.decision.proposal.place:
            return None
        return replace(outcome, decision=decision)

    def _finished(self, sitting: Repairs | None, stopped: VidtuiError | None) -> ApplyFinished:
        run = None if sitting is None else sitting.run
        notices = [] if sitting is None else [*sitting.settled, sitting.log_problem]
        return ApplyFinished(
            log=sitting.log_path if sitting is not None and run is not None else None,
            run=run,
            counts=self._counts,
            cancelled=self._cancel(),
            seconds=time.monotonic() - self._began,
            stopped="" if stopped is None else str(stopped),
            exit=Exit.OK if stopped is None else stopped.exit,
            notices=tuple(notice for notice in notices if notice),
            read=() if sitting is None else tuple(sitting.read.values()),
        )


def decided(plan: Plan) -> list[Decision]:
    """Return what a plan says is to be done; what is skipped is left as it is."""
    return [
        Decision(one.link, one.decision, one.proposal if one.decision == "repair" else None)
        for one in plan.links
        if one.decision is not None and one.decision != "skip"
    ]


def unfit_trashes(decisions: list[Decision], settings: Settings) -> list[Refused]:
    """Say of which trashes, that links would go to, nothing may be put into."""
    wanted = {settings.trash_of(one.link.place.root) for one in decisions if one.verb == "orphan"}
    found = ((folder, trash.unfit(folder, settings)) for folder in sorted(wanted))
    return [Refused(folder, why) for folder, why in found if why is not None]


def brake(decisions: list[Decision], known: Mapping[bytes, int]) -> list[Refused]:
    """Say which link roots would lose too many links to the trash at once.

    Args:
        decisions: what is to be done.
        known: by link root, how many links it is known to have.
    """
    trashed = Counter(
        link.place.root
        for one in decisions
        if one.verb == "orphan"
        for link in (one.link, *(led.link for led in one.link.companions))
    )
    return [
        Refused(
            root,
            _("{count} of {known} links would go to the trash at once: nothing was done").format(
                count=count, known=known.get(root, 0)
            ),
            "accept-loss",
        )
        for root, count in trashed.items()
        if count > max(BRAKE_FILES, BRAKE_SHARE * known.get(root, 0))
    ]
