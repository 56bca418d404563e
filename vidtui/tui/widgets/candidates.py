"""Proposals, one line each, one of them highlighted, and all about what they are for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from vidtui.tui.widgets.wrapped_text import WrappedText

Choice = TypeVar("Choice")
Candidate = Callable[[int, Choice, bool, int], Content]
"""Turns digit, proposal, whether it is highlighted, and a width in cells into one line."""


class Candidates(Widget, Generic[Choice]):
    """At most nine lines; a click highlights one, a double click takes it."""

    ALLOW_SELECT = False

    cursor = reactive(0)

    class Moved(Message):
        """Another proposal is highlighted."""

    class Taken(Message):
        """A proposal was clicked twice."""

        def __init__(self, choice: Any) -> None:
            self.choice = choice
            super().__init__()

    def __init__(self, line: Candidate[Choice], *, id: str) -> None:  # noqa: A002 - Textual's name
        """Prepare an empty list; ``line`` draws a proposal."""
        super().__init__(id=id)
        self._choices: Sequence[Choice] = ()
        self._line = line

    def show_choices(
        self, choices: Sequence[Choice], cursor: int = 0, line: Candidate[Choice] | None = None
    ) -> None:
        """Show other proposals, perhaps in another way."""
        self._choices = choices
        self._line = line or self._line
        self.cursor = cursor
        self.refresh(layout=True)

    @property
    def choice(self) -> Choice | None:
        """The highlighted proposal."""
        return self._choices[self.cursor] if 0 <= self.cursor < len(self._choices) else None

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a proposal."""
        return max(0, min(cursor, len(self._choices) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Tell."""
        if old != new:
            self.post_message(self.Moved())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return a line for each."""
        return len(self._choices)

    def render(self) -> Content:
        """Return the lines."""
        return Content("\n").join(
            self._line(at + 1, choice, at == self.cursor, self.content_size.width)
            for at, choice in enumerate(self._choices)
        )

    def on_click(self, event: Click) -> None:
        """Highlight the line under the mouse; take it if it was highlighted."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(self._choices):
            return
        if offset.y == self.cursor and event.chain > 1:
            self.post_message(self.Taken(self._choices[offset.y]))
        self.cursor = offset.y


def nothing(_width: int) -> Content:
    """Return an empty text."""
    return Content("")


class CandidatePane(VerticalScroll, Generic[Choice], can_focus=False):
    """What is decided on top, the proposals for it below, all about the highlighted one last."""

    def __init__(self, line: Candidate[Choice], *, id: str) -> None:  # noqa: A002 - Textual's name
        """Prepare an empty list; ``line`` draws a proposal."""
        super().__init__(id=id)
        self._line = line

    def compose(self) -> ComposeResult:
        """Yield the parts from top to bottom."""
        yield WrappedText(id="said")
        yield Candidates[Choice](self._line, id="candidates")
        yield WrappedText(id="about")

    @property
    def candidates(self) -> Candidates[Choice]:
        """The proposals."""
        return self.query_one(Candidates)

    @property
    def choice(self) -> Choice | None:
        """The highlighted proposal."""
        return self.candidates.choice

    def move(self, by: int) -> None:
        """Highlight another proposal."""
        self.candidates.cursor += by

    def show_texts(
        self, top: Callable[[int], Content] = nothing, bottom: Callable[[int], Content] = nothing
    ) -> None:
        """Show what both functions return for a width in cells, above and below the proposals."""
        self.query_one("#said", WrappedText).fit(top)
        self.query_one("#about", WrappedText).fit(bottom)

    def show_choice(self) -> None:
        """Show all about the highlighted proposal."""

    def on_candidates_moved(self) -> None:
        """Follow the highlight."""
        self.show_choice()
