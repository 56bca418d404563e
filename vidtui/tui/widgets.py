"""Widgets that several screens share: a list of only the lines in sight, and texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, Self, TypeVar

from rich.segment import Segment
from textual.binding import BindingType
from textual.containers import ScrollableContainer
from textual.content import Content
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual, VisualType
from textual.widget import Widget
from textual.widgets import DataTable, OptionList, Static

from vidtui.tui.bindings import key, registered
from vidtui.tui.moving import moving_keys

Item = TypeVar("Item")

MOST_DRAWN = 500  # lines that are kept as they were drawn: more than any screen has


class VirtualList(ScrollView, Generic[Item], can_focus=True, inherit_bindings=False):
    """One line per item of a sequence that may grow; ``Enter`` chooses one.

    ``show_item`` turns an item and a width in cells into showable text, plain or styled.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"virtual-list--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *moving_keys("move(-1)", "move(1)", "page(-1)", "page(1)", "first", "last"),
        *registered("list", [key("enter", "choose")]),
    ]

    cursor = reactive(0, repaint=False)  # its two lines are drawn anew

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
        self._drawn: dict[int, Strip] = {}  # all but the cursor's, until they are refreshed
        self._drawn_for = (0, "")  # a width, and a theme

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

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw the lines in some regions anew; without any make all of them anew."""
        if not regions:  # a list that is only scrolled has the same lines
            self._drawn.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Make all lines anew: colours have changed."""
        self._drawn.clear()
        super().notify_style_update()

    def redraw(self, index: int) -> None:
        """Make one line anew: its item has changed."""
        self._drawn.pop(index, None)
        self.refresh_line(index)

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
        drawn_for = (width, self.app.theme)
        if drawn_for != self._drawn_for or len(self._drawn) > MOST_DRAWN:
            self._drawn.clear()
            self._drawn_for = drawn_for
        drawn = self._drawn.get(index)
        is_cursor = index == self.cursor
        if drawn is None or is_cursor:
            drawn = self._line(index, width)
            if not is_cursor:
                self._drawn[index] = drawn
        return drawn

    def _line(self, index: int, width: int) -> Strip:
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


def go_to_top(widget: Widget | None) -> None:
    """Go to the first line of a list, or of a text."""
    match widget:
        case VirtualList() | OptionList():
            widget.action_first()
        case DataTable():
            widget.action_scroll_top()
        case ScrollableContainer():
            widget.scroll_home(animate=False)


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


class StaticText(Static):
    """A text that is drawn anew only where it changes, and laid out where its size may."""

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show another text."""
        now = self.content
        if isinstance(content, Content) and isinstance(now, Content) and now.is_same(content):
            return
        super().update(content, layout=layout and self.styles.auto_dimensions)


class WrappedText(Widget):
    """Shows what a function returns for its width; as tall as that is."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._text: Callable[[int], Content] = lambda _width: Content("")
        self._wrapped: dict[int, tuple[Content, int]] = {}  # by width: the text, and its lines

    def fit(self, text: Callable[[int], Content]) -> None:
        """Show another text: what ``text`` returns for a width in cells."""
        width = self.content_size.width
        before = self._wrapped.get(width)
        self._text = text
        self._wrapped = {}
        shown, lines = self._at(width)
        if before is None or lines != before[1]:
            self.refresh(layout=True)
        elif not shown.is_same(before[0]):
            self.refresh()

    def _at(self, width: int) -> tuple[Content, int]:
        if width not in self._wrapped:
            shown = self._text(width)
            lines = len(shown.wrap(width)) if width and shown.plain else 0
            self._wrapped[width] = shown, lines
        return self._wrapped[width]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return how many lines there are."""
        return self._at(width)[1]

    def render(self) -> Content:
        """Return the text."""
        return self._at(self.content_size.width)[0]
