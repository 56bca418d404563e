"""``vidtui forget``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vidtui import i18n
from vidtui.batch.output import Output
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import Exit, worst
from vidtui.i18n import _, ngettext
from vidtui.jobs.forget import Forgetting, forget, plan
from vidtui.jobs.suggest import Commands
from vidtui.oserrors import about
from vidtui.settings.model import Settings
from vidtui.text import json_path, printable


def run_forget(
    settings: Settings,
    paths: Sequence[bytes],
    *,
    all_ghosts: bool,
    accept_loss: bool,
    dry_run: bool,
    as_json: bool,
) -> Exit:
    """Forget, or say what would be, and return the exit code.

    Raises:
        VidtuiError: nothing was forgotten.
    """
    i18n.use(settings.language)
    catalogue = open_catalogue(settings.database)
    found = plan(catalogue, settings, paths, all_ghosts=all_ghosts, accept_loss=accept_loss)
    if not dry_run:
        found = forget(catalogue, settings, found)
    code = worst(
        Exit.OK if found.stopped is None else found.stopped.exit,
        Exit.REFUSED if found.refused else Exit.OK,
        Exit.ITEMS_FAILED if found.failed else Exit.OK,
    )
    document = _document(settings.database, found, dry_run)
    return Output(as_json=as_json).report(document, _text(settings, found, dry_run), code)


def _document(catalogue: Path, found: Forgetting, dry_run: bool) -> dict[str, Any]:
    return {
        "command": "forget",
        "catalogue": printable(str(catalogue)),
        "dry_run": dry_run,
        "run": found.run,
        "forgotten": [json_path(one.absolute) for one in found.ghosts],
        "errors": [{**json_path(one.path), "reason": one.reason} for one in found.failed],
        "refused": [
            {**json_path(one.path), "reason": one.reason, "remedy": one.remedy}
            for one in found.refused
        ],
        "stopped": None if found.stopped is None else printable(str(found.stopped)),
    }


def _text(settings: Settings, found: Forgetting, dry_run: bool) -> str:
    commands, count = Commands(settings), len(found.ghosts)
    head = (
        ngettext("{n} entry would be forgotten", "{n} entries would be forgotten", count)
        if dry_run
        else ngettext("{n} entry forgotten", "{n} entries forgotten", count)
    )
    lines = [
        _("Catalogue: {path}").format(path=printable(str(settings.database))),
        head.format(n=count),
    ]
    lines += [f"  {printable(one.absolute)}" for one in found.ghosts]
    for refused in found.refused:
        lines.append(
            _("Refused: {path}: {reason}").format(
                path=printable(refused.path), reason=refused.reason
            )
        )
        if refused.remedy == "accept-loss":
            lines.append(_("  If these are really gone: add --accept-loss"))
    if found.failed:
        lines.append(_("Errors:"))
        lines += ["  " + about(one.path, one.reason) for one in found.failed]
    if found.stopped is not None:
        lines.append(_("Stopped: {reason}").format(reason=printable(str(found.stopped))))
    if found.run is not None:
        lines.append(
            _("To take it back: {command}").format(command=printable(commands.undo(found.run)))
        )
    return "\n".join(lines)
