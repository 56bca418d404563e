"""``vidtui --batch check`` and ``vidtui --batch ack``."""

from __future__ import annotations

import time
from collections.abc import Mapping
from itertools import chain
from typing import Any

from vidtui import i18n
from vidtui.batch.check_report import View, date_text, report_text
from vidtui.batch.output import Output
from vidtui.catalogue.database import check_exists
from vidtui.catalogue.errors import CatalogueReplaced
from vidtui.errors import Exit, UsageProblem, VidtuiError, worst
from vidtui.i18n import N_, _, ngettext, size
from vidtui.jobs.base import CancelToken, Notice
from vidtui.jobs.check import reports
from vidtui.jobs.check.events import (
    CheckEvent,
    CheckFinished,
    CheckProgress,
    CheckStage,
    CheckStarted,
    Found,
    RootSkipped,
)
from vidtui.jobs.check.found import Ids
from vidtui.jobs.check.job import CheckJob, CheckOptions
from vidtui.jobs.check.report import Gathered, Report
from vidtui.jobs.check.report_file import away_document, told_document, verified_document
from vidtui.jobs.rate import Meter, clock_text
from vidtui.jobs.runner import Draining, leave
from vidtui.jobs.wording import read_documents
from vidtui.settings.model import Settings
from vidtui.text import json_path, show
from vidtui.typed_json import to_json

STAGE_NAMES: Mapping[CheckStage, str] = {
    "storage": N_("files"),
    "links": N_("links"),
    "catalogue": N_("catalogue"),
    "hashes": N_("whole files"),
}


