"""``vidtui --batch repair-links --apply PLAN``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import Any

from vidtui.batch import media_centre
from vidtui.batch.after import after_work
from vidtui.batch.applying import (
    afterwards,
    not_done,
    opening,
    report_document,
    tell_centres,
)
from vidtui.batch.output import Output, Report, event_document, refused_lines, run_job
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
    links = map(outcome_document, run.outcomes)
    return report_document("repair-links", run, options, links, read=read_documents(run.read))


def _told(settings: Settings, run: ApplyRun, options: ApplyOptions) -> list[Told]:
    done = [
        one
        for one in run.outcomes
        if one.state == "done" and one.decision.verb in ("repair", "orphan")
    ]
    actions = [one.action for one in done if one.action is not None]
    folders = {os.path.dirname(one.decision.link.place.absolute) for one in done}
    return tell_centres(settings, run, options, actions, folders)


def text(
    run: ApplyRun, options: ApplyOptions, commands: Commands, told: Sequence[Told] = ()
) -> str:
    """Return the report for people."""
    every = [one for outcome in run.outcomes for one in (outcome, *outcome.companions)]
    lines = opening(run, options)
    lines += refused_lines(run.refused, partial(ways_on, commands))
    lines += [summary(run.counts), *details(run.counts), *_with_them(run)]
    if options.dry_run:
        lines += [f"  {_action(outcome)}" for outcome in every if outcome.state == "done"]
    lines += [f"  {line}" for line in read_lines(run.read)]
    lines += not_done(every, _about)
    changed = run.counts.repaired + run.counts.trashed
    lines += afterwards(run, options, commands, told, changed=changed, noted=run.counts.kept)
    return "\n".join(lines)


def _with_them(run: ApplyRun) -> list[str]:
    count = sum(led.state == "done" for one in run.outcomes for led in one.companions)
    if not count:
        return []
    text = ngettext("with {n} link that goes with them", "with {n} links that go with them", count)
    return ["  " + text.format(n=count)]


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
