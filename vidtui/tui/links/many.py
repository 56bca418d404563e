"""What the Links page does with many links at once: marks, causes, evidence, taking it back."""

from __future__ import annotations

from functools import partial

from vidtui.jobs.base import Refused
from vidtui.jobs.links.model import ForeignView, Renamed, Verb
from vidtui.jobs.repair.accepting import Groups, Kind, by_kind, kind_name
from vidtui.jobs.repair.plan_file import is_explained
from vidtui.jobs.roots.loss_guard import BRAKE_FILES
from vidtui.settings.model import PathMap
from vidtui.tui.links import dialogs, together
from vidtui.tui.links import members as choosing
from vidtui.tui.links.causes import Cause
from vidtui.tui.links.members import Member
from vidtui.tui.links.model import Review
from vidtui.tui.links.review_page import ReviewPage
from vidtui.tui.links.rows import CauseLine
from vidtui.tui.links.session import Repairing
from vidtui.tui.links.together import GROUP, Together
from vidtui.tui.threads import in_background


class ManyLinks(ReviewPage):
    """The part of the page that is about more than the highlighted link."""

    @property
    def work(self) -> Repairing:
        """The review."""
        return self.workspace.repairing

    @property
    def review(self) -> Review:
        """The links."""
        return self.workspace.repairing.review

    @property
    def cause(self) -> Cause | None:
        """The highlighted cause; none where single links are listed."""
        item = self.listed.item if self.ready else None
        return item.cause if isinstance(item, CauseLine) and self.work.can_decide else None

    @property
    def can_accept(self) -> bool:
        """Whether there are links that may be looked at by their evidence."""
        return self.work.can_decide and bool(self.review.counts["open"])

    @property
    def can_go_back(self) -> bool:
        """Whether all links, or their causes, can be shown again."""
        review = self.review
        return self.filter.is_open or (review.has_causes and not review.at_causes)

    @property
    def group_here(self) -> Renamed | None:
        """All that broke as the highlighted link did."""
        row = self.decidable
        return self.review.group(row) if row is not None else None

    def act_on_marks(self, verb: Verb) -> bool:
        """Show what a key would make of all that are marked; return whether any are."""
        marks = self.marks
        if not marks:
            return False
        seen = self.review.shown_of(marks)
        members = choosing.of_marks(seen, verb)
        title, hidden = together.marks_heading(verb, members), len(marks) - len(seen)
        self.open_dialog(Together(title, members, hidden=hidden), self.accept)
        return True

    def action_preview(self) -> None:
        """Ask by which evidence links are to be repaired together; then show them."""
        review, plan = self.review, self.review.plan
        if plan is None or not self.can_accept:
            return
        rows = [
            row
            for row in review.shown_rows
            if row.state == "open"
            and (self.work.has_moved or not is_explained(row.link, plan.view))
        ]
        links = [row.link for row in rows]
        group = self.group_here
        hidden = review.counts["open"] - sum(row.state == "open" for row in review.shown_rows)
        question = together.kinds_question(by_kind(links, review.alike), group, hidden)

        def answer(name: str) -> None:
            if name == GROUP and group is not None:
                self.preview(group)
                return
            kind: Kind = name  # type: ignore[assignment]
            chosen = choosing.alike_rows(rows, review.alike, kind)
            members = choosing.of_kind(chosen, kind)
            title = together.heading_of(kind_name(kind), members)
            self.open_dialog(Together(title, members), self.accept)

        self.open_dialog(question, answer)

    def preview(self, group: Renamed) -> None:
        """Show what would become of the links of a group; repair those that are ticked."""
        review = self.review
        judged = Groups(row.link for row in review.rows).judge(group)
        rows = [review.row(place) for place in group.links]
        members = choosing.of_group(rows, group, judged)
        self.open_dialog(Together(together.group_heading(group), members), self.accept)

    def trash_together(self) -> None:
        """Show the links without a file anywhere; put in the trash those that are ticked."""
        plan = self.review.plan
        if plan is not None:
            members = choosing.orphans(self.review.of_cause("none"), plan)
            self.open_dialog(Together(together.trash_heading(members), members), self.accept)

    def accept(self, accepted: list[Member]) -> None:
        """Do what was ticked; of many to the trash the number is to be typed before."""
        if not self.may_decide():
            return
        members = [one for one in accepted if one.row.state == "open"]
        if self.work.is_plan or not any(one.verb == "orphan" for one in members):
            self._do(members)
            return
        services, settings = self.workspace.services, self.workspace.settings
        decisions = choosing.given(members)

        def ask(refused: list[Refused]) -> None:
            if refused or len(members) > BRAKE_FILES:
                dialog = together.trash_question(len(members), refused)
                self.open_dialog(dialog, lambda _yes: self._do(members))
            else:
                self._do(members)

        braked = partial(services.braked, settings, decisions)
        in_background(self, braked, ask, self.workspace.complain)

    def _do(self, members: list[Member]) -> None:
        if self.may_decide():
            self.work.decide_all(choosing.decisions(members))
            self.review.refresh_causes()
            self.advance()
            self.show_all()

    def ask_view(self, view: ForeignView, *, one_by_one: bool = False) -> None:
        """Ask whether links are written for another machine, or a disk has moved."""
        self.work.asked.add(view.written)
        group = self.review.moved(view)

        def answer(name: str) -> None:
            if name == dialogs.MAP:
                self.work.map_path(PathMap(view.written, view.here))
            elif name == dialogs.MOVED and group is not None:
                self.work.has_moved = True
                self.call_later(self.preview, group)
            elif name == dialogs.LINKS:
                self._show_cause("absent")

        question = dialogs.view_question(view, has_group=group is not None, one_by_one=one_by_one)
        self.open_dialog(question, answer)

    def action_open_cause(self) -> None:
        """Ask what a folder that is not here means, or show the links of the cause."""
        cause, plan = self.cause, self.review.plan
        if cause == "absent" and plan is not None and plan.view is not None:
            self.ask_view(plan.view, one_by_one=True)
        elif cause is not None:
            self._show_cause(cause)

    def _show_cause(self, cause: Cause) -> None:
        self.review.show_cause(cause)
        self._put(self.review.open_after(-1) or 0)

    def action_back(self) -> None:
        """Show all links again, then their causes."""
        if self.filter.is_open or not self.can_go_back:
            super().action_back()
            return
        before = self.review.cause
        self.review.show_causes()
        lines = self.review.lines
        at = next(
            (
                n
                for n, one in enumerate(lines)
                if isinstance(one, CauseLine) and one.cause == before
            ),
            0,
        )
        self._put(at)

    def _put(self, at: int) -> None:
        self.listed.replace_items(self.review.lines, at)
        self.show_all()
        self.listed.focus()
