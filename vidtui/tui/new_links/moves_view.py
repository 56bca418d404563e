"""A link that may move, where it lies and where it belongs: showable, in the language in force."""

from __future__ import annotations

from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from vidtui.i18n import _, ngettext, size
from vidtui.jobs.link.model import link_sentence
from vidtui.jobs.link.moves import MoveDecision, NewPlace
from vidtui.jobs.wording import difference
from vidtui.text import printable
from vidtui.tui.formatting import (
    MUTED,
    Labelled,
    apart,
    cells,
    differing,
    ending,
    middle,
    number,
    table,
    wrapped,
)
from vidtui.tui.links.beside import beside_rows, name_of
from vidtui.tui.links.entries import PendingDecision
from vidtui.tui.new_links.model import StayingLine
from vidtui.tui.new_links.rows import MoveRow

ARROW: Final = " → "


class Columns(NamedTuple):
    """Cells of the columns beside that of the state."""

    title: int
    before: int
    after: int


def columns(room: int) -> Columns:
    """Return the cells of the columns in ``room``; no one has fewer in a wider list."""
    title = room * 28 // 100
    half = (room - title) // 2
    return Columns(title, half, room - title - half)


def names(rooms: Columns) -> list[tuple[str, int]]:
    """Return the name of each column, and its cells."""
    return list(zip((_("What it is"), _("Its link"), _("Would lie at")), rooms, strict=True))


def parts(row: MoveRow, rooms: Columns, muted: str) -> list[Content]:
    """Return what a link shows, and where its place and the one that it would have differ."""
    before, after = _cut(row, row.best, min(rooms.before, rooms.after))
    return [
        Content.styled(cells(middle(row.title, rooms.title), rooms.title), muted),
        Content.styled(cells(before, rooms.before), MUTED),
        Content.styled(cells(after, rooms.after), muted),
    ]


def _cut(row: MoveRow, to: NewPlace | None, half: int) -> tuple[str, str]:
    """Return both places in ``half`` cells each, cut where they agree; ``+2`` go with the link."""
    if to is None:
        return ending(printable(row.place.path), half).rstrip(), ""
    beside = f" +{len(to.companions)}" if to.companions else ""
    both = differing(printable(row.place.path), printable(to.place.path))
    before, after = apart(*both, max(4, half - cell_len(beside)))
    return before.rstrip(), after.rstrip() + beside


def staying_line(item: StayingLine, width: int) -> Content:
    """Return a link that stays, and why."""
    why = link_sentence(item.link.why)
    left = max(8, width * 55 // 100 - 3)
    path = ending(printable(item.link.place.path), left)
    rest = Content(f"  {path} ").append(Content.styled(why, MUTED))
    return rest.truncate(max(0, width), ellipsis=True)


def staying_about(item: StayingLine, width: int) -> Content:
    """Return a link that stays, and why, whole."""
    why = Content.styled(f"? {link_sentence(item.link.why)}", "$text-warning")
    rows: list[Labelled] = [
        (_("Link"), printable(item.link.place.absolute)),
        (_("It stays"), why),
    ]
    return table(rows, width)


def summary(row: MoveRow, chosen: NewPlace | None, width: int, *, cut: bool = True) -> Content:
    """Return a link, what it shows, and where it would lie."""
    link = row.link
    rows: list[Labelled] = [
        (_("What it is"), f"{row.title} · {size(link.size)}"),
        (_("Before"), printable(link.place.absolute)),
    ]
    if row.reason:
        text = Content.styled(f"! {printable(row.reason)}", "bold $text-error")
        rows.insert(0, (_("Refused"), text))
    if chosen is not None:
        after = printable(chosen.place.absolute)
        rows.append((_("After"), after))
        if differs := difference(link.place.absolute, chosen.place.absolute):
            rows.append((_("What differs"), differs))
        rows += beside_rows([name_of(one.place.path) for one in chosen.companions], cut=cut)
    if link.doubt is not None:
        text = Content.styled(f"? {link_sentence(link.doubt)}", "$text-warning")
        rows.append((_("Question"), text))
    rows.append((_("Shows"), printable(link.source.absolute)))
    return table(rows, width, cut=cut)


def details(row: MoveRow, chosen: NewPlace | None, width: int) -> Content:
    """Return what speaks for a place, what has to be made for it, and what stays behind."""
    lines = []
    if chosen is not None:
        lines += [Content.assemble(("· ", MUTED), link_sentence(one)) for one in chosen.reasons]
        if made := chosen.new_folders:
            text = ngettext("{n} folder is made", "{n} folders are made", made)
            lines.append(Content.assemble(("· ", MUTED), text.format(n=number(made))))
    if left := row.link.left_behind:
        text = ngettext(
            "{n} file that is no link stays in its folder",
            "{n} files that are no links stay in its folder",
            left,
        )
        lines.append(Content.styled(f"! {text.format(n=number(left))}", "$text-warning"))
    return wrapped(lines, width)


def change_line(row: MoveRow, to: NewPlace | None, width: int) -> Content:
    """Return what a link shows, and where it lies and would lie, in one line."""
    title = middle(row.title, max(8, min(cell_len(row.title), width * 30 // 100)))
    half = max(4, (width - cell_len(title) - 1 - len(ARROW)) // 2)
    before, after = _cut(row, to, half)
    return Content.assemble(title, " ", (before, MUTED), (ARROW, "bold $text-accent"), after)


def back_line(item: PendingDecision[MoveDecision], width: int) -> Content:
    """Return from where a link would go back, and where to."""
    link, to = item.decision.link, item.decision.to
    old = printable(link.place.path)
    if to is None:
        return Content.assemble("↶ ", middle(old, max(8, width - 2)))
    both = differing(printable(to.place.path), old)
    before, after = apart(*both, max(4, (width - 2 - len(ARROW)) // 2))
    return Content.assemble("↶ ", (before.rstrip(), MUTED), ARROW, after.rstrip())
