"""The line of keys at the bottom of a screen."""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding
from textual.content import Content
from textual.events import Click
from textual.screen import Screen
from textual.widget import Widget


class Shown(NamedTuple):
    """One key, and where it stands."""

    key: str
    display: str
    label: str
    start: int

    @property
    def end(self) -> int:
        """The cell after its last."""
        return self.start + len(self.display) + 1 + len(self.label)


GAP = 2  # cells between two keys
ALWAYS = ("lead", "help")
"""Actions of the app for which the line of keys has room: without them a page would be a trap."""
LAST = ("lead", "quit", "command_palette", "help")
"""Actions of the app that stand behind the page's own, in their order."""


class Keys(Widget):
    """The active keys of the screen on one line, the page's own first; a click presses one.

    What has no room is left to the help, whose key is always there, as is that which leads on.
    """

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._line: list[Shown] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def on_resize(self) -> None:
        self._line = self._shown(self.content_size.width)
        self.refresh()

    def _changed(self, _screen: Screen[object]) -> None:
        self.call_after_refresh(self._follow)  # what the key did is drawn first

    def _follow(self) -> None:
        if not self.is_attached:  # the widgets are made anew, in another language
            return
        line = self._shown(self.content_size.width)
        if line != self._line:
            self._line = line
            self.refresh()

    def _offered(self) -> dict[str, Binding]:
        """Return what may be shown, by its action."""
        # Textual tells its own ctrl+q first; where the plain key works too, that one is shown.
        offered: dict[str, Binding] = {}
        for _node, binding, enabled, _tooltip in self.screen.active_bindings.values():
            if binding.show and enabled and binding.description:
                before = offered.get(binding.action)
                if before is not None and "ctrl+" in before.key and "ctrl+" not in binding.key:
                    del offered[binding.action]
                offered.setdefault(binding.action, binding)
        return offered

    def _fitting(self, width: int) -> list[Binding]:
        """Return that for which there is room, the page's own first."""
        own = self._offered()
        of_app = {name: own.pop(name) for name in LAST if name in own}
        kept = {name for name in of_app if name in ALWAYS}
        room = width - sum(self._width(of_app[name]) for name in kept)
        for name, binding in (own | of_app).items():
            if name in ALWAYS:
                continue
            room -= self._width(binding)
            if room < 0:
                break
            kept.add(name)
        return [binding for name, binding in (own | of_app).items() if name in kept]

    def _shown(self, width: int) -> list[Shown]:
        shown: list[Shown] = []
        start = 0
        for binding in self._fitting(width):
            display = self.app.get_key_display(binding)
            shown.append(Shown(binding.key, display, binding.description, start))
            start = shown[-1].end + GAP
        return shown

    def _width(self, binding: Binding) -> int:
        return len(self.app.get_key_display(binding)) + 1 + len(binding.description) + GAP

    def render(self) -> Content:
        """Return the line."""
        return Content(" " * GAP).join(
            [
                Content.assemble((one.display, "bold $footer-key-foreground"), " ", one.label)
                for one in self._line
            ]
        )

    def on_click(self, event: Click) -> None:
        """Press the key under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for one in self._line:
            if one.start <= offset.x < one.end:
                self.app.simulate_key(one.key)
