"""Links: every broken link with what it may be repaired to, decided by one key each."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from vidtui.i18n import N_, _
from vidtui.jobs.links.model import Place, Proposal, Renamed, Verb
from vidtui.jobs.repair.run import FindOptions
from vidtui.jobs.wording import messages
from vidtui.text import printable
from vidtui.tui.dialogs import AskRefused, TextDialog, stop_question
from vidtui.tui.formatting import because
from vidtui.tui.links import dialogs
from vidtui.tui.links import view as link_texts
from vidtui.tui.links.cause_texts import asking_first, cause_about
from vidtui.tui.links.causes import ALL
from vidtui.tui.links.dialogs import BINDINGS, is_doubtful_orphan, trash_question
from vidtui.tui.links.many import ManyLinks, taken_back_text
from vidtui.tui.links.model import CauseLine, Heading, Line, Row
from vidtui.tui.links.status import empty_state, headline, message_list, progress, summary
from vidtui.tui.links.view import LinkPane
from vidtui.tui.list_page import Candidates, FilterLine
from vidtui.tui.widgets import ColumnHeader, VirtualList
from vidtui.tui.workspace import Reviewed

ARRIVAL_S = 0.5  # a key that was pressed twice elsewhere decides nothing here


class Links(ManyLinks):
    """The review of the app's search for broken links, or of a plan file."""

    MODE = "links"
    LETTER = "l"
    LABEL = N_("Links")
    EXPLANATION = N_("Go to the links: review the broken ones.")
    ABOUT = N_(
        "Each link that shows nothing waits for one key. Enter repairs it with the highlighted "
        "proposal, 1 to 9 with that one; {orphan} puts it in the trash. What you leave is found "
        "again the next time, every decision can be taken back with {undo}, and no video is ever "
        "touched. {mark} marks several, {preview} repairs many by their evidence. The number "
        "beside the tab is that of the links that show nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    _problem = ""
    _arrived = -ARRIVAL_S
    _looks = False  # at single links, though the review is over
    _had_plan = False

    def body(self) -> ComposeResult:
        """Yield the headlines, the links, the highlighted one."""
        yield Static(id="headline")
        yield Static(id="progress")
        yield Static(id="empty")
        yield FilterLine(_("Part of a path"), self.review.needle)
        with Container(id="review"):
            with Vertical(id="rows"):
                yield ColumnHeader(self._heading)
                yield VirtualList[Line](
                    [], self._line, can_rest=lambda one: not isinstance(one, Heading), chooses=False
                )
            yield LinkPane()

    @property
    def _chosen(self) -> Row | None:
        item = self.listed.item if self.ready else None
        return item if isinstance(item, Row) else None

    @property
    def seen(self) -> Row | None:
        """The highlighted link; none where the summary stands in its place."""
        return None if self._sums_up else self._chosen

    @property
    def decidable(self) -> Row | None:
        """The highlighted link, if something can be decided about it."""
        row = self.seen
        return row if self.work.is_decidable(row) else None

    def group_here(self) -> Renamed | None:
        """Return all that broke as the highlighted link did."""
        row = self.decidable
        return self.review.group(row) if row is not None else None

    @property
    def has_ended(self) -> bool:
        """Whether no link is left to decide."""
        return self.work.has_nothing_left

    @property
    def _undecided(self) -> Row | None:
        return self.decidable if self.work.wanted is None else None

    @property
    def _sums_up(self) -> bool:
        """Whether the summary of the review stands in the place of a link."""
        return self.review.is_over and not self._looks and not self.work.is_plan

    def resumed(self) -> None:
        """Search, the first time; show what happened meanwhile."""
        self.work.begin()
        self.work.unasked.look_again(self.review)
        self.show_all()
        self._seek()
        self._ask_view()

    async def set_language(self) -> None:
        """Make all widgets anew; the same link is highlighted."""
        row = self._chosen
        await super().set_language()
        if row is not None:
            self._go_to(row.link.place)

    def on_job_progressed(self) -> None:
        """Show the search as it is now."""
        self.show_all()
        self._seek()
        self._ask_view()

    def _ask_view(self) -> None:
        review, plan = self.review, self.review.plan
        view = plan.view if plan is not None and not self.work.is_plan else None
        is_new = view is not None and view.written not in self.work.asked
        if view is not None and is_new and self.is_current and not review.has_causes:
            self.ask_view(view)

    def on_reviewed(self, message: Reviewed) -> None:
        """Show what became of a decision."""
        self._show_tabs()
        result = message.result
        if result is not None and result.problem:
            link = os.path.basename(result.place.path)
            is_one = result.count == 1
            self._problem = because(link, result.problem) if is_one else result.problem
        if result is not None and result.is_taken_back:
            name = printable(os.path.basename(result.place.path))
            text = _("Taken back: {title}").format(title=name)
            self.workspace.notify(text if result.count == 1 else taken_back_text(result.count))
        if not self.work.outstanding:
            self.review.refresh_causes()
        self.show_all()
        # Whoever looks at another undecided link is not led away from it.
        row = self._chosen
        is_led = row is None or row.state != "open"
        if result is not None and (result.is_taken_back or (result.problem and is_led)):
            self._go_to(result.place)
        self._seek()

    def _seek(self) -> None:
        """Highlight the link that is wanted, once it is there; say so where it never will be."""
        work = self.work
        place, row = work.wanted, self.review.row(work.wanted) if work.wanted else None
        if place is None or not self.ready:
            return
        if row is not None:
            if row not in self.review.lines:
                self.review.show_only("")
                self.review.show_cause(ALL)
                self.filter.close()
                self.show_all()
            self._looks = True
            self._arrived = time.monotonic()
            self._go_to(place)
        elif work.can_decide:
            if work.search_for_it():
                return
            text = _("{name} is not among these.")
            self.workspace.notify(text.format(name=printable(os.path.basename(place.path))))
        if work.can_decide or not work.awaits_links:
            work.wanted = None
            self._show_row()

    def _go_to(self, place: Place) -> None:
        if self.ready:
            row = self.review.row(place)
            self.listed.cursor = self.review.place(row, self.listed.cursor)
            self._show_row()

    def show_all(self) -> None:
        """Fill every part."""
        if not self.ready:
            return
        review, listed = self.review, self.listed
        before = self._chosen
        keep = review.row(before.link.place) if before else None
        at = listed.cursor if keep is before else review.place(keep, listed.cursor)
        if (review.plan is not None) != self._had_plan:
            self._had_plan = review.plan is not None
            if review.at_causes:
                at = 0
            elif not any(isinstance(one, Row) for one in listed.items[: listed.cursor]):
                at = review.open_after(-1) or 0  # nobody has moved it yet
        listed.replace_items(review.lines, at)
        is_hidden = bool(len(review)) and not review.lines
        nothing = self.hidden(by_state=review.shown != "all") if is_hidden else ""
        self.query_one(ColumnHeader).say(nothing)
        self._show_row()
        self.focus_list()

    def _show_row(self) -> None:
        """Show what a single decision or movement changes."""
        width = max(20, self.size.width - 4)
        counted = (
            asking_first(self.work.unasked.told_apart(self.review))
            if self.review.at_causes
            else None
        )
        lines = headline(self.work, self._problem, width), counted or progress(self.work)
        for name, text in zip(("#headline", "#progress"), lines, strict=True):
            self.query_one(name, Static).update(text.truncate(width, ellipsis=True))
        nothing = empty_state(self.work)
        self.show_text("#empty", nothing)
        has_links = nothing is None and bool(len(self.review))
        self.query_one("#review").display = has_links
        self.query_one("#progress").display = nothing is None
        self.query_one("#headline").display = bool(lines[0].plain)
        pane, row = self.query_one(LinkPane), self._chosen
        item = self.listed.item
        pane.display = row is not None or isinstance(item, CauseLine)
        if isinstance(item, CauseLine):
            pane.say(partial(cause_about, item, self.review))
        elif self._sums_up:
            pane.say(partial(summary, self.review, self.work.log))
        else:
            is_open = self._undecided is not None
            pane.show_row(row, is_searching=not self.work.can_decide, is_open=is_open)
        self.refresh_bindings()

    def _heading(self, width: int) -> str:
        if self.review.at_causes:
            return _("Why they are broken, how many are still to be decided, and what comes next")
        longest = self.review.longest
        return link_texts.heading(width, is_searching=not self.work.can_decide, longest=longest)

    def _line(self, item: Line, width: int) -> Content:
        how = {"is_plan": self.work.is_plan, "is_searching": not self.work.can_decide}
        return link_texts.line(item, width, **how, longest=self.review.longest)

    def on_virtual_list_moved(self) -> None:
        """Show the link that is highlighted now."""
        self._looks = self.review.is_over
        self._show_row()

    def on_candidates_taken(self, event: Candidates.Taken) -> None:
        """Take the proposal that was clicked twice."""
        self._decide("repair", event.choice)

    def may_decide(self) -> bool:
        """Whether links may be changed now; says why not."""
        return self.work.is_plan or self.workspace.may_change_roots()

    def _take(self, row: Row, proposal: Proposal) -> None:
        """Repair the highlighted link with a proposal, if it still is ``row``."""
        if self._undecided is row:
            self._decide("repair", proposal)

    def _decide(self, verb: Verb, proposal: Proposal | None = None) -> None:
        row = self._undecided
        has_arrived = time.monotonic() - self._arrived >= ARRIVAL_S
        if row is not None and has_arrived and self.may_decide():
            self.work.decide(row, verb, proposal)
            self.advance()

    def advance(self) -> None:
        """Highlight the next undecided link."""
        self._problem, self._looks = "", False
        listed = self.listed
        at = self.review.open_after(listed.cursor)
        if at is not None:
            listed.cursor = at
        listed.refresh()
        self._show_row()
        self._show_tabs()

    def action_take(self) -> None:
        choice = self.pane.choice
        if not self.act_on_marks("repair") and choice is not None:
            self._decide("repair", choice)

    def action_take_number(self, digit: int) -> None:
        """Repair with a proposal by its number."""
        row = self._undecided
        if row is not None and digit <= len(row.link.proposals):
            self._decide("repair", row.link.proposals[digit - 1])

    def action_target(self) -> None:
        row = self._undecided
        if row is not None:
            self.open_dialog(
                dialogs.SearchStorage(self.workspace, row.link), partial(self._take, row)
            )

    def action_decide(self, verb: Verb) -> None:
        """Put the link in the trash, leave it, or say that it is right."""
        if verb == "orphan" and self.cause == "none":
            self.trash_together()
            return
        if verb != "skip" and self.act_on_marks(verb):
            return
        row = self._undecided
        if verb != "orphan" or row is None or not is_doubtful_orphan(row.link):
            self._decide(verb)
            return

        def answer(name: str | None) -> None:
            if name and self._undecided is row:
                self._decide("orphan")

        self.app.push_screen(trash_question(row.link), answer)

    def action_undo(self) -> None:
        if self.may_decide() and not self.take_back():
            self.undo_last()

    def undo_last(self) -> None:
        """Take back what was decided last."""
        self._problem, self._looks = "", False
        place = self.work.undo(self._undecided)
        self._show_row()
        self._show_tabs()
        if place is not None:
            self.show_all()
            self._go_to(place)

    def action_go_on(self) -> None:
        """Say what was refused and why; let the user decide."""
        run = self.work.runner.run
        if run is not None:
            accept = _("These files are gone for good: search again and believe it")
            question = AskRefused(_("The search was refused for safety"), run.refused, accept)
            question.over(self, lambda loss: self.work.search(FindOptions(accept_loss=loss)))

    def action_search(self) -> None:
        self._problem, self._looks = "", False
        self.work.search()

    def action_halt(self) -> None:
        """Ask whether the search shall stop."""

        def answer(name: str | None) -> None:
            if name:
                self.work.runner.cancel()
                self._show_row()

        fact = _("Nothing can be decided before a search has come to its end.")
        self.app.push_screen(stop_question(_("Stop the search?"), fact, _("Stop it")), answer)

    def action_state(self) -> None:
        """Show all links, only the undecided ones, or those without a proposal."""
        self.review.next_shown()
        self._arranged()

    def narrow(self, text: str) -> None:
        """Show the links with ``text`` in their path."""
        self.review.show_only(text)
        self._arranged()

    def action_order(self) -> None:
        self.review.next_order()
        self._arranged()

    def _arranged(self) -> None:
        row = self._chosen
        self.listed.replace_items(self.review.lines, self.review.place(row))
        self.show_all()

    def action_write(self) -> None:
        dialog = dialogs.plan_dialog(self.workspace)
        if dialog is not None:
            self.open_dialog(dialog, self._written)

    def _written(self, path: Path) -> None:
        self.work.written(path)
        self.workspace.notify(_("The plan is in {path}").format(path=printable(str(path))))

    def action_details(self) -> None:
        """Show all of the highlighted link in a window."""
        row = self._chosen
        if row is not None:
            self.open_dialog(TextDialog(partial(link_texts.whole, row)))

    def action_messages(self) -> None:
        run = self.work.runner.run
        if run is not None:
            self.open_dialog(TextDialog(partial(message_list, run.errors, messages(run))))
