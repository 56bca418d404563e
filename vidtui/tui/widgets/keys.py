"""The keys at the bottom: on as many lines as they need, so that none is cut off."""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

MOST_LINES = 3


class Shown(NamedTuple):
    """One key, and where it stands."""

    key: str
    display: str
    label: str
    line: int
    start: int

    @property
    def end(self) -> int:
        """The cell after its last."""
        return self.start + len(self.display) + 1 + len(self.label)


class Keys(Widget):
    """The active keys of the screen; a click on one presses it."""

    ALLOW_SELECT = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh(layout=True)

    def _shown(self, width: int) -> list[Shown]:
        # Textual tells its own ctrl+q first; where the plain key works too, that one is shown.
        chosen: dict[str, Binding] = {}
        for _node, binding, enabled, _tooltip in self.screen.active_bindings.values():
            if binding.show and enabled:
                before = chosen.get(binding.action)
                if before is not None and "ctrl+" in before.key and "ctrl+" not in binding.key:
                    del chosen[binding.action]
                chosen.setdefault(binding.action, binding)
        shown: list[Shown] = []
        line = start = 0
        for binding in chosen.values():
            display = self.app.get_key_display(binding)
            one = Shown(binding.key, display, binding.description, line, start)
            if start and one.end > width:
                line, start = line + 1, 0
                one = one._replace(line=line, start=0)
            shown.append(one)
            start = one.end + 2
        return shown

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return how many lines the keys need."""
        shown = self._shown(width)
        return min(MOST_LINES, shown[-1].line + 1) if shown else 1

    def render(self) -> Content:
        """Return the lines."""
        lines: list[list[Content]] = [[]]
        for one in self._shown(self.content_size.width):
            if one.line == len(lines):
                lines.append([])
            lines[-1].append(
                Content.assemble((one.display, "bold $footer-key-foreground"), " ", one.label)
            )
        return Content("\n").join([Content("  ").join(line) for line in lines])

    def on_click(self, event: Click) -> None:
        """Press the key under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for one in self._shown(self.content_size.width):
            if one.line == offset.y and one.start <= offset.x < one.end:
                self.app.simulate_key(one.key)
