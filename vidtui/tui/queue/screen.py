"""Queue: what TMDB is asked about, what it answered, and what failed."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from vidtui.catalogue.queue import Row
from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.decide import Answer
from vidtui.text import printable
from vidtui.tui.bindings import key, key_of
from vidtui.tui.dialogs import Ask, Choice, TextDialog, stop_question
from vidtui.tui.formatting import dated, number
from vidtui.tui.group_files import GroupFiles
from vidtui.tui.list_page import FilterLine, ListPage
from vidtui.tui.messages import Answered
from vidtui.tui.queue import view
from vidtui.tui.queue.model import FILTERS, Feed
from vidtui.tui.threads import in_background
from vidtui.tui.widgets import ColumnHeader, VirtualList, WrappedText

POLL_S = 1.0


def _may_pause(page: Queue) -> bool:
    run = page.workspace.enrichment.run
    return run is not None and run.phase == "running"


class Queue(ListPage):
    """Follows the catalogue, whoever writes in it; starts and stops the app's own enrichment."""

    MODE = "queue"
    LETTER = "q"
    LABEL = N_("Queue")
    EXPLANATION = N_("Go to the queue: ask TMDB what is what.")
    ABOUT = N_(
        "Asks TMDB what each film and series is, at its pace, and takes only what is certain; "
        "the rest waits for your decision. It goes on while you look elsewhere, and what it has "
        "done is kept whenever it stops. What another vidtui does shows here too."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("r", "start", N_("Ask TMDB"), N_("Ask TMDB, or go on where it stopped."),
            when=lambda page: not page.workspace.enrichment.active),
        key("r", "pause", N_("Pause…"), N_("Stop asking, or go on; what is done is kept."),
            when=_may_pause),
        key("v", "more", N_("Failed…"), N_("Ask again about this one, or about all that failed."),
            when=lambda page: page.feed.rows.counts["failed"] > 0),
        key("x", "reopen", N_("Not this one"),
            N_("A wrong answer: it never comes back, and you decide."),
            when=lambda page: page.state == "enriched"),
        key("e", "decide", N_("Decide"), N_("It is in a database after all: you decide."),
            when=lambda page: page.state == "ignored"),
        key("u", "undo", N_("Undo"), N_("Take back your last answer; several times if need be."),
            when=lambda page: page.workspace.answers.can_undo),
        key("f", "state", N_("Show…"), N_("Show all, or one state only.")),
        key("slash", "filter", N_("Filter"), N_("Show the titles with some text in them.")),
        key("enter", "open", N_("Open"), N_("Show all details of the highlighted row."),
            when=lambda page: page.feed.held is not None),
        key("d", "files", N_("Files"), N_("Show all files of the highlighted film or series."),
            when=lambda page: page.feed.held is not None),
        key("escape", "back", N_("All titles"), N_("Show all titles again."),
            when=lambda page: page.filter.is_open),
    ]  # fmt: skip

    _shown: int | None = None

    def body(self) -> ComposeResult:
        """Yield the status on top, the list, the details."""
        yield Static(id="status")
        yield Static(id="notice")
        yield Static(id="filters")
        yield FilterLine(_("Part of a title"))
        with Container(id="queue"):
            with Vertical(id="rows"):
                yield ColumnHeader(self._heading)
                yield VirtualList[Row]([], self._line, chooses=False, id="list")
            with VerticalScroll(id="details", can_focus=False):
                yield WrappedText(id="detail-text")

    def on_mount(self) -> None:
        self.feed = Feed(self.workspace, self, self._arrived, self._detailed)
        self.set_interval(POLL_S, self.look)

    def resumed(self) -> None:
        """Read all rows: an import may have taken some away."""
        self.feed.wants_all = True
        self.look()
        self.show_all()

    def on_job_progressed(self) -> None:
        """Show the run as it is now."""
        self._show_status()

    def on_job_finished(self) -> None:
        """Read all rows at once: an import may have taken some away."""
        self.feed.wants_all = True
        self.look()

    def on_answered(self, message: Answered) -> None:
        """Show what an answer changed."""
        outcome = message.outcome
        if outcome.error is None and outcome.answer is None and outcome.title is not None:
            title = printable(outcome.title)
            self.workspace.notify(_("Taken back: {title}").format(title=title))
        self.look()
        self._read_details()

    def look(self) -> None:
        """Look at catalogue, pace, token and other processes, while the screen is in front."""
        if self.is_front:
            self.feed.look()

    def _arrived(self, changed: set[int]) -> None:
        if changed or not self.feed.rows.visible:
            self._show_rows()
        if self.feed.held is None or self.feed.held.id in changed:
            self._read_details()
        self._show_status()

    @property
    def has_ended(self) -> bool:
        """Whether TMDB was asked, to the end."""
        run = self.workspace.enrichment.run
        return run is not None and run.phase == "finished"

    @property
    def _chosen(self) -> Row | None:
        return self.listed.item if self.ready else None

    @property
    def state(self) -> str | None:
        """The state of the highlighted group."""
        return self._chosen.state if self._chosen else None

    def show_all(self) -> None:
        """Fill every part."""
        if not self.ready:
            return
        self._show_status()
        self._show_rows()
        self._detailed()
        self.focus_list()

    def _show_status(self) -> None:
        if not self.ready:
            return
        run, width = self.workspace.enrichment.run, max(20, self.size.width - 4)
        self.query_one("#status", Static).update(
            view.status(run, self.feed.context, self.feed.rows.counts["queued"], width)
        )
        place = str(self.workspace.settings.tmdb_token_file)
        notice_text = (
            Content(self.feed.problem)
            if self.feed.problem
            else view.notice(run, self.feed.context, place)
        )
        self.show_text("#notice", notice_text)
        self.set_class(notice_text is not None, "-told")  # it takes the room of the details
        if run is not None and run.active:
            self.listed.refresh()
        self.refresh_bindings()

    def _show_rows(self) -> None:
        if not self.ready:
            return
        listed, rows = self.listed, self.feed.rows
        before = listed.item
        listed.replace_items(rows.visible, rows.place(before.id if before else None, listed.cursor))
        width = max(20, self.size.width - 4)
        self.query_one("#filters", Static).update(view.filters(rows, width))
        head = self.query_one(ColumnHeader)
        if rows.visible or not self.feed.loaded:
            head.say("")
        elif rows.counts["all"]:
            head.say(self.hidden(by_state=rows.filter != "all"))
        else:
            head.say(
                _("Nothing here yet: press {key} to import your library.").format(
                    key=key_of("go.import")
                )
            )
        if listed.item is None or before is None or listed.item.id != before.id:
            self.once_at_rest(self._read_details)
        self.refresh_bindings()

    def _heading(self, width: int) -> str:
        return view.heading(width, has_tries=self.feed.rows.has_tries)

    def _line(self, row: Row, width: int) -> Content:
        run = self.workspace.enrichment.run
        asking = run.current if run is not None and run.active else ()
        now, joined = self.workspace.services.now(), row.id in self.feed.rows.joined
        tries = self.feed.rows.has_tries
        return view.line(row, now, asking, width, is_joined=joined, has_tries=tries)

    def on_virtual_list_moved(self) -> None:
        """Read the details of the row on which the cursor rests."""
        self.once_at_rest(self._read_details)
        self.refresh_bindings()

    def _read_details(self) -> None:
        self.feed.read_details(self._chosen.id if self._chosen else None)

    def _detailed(self) -> None:
        """Show the details that have come."""
        if not self.ready:
            return
        held, now = self.feed.held, self.workspace.services.now()
        self.set_class(held is None, "-bare")
        if held is not None:
            self.query_one("#detail-text", WrappedText).fit(partial(view.details, held, now))
            if held.id != self._shown:
                self.query_one("#details").scroll_home(animate=False)
            self._shown = held.id
        self.refresh_bindings()

    def action_start(self) -> None:
        self.workspace.enriching.go_on()

    def action_pause(self) -> None:
        """Ask whether to pause."""
        fact = _("What is done is kept, and the rest waits.")

        def answer(name: str | None) -> None:
            if name:
                self.workspace.enrichment.cancel()
                self._show_status()

        question = stop_question(_("Stop asking TMDB?"), fact, _("Pause"))
        self.app.push_screen(question, answer)

    def action_more(self) -> None:
        """Offer to ask again about what failed."""
        row, failed = self._chosen, self.feed.rows.counts["failed"]
        choices = [Choice("", _("Ask about nothing"))]
        if row is not None and row.state == "failed":
            text = _("Ask again about {title}").format(title=printable(row.title))
            choices.append(Choice("this", text))
        text = _("Ask again about all that failed ({count})").format(count=number(failed))
        choices.append(Choice("all", text))

        def answer(name: str | None) -> None:
            if name == "this" and row is not None:
                self._retry([row.id])
            elif name == "all":
                self._retry(None)

        self.app.push_screen(Ask(_("Try again what failed"), [], choices), answer)

    def _retry(self, groups: list[int] | None) -> None:
        work = self.workspace

        def queued(count: int) -> None:
            text = ngettext("{count} is queued again", "{count} are queued again", count)
            self.workspace.notify(text.format(count=number(count)))
            if groups is None:
                work.enriching.follow_all()
            else:
                work.enriching.follow(groups, retried=True)
            self.look()

        in_background(
            self, partial(work.services.retry, work.settings, groups), queued, work.complain
        )

    def action_decide(self) -> None:
        """Decide anew about what was said to be in no database."""
        self.action_reopen()

    def action_reopen(self) -> None:
        row, work = self._chosen, self.workspace
        if row is not None:
            work.answers.give(work.settings, Answer(row.id, "reopen"))
            text = _("{title} waits for your decision now ({pending}); {undo} takes that back.")
            keys = {"pending": key_of("go.pending"), "undo": key_of("queue.undo")}
            self.workspace.notify(text.format(title=printable(row.title), **keys))

    def action_undo(self) -> None:
        self.workspace.answers.undo(self.workspace.settings)

    def action_state(self) -> None:
        at = FILTERS.index(self.feed.rows.filter)
        self.feed.rows.show_only(chosen=FILTERS[(at + 1) % len(FILTERS)])
        self._show_rows()

    def narrow(self, text: str) -> None:
        """Show the groups with ``text`` in their title."""
        self.feed.rows.show_only(needle=text)
        self._show_rows()

    def action_open(self) -> None:
        """Show all details of the highlighted row in a window."""
        held = self.feed.held
        if held is not None:
            now = self.workspace.services.now()
            self.open_dialog(TextDialog(partial(view.details, held, now)))

    def action_files(self) -> None:
        """List the files of the highlighted group, and of those that are the same work."""
        row = self._chosen
        if row is not None:
            groups = self.feed.rows.same_work(row)
            titles = {one.id: dated(one.title, one.year) for one in groups}
            self.open_dialog(GroupFiles(self.workspace, _work_title(row), titles))


def _work_title(row: Row) -> str:
    if row.answer is not None and row.state in ("enriched", "queued"):
        return dated(row.answer, row.answer_year)
    return dated(row.title, row.year)
