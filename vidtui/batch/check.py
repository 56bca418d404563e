"""``vidtui --batch check`` and ``ack``: the summary first, the worst kinds first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any

from vidtui.batch.after import after_work
from vidtui.batch.output import Output, progress_line, run_job, value_document
from vidtui.batch.output import Report as Printed
from vidtui.catalogue.database import check_exists
from vidtui.errors import Exit, UsageProblem
from vidtui.i18n import _, ngettext, plural, size, titled
from vidtui.jobs.base import Progress
from vidtui.jobs.check import kinds, report_file, reports
from vidtui.jobs.check.findings import Finding, Kind, SkippedRoot, Verified
from vidtui.jobs.check.found import Ids
from vidtui.jobs.check.job import CheckJob
from vidtui.jobs.check.kinds import INFORMATION, ISSUES, STAGES
from vidtui.jobs.check.report import Changes, Report, compare
from vidtui.jobs.check.run import CheckOptions, CheckRun
from vidtui.jobs.wording import read_lines
from vidtui.settings.model import Settings
from vidtui.text import local_time, printable


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
    check_exists(settings.database)
    run = CheckRun(options)

    def line(event: Any) -> str:
        return _progress_line(run) if isinstance(event, Progress) else ""

    def report() -> Printed:
        return _report(settings, run, view, new_only=new_only)

    run_job(partial(CheckJob, settings, options), run, output, line, report)
    after_work(settings, output)
    return run


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
    problems = plural("{n} problem", "{n} problems", issues) if issues else ""
    name = _(STAGES[run.stage])
    if run.stage != "hashes":
        return progress_line(run, name, problems)
    return progress_line(
        run, name, problems, size, lambda rate: _(" · {rate}/s").format(rate=size(round(rate)))
    )


EXAMPLES = 20  # of each kind unless all are asked for
FEW = 5  # of what is gone


@dataclass(frozen=True, slots=True)
class View:
    """What to print: every example, or only some kinds (all where none is named)."""

    everything: bool = False
    kinds: tuple[Kind, ...] = ()

    def has(self, kind: Kind) -> bool:
        """Say whether the examples of a kind are wanted."""
        return kind in self.kinds if self.kinds else self.everything or kind in ISSUES

    def counts(self, kind: Kind) -> bool:
        """Say whether a kind is counted: all are where none is named."""
        return not self.kinds or kind in self.kinds


def report_text(report: Report, changes: Changes, known: Ids, view: View) -> Iterator[str]:
    """Yield the lines about a check."""
    yield from away_lines(report.away)
    yield from _summary(report, view)
    yield from _since(changes, known, report, view)
    if report.verified is not None:
        yield verified_line(report.verified)
    yield from read_lines(report.read)
    fresh = Ids() if changes.since is None else changes.new - known
    counts = report.findings.counts()
    for kind, count in counts.items():
        if view.has(kind):
            yield from _kind(kind, count, report.findings.of(kind), fresh, view)
    hidden = [kind for kind in INFORMATION if kind in counts and not view.has(kind)]
    if hidden and not view.kinds:
        told = ", ".join(kinds.counted(kind, counts[kind]) for kind in hidden)
        yield from ("", _("For information: {counts} (--all lists them)").format(counts=told))


def away_lines(away: Sequence[SkippedRoot]) -> list[str]:
    """Return the roots of which nothing is said, each with the command that helps."""
    lines = []
    for one in away:
        label = (
            _("Doubted: {path}: {reason}")
            if one.remedy == "accept-loss"
            else _("Away: {path}: {reason}")
        )
        lines.append("! " + label.format(path=printable(one.root), reason=printable(one.reason)))
        if one.command is not None:
            lines.append("    " + printable(one.command))
    if away:
        lines.append(_("Nothing is said of what lies there."))
    return lines


def verified_line(verified: Verified) -> str:
    """Return what came of reading whole files."""
    parts = [
        plural(
            "{n} recorded for the first time", "{n} recorded for the first time", verified.recorded
        ),
        plural("{n} the same", "{n} the same", verified.same),
        plural("{n} changed", "{n} changed", verified.changed),
        plural("{n} changed silently", "{n} changed silently", verified.silent),
    ]
    if verified.unreadable:
        text = ngettext("{n} unreadable", "{n} unreadable", verified.unreadable)
        parts.append(text.format(n=verified.unreadable))
    parts.append(plural("{n} left", "{n} left", verified.left))
    amount = size(verified.size)
    if verified.seconds >= 0.1:
        rate = size(round(verified.size / verified.seconds))
        amount = _("{amount}, {rate}/s").format(amount=amount, rate=rate)
    return _("Read whole: {counts} ({amount})").format(counts=", ".join(parts), amount=amount)


def date_text(seconds: int) -> str:
    """Return a time for people."""
    return local_time(seconds)


def _summary(report: Report, view: View) -> list[str]:
    counts = report.counts
    files = plural("{n} file", "{n} files", counts.files)
    links = plural("{n} link", "{n} links", counts.links)
    line = _("Looked at {files} and {links}.").format(files=files, links=links)
    if view.kinds:
        found = report.findings.counts()
        asked = sum(found.get(kind, 0) for kind in view.kinds)
        of_these = plural("{n} of what was asked for.", "{n} of what was asked for.", asked)
        in_all = plural("{n} problem in all.", "{n} problems in all.", counts.issues)
        return [line, f"{of_these} {in_all}"]
    if counts.issues:
        return [line, _issues(counts.issues)]
    if not report.complete or report.away:
        return [line, _("No problem was found in what was looked at.")]
    return [line, _("All is well.")]


def _issues(count: int) -> str:
    return plural("{n} problem was found.", "{n} problems were found.", count)


def _since(changes: Changes, known: Ids, report: Report, view: View) -> list[str]:
    if changes.since is None:
        return [_("This is the first check; the next one says what is new since.")]
    fresh = changes.new - known
    issues = sum(one.id in fresh for one in report.issues() if view.counts(one.kind))
    counts = [plural("{n} new problem", "{n} new problems", issues)]
    if more := _new_information(report, fresh, view) if view.kinds else len(fresh) - issues:
        counts.append(plural("{n} new for information", "{n} new for information", more))
    vanished: Sequence[Finding] = changes.gone
    if view.kinds:
        vanished = [one for one in changes.gone if view.counts(one.kind)]
    gone = len(vanished)
    counts.append(plural("{n} gone", "{n} gone", gone))
    label = _("Since the check of {date}: {counts}.")
    lines = [label.format(date=date_text(changes.since), counts=", ".join(counts))]
    shown = gone if view.everything else min(gone, FEW)
    line = _("gone: {what}: {name}")
    lines += [
        "  " + line.format(what=kinds.counted(one.kind, 1), name=_name(one))
        for one in islice(vanished, shown)
    ]
    return lines + _more(gone - shown)


def _new_information(report: Report, fresh: Ids, view: View) -> int:
    asked = (report.findings.of(kind) for kind in view.kinds if kind not in ISSUES)
    return sum(one.id in fresh for found in asked for one in found)


def _kind(
    kind: Kind, count: int, found: Iterator[Finding], fresh: Ids, view: View
) -> Iterator[str]:
    yield from ("", titled(kinds.counted(kind, count), kinds.meaning(kind, count)))
    shown = count if view.everything else min(count, EXAMPLES)
    # One command often helps several: it stands once, below the last of them.
    command: str | None = None
    for one in islice(found, shown):
        if command is not None and one.command != command:
            yield "    " + printable(command)
        command = one.command
        mark = _("NEW") + " " if one.id in fresh else ""
        evidence = kinds.evidence(one)
        yield f"  {mark}{_name(one)}" + (f" ({printable(evidence)})" if evidence else "")
    if command is not None:
        yield "    " + printable(command)
    yield from _more(count - shown)


def _name(one: Finding) -> str:
    return printable(one.absolute) if one.path else kinds.name(one)


def _more(count: int) -> list[str]:
    if count <= 0:
        return []
    return ["  " + plural("… and {n} more: --all", "… and {n} more: --all", count)]


value_document.register(Finding, report_file.told_document)
value_document.register(SkippedRoot, report_file.away_document)
value_document.register(Verified, report_file.verified_document)
