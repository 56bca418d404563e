"""What the key for going somewhere waits for: a letter, a number, or the key again."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key
from textual.widgets import Static

from vidtui.i18n import _
from vidtui.tui.page import Dialog
from vidtui.tui.widgets.tabs import Tab

TOP = "top"


class GoTo(Dialog[str]):
    """Answers with the mode of a page, or ``TOP``; any other key only closes it."""

    BINDINGS = []  # noqa: RUF012 - every key is an answer

    def __init__(self, tabs: Sequence[Tab], leader: str) -> None:
        """Wait for the letter or number of one of ``tabs``; ``leader`` is the key that led here."""
        super().__init__()
        self._tabs = tabs
        self._leader = leader

    def compose(self) -> ComposeResult:
        """List the letters where the keys of the page stand."""
        letters = [
            Content.assemble((tab.letter, "bold $footer-key-foreground"), " ", _(tab.label))
            for tab in self._tabs
        ]
        top = Content.assemble((self._leader, "bold $footer-key-foreground"), " ", _("Top"))
        yield Static(Content("  ").join([*letters, top]), id="places")

    def on_key(self, event: Key) -> None:
        """Answer; no key reaches the page."""
        event.stop()
        event.prevent_default()
        self.dismiss(self._answer(event))

    def _answer(self, event: Key) -> str | None:
        if event.key == self._leader:
            return TOP
        for number, tab in enumerate(self._tabs, 1):
            if event.character in (tab.letter, str(number)):
                return tab.mode
        return None
