"""The lines of the Library screen: showable, in the language in force."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from textual.content import Content

from vidtui.i18n import _, decimal, ngettext, size
from vidtui.library.browsing import EpisodeLine, SeasonLine, WorkRow
from vidtui.library.columns import episode_code
from vidtui.library.entries import EntryEpisode
from vidtui.text import printable
from vidtui.tui.formatting import MUTED, cells, number, plural
from vidtui.tui.library.model import (
    ORDERS,
    VIEWS,
    EpisodeItem,
    FileItem,
    Item,
    Order,
    SeasonItem,
    View,
    WorkItem,
)

MARKS = 4  # cells: marked, unfolded, how it stands, and one apart
YEAR, PICTURE, SOUND, SIZE, RATING, LINK = 4, 7, 8, 9, 4, 4  # cells
MOST_BELOW = 5000  # lines of one work among which one is looked for
DEEPER = 2  # cells that each level stands further in
_FIXED = MARKS + YEAR + SIZE + RATING + LINK + 4
_STATES = {"queued": "·", "pending": "?", "failed": "✗", "ignored": "–"}
_LINKS = {"ok": ("✓", "$text-success"), "broken": ("✗", "$text-error"), "": ("–", MUTED)}


class Known(NamedTuple):
    """Which technical facts are known of any work: columns without any give up their room."""

    picture: bool = True
    sound: bool = True

    def or_of(self, rows: Iterable[WorkRow]) -> Known:
        """Return what is known with that of further works."""
        held = list(rows)
        picture = self.picture or any(one.lines for one in held)
        return Known(picture, self.sound or any(one.languages for one in held))


class _Widths(NamedTuple):
    """The cells of the columns that are not always as wide; none where one is not shown."""

    title: int
    picture: int
    sound: int

    @classmethod
    def of(cls, width: int, known: Known) -> _Widths:
        more = max(0, min(16, (width - 100) // 3))  # for languages, where there is room
        picture, sound = PICTURE * known.picture, (SOUND + more) * known.sound
        between = known.picture + known.sound
        return cls(max(10, width - _FIXED - picture - sound - between), picture, sound)


def _columns(values: Iterable[tuple[str, int, bool]]) -> str:
    return " ".join(cells(text, width, right=right) for text, width, right in values if width)


def heading(width: int, known: Known = Known()) -> str:  # noqa: B008 - it cannot change
    """Return the names of the columns."""
    widths = _Widths.of(width, known)
    return " " * MARKS + _columns(
        (
            (_("Title"), widths.title, False),
            (_("Year"), YEAR, True),
            (_("Picture"), widths.picture, False),
            (_("Sound"), widths.sound, False),
            (_("Size"), SIZE, True),
            ("★", RATING, True),
            (_("Link"), LINK, False),
        )
    )


def line(
    item: Item,
    row: WorkRow | None,
    width: int,
    *,
    marked: bool,
    unfolded: bool,
    known: Known = Known(),  # noqa: B008 - it cannot change
) -> Content:
    """Return an item as one line.

    Args:
        item: what stands there.
        row: what is known of its work, None while that is read.
        width: cells.
        marked: whether its work is marked.
        unfolded: whether something of it stands below.
        known: the facts that have a column.
    """
    match item:
        case WorkItem():
            widths = _Widths.of(width, known)
            return _work(item, row, widths, marked=marked, unfolded=unfolded)
        case SeasonItem():
            return _season(item.season, width, unfolded=unfolded)
        case EpisodeItem():
            return episode(item.episode, width)
        case FileItem():
            return _file(item, width)


def same(one: Item, other: Item) -> bool:
    """Whether two items are the same work, season, episode or file, whatever is known of it."""
    if one.key != other.key:
        return False
    match one, other:
        case SeasonItem(), SeasonItem():
            return one.season.number == other.season.number
        case EpisodeItem(), EpisodeItem():
            return one.episode[:2] == other.episode[:2] and one.episode.date == other.episode.date
        case FileItem(), FileItem():
            return one.file.id == other.file.id
        case WorkItem(), WorkItem():
            return True
        case _:
            return False


def holds(one: Item, other: Item) -> bool:
    """Whether an item stands right above the level of another of the same work."""
    if one.key != other.key or isinstance(other, WorkItem):
        return False
    if isinstance(other, EpisodeItem):
        return isinstance(one, SeasonItem) and one.season.number == other.episode.season
    return isinstance(one, WorkItem)


def can_unfold(item: Item, row: WorkRow | None) -> bool:
    """Whether something of an item may stand below it."""
    if isinstance(item, WorkItem):
        return row is not None and (row.files > 1 or row.key[0] == "series")
    return isinstance(item, SeasonItem)


def _fold(item: Item, row: WorkRow | None, *, unfolded: bool) -> str:
    if not can_unfold(item, row):
        return " "
    return "▾" if unfolded else "▸"


def stands(row: WorkRow | None) -> str:
    """Return in one cell how a work stands; a space where nothing is to be said."""
    if row is None:
        return " "
    if row.gone:
        return "○"
    if row.automatic and row.doubt:
        return "!"
    return _STATES.get(row.state, " ")


def _work(
    item: WorkItem, row: WorkRow | None, widths: _Widths, *, marked: bool, unfolded: bool
) -> Content:
    held = row or WorkRow(item.key)
    symbol, style = _LINKS[held.link] if row is not None else (" ", "")
    languages = " ".join(dict.fromkeys(one.partition("-")[0] for one in held.languages))
    return Content.assemble(
        ("●" if marked else " ", "bold $text-accent"),
        _fold(item, row, unfolded=unfolded),
        (stands(row), "$text-warning"),
        " ",
        (cells(printable(item.title) or "–", widths.title), MUTED if held.gone else ""),
        " ",
        (cells(str(item.year or ""), YEAR, right=True), MUTED),
        _column(f"{held.lines}p" if held.lines else "", widths.picture),
        (_column(printable(languages), widths.sound), MUTED),
        " ",
        cells(size(held.size) if row is not None else "…", SIZE, right=True),
        " ",
        (cells(decimal(held.rating, 1) if held.rating else "", RATING, right=True), MUTED),
        " ",
        (cells(symbol, LINK), style),
    )


def _column(text: str, width: int) -> str:
    """Return a text in its column with the cell before it; nothing where there is none."""
    return " " + cells(text, width) if width else ""


def season_name(season: SeasonLine) -> str:
    """Return what a season is called."""
    if season.number is None:
        return _("Episodes")
    if season.number == 0:
        return _("Specials")
    return _("Season {number}").format(number=season.number)


def _season(season: SeasonLine, width: int, *, unfolded: bool) -> Content:
    name = season_name(season)
    said = ngettext("{owned} of {of} episode", "{owned} of {of} episodes", season.of)
    held = said.format(owned=number(season.owned), of=number(season.of))
    if not season.of:
        held = plural("{n} episode", "{n} episodes", season.owned)
    if season.title and printable(season.title) != name:
        name += f" · {printable(season.title)}"
    is_whole = season.owned >= season.of
    return Content.assemble(
        " " * (MARKS + DEEPER - 2),
        "▾ " if unfolded else "▸ ",
        (name, "bold"),
        "  ",
        (held, "$text-success" if is_whole else "$text-warning"),
    ).truncate(width, ellipsis=True)


_OWNING = {
    "owned": ("✓", "$text-success"),
    "gone": ("○", "$text-warning"),
    "missing": ("✗", "$text-error"),
    "coming": ("·", MUTED),
}


def owning_text(one: EpisodeLine) -> str:
    """Return in words whether an episode is there."""
    if one.owning == "owned":
        return "" if one.is_known else _("not in TMDB")
    if one.owning == "gone":
        return _("not on disk")
    if one.owning == "missing":
        return ngettext("missing", "missing", 1)
    return _("not aired yet") if one.date else _("no date yet")


def code(one: EpisodeLine) -> str:
    """Return what an episode is called: ``S01E02``."""
    return printable(
        episode_code(EntryEpisode(one.season, one.number, one.date, one.title, one.is_known))
    )


def episode(one: EpisodeLine, width: int) -> Content:
    """Return an episode as one line: owned or missing, its title, when it was aired."""
    symbol, style = _OWNING[one.owning]
    tail = "  ".join(filter(None, (printable(one.date or ""), owning_text(one))))
    before = " " * (MARKS + 2 * DEEPER - 2)
    head = f"{code(one):<7} {printable(one.title or '')}"
    room = max(8, width - len(before) - 2 - len(tail) - 2)
    return Content.assemble(
        before,
        (f"{symbol} ", style),
        (cells(head, room), "" if one.owning in ("owned", "gone") else MUTED),
        "  ",
        (tail, style if one.owning != "owned" else MUTED),
    ).truncate(width, ellipsis=True)


def _file(item: FileItem, width: int) -> Content:
    held = item.file
    said = [
        ngettext("extra", "extras", 1) if held.kind == "extra" else "",
        f"{held.lines}p" if held.lines else "",
        " ".join(map(printable, held.languages)),
        size(held.size),
        _("not on disk") if held.is_missing else "",
    ]
    tail = " · ".join(filter(None, said))
    before = " " * (MARKS + DEEPER)
    room = max(8, width - len(before) - len(tail) - 2)
    name = printable(os.path.basename(held.path))
    return Content.assemble(before, cells(name, room), "  ", (tail, MUTED)).truncate(
        width, ellipsis=True
    )


def status(
    works: int, order: Order, chosen: View, marked: int, hidden: int, *, reading: bool
) -> Content:
    """Return how many works are in sight, how they are sorted, and how many are marked."""
    count = plural("{n} film or series", "{n} films and series", works)
    parts = [Content.styled(count + (" …" if reading else ""), "bold")]
    is_by_doubt = chosen == "suspect" and not order
    parts.append(
        Content.styled(_("the least sure first") if is_by_doubt else _(ORDERS[order]), MUTED)
    )
    if marked or hidden:
        text = plural("{n} marked", "{n} marked", marked + hidden)
        if hidden:
            text += ", " + plural("{n} of them not in sight", "{n} of them not in sight", hidden)
        parts.append(Content.styled(text, "bold $text-accent"))
    return Content(" · ").join(parts)


def views(chosen: View, width: int) -> Content:
    """Return what can be shown; brackets mark what is."""
    parts = []
    for name, (label, _query) in VIEWS.items():
        text = _(label)
        parts.append(
            Content.styled(f"[{text}]", "bold $text-accent")
            if name == chosen
            else Content.styled(f" {text} ", MUTED)
        )
    return Content(" ").join(parts).truncate(width, ellipsis=True)