def run_check(
    settings: Settings, options: CheckOptions, view: View, output: Output, *, new_only: bool
) -> int:
    """Check without a screen, keep the report, print it and return the exit code.

    Args:
        settings: which library.
        options: what to check.
        view: what of it to print.
        output: where.
        new_only: only what is new, and not acknowledged, needs attention.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    i18n.use(settings.language)
    check_exists(settings.database)
    cancel, gathered = CancelToken(), Gathered()
    draining: Draining[CheckEvent] = Draining(CheckJob(settings, options, cancel), cancel)
    shown = _Progress(options, output)
    failure: VidtuiError | None = None
    try:
        for event in draining.events():
            gathered.take(event)
            if output.json_lines:
                output.line(_event_document(event))
            if isinstance(event, CheckProgress):
                shown.show(event)
    except VidtuiError as error:
        is_of_two = isinstance(error, CatalogueReplaced)  # some was found by each catalogue
        if not gathered.has_begun or error.exit is Exit.INTERNAL or is_of_two:
            raise
        failure = error  # what was found until then is told all the same
    report, notices = gathered.report(), gathered.notices
    changes, known = _kept(settings, report, notices)
    fresh = changes.new - known
    attention = any(not new_only or one.id in fresh for one in report.issues())
    code = worst(
        failure.exit if failure else Exit.OK if report.complete else Exit.INTERRUPTED,
        Exit.REFUSED if report.away else Exit.OK,
        Exit.ATTENTION if attention else Exit.OK,
    )
    document = {
        "command": "check",
        "catalogue": show(str(settings.database)),
        **reports.document(report, changes, known, view.kinds),
        "notices": notices,
        "stopped": None if failure is None else show(str(failure)),
    }
    lines = [_("Catalogue: {path}").format(path=show(str(settings.database)))]
    if failure is not None:
        lines.append(_("Stopped: {reason}").format(reason=show(str(failure))))
    elif not report.complete:
        lines.append(_("Interrupted: this is a part of what there is to say."))
    told = report_text(report, changes, known, view)
    last = (f"! {show(notice)}" for notice in notices)
    code = output.report(document, chain(lines, told, last), code)
    if draining.stuck:
        leave(code)
    return code


def run_ack(settings: Settings, *, dry_run: bool, as_json: bool) -> int:
    """Mark the findings of the last report as known.

    Raises:
        UsageProblem: there is no report, or it cannot be written.
    """
    i18n.use(settings.language)
    notices: list[str] = []
    report = reports.latest(settings.data_dir, notices.append)
    if report is None:
        raise UsageProblem(_("there is no report yet; run: vidtui --batch check"))
    if not dry_run:
        reports.acknowledge(settings.data_dir, report)
    issues = report.counts.issues
    document = {
        "command": "ack",
        "dry_run": dry_run,
        "report": date_text(report.created),
        "issues": issues,
        "information": report.counts.information,
        "notices": notices,
    }
    label = (
        ngettext(
            "{n} problem of the check of {date} would be marked as known.",
            "{n} problems of the check of {date} would be marked as known.",
            issues,
        )
        if dry_run
        else ngettext(
            "{n} problem of the check of {date} is marked as known.",
            "{n} problems of the check of {date} are marked as known.",
            issues,
        )
    )
    lines = [label.format(n=issues, date=date_text(report.created))]
    lines += [f"! {notice}" for notice in notices]
    return Output(as_json=as_json).report(document, "\n".join(lines), Exit.OK)


def _kept(settings: Settings, report: Report, notices: list[str]) -> tuple[reports.Changes, Ids]:
    """Compare with the last report, and keep this one; the check is told in any case."""
    known = reports.acknowledged(settings.data_dir, notices.append)
    before = reports.latest(settings.data_dir)
    changes = reports.compare(before, report)
    try:
        reports.save(settings.data_dir, report, before)
    except UsageProblem as problem:
        notices.append(_("the report was not kept: {problem}").format(problem=problem))
    return changes, known


class _Progress:
    """Lines of progress; the last stage counts bytes."""

    def __init__(self, options: CheckOptions, output: Output) -> None:
        self._output = output
        self._until = None if options.verify_s is None else time.monotonic() + options.verify_s
        self._stage: CheckStage | None = None
        self._meter = Meter()
        self._shown_at = -output.interval_s

    def show(self, event: CheckProgress) -> None:
        """Show how far the check is, not too often."""
        if event.stage != self._stage:
            self._stage, self._meter = event.stage, Meter()
        self._meter.update(event.done)
        now = time.monotonic()
        if now - self._shown_at >= self._output.interval_s:
            self._shown_at = now
            self._output.progress(self._line(event, now))

    def _line(self, event: CheckProgress, now: float) -> str:
        in_bytes = event.stage == "hashes"
        done, of = (size(event.done) if in_bytes else str(event.done)), ""
        if event.total is not None:
            of = "/" + (size(event.total) if in_bytes else str(event.total))
        line = f"{_(STAGE_NAMES[event.stage])} {done}{of}"
        rate = self._meter.rate
        if rate:
            line += (
                _(" · {rate}/s").format(rate=size(round(rate)))
                if in_bytes
                else _(" · {rate:.0f}/s").format(rate=rate)
            )
        remaining = self._meter.remaining_s(event.total)
        if remaining is not None:
            if in_bytes and self._until is not None:
                remaining = min(remaining, max(0.0, self._until - now))
            line += _(" · {time} left").format(time=clock_text(remaining))
        issues = event.counts.issues
        if issues:
            line += " · " + ngettext("{n} problem", "{n} problems", issues).format(n=issues)
        return f"{line} · {show(event.folder)}" if event.folder else line


def _event_document(event: CheckEvent) -> dict[str, Any]:
    match event:
        case CheckStarted():
            return {
                "event": "started",
                "command": "check",
                "catalogue": show(str(event.catalogue)),
                "roots": [json_path(root) for root in event.roots],
                "away": [away_document(away) for away in event.away],
            }
        case CheckProgress():
            return {
                "event": "progress",
                "stage": event.stage,
                "done": event.done,
                "total": event.total,
                **json_path(event.folder, "folder"),
                "counts": to_json(event.counts),
            }
        case Found():
            return {"event": "found", "findings": [told_document(one) for one in event.findings]}
        case RootSkipped():
            return {"event": "root_doubted", "away": away_document(event.away)}
        case Notice():
            return {"event": "notice", "message": show(event.message)}
        case CheckFinished():
            verified = event.verified
            return {
                "event": "finished",
                "cancelled": event.cancelled,
                "seconds": round(event.seconds, 3),
                "counts": to_json(event.counts),
                "verified": None if verified is None else verified_document(verified),
                "read": read_documents(event.read),
            }
