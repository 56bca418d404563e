"""Pages around a list that a filter may narrow, and pages on which proposals are decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static

from vidtui.i18n import _
from vidtui.tui.bindings import key_of
from vidtui.tui.formatting import MUTED
from vidtui.tui.page import Page
from vidtui.tui.widgets import VirtualList, WrappedText


class ListPage(Page):
    """A page with one list; subclasses with a ``FilterLine`` say in ``narrow`` what it does."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (170, "-wide"),  # where beside the details a list is as wide as it was above them
    ]

    @property
    def listed(self) -> VirtualList[Any]:
        """The list."""
        return self.query_one(VirtualList)

    @property
    def filter(self) -> FilterLine:
        """The line in which is typed what the rows must hold."""
        return self.query_one(FilterLine)

    def narrow(self, text: str) -> None:
        """Show the rows that hold ``text``."""

    def hidden(self, *, by_state: bool) -> str:
        """Return that a filter hides all there is, and the key that takes it away.

        Args:
            by_state: whether a state is chosen, by the page's action of that name.
        """
        if by_state and not self.filter.is_open:
            text = _("None of these: {key} shows others.")
            return text.format(key=key_of(f"{self.MODE}.state"))
        return _("None of these: {key} takes the filter away.").format(
            key=key_of(f"{self.MODE}.back")
        )

    def focus_list(self) -> None:
        """Put the cursor into the list, unless it is somewhere already."""
        if self.focused is None:
            self.listed.focus()

    def action_filter(self) -> None:
        """Let the text be typed that the rows must hold."""
        self.filter.open()
        self.refresh_bindings()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the rows that hold what is typed."""
        self.narrow(event.value)

    def on_input_submitted(self) -> None:
        self.listed.focus()

    def action_back(self) -> None:
        self.filter.close()
        self.listed.focus()
        self.refresh_bindings()

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_all)


class CandidatePage(ListPage):
    """A page on which one of several proposals for the highlighted row is taken."""

    @property
    def pane(self) -> CandidatePane[Any]:
        """The highlighted row with its proposals."""
        return self.query_one(CandidatePane)

    def action_other(self, by: int) -> None:
        self.pane.move(by)

    def action_next(self) -> None:
        self.pane.move(1)

    def action_before(self) -> None:
        self.pane.move(-1)


class FilterLine(Horizontal):
    """A field, perhaps with a label; hidden until it is opened. Its messages are the screen's."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "to_list", show=False)]

    def __init__(
        self,
        placeholder: str,
        typed: str = "",
        *,
        label: str = "",
        suggester: Suggester | None = None,
    ) -> None:
        """Prepare it, open where something is typed already; ``suggester`` completes that."""
        super().__init__(id="filter")
        self._placeholder = placeholder
        self._typed = typed
        self._label = label
        self._suggester = suggester
        self.display = bool(typed)

    def compose(self) -> ComposeResult:
        if self._label:
            yield Static(Content.styled(self._label, MUTED), id="filter-label")
        yield Input(
            self._typed,
            id="needle",
            placeholder=self._placeholder,
            suggester=self._suggester,
            select_on_focus=False,  # what was typed ahead would be typed over
            compact=True,
        )

    @property
    def is_open(self) -> bool:
        """Whether it is in sight."""
        return bool(self.display)

    def open(self) -> None:
        """Show the field and focus it."""
        self.display = True
        # At once: what is typed ahead must not be taken for keys.
        self.screen.set_focus(self.query_one(Input))

    def action_to_list(self) -> None:
        """Go to what was found; the filter stays."""
        self.screen.query_one(VirtualList).focus()

    def close(self) -> None:
        """Clear the field and hide it."""
        self.query_one(Input).value = ""
        self.display = False


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
        is_as_tall = len(choices) == len(self._choices)
        self._choices = choices
        self._line = line or self._line
        self.cursor = cursor
        self.refresh(layout=not is_as_tall)

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
