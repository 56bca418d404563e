"""Another target for a link: a file that is searched for in the storage."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.errors import VidtuiError
from vidtui.i18n import _, ngettext
from vidtui.jobs.repair.plan import BrokenLink, Proposal
from vidtui.text import show
from vidtui.tui.background import in_background
from vidtui.tui.link_texts import found_line
from vidtui.tui.screens.page import Dialog
from vidtui.tui.widgets.lines import Lines
from vidtui.tui.words import number

if TYPE_CHECKING:
    from vidtui.tui.app import VidtuiApp


class SearchStorage(Dialog[Proposal]):
    """Answers with one file."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "to_files", show=False)]

    def __init__(self, app: VidtuiApp, link: BrokenLink) -> None:
        """Search for a file that ``link`` shall show."""
        super().__init__()
        self._vidtui = app
        self._link = link
        self._asked = ""

    def compose(self) -> ComposeResult:
        """Show the words, to be typed over, and the files that have them."""
        path = self._link.place.absolute
        name = os.path.splitext(os.path.basename(path))[0]
        with Vertical(classes="window -large -tall"):
            title = _("Another target for {link}").format(link=show(path))
            yield Static(Content.styled(title, "bold"), classes="question")
            yield Input(show(name), id="words", select_on_focus=False, compact=True)
            yield Static(id="asking")
            yield Lines[Proposal]([], found_line, id="files")
            with VerticalScroll(id="file", can_focus=False):
                yield Static(id="file-text")
            yield Static(
                Content.styled(
                    _("Enter searches, then repairs with it · Tab to and fro · Esc back"),
                    "$foreground 60%",
                )
            )

    def on_mount(self) -> None:
        """Let the words be changed first."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Search."""
        words = event.value.strip()
        if not words:
            return
        app, self._asked = self._vidtui, words
        self._say(_("Searching…"))
        work = partial(app.services.search_storage, app.settings, words)
        in_background(self, work, partial(self._take, words), partial(self._fail, words))

    def _say(self, text: str, style: str = "$foreground 60%") -> None:
        self.query_one("#asking", Static).update(Content.styled(text, style))

    def _take(self, words: str, files: list[Proposal]) -> None:
        if words != self._asked:
            return
        text = ngettext("{count} file", "{count} files", len(files))
        none = _("No file of your storage has all these words in its path.")
        self._say(text.format(count=number(len(files))) if files else none)
        listed = self.query_one(Lines)
        listed.show_items(files)
        self._show_file()
        if files:
            listed.focus()

    def _fail(self, words: str, error: VidtuiError) -> None:
        if words == self._asked:
            self._say(f"✗ {show(str(error))}", "$text-error")

    def action_to_files(self) -> None:
        """Go from the words to what was found."""
        self.query_one(Lines).focus()

    def on_lines_moved(self) -> None:
        """Show the highlighted file's whole path."""
        self._show_file()

    def _show_file(self) -> None:
        file = self.query_one(Lines).item
        text = show(file.place.absolute) if file else ""
        self.query_one("#file-text", Static).update(Content(text))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Take it."""
        event.stop()
        self.dismiss(event.item)
