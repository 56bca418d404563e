"""How the check stands, in two lines or instead of a tree, and what the screen asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from vidtui.i18n import N_, _, ngettext, size
from vidtui.jobs.base import Refused, clock_text
from vidtui.jobs.check.findings import CheckCounts, SkippedRoot
from vidtui.jobs.check.kinds import ISSUES, STAGE_TITLES
from vidtui.jobs.check.run import CheckRun
from vidtui.text import local_time, printable, shorten
from vidtui.tui.bindings import hint, key, key_of
from vidtui.tui.check.session import Checking
from vidtui.tui.check.view import problems, worth_knowing
from vidtui.tui.dialogs import Ask, AskRefused, Choice, TextDialog
from vidtui.tui.formatting import MUTED, age, is_gone, is_known, is_new, number, plural
from vidtui.tui.pickers import WriteFile
from vidtui.tui.report_cache import ReportView
from vidtui.tui.workspace import Workspace

HOURS = (1, 8)  # a pause for lunch, a night


def verify_question() -> Ask:
    """Return the question for how many hours whole files shall be read, or until ``all`` are."""
    facts = [
        _("Every file is read from its first byte to its last: terabytes take days."),
        _("The first time records what is there; later times compare with it."),
        _("Files verified longest ago come first, so that each time goes on from the last."),
    ]
    choices = [Choice("", _("Read nothing"))]
    choices += [
        Choice(str(hours), ngettext("For {n} hour", "For {n} hours", hours).format(n=hours))
        for hours in HOURS
    ]
    choices.append(Choice("all", _("Until all is read")))
    return Ask(_("Read whole files?"), facts, choices)


def known_question(counts: CheckCounts) -> Ask:
    """Return the question whether all that was found shall be marked as known."""
    facts = [
        problems(counts.issues),
        worth_knowing(counts.information),
        _("They are still found, and no longer new; a check with --new-only leaves them out."),
        _("What is gone once and comes back is new again."),
    ]
    choices = [Choice("", _("Mark nothing")), Choice("known", _("Mark them all"))]
    return Ask(_("Mark all that is found as known?"), facts, choices)


def away_question(away: SkippedRoot) -> AskRefused:
    """Return why nothing is said of a root, with the way on."""
    accept = _("These files are gone for good: check again and believe it")
    refused = Refused(away.root, away.reason, away.remedy)
    return AskRefused(_("Nothing is said of this root"), [refused], accept)


def json_dialog(workspace: Workspace, checked: ReportView) -> WriteFile:
    """Return the window that writes a report as JSON."""
    day = local_time(checked.report.created, "%Y-%m-%d")
    path = workspace.settings.data_dir / "reports" / f"report-{day}.json"
    heading, write = _("Write the report as JSON"), workspace.services.write_check
    return WriteFile(workspace, heading, path, lambda to: write(to, checked))


class CheckDetails(TextDialog):
    """Shows what ``text`` returns for a width in cells; ``copy`` takes the command, if any."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("c", "copy", N_("Copy command"), N_("Copy the command; printed again when you quit.")),
    ]

    def __init__(
        self, text: Callable[[int], Content], command: str | None, copy: Callable[[str], object]
    ) -> None:
        super().__init__(text)
        self._command = command
        self._copy = copy

    def footer(self) -> str:
        if self._command is None:
            return super().footer()
        return _("{copy} copies the command; Esc closes").format(copy=key_of("CheckDetails.copy"))

    def action_copy(self) -> None:
        if self._command is not None:
            self._copy(self._command)


WARNING = "bold $text-warning"
Part = tuple[Content, bool]
"""A part of a line, and whether it must be there even where there is little room."""


