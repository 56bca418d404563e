"""A line in which is typed what the paths that are shown must hold."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.i18n import _, titled


class FilterLine(Horizontal):
    """A label and a field; hidden until it is opened. The field's messages are for the screen."""

    def __init__(self, typed: str) -> None:
        """Take what is typed already; then it is open."""
        super().__init__(id="filter")
        self._typed = typed
        self.display = bool(typed)

    def compose(self) -> ComposeResult:
        """Yield label and field."""
        yield Static(Content.styled(titled(_("Filter"), ""), "$foreground 60%"), id="filter-label")
        yield Input(self._typed, id="needle", placeholder=_("Part of a path"), compact=True)

    @property
    def is_open(self) -> bool:
        """Whether it is in sight."""
        return bool(self.display)

    def open(self) -> None:
        """Let something be typed."""
        self.display = True
        # At once: what is typed ahead must not be taken for keys.
        self.screen.set_focus(self.query_one(Input))

    def close(self) -> None:
        """Filter no more."""
        self.query_one(Input).value = ""
        self.display = False
