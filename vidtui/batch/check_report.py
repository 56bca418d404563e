"""A check for people: the summary first, then what was found, the worst kinds first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from vidtui.i18n import _, ngettext, size, titled
from vidtui.jobs.check import kinds as wording
from vidtui.jobs.check.findings import Finding, Kind, SkippedRoot, Verified
from vidtui.jobs.check.found import Ids
from vidtui.jobs.check.kinds import INFORMATION, ISSUES
from vidtui.jobs.check.report import Changes, Report
from vidtui.jobs.wording import read_lines
from vidtui.text import local_time, printable

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


def report_text(report: Report, changes: Changes, known: Ids, view: View) -> Iterator[str]:
    """Yield the lines about a check."""
    yield from away_lines(report.away)
    yield from _summary(report)
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
        told = ", ".join(wording.counted(kind, counts[kind]) for kind in hidden)
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
        ngettext(
            "{n} recorded for the first time", "{n} recorded for the first time", verified.recorded
        ).format(n=verified.recorded),
        ngettext("{n} the same", "{n} the same", verified.same).format(n=verified.same),
        ngettext("{n} changed", "{n} changed", verified.changed).format(n=verified.changed),
        ngettext("{n} changed silently", "{n} changed silently", verified.silent).format(
            n=verified.silent
        ),
    ]
    if verified.unreadable:
        text = ngettext("{n} unreadable", "{n} unreadable", verified.unreadable)
        parts.append(text.format(n=verified.unreadable))
    parts.append(ngettext("{n} left", "{n} left", verified.left).format(n=verified.left))
    amount = size(verified.size)
    if verified.seconds >= 0.1:
        rate = size(round(verified.size / verified.seconds))
        amount = _("{amount}, {rate}/s").format(amount=amount, rate=rate)
    return _("Read whole: {counts} ({amount})").format(counts=", ".join(parts), amount=amount)


def date_text(seconds: int) -> str:
    """Return a time for people."""
    return local_time(seconds)


def _summary(report: Report) -> list[str]:
    counts = report.counts
    files = ngettext("{n} file", "{n} files", counts.files).format(n=counts.files)
    links = ngettext("{n} link", "{n} links", counts.links).format(n=counts.links)
    line = _("Looked at {files} and {links}.").format(files=files, links=links)
    if counts.issues:
        return [line, _issues(counts.issues)]
    if not report.complete or report.away:
        return [line, _("No problem was found in what was looked at.")]
    return [line, _("All is well.")]


def _issues(count: int) -> str:
    return ngettext("{n} problem was found.", "{n} problems were found.", count).format(n=count)


def _since(changes: Changes, known: Ids, report: Report, view: View) -> list[str]:
    if changes.since is None:
        return [_("This is the first check; the next one says what is new since.")]
    fresh = changes.new - known
    issues = sum(one.id in fresh for one in report.issues())
    counts = [ngettext("{n} new problem", "{n} new problems", issues).format(n=issues)]
    if more := len(fresh) - issues:
        counts.append(
            ngettext("{n} new for information", "{n} new for information", more).format(n=more)
        )
    gone = len(changes.gone)
    counts.append(ngettext("{n} gone", "{n} gone", gone).format(n=gone))
    label = _("Since the check of {date}: {counts}.")
    lines = [label.format(date=date_text(changes.since), counts=", ".join(counts))]
    shown = gone if view.everything else min(gone, FEW)
    line = _("gone: {what}: {name}")
    lines += [
        "  " + line.format(what=wording.counted(one.kind, 1), name=_name(one))
        for one in islice(changes.gone, shown)
    ]
    return lines + _more(gone - shown)


def _kind(
    kind: Kind, count: int, found: Iterator[Finding], fresh: Ids, view: View
) -> Iterator[str]:
    yield from ("", titled(wording.counted(kind, count), wording.meaning(kind, count)))
    shown = count if view.everything else min(count, EXAMPLES)
    # One command often helps several: it stands once, below the last of them.
    command: str | None = None
    for one in islice(found, shown):
        if command is not None and one.command != command:
            yield "    " + printable(command)
        command = one.command
        mark = _("NEW") + " " if one.id in fresh else ""
        evidence = wording.evidence(one)
        yield f"  {mark}{_name(one)}" + (f" ({printable(evidence)})" if evidence else "")
    if command is not None:
        yield "    " + printable(command)
    yield from _more(count - shown)


def _name(one: Finding) -> str:
    return printable(one.absolute) if one.path else wording.name(one)


def _more(count: int) -> list[str]:
    if count <= 0:
        return []
    return [
        "  " + ngettext("… and {n} more: --all", "… and {n} more: --all", count).format(n=count)
    ]
