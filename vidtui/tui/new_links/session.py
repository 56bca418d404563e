"""The app's making of links: the search for files without one, its review, the decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from vidtui.jobs.link.model import LinkDecision, LinkOutcome, LinkPlan, LinkVerb, Spot
from vidtui.jobs.link.run import LinkFindRun, LinkOptions
from vidtui.settings.model import Settings
from vidtui.tui.job_runner import Host, LinkFindFactory, LinkFinding
from vidtui.tui.links.deciding import Deciding
from vidtui.tui.links.entries import PendingDecision, Task
from vidtui.tui.links.searching import Tell
from vidtui.tui.new_links.model import AFTER, Review, Row, State, rows_of
from vidtui.tui.threads import in_background


class MakingLinks(Deciding[LinkDecision, LinkOptions, LinkFindRun, LinkOutcome]):
    """One review of files without a link at a time, or of a plan of links to be made.

    ``options`` are those of the next search. Files whose link was taken away are always looked
    for: they stand under a heading of their own.
    """

    def __init__(
        self,
        host: Host,
        factory: LinkFindFactory,
        options: LinkOptions | None,
        plan_path: Path | None,
        tell: Tell,
    ) -> None:
        """Begin without a review; ``factory`` makes the search."""
        guard = host.services.refuse_replaced
        runner: LinkFinding = LinkFinding(
            host, "find-links", factory, lambda _options: LinkFindRun(), guard
        )
        super().__init__(host, "make-links", runner, plan_path, tell)
        self.review: Review = Review()
        self.options = replace(options or LinkOptions(), again=True)
        self._loading: LinkPlan | None = None  # what is made ready to be shown
        self._knows_more = False  # films and series were identified since the search

    def new_options(self) -> LinkOptions:
        """Return those that are chosen."""
        return self.options

    def search_with(self, **changes: Any) -> None:
        """Search anew, otherwise than before; what is under way is stopped first."""
        self.options = replace(self.options, **changes)
        if self.runner.active:
            self._is_outdated = True
            self.runner.cancel()  # its end comes back to search
        else:
            self.search()

    def search_accepting(self, loss: bool) -> None:
        """Search anew, believing that what is gone is gone where ``loss`` is true."""
        self.search(replace(self.options, accept_loss=loss))

    def identified(self) -> None:
        """Note that more may be linked than the search knew."""
        self._knows_more = self._begun and not self.is_plan

    def begin(self) -> None:
        """Search, or read the plan; again where more is known since and nothing is decided."""
        is_older = self._knows_more and not (self.outstanding or self.runner.active)
        super().begin()
        if is_older and self.may_search:
            self.search()

    def _search(self, options: LinkOptions) -> None:
        self._knows_more, self._loading = False, None
        super()._search(options)

    @property
    def awaits_links(self) -> bool:
        """Whether what is to review is still looked for, read, or made ready to be shown."""
        return self._loading is not None or super().awaits_links

    def _load(self, plan: LinkPlan, *, marked: bool) -> None:
        self._loading = plan
        ready = partial(self._take_rows, plan)
        in_background(self._host, partial(rows_of, plan, marked=marked), ready, self._fail)

    def _take_rows(self, plan: LinkPlan, rows: list[Row]) -> None:
        if self._loading is plan:  # else another search has begun
            self._loading = None
            self.review.load(plan, rows)
            self._tell(None)

    def _given(
        self, row: Row, verb: LinkVerb, choice: Spot | None
    ) -> PendingDecision[LinkDecision]:
        before = row.state, row.planned.decision, row.planned.choice
        row.planned.decision = verb
        row.planned.choice = choice.id if choice else None
        return PendingDecision(LinkDecision(row.file, verb, choice), row.place, before)

    def _state_after(self, verb: str, _choice: Any) -> State:
        return AFTER[verb]  # type: ignore[index]

    def _choice_of(self, decision: LinkDecision) -> Spot | None:
        return decision.spot

    def _carry_out(self, task: Task[LinkDecision], tell: Callable[[LinkOutcome], object]) -> None:
        decisions = [given.decision for given in task.entry.given]
        self._services.make_links(task.settings, decisions, tell)

    def _actions_of(self, outcome: LinkOutcome) -> Sequence[int]:
        return outcome.actions

    def _put_back(self, decision: LinkDecision) -> None:
        self.review.put_back(decision.file)

    def _log_path(self, settings: Settings) -> Path:
        return self._host.services.link_log(settings)

    def _log_trouble(self) -> str:
        return self._services.link_log_problem()

    def _read_plan(self, settings: Settings, path: Path) -> LinkPlan:
        return self._host.services.read_link_plan(settings, path)

    def _write_plan(self, settings: Settings, path: Path, plan: LinkPlan) -> None:
        self._host.services.write_link_plan(settings, path, plan)

    def plan_to_write(self) -> LinkPlan | None:
        """Return the plan of this review as it is now."""
        return self.review.marked() if self.is_plan else self.review.rest()
