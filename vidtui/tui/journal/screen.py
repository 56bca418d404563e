"""Journal: what was done, run by run, and the way back."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from vidtui.catalogue.journal import ActionRow, RunRow
from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _
from vidtui.text import printable
from vidtui.tui.bindings import key
from vidtui.tui.dialogs import TextDialog
from vidtui.tui.formatting import MUTED
from vidtui.tui.journal import view as texts
from vidtui.tui.journal.session import Pages, Undoing
from vidtui.tui.page import Page
from vidtui.tui.widgets import VirtualList

POLL_S = 2.0


def _may_undo_run(page: Journal) -> bool:
    is_free = not (page.in_actions or page.undo.active)
    return is_free and page.run_ is not None and page.run_.done > 0


def _may_undo_action(page: Journal) -> bool:
    is_free = page.in_actions and not page.undo.active
    return is_free and page.action is not None and page.action.state == "done"


class Journal(Page):
    """The runs above, the actions of the highlighted one below."""

    MODE = "journal"
    LETTER = "j"
    LABEL = N_("Journal")
    EXPLANATION = N_("Go to the journal: what was done; undo it.")
    ABOUT = N_(
        "Everything that vidtui changed, run by run, and what became of it. A whole run or a "
        "single action can be taken back, unless what it changed has changed again since: then "
        "it stays, and you are told why."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("u", "undo_run", N_("Undo run…"), N_("Take back all that the run did."),
            when=_may_undo_run),
        key("u", "undo_action", N_("Undo"), N_("Take back the highlighted action."),
            when=_may_undo_action),
        key("enter", "open", N_("Open"), N_("Go to the run's actions; tell all of an action."),
            when=lambda page: page.action is not None),
        key("tab,shift+tab,right,l,left,h", "other", N_("Other list"),
            N_("Go from the runs to the actions, and back.")),
        key("f", "everything", N_("All runs"), N_("Show also the runs that changed nothing."),
            when=lambda page: page.only_changes),
        key("f", "changes", N_("Changes only"), N_("Show only the runs that changed something."),
            when=lambda page: not page.only_changes),
    ]  # fmt: skip

    only_changes = True
    _problem = ""
    _shown: RunRow | None = None  # the run whose actions are shown

    def body(self) -> ComposeResult:
        runs = VirtualList[RunRow]([], texts.run_line, chooses=False, id="runs")
        actions = VirtualList[ActionRow]([], self._action_line, chooses=False, id="actions")
        # The wheel moves no cursor.
        self.watch(runs, "scroll_y", self._read_on, init=False)
        self.watch(actions, "scroll_y", self._read_on, init=False)
        yield Static(id="headline")
        yield Static(id="empty")
        with Vertical(id="journal"):
            yield runs
            yield actions
            yield Static(id="summary")

    def on_mount(self) -> None:
        """Follow the catalogue, whoever writes in it."""
        self.undo = Undoing(self, self._show_headline, self._taken_back)
        self.runs: Pages[RunRow] = Pages(self, self._show_runs, self._fail)
        self.actions: Pages[ActionRow] = Pages(self, self._show_actions, self._fail)
        self._begin()
        self.set_interval(POLL_S, self._poll)

    def _begin(self) -> None:
        read, settings = self.workspace.services.journal_runs, self.workspace.settings
        only = self.only_changes
        self.runs.begin(lambda before: read(settings, before, only))

    def resumed(self) -> None:
        """Read what is new."""
        self.runs.poll()
        self.show_all()

    def on_job_finished(self) -> None:
        """Read what the job has left."""
        self.runs.ask()

    def _poll(self) -> None:
        if self.is_front:
            self.runs.poll()

    def _fail(self, error: VidtuiError) -> None:
        self._problem = printable(str(error))
        self._show_headline()

    @property
    def _run_list(self) -> VirtualList[RunRow]:
        return self.query_one("#runs", VirtualList)

    @property
    def _action_list(self) -> VirtualList[ActionRow]:
        return self.query_one("#actions", VirtualList)

    @property
    def in_actions(self) -> bool:
        """Whether the cursor is in the list of actions."""
        return self._action_list.has_focus

    @property
    def run_(self) -> RunRow | None:
        """The highlighted run."""
        return self._run_list.item if self.ready else None

    @property
    def action(self) -> ActionRow | None:
        """The highlighted action."""
        return self._action_list.item if self.ready else None

    def show_all(self) -> None:
        """Fill every part."""
        if self.ready:
            self._show_runs()
            self._show_actions()
            if self.focused is None:
                self._run_list.focus()

    def _show_headline(self) -> None:
        if not self.ready:
            return
        if self._problem:
            text = Content.styled(f"✗ {self._problem}", "$text-error")
        elif self.undo.active:
            text = Content.styled(_("… Taking back"), "bold $text-warning")
        else:
            kept = _("Runs that changed something") if self.only_changes else _("All runs")
            text = Content.assemble((kept, "bold"), (_(", the newest first"), MUTED))
        room = max(20, self.size.width - 4)
        self.query_one("#headline", Static).update(text.truncate(room, ellipsis=True))
        self.refresh_bindings()

    def _show_runs(self) -> None:
        if not self.ready:
            return
        if self.runs.loaded:
            self._problem = ""
        listed, chosen = self._run_list, self.run_
        listed.replace_items(
            self.runs.rows, self.runs.place(chosen.id if chosen else None, listed.cursor)
        )
        is_empty = self.runs.loaded and not self.runs.rows
        nothing = texts.nothing(only_changes=self.only_changes)
        self.show_text("#empty", nothing if is_empty else None)
        self.query_one("#journal").display = not is_empty
        self._show_headline()
        self._follow()
        self._read_on()

    def _follow(self) -> None:
        """Read the actions of the highlighted run, or anew those that are shown."""
        run, shown = self.run_, self._shown
        if run == shown:
            return
        self._shown = run
        if run is None:
            self.actions.begin(None)
        elif shown is not None and run.id == shown.id:
            self.actions.ask()
        else:
            read, settings = self.workspace.services.journal_actions, self.workspace.settings
            self.actions.begin(lambda before: read(settings, run.id, before))
        self._show_actions()

    def _show_actions(self) -> None:
        if not self.ready:
            return
        run, listed, chosen = self._shown, self._action_list, self.action
        listed.replace_items(
            self.actions.rows, self.actions.place(chosen.id if chosen else None, listed.cursor)
        )
        is_bare = run is not None and not run.actions
        listed.display = not is_bare
        bare = self.query_one("#summary", Static)
        bare.display = is_bare
        if run is not None:
            title = Content(texts.run_title(run))
            listed.border_title = bare.border_title = title
            bare.update(Content("\n").join(texts.summary(run)))
        self._read_on()
        self.refresh_bindings()

    def _action_line(self, action: ActionRow, width: int) -> Content:
        return texts.action_line(action, self.undo.refused, width)

    def _read_on(self) -> None:
        """Read the next page where the end of a list comes near."""
        if self.ready:
            for listed, pages in ((self._run_list, self.runs), (self._action_list, self.actions)):
                below = listed.scroll_offset.y + listed.size.height
                pages.near(max(below, listed.cursor))

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        """Follow the highlighted run, once the cursor rests."""
        if event.control is self._run_list:
            self.once_at_rest(self._follow)
        self._read_on()
        self.refresh_bindings()

    def on_descendant_focus(self) -> None:
        """Offer what can be done in the other list."""
        self.refresh_bindings()

    def action_other(self) -> None:
        listed = self._run_list if self.in_actions else self._action_list
        if listed.display:
            listed.focus()

    def action_open(self) -> None:
        """Go to the actions of the run, or tell all of the highlighted action."""
        action = self.action
        if not self.in_actions:
            self._action_list.focus()
        elif action is not None:
            reason = self.undo.refused.get(action.id)
            self.open_dialog(TextDialog(partial(texts.facts, action, reason)))

    def action_everything(self) -> None:
        self.only_changes = not self.only_changes
        self._begin()
        self._show_headline()

    def action_changes(self) -> None:
        """Show only the runs that changed something."""
        self.action_everything()

    def action_undo_run(self) -> None:
        """Ask, then take back all that the highlighted run did."""
        if self.run_ is not None:
            self.undo.ask(self.run_, self.actions.rows)

    def action_undo_action(self) -> None:
        if self.action is not None:
            self.undo.take_back(self.action)

    def _taken_back(self, run: int, action: int | None) -> None:
        """Read what an undo has changed: one action, or all of a run."""
        self.runs.ask()  # to take back is an entry too
        self.runs.ask(run + 1)
        if self._shown is not None and self._shown.id == run:
            if action is None:
                self._shown = None  # whatever page they are on
                self._follow()
            else:
                self.actions.ask(action + 1)
        self._show_headline()
        self._action_list.refresh()

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_all)
