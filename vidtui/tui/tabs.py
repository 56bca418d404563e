"""The line at the top: every page as a tab, and what is under way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from vidtui.i18n import N_, _
from vidtui.text import printable, shorten
from vidtui.tui.bindings import going_letter

BUSY: Mapping[str, str] = {
    "library": N_("facts {percent} %"),
    "import": N_("import {percent} %"),
    "queue": N_("queue {percent} %"),
    "links": N_("links {percent} %"),
    "check": N_("check {percent} %"),
}
"""By the mode of its page, how far a job is."""
_GAP = 2  # cells at least between the tabs and what stands at their right


class Tab(NamedTuple):
    """One page: its mode, its name marked with ``N_``."""

    mode: str
    label: str


class Place(NamedTuple):
    """Where a tab stands: its first cell, and the one after its last."""

    mode: str
    start: int
    end: int


def short_count(count: int) -> str:
    """Return a count in at most three cells: ``357``, ``3k``, ``99k``, ``2M``."""
    for limit, divisor, unit in ((1000, 1, ""), (10**6, 1000, "k"), (10**9, 10**6, "M")):
        if count < limit:
            return f"{count // divisor}{unit}"
    return "∞"


class TabBar(Widget):
    """The tabs on one line; a second one for a demo, and where jobs have no room beside them."""

    ALLOW_SELECT = False

    percents = reactive[dict[str, int]]({}, layout=True)
    """By the mode of its page, how much of each job under way is done."""
    counts = reactive[dict[str, int]]({})
    """By the mode of its page, how much waits for a person."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, mode: str) -> None:
            self.mode = mode
            super().__init__()

    def __init__(self, tabs: Sequence[Tab], here: str, catalogue: str, *, demo: bool) -> None:
        """Show where one is.

        Args:
            tabs: all pages that have one, in their order.
            here: the mode of the page in front.
            catalogue: the path of the catalogue.
            demo: whether it is made up.
        """
        super().__init__()
        self._tabs = tabs
        self._here = here
        self._catalogue = printable(catalogue)
        self._demo = demo

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002
        """Return how many lines are needed."""
        needs_line = bool(self._busy()) and self._right(width) is None
        return 1 + (self._demo or needs_line)

    def render(self) -> Content:
        """Return the lines."""
        width = self.content_size.width
        parts, right = [self._line(width)], self._right(width)
        if right is not None:
            used = self._places(width)[-1].end if self._places(width) else 0
            parts[0] = Content.assemble(parts[0], " " * (width - used - right.cell_length), right)
        below = []
        if self._demo:
            note = _("Demo: made-up files in a temporary folder; nothing of yours is touched.")
            below.append((note, "bold $text-warning"))
        if right is None and self._busy():
            below.append((f"▸ {self._busy()}", "$text-success"))
        if below:
            line = Content("  ").join([Content.styled(*one) for one in below])
            parts.append(line.truncate(width, ellipsis=True))
        return Content("\n").join(parts)

    def _busy(self) -> str:
        return " · ".join(
            _(text).format(percent=self.percents[mode])
            for mode, text in BUSY.items()
            if mode in self.percents
        )

    def _right(self, width: int) -> Content | None:
        """Return what stands at the right of the tabs; None where jobs do not fit there."""
        places = self._places(width)
        room = width - _GAP - (places[-1].end if places else 0)
        busy = f"▸ {self._busy()}" if self._busy() else ""
        if busy and len(busy) > room:
            return None
        path = self._catalogue
        room -= len(busy) + _GAP if busy else 0
        is_whole = len(places) == len(self._tabs)  # the room of a tab is not the path's
        shown = shorten(path, room) if is_whole and room >= min(len(path), 20) else ""
        gap = "  " if busy and shown else ""
        return Content.assemble((busy, "$text-success"), gap, (shown, "$quiet"))

    def _shown(self, width: int) -> list[Tab]:
        """Return all tabs, or where they do not fit the current one and those that wait."""
        shown = list(self._tabs)
        if self._together(shown) > width:
            shown = [tab for tab in shown if tab.mode == self._here or self.counts.get(tab.mode)]
        while len(shown) > 1 and self._together(shown) > width:
            shown.remove([tab for tab in shown if tab.mode != self._here][-1])
        return shown

    def _together(self, tabs: Sequence[Tab]) -> int:
        return sum(self._width(tab) + 1 for tab in tabs) - 1

    def _width(self, tab: Tab) -> int:
        return len(_(tab.label)) + len(self._count(tab))

    def _count(self, tab: Tab) -> str:
        count = self.counts.get(tab.mode, 0)
        return f" {short_count(count)}" if count else ""

    def _places(self, width: int) -> list[Place]:
        places, start = [], 0
        for tab in self._shown(width):
            end = start + self._width(tab)
            places.append(Place(tab.mode, start, end))
            start = end + 1
        return places

    def _line(self, width: int) -> Content:
        return Content(" ").join([self._tab(tab) for tab in self._shown(width)])

    def _tab(self, tab: Tab) -> Content:
        label, is_here = _(tab.label), tab.mode == self._here
        letter = going_letter(tab.mode)
        at = label.casefold().find(letter) if letter else -1
        name = Content(label)
        if at >= 0:
            name = name.stylize("underline", at, at + 1)
        count = Content.styled(self._count(tab), "$text-warning" if not is_here else "")
        style = "bold reverse" if is_here else "$foreground"
        return Content.assemble(name, count).stylize_before(style)

    def on_click(self, event: Click) -> None:
        """Say which tab is under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y:
            return
        for place in self._places(self.content_size.width):
            if place.start <= offset.x < place.end:
                self.post_message(self.Chosen(place.mode))
