"""The decisions of a review: carried out one after the other, and taken back again."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from vidtui.catalogue.errors import CatalogueReplaced
from vidtui.errors import SafetyRefusal, UsageProblem, VidtuiError
from vidtui.jobs.journal import Undone
from vidtui.jobs.links.model import Place
from vidtui.settings.model import Settings
from vidtui.tui.job_runner import Host, JobRunner
from vidtui.tui.links.entries import (
    D,
    DecisionResult,
    Entry,
    PendingDecision,
    Task,
    refused_text,
    stopped_text,
)
from vidtui.tui.links.searching import Options, Run, Searching, Tell
from vidtui.tui.media_centres import CentreTelling
from vidtui.tui.threads import Backlog, in_background

TOLD_TOGETHER = 500  # actions noted at once for media centres: each note is a thread
SAID_S = 0.1  # between two drawings while a group is carried out

Outcome = TypeVar("Outcome")


class Deciding(Searching[Options, Run], Generic[D, Options, Run, Outcome]):
    """Decisions are carried out one after the other in one thread.

    With ``plan_path`` the review is that of a plan file: decisions are only marked in it.
    """

    def __init__(
        self,
        host: Host,
        name: str,
        runner: JobRunner[Options, Any, Run],
        plan_path: Path | None,
        tell: Tell,
    ) -> None:
        """Begin without a review.

        Args:
            host: what is around it.
            name: that of the thread which writes.
            runner: runs the search.
            plan_path: the plan to review instead of what a search finds.
            tell: takes what becomes of each decision; None is any other change.
        """
        super().__init__(host, runner, plan_path, tell)
        self.log: Path | None = None
        self.changed_at = 0.0  # when a link was changed last, since the epoch
        self._history: list[Entry[D]] = []
        self._by_action: dict[int, PendingDecision[D]] = {}
        self._waiting = 0  # decisions that are not carried out yet
        self._log_problem = ""
        self._centres = CentreTelling()
        self._changed: list[int] = []  # actions of which media centres are still to be told
        self._said_at = 0.0
        self._backlog: Backlog[Task[D], list[Undone] | None] = Backlog(
            host, name, self._write, self._done
        )

    # What a subclass knows

    @abstractmethod
    def _given(self, row: Any, verb: Any, choice: Any) -> PendingDecision[D]:
        """Note a decision in its row, and return it."""

    @abstractmethod
    def _state_after(self, verb: str, choice: Any) -> Any:
        """Return the state of a row once a decision is carried out."""

    @abstractmethod
    def _choice_of(self, decision: D) -> Any:
        """Return what was chosen with a decision."""

    @abstractmethod
    def _carry_out(self, task: Task[D], tell: Callable[[Outcome], object]) -> None:
        """Carry out decisions as one entry; in the thread that writes."""

    @abstractmethod
    def _actions_of(self, outcome: Outcome) -> Sequence[int]:
        """Return the journal's ids of what was done."""

    @abstractmethod
    def _put_back(self, decision: D) -> None:
        """Add a row of an earlier review whose decision was taken back."""

    @abstractmethod
    def _log_path(self, settings: Settings) -> Path:
        """Return where the log lies; in a thread."""

    @abstractmethod
    def _log_trouble(self) -> str:
        """Return in one line why the log cannot be written."""

    # How it stands

    @property
    def outstanding(self) -> int:
        """How many decisions are still to be carried out or taken back."""
        return max(self._backlog.outstanding, self._waiting)

    @property
    def last(self) -> Entry[D] | None:
        """What was decided last."""
        return self._history[-1] if self._history else None

    def is_decidable(self, row: Any) -> bool:
        """Return whether something can be decided about a row now; in a plan it always can."""
        if row is None or not self.can_decide:
            return False
        return self.is_plan or row.state in ("open", "skipped")

    def can_undo(self, row: Any) -> bool:
        """Return whether a decision can be undone; in a plan also the mark of ``row``."""
        return bool(self._history) or (self.is_plan and row is not None and row.state != "open")

    # Decisions

    def decide(self, row: Any, verb: Any, choice: Any = None) -> None:
        """Carry out a decision, or mark it in the plan."""
        self.decide_all([(row, verb, choice)])

    def decide_all(self, decisions: Sequence[tuple[Any, Any, Any]]) -> None:
        """Carry out decisions as one entry of the journal, or mark them in the plan."""
        if not decisions:
            return
        entry = Entry([self._given(*one) for one in decisions])
        self._history.append(entry)
        is_mark = self.is_plan or entry.is_mark
        for row, verb, choice in decisions:
            state = self._state_after(verb, choice) if is_mark else "writing"
            self.review.set_state(row, state, row.reason)
        if is_mark:
            self.unsaved = self.is_plan
            return
        entry.outstanding = len(decisions)
        self._waiting += len(decisions)
        options: Any = self.runner.options
        is_accepted = options is not None and options.accept_loss
        self._backlog.put(Task(self._host.settings, entry, accept_loss=is_accepted))

    def undo(self, row: Any) -> Place | None:
        """Take back what was decided last; return a row's place where that is done at once.

        Where there is nothing in a plan, the mark of ``row``.
        """
        if not self._history:
            if row is None or not self.is_plan:
                return None
            row.planned.decision = row.planned.choice = None
            self.review.set_state(row, "open")
            self.unsaved = True
            place: Place = row.place
            return place
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

    def _write(self, task: Task[D]) -> list[Undone] | None:
        entry = task.entry
        if task.undo:
            run = entry.run if entry.is_done else None
            return self._services.undo_repair(task.settings, run) if run is not None else None

        def tell(outcome: Any) -> None:
            entry.run = outcome.run or entry.run
            entry.is_done = entry.is_done or outcome.state == "done"
            self._host.call_later(self._carried_out, entry, outcome)

        self._carry_out(task, tell)
        return None

    def _carried_out(self, entry: Entry[D], outcome: Any) -> None:
        """Take in what came of one decision."""
        given = entry.take(outcome.decision)
        self._waiting -= 1
        if outcome.state == "done":
            entry.done.append(given)
            actions = self._actions_of(outcome)
            self._by_action.update(dict.fromkeys(actions, given))
            self._changed += actions
            if not entry.is_group or len(self._changed) >= TOLD_TOGETHER:
                self._tell_centres()
            self._note_done(given)
            self._say(entry, DecisionResult(given.place))
            return
        entry.refused.append(outcome.reason)
        self._reopen(given, outcome.reason)
        self._say(entry, DecisionResult(given.place, problem=outcome.reason))

    def _say(self, entry: Entry[D], result: DecisionResult) -> None:
        """Tell what came of one decision; of a group's only now and then, as its end is told."""
        now = time.monotonic()
        if not entry.is_group:
            self._tell(result)
        elif now - self._said_at >= SAID_S:
            self._said_at = now
            self._tell(None)

    def _tell_centres(self) -> None:
        changed, self._changed = self._changed, []
        self._centres.changed(self._host, changed)

    def _done(self, task: Task[D], result: list[Undone] | VidtuiError | None) -> None:
        entry = task.entry
        if isinstance(result, CatalogueReplaced):
            return
        self._tell_centres()
        log_problem = self._log_trouble()
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

    def _taken_back(self, entry: Entry[D], result: object) -> DecisionResult:
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
                verb, choice = given.decision.verb, self._choice_of(given.decision)
                row.planned.decision = verb
                row.planned.choice = choice.id if choice else None
                self.review.set_state(row, self._state_after(verb, choice))
            self.changed_at = self._host.services.now()

    def _note_done(self, given: PendingDecision[D]) -> None:
        self.changed_at = self._host.services.now()
        row = self.review.row(given.place)
        if row is not None:
            decision = given.decision
            state = self._state_after(decision.verb, self._choice_of(decision))
            self.review.set_state(row, state)
        if self.log is None:
            work = partial(self._log_path, self._host.settings)
            in_background(self._host, work, self._take_log, self._host.complain)

    def _take_log(self, log: Path) -> None:
        self.log = log
        self._tell(None)

    def _reopen(self, given: PendingDecision[D], reason: str = "") -> None:
        """Let something be decided anew, also of a review that is over."""
        row = self.review.row(given.place)
        if row is None:
            if self.review.plan is not None:
                self._put_back(given.decision)
            return
        state, row.planned.decision, row.planned.choice = given.before
        if reason:
            state, row.planned.decision, row.planned.choice = "open", None, None
        self.review.set_state(row, state, reason or row.reason)
