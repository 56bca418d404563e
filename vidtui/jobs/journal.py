"""The journal: every run, and each change with its intent before and its outcome after."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.models import Action, Run
from vidtui.catalogue.schema import Unfit
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs.json_documents import Wrong
from vidtui.settings.model import RootSetting


def now() -> int:
    """Return the time as the catalogue holds it."""
    return int(time.time())


def begin(catalogue: Catalogue, command: str) -> int:
    """Open a run and return its id; the caller holds the writer lock.

    Runs that other processes left open belong to dead ones, and are closed as ``interrupted``.
    """
    now = int(time.time())
    with catalogue.transaction():
        Run.update(state="interrupted", finished_at=now).where(
            (Run.state == "running") & (Run.pid != os.getpid())
        ).execute()
        run = Run.create(command=command, state="running", started_at=now, pid=os.getpid())
        return int(run.id)


def finish(catalogue: Catalogue, run: int, state: str, summary: Mapping[str, object]) -> None:
    """Close a run as ``done``, ``cancelled``, ``refused`` or ``failed``."""
    with catalogue.transaction():
        Run.update(
            state=state, finished_at=int(time.time()), summary=json.dumps(dict(summary))
        ).where(Run.id == run).execute()


def intend(catalogue: Catalogue, run: int, kind: str, intent: Mapping[str, object]) -> int:
    """Write durably what is about to be done; return the action's id."""
    with catalogue.transaction():
        return int(Action.create(run=run, kind=kind, intent=json.dumps(dict(intent))).id)


def action(number: int) -> Action:
    """Return an action that there is; in a session."""
    row: Action = Action.get_by_id(number)
    return row


def record(action: int, outcome: str) -> None:
    """Write what came of an action; in a transaction."""
    Action.update(outcome=outcome, done_at=int(time.time())).where(Action.id == action).execute()


def came_to(catalogue: Catalogue, action: int, outcome: str) -> None:
    """Write durably what came of an action."""
    with catalogue.transaction():
        record(action, outcome)


def stays_done(action: int) -> None:
    """Note that an action is done; unlike ``record``, leave when: an undo by day goes by that."""
    Action.update(outcome="done").where(Action.id == action).execute()


def undone(action: int) -> None:
    """Mark an action as undone; in a transaction."""
    Action.update(undone_at=int(time.time())).where(Action.id == action).execute()


def amend(catalogue: Catalogue, action: int, intent: Mapping[str, object]) -> None:
    """Write durably another intent for an action that has not been begun."""
    with catalogue.transaction():
        Action.update(intent=json.dumps(dict(intent))).where(Action.id == action).execute()


class _Rehearsed(Exception):
    """Rolls back what a dry run did to see whether it can be done."""


@contextlib.contextmanager
def rehearsable(catalogue: Catalogue, *, dry_run: bool) -> Iterator[None]:
    """Be in one transaction, of which nothing is kept in a dry run."""
    with contextlib.suppress(_Rehearsed), catalogue.transaction():
        yield
        if dry_run:
            raise _Rehearsed


@dataclass(frozen=True, slots=True)
class Undone:
    """One action taken back, or ``refused``; ``what`` is one line.

    ``moved`` is the place of a root before and after, where that is what was taken back;
    ``named`` what the settings name again. ``of`` is what stood or stands again, where the action
    took back another one; ``entry`` the run of the journal in which this stands.
    """

    action: int
    what: str
    refused: bool = False
    moved: tuple[bytes, bytes] | None = None
    named: RootSetting | None = None
    of: int | None = None
    is_again: bool = False
    entry: int | None = field(default=None, compare=False)


@contextlib.contextmanager
def ours(action: int) -> Iterator[None]:
    """Refuse a record in the journal that is none of ours: the catalogue may be another's.

    Raises:
        SafetyRefusal: what is read inside is damaged.
    """
    try:
        yield
    except (Wrong, Unfit) as error:
        why = _("action {action}: its record is damaged; nothing was undone")
        raise SafetyRefusal(why.format(action=action)) from error
