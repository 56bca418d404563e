"""One link under review: what is wrong with it, its proposals, and why the highlighted one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from vidtui.jobs.links.model import Proposal
from vidtui.tui.links.model import Row
from vidtui.tui.links.view import about, candidate, said
from vidtui.tui.widgets.candidates import Candidates
from vidtui.tui.widgets.wrapped_text import Fitted


class LinkPane(VerticalScroll, can_focus=False):
    """The link on top, its proposals below it, what speaks for the highlighted one last."""

    _row: Row | None = None
    _is_searching = False
    _is_open = False

    def compose(self) -> ComposeResult:
        """Yield the parts from top to bottom."""
        yield Fitted(id="said")
        yield Candidates[Proposal](candidate, id="candidates")
        yield Fitted(id="about")

    @property
    def choice(self) -> Proposal | None:
        """The highlighted proposal."""
        return self.query_one(Candidates).choice

    def move(self, by: int) -> None:
        """Highlight another proposal."""
        self.query_one(Candidates).cursor += by

    def show_row(self, row: Row | None, *, is_searching: bool, is_open: bool) -> None:
        """Show a link; its proposals where it ``is_open``. The highlight stays on the same."""
        candidates = self.query_one(Candidates)
        is_same = row is not None and row is self._row
        self._row, self._is_searching, self._is_open = row, is_searching, is_open
        choices = row.link.proposals if row is not None and is_open else ()
        at = candidates.cursor if is_same else 0
        taken = row.planned.proposal if row is not None else None
        if taken in choices and not is_same:
            at = choices.index(taken)
        candidates.show_choices(choices, at)
        candidates.display = len(choices) > 1
        self._show_choice()
        if not is_same:
            self.scroll_home(animate=False)

    def say(self, text: Callable[[int], Content]) -> None:
        """Show a text instead of a link: what ``text`` returns for a width in cells."""
        self._row = None
        candidates = self.query_one(Candidates)
        candidates.show_choices(())
        candidates.display = False
        self.query_one("#said", Fitted).fit(text)
        self.query_one("#about", Fitted).fit(lambda _width: Content(""))
        self.scroll_home(animate=False)

    def _show_choice(self) -> None:
        row = self._row
        top, bottom = self.query_one("#said", Fitted), self.query_one("#about", Fitted)
        if row is None:
            top.fit(lambda _width: Content(""))
            bottom.fit(lambda _width: Content(""))
            return
        # A link that is decided shows what was made of it.
        chosen = self.choice if self._is_open else row.planned.proposal
        top.fit(partial(said, row, chosen, is_searching=self._is_searching))
        bottom.fit(partial(about, chosen, is_listed=self.query_one(Candidates).display))

    def on_candidates_moved(self) -> None:
        """Follow the highlight."""
        self._show_choice()
