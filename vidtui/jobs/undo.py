"""Undo: replays the journal backwards, after checking that the state is what it left.

What it takes back becomes an entry of the journal, which can be taken back as well: the same is
done again then.
"""

from __future__ import annotations

import datetime
import itertools
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from vidtui.catalogue import journal as journal_views
from vidtui.catalogue import linking, links, roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import UNDO
from vidtui.catalogue.json_columns import mapping
from vidtui.catalogue.models import Action, Run
from vidtui.disk.root_identity import examine
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _
from vidtui.jobs import decide, entries, forget, journal
from vidtui.jobs.journal import Undone
from vidtui.jobs.json_documents import decode
from vidtui.jobs.links import again as repair_again
from vidtui.jobs.links import undo as repair_undo
from vidtui.jobs.links import unmaking, unmoving
from vidtui.jobs.links.actions import KEEP, MAKE, MOVE, RELINK, TRASH
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
    kind = intent.get("kind") if action.kind == UNDO else action.kind
    found = {(str(intent.get("root")), str(intent.get("path")))}
    if kind == "relocate":
        found.add(("", str(intent.get("new"))))
    elif kind == MOVE:
        found.add((str(intent.get("root")), str(intent.get("to"))))
    elif kind == root_forgetting.KIND:
        found.add(("", str(intent.get("path"))))
    return frozenset(found)


class _Undo:
    """One undo of any number of actions, which is one entry; the caller holds the writer lock."""

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
        self._run: int | None = None

    def take_back(self, action: Action) -> Undone:
        """Take an action back and mark it as undone; or say why it is refused."""
        entry = None if self.dry_run else entries.intend(self.catalogue, self._begun(), action)
        try:
            undone = self.undo(action)
        except SafetyRefusal as refusal:
            if entry is not None:
                entries.withdraw(self.catalogue, entry)
            return Undone(action.id, str(refusal), refused=True)
        if entry is not None:
            journal.came_to(self.catalogue, entry, "done")
        return replace(undone, entry=self._run)

    def unmake(self, actions: Sequence[Action]) -> list[Undone]:
        """Take back links that were made, or moved, many at a time; all are of one kind."""
        numbers = []
        if not self.dry_run:
            numbers = entries.intend_all(self.catalogue, self._begun(), actions)
        way = unmoving.take_back if actions[0].kind == MOVE else unmaking.take_back
        taken = list(
            way(self.catalogue, self.settings, actions, dry_run=self.dry_run, watch=self.watch)
        )
        refused = {one.action for one in taken if one.refused}
        if numbers:
            pairs = zip(numbers, actions, strict=True)
            entries.came_to(self.catalogue, {entry: one.id not in refused for entry, one in pairs})
        return [one if one.refused else replace(one, entry=self._run) for one in taken]

    def undo(self, action: Action) -> Undone:
        """Take an action back and mark it as undone, without an entry.

        Raises:
            SafetyRefusal: something has changed since, or nobody knows how.
        """
        return _way(_WAYS, action)(self, action)

    def do_again(self, action: Action) -> Undone:
        """Do again what was taken back, and mark it so.

        Raises:
            SafetyRefusal: something has changed since, or nobody knows how.
        """
        return _way(_WAYS_AGAIN, action)(self, action)

    def finish(self, count: int) -> None:
        """Close the entry, of which so many came about."""
        if self._run is not None:
            state = "done" if count else "refused"
            journal.finish(self.catalogue, self._run, state, {"taken_back": count})

    def _begun(self) -> int:
        if self._run is None:
            self._run = journal.begin(self.catalogue, entries.COMMAND)
        return self._run


def _way(ways: Mapping[str, _Way], action: Action) -> _Way:
    found = ways.get(action.kind)
    if found is not None:
        return found
    text = _("action {action} ({kind}): this vidtui does not know how to undo it")
    if ways is _WAYS_AGAIN:
        text = _("action {action} ({kind}): this vidtui does not know how to do it again")
    raise SafetyRefusal(text.format(action=action.id, kind=printable(action.kind)))


def _entry_of(undo: _Undo, action: Action) -> Undone:
    """Take back an undo: what it took back stands again."""
    with undo.catalogue.session():
        other = entries.about(action)
        is_about_undo = other is not None and other.kind == UNDO
        below = entries.about(other) if other is not None and is_about_undo else None
    if other is None or other.undone_at is None:
        raise SafetyRefusal(
            _("action {action}: what it took back stands already").format(action=action.id)
        )
    done = undo.undo(below) if below is not None else undo.do_again(other)
    if not undo.dry_run:
        with undo.catalogue.transaction():
            entries.stands(other.id)
            journal.undone(action.id)
    base = done.action if done.of is None else done.of
    is_again = not mapping(action.intent).get("again")
    return replace(done, action=action.id, of=base, is_again=is_again)


