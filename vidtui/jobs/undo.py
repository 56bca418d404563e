"""Undo: replays the journal backwards, after checking that the state is what it left.

What it takes back becomes an entry of the journal, which can be taken back as well: the same is
done again then.
"""

from __future__ import annotations

import datetime
import itertools
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from vidtui.catalogue import journal as journal_views
from vidtui.catalogue import links, roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import UNDO
from vidtui.catalogue.json_columns import mapping
from vidtui.catalogue.models import Action, Run
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _
from vidtui.jobs import decide, journal
from vidtui.jobs.journal import Undone
from vidtui.jobs.links.actions import MAKE, MOVE
from vidtui.jobs.roots import forget as root_forgetting
from vidtui.jobs.roots.loss_guard import BRAKE_FILES, BRAKE_SHARE
from vidtui.jobs.taking_back import TakingBack
from vidtui.oserrors import about
from vidtui.settings.model import Settings


def _subjects(action: Action) -> frozenset[tuple[str, str]]:
    """Return what an action changed: two with a subject in common build on each other."""
    intent = mapping(action.intent)
    kind = intent.get("kind") if action.kind == UNDO else action.kind
    found = {(str(intent.get("root")), str(intent.get("path")))}
    if kind == "relocate":
        found.add(("", str(intent.get("new"))))
    elif kind == MOVE:
        found.add((str(intent.get("root")), str(intent.get("to"))))
    elif kind == root_forgetting.KIND:
        found.add(("", str(intent.get("path"))))
    return frozenset(found)


def last_run(catalogue: Catalogue) -> int:
    """Return the id of the newest run with something to take back, other than an undo.

    Raises:
        UsageProblem: there is none.
    """
    with catalogue.session():
        standing = _stands() & (Action.kind != UNDO)
        newest = Action.select(Action.run).where(standing).order_by(Action.id.desc())
        row = newest.tuples().first()
    if row is None:
        raise UsageProblem(_("there is nothing to undo"))
    return int(row[0])


def undo(
    catalogue: Catalogue, settings: Settings, run: int, *, dry_run: bool, accept_loss: bool = True
) -> list[Undone]:
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
        nothing = _("run {run} left nothing to undo").format(run=run)
        undo = TakingBack(catalogue, settings, dry_run=dry_run, accept_loss=accept_loss)
        return _take_back(undo, Action.run == run, nothing)


def undo_action(
    catalogue: Catalogue, settings: Settings, action: int, *, dry_run: bool
) -> list[Undone]:
    """Take back one action, and what was done with it: subtitles go with their film.

    Raises:
        UsageProblem: no such action, or it was never done, or is undone already.
        SafetyRefusal: something has changed since.
    """
    with catalogue.writing("undo"):
        with catalogue.session():
            if Action.get_or_none(Action.id == action) is None:
                raise UsageProblem(_("there is no action {action}").format(action=action))
            both = [action, *journal_views.led_by(action)]
        nothing = _("action {action} left nothing to undo").format(action=action)
        undo = TakingBack(catalogue, settings, dry_run=dry_run)
        return _take_back(undo, Action.id << both, nothing)


def undo_day(
    catalogue: Catalogue,
    settings: Settings,
    day: datetime.date,
    *,
    dry_run: bool,
    accept_loss: bool = True,
) -> list[Undone]:
    """Take back what was done on a day of the local calendar, in whichever runs; newest first.

    What was taken back that day stays so.

    Raises:
        UsageProblem: nothing of that day is to be taken back.
        SafetyRefusal: one thing was done, which has changed since.
    """
    start, end = (
        int(time.mktime((day.year, day.month, day.day + more, 0, 0, 0, 0, 0, -1)))
        for more in (0, 1)
    )
    with catalogue.writing("undo"):
        that_day = (Action.done_at >= start) & (Action.done_at < end) & (Action.kind != UNDO)
        nothing = _("there is nothing to undo of {day}").format(day=day)
        undo = TakingBack(catalogue, settings, dry_run=dry_run, accept_loss=accept_loss)
        return _take_back(undo, that_day, nothing)


