"""An undo is an entry of the journal too: what it took back can be done again, and back again.

Each thing taken back is an action of the kind ``UNDO`` that names the one it is about. It is
written before, withdrawn where nothing could be done, and stands while the other does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import REDOING, UNDO, UNDOING, add_actions, set_outcomes
from vidtui.catalogue.json_columns import mapping
from vidtui.catalogue.models import Action
from vidtui.catalogue.sql import write_many
from vidtui.jobs import journal
from vidtui.jobs.journal import now

COMMAND = "undo"
NOT_DONE = "not done: interrupted"
_SHOWN = ("root", "path", "old", "new", "text", "trash", "to", "verb", "files", "links")
"""What is kept of the other's intent, so that the entry can be shown without it."""


def intend(catalogue: Catalogue, run: int, action: Action) -> int:
    """Write durably that an action is about to be taken back; return the entry's id."""
    return journal.intend(catalogue, run, UNDO, _intent(action))


def intend_all(catalogue: Catalogue, run: int, actions: Sequence[Action]) -> list[int]:
    """Likewise for many at once, in their order."""
    with catalogue.transaction():
        return add_actions(run, UNDO, (json.dumps(_intent(action)) for action in actions))


def came_to(catalogue: Catalogue, entries: Mapping[int, bool]) -> None:
    """Write down of many entries whether something came of them; the others are forgotten."""
    with catalogue.transaction():
        set_outcomes(((entry, "done") for entry, is_done in entries.items() if is_done), now())
        write_many(
            "DELETE FROM action WHERE id = ?",
            ((entry,) for entry, is_done in entries.items() if not is_done),
        )


def _intent(action: Action) -> dict[str, Any]:
    held = mapping(action.intent)
    if action.kind == UNDO:
        again = not held.get("again")
        return {**held, "action": action.id, "again": again}
    shown: dict[str, Any] = {name: held[name] for name in _SHOWN if name in held}
    before = held.get("before")
    if isinstance(before, dict) and "title" in before:
        shown["before"] = {"title": before["title"]}
    return {**shown, "action": action.id, "kind": action.kind, "again": False}


def withdraw(catalogue: Catalogue, entry: int) -> None:
    """Forget an entry of which nothing came."""
    with catalogue.transaction():
        Action.delete().where(Action.id == entry).execute()


def about(entry: Action) -> Action | None:
    """Return the action that an entry is about, None where the journal has it no more."""
    number = mapping(entry.intent).get("action")
    is_number = isinstance(number, int) and not isinstance(number, bool)
    return Action.get_or_none(Action.id == number) if is_number else None


def stands(action: int) -> None:
    """Mark an action that was taken back as standing again; in a transaction."""
    Action.update(undone_at=None).where(Action.id == action).execute()


def settle(catalogue: Catalogue) -> None:
    """Close what a kill left open, once the actions that these are about are in order.

    The caller holds the writer lock.
    """
    with catalogue.transaction():
        rows = Action.select().where((Action.kind == UNDO) & Action.outcome.is_null())
        for entry in rows.order_by(Action.id):
            other = about(entry)
            if other is not None and other.outcome in (UNDOING, REDOING):
                continue  # its disk is away
            if other is not None and other.kind == UNDO:
                _follow(other)
            is_done = other is not None and _is_taken_back(other)
            journal.record(entry.id, "done" if is_done else NOT_DONE)


def _follow(entry: Action) -> None:
    """Note that an entry is taken back, where what it is about stands again."""
    other = about(entry)
    if other is not None and not _is_taken_back(other) and entry.undone_at is None:
        journal.undone(entry.id)


def _is_taken_back(action: Action) -> bool:
    found = Action.get_by_id(action.id)
    return found.outcome == "done" and found.undone_at is not None
