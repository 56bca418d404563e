"""What would become of many at once, before it is done."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from vidtui.i18n import N_, _
from vidtui.tui.bindings import key
from vidtui.tui.page import Dialog
from vidtui.tui.widgets.virtual_list import VirtualList
from vidtui.tui.widgets.wrapped_text import WrappedText

Item = TypeVar("Item")
Detail = Callable[[Item], Callable[[int], Content]]
MUTED = "$foreground 60%"


class BulkPreview(Dialog[list[Item]], Generic[Item]):
    """Lists what would become of each; answers with those that are accepted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter,a", "accept", N_("Accept"), N_("Accept all that are marked.")),
    ]

    def __init__(self, heading: str, detail: Detail[Item] | None = None) -> None:
        """Show nothing yet.

        Args:
            heading: showable.
            detail: returns what draws all of one for a width in cells, below the list.
        """
        super().__init__()
        self._heading = heading
        self._detail = detail
        self._accepted: list[Item] | None = None

    @abstractmethod
    def line(self, item: Item, width: int) -> Content:
        """Return what would become of one, in ``width`` cells."""

    @abstractmethod
    def is_accepted(self, item: Item) -> bool:
        """Return whether one is accepted together with the others."""

    @abstractmethod
    def summary(self, accepted: int, staying: int) -> str:
        """Return how many are accepted, and how many stay as they are."""

    @abstractmethod
    def way(self) -> str:
        """Return what the keys do where some are accepted."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="window -large -tall"):
            yield Static(Content.styled(self._heading, "bold"), classes="question")
            yield Static(Content(_("Reading…")), id="sum")
            yield VirtualList[Item]([], self.line, chooses=False, id="becomes")
            if self._detail is not None:
                with VerticalScroll(id="member", can_focus=False):
                    yield WrappedText(id="member-text")
            yield Static(id="keys")

    def on_mount(self) -> None:
        self.query_one(VirtualList).focus()

    def show_items(self, items: Sequence[Item]) -> None:
        """Fill the list, those that are accepted first."""
        items = sorted(items, key=lambda one: not self.is_accepted(one))
        self._accepted = [one for one in items if self.is_accepted(one)]
        count = len(self._accepted)
        self.query_one(VirtualList).show_items(items)
        self.say(Content(self.summary(count, len(items) - count)))
        way = self.way() if count else _("Nothing here can be accepted together · Esc back")
        self.query_one("#keys", Static).update(Content.styled(way, MUTED))
        self._show_detail()

    def say(self, text: Content) -> None:
        """Show how it stands, above the list."""
        self.query_one("#sum", Static).update(text)

    def on_virtual_list_moved(self) -> None:
        """Show all of the highlighted one."""
        self._show_detail()

    def _show_detail(self) -> None:
        item: Any = self.query_one(VirtualList).item
        if self._detail is not None and item is not None:
            self.query_one("#member-text", WrappedText).fit(self._detail(item))
            self.query_one("#member").scroll_home(animate=False)

    def action_accept(self) -> None:
        """Answer, once there is something to accept."""
        if self._accepted:
            self.dismiss(self._accepted)
