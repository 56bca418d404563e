"""New links: every file without a link, with the place where one belongs, decided by one key."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.content import Content

from vidtui.i18n import N_, _
from vidtui.jobs.link.model import (
    HEADINGS,
    Heading,
    LinkVerb,
    left_out_name,
    link_sentence,
)
from vidtui.jobs.link.moves import MoveDecision
from vidtui.jobs.links.model import Place
from vidtui.tui import playing
from vidtui.tui.dialogs import AskRefused
from vidtui.tui.formatting import because
from vidtui.tui.links.entries import PendingDecision
from vidtui.tui.links.review_page import ReviewPage
from vidtui.tui.list_page import Candidates
from vidtui.tui.new_links import dialogs, moves_view, moving, reasons, together
from vidtui.tui.new_links import view as texts
from vidtui.tui.new_links.dialogs import BINDINGS
from vidtui.tui.new_links.model import Line, ReasonLine, Review, StayingLine, Title
from vidtui.tui.new_links.rows import FileRow, MoveRow, Row
from vidtui.tui.new_links.session import MakingLinks
from vidtui.tui.new_links.status import (
    empty_state,
    headline,
    layout_lines,
    progress,
    summary,
)
from vidtui.tui.new_links.together import LinkTogether, Member, verb_of
from vidtui.tui.new_links.view import FilePane
from vidtui.tui.pickers import WriteFile


class NewLinks(ReviewPage):
    """The review of files without a link, of links that may move, or of a plan of either."""

    MODE = "new_links"
    TAB = "links"
    LABEL = N_("New links")
    EXPLANATION = N_("Go to the files without a link: see where each belongs.")
    ABOUT = N_(
        "Each identified file without a link waits for one key. Enter links it at the highlighted "
        "place, 1 to 9 at that one; {never} never links it. The places are learned from the links "
        "that there are; where these say two things, you are asked. {preview} links many after "
        "you have seen them, {undo} takes every decision back, and nothing is ever made in "
        "storage. At the end stands why the others get none. {more} shows links that do not "
        "follow the layout: none moves before you have typed how many."
    )
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    @property
    def work(self) -> MakingLinks:
        """The review's decisions."""
        return self.workspace.new_links

    @property
    def review(self) -> Review:
        """The files."""
        return self.workspace.new_links.review

    @property
    def reason(self) -> ReasonLine | None:
        """The highlighted reason why files get no link."""
        item = self.listed.item if self.ready else None
        return item if isinstance(item, ReasonLine) else None

    @property
    def can_accept(self) -> bool:
        """Whether there are files with a certain place that are still to be decided."""
        return self.work.can_decide and self.review.has_certain

    @property
    def staying(self) -> StayingLine | None:
        """The highlighted link that stays though it does not follow the layout."""
        item = self.listed.item if self.ready else None
        return item if isinstance(item, StayingLine) else None

    @property
    def is_of_moves(self) -> bool:
        """Whether links are reviewed that may move."""
        return self.review.is_of_moves

    def arrived(self) -> None:
        """List what becomes of all that was asked for together, once that is known."""
        if self.app.screen is not self or not self.work.pop_lists_all():
            return
        rows: list[Any] = [
            row for row in self.review.rows if isinstance(row, FileRow) and row.state == "open"
        ]
        if rows:
            members = together.of_all(rows)
            title = together.marks_heading("make", members)
            self.open_dialog(LinkTogether(title, members), self._do)

    def all_written(self) -> None:
        """The rows may be there by now: a thread has made them ready."""
        self.arrived()

    def is_row(self, item: object) -> bool:
        """Return whether something can be decided about a line."""
        return isinstance(item, Row)

    def can_rest(self, item: Line) -> bool:
        """Return whether the cursor may stand on a line."""
        return not isinstance(item, Title)

    def missing(self, place: Place) -> str:
        """Return why a file that was sought is not among these."""
        if self.is_of_moves:
            stays = self.review.staying(place)
            name = place.path.rpartition(b"/")[2]
            why = link_sentence(stays.why) if stays is not None else _("it is where it belongs")
            return because(name, why)
        omitted = self.review.left_out(place)
        if omitted is None:
            return super().missing(place)
        return because(place.path.rpartition(b"/")[2], left_out_name(omitted.why))

    def stop_fact(self) -> str:
        """Return what a search that is stopped means."""
        return _("Where files belong is known once it has come to its end.")

    def show_row(self) -> None:
        """Show what a single decision or movement changes."""
        width = max(20, self.size.width - 4)
        self.show_headlines(headline(self.work, self._problem, width), progress(self.work))
        nothing = empty_state(self.work)
        self.show_text("#empty", nothing)
        has_list = nothing is None and self.review.plan is not None
        self.query_one("#review").display = has_list
        self.query_one("#progress").display = nothing is None
        pane, row, reason = self.query_one(FilePane), self.chosen, self.reason
        staying = self.staying
        pane.display = bool(row or reason or staying)
        if staying is not None:
            pane.say(partial(moves_view.staying_about, staying))
        elif reason is not None:
            files = self.review.of_reason(reason.why)
            pane.say(partial(reasons.reason_about, reason, files))
        elif self.sums_up:
            pane.say(partial(summary, self.review, self.work.log))
        else:
            pane.show_row(row, is_open=self.undecided is not None)
        self.refresh_bindings()

    def new_pane(self) -> FilePane:
        """Return what shows the highlighted file with its places."""
        return FilePane()

    def list_heading(self, width: int) -> str:
        """Return the names of the columns."""
        return texts.heading(width, is_of_moves=self.is_of_moves)

    def list_line(self, item: Line, width: int) -> Content:
        """Return a file, a heading or a reason."""
        return texts.line(item, width, is_plan=self.work.is_plan)

    def whole(self, width: int) -> Content:
        """Return all of the highlighted file, or all that get no link for a reason."""
        reason = self.reason
        if reason is not None:
            return reasons.reason_files(reason, self.review.of_reason(reason.why), width)
        if self.staying is not None:
            return moves_view.staying_about(self.staying, width)
        return texts.whole(self.chosen, width)

    def write_dialog(self) -> WriteFile | None:
        """Return the window that writes the plan of the review."""
        return dialogs.plan_dialog(self.workspace)

    def back_line(self, item: PendingDecision[Any], width: int) -> Content:
        """Return which link would be gone again."""
        if isinstance(item.decision, MoveDecision):
            return moves_view.back_line(item, width)
        return together.back_line(item, width)

    def take(self, choice: Any) -> None:
        """Link the highlighted file at a place, and others of which the same was asked.

        A link that may move does so once its number was typed.
        """
        row = self.undecided
        if isinstance(row, MoveRow) and self.has_arrived:
            self._ask_count([moving.Member(row, choice)])
        if not isinstance(row, FileRow):
            return
        alike = self.review.asked_alike(row, choice)
        if len(alike) > 1:
            members = together.of_answer(alike)
            title = _("One answer for all of these: {place}").format(
                place=texts.answer_text(choice) or texts.spot_text(choice)
            )
            self.open_dialog(LinkTogether(title, members), self._do)
        else:
            self.decide(verb_of(choice), choice)

    def on_candidates_taken(self, event: Candidates.Taken) -> None:
        """Take the place that was clicked twice."""
        self.take(event.choice)

    def on_candidates_moved(self) -> None:
        """Say what Enter does with the place that is highlighted now."""
        self.refresh_bindings()

    def action_move(self) -> None:
        """Move the highlighted link, or those that are marked, once their number was typed."""
        marks, choice = self.marks, self.pane.choice
        if marks:
            seen: list[Any] = self.review.shown_of(marks)
            members = moving.of_marks(seen)
            dialog = moving.MoveTogether(members, hidden=len(marks) - len(seen))
            self.open_dialog(dialog, self._ask_count)
        elif choice is not None:
            self.take(choice)

    def action_move_all(self) -> None:
        """Show the links whose place is certain; those that are ticked move."""
        rows: list[Any] = self.review.certain("moves")
        if rows:
            self.open_dialog(moving.MoveTogether(moving.of_all(rows)), self._ask_count)
        else:
            self.workspace.notify(_("The filter hides all that have a certain place."))

    def _ask_count(self, members: list[moving.Member]) -> None:
        """Move links, once what that costs was said, and their number typed."""

        def move(_yes: object) -> None:
            held = [one for one in members if one.row.state in ("open", "skipped")]
            if self.may_decide():
                self.work.decide_all([(one.row, "move", one.to) for one in held])
                self.advance()
                self.show_all()

        if self.work.is_plan:
            move(True)
        elif self.may_decide():
            self.open_dialog(moving.count_question(len(members)), move)

    def action_take(self) -> None:
        choice = self.pane.choice
        if not self._act_on_marks("make") and choice is not None:
            self.take(choice)

    @property
    def only_answers(self) -> bool:
        """Whether the highlighted choice makes no link yet, but answers what is asked."""
        if self.marks or self.decidable is None:
            return False
        choice = self.pane.choice
        return choice is not None and choice.place is None

    def action_answer(self) -> None:
        self.action_take()

    def action_never(self) -> None:
        """Never link the highlighted file, or those that are marked."""
        if not self._act_on_marks("never"):
            self.decide("never")

    def action_skip(self) -> None:
        self.decide("skip")

    def _act_on_marks(self, verb: LinkVerb) -> bool:
        marks = self.marks
        if not marks:
            return False
        seen: list[Any] = self.review.shown_of(marks)
        members = together.of_marks(seen, verb)
        title, hidden = together.marks_heading(verb, members), len(marks) - len(seen)
        self.open_dialog(LinkTogether(title, members, hidden=hidden), self._do)
        return True

    def action_preview(self) -> None:
        """Ask which kind of files is to be linked; then show them."""
        review = self.review
        found: dict[Heading, list[Any]] = {one: review.certain(one) for one in HEADINGS}
        waiting = sum(row.state == "open" and row.certain is not None for row in review.rows)
        hidden = waiting - sum(map(len, found.values()))
        if not any(found.values()):
            self.workspace.notify(_("The filter hides all that have a certain place."))
            return

        def answer(name: str) -> None:
            heading: Heading = name  # type: ignore[assignment]
            members = together.of_heading(found[heading], heading)
            self.open_dialog(LinkTogether(together.heading_of(heading, members), members), self._do)

        self.open_dialog(together.kinds_question(found, hidden), answer)

    def _do(self, accepted: list[Member]) -> None:
        members = [one for one in accepted if one.row.state in ("open", "skipped")]
        if self.may_decide():
            self.work.decide_all(together.decisions(members))
            self.advance()
            self.show_all()

    def action_go_on(self) -> None:
        """Say what was refused and why; let the user decide."""
        run = self.work.runner.run
        if run is not None:
            accept = _("These files are gone for good: search again and believe it")
            question = AskRefused(_("The search was refused for safety"), run.refused, accept)
            question.over(self, self.work.search_accepting)

    def action_more(self) -> None:
        """Ask what is to be looked for too, and how it is placed."""
        plan = self.review.plan
        layouts = layout_lines(plan.layouts) if plan is not None else []
        self.open_dialog(dialogs.more_question(self.work.options, layouts), self._more)

    def _more(self, name: str) -> None:
        if name == dialogs.LINKS:
            self.app.switch_mode("links")
        elif name in (dialogs.MOVES, dialogs.FILES):
            self.forget_problem()
            self.work.turn_to(rename=name == dialogs.MOVES)
        else:
            self.forget_problem()
            self.work.search_with(**dialogs.with_answer(self.work.options, name))

    def action_help_reason(self) -> None:
        """Go where that is decided for which files get no link."""
        reason = self.reason
        if reason is None:
            return
        modes = {
            "not-identified": "queue", "waits": "pending", "repair": "links", "never": "journal",
            "absent": "import",
        }  # fmt: skip
        turned = {"extra": dialogs.EXTRAS, "second-version": dialogs.VERSIONS}
        if reason.why in modes:
            self.app.switch_mode(modes[reason.why])
        elif reason.why in turned and not self.work.is_plan:
            self._more(turned[reason.why])
        else:
            self.action_details()

    def action_back(self) -> None:
        """Show all files again, then the broken links."""
        if self.filter.is_open:
            super().action_back()
        elif not self.work.is_plan:
            self.app.switch_mode("links")

    def action_play(self) -> None:
        row = self.seen
        if row is not None:
            playing.play(self, row.source.absolute)

    def action_copy(self) -> None:
        row = self.seen
        if row is not None:
            playing.copy_path(self, row.source.absolute)
