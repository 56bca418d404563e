"""A box with a title and rows of name and value."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from vidtui.tui.formatting import cells

Row = tuple[str, str, str]
WIDEST = 40  # cells between a name's beginning and its value's end


class Card(Widget):
    """A titled box; each row is a name, a value, and the value's style."""

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.border_title = Content(title)
        self._rows: Sequence[Row] = ()

    def lead(self, *ways: tuple[str, str]) -> None:
        """Name the keys and the screens behind this, at the bottom of the box."""
        self.border_subtitle = Content(" · ").join(
            [Content.assemble((f"{key} ", "bold"), label) for key, label in ways]
        )

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        is_taller = len(rows) != len(self._rows)
        self._rows = rows
        self.refresh(layout=is_taller)

    def render(self) -> Content:
        """Return a line per row, the value at the right; a name gives way where both are long."""
        width = min(WIDEST, self.content_size.width)
        lines = []
        for name, value, style in self._rows:
            name = cells(name, min(cell_len(name), max(1, width - cell_len(value) - 1)))
            gap = max(1, width - cell_len(name) - cell_len(value))
            lines.append(
                Content.assemble((name, "$foreground 70%"), " " * gap, (value, style or "bold"))
            )
        return Content("\n").join([one.truncate(width, ellipsis=True) for one in lines])