def _answer(undo: _Undo, action: Action) -> Undone:
    """Take back an answer; the caller's transaction is rolled back after a dry run."""
    title = decide.take_back(undo.catalogue, action.id)
    text = _("{title} is as before your answer")
    if mapping(action.intent).get("verb") == "ask-again":
        text = _("{title} has its answer again")
    return Undone(action.id, text.format(title=printable(title)))


def _answer_again(undo: _Undo, action: Action) -> Undone:
    title = decide.do_again(undo.catalogue, action.id)
    text = _("{title} is as after your answer again")
    return Undone(action.id, text.format(title=printable(title)))


def _relocation(undo: _Undo, action: Action, *, again: bool = False) -> Undone:
    with journal.ours(action.id):
        intent = decode(action.intent.encode("utf-8"))
        uuid = intent["root"].text()
        old, new = (intent[key].from_hexadecimal(is_normal) for key in ("old", "new"))
    if again:
        old, new = new, old
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
            (entries.stands if again else journal.undone)(action.id)
        undo.settings = root_changes.with_moved_root(undo.settings, new, old)
        undo.watch = RootStatusCache(undo.settings)
    what = _("root {new} is {old} again").format(new=printable(new), old=printable(old))
    return Undone(action.id, what, moved=(new, old))


def _link(undo: _Undo, action: Action) -> Undone:
    what = repair_undo.take_back(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run, watch=undo.watch
    )
    return Undone(action.id, what)


def _link_again(undo: _Undo, action: Action) -> Undone:
    what = repair_again.do_again(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run, watch=undo.watch
    )
    return Undone(action.id, what)


def _moved_again(undo: _Undo, action: Action) -> Undone:
    what = unmoving.do_again(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run, watch=undo.watch
    )
    return Undone(action.id, what)


def _made(undo: _Undo, action: Action) -> Undone:
    way = unmoving.take_back if action.kind == MOVE else unmaking.take_back
    (undone,) = way(undo.catalogue, undo.settings, [action], dry_run=undo.dry_run, watch=undo.watch)
    if undone.refused:
        raise SafetyRefusal(undone.what)
    return undone


def _said(undo: _Undo, action: Action, *, again: bool = False) -> Undone:
    """Take back what a person said of a file without a link: nothing on any disk rests on it."""
    with journal.ours(action.id):
        path = decode(action.intent.encode("utf-8"))["path"].from_hexadecimal(is_plain)
    if again:
        return Undone(action.id, about(path, _("what you said of it holds again")))
    if not undo.dry_run:
        with undo.catalogue.transaction():
            journal.undone(action.id)
    return Undone(action.id, about(path, _("may be linked as if you had said nothing")))


def _forgotten(undo: _Undo, action: Action) -> Undone:
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


_Way = Callable[[_Undo, Action], Undone]
_WAYS: Mapping[str, _Way] = {
    decide.KIND: _answer,
    "relocate": _relocation,
    RELINK: _link,
    TRASH: _link,
    KEEP: _link,
    MAKE: _made,
    MOVE: _made,
    linking.NEVER: _said,
    linking.ANSWER: _said,
    forget.FORGET: _forgotten,
    root_forgetting.KIND: _root,
    UNDO: _entry_of,
}
"""By kind what takes an action back; SafetyRefusal where something has changed since, a disk is
away, or its record is none of ours."""
_WAYS_AGAIN: Mapping[str, _Way] = {
    decide.KIND: _answer_again,
    "relocate": partial(_relocation, again=True),
    RELINK: _link_again,
    TRASH: _link_again,
    KEEP: _link_again,
    MAKE: _link_again,
    MOVE: _moved_again,
    linking.NEVER: partial(_said, again=True),
    linking.ANSWER: partial(_said, again=True),
}
"""Likewise what does one again that was taken back."""


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
        undo = _Undo(catalogue, settings, dry_run=dry_run, accept_loss=accept_loss)
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
        undo = _Undo(catalogue, settings, dry_run=dry_run)
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
    undo.finish(sum(not one.refused for one in undone))
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
