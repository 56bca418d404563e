"""Undo: replays the journal backwards, after checking that the state is what it left."""

from __future__ import annotations

import datetime
import itertools
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from vidtui.catalogue import journal as journal_views
from vidtui.catalogue import linking, links, roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.json_columns import mapping
from vidtui.catalogue.models import Action, Run
from vidtui.disk.root_identity import examine
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _
from vidtui.jobs import decide, forget, journal
from vidtui.jobs.journal import Undone
from vidtui.jobs.json_documents import decode
from vidtui.jobs.links import undo as repair_undo
from vidtui.jobs.links import unmaking
from vidtui.jobs.links.actions import KEEP, MAKE, RELINK, TRASH
from vidtui.jobs.roots import change as root_changes
from vidtui.jobs.roots import forget as root_forgetting
from vidtui.jobs.roots.loss_guard import BRAKE_FILES, BRAKE_SHARE
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import about
from vidtui.paths import is_normal, is_plain
from vidtui.settings.model import Settings, with_roots
from vidtui.text import printable


def _subjects(action: Action) -> frozenset[tuple[str, str]]:
    """Return what an action changed: two with a subject in common build on each other."""
    intent = mapping(action.intent)
    found = {(str(intent.get("root")), str(intent.get("path")))}
    if action.kind == "relocate":
        found.add(("", str(intent.get("new"))))
    elif action.kind == root_forgetting.KIND:
        found.add(("", str(intent.get("path"))))
    return frozenset(found)


class _Undo:
    """One undo of any number of actions; the caller holds the writer lock."""

    def __init__(
        self,
        catalogue: Catalogue,
        settings: Settings,
        *,
        dry_run: bool,
        accept_loss: bool = True,
    ) -> None:
        self.catalogue = catalogue
        self.settings = settings
        self.dry_run = dry_run
        self.accept_loss = accept_loss
        self.watch = RootStatusCache(settings)

    def take_back(self, action: Action) -> Undone:
        """Take an action back and mark it as undone; or say why it is refused."""
        take_back = _WAYS.get(action.kind)
        try:
            if take_back is None:
                raise SafetyRefusal(
                    _("action {action} ({kind}): this vidtui does not know how to undo it").format(
                        action=action.id, kind=printable(action.kind)
                    )
                )
            return take_back(self, action)
        except SafetyRefusal as refusal:
            return Undone(action.id, str(refusal), refused=True)


def _answer(undo: _Undo, action: Action) -> Undone:
    """Take back an answer; the caller's transaction is rolled back after a dry run."""
    title = decide.take_back(undo.catalogue, action.id)
    text = _("{title} is as before your answer")
    if mapping(action.intent).get("verb") == "ask-again":
        text = _("{title} has its answer again")
    return Undone(action.id, text.format(title=printable(title)))


def _relocation(undo: _Undo, action: Action) -> Undone:
    with journal.ours(action.id):
        intent = decode(action.intent.encode("utf-8"))
        uuid = intent["root"].text()
        old, new = (intent[key].from_hexadecimal(is_normal) for key in ("old", "new"))
    with undo.catalogue.session():
        root = roots.known(new)
        taken = roots.known(old) is not None
    if root is None or root.identity.uuid != uuid or taken:
        raise SafetyRefusal(
            _("{path} has changed since; nothing was undone").format(path=printable(new))
        )
    if not any((one.path, one.role) == (new, root.role) for one in undo.settings.roots):
        raise SafetyRefusal(about(new, _("the settings name no such root any more")))
    state = examine(old, root.identity)
    if not state.online:
        raise SafetyRefusal(about(old, state.reason))
    try:
        root_changes.require_place(undo.settings, root, new, old)
    except UsageProblem as problem:
        raise SafetyRefusal(str(problem)) from problem
    if not undo.dry_run:
        root_changes.move(undo.catalogue, undo.settings, root, new, old)
        with undo.catalogue.transaction():
            journal.undone(action.id)
        undo.settings = root_changes.with_moved_root(undo.settings, new, old)
        undo.watch = RootStatusCache(undo.settings)
    what = _("root {new} is {old} again").format(new=printable(new), old=printable(old))
    return Undone(action.id, what, moved=(new, old))


def _link(undo: _Undo, action: Action) -> Undone:
    what = repair_undo.take_back(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run, watch=undo.watch
    )
    return Undone(action.id, what)


