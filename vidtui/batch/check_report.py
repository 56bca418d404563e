"""A check for people: the summary first, then what was found, the worst kinds first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from vidtui.i18n import _, ngettext, size, titled
from vidtui.jobs.check import words
from vidtui.jobs.check.findings import INFORMATION, ISSUES, Away, Finding, Kind, Verified
from vidtui.jobs.check.report import Report
from vidtui.jobs.check.reports import Changes
from vidtui.text import local_time, show

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


def report_text(report: Report, changes: Changes, known: Collection[str], view: View) -> list[str]:
    """Return the lines about a check."""
    lines = away_lines(report.away)
    lines += _summary(report)
    lines += _since(changes, known, report, view)
    if report.verified is not None:
        lines.append(verified_line(report.verified))
    fresh = () if changes.since is None else changes.new.difference(known)
    by_kind = report.by_kind()
    for kind, found in by_kind.items():
        if view.has(kind):
            lines += _kind(kind, found, fresh, view)
    hidden = [kind for kind in INFORMATION if kind in by_kind and not view.has(kind)]
    if hidden and not view.kinds:
        counts = ", ".join(words.counted(kind, len(by_kind[kind])) for kind in hidden)
        lines += ["", _("For information: {counts} (--all lists them)").format(counts=counts)]
    return lines


def away_lines(away: Sequence[Away]) -> list[str]:
    """Return the roots of which nothing is said, each with the command that helps."""
    lines = []
    for one in away:
        label = (
            _("Doubted: {path}: {reason}")
            if one.remedy == "accept-loss"
            else _("Away: {path}: {reason}")
        )
        lines.append("! " + label.format(path=show(one.root), reason=show(one.reason)))
        if one.command is not None:
            lines.append("    " + show(one.command))
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


def _since(changes: Changes, known: Collection[str], report: Report, view: View) -> list[str]:
    if changes.since is None:
        return [_("This is the first check; the next one says what is new since.")]
    fresh = changes.new.difference(known)
    issues = sum(one.kind in ISSUES for one in report.findings if one.id in fresh)
    counts = [ngettext("{n} new problem", "{n} new problems", issues).format(n=issues)]
    if more := len(fresh) - issues:
        counts.append(
            ngettext("{n} new for information", "{n} new for information", more).format(n=more)
        )
    gone = len(changes.gone)
    counts.append(ngettext("{n} gone", "{n} gone", gone).format(n=gone))
    label = _("Since the check of {date}: {counts}.")
    lines = [label.format(date=date_text(changes.since), counts=", ".join(counts))]
    shown = changes.gone if view.everything else changes.gone[:FEW]
    line = _("gone: {what}: {name}")
    lines += ["  " + line.format(what=words.counted(one.kind, 1), name=_name(one)) for one in shown]
    return lines + _more(len(changes.gone) - len(shown))


def _kind(kind: Kind, found: Sequence[Finding], fresh: Collection[str], view: View) -> list[str]:
    lines = ["", titled(words.counted(kind, len(found)), words.meaning(kind, len(found)))]
    shown = found if view.everything else found[:EXAMPLES]
    for one, after in zip(shown, [*shown[1:], None], strict=True):
        mark = _("NEW") + " " if one.id in fresh else ""
        evidence = words.evidence(one)
        lines.append(f"  {mark}{_name(one)}" + (f" ({show(evidence)})" if evidence else ""))
        # One command often helps several: it stands once, below the last of them.
        if one.command is not None and (after is None or after.command != one.command):
            lines.append("    " + show(one.command))
    return lines + _more(len(found) - len(shown))


def _name(one: Finding) -> str:
    return show(one.absolute) if one.path else words.name(one)


def _more(count: int) -> list[str]:
    if count <= 0:
        return []
    return [
        "  " + ngettext("… and {n} more: --all", "… and {n} more: --all", count).format(n=count)
    ]
