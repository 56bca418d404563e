"""Windows that show which links would be made at once, each of which can be ticked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from vidtui.i18n import _, ngettext
from vidtui.jobs.link.model import (
    HEADINGS,
    Heading,
    LinkDecision,
    LinkVerb,
    Spot,
    heading_name,
)
from vidtui.jobs.links.model import Place
from vidtui.text import printable
from vidtui.tui.dialogs import Ask, Choice
from vidtui.tui.formatting import MUTED, cells, ending, middle, number
from vidtui.tui.links.entries import PendingDecision
from vidtui.tui.links.ticking import Ticking
from vidtui.tui.new_links.rows import FileRow
from vidtui.tui.new_links.view import details, spot_text, summary


class Member(NamedTuple):
    """A file, what would become of it, whether it ``may`` be done with others, and is ticked."""

    row: FileRow
    verb: LinkVerb
    spot: Spot | None = None
    may: bool = True
    is_ticked: bool = True

    @property
    def place(self) -> Place:
        """Where the file is."""
        return self.row.place


def verb_of(spot: Spot) -> LinkVerb:
    """Return what a choice does: it makes a link, or only answers."""
    return "make" if spot.place is not None else "answer"


def of_heading(rows: Iterable[FileRow], heading: Heading) -> list[Member]:
    """Return the files under a heading with their places.

    What somebody took away is for a person to tick, one by one or all.
    """
    is_ticked = heading != "taken-away"
    return [
        Member(row, "make", row.certain, is_ticked=is_ticked and not row.reason) for row in rows
    ]


def of_answer(found: Iterable[tuple[FileRow, Spot]]) -> list[Member]:
    """Return the files of which the same is asked, with the place that one answer gives each."""
    return [Member(row, verb_of(spot), spot, is_ticked=not row.reason) for row, spot in found]


def of_all(rows: Iterable[FileRow]) -> list[Member]:
    """Return files with their places; what a person took away before is not ticked."""
    return [
        one._replace(is_ticked=one.is_ticked and one.row.part != "taken-away")
        for one in of_marks(rows, "make")
    ]


def of_marks(rows: Iterable[FileRow], verb: LinkVerb) -> list[Member]:
    """Return the files that a person has marked, with what one key would make of all of them."""
    found = []
    for row in rows:
        if verb == "make":
            spot = row.certain
            found.append(Member(row, verb, spot, spot is not None, not row.reason))
        else:
            found.append(Member(row, verb))
    return found


def kinds_question(found: Mapping[Heading, Sequence[FileRow]], hidden: int) -> Ask:
    """Return the question which files are to be linked; ``hidden`` a filter leaves out."""
    facts = [_("Each opens its list: file and link, and nothing is made before you agree.")]
    if hidden:
        text = ngettext(
            "{n} file that the filter hides is left out.",
            "{n} files that the filter hides are left out.",
            hidden,
        )
        facts.append(text.format(n=number(hidden)))
    named = {heading: heading_name(heading) for heading in HEADINGS if found[heading]}
    column = max(map(cell_len, named.values()), default=0) + 2
    choices = [
        Choice(heading, cells(text, column) + number(len(found[heading])).rjust(7))
        for heading, text in named.items()
    ]
    return Ask(_("Link all that have a certain place"), facts, choices)


class LinkTogether(Ticking[Member]):
    """Lists files and the links that they would get; Enter makes what is ticked, as one entry."""

    def __init__(self, heading: str, members: Sequence[Member], *, hidden: int = 0) -> None:
        """Take a showable heading; ``hidden`` are those that a filter keeps from being asked."""
        super().__init__(heading, members, lambda one: partial(about, one), hidden=hidden)

    def line(self, item: Member, width: int) -> Content:
        """Return what would become of a file."""
        return member_line(item, width, is_ticked=self.is_accepted(item))


def member_line(item: Member, width: int, *, is_ticked: bool) -> Content:
    """Return what would become of one file: what it is, and the link that it would get."""
    symbol, style = ("✓ ", "$text-success") if is_ticked else ("· " if item.may else "– ", MUTED)
    room = max(16, width - 5)
    if item.verb == "never":
        left, after = room * 2 // 3, _("never a link")
    else:
        left = room * 2 // 5
        after = spot_text(item.spot) if item.spot is not None else _("you are asked where")
    return Content.assemble(
        (symbol, style),
        (cells(middle(item.row.title, left), left), "" if is_ticked else MUTED),
        (" → " if item.verb != "never" else " × ", "bold $text-accent" if is_ticked else MUTED),
        (ending(after, room - left), "bold" if is_ticked else MUTED),
    ).truncate(max(0, width), ellipsis=True)


def about(item: Member, width: int) -> Content:
    """Return a file with all that would become of it."""
    lines = [summary(item.row, item.spot, width)]
    if item.verb != "never":
        lines.append(details(item.row, item.spot, width))
    return Content("\n").join(lines)


def back_line(item: PendingDecision[LinkDecision], width: int) -> Content:
    """Return which link would be gone again, or what of a file would be forgotten."""
    decision = item.decision
    room = max(16, width - 4)
    if decision.spot is None:
        return Content.assemble("↶ ", middle(printable(decision.file.place.path), room))
    return Content.assemble("↶ ", middle(spot_text(decision.spot), room))


def decisions(members: Iterable[Member]) -> list[tuple[FileRow, LinkVerb, Spot | None]]:
    """Return what is to be done."""
    return [(one.row, one.verb, one.spot if one.verb != "never" else None) for one in members]


def heading_of(heading: Heading, members: Sequence[Member]) -> str:
    """Return what a list is of, with its count."""
    return f"{heading_name(heading)} · {number(len(members))}"


def marks_heading(verb: LinkVerb, members: Sequence[Member]) -> str:
    """Return what would be done with the files that are marked."""
    text = _("Never link the marked files") if verb == "never" else _("Link the marked files")
    return f"{text} · {number(len(members))}"
