"""The keys of the Check screen, and when each is offered."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.i18n import N_
from vidtui.jobs.check.findings import SkippedRoot
from vidtui.jobs.check.kinds import KINDS
from vidtui.jobs.check.run import CheckOptions
from vidtui.jobs.links.model import Place
from vidtui.tui.check import view
from vidtui.tui.check.dialogs import CheckDetails, ask_away, ask_json_path, ask_known, ask_verify
from vidtui.tui.check.nodes import Heading, Item, Line, Node
from vidtui.tui.check.session import Checking
from vidtui.tui.check.status import headline, instead, none_shown, second_line
from vidtui.tui.check.tree import CheckTree
from vidtui.tui.check.view import command_of
from vidtui.tui.dialogs.text import Leaf
from vidtui.tui.page import Page, key
from vidtui.tui.widgets.filter_line import FilterLine
from vidtui.tui.widgets.tree_lines import TreeLines
from vidtui.tui.widgets.virtual_list import Lines
from vidtui.tui.widgets.wrapped_text import Fitted

BINDINGS: list[BindingType] = [
    key("enter,space", "refold", N_("Open"), N_("Unfold or fold what is highlighted.")),
    key("enter", "review", N_("Review"), N_("Go to this link's row on the Links screen.")),
    key("enter", "details", N_("Details"), N_("Show all of it in a window.")),
    key("enter", "settle", N_("Go on…"), N_("See the way on, and decide.")),
    key("right", "unfold", N_("Unfold"), N_("Unfold; once it is, go into it."), show=False),
    key("left", "fold", N_("Fold"), N_("Fold; once it is, go out of it."), show=False),
    key("f,f5", "check", N_("Check now"), N_("Check now; nothing is changed.")),
    key("escape", "stop", N_("Stop"), N_("Stop the check; what it found so far is shown.")),
    key("v", "verify", N_("Verify…"), N_("Read whole files: is every byte the same?")),
    key("c", "copy", N_("Copy command"), N_("Copy the command; printed again when you quit.")),
    key("d", "changes", N_("Changes"), N_("Show only what is new or gone since last time.")),
    key("d", "all", N_("All"), N_("Show all again.")),
    key("slash", "filter", N_("Filter"), N_("Show what has some text in its path.")),
    key("escape", "back", N_("All paths"), N_("Show all paths again.")),
    key("escape", "last", N_("Last check"), N_("Show the last report that was kept again.")),
    key("a", "information", N_("Worth knowing"), N_("Unfold or fold what is no problem.")),
    key("x", "known", N_("Known…"), N_("Mark all that is found as known.")),
    key("j", "write", N_("JSON…"), N_("Write the report to a file.")),
    key("n", "told", N_("Messages"), N_("Show what the check said beside."), show=False),
]

BY_ENTER = ("refold", "review", "details", "settle")


def is_offered(action: str, work: Checking, line: Line | None) -> bool | None:
    """Say whether an action makes sense now; None where that is not known here."""
    if action in (*BY_ENTER, "unfold", "fold"):
        return _of_line(action, line)
    if action == "copy":
        return command_of(line) is not None
    run = work.runner.run
    if action in ("check", "verify"):
        return not (work.runner.active or work.saving)
    if action == "stop":
        return run is not None and run.phase == "running"
    if action in ("changes", "all"):
        is_known = work.shown is not None and work.shown.changes.since is not None
        return work.tree.only_changes == (action == "all") and (is_known or action == "all")
    if action == "filter":
        return bool(len(work.tree))
    if action == "information":
        return any(isinstance(one, Heading) for one in work.tree.lines)
    if action == "last":
        return work.can_go_back
    if action == "write":
        return work.shown is not None
    if action == "known":
        return work.shown is not None and work.shown is work.last and bool(len(work.tree))
    if action == "told":
        return bool(work.notices)
    return None


def _of_line(action: str, line: Line | None) -> bool:
    if action in ("unfold", "fold"):
        return line is not None
    if action == "refold":
        return isinstance(line, Node)
    if action == "settle":
        return isinstance(line, SkippedRoot) and line.remedy is not None
    if not isinstance(line, Item):
        return action == "details" and isinstance(line, SkippedRoot) and line.remedy is None
    is_link = KINDS[line.finding.kind].is_reviewed and not line.is_gone
    return is_link == (action == "review")


class Check(Page):
    """The findings of the app's check, or of the last one that was kept."""

    NAME = N_("Check")
    ABOUT = N_(
        "Whether disk, catalogue and links agree: what disagrees, the worst first, with the "
        "evidence and the command that helps. A check changes nothing; c copies a command, and "
        "Enter on a link goes where it is repaired."
    )
    OWN_JOB = "check"
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    _seen: Line | None = None  # whose details are shown

    def body(self) -> ComposeResult:
        """Yield both headlines, the tree, the details."""
        yield Static(id="headline")
        yield Static(id="second")
        yield Static(id="empty")
        yield FilterLine(self._tree.needle)
        with Container(id="check"):
            with Vertical(id="rows"):
                yield Static(id="none")
                yield TreeLines[Line]([], view.row_text, chooses=False)
            with VerticalScroll(id="details", can_focus=False):
                yield Fitted(id="detail-text")

    @property
    def _work(self) -> Checking:
        return self.vidtui.checking

    @property
    def _tree(self) -> CheckTree:
        return self.vidtui.checking.tree

    @property
    def _list(self) -> Lines[Line]:
        return self.query_one(TreeLines)

    @property
    def _filter(self) -> FilterLine:
        return self.query_one(FilterLine)

    @property
    def _chosen(self) -> Line | None:
        return self._list.item if self.ready else None

    def in_sight_again(self) -> None:
        """Read the last check, in case there is another one by now."""
        self._work.look()
        self.show_all()

    async def speak(self) -> None:
        """Make all widgets anew; the same line is highlighted."""
        line = self._chosen
        await super().speak()
        self._list.cursor = self._tree.place(line)

    def run_moved(self) -> None:
        """Show the check as it is now."""
        super().run_moved()
        self.show_all()

    def checked(self) -> None:
        """Show what was read or kept."""
        self.show_all()

    def show_all(self) -> None:
        """Fill every part."""
        if not self.ready:
            return
        tree, listed = self._tree, self._list
        if listed.items is not tree.lines:
            listed.replace_items(tree.lines, tree.place(listed.item, listed.cursor))
        if self._work.take_alarm():
            listed.action_first()  # where they are
        self._show_status()
        self._show_line()
        if self.focused is None:
            listed.focus()

    def _show_status(self) -> None:
        work, width = self._work, max(20, self.size.width - 4)
        now = self.vidtui.services.now()
        self.query_one("#headline", Static).update(headline(work, now, width))
        changed_at = self.vidtui.repairing.changed_at
        second = second_line(work, width, imports=self.vidtui.imports.active, changed_at=changed_at)
        self.query_one("#second", Static).update(second)
        text = instead(work)
        empty = self.query_one("#empty", Static)
        empty.display = text is not None
        empty.update(text or "")
        self.query_one("#check").display = text is None
        none = self.query_one("#none", Static)
        why = none_shown(work, now)
        none.display = bool(why)
        none.update(Content(why))

    def _show_line(self) -> None:
        """Show what a single movement changes."""
        line, pane = self._chosen, self.query_one("#details")
        pane.display = line is not None
        if line is not None:
            self.query_one("#detail-text", Fitted).fit(self._details(line))
            if line is not self._seen:
                pane.scroll_home(animate=False)
        self._seen = line
        self.refresh_bindings()

    def _details(self, line: Line) -> partial[Content]:
        return partial(view.details, line, self._tree)

    def on_lines_moved(self) -> None:
        """Show the line that is highlighted now."""
        self._show_line()

    async def on_tree_lines_pressed(self) -> None:
        """Do what Enter does."""
        for action in BY_ENTER:
            if is_offered(action, self._work, self._chosen):
                await self.app.run_action(action, self)
                return

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if not self.ready:
            return super().check_action(action, parameters)
        if action == "back":
            return self._filter.is_open
        if action in ("stop", "last") and self._filter.is_open:
            return False  # Esc closes the filter first
        offered = is_offered(action, self._work, self._chosen)
        return super().check_action(action, parameters) if offered is None else offered

    def _refold(self, node: Node, *, to_open: bool) -> None:
        tree, at = self._tree, self._list.cursor
        if to_open:
            tree.unfold(node)
        else:
            tree.fold(node)
        self._list.replace_items(tree.lines, at)  # what is above stays
        self._show_line()

    def action_refold(self) -> None:
        """Unfold or fold the highlighted node."""
        node = self._chosen
        if isinstance(node, Node):
            self._refold(node, to_open=not node.is_open)

    def action_unfold(self) -> None:
        """Unfold the highlighted node, or go to the first line in it."""
        node = self._chosen
        if isinstance(node, Node) and not node.is_open:
            self._refold(node, to_open=True)
        elif isinstance(node, Node):
            self._list.cursor += 1

    def action_fold(self) -> None:
        """Fold the highlighted node, or go to the one in which the line lies."""
        line = self._chosen
        if isinstance(line, Node) and line.is_open:
            self._refold(line, to_open=False)
        elif line is not None:
            up = self._tree.parent(self._list.cursor)
            if up is not None:
                self._list.cursor = up

    def action_information(self) -> None:
        """Unfold or fold what is merely worth knowing."""
        lines = self._tree.lines
        found = [(at, one) for at, one in enumerate(lines) if isinstance(one, Heading)]
        for at, heading in found:
            is_inside = self._list.cursor > at and heading.is_open
            if is_inside or not heading.is_open:
                self._list.cursor = at
            self._refold(heading, to_open=not heading.is_open)

    def action_review(self) -> None:
        """Go to the link's row on the Links screen."""
        line = self._chosen
        if isinstance(line, Item):
            self.vidtui.show_link(Place(line.finding.root, line.finding.path))

    def action_details(self) -> None:
        """Show all of the highlighted line in a window."""
        line = self._chosen
        if line is not None:
            text, command = self._details(line), view.command_of(line)
            self.app.push_screen(CheckDetails(text, command, self._work.copy))

    def action_settle(self) -> None:
        """Say why nothing is said of a root; let the user decide."""
        line = self._chosen
        if isinstance(line, SkippedRoot):
            ask_away(self, line)

    def action_copy(self) -> None:
        """Copy the command of the highlighted line."""
        command = view.command_of(self._chosen)
        if command is not None:
            self._work.copy(command)

    def action_check(self) -> None:
        """Check."""
        self._work.start(CheckOptions())

    def action_verify(self) -> None:
        """Ask, then check and read whole files."""
        ask_verify(self)

    def action_stop(self) -> None:
        """Stop the check."""
        self._work.runner.cancel()
        self._show_status()
        self.refresh_bindings()

    def action_changes(self) -> None:
        """Show only what changed since the check before."""
        self._tree.show_only(only_changes=True)
        self.show_all()

    def action_all(self) -> None:
        """Show all."""
        self._tree.show_only(only_changes=False)
        self.show_all()

    def action_filter(self) -> None:
        """Let a part of a path be typed."""
        self._filter.open()
        self.refresh_bindings()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what has the typed text in its path."""
        self._tree.show_only(needle=event.value)
        self.show_all()

    def on_input_submitted(self) -> None:
        """Go to what was found."""
        self._list.focus()

    def action_back(self) -> None:
        """Show all paths."""
        self._filter.close()
        self._list.focus()
        self.refresh_bindings()

    def action_last(self) -> None:
        """Show the last check that was kept."""
        self._work.look(back=True)

    def action_write(self) -> None:
        """Write the report to a file."""
        ask_json_path(self)

    def action_known(self) -> None:
        """Ask, then mark all as known."""
        ask_known(self)

    def action_told(self) -> None:
        """Show what the check said beside its findings."""
        self.app.push_screen(Leaf(partial(view.told, self._work.notices)))

    def on_resize(self) -> None:
        """Fit all into the new width."""
        self.call_after_refresh(self.show_all)
