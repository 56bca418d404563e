"""How each kind of action is taken back."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from vidtui.catalogue import roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal_views import mapping
from vidtui.catalogue.models import Action
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs import deciding, forgetting, journal, root_forgetting
from vidtui.jobs import roots as root_changes
from vidtui.jobs.repair import link_acts, repair_undo
from vidtui.jobs.repair.root_watch import RootWatch
from vidtui.jobs.undone import Undone
from vidtui.library.guard import examine
from vidtui.oserrors import about
from vidtui.settings import Settings, with_roots
from vidtui.text import show


def subject(action: Action) -> tuple[object, ...]:
    """Return what an action changed: two with the same subject build on each other."""
    intent = mapping(action.intent)
    return intent.get("root"), intent.get("path")


class Undo:
    """One undo of any number of actions; the caller holds the writer lock."""

    def __init__(self, catalogue: Catalogue, settings: Settings, *, dry_run: bool) -> None:
        self.catalogue = catalogue
        self.settings = settings
        self.dry_run = dry_run
        self.watch = RootWatch(settings)

    def take_back(self, action: Action) -> Undone:
        """Take an action back and mark it as undone; or say why it is refused."""
        way = _WAYS.get(action.kind)
        try:
            if way is None or not way.needs <= mapping(action.intent).keys():
                raise SafetyRefusal(
                    _("action {action} ({kind}): this vidtui does not know how to undo it").format(
                        action=action.id, kind=show(action.kind)
                    )
                )
            return way.take_back(self, action)
        except SafetyRefusal as refusal:
            return Undone(action.id, str(refusal), refused=True)


def _answer(undo: Undo, action: Action) -> Undone:
    """Take back an answer; the caller's transaction is rolled back after a dry run."""
    title = deciding.take_back(undo.catalogue, action.id)
    return Undone(action.id, _("{title} is as before your answer").format(title=show(title)))


def _relocation(undo: Undo, action: Action) -> Undone:
    intent = mapping(action.intent)
    old, new = bytes.fromhex(intent["old"]), bytes.fromhex(intent["new"])
    with undo.catalogue.session():
        root = roots.known(new)
        taken = roots.known(old) is not None
    if root is None or root.identity.uuid != intent["root"] or taken:
        raise SafetyRefusal(
            _("{path} has changed since; nothing was undone").format(path=show(new))
        )
    state = examine(old, root.identity)
    if not state.online:
        raise SafetyRefusal(about(old, state.reason))
    if not undo.dry_run:
        root_changes.move(undo.catalogue, undo.settings, root, new, old)
        with undo.catalogue.transaction():
            journal.undone(action.id)
        undo.settings = root_changes.with_moved_root(undo.settings, new, old)
        undo.watch = RootWatch(undo.settings)
    what = _("root {new} is {old} again").format(new=show(new), old=show(old))
    return Undone(action.id, what, moved=(new, old))


def _link(undo: Undo, action: Action) -> Undone:
    what = repair_undo.take_back(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run, watch=undo.watch
    )
    return Undone(action.id, what)


def _entry(undo: Undo, action: Action) -> Undone:
    what = forgetting.take_back(undo.catalogue, action.id, dry_run=undo.dry_run)
    return Undone(action.id, what)


def _root(undo: Undo, action: Action) -> Undone:
    what, named = root_forgetting.take_back(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run
    )
    if named is not None and not undo.dry_run:
        undo.settings = with_roots(undo.settings, (*undo.settings.roots, named))
        undo.watch = RootWatch(undo.settings)
    return Undone(action.id, what, named=named)


class _TakeBack(Protocol):
    def __call__(self, undo: Undo, action: Action, /) -> Undone:
        """Take an action back.

        Raises:
            SafetyRefusal: something has changed since, or a disk is away.
        """


class _Way(NamedTuple):
    """How a kind is taken back, and what its intent must hold for that."""

    take_back: _TakeBack
    needs: frozenset[str]


_WAYS = {
    deciding.KIND: _Way(_answer, frozenset(("before", "after"))),
    "relocate": _Way(_relocation, frozenset(("root", "old", "new"))),
    link_acts.RELINK: _Way(_link, frozenset(("root", "path", "old", "new"))),
    link_acts.TRASH: _Way(_link, frozenset(("root", "path", "text", "trash", "to"))),
    link_acts.KEEP: _Way(_link, frozenset(("root", "path"))),
    forgetting.FORGET: _Way(_entry, forgetting.HELD),
    root_forgetting.KIND: _Way(_root, frozenset(("root", "path", "setting"))),
}
