"""Undo: replays the journal backwards, after checking that the state is what it left."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from typing import Any

from vidtui.catalogue import journal as journal_views
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.models import Action, Run
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _
from vidtui.jobs import decide
from vidtui.jobs.journal import record, wording
from vidtui.jobs.journal.undo import Undone
from vidtui.jobs.undo_kinds import Undo, subjects
from vidtui.settings.model import Settings


def last_run(catalogue: Catalogue) -> int:
    """Return the id of the newest run with something to take back.

    Raises:
        UsageProblem: there is none.
    """
    with catalogue.session():
        newest = Action.select(Action.run).where(_stands()).order_by(Action.id.desc())
        row = newest.tuples().first()
    if row is None:
        raise UsageProblem(_("there is nothing to undo"))
    return int(row[0])


def undo(catalogue: Catalogue, settings: Settings, run: int, *, dry_run: bool) -> list[Undone]:
    """Take back what a run did, newest first.

    Where something of it cannot be taken back, the rest is.

    Raises:
        UsageProblem: no such run, or nothing of it to take back.
        SafetyRefusal: it did one thing, which has changed since.
    """
    with catalogue.writing("undo"):
        with catalogue.session():
            if Run.get_or_none(Run.id == run) is None:
                raise UsageProblem(_("there is no run {run}").format(run=run))
        actions = _standing(catalogue, Action.run == run)
        if not actions:
            raise UsageProblem(_("run {run} left nothing to undo").format(run=run))
        return _take_back(catalogue, settings, actions, dry_run)


def undo_action(
    catalogue: Catalogue, settings: Settings, action: int, *, dry_run: bool
) -> list[Undone]:
    """Take back one action.

    Raises:
        UsageProblem: no such action, or it was never done, or is undone already.
        SafetyRefusal: something has changed since.
    """
    with catalogue.writing("undo"):
        with catalogue.session():
            if Action.get_or_none(Action.id == action) is None:
                raise UsageProblem(_("there is no action {action}").format(action=action))
        actions = _standing(catalogue, Action.id == action)
        if not actions:
            raise UsageProblem(_("action {action} left nothing to undo").format(action=action))
        return _take_back(catalogue, settings, actions, dry_run)


def undo_day(
    catalogue: Catalogue, settings: Settings, day: datetime.date, *, dry_run: bool
) -> list[Undone]:
    """Take back what was done on a day of the local calendar, in whichever runs; newest first.

    Raises:
        UsageProblem: nothing of that day is to be taken back.
        SafetyRefusal: one thing was done, which has changed since.
    """
    start, end = (
        int(time.mktime((day.year, day.month, day.day + more, 0, 0, 0, 0, 0, -1)))
        for more in (0, 1)
    )
    with catalogue.writing("undo"):
        that_day = (Action.done_at >= start) & (Action.done_at < end)
        actions = _standing(catalogue, that_day)
        if not actions:
            raise UsageProblem(_("there is nothing to undo of {day}").format(day=day))
        return _take_back(catalogue, settings, actions, dry_run)


def _stands() -> Any:
    """What was done and is not undone yet; what is open or came to nothing is neither."""
    return (Action.outcome == "done") & Action.undone_at.is_null()


def _standing(catalogue: Catalogue, wanted: Any) -> list[Action]:
    with catalogue.session():
        return list(Action.select().where(wanted & _stands()).order_by(Action.id.desc()))


def _take_back(
    catalogue: Catalogue, settings: Settings, actions: Sequence[Action], dry_run: bool
) -> list[Undone]:
    """Take back each action, or say why not; one that is refused keeps no other from it."""
    answers = [action for action in actions if action.kind == decide.KIND]
    others = [action for action in actions if action.kind != decide.KIND]
    undo = Undo(catalogue, settings, dry_run=dry_run)
    undone: list[Undone] = []
    if answers:
        with record.rehearsable(catalogue, dry_run=dry_run):
            undone += [undo.take_back(action) for action in answers]
    freed: set[tuple[str, str]] = set()
    for action in others:
        # What builds on a later action can only be judged once that is undone.
        if dry_run and not freed.isdisjoint(subjects(action)):
            undone.append(Undone(action.id, _described(catalogue, action)))
            continue
        undone.append(undo.take_back(action))
        if not undone[-1].refused:
            freed |= subjects(action)
    if len(undone) == 1 and undone[0].refused:
        raise SafetyRefusal(undone[0].what)
    return sorted(undone, key=lambda one: one.action, reverse=True)


def _described(catalogue: Catalogue, action: Action) -> str:
    with catalogue.session():
        (row,) = journal_views.actions(action.run_id, action.id + 1, limit=1)
    return wording.what(row)
