"""Windows in which something is typed and looked for, in a thread."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.jobs.base import CancelToken
from vidtui.text import printable
from vidtui.tui.bindings import key
from vidtui.tui.page import Dialog
from vidtui.tui.threads import in_background
from vidtui.tui.widgets.virtual_list import VirtualList

Result = TypeVar("Result")
Found = TypeVar("Found")
MUTED = "$foreground 60%"


class AskingDialog(Dialog[Result]):
    """A window that asks in a thread; how that stands is told in one line, ``#asking``."""

    _cancel = CancelToken()

    def on_unmount(self) -> None:
        self._cancel.set()

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show what is going on, or why nothing is."""
        line = self.query_one("#asking", Static)
        line.update(Content.styled(text, "$text-error" if failed else MUTED))

    def forget(self) -> CancelToken:
        """Cancel the question under way; return the token of the next."""
        self._cancel.set()
        self._cancel = CancelToken()
        return self._cancel

    def ask(self, work: Callable[[CancelToken], Found], then: Callable[[Found], object]) -> None:
        """Call ``work`` in a thread, then ``then``, unless something else was asked meanwhile."""
        cancel = self.forget()

        def answered(found: Found) -> None:
            if cancel is self._cancel:
                then(found)

        def failed(error: VidtuiError) -> None:
            if cancel is self._cancel:
                self.say(f"✗ {printable(str(error))}", failed=True)

        in_background(self, partial(work, cancel), answered, failed)


class SearchDialog(AskingDialog[Result], Generic[Result]):
    """Words to be typed over, what they find, and all of the highlighted one; answers with one."""

    BINDINGS: ClassVar[list[BindingType]] = [key("down", "to_found")]

    def __init__(self, heading: str, typed: str, way: str) -> None:
        """Search for nothing yet.

        Args:
            heading: what is searched for, showable.
            typed: the words to begin with, showable.
            way: what the keys do, in one line.
        """
        super().__init__()
        self._heading = heading
        self._typed = typed
        self._way = way

    @abstractmethod
    def search(self, words: str) -> Callable[[CancelToken], list[Result]]:
        """Return what searches, in a thread."""

    @abstractmethod
    def line(self, item: Result, width: int) -> Content:
        """Return one result in a line of ``width`` cells."""

    @abstractmethod
    def detail(self, item: Result) -> str:
        """Return all of a result, showable."""

    @abstractmethod
    def summary(self, found: list[Result]) -> str:
        """Return what came of a search, in one line."""

    def compose(self) -> ComposeResult:
        """Show the words, and what is found."""
        with Vertical(classes="window -large -tall"):
            yield Static(Content.styled(self._heading, "bold"), classes="question")
            yield Input(self._typed, id="words", select_on_focus=False, compact=True)
            yield Static(id="asking")
            yield VirtualList[Result]([], self.line, id="found")
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="detail-text")
            yield Static(Content.styled(self._way, MUTED))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        words = event.value.strip()
        if words:
            self.say(_("Searching…"))
            self.ask(self.search(words), self._show_and_enter)

    @property
    def _found(self) -> VirtualList[Any]:
        return self.query_one(VirtualList)

    def show_found(self, found: list[Result]) -> None:
        """Show what came of a search."""
        self.say(self.summary(found))
        self._found.show_items(found)
        self._show_detail()

    def _show_and_enter(self, found: list[Result]) -> None:
        self.show_found(found)
        if found:
            self._found.focus()

    def action_to_found(self) -> None:
        """Go from the words to what was found."""
        self._found.focus()

    def on_virtual_list_moved(self) -> None:
        """Show all of the highlighted one."""
        self._show_detail()

    def _show_detail(self) -> None:
        item = self._found.item
        text = "" if item is None else self.detail(item)
        self.query_one("#detail-text", Static).update(Content(text))

    def on_virtual_list_chosen(self, event: VirtualList.Chosen) -> None:
        """Take it."""
        event.stop()
        self.dismiss(event.item)
