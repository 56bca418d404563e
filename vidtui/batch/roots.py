"""``vidtui roots list|add|confirm|relocate``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from vidtui.batch.output import Output
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.errors import CatalogueMissing
from vidtui.disk.mounts import Policy
from vidtui.errors import Exit
from vidtui.i18n import _, titled
from vidtui.jobs.roots import change, forget
from vidtui.jobs.roots import reports as root_reports
from vidtui.jobs.roots.forget import RootForgetting
from vidtui.jobs.roots.reports import ROLE_NAMES, STATE_NAMES, RootReport, lost
from vidtui.jobs.suggest import Commands
from vidtui.jobs.wording import policy_text, read_documents, read_lines
from vidtui.oserrors import about
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import json_path, printable


def show_roots(
    settings: Settings,
    *,
    as_json: bool,
    require_online: bool = False,
    within_s: float | None = None,
) -> Exit:
    """Report every root and its state.

    Args:
        settings: the roots.
        as_json: as JSON.
        require_online: the exit code is that of a refusal unless there are roots, all usable.
        within_s: no disk is woken where each root was seen so many seconds ago at most.
    """
    try:
        catalogue = open_catalogue(settings.database)
    except CatalogueMissing:
        catalogue = None
    reports = root_reports.remembered(catalogue, settings) if within_s is not None else []
    if within_s is None or not _are_fresh(settings, reports, within_s):
        reports = root_reports.report(catalogue, settings)
    return Output(as_json=as_json).report(
        _list_document(settings, reports),
        "\n".join(_text_lines(settings, reports)),
        _code(reports, require_online=require_online),
    )


def _text_lines(settings: Settings, reports: Sequence[RootReport]) -> list[str]:
    lines = []
    if not settings.roots:
        file = printable(str(settings.config_file))
        text = _("{file}: no root is configured; run: vidtui roots add PATH")
        lines.append(text.format(file=file))
    lines += [_line(report) for report in reports]
    lines += _ways_on(Commands(settings), reports)
    lines += [
        _("path map: {written} is {here} on this machine").format(
            written=printable(path_map.written), here=printable(path_map.here)
        )
        for path_map in settings.path_maps
    ]
    lines += [
        _("trash of {links}: {trash}").format(
            links=printable(root.path), trash=printable(settings.trash_of(root.path))
        )
        for root in settings.of("links")
    ]
    return lines


def _list_document(settings: Settings, reports: Sequence[RootReport]) -> dict[str, object]:
    return {
        "command": "roots list",
        "roots": [
            {
                **json_path(report.setting.path),
                "role": report.setting.role,
                "kind": report.setting.kind,
                "state": report.state.state if report.state else None,
                "reason": report.state.reason if report.state else "",
                "count": report.count,
                "seen_at": report.seen_at,
                "in_settings": report.is_named,
                "removable": report.setting.removable,
                **_was_at(report),
                **_reading(report.policy),
            }
            for report in reports
        ],
        "path_maps": [
            {**json_path(m.written, "written"), **json_path(m.here, "here")}
            for m in settings.path_maps
        ],
    }


def _code(reports: Sequence[RootReport], *, require_online: bool) -> Exit:
    named = [report for report in reports if report.is_named]
    if require_online and not (named and all(map(_is_usable, named))):
        return Exit.REFUSED
    return Exit.OK if all(map(_is_as_usual, named)) else Exit.REFUSED


def _are_fresh(settings: Settings, reports: Sequence[RootReport], within_s: float) -> bool:
    """Say whether every root of the settings was seen online so lately."""
    since = time.time() - within_s
    named = [report for report in reports if report.is_named]
    return len(named) == len(settings.roots) and all(
        report.is_online and report.seen_at is not None and since <= report.seen_at <= time.time()
        for report in named
    )


def _is_as_usual(report: RootReport) -> bool:
    """Say whether a root is there, or is removable and away."""
    away = report.state is not None and report.state.state == "offline"
    return report.is_online or (report.setting.removable and away)


def _is_usable(report: RootReport) -> bool:
    return report.state is not None and report.state.objection(report.setting.role) is None


def add_root(settings: Settings, root: RootSetting, *, dry_run: bool) -> Exit:
    """Add a root to the settings file."""
    change.add(settings, root, dry_run=dry_run)
    text = _("{path}: would be added to {file}") if dry_run else _("{path}: added to {file}")
    text = text.format(path=printable(root.path), file=printable(str(settings.config_file)))
    return Output().report({}, text, Exit.OK)


def confirm_root(settings: Settings, path: bytes, *, dry_run: bool) -> Exit:
    """Take the disk at ``path`` for the right one."""
    catalogue = open_catalogue(settings.database)
    if dry_run:
        with catalogue.session():
            _root, state = change.to_confirm(path)
        text = _("{path}: would be confirmed ({state})").format(
            path=printable(path), state=_(STATE_NAMES[state.state])
        )
    else:
        change.confirm(catalogue, path)
        text = _("{path}: confirmed; the next import learns what is there").format(
            path=printable(path)
        )
    return Output().report({}, text, Exit.OK)


def relocate_root(
    settings: Settings,
    old: bytes,
    new: bytes,
    *,
    accept_loss: bool,
    dry_run: bool,
    as_json: bool,
) -> Exit:
    """Move a root to another place, with proof that it is the same."""
    catalogue = open_catalogue(settings.database)
    plan = change.plan_relocation(catalogue, settings, old, new)
    proof = _(
        "{present} of {expected} known files are at {new}; {same} of {sampled} sampled files have "
        "the same beginning and end"
    ).format(
        present=plan.present, expected=plan.expected, new=printable(new), same=plan.same,
        sampled=plan.sampled,
    )  # fmt: skip
    document: dict[str, Any] = {
        "command": "roots relocate",
        **json_path(old, "old"),
        **json_path(new, "new"),
        "expected": plan.expected,
        "present": plan.present,
        "sampled": plan.sampled,
        "same": plan.same,
        "proved": plan.proved,
        "likely": plan.likely,
        "read": read_documents(plan.read),
        "dry_run": dry_run,
    }
    proof = "\n".join([proof, *read_lines(plan.read)])
    may_be = plan.proved or (accept_loss and plan.likely)
    if plan.likely and not may_be:
        proof += "\n" + _("If the rest is really gone: add --accept-loss")
    if dry_run:
        verdict = _("It would be relocated.") if may_be else _("It would be refused.")
        code = Exit.OK if may_be else Exit.REFUSED
        return Output(as_json=as_json).report(document, f"{proof}\n{verdict}", code)
    document["run"] = change.relocate(catalogue, settings, plan, accept_loss=accept_loss)
    text = _("{old} is {new} now; to take it back: {command}").format(
        old=printable(old),
        new=printable(new),
        command=printable(Commands(settings).undo(document["run"])),
    )
    return Output(as_json=as_json).report(document, f"{proof}\n{text}", Exit.OK)


def _was_at(report: RootReport) -> dict[str, Any]:
    return {"was_at": None} if report.was_at is None else json_path(report.was_at, "was_at")


def _reading(policy: Policy | None) -> dict[str, Any]:
    return {
        "reading": policy.reading if policy else None,
        "reading_set": bool(policy and policy.is_set),
        "filesystem": policy.filesystem or None if policy else None,
        "volatile_days": policy.volatile_days if policy else 0,
    }


def _ways_on(commands: Commands, reports: Sequence[RootReport]) -> list[str]:
    """Say what helps where a root is not where it was, or is named no more."""
    lines, moved = [], {report.was_at for report in reports}
    for report in reports:
        path = report.setting.path
        if report.was_at is not None:
            lines.append(
                _("{path}: it holds what {old} held; if it has moved: {command}").format(
                    path=printable(path),
                    old=printable(report.was_at),
                    command=printable(commands.vidtui("roots", "relocate", report.was_at, path)),
                )
            )
        if not report.is_named:
            text = (
                _("{path}: not in the settings any more; if it is gone for good: {command}")
                if path not in moved
                else _("{path}: if it is gone for good, and the other is a copy: {command}")
            )
            command = printable(commands.vidtui("roots", "forget", path))
            lines.append(text.format(path=printable(path), command=command))
    return lines


def _line(report: RootReport) -> str:
    found = report.state
    state = _(STATE_NAMES[found.state]) if found else "-" if report.is_named else _("not named")
    line = f"{_(ROLE_NAMES[report.setting.role]):8} {state:14} {report.count:>8} "
    line += printable(report.setting.path)
    if report.setting.removable:
        line += " · " + _("removable")
    if found and found.reason:
        line += f" ({found.reason})"
    return f"{line} · {policy_text(report.policy)}" if report.policy else line


def forget_root(
    settings: Settings, path: bytes, *, accept_loss: bool, dry_run: bool, as_json: bool
) -> Exit:
    """Forget a root, or say what would go with it, and return the exit code.

    Raises:
        VidtuiError: nothing was forgotten.
    """
    catalogue = open_catalogue(settings.database)
    planned, run = forget.plan(catalogue, settings, path, accept_loss=accept_loss), None
    if planned.refused is None and not dry_run:
        planned, run = forget.forget(catalogue, settings, path, accept_loss=accept_loss)
    code = Exit.OK if planned.refused is None else Exit.REFUSED
    text = "\n".join(_lines(settings, planned, run))
    return Output(as_json=as_json).report(_document(planned, run, dry_run), text, code)


def _document(planned: RootForgetting, run: int | None, dry_run: bool) -> dict[str, Any]:
    refused, losses = planned.refused, planned.losses
    return {
        "command": forget.COMMAND,
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
    commands, path = Commands(settings), printable(planned.path)
    state = _(STATE_NAMES[planned.state.state])
    if planned.state.reason:
        state += f" ({planned.state.reason})"
    lines = [about(planned.path, state)]
    lines += [f"  {titled(label, text)}" for label, text in lost(planned, settings)]
    if planned.losses.shown_by and run is None:
        lines.append(
            _("  Links are repaired better before: {command}").format(
                command=printable(commands.vidtui("repair-links"))
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
                path=path, command=printable(commands.undo(run))
            )
        )
    return lines
