"""``vidtui roots forget``."""

from __future__ import annotations

from typing import Any

from vidtui import i18n
from vidtui.batch.output import Output
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import Exit
from vidtui.i18n import _, titled
from vidtui.jobs import root_forgetting
from vidtui.jobs.commands import Commands
from vidtui.jobs.root_forgetting import RootForgetting
from vidtui.jobs.root_words import STATE_NAMES, lost
from vidtui.oserrors import about
from vidtui.settings import Settings
from vidtui.text import json_path, show


def forget_root(
    settings: Settings, path: bytes, *, accept_loss: bool, dry_run: bool, as_json: bool
) -> Exit:
    """Forget a root, or say what would go with it, and return the exit code.

    Raises:
        VidtuiError: nothing was forgotten.
    """
    i18n.use(settings.language)
    catalogue = open_catalogue(settings.database)
    planned, run = root_forgetting.plan(catalogue, settings, path, accept_loss=accept_loss), None
    if planned.refused is None and not dry_run:
        planned, run = root_forgetting.forget(catalogue, settings, path, accept_loss=accept_loss)
    code = Exit.OK if planned.refused is None else Exit.REFUSED
    text = "\n".join(_lines(settings, planned, run))
    return Output(as_json=as_json).report(_document(planned, run, dry_run), text, code)


def _document(planned: RootForgetting, run: int | None, dry_run: bool) -> dict[str, Any]:
    refused, losses = planned.refused, planned.losses
    return {
        "command": root_forgetting.COMMAND,
        **json_path(planned.path),
        "role": planned.role,
        "state": planned.state.state,
        "reason": planned.state.reason,
        "in_settings": planned.setting is not None,
        "files": losses.files,
        "links": losses.links,
        "works": losses.works,
        "shown_by": losses.shown_by,
        "dry_run": dry_run,
        "run": run,
        "refused": None
        if refused is None
        else {**json_path(refused.path), "reason": refused.reason, "remedy": refused.remedy},
    }


def _lines(settings: Settings, planned: RootForgetting, run: int | None) -> list[str]:
    commands, path = Commands(settings), show(planned.path)
    state = _(STATE_NAMES[planned.state.state])
    if planned.state.reason:
        state += f" ({planned.state.reason})"
    lines = [about(planned.path, state)]
    lines += [f"  {titled(label, text)}" for label, text in lost(planned, settings)]
    if planned.losses.shown_by and run is None:
        lines.append(
            _("  Links are repaired better before: {command}").format(
                command=show(commands.vidtui("repair-links"))
            )
        )
    if planned.refused is not None:
        lines.append(
            _("Refused: {path}: {reason}").format(path=path, reason=planned.refused.reason)
        )
        lines.append(_("  If it is gone for good: add --accept-loss"))
    elif run is None:
        lines.append(_("It would be forgotten."))
    else:
        lines.append(
            _("{path} is forgotten; to take it back: {command}").format(
                path=path, command=show(commands.undo(run))
            )
        )
    return lines
