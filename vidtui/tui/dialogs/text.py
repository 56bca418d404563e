"""A long text in a window, to be scrolled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from vidtui.i18n import _
from vidtui.tui.page import Dialog
from vidtui.tui.widgets.wrapped_text import WrappedText


class TextDialog(Dialog[None]):
    """Shows what ``text`` returns for a width in cells."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "leave", show=False)]

    def __init__(self, text: Callable[[int], Content]) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="window -large"):
            with VerticalScroll(classes="facts -long"):
                yield WrappedText(id="text")
            yield Static(Content.styled(self.keys(), "$foreground 60%"))

    def keys(self) -> str:
        """Return what its keys do, in one line."""
        return _("Enter or Esc closes")

    def on_mount(self) -> None:
        self.query_one(WrappedText).fit(self._text)


KEY_WIDTH = 16


class Help(Dialog[None]):
    """A window with two sentences and a table of keys."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,question_mark,f1", "leave", show=False)]

    def __init__(self, name: str, about: str, bindings: Iterable[ActiveBinding]) -> None:
        """Take the keys as they are in force on the screen.

        Args:
            name: the screen's name.
            about: what it does.
            bindings: the keys; those without an explanation are left out.
        """
        super().__init__()
        self._screen_name = name
        self._purpose = about
        self._keys_in_force = tuple(bindings)

    def compose(self) -> ComposeResult:
        with Vertical(classes="window -large"):
            yield Static(Content.styled(self._screen_name, "bold"), classes="question")
            with VerticalScroll(classes="facts"):
                yield Static(Content(self._purpose), classes="text")
                yield Static(self._keys())
            yield Static(Content.styled(_("Enter or Esc closes"), "$foreground 60%"))

    def _keys(self) -> Content:
        by_action: dict[str, tuple[list[str], str]] = {}
        for _node, binding, enabled, tooltip in self._keys_in_force:
            if enabled and tooltip and binding.description:
                keys, _text = by_action.setdefault(binding.action, ([], tooltip))
                shown = self.app.get_key_display(binding)
                if shown not in keys:
                    keys.append(shown)
        lines = [
            Content.assemble(
                (" ".join(sorted(keys, key=_is_combined)).ljust(KEY_WIDTH), "bold $text-accent"),
                text,
            )
            for keys, text in by_action.values()
        ]
        return Content("\n").join(lines)


def _is_combined(shown: str) -> bool:
    """Say whether a key wants another held down; such keys come after plain ones."""
    return len(shown) > 1
