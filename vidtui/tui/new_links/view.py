"""A file without a link, where its link goes and why: showable, in the language in force."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from vidtui.i18n import N_, _, ngettext, size, titled
from vidtui.jobs.link.model import (
    Heading,
    Spot,
    heading_name,
    link_sentence,
    title_of,
)
from vidtui.text import printable
from vidtui.tui.bindings import key_of
from vidtui.tui.formatting import (
    MUTED,
    Labelled,
    cells,
    ending,
    labelled,
    middle,
    number,
    plural,
    wrapped,
)
from vidtui.tui.list_page import CandidatePane
from vidtui.tui.new_links.model import Line, Part, ReasonLine, Row, State, Title
from vidtui.tui.new_links.reasons import reason_line

WIDE_ENOUGH: Final = 60  # cells from which on a path is cut rather than wrapped
MOST_BESIDE: Final = 4  # companions named one by one
BEFORE: Final = 4  # letters in which places are alike, shown before those in which they differ

# A symbol and a word, since colour alone must not carry the meaning.
_OPEN = ("+", N_("no link"), "$text-accent")
_ASKED = ("?", N_("where?"), "$text-warning")
_REFUSED = ("!", N_("refused"), "bold $text-error")
_STATES: Mapping[State, tuple[str, str, str]] = {
    "writing": ("…", N_("writing"), "$text-accent"),
    "linked": ("✓", N_("linked"), "$text-success"),
    "answered": ("=", N_("answered"), "$text-success"),
    "never": ("×", N_("never"), MUTED),
    "skipped": ("–", N_("skipped"), MUTED),
}
_MARKS: Mapping[State, tuple[str, str, str]] = {
    "linked": ("+", N_("to link"), "$text-accent"),
    "answered": ("=", N_("answer"), "$text-accent"),
    "never": ("×", N_("never"), "$text-accent"),
    "skipped": ("–", N_("skip"), MUTED),
}
MARKED: Final = "●"


def part_name(part: Part) -> str:
    """Return what the files of a part have in common."""
    if part == "asked":
        return _("You are asked where these go")
    if part == "left-out":
        return _("These get no link")
    heading: Heading = part
    return heading_name(heading)


def mark(row: Row, *, is_plan: bool) -> tuple[str, str]:
    """Return the state of a row as symbol and word, and the style of both."""
    if row.state == "open":
        symbol, word, style = _REFUSED if row.reason else _ASKED if row.is_asked else _OPEN
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
    words = [_OPEN, _ASKED, _REFUSED, *_STATES.values(), *_MARKS.values()]
    state = max(cell_len(_(word)) for _symbol, word, _style in words) + 2
    room = max(24, width - state - 3)
    title = room * 28 // 100
    file = room * 30 // 100
    return Columns(state, title, file, room - title - file)


def heading(width: int) -> str:
    """Return the names of the columns."""
    names = (_("State"), _("What it is"), _("File"), _("Its link"))
    return " ".join(cells(name, room) for name, room in zip(names, columns(width), strict=True))


def line(item: Line, width: int, *, is_plan: bool) -> Content:
    """Return a heading, why some get no link, or a file and where its link goes."""
    if isinstance(item, Title):
        text = titled(part_name(item.part), number(item.count))
        return Content.styled(cells(text, width), "bold $text-accent")
    if isinstance(item, ReasonLine):
        return reason_line(item, width)
    rooms = columns(width)
    word, style = mark(item, is_plan=is_plan)
    muted = "" if item.state == "open" else MUTED
    file = item.file
    return Content(" ").join(
        [
            Content.styled(cells(word, rooms.state), style),
            Content.styled(cells(middle(title_of(file), rooms.title), rooms.title), muted),
            Content.styled(ending(printable(file.place.path), rooms.file), MUTED),
            _goes(item, rooms.link, muted),
        ]
    )


def _goes(row: Row, width: int, style: str) -> Content:
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


def summary(row: Row, chosen: Spot | None, width: int, *, cut: bool = True) -> Content:
    """Return a file, what it is, and the link that it would get."""
    file = row.file
    rows: list[Labelled] = [
        (_("File"), printable(file.place.absolute)),
        (_("What it is"), f"{title_of(file)} · {size(file.size)}"),
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
        rows += _beside(chosen, cut=cut)
    elif chosen is not None:
        rows.append((_("Answer"), answer_text(chosen)))
    column = max(cell_len(label) for label, _value in rows) + 2
    lines = []
    for label, value in rows:
        room = width - column
        if cut and width >= WIDE_ENOUGH and isinstance(value, str) and cell_len(value) > room:
            value = middle(value, room)
        lines.append(labelled(label, value, column, width))
    return Content("\n").join(lines)


def _beside(spot: Spot, *, cut: bool) -> list[Labelled]:
    """Return what would be linked with a video; all of it unless it is ``cut``."""
    beside = spot.companions
    shown = beside[:MOST_BESIDE] if cut and len(beside) > MOST_BESIDE + 1 else beside
    rows: list[Labelled] = [
        ("" if at else _("With it"), printable(os.path.basename(one.place.path)))
        for at, one in enumerate(shown)
    ]
    if left := len(beside) - len(shown):
        rows.append(("", ngettext("{n} more", "{n} more", left).format(n=number(left))))
    return rows


def details(row: Row, chosen: Spot | None, width: int) -> Content:
    """Return what speaks for a place, and what has to be made for it."""
    if chosen is None:
        if row.file.doubt is None:
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


class FilePane(CandidatePane[Spot], can_focus=False):
    """The file on top, the places for its link below it, what speaks for the highlighted last."""

    _row: Row | None = None
    _is_open = False

    def __init__(self) -> None:
        super().__init__(partial(candidate, 0), id="link")

    def show_row(self, row: Row | None, *, is_open: bool) -> None:
        """Show a file; its places where it ``is_open``. The highlight stays on the same."""
        is_same = row is not None and row is self._row
        self._row, self._is_open = row, is_open
        choices = row.choices if row is not None and is_open else ()
        at = self.candidates.cursor if is_same else 0
        taken = row.planned.spot if row is not None else None
        if taken is not None and taken in choices and not is_same:
            at = list(choices).index(taken)
        alike = _alike([spot_text(one) for one in choices])
        self.candidates.show_choices(choices, at, partial(candidate, alike))
        self.candidates.display = len(choices) > 1
        self.show_choice()
        if not is_same:
            self.scroll_home(animate=False)

    def say(self, text: Callable[[int], Content]) -> None:
        """Show a text instead of a file: what ``text`` returns for a width in cells."""
        self._row = None
        self.candidates.show_choices(())
        self.candidates.display = False
        self.show_texts(text)
        self.scroll_home(animate=False)

    def show_choice(self) -> None:
        """Show where the link of the file would go, and why."""
        row = self._row
        if row is None:
            self.show_texts()
            return
        # A file that is decided shows what was made of it.
        chosen = self.choice if self._is_open else row.planned.spot
        self.show_texts(partial(summary, row, chosen), partial(details, row, chosen))
