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
from vidtui.tui.widgets.fitted import Fitted


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
                yield Fitted(id="leaf")
            yield Static(Content.styled(self.keys(), "$foreground 60%"))

    def keys(self) -> str:
        """Return what its keys do, in one line."""
        return _("Enter or Esc closes")

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one(Fitted).fit(self._text)
