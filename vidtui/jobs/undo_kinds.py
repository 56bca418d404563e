"""How each kind of action is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vidtui.catalogue import roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.json_columns import mapping
from vidtui.catalogue.models import Action
from vidtui.disk.root_identity import examine
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _
from vidtui.jobs import decide, forget
from vidtui.jobs.journal import record
from vidtui.jobs.journal.undo import Undone, damaged_record
from vidtui.jobs.json_reading import Wrong, decode
from vidtui.jobs.links import undo as repair_undo
from vidtui.jobs.links.intents import KEEP, RELINK, TRASH
from vidtui.jobs.roots import change as root_changes
from vidtui.jobs.roots import forget as root_forgetting
from vidtui.jobs.roots.status_cache import RootWatch
from vidtui.oserrors import about
from vidtui.paths import is_normal
from vidtui.settings.model import Settings, with_roots
from vidtui.text import show


def subjects(action: Action) -> frozenset[tuple[str, str]]:
    """Return what an action changed: two with a subject in common build on each other."""
    intent = mapping(action.intent)
    found = {(str(intent.get("root")), str(intent.get("path")))}
    if action.kind == "relocate":
        found.add(("", str(intent.get("new"))))
    elif action.kind == root_forgetting.KIND:
        found.add(("", str(intent.get("path"))))
    return frozenset(found)


class Undo:
    """One undo of any number of actions; the caller holds the writer lock."""

    def __init__(self, catalogue: Catalogue, settings: Settings, *, dry_run: bool) -> None:
        self.catalogue = catalogue
        self.settings = settings
        self.dry_run = dry_run
        self.watch = RootWatch(settings)

    def take_back(self, action: Action) -> Undone:
        """Take an action back and mark it as undone; or say why it is refused."""
        take_back = _WAYS.get(action.kind)
        try:
            if take_back is None:
                raise SafetyRefusal(
                    _("action {action} ({kind}): this vidtui does not know how to undo it").format(
                        action=action.id, kind=show(action.kind)
                    )
                )
            return take_back(self, action)
        except SafetyRefusal as refusal:
            return Undone(action.id, str(refusal), refused=True)


def _answer(undo: Undo, action: Action) -> Undone:
    """Take back an answer; the caller's transaction is rolled back after a dry run."""
    title = decide.take_back(undo.catalogue, action.id)
    text = _("{title} is as before your answer")
    if mapping(action.intent).get("verb") == "ask-again":
        text = _("{title} has its answer again")
    return Undone(action.id, text.format(title=show(title)))


def _relocation(undo: Undo, action: Action) -> Undone:
    try:
        intent = decode(action.intent.encode("utf-8"))
        uuid = intent["root"].text()
        old, new = (intent[key].from_hexadecimal(is_normal) for key in ("old", "new"))
    except Wrong as wrong:
        raise SafetyRefusal(damaged_record(action.id)) from wrong
    with undo.catalogue.session():
        root = roots.known(new)
        taken = roots.known(old) is not None
    if root is None or root.identity.uuid != uuid or taken:
        raise SafetyRefusal(
            _("{path} has changed since; nothing was undone").format(path=show(new))
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
            record.undone(action.id)
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
    what = forget.take_back(undo.catalogue, action.id, dry_run=undo.dry_run)
    return Undone(action.id, what)


def _root(undo: Undo, action: Action) -> Undone:
    what, named = root_forgetting.take_back(
        undo.catalogue, undo.settings, action.id, dry_run=undo.dry_run
    )
    if named is not None and not undo.dry_run:
        undo.settings = with_roots(undo.settings, (*undo.settings.roots, named))
        undo.watch = RootWatch(undo.settings)
    return Undone(action.id, what, named=named)


_WAYS: Mapping[str, Callable[[Undo, Action], Undone]] = {
    decide.KIND: _answer,
    "relocate": _relocation,
    RELINK: _link,
    TRASH: _link,
    KEEP: _link,
    forget.FORGET: _entry,
    root_forgetting.KIND: _root,
}
"""By kind what takes an action back; SafetyRefusal where something has changed since, a disk is
away, or its record is none of ours."""
