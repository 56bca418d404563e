"""The rows of the Library screen, as what can be done with them asks for them."""

from __future__ import annotations

from abc import abstractmethod

from vidtui.library.browsing import WorkRow
from vidtui.tui.library import view
from vidtui.tui.library.feed import Feed
from vidtui.tui.library.model import Item, WorkItem
from vidtui.tui.list_page import ListPage


class LibraryRows(ListPage):
    """A page with works that unfold; ``feed`` is where they come from."""

    feed: Feed

    @property
    def item(self) -> Item | None:
        """The highlighted item."""
        return self.listed.item if self.ready else None

    @property
    def row(self) -> WorkRow | None:
        """What the list knows of the highlighted item's work."""
        item = self.item
        return self.feed.row(item.key) if item is not None else None

    @property
    def can_unfold(self) -> bool:
        """Whether something may be shown below the highlighted item."""
        item = self.item
        return (
            item is not None and view.can_unfold(item, self.row) and not self.feed.is_unfolded(item)
        )

    @property
    def can_fold(self) -> bool:
        """Whether the highlighted item can be folded, or what it stands below."""
        item = self.item
        return item is not None and (not isinstance(item, WorkItem) or self.feed.is_unfolded(item))

    @abstractmethod
    def act(self, name: str) -> None:
        """Do what was taken from the list of acts."""

    @abstractmethod
    def show_all(self) -> None:
        """Fill every part."""
