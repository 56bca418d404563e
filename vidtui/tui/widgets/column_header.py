"""The names of the columns over the rows of a list, or what there is instead."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.widget import Widget

SCROLLBAR = 1  # cells that the rows leave to it


class Columns(Widget):
    """One line, as wide as the rows below it."""

    _instead = ""

    def __init__(self, heading: Callable[[int], str]) -> None:
        """Take what returns the names for a width in cells."""
        super().__init__()
        self._heading = heading

    def say(self, text: str) -> None:
        """Show a text instead of the names, which come back with an empty one."""
        self._instead = text
        self.refresh()

    def render(self) -> Content:
        """Return the line."""
        return Content(self._instead or self._heading(self.content_size.width - SCROLLBAR))
