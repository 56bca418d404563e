"""The keys that move in every list, whatever widget it is."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import OptionList

from vidtui.tui.bindings import key, registered


def moving_keys(
    up: str, down: str, page_up: str, page_down: str, first: str, last: str
) -> list[BindingType]:
    """Return the keys that move in a list, each calling the action of its argument."""
    return registered(
        "list",
        [
            key("up,k", up, id="up"),
            key("down,j", down, id="down"),
            key("pageup", page_up, id="page_up"),
            key("pagedown", page_down, id="page_down"),
            key("home", first, id="first"),
            key("end,G", last, id="last"),
        ],
    )


class Choices(OptionList):
    """The answers of a question; moved in as in every list."""

    BINDINGS: ClassVar[list[BindingType]] = moving_keys(
        "cursor_up", "cursor_down", "page_up", "page_down", "first", "last"
    )


class LongText(VerticalScroll):
    """A text that is scrolled; moved in as in every list."""

    BINDINGS: ClassVar[list[BindingType]] = moving_keys(
        "scroll_up", "scroll_down", "page_up", "page_down", "scroll_home", "scroll_end"
    )
