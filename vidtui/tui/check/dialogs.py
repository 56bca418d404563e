"""What the Check screen asks before it goes on, each in a window."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.base import Refused
from vidtui.jobs.check.findings import CheckCounts, SkippedRoot
from vidtui.text import local_time
from vidtui.tui.bindings import key, key_of
from vidtui.tui.check.view import problems, worth_knowing
from vidtui.tui.dialogs import Ask, AskRefused, Choice, TextDialog
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


def away_question(away: SkippedRoot) -> Ask:
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
