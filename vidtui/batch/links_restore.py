"""``vidtui links restore FILE``: links of a record that are missing are made again."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from vidtui.batch import media_centre
from vidtui.batch.output import Output
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import Exit, worst
from vidtui.i18n import _, ngettext
from vidtui.jobs.link.restore import COMMAND, Restore, Restored
from vidtui.jobs.suggest import Commands
from vidtui.oserrors import about
from vidtui.settings.model import Settings
from vidtui.text import json_path, printable

_SHOWN = 20  # links named of each state; the report as JSON names all


def run_restore(settings: Settings, file: Path, *, dry_run: bool, as_json: bool) -> Exit:
    """Make what is missing, and say what became of each link.

    Raises:
        UsageProblem: the file is no record of links.
        SafetyRefusal: a root is away.
        LockHeld: another process writes.
    """
    restore = Restore(open_catalogue(settings.database), settings, dry_run=dry_run)
    found = list(restore.of(file))
    counts: Counter[str] = Counter(one.state for one in found)
    told = []
    if restore.actions:
        folders = {os.path.dirname(one.link.path) for one in found if one.state == "made"}
        told = media_centre.after(settings, restore.actions, folders)
    problems = counts["failed"] + counts["refused"]
    code = worst(Exit.ITEMS_FAILED if problems else Exit.OK)
    document = {
        "command": COMMAND,
        "file": printable(str(file)),
        "dry_run": dry_run,
        "stopped": restore.stopped or None,
        "summary": {
            state: counts[state] for state in ("made", "there", "other", "refused", "failed")
        },
        "links": [
            {
                **json_path(one.link.path),
                **json_path(one.link.text, "text"),
                "state": one.state,
                "reason": one.reason or None,
            }
            for one in found
        ],
        "notices": restore.notices,
        "run": restore.run,
        **media_centre.added(told),
    }
    lines = _lines(found, counts, restore, Commands(settings), dry_run=dry_run)
    return Output(as_json=as_json).report(document, [*lines, *media_centre.lines_of(told)], code)


def _lines(
    found: list[Restored],
    counts: Counter[str],
    restore: Restore,
    commands: Commands,
    *,
    dry_run: bool,
) -> list[str]:
    lines = [f"! {notice}" for notice in restore.notices]
    if dry_run:
        lines.append(_("Dry run: nothing was written. This would be done:"))
    if restore.stopped:
        lines.append(_("Stopped: {reason}").format(reason=restore.stopped))
    made, there, other = counts["made"], counts["there"], counts["other"]
    lines.append(ngettext("{n} link put back", "{n} links put back", made).format(n=made))
    lines += _named(found, "made")
    if there:
        lines.append(ngettext("{n} is as it was", "{n} are as they were", there).format(n=there))
    if other:
        text = ngettext(
            "{n} has something else at its place, which stays",
            "{n} have something else at their place, which stays",
            other,
        )
        lines += [text.format(n=other), *_named(found, "other")]
    lines += (_why(one) for one in found if one.state in ("refused", "failed"))
    if restore.run is not None and made:
        command = printable(commands.undo(restore.run))
        lines.append(_("To take it back: {command}").format(command=command))
    return lines


def _why(one: Restored) -> str:
    is_named = printable(one.link.path) in one.reason
    return one.reason if is_named else about(one.link.path, one.reason)


def _named(found: list[Restored], state: str) -> list[str]:
    named = [f"  {printable(one.link.path)}" for one in found if one.state == state]
    return named if len(named) <= _SHOWN else [*named[:_SHOWN], "  …"]
