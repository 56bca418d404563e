"""Widgets that several screens share: a list of only the lines in sight, texts, bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from vidtui.i18n import _
from vidtui.jobs.base import StageRun, clock_text
from vidtui.jobs.import_.run import STAGE_TITLES, ImportRun
from vidtui.tui.formatting import MUTED, number

Item = TypeVar("Item")


class VirtualList(ScrollView, Generic[Item], can_focus=True, inherit_bindings=False):
    """One line per item of a sequence that may grow; ``Enter`` chooses one.

    ``show_item`` turns an item and a width in cells into showable text, plain or styled.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"virtual-list--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "choose", show=False),
    ]

    cursor = reactive(0)

    class Chosen(Message):
        """The user chose an item."""

        def __init__(self, lines: VirtualList[Any], item: Any, index: int) -> None:
            self.lines = lines
            self.item = item
            self.index = index
            super().__init__()

        @property
        def control(self) -> VirtualList[Any]:
            """The list."""
            return self.lines

    class Moved(Message):
        """Another item is highlighted."""

        def __init__(self, lines: VirtualList[Any], index: int) -> None:
            self.lines = lines
            self.index = index
            super().__init__()

        @property
        def control(self) -> VirtualList[Any]:
            """The list."""
            return self.lines

    def __init__(
        self,
        items: Sequence[Item],
        show_item: Callable[[Item, int], str | Content],
        *,
        can_rest: Callable[[Item], bool] = lambda _item: True,
        chooses: bool = True,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        """Prepare the list.

        Args:
            items: what to list.
            show_item: how.
            can_rest: whether the cursor may rest on an item; headings it passes over.
            chooses: whether ``Enter`` and a double click choose an item.
            id: the widget's.
        """
        super().__init__(id=id)
        self._items = items
        self._show_item = show_item
        self._can_rest = can_rest
        self._chooses = chooses
        self._known = -1

    @property
    def item(self) -> Item | None:
        """The highlighted item."""
        return self._items[self.cursor] if 0 <= self.cursor < len(self._items) else None

    @property
    def items(self) -> Sequence[Item]:
        """All items."""
        return self._items

    def replace_items(self, items: Sequence[Item], cursor: int) -> None:
        """Show what the list is now, the highlighted line where it was on the screen."""
        before = self.cursor
        self._items, self._known = items, len(items)
        self.virtual_size = Size(0, len(items))
        self.set_reactive(VirtualList.cursor, self.validate_cursor(cursor))
        if self.cursor != before:
            y = max(0, self.scroll_offset.y + self.cursor - before)
            self.scroll_to(y=y, animate=False, force=True)
            self._follow()
        self.refresh()

    def show_items(self, items: Sequence[Item]) -> None:
        """Show another sequence, or the same one with what has been added to it."""
        if items is self._items and len(items) == self._known:
            return
        if items is not self._items:
            self._items = items
            self.cursor = 0
            self.scroll_to(y=0, animate=False)
        self._known = len(items)
        self.virtual_size = Size(0, len(items))
        self.refresh()

    def on_mount(self) -> None:
        self._known = len(self._items)
        self.virtual_size = Size(0, self._known)

    def on_resize(self) -> None:
        """Fit the lines into the new width; keep the highlighted one in sight."""
        self.virtual_size = Size(0, len(self._items))
        self._follow()

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on an item, in the direction in which it goes where there is one."""
        last = len(self._items) - 1
        cursor = max(0, min(cursor, last))
        onward = 1 if cursor >= self.cursor else -1
        for step in (onward, -onward):
            at = cursor
            while 0 <= at <= last:
                if self._can_rest(self._items[at]):
                    return at
                at += step
        return cursor

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw both lines anew, and scroll the new one into sight."""
        if old != new:
            self.refresh_line(old)
            self.refresh_line(new)
            self._follow()
            self.post_message(self.Moved(self, new))

    def _follow(self) -> None:
        top = self.cursor
        while top and not self._can_rest(self._items[top - 1]):
            top -= 1  # a heading belongs to what is below it
        region = Region(0, top, 1, self.cursor - top + 1)
        self.scroll_to_region(region, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """Return the line at ``y`` below the top of the visible part."""
        index = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        style = self.rich_style
        if index >= len(self._items):
            return Strip.blank(width, style)
        shown = self._show_item(self._items[index], max(0, width - 2))
        if index == self.cursor and self.has_focus and self._can_rest(self._items[index]):
            style += self.get_component_rich_style("virtual-list--cursor")
            shown = str(shown)  # its colours would not show on the cursor's
        if isinstance(shown, Content):
            line = Content.assemble(" ", shown)
            (strip, *_rest) = Visual.to_strips(self, line, width, 1, self.visual_style)
            return strip.adjust_cell_length(width, style)
        return Strip([Segment(f" {shown}", style)]).adjust_cell_length(width, style)

    def action_move(self, by: int) -> None:
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Move the cursor by what is in sight."""
        self.cursor += by * max(1, self.scrollable_content_region.height - 1)

    def action_first(self) -> None:
        self.cursor = 0

    def action_last(self) -> None:
        self.cursor = len(self._items) - 1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Enter to the screen where nothing is chosen."""
        return self._chooses if action == "choose" else super().check_action(action, parameters)

    def action_choose(self) -> None:
        item = self.item
        if item is not None:
            self.post_message(self.Chosen(self, item, self.cursor))

    def on_click(self, event: Click) -> None:
        """Highlight the line under the mouse; choose it if it was highlighted."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y + self.scroll_offset.y >= len(self._items):
            return
        index = offset.y + self.scroll_offset.y
        if not self._can_rest(self._items[index]):
            return
        if index == self.cursor and event.chain > 1 and self._chooses:
            self.action_choose()
        self.cursor = index


class TreeLines(VirtualList[Item]):
    """The lines of a tree; the keys are the screen's."""

    class Pressed(Message):
        """A line that was highlighted was clicked."""

    def on_click(self, event: Click) -> None:
        """Post ``Pressed`` at a second click on the highlighted line; the first highlights it."""
        offset = event.get_content_offset(self)
        if (
            offset is not None
            and event.chain > 1
            and self.cursor == offset.y + self.scroll_offset.y
        ):
            self.post_message(self.Pressed())


SCROLLBAR = 1  # cells that the rows leave to it


class ColumnHeader(Widget):
    """One line, as wide as the rows below it."""

    _instead = ""

    def __init__(self, heading: Callable[[int], str]) -> None:
        """Show what ``heading`` returns for a width in cells."""
        super().__init__()
        self._heading = heading

    def say(self, text: str) -> None:
        """Show a text instead of the names, which come back with an empty one."""
        self._instead = text
        self.refresh()

    def render(self) -> Content:
        """Return the line."""
        return Content(self._instead or self._heading(self.content_size.width - SCROLLBAR))


class WrappedText(Widget):
    """Shows what a function returns for its width; as tall as that is."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._text: Callable[[int], Content] = lambda _width: Content("")

    def fit(self, text: Callable[[int], Content]) -> None:
        """Show another text: what ``text`` returns for a width in cells."""
        self._text = text
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return how many lines there are."""
        shown = self._text(width)
        return len(shown.wrap(width)) if width and shown.plain else 0

    def render(self) -> Content:
        """Return the text."""
        return self._text(self.content_size.width)


NAME_WIDTH = 12
FIGURES_WIDTH = 40  # counts, rate and time, right of the bar
MIN_BAR = 10


def bar(share: float, width: int, *, full: str = "$primary") -> Content:
    """Return a bar ``width`` cells long, ``share`` of it filled, to half a cell."""
    halves = round(max(0.0, min(1.0, share)) * width * 2)
    cells, half = divmod(halves, 2)
    rest = width - cells - half
    return Content.assemble(
        ("━" * cells + "╸" * half, full),
        ("━" * rest, "$foreground 15%"),
    )


class Bars(Widget):
    """Five lines: the whole import, then its stages."""

    run: ImportRun | None = None

    def show_run(self, run: ImportRun | None) -> None:
        """Draw a run as it is now."""
        self.run = run
        self.refresh()

    def render(self) -> Content:
        """Return the five lines."""
        width = max(MIN_BAR, self.content_size.width - NAME_WIDTH - FIGURES_WIDTH)
        lines = [self._whole(width)]
        for stage in ImportRun.STAGES:
            view = self.run.stages[stage] if self.run else None
            lines.append(self._stage(_(STAGE_TITLES[stage]), view, width))
        return Content("\n").join(lines)

    def _whole(self, width: int) -> Content:
        run = self.run
        share = run.share if run else 0.0
        colour = "$primary"
        if run is not None and run.phase == "finished":
            colour = "$warning" if run.refused else "$success"
        figures = ""
        if run is not None and run.active:
            remaining = run.remaining_s
            figures = clock_text(run.elapsed_s) + (
                " · " + _("about {time} left").format(time=clock_text(remaining))
                if remaining is not None
                else ""
            )
        elif run is not None:
            figures = _("took {time}").format(time=clock_text(run.elapsed_s))
        return Content.assemble(
            (_("Total").ljust(NAME_WIDTH), "bold"),
            bar(share, width, full=colour),
            (f"  {int(share * 100):3d} %", "bold"),
            (figures.rjust(FIGURES_WIDTH - 7), MUTED),
        )

    def _stage(self, name: str, view: StageRun | None, width: int) -> Content:
        share = view.share if view else 0.0
        complete = view is not None and view.complete
        over = self.run is not None and not self.run.active
        counts, rate, left = "", "", ""
        if view is not None and view.begun:
            if view.total is None:
                counts = _("{count} so far").format(count=number(view.done))
            elif complete:
                counts = number(view.done)
            else:
                counts = f"{number(view.done)} / {number(view.total)}"
            if complete:
                left = "✓"
            elif not over:
                per_second, remaining = view.meter.rate, view.remaining_s
                if per_second is not None:
                    rate = _("{count}/s").format(count=number(round(per_second)))
                if remaining is not None:
                    left = clock_text(remaining)
        return Content.assemble(
            name.ljust(NAME_WIDTH),
            bar(share, width, full="$success" if complete else "$primary"),
            counts.rjust(19),
            (rate.rjust(11), MUTED),
            (left.rjust(10), "$success" if complete else MUTED),
        )
