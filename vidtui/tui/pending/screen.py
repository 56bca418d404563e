"""Pending: what each uncertain film or series is, decided by one key each."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from vidtui.catalogue.group_details import Choice, Details, Waiting
from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.decide import Verb
from vidtui.providers.base import Film, Hit, Ref, Show
from vidtui.text import show
from vidtui.tui.dialogs.ask import digit_keys
from vidtui.tui.formatting import number
from vidtui.tui.page import Page, key
from vidtui.tui.pending.dialogs import Accepted, NameWork, Preview, SearchTitle
from vidtui.tui.pending.model import Feed, Line
from vidtui.tui.pending.pane import GroupPane
from vidtui.tui.pending.session import Answer, Outcome
from vidtui.tui.pending.view import (
    line,
    nothing_left,
    offered,
    reason_text,
)
from vidtui.tui.widgets.candidates import Candidates
from vidtui.tui.widgets.virtual_list import Lines

POLL_S = 1.0


class Pending(Page):
    """Groups at left, the highlighted one and its proposals at right."""

    NAME = N_("To decide")
    ABOUT = N_(
        "What is not certain waits here. Enter takes the highlighted answer, 1 to 9 that one; the "
        "next group follows at once. One answer settles a whole series. Every answer can be taken "
        "back with u, and one that you reject never comes back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "take", N_("Take"), N_("Take the highlighted answer.")),
        key("right", "other(1)", N_("Next answer"), N_("Highlight the next answer.")),
        key(
            "left",
            "other(-1)",
            N_("Answer before"),
            N_("Highlight the answer before."),
            show=False,
        ),
        key("slash", "search", N_("Search…"), N_("Search for it by a title.")),
        key("i", "name", N_("Id…"), N_("Name it: a TMDB or IMDb id, or an address.")),
        key("n", "reject", N_("None"), N_("None of these answers is right.")),
        key("x", "ignore", N_("In no database"), N_("It is in no database: a home video.")),
        key("s", "later", N_("Later"), N_("Put it off: it comes last, until you quit.")),
        key("u", "undo", N_("Undo"), N_("Take back your last answer; several times if need be.")),
        key(
            "a", "preview", N_("All…"), N_("See what accepting this whole reason does, and do it.")
        ),
        # Apart from the others, since a screen has them first in its line of keys.
        Binding("tab", "next", show=False),
        Binding("shift+tab", "before", show=False),
        *(
            Binding(digit_keys(digit), f"take_number({digit})", show=False)
            for digit in range(1, 10)
        ),
    ]

    _problem = ""

    def body(self) -> ComposeResult:
        """Yield the groups, then the highlighted one."""
        yield Static(id="headline")
        yield Static(id="empty")
        with Horizontal(id="pending"):
            yield Lines[Line](
                [],
                line,
                can_rest=lambda one: isinstance(one, Waiting),
                chooses=False,
                id="groups",
            )
            yield GroupPane(id="group")

    def on_mount(self) -> None:
        """Follow what others write."""
        self.feed = Feed(self.vidtui, self, self._arrived, self._fail)
        self.set_interval(POLL_S, self._poll)

    def in_sight_again(self) -> None:
        """Read the groups anew."""
        self.feed.load()
        self.show_all()

    def run_over(self) -> None:
        """Read what waits now."""
        self.feed.load()

    def _poll(self) -> None:
        if self.vidtui.page is self:
            self.feed.poll()

    def _fail(self, error: VidtuiError) -> None:
        self._problem = show(str(error))
        self._show_headline()

    def _arrived(self) -> None:
        """Show what the feed has brought."""
        self._problem = ""
        self._show_list(self.feed.take_wish())

    @property
    def _groups(self) -> Lines[Line]:
        return self.query_one("#groups", Lines)

    @property
    def _chosen(self) -> Waiting | None:
        item = self._groups.item if self.ready else None
        return item if isinstance(item, Waiting) else None

    @property
    def _held(self) -> Details | None:
        group = self._chosen
        return self.feed.known.get(group.id) if group else None

    def show_all(self) -> None:
        """Fill every part."""
        if self.ready:
            self._show_list(None)
            if self.focused is None:
                self._groups.focus()

    def _show_list(self, wish: int | None) -> None:
        if not self.ready:
            return
        listed, groups = self._groups, self.feed.groups
        before = self._chosen
        keep = wish if wish is not None else before.id if before else None
        listed.replace_items(groups.lines, groups.place(keep, listed.cursor))
        self._show_group()

    def _show_headline(self) -> None:
        if not self.ready:
            return
        count = len(self.feed.groups)
        text = ngettext("{count} to decide", "{count} to decide", count)
        parts = [Content.styled(text.format(count=number(count)), "bold")]
        group = self._chosen
        if group is not None:
            parts.append(Content(reason_text(self.feed.groups.reason(group))))
        outstanding = self.vidtui.answers.outstanding
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
        empty = self.query_one("#empty", Static)
        empty.display = is_empty
        empty.update(nothing_left())
        self.query_one("#pending").display = not is_empty
        self.feed.prefetch(self._groups.cursor)
        pane = self.query_one(GroupPane)
        pane.display = self._chosen is not None
        pane.show_group(self._held)
        self._show_headline()
        self.refresh_bindings()

    def on_lines_moved(self) -> None:
        """Show the group that is highlighted now."""
        self._show_group()

    def on_candidates_taken(self, event: Candidates.Taken) -> None:
        """Take the proposal that was clicked twice."""
        self._accept(event.choice)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if not self.ready:
            return super().check_action(action, parameters)
        if action in ("take", "take_number"):
            return bool(offered(self._held))
        if action == "other":
            return len(offered(self._held)) > 1
        if action in ("search", "name", "reject", "ignore", "later", "preview"):
            return self._chosen is not None
        if action == "undo":
            return self.vidtui.answers.can_undo
        return super().check_action(action, parameters)

    def action_other(self, by: int) -> None:
        """Highlight another proposal."""
        self.query_one(GroupPane).move(by)

    def action_next(self) -> None:
        """Highlight the next proposal."""
        self.action_other(1)

    def action_before(self) -> None:
        """Highlight the proposal before."""
        self.action_other(-1)

    def action_take(self) -> None:
        """Take the highlighted proposal."""
        choice = self.query_one(GroupPane).choice
        if choice is not None:
            self._accept(choice)

    def action_take_number(self, digit: int) -> None:
        """Take a proposal by its number."""
        choices = offered(self._held)
        if digit <= len(choices):
            self._accept(choices[digit - 1])

    def _accept(self, choice: Choice) -> None:
        if self._chosen is not None:
            self._answer(self._chosen.id, "accept", ref=choice.ref)

    def action_reject(self) -> None:
        """None of the proposals is right."""
        if self._chosen is not None:
            self._answer(self._chosen.id, "reject")

    def action_ignore(self) -> None:
        """It is in no database."""
        if self._chosen is not None:
            self._answer(self._chosen.id, "ignore")

    def action_later(self) -> None:
        """Let it come last."""
        if self._chosen is not None:
            before = self._groups.cursor
            self.feed.groups.put_off(self._chosen.id)
            self._groups.replace_items(self.feed.groups.lines, before)
            self._show_group()

    def action_undo(self) -> None:
        """Take back the last answer."""
        self.vidtui.answers.undo(self.vidtui.settings)

    def action_search(self) -> None:
        """Search by title."""
        group = self._chosen
        if group is not None:
            dialog = SearchTitle(self.vidtui, group)
            self.app.push_screen(dialog, partial(self._named, group.id))

    def action_name(self) -> None:
        """Enter an id or an address."""
        group = self._chosen
        if group is not None:
            dialog = NameWork(self.vidtui, group)
            self.app.push_screen(dialog, partial(self._named, group.id))

    def _named(self, group: int, work: Hit | Film | Show | None) -> None:
        if work is not None:
            self._answer(group, "accept", work=work)

    def action_preview(self) -> None:
        """Show what accepting a whole reason would do."""
        group = self._chosen
        if group is None:
            return
        reason = self.feed.groups.reason(group)
        groups = self.feed.groups.of_reason(reason)
        dialog = Preview(self.vidtui, reason_text(reason), groups)
        self.app.push_screen(dialog, self._accept_all)

    def _accept_all(self, accepted: list[Accepted] | None) -> None:
        for group, ref in accepted or ():
            self.vidtui.answers.give(self.vidtui.settings, Answer(group, "accept", ref))
        if accepted:
            self._gone([group for group, _ref in accepted])

    def _answer(
        self,
        group: int,
        verb: Verb,
        *,
        ref: Ref | None = None,
        work: Hit | Film | Show | None = None,
    ) -> None:
        self.vidtui.answers.give(self.vidtui.settings, Answer(group, verb, ref, work))
        self._gone([group])

    def _gone(self, groups: list[int]) -> None:
        self.feed.answered(groups)
        self._show_list(None)

    def answered(self, outcome: Outcome) -> None:
        """Bring back what was taken back, could not be written, or still waits."""
        if outcome.error is None and outcome.answer is None and outcome.title is not None:
            title = show(outcome.title)
            self.notify(_("Taken back: {title}").format(title=title), markup=False)
        if outcome.answered is None:
            self.feed.reread(outcome.group, wish=True, first=outcome.error is not None)
        elif outcome.answered.verb == "reject":
            self.feed.reread(outcome.group)
        self.feed.settle()
        self._show_headline()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Fit all into the new width."""
        self.call_after_refresh(self.show_all)
