"""What the Check screen asks before it goes on, each in a window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.check.findings import SkippedRoot
from vidtui.jobs.check.run import CheckOptions
from vidtui.text import local_time, show
from vidtui.tui.check.view import problems, worth_knowing
from vidtui.tui.dialogs.ask import Ask, Choice
from vidtui.tui.dialogs.text import Leaf
from vidtui.tui.dialogs.write_file import WriteFile
from vidtui.tui.formatting import HOUR_S, because
from vidtui.tui.page import key
from vidtui.tui.threads import in_background

if TYPE_CHECKING:
    from vidtui.tui.check.screen import Check

HOURS = (1, 8)  # a pause for lunch, a night


def ask_verify(page: Check) -> None:
    """Ask for how long whole files shall be read, and read them."""
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

    def answer(name: str | None) -> None:
        if name:
            limit = None if name == "all" else float(name) * HOUR_S
            page.vidtui.checking.start(CheckOptions(verify=True, verify_s=limit))

    page.app.push_screen(Ask(_("Read whole files?"), facts, choices), answer)


def ask_known(page: Check) -> None:
    """Ask, then mark all present findings as known."""
    checked = page.vidtui.checking.shown
    if checked is None:
        return
    counts = checked.report.counts
    facts = [
        problems(counts.issues),
        worth_knowing(counts.information),
        _("They are still found, and no longer new; a check with --new-only leaves them out."),
        _("What is gone once and comes back is new again."),
    ]
    choices = [Choice("", _("Mark nothing")), Choice("known", _("Mark them all"))]

    def answer(name: str | None) -> None:
        if name:
            page.vidtui.checking.acknowledge(checked)

    page.app.push_screen(Ask(_("Mark all that is found as known?"), facts, choices), answer)


def ask_away(page: Check, away: SkippedRoot) -> None:
    """Say why nothing is said of a root; let the user decide."""
    app = page.vidtui
    choices = [Choice("", _("Change nothing"))]
    if away.remedy == "accept-loss":
        text = _("These files are gone for good: check again and believe it")
        choices.append(Choice("lose", text))
    else:
        choices.append(Choice("confirm", _("This is the right disk: take it from now on")))

    def answer(name: str | None) -> None:
        if name == "lose":
            app.checking.start(CheckOptions(accept_loss=True))
        elif name == "confirm":
            in_background(
                page,
                lambda: app.services.confirm(app.settings, away.root),
                lambda _none: app.checking.start(CheckOptions()),
                app.complain,
            )

    facts = [because(away.root, away.reason)]
    app.push_screen(Ask(_("Nothing is said of this root"), facts, choices), answer)


def ask_json_path(page: Check) -> None:
    """Ask where the report shall be written as JSON, and write it."""
    app, checked = page.vidtui, page.vidtui.checking.shown
    if checked is None:
        return

    def written(path: Path | None) -> None:
        if path is not None:
            app.notify(_("The report is in {path}").format(path=show(str(path))), markup=False)

    day = local_time(checked.report.created, "%Y-%m-%d")
    path = app.settings.data_dir / "reports" / f"report-{day}.json"
    dialog = WriteFile(
        app, _("Write the report as JSON"), path, lambda to: app.services.write_check(to, checked)
    )
    app.push_screen(dialog, written)


class CheckDetails(Leaf):
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

    def keys(self) -> str:
        """Return what its keys do, in one line."""
        return super().keys() if self._command is None else _("c copies the command; Esc closes")

    def action_copy(self) -> None:
        """Copy the command."""
        if self._command is not None:
            self._copy(self._command)
