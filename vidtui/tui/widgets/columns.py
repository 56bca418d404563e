"""The names of the columns over the rows of the Queue screen, or what there is instead."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from vidtui.tui.queue_texts import heading

SCROLLBAR = 1  # cells that the rows leave to it


class Columns(Widget):
    """One line, as wide as the rows below it."""

    _instead = ""

    def say(self, text: str) -> None:
        """Show a text instead of the names, which come back with an empty one."""
        self._instead = text
        self.refresh()

    def render(self) -> Content:
        """Return the line."""
        return Content(self._instead or heading(self.content_size.width - SCROLLBAR))
