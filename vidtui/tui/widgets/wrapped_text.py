"""A text that is laid out anew for every width that it gets."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


class WrappedText(Widget):
    """Shows what a function returns for its width; as tall as that is."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._text: Callable[[int], Content] = lambda _width: Content("")

    def fit(self, text: Callable[[int], Content]) -> None:
        """Show another text: what ``text`` returns for a width in cells."""
        self._text = text
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return how many lines there are."""
        shown = self._text(width)
        return len(shown.wrap(width)) if width and shown.plain else 0

    def render(self) -> Content:
        """Return the text."""
        return self._text(self.content_size.width)
