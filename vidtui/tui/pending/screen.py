"""Pending: what each uncertain film or series is, decided by one key each."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from vidtui.catalogue.group_details import Choice, Details, Waiting
from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.decide import Answer, Verb
from vidtui.providers.base import Film, Hit, Ref, Series
from vidtui.text import printable
from vidtui.tui.bindings import digit_keys, key
from vidtui.tui.formatting import dated, number
from vidtui.tui.group_files import GroupFiles
from vidtui.tui.list_page import CandidatePage, CandidatePane, Candidates
from vidtui.tui.messages import Answered
from vidtui.tui.page import Page
from vidtui.tui.pending import view
from vidtui.tui.pending.dialogs import Becoming, GroupPreview, NameWork, SearchTitle
from vidtui.tui.pending.model import Feed, Line
from vidtui.tui.pictures import Poster
from vidtui.tui.poster_feed import PosterFeed
from vidtui.tui.widgets import StaticText, VirtualList
from vidtui.tui.workspace import Workspace

POLL_S = 1.0


class Pending(CandidatePage):
    """Groups at left, the highlighted one and its proposals at right."""

    MODE = "pending"
    LETTER = "d"
    LABEL = N_("To decide")
    EXPLANATION = N_("Go to what waits for your decision.")
    ABOUT = N_(
        "What is not certain waits here. Enter takes the highlighted answer, 1 to 9 that one; the "
        "next group follows at once. One answer settles a whole series. Every answer can be taken "
        "back with {undo}, and one that you reject never comes back."
    )
    HORIZONTAL_BREAKPOINTS = Page.HORIZONTAL_BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "take", N_("Take"), N_("Take the highlighted answer."),
            when=lambda page: page.offers),
        key("right,l", "other(1)", N_("Next answer"), N_("Highlight the next answer."),
            when=lambda page: len(page.offers) > 1),
        key("left,h", "other(-1)", N_("Answer before"), N_("Highlight the answer before."),
            show=False, id="before", when=lambda page: len(page.offers) > 1),
        key("e", "search", N_("Search…"), N_("Search for another answer by a title."),
            when=lambda page: page.chosen is not None),
        key("i", "name", N_("Id…"), N_("Name it: a TMDB or IMDb id, or an address."),
            when=lambda page: page.chosen is not None),
        key("x", "reject", N_("None"), N_("None of these answers is right."),
            when=lambda page: page.chosen is not None),
        key("n", "ignore", N_("In no database"), N_("It is in no database: a home video."),
            when=lambda page: page.chosen is not None),
        key("s", "later", N_("Later"), N_("Put it off: it comes last, until you quit."),
            when=lambda page: page.chosen is not None),
        key("u", "undo", N_("Undo"), N_("Take back your last answer; several times if need be."),
            when=lambda page: page.workspace.answers.can_undo),
        key("a", "preview", N_("All…"), N_("See what accepting this whole reason does, and do it."),
            when=lambda page: page.chosen is not None),
        key("d", "files", N_("Files"), N_("Show all files of the highlighted film or series."),
            when=lambda page: page.chosen is not None),
        # Apart from the others, since a screen has them first in its line of keys.
        key("tab", "next"),
        key("shift+tab", "before", id="tab_before"),
        *digit_keys("take_number", when=lambda page: page.offers),
    ]  # fmt: skip

    _problem = ""

    def body(self) -> ComposeResult:
        """Yield the groups, then the highlighted one."""
        yield StaticText(id="headline")
        yield StaticText(id="empty")
        with Horizontal(id="pending"):
            yield VirtualList[Line](
                [],
                view.line,
                can_rest=lambda one: isinstance(one, Waiting),
                chooses=False,
                id="groups",
            )
            yield GroupPane(self.workspace)

    def on_mount(self) -> None:
        self.feed = Feed(self.workspace, self, self._arrived, self._fail)
        self.set_interval(POLL_S, self._poll)

    def resumed(self) -> None:
        """Read the groups anew."""
        self.feed.load()
        self.show_all()

    def on_job_finished(self) -> None:
        """Read what waits now."""
        self.feed.load()

    def _poll(self) -> None:
        if self.is_front:
            self.feed.poll()

    def _fail(self, error: VidtuiError) -> None:
        self._problem = printable(str(error))
        self._show_headline()

    def _arrived(self) -> None:
        """Show what the feed has brought."""
        self._problem = ""
        self._show_list(self.feed.pop_selection())

    @property
    def has_ended(self) -> bool:
        """Whether nothing is left to decide."""
        return self.feed.loaded and not len(self.feed.groups)

    @property
    def chosen(self) -> Waiting | None:
        """The highlighted group."""
        item = self.listed.item if self.ready else None
        return item if isinstance(item, Waiting) else None

    @property
    def offers(self) -> list[Choice]:
        """The proposals for the highlighted group that a digit can take."""
        return view.offered(self._held)

    @property
    def _held(self) -> Details | None:
        group = self.chosen
        return self.feed.known.get(group.id) if group else None

    def show_all(self) -> None:
        """Fill every part."""
        if self.ready:
            self._show_list(None)
            self.focus_list()

    def _show_list(self, wish: int | None) -> None:
        if not self.ready:
            return
        listed, groups = self.listed, self.feed.groups
        before = self.chosen
        keep = wish if wish is not None else before.id if before else None
        listed.replace_items(groups.lines, groups.place(keep, listed.cursor))
        self._show_group()

    def _show_headline(self) -> None:
        if not self.ready:
            return
        count = len(self.feed.groups)
        text = ngettext("{count} to decide", "{count} to decide", count)
        parts = [Content.styled(text.format(count=number(count)), "bold")]
        group = self.chosen
        if group is not None:
            parts.append(Content(view.reason_text(self.feed.groups.reason(group))))
        outstanding = self.workspace.answers.outstanding
        if outstanding > 1:
            text = _("{count} answers being written").format(count=number(outstanding))
            parts.append(Content.styled(text, "$text-accent"))
        if self._problem:
            parts.append(Content.styled(f"✗ {self._problem}", "$text-error"))
        head = self.query_one("#headline", Static)
        head.update(
            Content(" · ").join(parts).truncate(max(20, self.size.width - 4), ellipsis=True)
        )
        head.display = bool(count or self._problem or outstanding > 1)

    def _show_group(self) -> None:
        if not self.ready:
            return
        is_empty = self.feed.loaded and not len(self.feed.groups)
        self.show_text("#empty", view.nothing_left() if is_empty else None)
        self.query_one("#pending").display = not is_empty
        self.feed.prefetch(self.listed.cursor)
        pane = self.query_one(GroupPane)
        pane.display = self.chosen is not None
        pane.show_group(self._held)
        self._show_headline()
        self._show_next()
        self.refresh_bindings()

    def on_virtual_list_moved(self) -> None:
        """Show the group that is highlighted now."""
        self._show_group()

    def on_candidates_taken(self, event: Candidates.Taken) -> None:
        """Take the proposal that was clicked twice."""
        self._accept(event.choice)

    def action_take(self) -> None:
        choice = self.pane.choice
        if choice is not None:
            self._accept(choice)

    def action_take_number(self, digit: int) -> None:
        choices = self.offers
        if digit <= len(choices):
            self._accept(choices[digit - 1])

    def _accept(self, choice: Choice) -> None:
        if self.chosen is not None:
            self._answer(self.chosen.id, "accept", ref=choice.ref)

    def action_reject(self) -> None:
        if self.chosen is not None:
            self._answer(self.chosen.id, "reject")

    def action_ignore(self) -> None:
        if self.chosen is not None:
            self._answer(self.chosen.id, "ignore")

    def action_later(self) -> None:
        if self.chosen is not None:
            before = self.listed.cursor
            self.feed.groups.put_off(self.chosen.id)
            self.listed.replace_items(self.feed.groups.lines, before)
            self._show_group()

    def action_undo(self) -> None:
        self.workspace.answers.undo(self.workspace.settings)

    def action_search(self) -> None:
        group = self.chosen
        if group is not None:
            dialog = SearchTitle(self.workspace, group)
            self.open_dialog(dialog, partial(self._named, group.id))

    def action_name(self) -> None:
        group = self.chosen
        if group is not None:
            dialog = NameWork(self.workspace, group)
            self.open_dialog(dialog, partial(self._named, group.id))

    def action_files(self) -> None:
        """List all files of the highlighted group."""
        group = self.chosen
        if group is not None:
            title = dated(group.title, group.year)
            self.open_dialog(GroupFiles(self.workspace, title, {group.id: title}))

    def _named(self, group: int, work: Hit | Film | Series) -> None:
        self._answer(group, "accept", work=work)

    def action_preview(self) -> None:
        """Show what accepting a whole reason would do."""
        group = self.chosen
        if group is None:
            return
        reason = self.feed.groups.reason(group)
        groups = self.feed.groups.of_reason(reason)
        dialog = GroupPreview(self.workspace, view.reason_text(reason), groups)
        self.open_dialog(dialog, self._accept_all)

    def _accept_all(self, accepted: list[Becoming]) -> None:
        work = self.workspace
        taken = {one.group.id: one.choice.ref for one in accepted if one.choice}
        for group, ref in taken.items():
            work.answers.give(work.settings, Answer(group, "accept", ref))
        if taken:
            self._gone(list(taken))

    def _answer(
        self,
        group: int,
        verb: Verb,
        *,
        ref: Ref | None = None,
        work: Hit | Film | Series | None = None,
    ) -> None:
        self.workspace.answers.give(self.workspace.settings, Answer(group, verb, ref, work))
        self._gone([group])

    def _gone(self, groups: list[int]) -> None:
        self.feed.answered(groups)
        self._show_list(None)

    def on_answered(self, message: Answered) -> None:
        """Bring back what was taken back, could not be written, or still waits."""
        outcome = message.outcome
        if outcome.error is None and outcome.answer is None and outcome.title is not None:
            title = printable(outcome.title)
            self.workspace.notify(_("Taken back: {title}").format(title=title))
        if outcome.answered is None:
            self.feed.reread(outcome.group, select=True, first=outcome.error is not None)
        elif outcome.answered.verb == "reject":
            self.feed.reread(outcome.group)
        self.feed.load_if_wanted()
        self._show_headline()
        self.refresh_bindings()


class GroupPane(CandidatePane[Choice], can_focus=False):
    """Files and names on top, proposals below them, the highlighted one at the bottom."""

    _details: Details | None = None

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(view.candidate, id="group")
        self._want = PosterFeed(workspace, self, self.show_poster).want

    def show_group(self, details: Details | None) -> None:
        """Show a group, or that it is being read; the highlight stays if it is the same."""
        before, self._details = self._details, details
        is_same = details is not None and before is not None and details.id == before.id
        offers = view.offered(details)
        is_unknown = details is not None and details.kind == "unknown"
        self.candidates.show_choices(
            offers,
            self.candidates.cursor if is_same else 0,
            partial(view.candidate, with_kind=True) if is_unknown else view.candidate,
        )
        self.candidates.display = bool(offers)
        self.show_choice()
        if not is_same:
            self.scroll_home(animate=False)

    def compose(self) -> ComposeResult:
        """Yield the parts from top to bottom, the poster beside the last."""
        *above, about = super().compose()
        yield from above
        with Horizontal(id="beside"):
            yield about
            yield Poster()

    def show_poster(self, picture: Any) -> None:
        """Show the poster of the highlighted proposal."""
        if self.is_attached:
            self.query_one(Poster).show(picture)

    def show_choice(self) -> None:
        """Show what there is to know of the highlighted proposal."""
        details, choice = self._details, self.choice
        work = choice.work if choice is not None and details is not None else None
        self._want(work.poster_path if work else None, adult=bool(work and work.adult))
        if details is None:
            self.show_texts(lambda _width: Content(_("Reading…")))
        elif choice is None:
            self.show_texts(partial(view.group_summary, details), view.none_offered)
        else:
            about = partial(view.choice_details, choice, details)
            self.show_texts(partial(view.group_summary, details), about)
