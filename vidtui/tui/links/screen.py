"""Links: every broken link with what it may be repaired to, decided by one key each."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.content import Content

from vidtui.i18n import N_, _
from vidtui.jobs.links.model import Proposal, Verb
from vidtui.jobs.repair.run import FindOptions
from vidtui.tui.dialogs import Ask, AskRefused, Choice
from vidtui.tui.links import dialogs
from vidtui.tui.links import view as link_texts
from vidtui.tui.links.cause_texts import asking_first, cause_about
from vidtui.tui.links.causes import ALL
from vidtui.tui.links.dialogs import BINDINGS, is_doubtful_orphan, trash_question
from vidtui.tui.links.entries import PendingDecision
from vidtui.tui.links.many import ManyLinks
from vidtui.tui.links.members import back_line
from vidtui.tui.links.rows import CauseLine, Heading, Line, Row
from vidtui.tui.links.status import empty_state, headline, progress, summary
from vidtui.tui.links.view import LinkPane
from vidtui.tui.pickers import WriteFile


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

    def is_row(self, item: object) -> bool:
        """Return whether a line is a link."""
        return isinstance(item, Row)

    def can_rest(self, item: Line) -> bool:
        """Return whether the cursor may stand on a line."""
        return not isinstance(item, Heading)

    def resumed(self) -> None:
        """Search, the first time; anew where TMDB was asked meanwhile."""
        super().resumed()
        self.work.unasked.look_again(self.review)

    def arrived(self) -> None:
        """Ask what a folder means that does not exist here."""
        review, plan = self.review, self.review.plan
        view = plan.view if plan is not None and not self.work.is_plan else None
        is_new = view is not None and view.written not in self.work.asked
        if view is not None and is_new and self.is_current and not review.has_causes:
            self.ask_view(view)

    def reveal(self) -> None:
        """Let all links be in sight."""
        self.review.show_cause(ALL)
        super().reveal()

    def first_line(self) -> int:
        """Return where the cursor begins: at the first cause, where these are told first."""
        return 0 if self.review.at_causes else super().first_line()

    def all_written(self) -> None:
        """Count the causes anew."""
        self.review.refresh_causes()

    def stop_fact(self) -> str:
        """Return what a search that is stopped means."""
        return _("Nothing can be decided before a search has come to its end.")

    def show_row(self) -> None:
        """Show what a single decision or movement changes."""
        counted = (
            asking_first(self.work.unasked.told_apart(self.review))
            if self.review.at_causes
            else None
        )
        width = max(20, self.size.width - 4)
        self.show_headlines(
            headline(self.work, self._problem, width), counted or progress(self.work)
        )
        nothing = empty_state(self.work)
        self.show_text("#empty", nothing)
        has_links = nothing is None and bool(len(self.review))
        self.query_one("#review").display = has_links
        self.query_one("#progress").display = nothing is None
        pane, row = self.query_one(LinkPane), self.chosen
        item = self.listed.item
        pane.display = row is not None or isinstance(item, CauseLine)
        if isinstance(item, CauseLine):
            pane.say(partial(cause_about, item, self.review))
        elif self.sums_up:
            pane.say(partial(summary, self.review, self.work.log))
        else:
            is_open = self.undecided is not None
            pane.is_searching = not self.work.can_decide
            pane.show_row(row, is_open=is_open)
        self.refresh_bindings()

    def new_pane(self) -> LinkPane:
        """Return what shows the highlighted link with its proposals."""
        return LinkPane()

    def list_heading(self, width: int) -> str:
        """Return the names of the columns, or what the causes are."""
        if self.review.at_causes:
            return _("Why they are broken, how many are still to be decided, and what comes next")
        longest = self.review.longest
        return link_texts.heading(width, is_searching=not self.work.can_decide, longest=longest)

    def list_line(self, item: Line, width: int) -> Content:
        """Return a link, a cause or a heading."""
        how = {"is_plan": self.work.is_plan, "is_searching": not self.work.can_decide}
        return link_texts.line(item, width, **how, longest=self.review.longest)

    def whole(self, width: int) -> Content:
        """Return all of the highlighted link."""
        return link_texts.whole(self.chosen, width)

    def write_dialog(self) -> WriteFile | None:
        """Return the window that writes the plan of the review."""
        return dialogs.plan_dialog(self.workspace)

    def back_line(self, item: PendingDecision[Any], width: int) -> Content:
        """Return what a link would be again."""
        return back_line(item, width)

    def take(self, choice: Proposal) -> None:
        """Repair the highlighted link with a proposal."""
        self.decide("repair", choice)

    def action_take(self) -> None:
        choice = self.pane.choice
        if not self.act_on_marks("repair") and choice is not None:
            self.decide("repair", choice)

    def action_target(self) -> None:
        row = self.undecided

        def take(proposal: Proposal) -> None:
            if self.undecided is row:
                self.decide("repair", proposal)

        if row is not None:
            self.open_dialog(dialogs.SearchStorage(self.workspace, row.link), take)

    def action_decide(self, verb: Verb) -> None:
        """Put the link in the trash, leave it, or say that it is right."""
        if verb == "orphan" and self.cause == "none":
            self.trash_together()
            return
        if verb != "skip" and self.act_on_marks(verb):
            return
        row = self.undecided
        if verb != "orphan" or row is None or not is_doubtful_orphan(row.link):
            self.decide(verb)
            return

        def answer(name: str | None) -> None:
            if name and self.undecided is row:
                self.decide("orphan")

        self.app.push_screen(trash_question(row.link), answer)

    def action_go_on(self) -> None:
        """Say what was refused and why; let the user decide."""
        run = self.work.runner.run
        if run is not None:
            accept = _("These files are gone for good: search again and believe it")
            question = AskRefused(_("The search was refused for safety"), run.refused, accept)
            question.over(self, lambda loss: self.work.search(FindOptions(accept_loss=loss)))

    def action_more(self) -> None:
        """Ask which search is meant."""
        choices = [
            Choice("new_links", _("Files without a link: see where each belongs, and link them")),
            Choice("moves", _("Links that do not follow the layout: move them")),
            Choice("again", _("Search for broken links anew")),
        ]
        self.open_dialog(Ask(_("More about links"), [], choices), self._more)

    def _more(self, name: str) -> None:
        if name == "again":
            self.action_search()
        else:
            self.workspace.new_links.turn_to(rename=name == "moves")
            self.app.switch_mode("new_links")
