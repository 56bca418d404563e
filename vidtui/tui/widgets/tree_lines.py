"""A list whose lines fold and unfold under the mouse."""

from __future__ import annotations

from typing import TypeVar

from textual.events import Click
from textual.message import Message

from vidtui.tui.widgets.virtual_list import Lines

Item = TypeVar("Item")


class TreeLines(Lines[Item]):
    """The lines of a tree; the keys are the screen's."""

    class Pressed(Message):
        """A line that was highlighted was clicked."""

    def on_click(self, event: Click) -> None:
        """Tell of a second click on the highlighted line; the first one highlights it."""
        offset = event.get_content_offset(self)
        if (
            offset is not None
            and event.chain > 1
            and self.cursor == offset.y + self.scroll_offset.y
        ):
            self.post_message(self.Pressed())
