"""The journal: every run, and each change with its intent before and its outcome after.

Here too: the log of a job, and runs and actions in words, showable, one line each.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import UNDO, ActionRow, ActionState, RunRow
from vidtui.catalogue.models import Action, Run
from vidtui.catalogue.schema import Unfit
from vidtui.errors import SafetyRefusal
from vidtui.i18n import N_, NN_, _, counting, ngettext
from vidtui.jobs.json_documents import Wrong
from vidtui.jobs.wording import beside, difference
from vidtui.settings.model import RootSetting
from vidtui.text import printable


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


UNKNOWN = "?"  # what a journal that was damaged does not tell
_RUNS: Mapping[str, str] = {
    "import": N_("import"),
    "enrich": N_("enrichment"),
    "pending": N_("your answers"),
    "repair-links": N_("links repaired"),
    "link": N_("links made"),
    "link --rename": N_("links moved"),
    "links restore": N_("links put back"),
    "roots relocate": N_("root moved"),
    "roots forget": N_("root forgotten"),
    "forget": N_("entries forgotten"),
    "undo": N_("taken back"),
}
_RUN_STATES: Mapping[str, str] = {
    "running": N_("running"),
    "done": N_("done"),
    "cancelled": N_("cancelled"),
    "refused": N_("refused"),
    "failed": N_("failed"),
    "interrupted": N_("interrupted"),
}
_ACTION_STATES: Mapping[ActionState, str] = {
    "done": N_("done"),
    "undone": N_("undone"),
    "failed": N_("failed"),
    "open": N_("not finished"),
}
_VERBS: Mapping[str, str] = {
    "relocate": N_("root moved"),
    "relink": N_("repair"),
    "trash-link": N_("to the trash"),
    "keep-link": N_("right as it is"),
    "make-link": N_("link made"),
    "move-link": N_("link moved"),
    "never-link": N_("never to be linked"),
    "answer-link": N_("place chosen"),
    "forget": N_("forgotten"),
    "forget-root": N_("root forgotten"),
    "decide accept": N_("accepted"),
    "decide reject": N_("none of these"),
    "decide ignore": N_("in no database"),
    "decide confirm": N_("confirmed"),
    "decide reopen": N_("not this one"),
    "decide ask-again": N_("asked about again"),
}
_OUTCOMES = (N_("not done: interrupted"), N_("unclear: interrupted, and changed since"))
_COUNTS: Mapping[str, str | tuple[str, str]] = {
    "imported": NN_("imported", "imported"),
    "ignored": N_("known and unchanged"),
    "errors": N_("errors"),
    "moved": NN_("moved", "moved"),
    "duplicates": N_("possible duplicates"),
    "changed": NN_("changed", "changed"),
    "still_changing": N_("still being written"),
    "back": NN_("back again", "back again"),
    "missing": NN_("missing", "missing"),
    "away": N_("away"),
    "extras": N_("extras"),
    "unknown": N_("type unknown"),
    "films": N_("films"),
    "series": N_("series"),
    "links": N_("links"),
    "broken_links": N_("broken links"),
    "enriched": N_("identified"),
    "pending": N_("to decide"),
    "not_found": N_("not found"),
    "failed": N_("failed"),
    "put_back": N_("queued as before"),
    "requests": N_("requests"),
    "forgotten": N_("forgotten"),
    "asked_again": N_("asked about again"),
    "packs": NN_("file of several works", "files of several works"),
    "strays": N_("without a known episode"),
}


def run_name(command: str) -> str:
    """Return what a run was."""
    return _(_RUNS[command]) if command in _RUNS else printable(command)


def run_state(state: str) -> str:
    """Return how a run ended."""
    return _(_RUN_STATES[state]) if state in _RUN_STATES else printable(state)


def action_state(state: ActionState) -> str:
    """Return what came of an action."""
    return _(_ACTION_STATES[state])


def outcome(action: ActionRow) -> str:
    """Return why an action came to nothing; nothing where it did not."""
    text = (action.outcome or "") if action.state == "failed" else ""
    return printable(_(text) if text in _OUTCOMES else text)


def counts(run: RunRow) -> list[tuple[str, int]]:
    """Return what a run counted, in words; what it did not meet is left out."""
    return [
        (counting(_COUNTS[name], count), count)
        for name, count in run.summary.items()
        if name in _COUNTS and isinstance(count, int) and count
    ]


def counted(run: RunRow, number: Callable[[int], str] = str) -> str:
    """Return what a run counted, in one line; nothing where it met nothing."""
    return " · ".join(f"{number(count)} {label}" for label, count in counts(run))


def of_undo(action: ActionRow) -> ActionRow:
    """Return what an action took back, as far as it tells; any other itself."""
    if action.kind != UNDO:
        return action
    return action._replace(kind=str(action.intent.get("kind")))


def verb(action: ActionRow) -> str:
    """Return what was done, in two or three words."""
    if action.kind == UNDO:
        said = _("{what} again") if action.intent.get("again") else _("{what} taken back")
        return said.format(what=verb(of_undo(action)))
    kind = action.kind
    if kind == "decide":
        kind += f" {action.intent.get('verb')}"
    return _(_VERBS[kind]) if kind in _VERBS else printable(kind)


def subject(action: ActionRow) -> str:
    """Return what it was done to: the path of a link or file below its root, a title, a root."""
    intent, action = action.intent, of_undo(action)
    if action.kind == "decide":
        return _title(intent)
    if action.kind == "relocate":
        return f"{_shown(intent, 'old')} → {_shown(intent, 'new')}"
    return _shown(intent, "path")


def what(action: ActionRow) -> str:
    """Return all that matters of an action, as one line."""
    if action.kind == UNDO:
        said = _("again: {what}") if action.intent.get("again") else _("taken back: {what}")
        return said.format(what=what(of_undo(action)))
    before, after = (
        next((value for key, _label, value in told(action) if key == wanted), None)
        for wanted in ("before", "after")
    )
    if action.kind == "relocate":
        said = subject(action)
    elif action.kind == "decide":
        said = f"{_title(action.intent)} → {after}" if after else _title(action.intent)
    else:
        said = printable(link(action)) or UNKNOWN
        if before and after:
            said += f" ({before} → {after})"
            if action.kind == "relink":
                said += beside(_held(action.intent, "old"), _held(action.intent, "new"))
        elif after:
            said += f" → {after}"
    return _("{verb}: {what}").format(verb=verb(action), what=said)


def told(action: ActionRow) -> list[tuple[str, str, str]]:
    """Return all there is to tell of an action: a name, its label, and the showable text."""
    intent, action = action.intent, of_undo(action)
    if action.kind == "decide":
        found = [("title", _("Title"), _title(intent)), ("after", _("Is"), _accepted(intent))]
    elif action.kind == "relocate":
        found = [
            ("before", _("Before"), _shown(intent, "old")),
            ("after", _("After"), _shown(intent, "new")),
        ]
    elif action.kind == "forget-root":
        found = [
            ("root", _("Root"), _shown(intent, "path")),
            ("entries", _("Known of it"), _entries(intent)),
        ]
    elif action.kind in ("never-link", "answer-link"):
        found = [("file", _("File"), printable(link(action)) or UNKNOWN)]
        if action.kind == "answer-link":
            found.append(("after", _("Folder"), printable(_held(intent, "to"))))
    elif action.kind == "forget":
        found = [("file", _("File"), printable(link(action)) or UNKNOWN)]
    else:
        found = [("link", _("Link"), printable(link(action)) or UNKNOWN)]
        if action.kind == "relink":
            found.append(("before", _("Before"), _shown(intent, "old")))
            found.append(("after", _("After"), _shown(intent, "new")))
            differs = difference(_held(intent, "old"), _held(intent, "new"))
            found.append(("differs", _("What differs"), differs))
        elif action.kind == "move-link":
            place = os.path.join(action.root or b"", _held(intent, "to"))
            found.append(("after", _("Is now"), printable(place) or UNKNOWN))
        elif action.kind == "make-link":
            found.append(("after", _("Shows"), _shown(intent, "text")))
        elif action.kind == "trash-link":
            found.append(("text", _("It showed"), _shown(intent, "text")))
            trash = _held(intent, "trash"), _held(intent, "to")
            found.append(("after", _("In the trash"), printable(os.path.join(*trash)) or UNKNOWN))
    return [one for one in found if one[2]]


def _entries(intent: Mapping[str, Any]) -> str:
    files, links = intent.get("files"), intent.get("links")
    if isinstance(links, int) and links:
        return ngettext("{n} link", "{n} links", links).format(n=links)
    count = files if isinstance(files, int) else 0
    return ngettext("{n} file", "{n} files", count).format(n=count)


def link(action: ActionRow) -> bytes:
    """Return where the link or file of an action is: absolute, where its root is known."""
    path = _held(action.intent, "path")
    return os.path.join(action.root, path) if action.root is not None and path else path


def _held(intent: Mapping[str, Any], name: str) -> bytes:
    """Return bytes that an intent holds as hexadecimal text; none where it does not."""
    try:
        return bytes.fromhex(intent[name])
    except (KeyError, TypeError, ValueError):
        return b""


def _shown(intent: Mapping[str, Any], name: str) -> str:
    return printable(_held(intent, name)) or UNKNOWN


def _title(intent: Mapping[str, Any]) -> str:
    before = intent.get("before")
    title = before.get("title") if isinstance(before, dict) else None
    return (printable(title) if isinstance(title, str) else "") or UNKNOWN


def _accepted(intent: Mapping[str, Any]) -> str:
    """Return the id of the work that was accepted, such as ``tmdb:603``; nothing without one."""
    after = intent.get("after")
    held = after.get("candidates") if isinstance(after, dict) else None
    for name, answer in held.items() if isinstance(held, dict) else ():
        if isinstance(answer, list) and answer[:1] == ["person"]:
            provider, _kind, id_ = [*str(name).split("/", 2), "", ""][:3]
            return printable(f"{provider}:{id_}")
    return ""
