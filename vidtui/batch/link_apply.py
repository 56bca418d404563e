"""``vidtui --batch link --apply PLAN``."""

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
from vidtui.batch.link_moves import emptied_lines, moved_document, moved_folders
from vidtui.batch.output import (
    Output,
    Report,
    event_document,
    refused_lines,
    run_job,
    value_document,
)
from vidtui.i18n import _
from vidtui.jobs.link.apply import LinkApplyJob
from vidtui.jobs.link.find import COMMAND
from vidtui.jobs.link.model import LinkOutcome, LinkPlan, title_of
from vidtui.jobs.link.moves import LinkMoved, cost
from vidtui.jobs.link.run import (
    LinkApplyCounts,
    LinkApplyOptions,
    LinkApplyRun,
    link_details,
    link_summary,
)
from vidtui.jobs.media_centre.telling import Told
from vidtui.jobs.suggest import Commands
from vidtui.oserrors import about
from vidtui.settings.model import Settings
from vidtui.text import json_path, printable
from vidtui.typed_json import to_json

value_document.register(LinkApplyCounts, to_json)


@event_document.register
def _moved_line(outcome: LinkMoved) -> dict[str, Any]:
    return {"event": "link", **moved_document(outcome)}


@event_document.register
def _outcome_line(outcome: LinkOutcome) -> dict[str, Any]:
    return {"event": "link", **outcome_document(outcome)}


def outcome_document(outcome: LinkOutcome) -> dict[str, Any]:
    """Return for JSON what came of a file without a link."""
    decision = outcome.decision
    document: dict[str, Any] = {
        **json_path(decision.file.place.absolute),
        "decision": decision.verb,
        "state": outcome.state,
        "reason": outcome.reason or None,
        "actions": list(outcome.actions),
        "companions": outcome.companions,
    }
    if decision.spot is not None and decision.spot.place is not None:
        document |= json_path(decision.spot.place.absolute, "link")
        document |= json_path(decision.spot.text, "text")
    return document


def run_apply(
    settings: Settings,
    options: LinkApplyOptions,
    output: Output,
    plan: LinkPlan | None = None,
    *,
    is_part: bool = False,
) -> LinkApplyRun:
    """Make the links of a plan and return the run.

    Args:
        settings: the roots.
        options: the file of the plan, and how.
        output: where to print.
        plan: the plan itself, where it is at hand.
        is_part: what is told afterwards is told by the caller.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    run = LinkApplyRun()

    def line(event: Any) -> str:
        if isinstance(event, LinkMoved):
            return f"{run.done}/{run.total} · {title_of(event.decision.link)}"
        if not isinstance(event, LinkOutcome):
            return ""
        return f"{run.done}/{run.total} · {title_of(event.decision.file)}"

    def report() -> Report:
        told = _told(settings, run, options)
        return (
            {**document(run, options), **media_centre.added(told)},
            text(run, options, Commands(settings), told),
        )

    job = partial(LinkApplyJob, settings, options, plan=plan)
    run_job(lambda cancel: job(cancel=cancel), run, output, line, report)
    if not is_part:
        after_work(settings, output)
    return run


def document(run: LinkApplyRun, options: LinkApplyOptions) -> dict[str, Any]:
    """Return the report for JSON."""
    links = (
        moved_document(one) if isinstance(one, LinkMoved) else outcome_document(one)
        for one in run.outcomes
    )
    return report_document(COMMAND, run, options, links)


def folders_of(outcomes: Sequence[LinkOutcome]) -> set[bytes]:
    """Return the folders in which links were made."""
    return {
        os.path.dirname(one.decision.spot.place.absolute)
        for one in outcomes
        if one.state == "done"
        and one.decision.verb == "make"
        and one.decision.spot is not None
        and one.decision.spot.place is not None
    }


def _told(settings: Settings, run: LinkApplyRun, options: LinkApplyOptions) -> list[Told]:
    folders = folders_of(run.linked) | set(moved_folders(run.moved))
    actions = [action for one in run.outcomes if one.state == "done" for action in one.actions]
    return tell_centres(settings, run, options, actions, folders)


def text(
    run: LinkApplyRun, options: LinkApplyOptions, commands: Commands, told: Sequence[Told] = ()
) -> str:
    """Return the report for people."""
    counts = run.counts
    lines = opening(run, options)
    lines += [link_summary(counts), *link_details(counts)]
    lines += refused_lines(run.refused, lambda _refused: [_("add --accept-loss")])
    lines += _rehearsed(run) if options.dry_run else emptied_lines(run.moved)
    lines += not_done(run.outcomes, _reason)
    lines += afterwards(
        run,
        options,
        commands,
        told,
        changed=counts.linked + counts.moved,
        noted=counts.never + counts.answered,
    )
    return "\n".join(lines)


def _rehearsed(run: LinkApplyRun) -> list[str]:
    """Return what would be done, and what that costs."""
    lines = [f"  {_act(one)}" for one in run.outcomes if one.state == "done"]
    if run.moved:
        lines.append(cost(len(run.moved)))
        lines.append(_("It is done with --accept-loss alone."))
    return lines


def _act(outcome: LinkOutcome | LinkMoved) -> str:
    if isinstance(outcome, LinkMoved):
        to = outcome.decision.to
        old = printable(outcome.decision.link.place.absolute)
        return f"{old} → {printable(to.place.absolute)}" if to is not None else old
    decision = outcome.decision
    if decision.verb == "never":
        why = _("never to be linked")
        return about(decision.file.place.absolute, why)
    spot = decision.spot
    if decision.verb == "answer" or spot is None or spot.place is None:
        return about(decision.file.place.absolute, _("an answer is kept"))
    return f"{printable(spot.place.absolute)} → {printable(spot.text)}"


def _reason(outcome: LinkOutcome | LinkMoved) -> str:
    if isinstance(outcome, LinkMoved):
        where = outcome.decision.link.place.absolute
        is_named = printable(where) in outcome.reason
        return outcome.reason if is_named else about(where, outcome.reason)
    decision = outcome.decision
    place = decision.spot.place if decision.spot is not None else None
    where = place.absolute if place is not None else decision.file.place.absolute
    is_named = printable(where) in outcome.reason or (
        printable(decision.file.place.absolute) in outcome.reason
    )
    return outcome.reason if is_named else about(where, outcome.reason)
