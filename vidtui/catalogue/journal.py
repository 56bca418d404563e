"""The journal as lists show it: runs and their actions, newest first, a page at a time.

Sessions are the caller's. A library lives for years: nothing here reads the whole journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from peewee import Case, fn

from vidtui.catalogue.json_columns import mapping
from vidtui.catalogue.models import Action, Root, Run
from vidtui.catalogue.sql import columns, read, write_many

PAGE = 200  # rows that one read returns at most, unless it is told otherwise
UNDOING = "undoing"  # the outcome of an action while it is being taken back
LEADER = "with"
"""In an intent the id of the action with which it was done: subtitles go with their film."""
REDOING = "redoing"  # likewise, while what was taken back is done again
UNDO = "undo"
"""The kind of an action that took back another one, which its intent names."""

ActionState = Literal["done", "undone", "failed", "open"]
"""``open``: it is being done or undone, or the process that was at it was killed."""


class RunRow(NamedTuple):
    """A run, and how many of its actions stand, are undone, came to nothing, or are open."""

    id: int
    command: str
    state: str
    started_at: int
    finished_at: int | None
    summary: Mapping[str, Any]
    done: int = 0
    undone: int = 0
    failed: int = 0
    open: int = 0

    @property
    def actions(self) -> int:
        """The number of all its actions."""
        return self.done + self.undone + self.failed + self.open


class ActionRow(NamedTuple):
    """An action; ``root`` is where the root that its intent names lies now."""

    id: int
    run: int
    kind: str
    intent: Mapping[str, Any]
    outcome: str | None
    done_at: int | None
    undone_at: int | None
    root: bytes | None = None

    @property
    def state(self) -> ActionState:
        """What came of it."""
        if self.outcome is None or self.outcome in (UNDOING, REDOING):
            return "open"
        if self.outcome != "done":
            return "failed"
        return "done" if self.undone_at is None else "undone"


def runs(
    before: int | None = None, *, only_changes: bool = False, limit: int = PAGE
) -> list[RunRow]:
    """Return runs, the newest first.

    Args:
        before: only those with a lower id.
        only_changes: leave out those without actions.
        limit: at most so many.
    """
    query = Run.select(*columns(Run, RunRow, 6)).order_by(Run.id.desc())
    if before is not None:
        query = query.where(Run.id < before)
    if only_changes:
        query = query.where(fn.EXISTS(Action.select(1).where(Action.run == Run.id)))
    found = list(query.limit(limit).tuples())
    counts = _counts([row[0] for row in found])
    return [
        RunRow(id_, command, state, started, finished, mapping(summary), **counts.get(id_, {}))
        for id_, command, state, started, finished, summary in found
    ]


def run(number: int) -> RunRow | None:
    """Return one run, None where there is none of that number."""
    found = runs(number + 1, limit=1)
    return found[0] if found and found[0].id == number else None


def actions(run: int, before: int | None = None, *, limit: int | None = PAGE) -> list[ActionRow]:
    """Return the actions of a run, the newest first; only those with an id below ``before``."""
    query = (
        Action.select(*columns(Action, ActionRow, 7))
        .where(Action.run == run)
        .order_by(Action.id.desc())
    )
    if before is not None:
        query = query.where(Action.id < before)
    roots = {uuid: bytes(path) for uuid, path in Root.select(Root.uuid, Root.path).tuples()}
    rows = []
    for id_, of, kind, text, outcome, done_at, undone_at in query.limit(limit).tuples():
        intent = mapping(text)
        root = intent.get("root")
        place = roots.get(root) if isinstance(root, str) else None
        rows.append(ActionRow(id_, of, kind, intent, outcome, done_at, undone_at, place))
    return rows


def led_by(action: int) -> list[int]:
    """Return the actions that were done with another one."""
    run = Action.select(Action.run).where(Action.id == action)
    # Within a text a quotation mark would be escaped, so this can only be the member.
    says = fn.INSTR(Action.intent, f'"{LEADER}": ') > 0
    rows = Action.select(Action.id, Action.intent).where(
        (Action.run == run) & (Action.id > action) & says
    )
    return [id_ for id_, text in rows.tuples() if mapping(text).get(LEADER) == action]


def next_action() -> int:
    """Return the id that the next action gets; in a transaction."""
    (highest,) = next(read("SELECT COALESCE(MAX(id), 0) FROM action"))
    return int(highest) + 1


def add_actions(run: int, kind: str, intents: Iterable[str]) -> list[int]:
    """Write what is about to be done, many at once; return the ids in order. In a transaction."""
    rows = [(id_, run, kind, intent) for id_, intent in enumerate(intents, next_action())]
    write_many("INSERT INTO action (id, run_id, kind, intent) VALUES (?, ?, ?, ?)", rows)
    return [row[0] for row in rows]


def set_outcomes(outcomes: Iterable[tuple[int, str]], when: int) -> None:
    """Write what came of actions; in a transaction."""
    write_many(
        "UPDATE action SET outcome = ?, done_at = ? WHERE id = ?",
        ((outcome, when, action) for action, outcome in outcomes),
    )


def set_intents(intents: Iterable[tuple[int, str]]) -> None:
    """Write what was done, where it is not what was intended; in a transaction."""
    write_many(
        "UPDATE action SET intent = ? WHERE id = ?",
        ((intent, action) for action, intent in intents),
    )


def _counts(runs: list[int]) -> dict[int, dict[str, int]]:
    is_open = Action.outcome.is_null() | (Action.outcome << (UNDOING, REDOING))
    is_done = Action.outcome == "done"
    is_undone = is_done & Action.undone_at.is_null(False)
    rows = (
        Action.select(
            Action.run,
            fn.COUNT(Action.id),
            *(fn.SUM(Case(None, ((held, 1),), 0)) for held in (is_open, is_done, is_undone)),
        )
        .where(Action.run << runs)
        .group_by(Action.run)
        .tuples()
    )
    return {
        run: {
            "done": done - undone,
            "undone": undone,
            "failed": count - done - unknown,
            "open": unknown,
        }
        for run, count, unknown, done, undone in rows
    }
