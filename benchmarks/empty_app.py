"""The floor of every screen: a Textual app with a virtual list, and nothing else.

python benchmarks/empty_app.py [ROWS]

``s`` goes to the next row, ``?`` opens a help screen that Escape closes.
"""

from __future__ import annotations

import sys
from typing import ClassVar

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static


class Rows(ScrollView):
    """A list of which only the lines on the screen are made."""

    def __init__(self, count: int) -> None:
        """Take how many rows there are."""
        super().__init__()
        self.count, self.at = count, 0

    def on_mount(self) -> None:
        """Say how much could be scrolled."""
        self.virtual_size = Size(80, self.count)

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        number = y + self.scroll_offset.y
        text = f"{'>' if number == self.at else ' '} Row {number} of a list"
        return Strip.blank(0) if number >= self.count else Strip([Segment(text)])

    def move(self) -> None:
        """Go to the next row."""
        self.at = min(self.at + 1, self.count - 1)
        self.scroll_to(y=max(0, self.at - self.size.height + 1), animate=False)
        self.refresh()


class Help(ModalScreen[None]):
    """A few lines over the list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss")]

    def compose(self) -> ComposeResult:
        """Show how to leave."""
        yield Static("Escape closes")


class EmptyApp(App[None]):
    """A list and one line that says where one is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "next"),
        Binding("question_mark", "help"),
    ]

    def __init__(self, rows: int) -> None:
        """Take how many rows the list has."""
        super().__init__()
        self.rows, self.line = Rows(rows), Static("at 0")

    def compose(self) -> ComposeResult:
        """Show the list, and the line above it."""
        yield self.line
        yield self.rows

    def action_next(self) -> None:
        """Go to the next row."""
        self.rows.move()
        self.line.update(f"at {self.rows.at} of {self.rows.count}")

    def action_help(self) -> None:
        """Open the help."""
        self.push_screen(Help())


if __name__ == "__main__":
    EmptyApp(int(sys.argv[1]) if len(sys.argv) > 1 else 5000).run()
