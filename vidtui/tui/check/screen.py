"""The keys of the Check screen, and when each is offered."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from vidtui.i18n import N_, _, titled
from vidtui.jobs.check.findings import SkippedRoot
from vidtui.jobs.check.kinds import KINDS
from vidtui.jobs.check.run import CheckOptions
from vidtui.jobs.links.model import Place
from vidtui.text import printable
from vidtui.tui.bindings import key
from vidtui.tui.check import status, view
from vidtui.tui.check.model import Item, Line, Node
from vidtui.tui.check.session import Checking
from vidtui.tui.check.status import (
    empty_state,
    headline,
    no_match_text,
    second_line,
)
from vidtui.tui.check.view import command_of
from vidtui.tui.dialogs import TextDialog, stop_question
from vidtui.tui.formatting import HOUR_S
from vidtui.tui.list_page import FilterLine, ListPage
from vidtui.tui.widgets import StaticText, TreeLines, WrappedText

LOOK_S = 2.0  # between looks for another process's check
ENTER = ("refold", "review", "link", "moves", "details", "settle")
"""What Enter and a second click do, the first that makes sense."""
UNLINKED = "unlinked_file"
IN_WRONG_PLACE = ("shared_target", "misplaced_link", "large_folder")


def _is_reviewable(line: Line | None) -> bool:
    return isinstance(line, Item) and not line.is_gone and KINDS[line.finding.kind].is_reviewed


def _is_linkable(line: Line | None) -> bool:
    """Whether a file without a link is highlighted that no broken link is to get."""
    if not isinstance(line, Item) or line.is_gone:
        return False
    return line.finding.kind == UNLINKED and line.finding.command is not None


def _is_movable(line: Line | None) -> bool:
    """Whether links are highlighted that lie in the wrong place."""
    return isinstance(line, Item) and not line.is_gone and line.finding.kind in IN_WRONG_PLACE


def _has_details(page: Check) -> bool:
    line = page.chosen
    leads_on = _is_reviewable(line) or _is_linkable(line) or _is_movable(line)
    is_plain = isinstance(line, Item) and not leads_on
    return is_plain or (isinstance(line, SkippedRoot) and line.remedy is None)


def _has_remedy(page: Check) -> bool:
    return isinstance(page.chosen, SkippedRoot) and page.chosen.remedy is not None


def _has_line(page: Check) -> bool:
    return page.chosen is not None


class Check(ListPage):
    """The findings of the app's check, or of the last one that was kept."""

    MODE = "check"
    LETTER = "c"
    LABEL = N_("Check")
    EXPLANATION = N_("Go to the check: what disagrees.")
    ABOUT = N_(
        "Whether disk, catalogue and links agree: what disagrees, the worst first, with the "
        "evidence and the command that helps. A check changes nothing; {copy} copies a command, "
        "and Enter on a link goes where it is repaired."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "refold", N_("Open"), N_("Unfold or fold what is highlighted."),
            when=lambda page: isinstance(page.chosen, Node)),
        key("enter", "review", N_("Review"), N_("Go to this link's row on the Links screen."),
            when=lambda page: _is_reviewable(page.chosen)),
        key("enter", "link", N_("Link…"), N_("Go to this file's row among the new links."),
            when=lambda page: _is_linkable(page.chosen)),
        key("enter", "moves", N_("Move…"), N_("See where it belongs, among the links to move."),
            when=lambda page: _is_movable(page.chosen)),
        key("enter", "details", N_("Details"), N_("Show all of it in a window."),
            when=_has_details),
        key("enter", "settle", N_("Go on…"), N_("See the way on, and decide."), when=_has_remedy),
        key("right,l", "unfold", N_("Unfold"), N_("Unfold; once it is, go into it."), show=False,
            when=_has_line),
        key("left,h", "fold", N_("Fold"), N_("Fold; once it is, go out of it."), show=False,
            when=_has_line),
        key("r", "check", N_("Check now"), N_("Check now; nothing is changed."),
            when=lambda page: page.work.is_free),
        key("r", "halt", N_("Stop…"), N_("Stop the check; what it found so far is shown."),
            when=lambda page: page.work.is_stoppable),
        key("v", "verify", N_("Verify…"), N_("Read whole files: is every byte the same?"),
            when=lambda page: page.work.is_free),
        key("c", "copy", N_("Copy command"), N_("Copy the command; printed again when you quit."),
            when=lambda page: command_of(page.chosen) is not None),
        key("f", "changes", N_("Changes"), N_("Show only what is new or gone since last time."),
            when=lambda page: page.work.may_show_changes and not page.work.can_go_back),
        key("f", "all", N_("All"), N_("Show all again."),
            when=lambda page: page.work.tree.only_changes),
        key("slash", "filter", N_("Filter"), N_("Show what has some text in its path."),
            when=lambda page: bool(len(page.work.tree))),
        key("escape", "back", N_("All paths"), N_("Show all paths again."),
            when=lambda page: page.filter.is_open),
        key("f", "last", N_("Last check"), N_("Show the last report that was kept again."),
            when=lambda page: page.work.can_go_back),
        key("y", "known", N_("Known…"), N_("Mark all that is found as known."),
            when=lambda page: page.work.may_acknowledge),
        key("w", "write", N_("JSON…"), N_("Write the report to a file."),
            when=lambda page: page.work.shown is not None),
        key("m", "messages", N_("Messages"), N_("Show what the check said beside."), show=False,
            when=lambda page: bool(page.work.notices)),
    ]  # fmt: skip

    _seen: Line | None = None  # whose details are shown

    def body(self) -> ComposeResult:
        """Yield both headlines, the tree, the details."""
        yield StaticText(id="headline")
        yield StaticText(id="second")
        yield StaticText(id="empty")
        yield FilterLine(_("Part of a path"), self.work.tree.needle, label=titled(_("Filter"), ""))
        with Container(id="check"):
            with Vertical(id="rows"):
                yield StaticText(id="none")
                yield TreeLines[Line]([], view.row_text, chooses=False)
            with VerticalScroll(id="details", can_focus=False):
                yield WrappedText(id="detail-text")

    @property
    def work(self) -> Checking:
        """The app's checks."""
        return self.workspace.checking

    @property
    def has_ended(self) -> bool:
        """Whether a check has come to its end in this session."""
        run = self.work.runner.run
        return run is not None and run.phase == "finished"

    @property
    def chosen(self) -> Line | None:
        """The highlighted line."""
        return self.listed.item if self.ready else None

    def on_mount(self) -> None:
        self.set_interval(LOOK_S, self._look)

    def _look(self) -> None:
        """Read the last check if another process has made one, while the screen is in front."""
        if self.is_front and self.work.is_free:
            self.work.look()

    def resumed(self) -> None:
        """Read the last check, in case there is another one by now."""
        self.work.look()
        self.show_all()

    async def set_language(self) -> None:
        """Make all widgets anew; the same line is highlighted."""
        line = self.chosen
        await super().set_language()
        self.listed.cursor = self.work.tree.place(line)

    def on_job_progressed(self) -> None:
        """Show the check as it is now."""
        self.show_all()

    def on_checked(self) -> None:
        """Show what was read or kept."""
        self.show_all()

    def show_all(self) -> None:
        """Fill every part."""
        if not self.ready:
            return
        tree, listed = self.work.tree, self.listed
        if listed.items is not tree.lines:
            listed.replace_items(tree.lines, tree.place(listed.item, listed.cursor))
        if self.work.take_alarm():
            listed.action_first()  # where they are
        self._show_status()
        self._show_line()
        self.focus_list()

    def _show_status(self) -> None:
        work, width = self.work, max(20, self.size.width - 4)
        now = self.workspace.services.now()
        self.query_one("#headline", Static).update(headline(work, now, width))
        changed_at = self.workspace.changed_at
        second = second_line(
            work, width, imports=self.workspace.imports.active, changed_at=changed_at
        )
        self.query_one("#second", Static).update(second)
        text = empty_state(work)
        self.show_text("#empty", text)
        self.query_one("#check").display = text is None
        self.show_text("#none", no_match_text(work, now))

    def _show_line(self) -> None:
        """Show what a single movement changes."""
        line, pane = self.chosen, self.query_one("#details")
        pane.display = line is not None
        if line is not None:
            self.query_one("#detail-text", WrappedText).fit(self._details(line))
            if line is not self._seen:
                pane.scroll_home(animate=False)
        self._seen = line
        self.refresh_bindings()

    def _details(self, line: Line) -> partial[Content]:
        return partial(view.details, line, self.work.tree)

    def on_virtual_list_moved(self) -> None:
        """Show the line that is highlighted now."""
        self._show_line()

    async def on_tree_lines_pressed(self) -> None:
        """Do what Enter does."""
        for action in ENTER:
            if self.check_action(action, ()):
                await self.app.run_action(action, self)
                return

    def _refold(self, node: Node, *, to_open: bool) -> None:
        tree, at = self.work.tree, self.listed.cursor
        if to_open:
            tree.unfold(node)
        else:
            tree.fold(node)
        self.listed.replace_items(tree.lines, at)  # what is above stays
        self._show_line()

    def action_refold(self) -> None:
        node = self.chosen
        if isinstance(node, Node):
            self._refold(node, to_open=not node.is_open)

    def action_unfold(self) -> None:
        """Unfold the highlighted node, or go to the first line in it."""
        node = self.chosen
        if isinstance(node, Node) and not node.is_open:
            self._refold(node, to_open=True)
        elif isinstance(node, Node):
            self.listed.cursor += 1

    def action_fold(self) -> None:
        """Fold the highlighted node, or go to the one in which the line lies."""
        line = self.chosen
        if isinstance(line, Node) and line.is_open:
            self._refold(line, to_open=False)
        elif line is not None:
            up = self.work.tree.parent(self.listed.cursor)
            if up is not None:
                self.listed.cursor = up

    def action_review(self) -> None:
        """Go to the link's row on the Links screen."""
        line = self.chosen
        if isinstance(line, Item):
            self.workspace.repairing.seek(Place(line.finding.root, line.finding.path))
            self.app.switch_mode("links")

    def action_link(self) -> None:
        """Go to where this file is linked."""
        line = self.chosen
        if isinstance(line, Item):
            self.workspace.new_links.look_for(Place(line.finding.root, line.finding.path))
            self.app.switch_mode("new_links")

    def action_moves(self) -> None:
        """Go to where it is decided whether this link moves, or those of this folder."""
        line = self.chosen
        if not isinstance(line, Item):
            return
        place, work = Place(line.finding.root, line.finding.path), self.workspace.new_links
        if line.finding.kind == "large_folder":
            work.look_below(place.absolute)
        else:
            work.look_for(place, rename=True)
        self.app.switch_mode("new_links")

    def action_details(self) -> None:
        """Show all of the highlighted line in a window."""
        line = self.chosen
        if line is not None:
            text, command = self._details(line), view.command_of(line)
            self.open_dialog(status.CheckDetails(text, command, self.work.copy))

    def action_settle(self) -> None:
        """Say why nothing is said of a root; let the user decide."""
        line = self.chosen
        if isinstance(line, SkippedRoot):
            question = status.away_question(line)
            question.over(self, lambda loss: self.work.start(CheckOptions(accept_loss=loss)))

    def action_copy(self) -> None:
        """Copy the command of the highlighted line."""
        command = view.command_of(self.chosen)
        if command is not None:
            self.work.copy(command)

    def action_check(self) -> None:
        self.work.start(CheckOptions())

    def action_verify(self) -> None:
        """Ask, then check and read whole files."""
        self.open_dialog(status.verify_question(), self._verify)

    def _verify(self, name: str) -> None:
        limit = None if name == "all" else float(name) * HOUR_S
        self.work.start(CheckOptions(verify=True, verify_s=limit))

    def action_halt(self) -> None:
        """Ask whether the check shall stop."""

        def answer(name: str | None) -> None:
            if name:
                self.work.runner.cancel()
                self._show_status()
                self.refresh_bindings()

        fact = _("What it found so far is shown; nothing is called gone by that.")
        self.app.push_screen(stop_question(_("Stop the check?"), fact, _("Stop it")), answer)

    def action_changes(self) -> None:
        """Show only what changed since the check before."""
        self.work.tree.show_only(only_changes=True)
        self.show_all()

    def action_all(self) -> None:
        self.work.tree.show_only(only_changes=False)
        self.show_all()

    def narrow(self, text: str) -> None:
        """Show what has ``text`` in its path."""
        self.work.tree.show_only(needle=text)
        self.show_all()

    def action_last(self) -> None:
        """Show the last check that was kept."""
        self.work.look(back=True)

    def action_write(self) -> None:
        checked = self.work.shown
        if checked is not None:
            self.open_dialog(status.json_dialog(self.workspace, checked), self._written)

    def _written(self, path: Path) -> None:
        self.workspace.notify(_("The report is in {path}").format(path=printable(str(path))))

    def action_known(self) -> None:
        checked = self.work.shown
        if checked is not None:
            question = status.known_question(checked.report.counts)
            self.open_dialog(question, lambda _yes: self.work.acknowledge(checked))

    def action_messages(self) -> None:
        """Show what the check said beside its findings."""
        self.open_dialog(TextDialog(partial(view.message_list, self.work.notices)))
