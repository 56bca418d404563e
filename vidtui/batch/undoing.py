"""``vidtui undo``."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from vidtui import i18n
from vidtui.batch.output import Output
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.errors import Exit, UsageProblem
from vidtui.i18n import _
from vidtui.jobs import undoing
from vidtui.jobs.repair.settling import settled
from vidtui.jobs.undone import Undone
from vidtui.settings import Settings
from vidtui.text import show


def undo_run(settings: Settings, run: int | None, *, dry_run: bool, as_json: bool) -> Exit:
    """Take back a run, the newest that changed something where none is named."""
    i18n.use(settings.language)
    catalogue, before = _open(settings, dry_run)
    chosen = undoing.last_run(catalogue) if run is None else run
    undone = undoing.undo(catalogue, settings, chosen, dry_run=dry_run)
    return _report({"run": chosen}, undone, before, dry_run, as_json)


def undo_action(settings: Settings, action: int, *, dry_run: bool, as_json: bool) -> Exit:
    """Take back one action."""
    i18n.use(settings.language)
    catalogue, before = _open(settings, dry_run)
    undone = undoing.undo_action(catalogue, settings, action, dry_run=dry_run)
    return _report({"run": None, "action": action}, undone, before, dry_run, as_json)


def undo_day(settings: Settings, day: str, *, dry_run: bool, as_json: bool) -> Exit:
    """Take back what was done on a day: ``2026-11-25``, ``today`` or ``yesterday``."""
    i18n.use(settings.language)
    date = _date(day)
    catalogue, before = _open(settings, dry_run)
    undone = undoing.undo_day(catalogue, settings, date, dry_run=dry_run)
    return _report({"run": None, "day": date.isoformat()}, undone, before, dry_run, as_json)


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
            _("{text}: is no day; write YYYY-MM-DD, today or yesterday").format(text=show(text))
        ) from None


def _report(
    asked: dict[str, Any],
    undone: Sequence[Undone],
    before: list[str],
    dry_run: bool,
    as_json: bool,
) -> Exit:
    document = {
        "command": "undo",
        **asked,
        "dry_run": dry_run,
        "settled": before,
        "actions": [{"id": one.action, "what": one.what, "refused": one.refused} for one in undone],
    }
    done = [one for one in undone if not one.refused]
    refused = [one for one in undone if one.refused]
    parts = (
        (_("Would be undone:") if dry_run else _("Undone:"), done),
        (_("Would be refused:") if dry_run else _("Refused:"), refused),
    )
    lines = [
        *before,
        *(
            line
            for head, some in parts
            if some
            for line in (head, *(f"  {one.what}" for one in some))
        ),
    ]
    code = Exit.REFUSED if refused else Exit.OK
    return Output(as_json=as_json).report(document, "\n".join(lines), code)
