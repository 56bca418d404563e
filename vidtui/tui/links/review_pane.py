"""The pane of a review: what the highlighted row is, its choices, what speaks for one of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from textual.content import Content

from vidtui.tui.list_page import Candidate, CandidatePane

Row = TypeVar("Row", bound=Any)
Choice = TypeVar("Choice")
Text = Callable[[int], Content]
"""Returns a text for a width in cells."""


class ReviewPane(CandidatePane[Choice], Generic[Row, Choice], can_focus=False):
    """The row on top, its choices below it, what speaks for the highlighted one last."""

    _row: Row | None = None
    _is_open = False

    @abstractmethod
    def taken(self, row: Row) -> Choice | None:
        """Return the choice that was decided on."""

    @abstractmethod
    def texts(self, row: Row, chosen: Choice | None) -> tuple[Text, Text]:
        """Return what a choice would make of a row, and what speaks for it."""

    def drawn_by(self, _choices: Sequence[Choice]) -> Candidate[Choice] | None:
        """Return what draws each of some choices, None where it is always the same."""
        return None

    def show_row(self, row: Row | None, *, is_open: bool) -> None:
        """Show a row; its choices where it ``is_open``. The highlight stays on the same."""
        is_same = row is not None and row is self._row
        self._row, self._is_open = row, is_open
        choices = row.choices if row is not None and is_open else ()
        taken = self.taken(row) if row is not None else None
        first = choices.index(taken) if taken in choices else 0
        at = self.candidates.cursor if is_same else first
        self.candidates.show_choices(choices, at, self.drawn_by(choices))
        self.candidates.display = len(choices) > 1
        self.show_choice()
        if not is_same:
            self.scroll_home(animate=False)

    def say(self, text: Text) -> None:
        """Show a text instead of a row."""
        self._row = None
        self.candidates.show_choices(())
        self.candidates.display = False
        self.show_texts(text)
        self.scroll_home(animate=False)

    def show_choice(self) -> None:
        """Show what the highlighted choice would make of the row, and why."""
        row = self._row
        if row is None:
            self.show_texts()
            return
        # A row that is decided shows what was made of it.
        self.show_texts(*self.texts(row, self.choice if self._is_open else self.taken(row)))
