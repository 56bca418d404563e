"""A line in which is typed what the rows that are shown must hold."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static


class FilterLine(Horizontal):
    """A field, perhaps with a label; hidden until it is opened. Its messages are the screen's."""

    def __init__(self, placeholder: str, typed: str = "", *, label: str = "") -> None:
        """Prepare it, open where something is typed already."""
        super().__init__(id="filter")
        self._placeholder = placeholder
        self._typed = typed
        self._label = label
        self.display = bool(typed)

    def compose(self) -> ComposeResult:
        if self._label:
            yield Static(Content.styled(self._label, "$foreground 60%"), id="filter-label")
        yield Input(self._typed, id="needle", placeholder=self._placeholder, compact=True)

    @property
    def is_open(self) -> bool:
        """Whether it is in sight."""
        return bool(self.display)

    def open(self) -> None:
        """Show the field and focus it."""
        self.display = True
        # At once: what is typed ahead must not be taken for keys.
        self.screen.set_focus(self.query_one(Input))

    def close(self) -> None:
        """Clear the field and hide it."""
        self.query_one(Input).value = ""
        self.display = False
