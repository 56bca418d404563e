"""The app's repair of links: the search, the review of what it found, the decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from vidtui.catalogue.errors import CatalogueReplaced
from vidtui.errors import SafetyRefusal, UsageProblem, VidtuiError
from vidtui.i18n import _
from vidtui.jobs.journal import Undone
from vidtui.jobs.links.model import Decision, Outcome, Place, Plan, Proposal, Verb
from vidtui.jobs.repair.run import FindOptions, FindRun
from vidtui.settings.model import PathMap, Settings
from vidtui.tui.job_runner import FindFactory, Finding, Host
from vidtui.tui.links.entries import (
    DecisionResult,
    Entry,
    PendingDecision,
    Task,
    refused_text,
    stopped_text,
)
from vidtui.tui.links.model import AFTER, Review, Row
from vidtui.tui.links.unasked import Unasked
from vidtui.tui.media_centres import CentreTelling
from vidtui.tui.threads import Backlog, in_background

RETRY_S = 0.1  # until the thread of a search that was stopped is looked at again


class Repairing:
    """One review at a time. Decisions are carried out one after the other in one thread.

    With ``plan_path`` the review is that of a plan file: decisions are only marked in it.
    """

    def __init__(
        self,
        host: Host,
        factory: FindFactory,
        plan_path: Path | None,
        tell: Callable[[DecisionResult | None], object],
    ) -> None:
        """Begin without a review.

        Args:
            host: what is around it.
            factory: makes the search.
            plan_path: the plan to review instead of what a search finds.
            tell: takes what becomes of each decision; None is any other change.
        """
        self._services = host.services
        guard = self._services.refuse_replaced
        self.runner: Finding = Finding(host, "find", factory, lambda _options: FindRun(), guard)
        self.review = Review()
        self.plan_path = plan_path
        self.problem = ""
        self.log: Path | None = None
        self.unsaved = False
        self.changed_at = 0.0  # when a link was changed last, since the epoch
        self.asked: set[bytes] = set()
        self.has_moved = False  # the folder that does not exist here, as the user said
        self.wanted: Place | None = None  # the link to highlight once it is there
        self.unasked = Unasked(host, partial(tell, None), self.search)
        self._host = host
        self._tell = tell
        self._begun = False
        self._may_search_for_it = False
        self._is_outdated = False  # an import has ended since the search began
        self._history: list[Entry] = []
        self._by_action: dict[int, PendingDecision] = {}
        self._waiting = 0  # decisions that are not carried out yet
        self._log_problem = ""
        self._centres = CentreTelling()
        self._backlog = Backlog(host, "repair", self._write, self._done)

    @property
    def is_plan(self) -> bool:
        """Whether decisions are only marked in a plan."""
        return self.plan_path is not None

    @property
    def outstanding(self) -> int:
        """How many decisions are still to be carried out or taken back."""
        return max(self._backlog.outstanding, self._waiting)

    @property
    def last(self) -> Entry | None:
        """What was decided last."""
        return self._history[-1] if self._history else None

    @property
    def can_decide(self) -> bool:
        """Whether the proposals are there, and no import is about to change them."""
        return self.review.plan is not None and not self.is_waiting

    @property
    def has_nothing_left(self) -> bool:
        """Whether a search is over and no link is left to decide."""
        review = self.review
        return self.can_decide and not self.is_plan and (review.is_over or not len(review))

    @property
    def is_waiting(self) -> bool:
        """Whether an import is under way, so that nothing can be said of links yet."""
        return self._host.is_importing and not self.is_plan

    @property
    def awaits_links(self) -> bool:
        """Whether links to review are still looked for, or read."""
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

    def is_decidable(self, row: Row | None) -> bool:
        """Return whether a link can be decided now; in a plan it always can."""
        if row is None or not self.can_decide:
            return False
        return self.is_plan or row.state in ("open", "skipped")

    def can_undo(self, row: Row | None) -> bool:
        """Return whether a decision can be undone; in a plan also the mark of ``row``."""
        return bool(self._history) or (self.is_plan and row is not None and row.state != "open")

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
        work = partial(self._host.services.read_plan, self._host.settings, self.plan_path)
        in_background(self._host, work, self._take_plan, self._fail)

    def _take_plan(self, plan: Plan) -> None:
        self.review.load(plan, marked=True)
        self._tell(None)

    def _fail(self, error: VidtuiError) -> None:
        self.problem = str(error)
        self._tell(None)

    def search(self, options: FindOptions | None = None) -> None:
        """Search anew, once all decisions are carried out; not while an import is under way."""
        if not (self.is_plan or self.is_waiting):
            self._backlog.when_idle(partial(self._search, options or FindOptions()))

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
        """Note the link to highlight once it is found."""
        self.wanted = place
        self._may_search_for_it = self._begun and not self.is_plan and not self.runner.active

    def search_for_it(self) -> bool:
        """Search anew for a link that broke after the last search; say whether that is done."""
        is_older, self._may_search_for_it = self._may_search_for_it, False
        if is_older:
            self.search()
        return is_older

    def _search(self, options: FindOptions) -> None:
        if self.runner.start(self._host.settings, options):
            self.problem = ""
            self.review.clear()
        elif not self.runner.active:
            self.wanted = None
            self._host.notify(_("The search before is still stopping."))
        self._tell(None)

    def map_path(self, path_map: PathMap) -> None:
        """Note that links are written for another machine's view; search anew."""
        work = partial(self._host.services.add_path_map, self._host.settings, path_map)
        in_background(self._host, work, self._mapped, self._host.complain)

    def _mapped(self, settings: Settings) -> None:
        self._host.use_settings(settings)
        self.search()

    def drain(self) -> bool:
        """Process the search's events; return whether that ended it."""
        is_over = self.runner.drain()
        run = self.runner.run
        if run is not None:
            self.review.add_links(run.take_found())
            if is_over and self._is_outdated:
                self._search_if_outdated()
            elif is_over and run.plan is not None:
                self.has_moved = False
                self.review.load(run.plan)
                self.unasked.learn(self.review)
        return is_over

    def decide(self, row: Row, verb: Verb, proposal: Proposal | None = None) -> None:
        """Carry out a decision, or mark it in the plan."""
        self.decide_all([(row, verb, proposal)])

    def decide_all(self, decisions: Sequence[tuple[Row, Verb, Proposal | None]]) -> None:
        """Carry out decisions as one entry of the journal, or mark them in the plan."""
        if not decisions:
            return
        entry = Entry([self._given(*one) for one in decisions])
        self._history.append(entry)
        is_mark = self.is_plan or entry.is_mark
        for row, verb, _proposal in decisions:
            self.review.set_state(row, AFTER[verb] if is_mark else "writing", row.reason)
        if is_mark:
            self.unsaved = self.is_plan
            return
        entry.outstanding = len(decisions)
        self._waiting += len(decisions)
        options = self.runner.options
        is_accepted = options is not None and options.accept_loss
        self._backlog.put(Task(self._host.settings, entry, accept_loss=is_accepted))

    def _given(self, row: Row, verb: Verb, proposal: Proposal | None) -> PendingDecision:
        before = row.state, row.planned.decision, row.planned.choice
        if proposal is not None:
            row.offer(proposal)
        row.planned.decision = verb
        row.planned.choice = proposal.id if proposal else None
        return PendingDecision(Decision(row.link, verb, proposal), before)

    def undo(self, row: Row | None) -> Place | None:
        """Take back what was decided last; return a link's place where that is done at once.

        Where there is nothing in a plan, the mark of ``row``.
        """
        if not self._history:
            if row is None or not self.is_plan:
                return None
            row.planned.decision = row.planned.choice = None
            self.review.set_state(row, "open")
            self.unsaved = True
            return row.link.place
        entry = self._history.pop()
        if self.is_plan or entry.is_mark:
            for given in entry.given:
                self._reopen(given)
            self.unsaved = self.is_plan
            return entry.given[0].place
        self._backlog.put(Task(self._host.settings, entry, undo=True))
        return None

    def when_idle(self, then: Callable[[], object]) -> None:
        """Call ``then`` once no decision is outstanding."""
        self._backlog.when_idle(then)

    def _write(self, task: Task) -> list[Undone] | None:
        services, entry = self._services, task.entry
        if task.undo:
            run = entry.run if entry.is_done else None
            return services.undo_repair(task.settings, run) if run is not None else None
        decisions = [given.decision for given in entry.given]

        def tell(outcome: Outcome) -> None:
            entry.run = outcome.run or entry.run
            entry.is_done = entry.is_done or outcome.state == "done"
            self._host.call_later(self._carried_out, entry, outcome)

        services.repair(task.settings, decisions, tell, accept_loss=task.accept_loss)
        return None

    def _carried_out(self, entry: Entry, outcome: Outcome) -> None:
        """Take in what came of one decision."""
        given = entry.given[len(entry.given) - entry.outstanding]
        entry.outstanding -= 1
        self._waiting -= 1
        if outcome.state == "done":
            entry.done.append(given)
            if outcome.action is not None:
                self._by_action[outcome.action] = given
                self._centres.changed(self._host, [outcome.action])
            self._note_done(given)
            self._tell(DecisionResult(given.place))
            return
        entry.refused.append(outcome.reason)
        self._reopen(given, outcome.reason)
        self._tell(None if entry.is_group else DecisionResult(given.place, problem=outcome.reason))

    def _done(self, task: Task, result: list[Undone] | VidtuiError | None) -> None:
        entry = task.entry
        if isinstance(result, CatalogueReplaced):
            return
        log_problem = self._services.repair_log_problem()
        if log_problem not in ("", self._log_problem):
            self._log_problem = log_problem
            self._host.complain(VidtuiError(log_problem))
        if task.undo:
            self._tell(self._taken_back(entry, result))
            return
        left = entry.left
        self._waiting -= len(left)
        entry.outstanding = 0
        problem = str(result) if isinstance(result, VidtuiError) else ""
        for given in left:
            self._reopen(given, "" if entry.is_group else problem)
        if entry in self._history and len(left) + len(entry.refused) == len(entry.given):
            self._history.remove(entry)
        said = stopped_text(entry, left, problem)
        place = (left or entry.given[-1:])[0].place
        self._tell(DecisionResult(place, problem=said, count=len(entry.given)) if said else None)

    def _taken_back(self, entry: Entry, result: object) -> DecisionResult:
        place = entry.given[0].place
        if isinstance(result, list):
            done = [one for one in result if not one.refused]
            self._centres.changed(self._host, [one.action for one in done])
            self.journal_changed(done)
            refused = [one.what for one in result if one.refused]
            problem = refused_text(len(refused), len(result), refused[0]) if refused else ""
            taken = self._by_action.get(done[0].action) if done else None
            place = taken.place if taken is not None else place
            return DecisionResult(place, bool(done), problem, len(done))
        if isinstance(result, VidtuiError):
            if not isinstance(result, (SafetyRefusal, UsageProblem)):
                self._history.append(entry)  # it was not even tried
            return DecisionResult(place, problem=str(result))
        return DecisionResult(place)

    def journal_changed(self, undone: Iterable[Undone]) -> None:
        """Show what of this session was taken back, or done again, here or in the journal."""
        for one in undone:
            given = self._by_action.get(one.action if one.of is None else one.of)
            if given is None:
                continue
            row = self.review.row(given.place)
            if not one.is_again:
                self._reopen(given)
            elif row is not None:
                verb, proposal = given.decision.verb, given.decision.proposal
                row.planned.decision = verb
                row.planned.choice = proposal.id if proposal else None
                self.review.set_state(row, AFTER[verb])
            self.changed_at = self._host.services.now()

    def _note_done(self, given: PendingDecision) -> None:
        self.changed_at = self._host.services.now()
        row = self.review.row(given.place)
        if row is not None:
            self.review.set_state(row, AFTER[given.decision.verb])
        if self.log is None:
            work = partial(self._host.services.repair_log, self._host.settings)
            in_background(self._host, work, self._take_log, self._host.complain)

    def _take_log(self, log: Path) -> None:
        self.log = log
        self._tell(None)

    def _reopen(self, given: PendingDecision, reason: str = "") -> None:
        """Let a link be decided anew, also one of a review that is over."""
        row = self.review.row(given.place)
        if row is None:
            if self.review.plan is not None:
                self.review.put_back(given.decision.link)
            return
        state, row.planned.decision, row.planned.choice = given.before
        if reason:
            state, row.planned.decision, row.planned.choice = "open", None, None
        self.review.set_state(row, state, reason or row.reason)

    def plan_to_write(self) -> Plan | None:
        """Return the plan of this review as it is now."""
        return self.review.marked() if self.is_plan else self.review.rest()

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

        work = partial(host.services.write_plan, host.settings, path, plan)
        in_background(host, work, saved, host.complain)
