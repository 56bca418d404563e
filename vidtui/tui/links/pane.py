"""One link under review: what is wrong with it, its proposals, and why the highlighted one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.content import Content

from vidtui.jobs.links.model import Proposal
from vidtui.tui.links.model import Row
from vidtui.tui.links.view import candidate, link_summary, proposal_details
from vidtui.tui.widgets.candidates import CandidatePane


class LinkPane(CandidatePane[Proposal], can_focus=False):
    """The link on top, its proposals below it, what speaks for the highlighted one last."""

    _row: Row | None = None
    _is_searching = False
    _is_open = False

    def __init__(self) -> None:
        super().__init__(candidate, id="link")

    def show_row(self, row: Row | None, *, is_searching: bool, is_open: bool) -> None:
        """Show a link; its proposals where it ``is_open``. The highlight stays on the same."""
        is_same = row is not None and row is self._row
        self._row, self._is_searching, self._is_open = row, is_searching, is_open
        choices = row.link.proposals if row is not None and is_open else ()
        at = self.candidates.cursor if is_same else 0
        taken = row.planned.proposal if row is not None else None
        if taken in choices and not is_same:
            at = choices.index(taken)
        self.candidates.show_choices(choices, at)
        self.candidates.display = len(choices) > 1
        self.show_choice()
        if not is_same:
            self.scroll_home(animate=False)

    def say(self, text: Callable[[int], Content]) -> None:
        """Show a text instead of a link: what ``text`` returns for a width in cells."""
        self._row = None
        self.candidates.show_choices(())
        self.candidates.display = False
        self.show_texts(text)
        self.scroll_home(animate=False)

    def show_choice(self) -> None:
        """Show what the highlighted proposal would make of the link, and why."""
        row = self._row
        if row is None:
            self.show_texts()
            return
        # A link that is decided shows what was made of it.
        chosen = self.choice if self._is_open else row.planned.proposal
        self.show_texts(
            partial(link_summary, row, chosen, is_searching=self._is_searching),
            partial(proposal_details, chosen, is_listed=self.candidates.display),
        )
