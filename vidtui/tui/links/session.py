"""The app's repair of links: the search, the review of what it found, the decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from vidtui.jobs.links.model import Decision, Outcome, Plan, Proposal, Verb
from vidtui.jobs.repair.run import FindOptions, FindRun
from vidtui.settings.model import PathMap, Settings
from vidtui.tui.job_runner import FindFactory, Finding, Host
from vidtui.tui.links.deciding import Deciding
from vidtui.tui.links.entries import PendingDecision, Task
from vidtui.tui.links.model import Review
from vidtui.tui.links.rows import AFTER, Row, State
from vidtui.tui.links.searching import Tell
from vidtui.tui.links.unasked import Unasked
from vidtui.tui.threads import in_background


class Repairing(Deciding[Decision, FindOptions, FindRun, Outcome]):
    """One review of broken links at a time, or of a plan of repairs."""

    def __init__(
        self, host: Host, factory: FindFactory, plan_path: Path | None, tell: Tell
    ) -> None:
        """Begin without a review; ``factory`` makes the search."""
        guard = host.services.refuse_replaced
        runner: Finding = Finding(host, "find", factory, lambda _options: FindRun(), guard)
        super().__init__(host, "repair", runner, plan_path, tell)
        self.review: Review = Review()
        self.asked: set[bytes] = set()
        self.has_moved = False  # the folder that does not exist here, as the user said
        self.unasked = Unasked(host, partial(tell, None), self.search)

    def new_options(self) -> FindOptions:
        """Return those without any loss accepted."""
        return FindOptions()

    def map_path(self, path_map: PathMap) -> None:
        """Note that links are written for another machine's view; search anew."""
        work = partial(self._host.services.add_path_map, self._host.settings, path_map)
        in_background(self._host, work, self._mapped, self._host.complain)

    def _mapped(self, settings: Settings) -> None:
        self._host.use_settings(settings)
        self.search()

    def _take_found(self, run: FindRun) -> None:
        self.review.add_links(run.take_found())

    def _load(self, plan: Plan, *, marked: bool) -> None:
        self.review.load(plan, marked=marked)
        if not marked:
            self.has_moved = False
            self.unasked.learn(self.review)

    def _given(self, row: Row, verb: Verb, choice: Proposal | None) -> PendingDecision[Decision]:
        before = row.state, row.planned.decision, row.planned.choice
        if choice is not None:
            row.offer(choice)
        row.planned.decision = verb
        row.planned.choice = choice.id if choice else None
        return PendingDecision(Decision(row.link, verb, choice), row.place, before)

    def _state_after(self, verb: str, _choice: Any) -> State:
        return AFTER[verb]  # type: ignore[index]

    def _choice_of(self, decision: Decision) -> Proposal | None:
        return decision.proposal

    def _carry_out(self, task: Task[Decision], tell: Callable[[Outcome], object]) -> None:
        decisions = [given.decision for given in task.entry.given]
        self._services.repair(task.settings, decisions, tell, accept_loss=task.accept_loss)

    def _actions_of(self, outcome: Outcome) -> Sequence[int]:
        return () if outcome.action is None else (outcome.action,)

    def _put_back(self, decision: Decision) -> None:
        self.review.put_back(decision.link)

    def _log_path(self, settings: Settings) -> Path:
        return self._host.services.repair_log(settings)

    def _log_trouble(self) -> str:
        return self._services.repair_log_problem()

    def _read_plan(self, settings: Settings, path: Path) -> Plan:
        return self._host.services.read_plan(settings, path)

    def _write_plan(self, settings: Settings, path: Path, plan: Plan) -> None:
        self._host.services.write_plan(settings, path, plan)

    def plan_to_write(self) -> Plan | None:
        """Return the plan of this review as it is now."""
        return self.review.marked() if self.is_plan else self.review.rest()
