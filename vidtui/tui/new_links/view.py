"""A file without a link, where its link goes and why: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from vidtui.i18n import N_, _, size, titled
from vidtui.jobs.link.model import (
    Heading,
    Spot,
    heading_name,
    link_sentence,
)
from vidtui.text import printable
from vidtui.tui.bindings import key_of
from vidtui.tui.formatting import (
    MUTED,
    Labelled,
    cells,
    ending,
    middle,
    number,
    plural,
    table,
    wrapped,
)
from vidtui.tui.links.beside import beside_rows, name_of
from vidtui.tui.links.review_pane import ReviewPane, Text
from vidtui.tui.list_page import Candidate
from vidtui.tui.new_links import moves_view
from vidtui.tui.new_links.model import Line, ReasonLine, StayingLine, Title
from vidtui.tui.new_links.reasons import reason_line
from vidtui.tui.new_links.rows import FileRow, MoveRow, Part, Row, State

BEFORE: Final = 4  # letters in which places are alike, shown before those in which they differ

# A symbol and a word, since colour alone must not carry the meaning.
_OPEN = ("+", N_("no link"), "$text-accent")
_ASTRAY = ("→", N_("astray"), "$text-accent")
_ASKED = ("?", N_("where?"), "$text-warning")
_REFUSED = ("!", N_("refused"), "bold $text-error")
_STATES: Mapping[State, tuple[str, str, str]] = {
    "writing": ("…", N_("writing"), "$text-accent"),
    "linked": ("✓", N_("linked"), "$text-success"),
    "moved": ("✓", N_("in place"), "$text-success"),
    "answered": ("=", N_("answered"), "$text-success"),
    "never": ("×", N_("never"), MUTED),
    "skipped": ("–", N_("skipped"), MUTED),
}
_MARKS: Mapping[State, tuple[str, str, str]] = {
    "linked": ("+", N_("to link"), "$text-accent"),
    "moved": ("→", N_("to move"), "$text-accent"),
    "answered": ("=", N_("answer"), "$text-accent"),
    "never": ("×", N_("never"), "$text-accent"),
    "skipped": ("–", N_("skip"), MUTED),
}
MARKED: Final = "●"
_PARTS: Mapping[Part, str] = {
    "asked": N_("You are asked where these go"),
    "left-out": N_("These get no link"),
    "moves": N_("Links that belong elsewhere"),
    "moves-asked": N_("You are asked whether these move"),
    "staying": N_("Not where the layout has them, and staying"),
}


def part_name(part: Part) -> str:
    """Return what the files of a part have in common."""
    if part in _PARTS:
        return _(_PARTS[part])
    heading: Heading = part  # type: ignore[assignment]
    return heading_name(heading)


def mark(row: Row, *, is_plan: bool) -> tuple[str, str]:
    """Return the state of a row as symbol and word, and the style of both."""
    if row.state == "open":
        still = _ASTRAY if isinstance(row, MoveRow) else _OPEN
        symbol, word, style = _REFUSED if row.reason else _ASKED if row.is_asked else still
    else:
        symbol, word, style = (_MARKS if is_plan else _STATES)[row.state]
    if row.is_marked:
        symbol, style = MARKED, "bold $text-accent"
    return f"{symbol} {_(word)}", style


class Columns(NamedTuple):
    """Cells of each column."""

    state: int
    title: int
    file: int
    link: int


def columns(width: int) -> Columns:
    """Return the cells of the columns; no one has fewer in a wider list."""
    words = [_OPEN, _ASTRAY, _ASKED, _REFUSED, *_STATES.values(), *_MARKS.values()]
    state = max(cell_len(_(word)) for _symbol, word, _style in words) + 2
    room = max(24, width - state - 3)
    title = room * 28 // 100
    file = room * 30 // 100
    return Columns(state, title, file, room - title - file)


def heading(width: int, *, is_of_moves: bool) -> str:
    """Return the names of the columns."""
    rooms = columns(width)
    names = [(_("State"), rooms.state)]
    if is_of_moves:
        names += moves_view.names(_of_moves(rooms))
    else:
        names += [
            (_("What it is"), rooms.title),
            (_("File"), rooms.file),
            (_("Its link"), rooms.link),
        ]
    return " ".join(cells(name, room) for name, room in names)


def _of_moves(rooms: Columns) -> moves_view.Columns:
    return moves_view.columns(rooms.title + rooms.file + rooms.link)


def line(item: Line, width: int, *, is_plan: bool) -> Content:
    """Return a heading, why some get no link, or a file and where its link goes."""
    if isinstance(item, Title):
        text = titled(part_name(item.part), number(item.count))
        return Content.styled(cells(text, width), "bold $text-accent")
    if isinstance(item, ReasonLine):
        return reason_line(item, width)
    if isinstance(item, StayingLine):
        return moves_view.staying_line(item, width)
    rooms = columns(width)
    word, style = mark(item, is_plan=is_plan)
    muted = "" if item.state == "open" else MUTED
    parts = [Content.styled(cells(word, rooms.state), style)]
    if isinstance(item, MoveRow):
        parts += moves_view.parts(item, _of_moves(rooms), muted)
    elif isinstance(item, FileRow):
        parts += [
            Content.styled(cells(middle(item.title, rooms.title), rooms.title), muted),
            Content.styled(ending(printable(item.place.path), rooms.file), MUTED),
            _goes(item, rooms.link, muted),
        ]
    return Content(" ").join(parts)


def _goes(row: FileRow, width: int, style: str) -> Content:
    """Return where the link of a file goes, or what is asked about it."""
    best = row.best
    doubt = row.file.doubt
    if doubt is not None and row.state not in ("linked", "answered"):
        return Content.styled(cells(link_sentence(doubt), width), style or "$text-warning")
    if best is None or best.place is None:
        return Content.styled(cells(answer_text(best) if best else "", width), style)
    beside = f" +{len(best.companions)}" if best.companions else ""
    room = max(4, width - cell_len(beside))
    return Content.styled(ending(printable(best.place.path), room).rstrip() + beside, style)


def answer_text(spot: Spot) -> str:
    """Return the folder, or the answer, that a choice without a place of its own is."""
    return printable(spot.folder or spot.answer)


def spot_text(spot: Spot) -> str:
    """Return where a link would lie, or what the answer is."""
    return printable(spot.place.path) if spot.place is not None else answer_text(spot)


def summary(row: Row, chosen: Any, width: int, *, cut: bool = True) -> Content:
    """Return a file, what it is, and the link that it would get; or a link, and its move."""
    if isinstance(row, MoveRow):
        return moves_view.summary(row, chosen, width, cut=cut)
    return _file_summary(row, chosen, width, cut=cut) if isinstance(row, FileRow) else Content("")


def _file_summary(row: FileRow, chosen: Spot | None, width: int, *, cut: bool) -> Content:
    file = row.file
    rows: list[Labelled] = [
        (_("File"), printable(file.place.absolute)),
        (_("What it is"), f"{row.title} · {size(file.size)}"),
    ]
    if row.reason:
        text = Content.styled(f"! {printable(row.reason)}", "bold $text-error")
        rows.insert(0, (_("Refused"), text))
    if file.doubt is not None:
        text = Content.styled(f"? {link_sentence(file.doubt)}", "$text-warning")
        rows.append((_("Question"), text))
    if chosen is not None and chosen.place is not None:
        rows.append((_("Its link"), printable(chosen.place.absolute)))
        rows.append((_("Shows"), printable(chosen.text)))
        rows += beside_rows([name_of(one.place.path) for one in chosen.companions], cut=cut)
    elif chosen is not None:
        rows.append((_("Answer"), answer_text(chosen)))
    return table(rows, width, cut=cut)


def details(row: Row, chosen: Any, width: int) -> Content:
    """Return what speaks for a place, and what has to be made for it."""
    if isinstance(row, MoveRow):
        return moves_view.details(row, chosen, width)
    return _file_details(row, chosen, width)


def _file_details(row: Row, chosen: Spot | None, width: int) -> Content:
    if chosen is None:
        if row.doubt is None:
            return Content("")
        text = _(
            "No folder of the tree is offered: {more} places such files otherwise, {write}"
        ).format(
            more=key_of("new_links.more"),
            write=_("or a template in the settings"),
        )
        return wrapped([Content(text)], width)
    lines = [Content.assemble(("· ", MUTED), link_sentence(one)) for one in chosen.reasons]
    if chosen.new_folders:
        text = plural("{n} folder is made", "{n} folders are made", chosen.new_folders)
        lines.append(Content.assemble(("· ", MUTED), text))
    if chosen.place is None:
        text = _("this answer is kept; the next search says where the link goes")
        lines.append(Content.assemble(("· ", MUTED), text))
    return wrapped(lines, width)


def candidate(alike: int, at: int, choice: Spot, is_chosen: bool, width: int) -> Content:
    """Return a place in one line: its digit, and the folder.

    Where it does not fit, so many letters with which all begin ``alike`` give way first.
    """
    sign = "▸" if is_chosen else " "
    before = Content.assemble((f"{sign}{at} ", "bold $text-accent"))
    why = link_sentence(choice.reasons[0]) if choice.reasons else ""
    after = f"  {why}" if why and cell_len(why) < width // 3 else ""
    room = max(4, width - before.cell_length - cell_len(after))
    return Content.assemble(
        before,
        (_cut(spot_text(choice), alike, room), "bold" if is_chosen else ""),
        (after, MUTED),
    )


def _alike(texts: Sequence[str]) -> int:
    """Return with how many letters all texts begin alike."""
    first, last = min(texts, default=""), max(texts, default="")
    both = zip(first, last, strict=False)
    return next((at for at, (one, other) in enumerate(both) if one != other), len(first))


def _cut(text: str, alike: int, width: int) -> str:
    """Return a text in exactly ``width`` cells: what it has of its own stays in sight."""
    start = max(0, alike - BEFORE)
    if cell_len(text) <= width or start < 2:
        return middle(text, width)
    return cells("…" + text[start:], width)


def whole(row: Row, width: int) -> Content:
    """Return all of a file and of every place, nothing cut."""
    parts = [summary(row, row.best, width, cut=False)]
    for at, one in enumerate(row.choices, 1):
        path = Content.assemble((f"{at} ", "bold $text-accent"), (spot_text(one), "bold"))
        parts += [Content(""), *path.wrap(max(10, width)), details(row, one, width)]
    return Content("\n").join(parts)


class FilePane(ReviewPane[Row, Spot], can_focus=False):
    """A file, the places for its link, what speaks for the highlighted one."""

    def __init__(self) -> None:
        super().__init__(partial(candidate, 0), id="link")

    def taken(self, row: Row) -> Any:
        """Return the place that was decided on."""
        return row.planned.chosen if isinstance(row, MoveRow) else row.planned.spot

    def texts(self, row: Row, chosen: Any) -> tuple[Text, Text]:
        """Return where the link of the file would go, and why."""
        return partial(summary, row, chosen), partial(details, row, chosen)

    def drawn_by(self, choices: Sequence[Spot]) -> Candidate[Spot]:
        """Return what draws places by that in which they differ."""
        return partial(candidate, _alike([spot_text(one) for one in choices]))
