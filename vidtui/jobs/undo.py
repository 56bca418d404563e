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
from vidtui.jobs import decide, journal, journal_wording
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
    undone = _take_back_answers(undo, list(filter(_is_answer, actions)))
    undone += _take_back_each(undo, list(itertools.filterfalse(_is_answer, actions)))
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


def _take_back_answers(undo: TakingBack, answers: Sequence[Action]) -> list[Undone]:
    if not answers:
        return []
    with journal.rehearsable(undo.catalogue, dry_run=undo.dry_run):
        return [undo.take_back(action) for action in answers]


def _take_back_each(undo: TakingBack, actions: list[Action]) -> list[Undone]:
    """Take back what changed the disk or the roots, links that go together at once."""
    undone: list[Undone] = []
    freed: set[tuple[str, str]] = set()
    while actions:
        some = _made_alike(actions)
        # What builds on a later action can only be judged once that is undone.
        builds_on_it = undo.dry_run and _share(freed, some)
        if builds_on_it:
            some = some[:1]
            builds_on_it = _share(freed, some)
        del actions[: len(some)]
        if builds_on_it:
            undone.append(Undone(some[0].id, _described(undo.catalogue, some[0])))
            continue
        taken = undo.unmake(some) if len(some) > 1 else [undo.take_back(some[0])]
        refused = {one.action for one in taken if one.refused}
        freed.update(*(_subjects(one) for one in some if one.id not in refused))
        undone += taken
    return undone


def _is_answer(action: Action) -> bool:
    if action.kind == UNDO:
        return mapping(action.intent).get("kind") == decide.KIND
    return bool(action.kind == decide.KIND)


def _share(freed: set[tuple[str, str]], actions: Sequence[Action]) -> bool:
    return any(not freed.isdisjoint(_subjects(action)) for action in actions)


def _made_alike(actions: Sequence[Action]) -> list[Action]:
    """Return the first action, with those after it where all made links or all moved some."""
    kind = actions[0].kind
    if kind not in (MAKE, MOVE):
        return [actions[0]]
    return list(itertools.takewhile(lambda action: action.kind == kind, actions))


def _described(catalogue: Catalogue, action: Action) -> str:
    with catalogue.session():
        (row,) = journal_views.actions(action.run_id, action.id + 1, limit=1)
    return journal_wording.what(row)
