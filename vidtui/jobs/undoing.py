"""Undo: replays the journal backwards, after checking that the state is what it left."""

from __future__ import annotations

import contextlib
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
    """One action taken back, or ``refused``; ``what`` is one line."""

    action: int
    what: str
    refused: bool = False


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
        if actions[0].kind == deciding.KIND:
            return _undo_answers(catalogue, actions, dry_run)
        return [_undo_relocation(catalogue, settings, action, dry_run) for action in actions]


class _Rehearsed(Exception):
    """Rolls back what a dry run did to see whether it can be done."""


def _undo_answers(catalogue: Catalogue, actions: list[Action], dry_run: bool) -> list[Undone]:
    """Take answers back; one that is refused keeps none of the others from it."""
    undone: list[Undone] = []
    refusal: SafetyRefusal | None = None
    with contextlib.suppress(_Rehearsed), catalogue.transaction():
        for action in actions:
            try:
                title = deciding.take_back(catalogue, action.id)
            except SafetyRefusal as error:
                refusal = error
                undone.append(Undone(action.id, str(error), refused=True))
            else:
                what = _("{title} is as before your answer").format(title=show(title))
                undone.append(Undone(action.id, what))
        if refusal is not None and all(one.refused for one in undone):
            raise refusal
        if dry_run:
            raise _Rehearsed
    return undone


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
