"""The boxes of Home: rows of names and values, bars by value, a line of what was, disks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.widget import Widget

from vidtui.catalogue.roots import Space
from vidtui.i18n import _
from vidtui.tui.bindings import GOING, key_of
from vidtui.tui.formatting import MUTED, cells, number
from vidtui.tui.tabs import TabBar

Row = tuple[str, str, str]
"""A name, a value, the value's style."""
LIBRARY, OTHERS, FREE = "█", "▒", "░"
"""What a disk holds, told by its pattern too: not everybody sees colours."""
_EIGHTHS = "▁▂▃▄▅▆▇█"
MOST_BARS = 12  # decades of a library, or kinds of pictures
FEWEST_BARS = 3  # of fewer there is nothing to see
PAST = 2  # lines of what was over time
BORDERS = 2  # lines of a box


class Box(Widget):
    """What leads somewhere: by a click, and by a key while it has the focus."""

    leads = ""
    """The mode of the page behind it; none where it is empty."""

    def lead(self, *ways: tuple[str, str]) -> None:
        """Name at the bottom the pages behind this, by mode and label; the first is gone to."""
        self.leads = ways[0][0] if ways else ""
        self.border_subtitle = Content(" · ").join(
            [
                Content.assemble((f"{key_of(f'{GOING}.{mode}')} ", "bold"), label)
                for mode, label in ways
            ]
        )

    def follow(self) -> None:
        """Go where it leads."""
        if self.leads:
            self.post_message(TabBar.Chosen(self.leads))

    def on_click(self, event: Click) -> None:
        """Go where it leads."""
        event.stop()
        self.follow()


class Card(Box, can_focus=True):
    """A titled box; each row is a name, a value, and the value's style."""

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.border_title = Content(title)
        self._rows: Sequence[Row] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        is_taller = len(rows) != len(self._rows)
        self._rows = rows
        self.refresh(layout=is_taller)

    def render(self) -> Content:
        """Return a line per row, the value at the right; a name gives way where both are long."""
        width = self.content_size.width
        lines = []
        for name, value, style in self._rows:
            name = cells(name, min(cell_len(name), max(1, width - cell_len(value) - 1)))
            gap = max(1, width - cell_len(name) - cell_len(value))
            lines.append(
                Content.assemble(
                    (name, "$foreground 70%"),
                    (_leading(gap, width), "$foreground 25%"),
                    (value, style or "bold"),
                )
            )
        return Content("\n").join([one.truncate(width, ellipsis=True) for one in lines])


FAR = 42  # cells of a box from which on the eye is led from a name to its value


def _leading(gap: int, width: int) -> str:
    return " " * gap if gap < 3 or width < FAR else " " + "·" * (gap - 2) + " "


class Disks(Box, VerticalScroll, can_focus=True):
    """The box of the disks, which scrolls where there are many."""


class Graph(Widget):
    """A titled box with one bar for each value, or with one line of what was over time."""

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.border_title = Content(title)
        self._lines: Sequence[Row] = ()
        self._counts: Sequence[int] = ()
        self._past: Sequence[int] = ()
        self._most = MOST_BARS

    def show_bars(self, counts: Iterable[tuple[str, int]]) -> None:
        """Show a bar for each name with its count, the last ones where there are too many."""
        held = list(counts)
        self._lines = [(name, number(count), "") for name, count in held]
        self._counts = [count for _name, count in held]
        self.refresh(layout=True)

    def show_past(self, counts: Sequence[int]) -> None:
        """Show how a count went, the oldest first."""
        self._past = counts
        self.refresh(layout=True)

    def fit(self, lines: int) -> None:
        """Show it in at most so many lines, box included; the last values where not all fit."""
        room = lines - BORDERS
        self._most = max(0, min(MOST_BARS, room))
        needed = PAST if self._past else FEWEST_BARS if self._counts else 0
        self.display = bool(needed) and needed <= room
        self.refresh(layout=True)

    def render(self) -> Content:
        """Return the lines."""
        width = self.content_size.width
        if self._past:
            return past(self._past, width)
        shown = [(name, count) for name, count, _style in self._lines[-self._most :]]
        return bars(shown, self._counts[-self._most :], width) if shown else Content("")


def bars(named: Sequence[tuple[str, str]], counts: Sequence[int], width: int) -> Content:
    """Return a line for each name: the name, its bar, its count."""
    if not named:
        return Content("")
    first = max(cell_len(name) for name, _count in named)
    last = max(cell_len(count) for _name, count in named)
    room, most = max(4, width - first - last - 2), max(1, *counts)
    lines = []
    for (name, said), count in zip(named, counts, strict=True):
        filled = max(1, round(room * count / most)) if count else 0
        lines.append(
            Content.assemble(
                (cells(name, first, right=True), MUTED),
                " ",
                ("█" * filled, "$primary"),
                " " * (room - filled),
                " ",
                (cells(said, last, right=True), "bold"),
            )
        )
    return Content("\n").join(lines)


def past(counts: Sequence[int], width: int) -> Content:
    """Return how a count went as one line of small bars, and below it in words."""
    most = max(1, *counts)
    shown = counts[-max(1, width) :]
    line = "".join(
        _EIGHTHS[0] if not count else _EIGHTHS[max(1, round(count / most * 7))] for count in shown
    )
    first, last = number(counts[0]), number(counts[-1])
    told = _("{count} checks: {first} at first, {last} now").format(
        count=number(len(counts)), first=first, last=last
    )
    style = "$text-success" if counts[-1] <= counts[0] else "$text-warning"
    return Content.assemble((line, style), "\n", (cells(told, width).rstrip(), MUTED))


def space_bar(size: int, space: Space, width: int) -> Content:
    """Return how a filesystem is used: by the library, by others, not at all."""
    used = max(0, min(space.total, space.total - space.free))
    ours = min(size, used)
    first = _share(ours, space.total, width)
    second = min(width - first, _share(used - ours, space.total, width))
    return Content.assemble(
        (LIBRARY * first, "$primary"),
        (OTHERS * second, "$foreground 50%"),
        (FREE * (width - first - second), "$foreground 30%"),
    )


def _share(part: int, total: int, width: int) -> int:
    """Return the cells of a part; what is there shows, however little."""
    return max(1, round(width * part / total)) if part > 0 else 0


def space_legend() -> Content:
    """Return what the patterns of ``space_bar`` mean."""
    return Content.assemble(
        (f"{LIBRARY} ", "$primary"),
        _("library"),
        (f"  {OTHERS} ", "$foreground 50%"),
        _("others"),
        (f"  {FREE} ", "$foreground 30%"),
        _("free"),
    )
