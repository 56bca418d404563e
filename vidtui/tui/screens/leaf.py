"""A long text in a window, to be scrolled."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from vidtui.i18n import _
from vidtui.tui.screens.page import Dialog


class Leaf(Dialog[None]):
    """Shows what ``text`` returns for a width in cells."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "leave", show=False)]

    def __init__(self, text: Callable[[int], Content]) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Show it."""
        with Vertical(classes="window -large"):
            with VerticalScroll(classes="facts -long"):
                yield Static(id="leaf")
            yield Static(Content.styled(_("Enter or Esc closes"), "$foreground 60%"))

    def on_resize(self) -> None:
        """Fit the text into the width."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        width = self.query_one(VerticalScroll).scrollable_content_region.width
        self.query_one("#leaf", Static).update(self._text(max(20, width)))