def _stands() -> Any:
    """What was done and is not undone yet; what is open or came to nothing is neither."""
    return (Action.outcome == "done") & Action.undone_at.is_null()


def _take_back(undo: TakingBack, wanted: Any, nothing: str) -> list[Undone]:
    """Take back each action, or say why not; one that is refused keeps no other from it.

    Raises:
        UsageProblem: none of those that are ``wanted`` stands; ``nothing`` says so.
        SafetyRefusal: more links would be taken away at once than a person takes away.
    """
    with undo.catalogue.session():
        standing = Action.select().where(wanted & _stands()).order_by(Action.id.desc())
        actions = list(standing)
    if not actions:
        raise UsageProblem(nothing)
    if not (undo.dry_run or undo.accept_loss):
        _brake(undo, actions)
    undone = _take_back_each(undo, actions)
    undo.finish(sum(not one.refused for one in undone))
    if len(undone) == 1 and undone[0].refused:
        raise SafetyRefusal(undone[0].what)
    return sorted(undone, key=lambda one: one.action, reverse=True)


def _brake(undo: TakingBack, actions: Sequence[Action]) -> None:
    """Refuse to take away very many links at once that were made.

    Raises:
        SafetyRefusal: so many would be.
    """
    made = Counter(
        str(mapping(action.intent).get("root")) for action in actions if action.kind == MAKE
    )
    if not made:
        return
    with undo.catalogue.session():
        known = links.count_by_root()
        paths = {root.identity.uuid: root.path for root in roots.everything()}
    for uuid, count in made.items():
        there = known.get(paths.get(uuid, b""), 0)
        if count > max(BRAKE_FILES, BRAKE_SHARE * there):
            why = _(
                "{count} of {known} links would be taken away at once: nothing was undone; "
                "if this is right, add --accept-loss"
            )
            raise SafetyRefusal(about(paths.get(uuid, b"?"), why.format(count=count, known=there)))


def _take_back_each(undo: TakingBack, actions: Sequence[Action]) -> list[Undone]:
    catalogue, dry_run = undo.catalogue, undo.dry_run
    answers = [action for action in actions if _is_answer(action)]
    others = [action for action in actions if not _is_answer(action)]
    undone: list[Undone] = []
    if answers:
        with journal.rehearsable(catalogue, dry_run=dry_run):
            undone += [undo.take_back(action) for action in answers]
    freed: set[tuple[str, str]] = set()
    while others:
        alike = _made_alike(others)
        if len(alike) > 1 and not (dry_run and _share(freed, alike)):
            del others[: len(alike)]
            taken = undo.unmake(alike)
            refused = {one.action for one in taken if one.refused}
            freed.update(*(_subjects(one) for one in alike if one.id not in refused))
            undone += taken
            continue
        action = others.pop(0)
        # What builds on a later action can only be judged once that is undone.
        if dry_run and not freed.isdisjoint(_subjects(action)):
            undone.append(Undone(action.id, _described(catalogue, action)))
            continue
        undone.append(undo.take_back(action))
        if not undone[-1].refused:
            freed |= _subjects(action)
    return undone


def _is_answer(action: Action) -> bool:
    if action.kind == UNDO:
        return mapping(action.intent).get("kind") == decide.KIND
    return bool(action.kind == decide.KIND)


def _share(freed: set[tuple[str, str]], actions: Sequence[Action]) -> bool:
    return any(not freed.isdisjoint(_subjects(action)) for action in actions)


def _made_alike(actions: Sequence[Action]) -> list[Action]:
    """Return the first actions, as long as all made links or all moved some: those go together."""
    kind = actions[0].kind
    if kind not in (MAKE, MOVE):
        return []
    return list(itertools.takewhile(lambda action: action.kind == kind, actions))


def _described(catalogue: Catalogue, action: Action) -> str:
    with catalogue.session():
        (row,) = journal_views.actions(action.run_id, action.id + 1, limit=1)
    return journal.what(row)
