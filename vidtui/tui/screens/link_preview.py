"""What would become of all links that broke alike, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.repair.plan import Proposal, Renamed
from vidtui.text import show
from vidtui.tui.link_texts import renamed_about, renamed_line
from vidtui.tui.review import Row
from vidtui.tui.screens.page import Dialog, key
from vidtui.tui.widgets.fitted import Fitted
from vidtui.tui.widgets.lines import Lines
from vidtui.tui.words import number


class Member(NamedTuple):
    """A link of a group, its proposal there, and whether that is accepted with the others."""

    row: Row
    proposal: Proposal | None
    is_taken: bool


def members(rows: Sequence[Row | None], group: Renamed) -> list[Member]:
    """Return the undecided links of a group, those that are accepted together first."""
    found = []
    for row, choice in zip(rows, group.choices, strict=True):
        if row is not None and row.state == "open":
            proposal = next((one for one in row.link.proposals if one.id == choice), None)
            is_taken = (
                proposal is not None
                and proposal.has_identity
                and row.link.has_clear(proposal)
                and not row.reason
            )
            found.append(Member(row, proposal, is_taken))
    return sorted(found, key=lambda one: not one.is_taken)


class LinkPreview(Dialog[list[Member]]):
    """Lists every link of a group, before and after; answers with those that are accepted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter,a", "accept", N_("Accept"), N_("Accept all that are marked.")),
    ]

    def __init__(self, group: Renamed, links: Sequence[Member]) -> None:
        super().__init__()
        self._group = group
        self._links = links
        self._taken = [one for one in links if one.is_taken]

    def compose(self) -> ComposeResult:
        """Show the group, what would become of each link, and all about the highlighted one."""
        question = _("Everything below {old} lies below {new} now").format(
            old=show(self._group.old), new=show(self._group.new)
        )
        with Vertical(classes="window -large -tall"):
            yield Static(Content.styled(question, "bold"), classes="question")
            yield Static(Content(self._sum()), id="sum")
            yield Lines[Member](self._links, self._line, chooses=False, id="becomes")
            with VerticalScroll(id="member", can_focus=False):
                yield Fitted(id="member-text")
            yield Static(Content.styled(self._way(), "$foreground 60%"), id="keys")

    def on_mount(self) -> None:
        """Let the list be read."""
        self.query_one(Lines).focus()
        self._show_member()

    def _sum(self) -> str:
        count, staying = len(self._taken), len(self._links) - len(self._taken)
        text = ngettext(
            "{count} is accepted: the file proves it",
            "{count} are accepted: the files prove it",
            count,
        ).format(count=number(count))
        if not staying:
            return text
        rest = ngettext("{count} stays for you", "{count} stay for you", staying)
        return f"{text} · {rest.format(count=number(staying))}"

    def _way(self) -> str:
        if self._taken:
            return _("Enter accepts those with ✓; u takes each back · Esc changes nothing")
        return _("Nothing here can be accepted together · Esc back")

    def _line(self, item: Member, width: int) -> Content:
        return renamed_line(self._group, item.row, item.proposal, item.is_taken, width)

    def on_lines_moved(self) -> None:
        """Show all about the highlighted link."""
        self._show_member()

    def _show_member(self) -> None:
        item = self.query_one(Lines).item
        if item is not None:
            text = partial(renamed_about, item.row, item.proposal)
            self.query_one("#member-text", Fitted).fit(text)
            self.query_one("#member").scroll_home(animate=False)

    def action_accept(self) -> None:
        """Answer."""
        if self._taken:
            self.dismiss(self._taken)
