"""The roots screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from vidtui.tui.screens.page import Page


class Roots(Page):
    """To come in the next commit."""

    def body(self) -> ComposeResult:
        """Yield the folders."""
        yield Static()
