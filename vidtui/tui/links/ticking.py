"""Windows that list what would be done at once, each ticked or not, and what is taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from textual.binding import BindingType
from textual.content import Content

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.links.model import Place
from vidtui.tui.bindings import key, key_of
from vidtui.tui.dialogs import BulkPreview, Detail
from vidtui.tui.formatting import number
from vidtui.tui.links.entries import D, Entry, PendingDecision
from vidtui.tui.widgets import VirtualList


class Tickable(Protocol):
    """What may be done with others or not, and is ticked beforehand or not."""

    @property
    def place(self) -> Place:
        """What it is known by."""
        ...

    @property
    def may(self) -> bool:
        """Whether it may be done with others."""
        ...

    @property
    def is_ticked(self) -> bool:
        """Whether it is ticked before a person ticks anything."""
        ...


M = TypeVar("M", bound=Tickable)


class Ticking(BulkPreview[M], Generic[M]):
    """Enter does what is ticked, as one entry of the journal."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("space", "tick", N_("Tick"), N_("Tick the highlighted one, or not."),
            id="Together.tick"),
        key("a", "all", N_("All"), N_("Tick all that may be, or none."), id="Together.all"),
    ]  # fmt: skip

    def __init__(
        self, heading: str, members: Sequence[M], detail: Detail[M], *, hidden: int = 0
    ) -> None:
        """Take a showable heading; ``hidden`` are those that a filter keeps from being asked."""
        super().__init__(heading, detail)
        self._members = sorted(members, key=lambda one: (not one.is_ticked, not one.may))
        self._ticked = {one.place for one in members if one.may and one.is_ticked}
        self._hidden = hidden

    def on_mount(self) -> None:
        super().on_mount()
        self.show_items(self._members)

    def is_accepted(self, item: M) -> bool:
        """Return whether it is ticked."""
        return item.place in self._ticked

    def summary(self, accepted: int, staying: int) -> str:
        """Return how many are ticked, and how many may not be."""
        text = ngettext("{n} of {count} is ticked", "{n} of {count} are ticked", accepted)
        parts = [text.format(n=number(accepted), count=number(accepted + staying))]
        barred = sum(not one.may for one in self._members)
        if barred:
            rest = ngettext("{n} stays for you alone", "{n} stay for you, one by one", barred)
            parts.append(rest.format(n=number(barred)))
        if self._hidden:
            rest = ngettext("{n} marked is hidden", "{n} marked are hidden", self._hidden)
            parts.append(rest.format(n=number(self._hidden)))
        return " · ".join(parts)

    def way(self) -> str:
        """Return what the keys do."""
        text = _("Enter does what is ticked, one entry · {tick} ticks · {all} all · Esc back")
        return text.format(tick=key_of("Together.tick"), all=key_of("Together.all"))

    def nothing_to_do(self) -> str:
        """Return what the keys do where nothing is ticked."""
        if not any(one.may for one in self._members):
            return super().nothing_to_do()
        text = _("Nothing is ticked: {tick} ticks · {all} all · Esc back")
        return text.format(tick=key_of("Together.tick"), all=key_of("Together.all"))

    def action_tick(self) -> None:
        listed = self.query_one(VirtualList)
        item: M | None = listed.item
        if item is not None and item.may:
            self._ticked ^= {item.place}
            self.recount()
        listed.cursor += 1

    def action_all(self) -> None:
        """Tick all that may be; none where all are."""
        may = {one.place for one in self._members if one.may}
        self._ticked = set() if self._ticked == may else may
        self.recount()


class TakeBack(BulkPreview[PendingDecision[D]], Generic[D]):
    """Lists what was decided together, and what each link would be again."""

    def __init__(self, entry: Entry[D], line: Callable[[PendingDecision[D], int], Content]) -> None:
        """Take what was decided; ``line`` draws one of it."""
        super().__init__(_("Take all of this back?"))
        self._entry = entry
        self._line = line

    def on_mount(self) -> None:
        super().on_mount()
        self.show_items(self._entry.to_take_back)

    def line(self, item: PendingDecision[D], width: int) -> Content:
        """Return what a link would be again."""
        return self._line(item, width)

    def is_accepted(self, item: PendingDecision[D]) -> bool:  # noqa: ARG002
        """Return that each is."""
        return True

    def summary(self, accepted: int, staying: int) -> str:  # noqa: ARG002
        """Return how many they are."""
        text = ngettext(
            "{n} link is as before, unless it has changed since",
            "{n} links are as before, but for such as have changed since",
            accepted,
        )
        return text.format(n=number(accepted))

    def way(self) -> str:
        """Return what the keys do."""
        return _("Enter takes them back, which can be taken back in the Journal · Esc back")
