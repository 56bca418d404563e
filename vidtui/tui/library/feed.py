"""What the Library screen knows: read in threads, a page at a time where it may be much."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import partial
from typing import Any

from textual.message_pump import MessagePump

from vidtui.catalogue.posters import path_in
from vidtui.errors import VidtuiError
from vidtui.library.about import About
from vidtui.library.browsing import Heading, Unfolded, WorkRow
from vidtui.library.reading import Key
from vidtui.library.select import Plan, understood
from vidtui.library.values import QueryProblem
from vidtui.text import printable
from vidtui.tui.formatting import dated
from vidtui.tui.library.model import VIEWS, Folds, Item, Lines, Order, View, WorkItem, files_of
from vidtui.tui.library.reading import Poster, Shelf
from vidtui.tui.library.view import Known
from vidtui.tui.pictures import was_asked
from vidtui.tui.threads import in_background
from vidtui.tui.workspace import Workspace

FIRST = 200  # works of the first page
PAGE = 64  # works of which the lines are read at once
AHEAD = 3  # works of which posters are fetched before they are looked at
MOST_ROWS = 4000  # lines that are kept
NOTHING = array("I")


class Feed:
    """The works in sight, what is unfolded, marked and known of each."""

    def __init__(
        self,
        workspace: Workspace,
        owner: MessagePump,
        arrived: Callable[[], object],
        drawn: Callable[[], object],
        told: Callable[[], object],
    ) -> None:
        """Prepare an empty feed.

        Args:
            workspace: whose services are asked.
            owner: the screen, whose loop gets what is read.
            arrived: called when other works are in sight, or why they cannot be read is known.
            drawn: called when more is known of what is in sight.
            told: called when all is known of another work.
        """
        self.lines = Lines((), None, NOTHING, {})
        self.shelf: Shelf | None = None
        self.view: View = "all"
        self.order: Order = ""
        self.typed = ""
        self.loaded = False
        self.problem = ""
        self.query_problem = ""
        self.marks: dict[Key, None] = {}
        self.about: About | None = None
        self.about_of: Item | None = None
        self.poster: Any = None
        self._work = workspace
        self._owner = owner
        self._arrived, self._drawn, self._told = arrived, drawn, told
        self._headings: list[Heading] = []
        self._places = NOTHING
        self._folds = Folds()
        self._rows: dict[Key, WorkRow | None] = {}
        self._known: Known | None = None
        self._wanted: dict[Key, None] = {}
        self._reading_rows = self._looking = self._look_again = False
        self._asking = self._ask_again = self._confirmed = False

    # The index

    def look(self) -> None:
        """Read an index, unless that of before still tells what the catalogue holds."""
        if self._looking:
            self._look_again = True
            return
        self._looking = True
        services, settings, shelf = self._work.services, self._work.settings, self.shelf
        if shelf is None and not self.loaded:
            first = partial(services.library_first, settings, FIRST)
            in_background(self._owner, first, self._take_first, self._fail)
            return

        confirmed, self._confirmed = self._confirmed, False

        def read() -> Shelf | None:
            if shelf is not None and services.library_stamp(settings) == shelf.stamp:
                return shelf
            return services.library_shelf(settings, shelf, confirmed=confirmed)

        in_background(self._owner, read, self._take_shelf, self._fail)

    def changed(self, verb: str) -> None:
        """Read anew, after an answer; one that was confirmed changes little."""
        self._confirmed = verb == "confirm"
        self.look()

    def _take_first(self, found: list[Heading]) -> None:
        self._headings = found
        if found:
            self._arrange()
        services, settings = self._work.services, self._work.settings
        read = partial(services.library_shelf, settings)
        in_background(self._owner, read, self._take_shelf, self._fail)

    def _take_shelf(self, found: Shelf | None) -> None:
        self._looking, self.loaded, self.problem = False, True, ""
        is_news = found is not self.shelf
        self.shelf = found
        if is_news:
            self._rows.clear()
            for key in list(self._folds.held):
                self._read_below(key)
            about_of, self.about_of = self.about_of, None
            self.read_about(about_of)
            if found is not None:
                in_background(self._owner, found.warm, lambda _none: None, self._fail)
        if is_news or found is None:
            self.ask()
        if self._look_again:
            self._look_again = False
            self.look()

    def _fail(self, error: VidtuiError) -> None:
        self._looking, self._asking, self._reading_rows = False, False, False
        self.loaded, self.problem = True, printable(str(error))
        self._arrived()

    # The query

    def show(
        self, *, typed: str | None = None, view: View | None = None, order: Order | None = None
    ) -> None:
        """Choose what is in sight, and how it is sorted."""
        self.typed = self.typed if typed is None else typed
        self.view = view or self.view
        self.order = self.order if order is None else order
        self.ask()

    def plan(self) -> Plan | None:
        """Return what is asked; None where it cannot be, which ``query_problem`` tells."""
        try:
            mine = understood(self.typed)
        except QueryProblem as problem:
            self.query_problem = printable(str(problem))
            return None
        self.query_problem = ""
        return mine.and_(understood(self.order)).and_(understood(VIEWS[self.view][1]))

    def ask(self) -> None:
        """Find the works that fit, in a thread; of several questions the last one counts."""
        plan, shelf = self.plan(), self.shelf
        if plan is None or shelf is None:
            if shelf is None and self.loaded:
                self._headings, self._places = [], NOTHING
            if shelf is None:
                self._arrange()
            else:
                self._arrived()
            return
        if self._asking:
            self._ask_again = True
            return
        self._asking = True
        take = partial(self._take_places, shelf)
        in_background(self._owner, partial(shelf.works, plan), take, self._fail)

    def _take_places(self, shelf: Shelf, places: array[int]) -> None:
        self._asking = False
        if self._ask_again or shelf is not self.shelf:
            self._ask_again = False
            self.ask()
            return
        self._places = places
        self.marks = {key: None for key in self.marks if shelf.index.place_of(key) is not None}
        self._arrange()

    def _arrange(self) -> None:
        index = self.shelf.index if self.shelf is not None else None
        is_asked = self.typed.strip() or self.view != "all" or self.order
        first = [] if is_asked else self._headings  # those that come first are no answer
        self.lines = Lines(first, index, self._places, self._folds.items())
        self._arrived()

    def title_of(self, key: Key) -> str:
        """Return the title and year of a work, showable."""
        index = self.shelf.index if self.shelf is not None else None
        place = index.place_of(key) if index is not None else None
        return dated(index.titles[place], index.years[place]) if index and place is not None else ""

    # The lines

    @property
    def known(self) -> Known:
        """The technical facts that any work has which was read so far; all before one was."""
        return self._known or Known()

    def row(self, key: Key) -> WorkRow | None:
        """Return what a list shows of a work, None until that is read."""
        if key in self._rows:
            return self._rows[key]
        self._wanted.pop(key, None)
        self._wanted[key] = None
        if not self._reading_rows:
            self._reading_rows = True
            self._owner.call_later(self._read_rows)
        return None

    def _read_rows(self) -> None:
        keys = list(self._wanted)[-PAGE:]  # those in sight now: they were wanted last
        self._wanted.clear()
        if len(self._rows) > MOST_ROWS:
            self._rows.clear()
        read = partial(self._work.services.library_rows, self._work.settings, keys)
        in_background(self._owner, read, partial(self._take_rows, self.shelf, keys), self._fail)

    def _take_rows(self, shelf: Shelf | None, keys: list[Key], found: dict[Key, WorkRow]) -> None:
        self._reading_rows = False
        if shelf is self.shelf:
            self._rows.update({key: found.get(key) for key in keys})
            self._known = (self._known or Known(picture=False, sound=False)).or_of(found.values())
        self._drawn()

    # Unfolding

    def is_unfolded(self, item: Item) -> bool:
        """Whether something of an item stands below it."""
        return item.key in self._folds.held and (
            isinstance(item, WorkItem) or self._folds.is_open(item)
        )

    def unfold(self, item: Item) -> None:
        """Show what an item holds, once it is read."""
        if isinstance(item, WorkItem):
            self._read_below(item.key)
        else:
            self._folds.turn(item, is_open=True)
            self._arrange()

    def fold(self, item: Item) -> None:
        """Hide what an item holds."""
        if isinstance(item, WorkItem):
            self._folds.fold(item.key)
        else:
            self._folds.turn(item, is_open=False)
        self._arrange()

    def _read_below(self, key: Key) -> None:
        def take(found: Unfolded) -> None:
            self._folds.unfold(key, found)
            self._arrange()

        services, settings = self._work.services, self._work.settings
        in_background(
            self._owner, partial(services.library_unfolded, settings, key), take, self._fail
        )

    # All of one work

    def read_about(self, item: Item | None) -> None:
        """Read all that is known of an item; None forgets it."""
        if item == self.about_of and (item is None or self.about is not None):
            return
        self.about_of = item
        if item is None:
            self.about = None
            self._told()
            return

        def take(found: About) -> None:
            if item == self.about_of:
                self.about = found
                self._read_poster(found)
                self._told()

        services, settings = self._work.services, self._work.settings
        read = partial(services.library_about, settings, item.key, files_of(item))
        in_background(self._owner, read, take, self._fail)

    # Posters

    def read_poster(self) -> None:
        """Read the poster of what is looked at, now that they may be shown, or not any more."""
        if self.about is not None:
            self._read_poster(self.about)
            self._told()

    def _read_poster(self, about: About) -> None:
        """Read the poster of a work, and those of the works that come next."""
        self.poster = None
        settings, group = self._work.settings, about.group
        if settings.posters_show == "off" or group is None or not was_asked():
            return
        path = path_in(group.answer or {}, adult=settings.posters_adult)
        if path is None:
            return
        services = self._work.services

        def take(found: Poster) -> None:
            if found.problem:
                self._work.notify(printable(found.problem), severity="warning")
            if self.about is about:
                self.poster = found.picture
                self._told()
                following = self._following(about.key)
                work = partial(services.fetch_posters, settings, following)
                in_background(self._owner, work, lambda _none: None, self._fail)

        read = partial(services.library_poster, settings, path)
        in_background(self._owner, read, take, self._fail)

    def _following(self, key: Key) -> list[Key]:
        """Return the works that come after one."""
        at = self.lines.line_of(key)
        after = self.lines[at + 1 : at + 1 + 2 * AHEAD] if at is not None else []
        return [one.key for one in after if isinstance(one, WorkItem)][:AHEAD]

    # Marks

    def mark(self, key: Key) -> None:
        """Mark a work, or take its mark away."""
        if key in self.marks:
            del self.marks[key]
        else:
            self.marks[key] = None

    def marked(self) -> tuple[list[Key], int]:
        """Return the marked works that are in sight, and how many others are marked."""
        shown = [key for key in self.marks if self.lines.work_of(key) is not None]
        return shown, len(self.marks) - len(shown)
