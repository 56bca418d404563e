"""Choosing a folder: typed, or found by walking; any name is shown safely."""

from __future__ import annotations

import os
from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.errors import UsageProblem, VidtuiError
from vidtui.i18n import N_, _
from vidtui.text import printable, shorten
from vidtui.tui.bindings import key
from vidtui.tui.page import Dialog
from vidtui.tui.services import Services
from vidtui.tui.threads import in_background
from vidtui.tui.widgets.virtual_list import VirtualList

HERE, UP = b".", b".."


def typed_path(text: str) -> bytes:
    """Return the folder that a user typed.

    Raises:
        UsageProblem: it is no absolute path.
    """
    path = os.path.expanduser(text.strip())
    if not path.startswith("/") or "\0" in path:
        raise UsageProblem(_("must be an absolute path, such as /volume1/stockage"))
    return os.path.normpath(b"/" + os.fsencode(path).lstrip(b"/"))


class Picker(Dialog[bytes]):
    """Answers with the absolute path of a folder.

    Folders are read in threads: a dead mount shows as one that does not answer, and can be left.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("backspace,left", "up", N_("Up"), N_("Go to the folder above.")),
        key("space", "take", N_("Take it"), N_("Take the highlighted folder.")),
    ]

    def __init__(self, title: str, services: Services, start: bytes) -> None:
        """Begin at ``start``; ``title`` is showable."""
        super().__init__()
        self._heading = title
        self._services = services
        self.path = start

    def compose(self) -> ComposeResult:
        """Show the path, to be typed over, and the folders in it."""
        with Vertical(classes="window -large -tall"):
            yield Static(Content.styled(self._heading, "bold"), classes="question")
            yield Input(printable(self.path), id="path", select_on_focus=False)
            yield Static(id="picker-problem", classes="problem")
            yield VirtualList[bytes]([], self._line, id="folders")
            yield Static(
                Content.styled(
                    _("Enter opens · Space takes · ← goes up · Tab to type a path · Esc back"),
                    "$foreground 60%",
                )
            )

    def on_mount(self) -> None:
        self._go(self.path)
        self.query_one(VirtualList).focus()

    def _line(self, name: bytes, width: int) -> str:
        if name == HERE:
            return shorten(_("✓ Take this folder: {path}").format(path=printable(self.path)), width)
        return shorten(f"  {printable(name)}/", width)

    def _go(self, path: bytes) -> None:
        self._say(_("Reading…"))
        in_background(
            self,
            partial(self._services.folders, path),
            partial(self._show, path),
            self._failed,
        )

    def _show(self, path: bytes, names: list[bytes]) -> None:
        self.path = path
        self._say("")
        field = self.query_one(Input)
        field.value = printable(path)
        above = [UP] if path != b"/" else []
        self.query_one(VirtualList).show_items([HERE, *above, *names])

    def _failed(self, error: VidtuiError) -> None:
        self._say(printable(str(error)))

    def _say(self, text: str) -> None:
        line = self.query_one("#picker-problem", Static)
        line.update(Content(text))
        line.display = bool(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            path = self.path if event.value == printable(self.path) else typed_path(event.value)
        except UsageProblem as problem:
            self._say(str(problem))
            return
        self._go(path)
        self.query_one(VirtualList).focus()

    def on_virtual_list_chosen(self, event: VirtualList.Chosen) -> None:
        """Open a folder, or take this one."""
        event.stop()
        name = cast(bytes, event.item)
        if name == HERE:
            self.dismiss(self.path)
        elif name == UP:
            self.action_up()
        else:
            self._go(os.path.join(self.path, name))

    def action_up(self) -> None:
        self._go(os.path.dirname(self.path))

    def action_take(self) -> None:
        name = self.query_one(VirtualList).item
        if name is not None:
            self.dismiss(os.path.normpath(os.path.join(self.path, name)))
