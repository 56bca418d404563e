"""Queue: what TMDB is asked about, what it answered, and what failed."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from vidtui.catalogue.queue import Row
from vidtui.i18n import N_, _, ngettext
from vidtui.text import show
from vidtui.tui.dialogs.text import Leaf
from vidtui.tui.formatting import number
from vidtui.tui.page import Page, key
from vidtui.tui.pending.session import Answer, Outcome
from vidtui.tui.queue.details import details
from vidtui.tui.queue.model import FILTERS, Feed
from vidtui.tui.queue.view import filters, heading, line, notice, status
from vidtui.tui.threads import in_background
from vidtui.tui.widgets.column_header import Columns
from vidtui.tui.widgets.virtual_list import Lines
from vidtui.tui.widgets.wrapped_text import Fitted

POLL_S = 1.0
REST_S = 0.1  # how long the cursor rests on a row before its details are read


class Queue(Page):
    """Follows the catalogue, whoever writes in it; starts and stops the app's own enrichment."""

    NAME = N_("Queue")
    ABOUT = N_(
        "Asks TMDB what each film and series is, at its pace, and takes only what is certain; "
        "the rest waits for your decision. It goes on while you look elsewhere, and what it has "
        "done is kept whenever it stops. What another vidtui does shows here too."
    )
    OWN_JOB = "queue"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("e,space", "start", N_("Start"), N_("Ask TMDB, or go on where it stopped.")),
        key("e,space", "pause", N_("Pause"), N_("Stop asking; what is done is kept.")),
        key("t", "retry", N_("Try again"), N_("Ask again about this one, which failed.")),
        key("T", "retry_all", N_("All failed"), N_("Ask again about all that failed."), show=False),
        key(
            "n",
            "reopen",
            N_("Not this one"),
            N_("A wrong answer: it never comes back, and you decide."),
        ),
        key("n", "decide", N_("Decide"), N_("It is in a database after all: you decide.")),
        key("u", "undo", N_("Undo"), N_("Take back your last answer; several times if need be.")),
        key("f", "filter", N_("Filter"), N_("Show all, or one state only.")),
        key("slash", "search", N_("Search"), N_("Show the titles with some text in them.")),
        key("enter", "open", N_("Open"), N_("Show all details of the highlighted row.")),
        key(
            "d",
            "details",
            N_("Details"),
            N_("Show or hide the details beside the rows."),
            show=False,
        ),
        key("escape", "back", N_("All titles"), N_("Show all titles again.")),
    ]

    _rest: Timer | None = None
    _shown: int | None = None

    def body(self) -> ComposeResult:
        """Yield the status on top, the list, the details."""
        rows: list[Row] = []
        yield Static(id="status")
        yield Static(id="notice")
        yield Static(id="filters")
        needle = Input(id="needle", placeholder=_("Part of a title"), compact=True)
        needle.display = False
        yield needle
        with Container(id="queue"):
            with Vertical(id="rows"):
                yield Columns(heading)
                yield Lines[Row](rows, self._line, chooses=False, id="list")
            with VerticalScroll(id="details", can_focus=False):
                yield Fitted(id="detail-text")

    def on_mount(self) -> None:
        """Look at the catalogue every second."""
        self.feed = Feed(self.vidtui, self, self._arrived, self._detailed)
        self.set_interval(POLL_S, self.look)

    def in_sight_again(self) -> None:
        """Read all rows: an import may have taken some away."""
        self.feed.wants_all = True
        self.look()
        self.show_all()

    def run_moved(self) -> None:
        """Show the run as it is now."""
        super().run_moved()
        self._show_status()

    def run_over(self) -> None:
        """Read all rows at once: an import may have taken some away."""
        self.feed.wants_all = True
        self.look()

    def answered(self, outcome: Outcome) -> None:
        """Show what an answer changed."""
        if outcome.error is None and outcome.answer is None and outcome.title is not None:
            title = show(outcome.title)
            self.notify(_("Taken back: {title}").format(title=title), markup=False)
        self.look()
        self._read_details()

    def look(self) -> None:
        """Look at catalogue, pace, token and other processes, while the screen is in front."""
        if self.vidtui.page is self:
            self.feed.look()

    def _arrived(self, changed: set[int]) -> None:
        if changed or not self.feed.rows.visible:
            self._show_rows()
        if self.feed.held is None or self.feed.held.id in changed:
            self._read_details()
        self._show_status()

    @property
    def _list(self) -> Lines[Row]:
        return self.query_one("#list", Lines)

    @property
    def _chosen(self) -> Row | None:
        return self._list.item if self.ready else None

    def show_all(self) -> None:
        """Fill every part."""
        if not self.ready:
            return
        self._show_status()
        self._show_rows()
        self._detailed()
        if self.focused is None:
            self._list.focus()

    def _show_status(self) -> None:
        if not self.ready:
            return
        run, width = self.vidtui.enrichment.run, max(20, self.size.width - 4)
        self.query_one("#status", Static).update(
            status(run, self.feed.around, self.feed.rows.counts["queued"], width)
        )
        place = str(self.vidtui.settings.tmdb_token_file)
        told = (
            Content(self.feed.problem)
            if self.feed.problem
            else notice(run, self.feed.around, place)
        )
        box = self.query_one("#notice", Static)
        box.display = told is not None
        self.set_class(told is not None, "-told")  # it takes the room of the details
        box.update(told or Content(""))
        if run is not None and run.active:
            self._list.refresh()
        self.refresh_bindings()

    def _show_rows(self) -> None:
        if not self.ready:
            return
        listed, rows = self._list, self.feed.rows
        before = listed.item
        listed.replace_items(rows.visible, rows.place(before.id if before else None, listed.cursor))
        width = max(20, self.size.width - 4)
        self.query_one("#filters", Static).update(filters(rows, width))
        head = self.query_one(Columns)
        if rows.visible or not self.feed.loaded:
            head.say("")
        elif rows.counts["all"]:
            head.say(_("None of these."))
        else:
            head.say(_("Nothing here yet: press i to import your library."))
        if listed.item is None or before is None or listed.item.id != before.id:
            self._moved()
        self.refresh_bindings()

    def _line(self, row: Row, width: int) -> Content:
        run = self.vidtui.enrichment.run
        asking = run.current if run is not None and run.active else ()
        return line(row, self.vidtui.services.now(), asking, width)

    def on_lines_moved(self) -> None:
        """Read the details of the row on which the cursor rests."""
        self._moved()
        self.refresh_bindings()

    def _moved(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_S, self._read_details)

    def _read_details(self) -> None:
        self.feed.read_details(self._chosen.id if self._chosen else None)

    def _detailed(self) -> None:
        """Show the details that have come."""
        if not self.ready:
            return
        held, now = self.feed.held, self.vidtui.services.now()
        self.set_class(held is None, "-bare")
        if held is not None:
            self.query_one("#detail-text", Fitted).fit(partial(details, held, now))
            if held.id != self._shown:
                self.query_one("#details").scroll_home(animate=False)
            self._shown = held.id
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if not self.ready:
            return super().check_action(action, parameters)
        run, row = self.vidtui.enrichment.run, self._chosen
        if action == "start":
            return not self.vidtui.enrichment.active
        if action == "pause":
            return run is not None and run.phase == "running"
        if action == "retry":
            return row is not None and row.state == "failed"
        if action == "retry_all":
            return self.feed.rows.counts["failed"] > 0
        if action == "reopen":
            return row is not None and row.state == "enriched"
        if action == "decide":
            return row is not None and row.state == "ignored"
        if action == "open":
            return self.feed.held is not None
        if action == "undo":
            return self.vidtui.answers.can_undo
        if action == "back":
            return self.query_one("#needle").display
        return super().check_action(action, parameters)

    def action_start(self) -> None:
        """Start or go on."""
        self.vidtui.enriching.go_on()

    def action_pause(self) -> None:
        """Stop; a later start goes on."""
        self.vidtui.enrichment.cancel()
        self._show_status()

    def action_retry(self) -> None:
        """Ask again about the highlighted row."""
        row = self._chosen
        if row is not None:
            self._retry([row.id])

    def action_retry_all(self) -> None:
        """Ask again about all that failed."""
        self._retry(None)

    def _retry(self, groups: list[int] | None) -> None:
        app = self.vidtui

        def queued(count: int) -> None:
            text = ngettext("{count} is queued again", "{count} are queued again", count)
            self.notify(text.format(count=number(count)), markup=False)
            if groups is None:
                app.enriching.follow_all()
            else:
                app.enriching.follow(groups, retried=True)
            self.look()

        in_background(self, partial(app.services.retry, app.settings, groups), queued, app.complain)

    def action_decide(self) -> None:
        """Decide anew about what was said to be in no database."""
        self.action_reopen()

    def action_reopen(self) -> None:
        """Say that the answer is wrong."""
        row, app = self._chosen, self.vidtui
        if row is not None:
            app.answers.give(app.settings, Answer(row.id, "reopen"))
            text = _("{title} waits for your decision now (p); u takes that back.")
            self.notify(text.format(title=show(row.title)), markup=False)

    def action_undo(self) -> None:
        """Take back the last answer."""
        self.vidtui.answers.undo(self.vidtui.settings)

    def action_filter(self) -> None:
        """Show the next state."""
        at = FILTERS.index(self.feed.rows.filter)
        self.feed.rows.show_only(chosen=FILTERS[(at + 1) % len(FILTERS)])
        self._show_rows()

    def action_search(self) -> None:
        """Let a part of a title be typed."""
        field = self.query_one("#needle", Input)
        field.display = True
        self.set_focus(field)  # at once: what is typed ahead must not be taken for keys
        self.refresh_bindings()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what has the typed text in its title."""
        self.feed.rows.show_only(needle=event.value)
        self._show_rows()

    def on_input_submitted(self) -> None:
        """Go to the rows found."""
        self._list.focus()

    def action_back(self) -> None:
        """Show all titles."""
        field = self.query_one("#needle", Input)
        field.value = ""
        field.display = False
        self._list.focus()
        self.refresh_bindings()

    def action_open(self) -> None:
        """Show all details of the highlighted row in a window."""
        held = self.feed.held
        if held is not None:
            now = self.vidtui.services.now()
            self.app.push_screen(Leaf(partial(details, held, now)))

    def action_details(self) -> None:
        """Show or hide the details."""
        self.toggle_class("-plain")
        self.call_after_refresh(self.show_all)

    def on_resize(self) -> None:
        """Fit all into the new width."""
        self.call_after_refresh(self.show_all)
