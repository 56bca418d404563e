"""A page on which one of several choices is taken for each row, and can be taken back."""

from __future__ import annotations

import os
import time
from abc import abstractmethod
from typing import Any

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from vidtui.i18n import _, ngettext
from vidtui.jobs.links.model import Place
from vidtui.text import printable
from vidtui.tui.formatting import because, number
from vidtui.tui.links.entries import PendingDecision
from vidtui.tui.links.searched_page import SearchedPage
from vidtui.tui.links.ticking import TakeBack
from vidtui.tui.list_page import CandidatePane, Candidates, FilterLine
from vidtui.tui.messages import Reviewed
from vidtui.tui.widgets import ColumnHeader, StaticText, VirtualList

ARRIVAL_S = 0.5  # a key that was pressed twice elsewhere decides nothing here


class ReviewPage(SearchedPage):
    """The review of a search, or of a plan file; subclasses know what their rows are."""

    _arrived = -ARRIVAL_S
    _had_plan = False

    # What a subclass knows

    @abstractmethod
    def take(self, choice: Any) -> None:
        """Decide on the highlighted row by a choice."""

    @abstractmethod
    def list_heading(self, width: int) -> str:
        """Return the names of the columns."""

    @abstractmethod
    def list_line(self, item: Any, width: int) -> Content:
        """Return a line of the list."""

    @abstractmethod
    def new_pane(self) -> CandidatePane[Any]:
        """Return what shows the highlighted row with its choices."""

    @abstractmethod
    def back_line(self, item: PendingDecision[Any], width: int) -> Content:
        """Return what a row would be again."""

    def arrived(self) -> None:
        """Show the page, or its search as it is now; a subclass may ask something."""

    def reveal(self) -> None:
        """Let all rows be in sight."""
        self.review.show_only("")
        self.filter.close()

    def missing(self, place: Place) -> str:
        """Return that what was sought is not among these."""
        text = _("{name} is not among these.")
        return text.format(name=printable(os.path.basename(place.path)))

    def first_line(self) -> int:
        """Return where the cursor begins."""
        return self.review.open_after(-1) or 0

    # What is shown

    def body(self) -> ComposeResult:
        """Yield the headlines, the rows, the highlighted one."""
        yield StaticText(id="headline")
        yield StaticText(id="progress")
        yield StaticText(id="empty")
        yield FilterLine(_("Part of a path"), self.review.needle)
        with Container(id="review"):
            with Vertical(id="rows"):
                yield ColumnHeader(self.list_heading)
                yield VirtualList[Any]([], self.list_line, can_rest=self.can_rest, chooses=False)
            yield self.new_pane()

    def can_rest(self, item: Any) -> bool:
        """Return whether the cursor may stand on a line."""
        return self.is_row(item)

    @property
    def seen(self) -> Any:
        """The highlighted row; none where the summary stands in its place."""
        return None if self.sums_up else self.chosen

    @property
    def decidable(self) -> Any:
        """The highlighted row, if something can be decided about it."""
        row = self.seen
        return row if self.work.is_decidable(row) else None

    @property
    def undecided(self) -> Any:
        """The same, unless another row is on its way to be highlighted."""
        return self.decidable if self.work.wanted is None else None

    @property
    def has_ended(self) -> bool:
        """Whether nothing is left to decide."""
        return self.work.has_nothing_left

    @property
    def sums_up(self) -> bool:
        """Whether the summary of the review stands in the place of a row."""
        return bool(self.review.is_over) and not self._looks and not self.work.is_plan

    @property
    def marks(self) -> list[Any]:
        """The rows that are marked, in sight or not."""
        return self.review.marked_rows if self.work.can_decide else []

    def resumed(self) -> None:
        """Search, the first time; show what happened meanwhile."""
        self.work.begin()
        self.on_job_progressed()

    async def set_language(self) -> None:
        """Make all widgets anew; the same row is highlighted."""
        row = self.chosen
        await super().set_language()
        if row is not None:
            self.go_to(row.place)

    def on_job_progressed(self) -> None:
        """Show the search as it is now."""
        self.show_all()
        self._seek()
        self.arrived()

    def on_reviewed(self, message: Reviewed) -> None:
        """Show what became of a decision."""
        self._show_tabs()
        result = message.result
        if result is not None and result.problem:
            is_one, file = result.count == 1, os.path.basename(result.place.path)
            self._problem = because(file, result.problem) if is_one else result.problem
        if result is not None and result.is_taken_back:
            name = printable(os.path.basename(result.place.path))
            text = _("Taken back: {title}").format(title=name)
            self.workspace.notify(text if result.count == 1 else taken_back_text(result.count))
        if not self.work.outstanding:
            self.all_written()
        self.show_all()
        # Whoever looks at another undecided row is not led away from it.
        row = self.chosen
        is_led = row is None or row.state != "open"
        if result is not None and (result.is_taken_back or (result.problem and is_led)):
            self.go_to(result.place)
        self._seek()

    def all_written(self) -> None:
        """Nothing is outstanding any more."""

    def _seek(self) -> None:
        """Highlight the row that is wanted, once it is there; say so where it never will be."""
        work = self.work
        place, row = work.wanted, self.review.row(work.wanted) if work.wanted else None
        if place is None or not self.ready:
            return
        if row is not None:
            if row not in self.review.lines:
                self.reveal()
                self.show_all()
            self._looks = True
            self._arrived = time.monotonic()
            self.go_to(place)
        elif work.can_decide:
            if work.search_for_it():
                return
            self.workspace.notify(self.missing(place))
        if work.can_decide or not work.awaits_links:
            work.wanted = None
            self.show_row()

    def go_to(self, place: Place) -> None:
        """Highlight a row, if it is in sight."""
        if self.ready:
            row = self.review.row(place)
            self.listed.cursor = self.review.place(row, self.listed.cursor)
            self.show_row()

    def show_all(self) -> None:
        """Fill every part."""
        if not self.ready:
            return
        review, listed = self.review, self.listed
        before = self.chosen
        keep = review.row(before.place) if before else listed.item
        at = listed.cursor if keep is before else review.place(keep, listed.cursor)
        if (review.plan is not None) != self._had_plan:
            self._had_plan = review.plan is not None
            if not any(self.is_row(one) for one in listed.items[: listed.cursor]):
                at = self.first_line()  # nobody has moved it yet
        listed.replace_items(review.lines, at)
        is_hidden = bool(len(review)) and not review.lines
        nothing = self.hidden(by_state=review.shown != "all") if is_hidden else ""
        self.query_one(ColumnHeader).say(nothing)
        self.show_row()
        self.focus_list()

    def show_headlines(self, *lines: Content) -> None:
        """Show what goes on, and how far the review is."""
        width = max(20, self.size.width - 4)
        for name, text in zip(("#headline", "#progress"), lines, strict=True):
            self.query_one(name, Static).update(text.truncate(width, ellipsis=True))
        self.query_one("#headline").display = bool(lines[0].plain)

    def on_virtual_list_moved(self) -> None:
        """Show the row that is highlighted now."""
        self._looks = bool(self.review.is_over)
        self.show_row()

    # Decisions

    def on_candidates_taken(self, event: Candidates.Taken) -> None:
        """Take the choice that was clicked twice."""
        self.take(event.choice)

    def may_decide(self) -> bool:
        """Whether links may be changed now; says why not."""
        return self.work.is_plan or self.workspace.may_change_roots()

    @property
    def has_arrived(self) -> bool:
        """Whether the page is in sight for long enough that a key is meant for it."""
        return time.monotonic() - self._arrived >= ARRIVAL_S

    def decide(self, verb: str, choice: Any = None) -> None:
        """Decide about the highlighted row, and go on to the next."""
        row = self.undecided
        if row is not None and self.has_arrived and self.may_decide():
            self.work.decide(row, verb, choice)
            self.listed.redraw(self.listed.cursor)
            self.advance()

    def advance(self) -> None:
        """Highlight the next undecided row."""
        self.forget_problem()
        listed = self.listed
        at = self.review.open_after(listed.cursor)
        if at is not None:
            with listed.prevent(VirtualList.Moved):  # at once: the next key is about this row
                listed.cursor = at
        self.show_row()
        self._show_tabs()

    def action_take_number(self, digit: int) -> None:
        """Take a choice by its number."""
        row = self.undecided
        if row is not None and digit <= len(row.choices):
            self.take(row.choices[digit - 1])

    def action_mark(self) -> None:
        """Mark the highlighted row, or take the mark away; go on to the next."""
        row = self.chosen
        if row is not None and row.state == "open":
            self.review.mark(row)
            self.listed.cursor += 1
            self.listed.refresh()
            self.show_all()

    def action_undo(self) -> None:
        """Take back the last entry; where that is more than one row, show it first."""
        if not self.may_decide():
            return
        entry = self.work.last
        if entry is None or len(entry.to_take_back) < 2:
            self._undo_last()
            return

        def answer(_all: object) -> None:
            if self.work.last is entry and self.may_decide():
                self._undo_last()

        self.open_dialog(TakeBack(entry, self.back_line), answer)

    def _undo_last(self) -> None:
        self.forget_problem()
        place = self.work.undo(self.undecided)
        self.show_row()
        self._show_tabs()
        if place is not None:
            self.show_all()
            self.go_to(place)


def taken_back_text(count: int) -> str:
    """Return that links are as before."""
    text = ngettext("{n} link is as before", "{n} links are as before", count)
    return text.format(n=number(count))