def headline(work: Checking, now: float, width: int) -> Content:
    """Return what is going on, or what came of the last check, in one line if that can be.

    What went wrong stands above it, as long as it is: there, too, a remedy may be told.
    """
    run = work.runner.run
    if run is not None and run.active:
        return _fitted(_running(run), width)
    lines = []
    if run is not None and run.failure is not None:
        lines.append(Content.styled(f"✗ {printable(run.failure)}", "bold $text-error"))
    if work.problem:
        lines.append(Content.styled(f"✗ {printable(work.problem)}", "$text-error"))
    if work.unkept:
        text = _("✗ The report could not be kept: {reason}").format(reason=printable(work.unkept))
        lines.append(Content.styled(text, "$text-error"))
    if work.saving:
        lines.append(Content.styled(_("… Keeping the report"), "bold $text-warning"))
    elif (counts := _counts(work)) is not None:
        lines.append(_fitted(_outcome(work, counts, now), width))
    return Content("\n").join(lines)


def _fitted(parts: list[Part], width: int) -> Content:
    """Return parts in one line, if need be without those that may be left out, the last first."""
    while True:
        line = Content(" · ").join([text for text, _is_needed in parts])
        spare = [at for at, (_text, is_needed) in enumerate(parts) if not is_needed]
        if line.cell_length <= width or not spare:
            return line
        parts = [*parts[: spare[-1]], *parts[spare[-1] + 1 :]]


def _outcome(work: Checking, counts: CheckCounts, now: float) -> list[Part]:
    parts: list[Part] = []
    issues, style, away = problems(counts.issues), WARNING, len(work.tree.away)
    if away:
        text = ngettext("▲ {n} root not looked at", "▲ {n} roots not looked at", away)
        parts.append((Content.styled(text.format(n=number(away)), WARNING), True))
    if work.is_part:
        text = _("■ Stopped: this is a part only: {problems}").format(problems=issues)
    elif counts.issues:
        text = issues if away else f"▲ {issues}"
    elif away:
        text = _("nothing is wrong where it could be looked")
    else:
        text, style = _("✓ Nothing is wrong"), "bold $text-success"
    parts.append((Content.styled(text, style), True))
    if work.shown is not None:
        parts += _changes(work.shown)
        when = _("checked {age}").format(age=age(now - work.shown.report.created))
        parts.append((Content.styled(when, MUTED), True))
    return parts


def _changes(checked: ReportView) -> list[Part]:
    parts: list[Part] = []
    if checked.new_issues:
        parts.append((Content.styled(is_new(checked.new_issues), WARNING), True))
    if checked.known_issues:
        parts.append((Content.styled(is_known(checked.known_issues), MUTED), False))
    if gone := sum(one.kind in ISSUES for one in checked.changes.gone):
        parts.append((Content.styled(is_gone(gone), "$text-success"), False))
    return parts


def _counts(work: Checking) -> CheckCounts | None:
    run = work.runner.run
    if work.shown is not None:
        return work.shown.report.counts
    return run.counts if run is not None and run.has_begun else None


def _running(run: CheckRun) -> list[Part]:
    if run.phase == "stopping":
        return [(Content.styled(_("… Stopping"), WARNING), True)]
    text = size if run.stage == "hashes" else number
    done = text(run.done)
    if run.total is not None:
        done += f" / {text(run.total)}"
    parts: list[Part] = [(Content.styled("▸ " + _(STAGE_TITLES[run.stage]), "bold"), True)]
    if run.percent is not None:
        parts.append((Content(f"{run.percent} %"), True))
    parts.append((Content(done), True))
    if run.remaining_s is not None:
        left = _("{time} left").format(time=clock_text(run.remaining_s))
        parts.append((Content(left), True))
    if run.rate is not None and run.stage == "hashes":
        rate = _("{count}/s").format(count=size(round(run.rate)))
        parts.append((Content(rate), False))
    return parts


