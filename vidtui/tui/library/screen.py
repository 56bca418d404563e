"""Library: all films and series, what is known of each, and what can be done with it."""

from __future__ import annotations

import time
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.i18n import N_, _
from vidtui.jobs.decide import Verb
from vidtui.text import printable
from vidtui.tui.bindings import key, key_of
from vidtui.tui.library import details, posters, probing, view
from vidtui.tui.library.acts import Acts, has_group, is_answered, is_automatic
from vidtui.tui.library.completing import Completion, completed, offered
from vidtui.tui.library.feed import Feed
from vidtui.tui.library.model import ORDERS, VIEWS, Item, WorkItem
from vidtui.tui.library.rows import LibraryRows
from vidtui.tui.list_page import FilterLine
from vidtui.tui.messages import Answered
from vidtui.tui.moving import LongText
from vidtui.tui.pictures import Poster
from vidtui.tui.widgets import ColumnHeader, VirtualList, WrappedText

POLL_S = 2.0
POLL_SHARE = 20  # a reading of the catalogue takes at most one part of so many of the time


class Library(LibraryRows):
    """The works that a query asks for; the highlighted one unfolds, and its details stand aside."""

    MODE = "library"
    LETTER = "b"
    LABEL = N_("Library")
    EXPLANATION = N_("Go to the library: look at your films and series.")
    ABOUT = N_(
        "All films and series, and all that is known of them; no disk wakes up for it. {filter} "
        "takes what `vidtui list` takes: words of a title, year:1990.., genre:thriller, "
        "is:suspect. A series unfolds into seasons and episodes. In front of a title: ! something "
        "speaks against its answer, ? waits for you, · not asked about yet, ○ not on disk."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "acts", N_("Acts…"), N_("List what can be done with this row."),
            when=lambda page: page.item is not None),
        key("right,l", "unfold", N_("Unfold"), N_("Show seasons, episodes or files below it."),
            when=lambda page: page.can_unfold),
        key("left,h", "fold", N_("Fold"), N_("Hide them; from one of them, go to what it is of."),
            when=lambda page: page.can_fold),
        key("slash", "filter", N_("Filter"), N_("Ask for some: words, or field:value.")),
        key("y", "answer('confirm')", N_("Confirm"),
            N_("The answer is right: it is not asked about again."), id="confirm",
            when=is_automatic),
        key("x", "answer('reopen')", N_("Not this one"),
            N_("A wrong answer: it never comes back, and you decide."), id="reject",
            when=is_answered),
        key("e", "search", N_("Other…"), N_("Search for another answer by a title."),
            when=has_group),
        key("i", "name", N_("Id…"), N_("Name it: a TMDB or IMDb id, or an address."),
            when=has_group),
        key("u", "undo", N_("Undo"), N_("Take back your last answer; several times if need be."),
            when=lambda page: page.workspace.answers.can_undo),
        key("o", "play", N_("Play"), N_("Play it with the program of the settings."),
            when=lambda page: page.item is not None),
        key("c", "copy", N_("Copy path"), N_("Copy the path, and show it."),
            when=lambda page: page.item is not None),
        key("space", "mark", N_("Mark"), N_("Mark it; then act on all that are marked."),
            when=lambda page: isinstance(page.item, WorkItem)),
        key("f", "view", N_("Show…"), N_("Show all, films, series, suspects, or without a link.")),
        key("comma", "order", N_("Sort"), N_("Sort by title, year, age, size, rating, picture.")),
        key("d", "details", N_("Details"), N_("Show or hide the details.")),
        key("w", "write", N_("Write…"), N_("Write this list to a file, as a table."),
            when=lambda page: page.feed.lines.works > 0),
        key("v", "probe", N_("Facts…"), N_("Read technical facts from the files, or stop that.")),
        key("m", "messages", N_("Messages"), N_("Show what could not be read."),
            when=probing.has_told),
        key("escape", "back", N_("All titles"), N_("Show all titles again."),
            when=lambda page: page.filter.is_open),
        key("tab", "other", N_("Details"), N_("Into the details, and back; completes a field."),
            show=False),
        key("shift+down", "work(1)", N_("Next work"), N_("To the next work, from the details too."),
            show=False, id="next_work"),
        key("shift+up", "work(-1)", N_("Work before"),
            N_("To the work before, from the details too."), show=False, id="work_before"),
    ]  # fmt: skip

    _looked = 0.0
    _shown: Item | None = None

    def body(self) -> ComposeResult:
        """Yield the status on top, the list, the details."""
        yield Static(id="status")
        yield Static(id="filters")
        yield FilterLine(
            _("Words of a title, year:1990.., genre:thriller, is:suspect …"),
            self.feed.typed if self._is_filled else "",
            suggester=Completion(),
        )
        yield Static(id="notice")
        with Container(id="library"):
            with Vertical(id="rows"):
                yield ColumnHeader(lambda width: view.heading(width, self.feed.known))
                yield VirtualList[Item]([], self._line, chooses=False, id="list")
            with LongText(id="details"), Horizontal(id="about"):
                yield WrappedText(id="detail-text")
                yield Poster()

    def on_mount(self) -> None:
        self.feed = Feed(self.workspace, self, self._arrived, self._drawn, self._told)
        self.acts = Acts(self)
        self.set_interval(POLL_S, self._poll)

    def resumed(self) -> None:
        """Read what has changed meanwhile."""
        self.feed.look()
        self.show_all()

    def on_job_finished(self) -> None:
        """Read what a job has written."""
        self.feed.look()

    def on_answered(self, message: Answered) -> None:
        """Show what an answer changed."""
        outcome = message.outcome
        if outcome.error is None and outcome.answer is None and outcome.title is not None:
            title = printable(outcome.title)
            self.workspace.notify(_("Taken back: {title}").format(title=title))
        self.feed.changed(outcome.answer.verb if outcome.answer is not None else "")
        self.refresh_bindings()

    def _poll(self) -> None:
        """Look whether another process has written, not more often than that is worth."""
        feed, now = self.feed, time.monotonic()
        spent = feed.shelf.seconds if feed.shelf is not None else 0.0
        is_due = now - self._looked >= max(POLL_S, POLL_SHARE * spent)
        if is_due and self.is_front and not self.workspace.is_busy:
            self._looked = now
            feed.look()

    def show_all(self) -> None:
        """Fill every part."""
        if self.ready:
            self._arrived()
            self._told()
            self.focus_list()

    def _arrived(self) -> None:
        """Show other lines, the highlighted one where it is."""
        if not self.ready:
            return
        listed, lines, before = self.listed, self.feed.lines, self.listed.item
        cursor = listed.cursor
        if before is not None and not (cursor < len(lines) and lines[cursor] == before):
            cursor = self._place(before)
        listed.replace_items(lines, cursor)
        head = self.query_one(ColumnHeader)
        head.say(self._nothing() if not len(lines) else "")
        self._show_status()
        if listed.item != before:
            self.once_at_rest(self._read_details)
        self.refresh_bindings()

    def _place(self, item: Item) -> int:
        """Return the line of an item, or else of its work, or else the first."""
        at = self.feed.lines.line_of(item.key)
        if at is None:
            return 0
        for line in range(at, min(at + view.MOST_BELOW, len(self.feed.lines))):
            if view.same(self.feed.lines[line], item):
                return line
        return at

    def _nothing(self) -> str:
        if not self.feed.loaded:
            return _("Reading…")
        if self.feed.typed:
            text = _("None of these: {key} takes the filter away.")
            return text.format(key=key_of("library.back"))
        if self.feed.view != "all":
            return _("None of these: {key} shows others.").format(key=key_of("library.view"))
        return _("Nothing here yet: press {key} to import your library.").format(
            key=key_of("go.import")
        )

    def _drawn(self) -> None:
        """Draw the lines anew: more is known of them."""
        if self.ready:
            self.listed.refresh()
            self.query_one(ColumnHeader).refresh()
            self.refresh_bindings()

    def _show_status(self) -> None:
        if not self.ready:
            return
        feed, width = self.feed, max(20, self.size.width - 4)
        shown, hidden = feed.marked()
        text = view.status(
            feed.lines.works,
            feed.order,
            feed.view,
            len(shown),
            hidden,
            reading=not feed.loaded,
        )
        self.query_one("#status", Static).update(text.truncate(width, ellipsis=True))
        self.query_one("#filters", Static).update(view.views(feed.view, width))
        self.show_text("#notice", self._notice())

    def _notice(self) -> Content | None:
        """Return what is wrong, or while a query is typed what its last word may become."""
        feed = self.feed
        if feed.problem or feed.query_problem:
            return Content.styled(f"✗ {feed.problem or feed.query_problem}", "$text-error")
        if not isinstance(self.focused, Input):
            return None
        return offered(feed.typed)

    def _line(self, item: Item, width: int) -> Content:
        feed = self.feed
        is_work = isinstance(item, WorkItem)
        return view.line(
            item,
            feed.row(item.key) if is_work else None,
            width,
            marked=is_work and item.key in feed.marks,
            unfolded=feed.is_unfolded(item),
            known=feed.known,
        )

    def on_virtual_list_moved(self) -> None:
        """Read the details of the row on which the cursor rests."""
        self.once_at_rest(self._read_details)
        self.refresh_bindings()

    def _read_details(self) -> None:
        self.feed.read_about(self.item)

    def _told(self) -> None:
        """Show the details that have come."""
        if not self.ready:
            return
        about, item = self.feed.about, self.feed.about_of
        self.set_class(about is None, "-bare")
        if about is not None and item is not None:
            text = partial(details.all_of, about, item)
            self.query_one("#detail-text", WrappedText).fit(text)
            if self._shown is None or not view.same(self._shown, item):
                self.query_one("#details").scroll_home(animate=False)
            self._shown = item
            self.query_one(Poster).show(self.feed.poster)
            self.acts.told(about, item)
        self.refresh_bindings()

    def narrow(self, text: str) -> None:
        """Show the works that a query asks for."""
        if text != self.feed.typed:
            self.feed.show(typed=text)

    def on_descendant_focus(self) -> None:
        """Offer what can be done where the cursor is."""
        if self.ready:
            self._show_status()
        self.refresh_bindings()

    def action_unfold(self) -> None:
        if self.item is not None:
            self.feed.unfold(self.item)

    def action_fold(self) -> None:
        """Fold the item, or go to what it stands below."""
        item, listed = self.item, self.listed
        if item is None:
            return
        if self.feed.is_unfolded(item):
            self.feed.fold(item)
            return
        at = listed.cursor
        while at and not view.holds(listed.items[at], item):
            at -= 1
        listed.cursor = at

    def action_work(self, by: int) -> None:
        """Go to the next work, whatever is unfolded between."""
        listed, at = self.listed, self.listed.cursor + by
        while 0 <= at < len(listed.items):
            if isinstance(listed.items[at], WorkItem):
                listed.cursor = at
                return
            at += by

    def action_other(self) -> None:
        """Complete the field that is typed; else go into the details, or back."""
        pane = self.query_one("#details")
        if isinstance(self.focused, Input):
            self.focused.value = completed(self.feed.typed)
            self.focused.cursor_position = len(self.focused.value)
        elif pane.has_focus or not pane.display:
            self.listed.focus()
        else:
            pane.focus()

    def action_view(self) -> None:
        names = list(VIEWS)
        self.feed.show(view=names[(names.index(self.feed.view) + 1) % len(names)])
        self._show_status()

    def action_order(self) -> None:
        names = list(ORDERS)
        self.feed.show(order=names[(names.index(self.feed.order) + 1) % len(names)])
        self._show_status()

    def action_details(self) -> None:
        self.toggle_class("-plain")
        if self.has_class("-plain"):
            self.listed.focus()
        self.call_after_refresh(self.show_all)

    def action_mark(self) -> None:
        """Mark the work, and go on to the next one."""
        if self.item is not None:
            self.feed.mark(self.item.key)
            self.action_work(1)
            self.listed.refresh()
            self._show_status()
            self.refresh_bindings()

    def act(self, name: str) -> None:
        """Do what was taken from the list of acts."""
        verbs: dict[str, Verb] = {"confirm": "confirm", "reject": "reopen"}
        if name in verbs:
            self.acts.answer(verbs[name])
        elif name == "link":
            self.acts.link()
        elif name == "posters":
            posters.ask(self, self.feed.read_poster)
        else:
            getattr(self, f"action_{name}")()

    def action_acts(self) -> None:
        self.acts.ask()

    def action_answer(self, verb: Verb) -> None:
        self.acts.answer(verb)

    def action_search(self) -> None:
        self.acts.search()

    def action_name(self) -> None:
        self.acts.name()

    def action_undo(self) -> None:
        self.workspace.answers.undo(self.workspace.settings)

    def action_play(self) -> None:
        self.acts.play()

    def action_copy(self) -> None:
        self.acts.copy()

    def action_probe(self) -> None:
        probing.ask_now(self)

    def action_messages(self) -> None:
        probing.tell(self)

    def action_write(self) -> None:
        self.acts.write()
