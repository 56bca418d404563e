"""How each kind of action is taken back, and done again; what is taken back is an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from vidtui.catalogue import linking, roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import UNDO
from vidtui.catalogue.json_columns import mapping
from vidtui.catalogue.models import Action
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
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import about
from vidtui.paths import is_normal, is_plain
from vidtui.settings.model import Settings, with_roots
from vidtui.text import printable


class TakingBack:
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
        taken = _taken(self, actions)
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


def _entry_of(undo: TakingBack, action: Action) -> Undone:
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


def _answer(undo: TakingBack, action: Action) -> Undone:
    """Take back an answer; the caller's transaction is rolled back after a dry run."""
    title = decide.take_back(undo.catalogue, action.id)
    text = _("{title} is as before your answer")
    if mapping(action.intent).get("verb") == "ask-again":
        text = _("{title} has its answer again")
    return Undone(action.id, text.format(title=printable(title)))


def _answer_again(undo: TakingBack, action: Action) -> Undone:
    title = decide.do_again(undo.catalogue, action.id)
    text = _("{title} is as after your answer again")
    return Undone(action.id, text.format(title=printable(title)))


def _relocation(undo: TakingBack, action: Action, *, again: bool = False) -> Undone:
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


def _link(undo: TakingBack, action: Action) -> Undone:
    what = repair_undo.take_back(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run, watch=undo.watch
    )
    return Undone(action.id, what)


def _link_again(undo: TakingBack, action: Action) -> Undone:
    what = repair_again.do_again(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run, watch=undo.watch
    )
    return Undone(action.id, what)


def _moved_again(undo: TakingBack, action: Action) -> Undone:
    what = unmoving.do_again(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run, watch=undo.watch
    )
    return Undone(action.id, what)


def _made(undo: TakingBack, action: Action) -> Undone:
    (undone,) = _taken(undo, [action])
    if undone.refused:
        raise SafetyRefusal(undone.what)
    return undone


def _taken(undo: TakingBack, actions: Sequence[Action]) -> list[Undone]:
    """Take back links that were made, or moved; all are of one kind."""
    way = unmoving.take_back if actions[0].kind == MOVE else unmaking.take_back
    return list(way(undo.catalogue, undo.settings, actions, dry_run=undo.dry_run, watch=undo.watch))


def _said(undo: TakingBack, action: Action, *, again: bool = False) -> Undone:
    """Take back what a person said of a file without a link: nothing on any disk rests on it."""
    with journal.ours(action.id):
        path = decode(action.intent.encode("utf-8"))["path"].from_hexadecimal(is_plain)
    if again:
        return Undone(action.id, about(path, _("what you said of it holds again")))
    if not undo.dry_run:
        with undo.catalogue.transaction():
            journal.undone(action.id)
    return Undone(action.id, about(path, _("may be linked as if you had said nothing")))


def _forgotten(undo: TakingBack, action: Action) -> Undone:
    what = forget.take_back(undo.catalogue, action.id, dry_run=undo.dry_run)
    return Undone(action.id, what)


def _root(undo: TakingBack, action: Action) -> Undone:
    what, named = root_forgetting.take_back(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run
    )
    if named is not None and not undo.dry_run:
        undo.settings = with_roots(undo.settings, (*undo.settings.roots, named))
        undo.watch = RootStatusCache(undo.settings)
    return Undone(action.id, what, named=named)


_Way = Callable[[TakingBack, Action], Undone]
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
