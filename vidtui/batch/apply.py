"""``vidtui --batch repair-links --apply PLAN``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import Any

from vidtui.batch import media_centre
from vidtui.batch.after import after_work
from vidtui.batch.output import Output, Report, documents, event_document, refused_lines, run_job
from vidtui.batch.repair import ways_on
from vidtui.i18n import _, ngettext
from vidtui.jobs.links.model import Outcome, Plan
from vidtui.jobs.media_centre.telling import Told
from vidtui.jobs.repair.apply import ApplyJob
from vidtui.jobs.repair.run import ApplyOptions, ApplyRun, details, summary
from vidtui.jobs.suggest import Commands
from vidtui.jobs.wording import beside, read_documents, read_lines
from vidtui.oserrors import about
from vidtui.settings.model import Settings
from vidtui.text import json_path, printable
from vidtui.typed_json import to_json


def run_apply(
    settings: Settings,
    options: ApplyOptions,
    output: Output,
    plan: Plan | None = None,
    *,
    is_part: bool = False,
) -> ApplyRun:
    """Do what a plan says and return the run.

    Args:
        settings: the roots.
        options: the file of the plan, and how.
        output: where to print.
        plan: the plan itself, where it is at hand.
        is_part: what is told afterwards is told by the caller.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    run = ApplyRun()

    def line(event: Any) -> str:
        if not isinstance(event, Outcome):
            return ""
        return f"{run.done}/{run.total} · {printable(event.decision.link.place.path)}"

    def report() -> Report:
        told = _told(settings, run, options)
        return (
            {**document(run, options), **media_centre.added(told)},
            text(run, options, Commands(settings), told),
        )

    job = partial(ApplyJob, settings, options, plan=plan)
    run_job(lambda cancel: job(cancel=cancel), run, output, line, report)
    if not is_part:
        after_work(settings, output)
    return run


def document(run: ApplyRun, options: ApplyOptions) -> dict[str, Any]:
    """Return the report for JSON."""
    ended = run.finished
    return {
        "command": "repair-links",
        "catalogue": printable(str(run.started.catalogue)) if run.started else None,
        "applied": printable(str(options.plan)),
        "dry_run": options.dry_run,
        "cancelled": run.phase == "cancelled",
        "stopped": ended.stopped if ended and ended.stopped else None,
        "seconds": round(ended.seconds, 3) if ended else None,
        "summary": to_json(run.counts),
        "links": [outcome_document(outcome) for outcome in run.outcomes],
        "refused": documents(run.refused),
        "notices": run.notices,
        "read": read_documents(run.read),
        "log": printable(str(ended.log)) if ended and ended.log else None,
        "run": ended.run if ended else None,
    }


def _told(settings: Settings, run: ApplyRun, options: ApplyOptions) -> list[Told]:
    """Tell media centres of the links that were changed; nobody waits for that who interrupts."""
    done = [
        one
        for one in run.outcomes
        if one.state == "done" and one.decision.verb in ("repair", "orphan")
    ]
    if options.dry_run or not done:
        return []
    actions = [one.action for one in done if one.action is not None]
    shown = {os.path.dirname(one.decision.link.place.absolute) for one in done}
    return media_centre.after(settings, actions, shown, later=run.phase == "cancelled")


def text(
    run: ApplyRun, options: ApplyOptions, commands: Commands, told: Sequence[Told] = ()
) -> str:
    """Return the report for people."""
    lines = []
    if run.started is not None:
        lines.append(_("Catalogue: {path}").format(path=printable(str(run.started.catalogue))))
    if options.dry_run:
        lines.append(_("Dry run: nothing was written. This would be done:"))
    if run.phase == "cancelled":
        lines.append(_("Interrupted; what was done is kept. Run it again for the rest."))
    if run.finished is not None and run.finished.stopped:
        lines.append(_("Stopped: {reason}").format(reason=run.finished.stopped))
    lines += [f"! {notice}" for notice in run.notices]
    lines += refused_lines(run.refused, partial(ways_on, commands))
    lines += [summary(run.counts), *details(run.counts), *_with_them(run)]
    if options.dry_run:
        every = (one for outcome in run.outcomes for one in (outcome, *outcome.companions))
        lines += [f"  {_action(outcome)}" for outcome in every if outcome.state == "done"]
    lines += [f"  {line}" for line in read_lines(run.read)]
    lines += _of_state(run, "refused", _("Refused, and left as they are:"))
    lines += _of_state(run, "failed", _("Failed, and left as they are:"))
    return "\n".join(lines + _afterwards(run, options, commands, told))


def _with_them(run: ApplyRun) -> list[str]:
    count = sum(led.state == "done" for one in run.outcomes for led in one.companions)
    if not count:
        return []
    text = ngettext("with {n} link that goes with them", "with {n} links that go with them", count)
    return ["  " + text.format(n=count)]


def _of_state(run: ApplyRun, state: str, title: str) -> list[str]:
    every = (one for outcome in run.outcomes for one in (outcome, *outcome.companions))
    found = [outcome for outcome in every if outcome.state == state]
    return [title, *(f"  {_about(outcome)}" for outcome in found)] if found else []


def _afterwards(
    run: ApplyRun, options: ApplyOptions, commands: Commands, told: Sequence[Told]
) -> list[str]:
    ended = run.finished
    lines = []
    if ended is not None and ended.log is not None:
        lines.append(_("Log: {path}").format(path=printable(str(ended.log))))
    if options.dry_run or ended is None or ended.run is None:
        return lines
    changed = run.counts.repaired + run.counts.trashed
    if changed or run.counts.kept:
        lines.append(
            _("To take it back: {command}").format(command=printable(commands.undo(ended.run)))
        )
    if told:
        lines += media_centre.lines_of(told)
    elif changed:
        lines.append(_("Let the media centre rescan its library now."))
    return lines


def _action(outcome: Outcome) -> str:
    link, proposal = outcome.decision.link, outcome.decision.proposal
    place = printable(link.edited.place.absolute)
    if proposal is not None:
        differs = beside(link.target, proposal.place.absolute)
        return f"{place} → {printable(proposal.place.absolute)}{differs}"
    if outcome.decision.verb == "orphan":
        return _("{link}: to the trash").format(link=place)
    return _("{link}: right as it is").format(link=place)


def _about(outcome: Outcome) -> str:
    link = printable(outcome.decision.link.place.absolute)
    return outcome.reason if outcome.reason.startswith(link) else about(link, outcome.reason)


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """Return for JSON what came of a link."""
    link, proposal = outcome.decision.link, outcome.decision.proposal
    document: dict[str, Any] = {
        **json_path(link.place.absolute),
        "decision": outcome.decision.verb,
        "state": outcome.state,
        "reason": outcome.reason or None,
        "action": outcome.action,
        **json_path(link.edited.text, "text"),
    }
    if proposal is not None:
        document |= json_path(proposal.place.absolute, "target")
    if outcome.written is not None:
        document |= json_path(outcome.written, "written")
    if outcome.trashed is not None:
        document |= json_path(outcome.trashed, "trashed")
    if outcome.companions:
        document["companions"] = [outcome_document(one) for one in outcome.companions]
    return document


@event_document.register
def _event(outcome: Outcome) -> dict[str, Any]:
    return {"event": "link", **outcome_document(outcome)}
