"""One waiting group: its files, its proposals, and all about the highlighted one."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from vidtui.catalogue.group_details import Choice, Details
from vidtui.i18n import _
from vidtui.tui.pending.view import about, candidate, kinded_candidate, none_offered, offered, said
from vidtui.tui.widgets.candidates import Candidates
from vidtui.tui.widgets.wrapped_text import Fitted


class GroupPane(VerticalScroll, can_focus=False):
    """Files and names on top, proposals below them, the highlighted one at the bottom."""

    _group: int | None = None
    _held: Details | None = None

    def compose(self) -> ComposeResult:
        """Yield the parts from top to bottom."""
        yield Fitted(id="said")
        yield Candidates[Choice](candidate, id="candidates")
        yield Fitted(id="about")

    @property
    def choice(self) -> Choice | None:
        """The highlighted proposal."""
        return self.query_one(Candidates).choice

    def move(self, by: int) -> None:
        """Highlight another proposal."""
        self.query_one(Candidates).cursor += by

    def show_group(self, held: Details | None) -> None:
        """Show a group, or that it is being read; the highlight stays if it is the same."""
        group = held.id if held else None
        candidates = self.query_one(Candidates)
        is_same = group is not None and group == self._group
        self._group, self._held = group, held
        self.query_one("#said", Fitted).fit(
            partial(said, held) if held else lambda _width: Content(_("Reading…"))
        )
        candidates.show_choices(
            offered(held),
            candidates.cursor if is_same else 0,
            kinded_candidate if held is not None and held.kind == "unknown" else candidate,
        )
        candidates.display = bool(offered(held))
        self.show_about()
        if not is_same:
            self.scroll_home(animate=False)

    def show_about(self) -> None:
        """Show what there is to know of the highlighted proposal."""
        held, choice = self._held, self.choice
        text = self.query_one("#about", Fitted)
        if held is None:
            text.fit(lambda _width: Content(""))
        else:
            text.fit(partial(about, choice, held) if choice else lambda _width: none_offered())

    def on_candidates_moved(self) -> None:
        """Follow the highlight."""
        self.show_about()
