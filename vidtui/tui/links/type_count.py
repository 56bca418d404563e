"""A window in which a number is typed, so that nobody does by a slip what concerns so many."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.i18n import _
from vidtui.tui.page import Dialog


class TypeCount(Dialog[bool]):
    """Answers once the number is typed of what something would be done with."""

    def __init__(self, question: str, count: int, facts: Sequence[str]) -> None:
        """Take showable text only; ``facts`` are what there is to know, a line each."""
        super().__init__(question)
        self._count = count
        self._facts = facts

    def body(self) -> ComposeResult:
        """Show the facts, and a field."""
        for fact in self._facts:
            yield Static(Content(fact))
        yield Input(id="count", placeholder=str(self._count))

    def footer(self) -> str:
        return _("Enter does it where the number is right · Esc changes nothing")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer, where that is the number."""
        if event.value.strip() == str(self._count):
            self.dismiss(True)
