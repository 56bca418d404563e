"""The app's making of links: the search for files without one, its review, the decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from vidtui.jobs.link.model import LinkDecision, LinkOutcome, LinkPlan
from vidtui.jobs.link.moves import LinkMoved, MoveDecision, emptied_text
from vidtui.jobs.link.run import LinkFindRun, LinkOptions
from vidtui.jobs.links.model import Place
from vidtui.settings.model import Settings
from vidtui.text import printable
from vidtui.tui.job_runner import Host, LinkFindFactory, LinkFinding
from vidtui.tui.links.deciding import Deciding
from vidtui.tui.links.entries import PendingDecision, Task
from vidtui.tui.links.searching import Tell
from vidtui.tui.new_links.model import Review, rows_of
from vidtui.tui.new_links.rows import AFTER, Row, State
from vidtui.tui.threads import in_background

MOST_NAMED: Final = 3  # folders that hold nothing any more
Decision = LinkDecision | MoveDecision
Outcome = LinkOutcome | LinkMoved


class MakingLinks(Deciding[Decision, LinkOptions, LinkFindRun, Outcome]):
    """One review of files without a link at a time, of links that may move, or of a plan of either.

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
        self._lists_all = False  # once the search is over, what becomes of all that it found
        self._knows_more = False  # films and series were identified since the search

    def new_options(self) -> LinkOptions:
        """Return those that are chosen."""
        return self.options

    def search_with(self, **changes: Any) -> None:
        """Search anew, otherwise than before; what is under way is stopped first."""
        self._lists_all = self._lists_all and "only" not in changes
        self.options = replace(self.options, **changes)
        if self.runner.active:
            self._is_outdated = True
            self.runner.cancel()  # its end comes back to search
        else:
            self.search()

    def turn_to(self, *, rename: bool) -> None:
        """Review moves, or files without a link, where it is the other now."""
        if self.is_plan or self.options.rename == rename:
            return
        if self._begun:
            self.search_with(rename=rename, only=None)
        else:
            self.options = replace(self.options, rename=rename)

    def look_for(self, place: Place, *, rename: bool = False) -> None:
        """Highlight a file without a link, or a link that may move, once it is found."""
        is_other = self.options.rename != rename
        self.seek(place)
        if isinstance(self.options.only, frozenset) and not (is_other or self.is_plan):
            is_other = True
            self.search_with(only=None)
        self.turn_to(rename=rename)
        self._may_search_for_it = self._may_search_for_it and not is_other

    def look_at(self, files: frozenset[int]) -> None:
        """Review some files alone, and list at once what becomes of all of them."""
        if self.is_plan:
            return
        self._lists_all = True
        self.options = replace(self.options, rename=False, only=files)
        if self._begun:
            self.search_with()

    def pop_lists_all(self) -> bool:
        """Return whether what was found is to be listed now, which is said once."""
        sought = self.runner.options
        is_found = sought is not None and sought.only is self.options.only and not sought.rename
        if not (self._lists_all and is_found and self.can_decide) or self.runner.active:
            return False
        self._lists_all = False
        return True

    def look_below(self, folder: bytes) -> None:
        """Review the moves of links below a folder alone."""
        if self._begun and not self.is_plan:
            self.search_with(rename=True, only=folder)
        else:
            self.options = replace(self.options, rename=True, only=folder)

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

    def _given(self, row: Row, verb: Any, choice: Any) -> PendingDecision[Decision]:
        before = row.state, row.planned.decision, row.planned.choice
        row.planned.decision = verb
        row.planned.choice = choice.id if choice else None
        return PendingDecision(row.decided(verb, choice), row.place, before)

    def _state_after(self, verb: str, _choice: Any) -> State:
        return AFTER[verb]  # type: ignore[index]

    def _choice_of(self, decision: Decision) -> Any:
        return decision.to if isinstance(decision, MoveDecision) else decision.spot

    def _carry_out(self, task: Task[Decision], tell: Callable[[Outcome], object]) -> None:
        decisions = [given.decision for given in task.entry.given]
        moves = [one for one in decisions if isinstance(one, MoveDecision)]
        if moves:
            self._services.move_links(task.settings, moves, tell)
            self._host.call_later(self._tell_emptied, self._services.emptied(moves))
        else:
            links = [one for one in decisions if isinstance(one, LinkDecision)]
            self._services.make_links(task.settings, links, tell)

    def _tell_emptied(self, folders: Sequence[bytes]) -> None:
        """Say which folders hold nothing any more: they are the user's, and stay."""
        if folders:
            text = emptied_text(len(folders))
            named = [printable(folder) for folder in folders[:MOST_NAMED]]
            more = ["…"] if len(folders) > MOST_NAMED else []
            self._host.notify("\n".join([text, *named, *more]), severity="warning", timeout=15)

    def _actions_of(self, outcome: Outcome) -> Sequence[int]:
        return outcome.actions

    def _put_back(self, decision: Decision) -> None:
        self.review.put_back(decision)

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