def second_line(work: Checking, width: int, *, imports: bool, changed_at: float) -> Content:
    """Return what makes it doubtful, what is shown of it, and what was looked at.

    Args:
        work: the check.
        width: of the line, in cells.
        imports: whether an import is under way.
        changed_at: when links were repaired last, since the epoch.
    """
    run = work.runner.run
    parts: list[Content] = []
    if run is not None and run.active:
        found = problems(run.counts.issues)
        parts.append(Content.styled(found, WARNING if run.counts.issues else MUTED))
        parts += _limits(work, imports=imports, is_old=False)
        room = width - Content(" · ").join(parts).cell_length - 3
        if run.folder and room > 8:
            parts.append(Content.styled(shorten(printable(run.folder), room), MUTED))
    else:
        is_old = work.shown is not None and changed_at > work.shown.report.created
        parts += _limits(work, imports=imports, is_old=is_old)
        if (counts := _counts(work)) is not None:
            parts += _looked_at(work, counts)
    return Content(" · ").join(parts).truncate(width, ellipsis=True)


def _limits(work: Checking, *, imports: bool, is_old: bool) -> Iterator[Content]:
    """Yield what makes it doubtful, and that not all of it is shown."""
    if imports:
        text = _("▲ An import is under way: this may be out of date at once")
        yield Content.styled(text, "$text-warning")
    if is_old:
        text = _("▲ Links were changed since; {check} checks again")
        yield Content.styled(text.format(check=key_of("check.check")), "$text-warning")
    if work.tree.only_changes:
        yield Content.styled(_("only what changed"), "bold $text-accent")


def _looked_at(work: Checking, counts: CheckCounts) -> list[Content]:
    """Return how far it got: what may be missing from it first, how much it was last."""
    parts = _verified(work.shown) if work.shown else []
    texts = []
    if work.notices:
        count = len(work.notices)
        text = ngettext("{count} message ({key})", "{count} messages ({key})", count)
        texts.append(text.format(count=number(count), key=key_of("check.messages")))
    texts += [
        plural("{count} file", "{count} files", counts.files),
        plural("{count} link", "{count} links", counts.links),
    ]
    return parts + [Content.styled(text, MUTED) for text in texts]


def _verified(checked: ReportView) -> list[Content]:
    one = checked.report.verified
    if one is None:
        return []
    read = one.recorded + one.same + one.changed + one.silent
    if checked.read_in_part:
        text = ngettext(
            "{n} of {total} read whole, stopped", "{n} of {total} read whole, stopped", read
        )
        text = text.format(n=number(read), total=number(read + one.unreadable + one.left))
        parts = [Content.styled(text, "$text-warning")]
    else:
        text = plural("{n} read whole", "{n} read whole", read)
        parts = [Content.styled(text, MUTED)]
        if one.left:
            text = plural("{n} left", "{n} left", one.left)
            parts.append(Content.styled(text, MUTED))
    if one.recorded:
        text = ngettext("{n} for the first time", "{n} for the first time", one.recorded)
        parts.append(Content.styled(text.format(n=number(one.recorded)), MUTED))
    return parts


def no_match_text(work: Checking, now: float) -> str:
    """Return why a check that found something shows nothing; empty where it shows something."""
    tree = work.tree
    if tree.lines or not tree.is_filtered:
        return ""
    since = work.shown.changes.since if work.shown else None
    if tree.needle or since is None:
        return _("None of these: {key} takes the filter away.").format(key=key_of("check.back"))
    text = _("Nothing has changed since the check before ({age}); {all} shows all.")
    return text.format(age=age(now - since), all=key_of("check.all"))


def empty_state(work: Checking) -> Content | None:
    """Return what there is to say where the tree holds nothing, None where it does."""
    run, tree = work.runner.run, work.tree
    if tree.lines or tree.is_filtered or (run is not None and run.active):
        return None
    if work.saving or not work.loaded:
        return Content.styled(_("…"), MUTED)
    begin = [
        hint(
            "check.check",
            _("finds out whether disk, catalogue and links agree; nothing is changed"),
        ),
        hint("check.verify", _("reads every file whole, too: is every byte the same?")),
    ]
    if work.problem or _counts(work) is None:
        heading = Content.styled(_("No check yet"), "bold")
    elif work.is_part:
        heading = Content.styled(_("■ Nothing was found before it was stopped"), "bold")
    else:
        heading = Content.styled(_("✓ Disk, catalogue and links agree"), "bold $text-success")
    return Content("\n").join([heading, Content(""), *begin])
