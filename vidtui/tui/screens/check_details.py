"""All of what a line of the check is about, in a window from which its command can be copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from vidtui.i18n import N_, _
from vidtui.tui.screens.leaf import Leaf
from vidtui.tui.screens.page import key


class CheckDetails(Leaf):
    """Shows what ``text`` returns for a width in cells; ``copy`` takes the command, if any."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("c", "copy", N_("Copy command"), N_("Copy the command; printed again when you quit.")),
    ]

    def __init__(
        self, text: Callable[[int], Content], command: str | None, copy: Callable[[str], object]
    ) -> None:
        super().__init__(text)
        self._command = command
        self._copy = copy

    def keys(self) -> str:
        """Return what its keys do, in one line."""
        return super().keys() if self._command is None else _("c copies the command; Esc closes")

    def action_copy(self) -> None:
        """Copy the command."""
        if self._command is not None:
            self._copy(self._command)
