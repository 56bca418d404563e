"""``vidtui --batch check`` and ``vidtui --batch ack``."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import Any

from vidtui import i18n
from vidtui.batch.check_report import View, date_text, report_text
from vidtui.batch.output import Output
from vidtui.batch.run import Report as Printed
from vidtui.batch.run import progress_line, run_job
from vidtui.catalogue.database import check_exists
from vidtui.errors import Exit, UsageProblem
from vidtui.i18n import _, ngettext, size
from vidtui.jobs.base import Progress
from vidtui.jobs.check import report_file, reports
from vidtui.jobs.check.found import Ids
from vidtui.jobs.check.job import CheckJob
from vidtui.jobs.check.kinds import STAGES
from vidtui.jobs.check.report import Changes, Report, compare
from vidtui.jobs.check.run import CheckOptions, CheckRun
from vidtui.settings.model import Settings
from vidtui.text import printable


def run_check(
    settings: Settings, options: CheckOptions, view: View, output: Output, *, new_only: bool
) -> CheckRun:
    """Check without a screen, keep the report, print it and return the run.

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
    run = CheckRun(options)

    def line(event: Any) -> str:
        return _progress_line(run) if isinstance(event, Progress) else ""

    def report() -> Printed:
        return _report(settings, run, view, new_only=new_only)

    return run_job(partial(CheckJob, settings, options), run, output, line, report)


def _report(settings: Settings, run: CheckRun, view: View, *, new_only: bool) -> Printed:
    report, notices, failure = run.report(), run.notices, run.failure
    changes, known = _kept(settings, report, notices)
    fresh = changes.new - known
    run.new_issues = run.open_issues = 0
    for found in report.issues():
        run.new_issues += found.id in fresh
        run.open_issues += found.id not in known
    run.attention = bool(run.new_issues) if new_only else report.counts.issues > 0
    document = {
        "command": "check",
        "catalogue": printable(str(settings.database)),
        **report_file.document(report, changes, known, view.kinds),
        "notices": notices,
        "stopped": None if failure is None else printable(failure),
    }
    lines = [_("Catalogue: {path}").format(path=printable(str(settings.database)))]
    if failure is not None:
        lines.append(_("Stopped: {reason}").format(reason=printable(failure)))
    elif not report.complete:
        lines.append(_("Interrupted: this is a part of what there is to say."))
    told = report_text(report, changes, known, view)
    return document, chain(lines, told, (f"! {printable(notice)}" for notice in notices))


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


def _kept(settings: Settings, report: Report, notices: list[str]) -> tuple[Changes, Ids]:
    """Compare with the last report, and keep this one; the check is told in any case."""
    known = reports.acknowledged(settings.data_dir, notices.append)
    before = reports.latest(settings.data_dir)
    changes = compare(before, report)
    try:
        reports.save(settings.data_dir, report, before)
    except UsageProblem as problem:
        notices.append(_("the report was not kept: {problem}").format(problem=problem))
    return changes, known


def _progress_line(run: CheckRun) -> str:
    issues = run.counts.issues
    problems = ngettext("{n} problem", "{n} problems", issues).format(n=issues) if issues else ""
    name = _(STAGES[run.stage])
    if run.stage != "hashes":
        return progress_line(run, name, problems)
    return progress_line(
        run, name, problems, size, lambda rate: _(" · {rate}/s").format(rate=size(round(rate)))
    )