def _made(undo: _Undo, action: Action) -> Undone:
    (undone,) = unmaking.take_back(
        undo.catalogue, undo.settings, [action], dry_run=undo.dry_run, watch=undo.watch
    )
    return undone


def _said(undo: _Undo, action: Action) -> Undone:
    """Take back what a person said of a file without a link: nothing on any disk rests on it."""
    with journal.ours(action.id):
        path = decode(action.intent.encode("utf-8"))["path"].from_hexadecimal(is_plain)
    if not undo.dry_run:
        with undo.catalogue.transaction():
            journal.undone(action.id)
    return Undone(action.id, about(path, _("may be linked as if you had said nothing")))


def _entry(undo: _Undo, action: Action) -> Undone:
    what = forget.take_back(undo.catalogue, action.id, dry_run=undo.dry_run)
    return Undone(action.id, what)


def _root(undo: _Undo, action: Action) -> Undone:
    what, named = root_forgetting.take_back(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run
    )
    if named is not None and not undo.dry_run:
        undo.settings = with_roots(undo.settings, (*undo.settings.roots, named))
        undo.watch = RootStatusCache(undo.settings)
    return Undone(action.id, what, named=named)


_WAYS: Mapping[str, Callable[[_Undo, Action], Undone]] = {
    decide.KIND: _answer,
    "relocate": _relocation,
    RELINK: _link,
    TRASH: _link,
    KEEP: _link,
    MAKE: _made,
    linking.NEVER: _said,
    linking.ANSWER: _said,
    forget.FORGET: _entry,
    root_forgetting.KIND: _root,
}
"""By kind what takes an action back; SafetyRefusal where something has changed since, a disk is
away, or its record is none of ours."""


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
        undo = _Undo(catalogue, settings, dry_run=dry_run, accept_loss=accept_loss)
        return _take_back(undo, Action.run == run, nothing)


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
        nothing = _("action {action} left nothing to undo").format(action=action)
        undo = _Undo(catalogue, settings, dry_run=dry_run)
        return _take_back(undo, Action.id == action, nothing)


def undo_day(
    catalogue: Catalogue,
    settings: Settings,
    day: datetime.date,
    *,
    dry_run: bool,
    accept_loss: bool = True,
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
        nothing = _("there is nothing to undo of {day}").format(day=day)
        undo = _Undo(catalogue, settings, dry_run=dry_run, accept_loss=accept_loss)
        return _take_back(undo, that_day, nothing)


def _stands() -> Any:
    """What was done and is not undone yet; what is open or came to nothing is neither."""
    return (Action.outcome == "done") & Action.undone_at.is_null()


def _take_back(undo: _Undo, wanted: Any, nothing: str) -> list[Undone]:
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
    if len(undone) == 1 and undone[0].refused:
        raise SafetyRefusal(undone[0].what)
    return sorted(undone, key=lambda one: one.action, reverse=True)


def _brake(undo: _Undo, actions: Sequence[Action]) -> None:
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


def _take_back_each(undo: _Undo, actions: Sequence[Action]) -> list[Undone]:
    catalogue, dry_run = undo.catalogue, undo.dry_run
    answers = [action for action in actions if action.kind == decide.KIND]
    others = [action for action in actions if action.kind != decide.KIND]
    undone: list[Undone] = []
    if answers:
        with journal.rehearsable(catalogue, dry_run=dry_run):
            undone += [undo.take_back(action) for action in answers]
    freed: set[tuple[str, str]] = set()
    while others:
        alike = _made_alike(others)
        if len(alike) > 1 and not (dry_run and _share(freed, alike)):
            del others[: len(alike)]
            taken = list(
                unmaking.take_back(
                    catalogue, undo.settings, alike, dry_run=dry_run, watch=undo.watch
                )
            )
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


def _share(freed: set[tuple[str, str]], actions: Sequence[Action]) -> bool:
    return any(not freed.isdisjoint(_subjects(action)) for action in actions)


def _made_alike(actions: Sequence[Action]) -> list[Action]:
    """Return the first actions, as long as they made links: those are taken back together."""
    return list(itertools.takewhile(lambda action: action.kind == MAKE, actions))


def _described(catalogue: Catalogue, action: Action) -> str:
    with catalogue.session():
        (row,) = journal_views.actions(action.run_id, action.id + 1, limit=1)
    return journal.what(row)
