"""Windows before links are moved: which of them, what that costs, and their number typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from textual.content import Content

from vidtui.i18n import _, ngettext
from vidtui.jobs.link.moves import NewPlace, cost
from vidtui.jobs.links.model import Place
from vidtui.tui.formatting import MUTED, number
from vidtui.tui.links.ticking import Ticking
from vidtui.tui.links.type_count import TypeCount
from vidtui.tui.new_links.moves_view import change_line, details, summary
from vidtui.tui.new_links.rows import MoveRow


class Member(NamedTuple):
    """A link, where it would lie, whether it ``may`` move with others, and is ticked."""

    row: MoveRow
    to: NewPlace | None
    may: bool = True
    is_ticked: bool = True

    @property
    def place(self) -> Place:
        """Where the link is."""
        return self.row.place


def of_all(rows: Iterable[MoveRow]) -> list[Member]:
    """Return links with their places; a person ticks those that are to move."""
    return [Member(row, row.certain, is_ticked=False) for row in rows]


def of_marks(rows: Iterable[MoveRow]) -> list[Member]:
    """Return the links that a person has marked; each about which one is asked stays alone."""
    found = []
    for row in rows:
        to = row.certain
        found.append(Member(row, to, to is not None, to is not None and not row.reason))
    return found


class MoveTogether(Ticking[Member]):
    """Lists links, before and after; Enter moves what is ticked, as one entry."""

    def __init__(self, members: Sequence[Member], *, hidden: int = 0) -> None:
        """Take the links; ``hidden`` are those that a filter keeps from being asked."""
        heading = _("Move links") + f" · {number(len(members))}"
        super().__init__(heading, members, lambda one: partial(_about, one), hidden=hidden)

    def line(self, item: Member, width: int) -> Content:
        """Return where a link lies and would lie."""
        is_ticked = self.is_accepted(item)
        sign = ("✓ ", "$text-success") if is_ticked else ("· " if item.may else "– ", MUTED)
        change = change_line(item.row, item.to or item.row.best, max(16, width - 2))
        line = Content.assemble(sign, change)
        return line.truncate(max(0, width), ellipsis=True)


def _about(item: Member, width: int) -> Content:
    to = item.to or item.row.best
    return Content("\n").join([summary(item.row, to, width), details(item.row, to, width)])


def count_question(count: int) -> TypeCount:
    """Return what says the price of other paths, and wants the number of links typed."""
    text = ngettext("Type {n} to move this link", "Type {n} to move these links", count)
    facts = [cost(count), _("A move can be taken back; what was forgotten does not come back.")]
    return TypeCount(text.format(n=count), count, facts)
