"""``vidtui --batch journal``: what was done, when, and what of it is undone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from vidtui.batch import media_centre
from vidtui.batch.output import Output
from vidtui.catalogue import journal
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.journal import PAGE, ActionRow, RunRow
from vidtui.errors import Exit, UsageProblem
from vidtui.i18n import _, ngettext, plural, titled
from vidtui.jobs import undo
from vidtui.jobs.journal import Undone
from vidtui.jobs.journal_wording import (
    action_state,
    counted,
    outcome,
    run_name,
    run_state,
    what,
)
from vidtui.jobs.json_documents import Streamed
from vidtui.jobs.links.undo import settled
from vidtui.jobs.suggest import Commands
from vidtui.settings.model import Settings
from vidtui.text import local_time, printable

DEEPEST = 5  # levels of what a run notes
RUNS = 20  # listed unless told otherwise: what fits a terminal


def show_runs(settings: Settings, *, limit: int | None, everything: bool, as_json: bool) -> Exit:
    """List the newest runs that changed something, or all runs."""
    catalogue = open_catalogue(settings.database)
    with catalogue.session():
        runs = journal.runs(only_changes=not everything, limit=limit or RUNS)
    document = {"command": "journal", "runs": [_run_document(run) for run in runs]}
    lines = [_run_line(run) for run in runs] or [_("No run has changed anything yet.")]
    return Output(as_json=as_json).report(document, "\n".join(lines), Exit.OK)


def show_run(settings: Settings, number: int, *, limit: int | None, as_json: bool) -> Exit:
    """List the actions of one run, the newest first.

    Raises:
        UsageProblem: there is no such run.
    """
    catalogue = open_catalogue(settings.database)
    with catalogue.session():
        run = journal.run(number)
        if run is None:
            raise UsageProblem(_("there is no run {run}").format(run=number))
        document = {
            "command": "journal",
            "run": _run_document(run),
            "actions": Streamed(lambda: map(_action_document, _actions(number, limit))),
        }
        lines = chain((_run_line(run),), map(_action_line, _actions(number, limit)))
        return Output(as_json=as_json).report(document, lines, Exit.OK)


def _actions(run: int, limit: int | None) -> Iterator[ActionRow]:
    """Yield the actions of a run, the newest first, a page at a time."""
    before, left = None, limit
    while page := journal.actions(run, before, limit=min(PAGE, left or PAGE)):
        yield from page
        before = page[-1].id
        if left is not None:
            left -= len(page)
            if not left:
                return


def _run_document(run: RunRow) -> dict[str, Any]:
    return {
        "id": run.id,
        "command": printable(run.command),
        "state": printable(run.state),
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "done": run.done,
        "undone": run.undone,
        "failed": run.failed,
        "open": run.open,
        "summary": _showable(run.summary),
    }


def _action_document(action: ActionRow) -> dict[str, Any]:
    return {
        "id": action.id,
        "kind": printable(action.kind),
        "what": what(action),
        "state": action.state,
        "outcome": None if action.outcome is None else printable(action.outcome),
        "done_at": action.done_at,
        "undone_at": action.undone_at,
    }


def _showable(value: Any, room: int = DEEPEST) -> Any:
    """Return what a run noted, its texts showable; what lies deeper than any note is left out."""
    if isinstance(value, str):
        return printable(value)
    if not isinstance(value, dict | list):
        return value
    if not room:
        return None
    if isinstance(value, dict):
        return {printable(str(name)): _showable(held, room - 1) for name, held in value.items()}
    return [_showable(held, room - 1) for held in value]


def _run_line(run: RunRow) -> str:
    count = plural("{n} change", "{n} changes", run.actions)
    said = count if run.actions else counted(run) or count
    parts = [titled(run_name(run.command), run_state(run.state)), said]
    for number, text in (
        (run.undone, ngettext("{n} undone", "{n} undone", run.undone)),
        (run.failed, ngettext("{n} failed", "{n} failed", run.failed)),
        (run.open, ngettext("{n} not finished", "{n} not finished", run.open)),
    ):
        if number:
            parts.append(text.format(n=number))
    return f"{run.id:>6}  {_time(run.started_at)}  {', '.join(parts)}"


def _action_line(action: ActionRow) -> str:
    state = action_state(action.state)
    if action.state == "failed":
        state += f" ({outcome(action)})"
    return f"{action.id:>10}  {_time(action.done_at)}  {state:12}  {what(action)}"


def _time(seconds: int | None) -> str:
    if seconds is None:
        return " " * 16
    return local_time(seconds)


def undo_run(
    settings: Settings,
    run: int | None,
    *,
    dry_run: bool,
    as_json: bool,
    accept_loss: bool = False,
) -> Exit:
    """Take back a run, the newest that changed something where none is named."""
    catalogue, before = _open(settings, dry_run)
    chosen = undo.last_run(catalogue) if run is None else run
    undone = undo.undo(catalogue, settings, chosen, dry_run=dry_run, accept_loss=accept_loss)
    return _report(settings, {"run": chosen}, undone, before, dry_run, as_json)


def undo_action(settings: Settings, action: int, *, dry_run: bool, as_json: bool) -> Exit:
    """Take back one action."""
    catalogue, before = _open(settings, dry_run)
    undone = undo.undo_action(catalogue, settings, action, dry_run=dry_run)
    return _report(settings, {"run": None, "action": action}, undone, before, dry_run, as_json)


def undo_day(
    settings: Settings, day: str, *, dry_run: bool, as_json: bool, accept_loss: bool = False
) -> Exit:
    """Take back what was done on a day: ``2026-11-25``, ``today`` or ``yesterday``."""
    date = _date(day)
    catalogue, before = _open(settings, dry_run)
    undone = undo.undo_day(catalogue, settings, date, dry_run=dry_run, accept_loss=accept_loss)
    asked = {"run": None, "day": date.isoformat()}
    return _report(settings, asked, undone, before, dry_run, as_json)


def _open(settings: Settings, dry_run: bool) -> tuple[Catalogue, list[str]]:
    """Open the catalogue; put in order what was left half done, and say what that was."""
    catalogue = open_catalogue(settings.database)
    return catalogue, [] if dry_run else settled(catalogue, settings)


def _date(text: str) -> datetime.date:
    today = datetime.date.today()
    if text == "today":
        return today
    if text == "yesterday":
        return today - datetime.timedelta(days=1)
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UsageProblem(
            _("{text}: is no day; write YYYY-MM-DD, today or yesterday").format(
                text=printable(text)
            )
        ) from None


def _report(
    settings: Settings,
    asked: dict[str, Any],
    undone: Sequence[Undone],
    before: list[str],
    dry_run: bool,
    as_json: bool,
) -> Exit:
    done = [one for one in undone if not one.refused]
    entry = next((one.entry for one in done if one.entry is not None), None)
    told = [] if dry_run else media_centre.after(settings, [one.action for one in done])
    document = {
        "command": "undo",
        **asked,
        "dry_run": dry_run,
        "entry": entry,
        "settled": before,
        "actions": [{"id": one.action, "what": one.what, "refused": one.refused} for one in undone],
        **media_centre.added(told),
    }
    lines = [
        *before,
        *_sections(undone, dry_run=dry_run),
        *media_centre.lines_of(told),
    ]
    if entry is not None:
        command = printable(Commands(settings).undo(entry))
        lines.append(_("To take that back: {command}").format(command=command))
    code = Exit.REFUSED if len(done) < len(undone) else Exit.OK
    return Output(as_json=as_json).report(document, "\n".join(lines), code)


def _sections(undone: Sequence[Undone], *, dry_run: bool) -> Iterator[str]:
    """Yield what was taken back, then what was refused, each below its heading."""
    done, refused = _("Undone:"), _("Refused:")
    if dry_run:
        done, refused = _("Would be undone:"), _("Would be refused:")
    for head, is_refused in ((done, False), (refused, True)):
        some = [one for one in undone if one.refused == is_refused]
        if some:
            yield from (head, *(f"  {one.what}" for one in some))
