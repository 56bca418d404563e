"""Undo: replays the journal backwards, after checking that the state is what it left."""

from __future__ import annotations

import json
from dataclasses import dataclass

from vidtui.catalogue import roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.models import Action, Run
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _
from vidtui.jobs import deciding, journal
from vidtui.jobs import roots as root_changes
from vidtui.library.guard import examine
from vidtui.oserrors import about
from vidtui.settings import Settings
from vidtui.text import show


@dataclass(frozen=True, slots=True)
class Undone:
    """One action taken back; ``what`` is one line."""

    action: int
    what: str


def last_run(catalogue: Catalogue) -> int:
    """Return the id of the newest run with something to take back.

    Raises:
        UsageProblem: there is none.
    """
    with catalogue.session():
        row = (
            Action.select(Action.run)
            .where((Action.outcome == "done") & Action.undone_at.is_null())
            .order_by(Action.id.desc())
            .tuples()
            .first()
        )
    if row is None:
        raise UsageProblem(_("there is nothing to undo"))
    return int(row[0])


def undo(catalogue: Catalogue, settings: Settings, run: int, *, dry_run: bool) -> list[Undone]:
    """Take back what a run did, newest first.

    Raises:
        UsageProblem: no such run, or nothing of it to take back.
        SafetyRefusal: something has changed since.
    """
    with catalogue.writing("undo"):
        with catalogue.session():
            if Run.get_or_none(Run.id == run) is None:
                raise UsageProblem(_("there is no run {run}").format(run=run))
            actions = list(
                Action.select()
                .where(
                    (Action.run == run) & (Action.outcome == "done") & Action.undone_at.is_null()
                )
                .order_by(Action.id.desc())
            )
        if not actions:
            raise UsageProblem(_("run {run} left nothing to undo").format(run=run))
        return [_undo_action(catalogue, settings, action, dry_run) for action in actions]


def _undo_action(catalogue: Catalogue, settings: Settings, action: Action, dry_run: bool) -> Undone:
    if action.kind == deciding.KIND:
        title = deciding.take_back(catalogue, action.id, dry_run=dry_run)
        return Undone(action.id, _("{title} is as before your answer").format(title=show(title)))
    return _undo_relocation(catalogue, settings, action, dry_run)


def _undo_relocation(
    catalogue: Catalogue, settings: Settings, action: Action, dry_run: bool
) -> Undone:
    intent = json.loads(action.intent)
    old, new = bytes.fromhex(intent["old"]), bytes.fromhex(intent["new"])
    with catalogue.session():
        root = roots.known(new)
        taken = roots.known(old) is not None
    if root is None or root.identity.uuid != intent["root"] or taken:
        raise SafetyRefusal(
            _("{path} has changed since; nothing was undone").format(path=show(new))
        )
    state = examine(old, root.identity)
    if not state.online:
        raise SafetyRefusal(about(old, state.reason))
    if not dry_run:
        root_changes.move(catalogue, settings, root, new, old)
        with catalogue.transaction():
            journal.undone(action.id)
    return Undone(action.id, _("root {new} is {old} again").format(new=show(new), old=show(old)))
