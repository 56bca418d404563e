"""A link under review, its proposals and what they would do: showable, in the language in force."""

from __future__ import annotations

import os
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from vidtui.i18n import N_, _, size, titled
from vidtui.jobs.links.model import (
    TIERS,
    BrokenLink,
    Problem,
    Proposal,
    problem_of,
    sentence,
    tier_name,
)
from vidtui.jobs.wording import difference
from vidtui.text import printable
from vidtui.tui.bindings import styled_key
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
from vidtui.tui.links.beside import amount, companion_rows, with_count
from vidtui.tui.links.cause_texts import cause_line
from vidtui.tui.links.review_pane import ReviewPane, Text
from vidtui.tui.links.rows import CauseLine, Heading, Line, Row, State

TIER = 14  # cells of a proposal's tier in the list of proposals
LEAST_TIER = 12  # cells of it in a list of ``NARROW`` cells: two tiers are still told apart
NARROW = 74

# A symbol and a word, since colour alone must not carry the meaning.
_PROBLEMS: dict[Problem, tuple[str, str, str]] = {
    "broken": ("✗", N_("broken"), "$text-error"),
    "loop": ("↻", N_("circle"), "$text-error"),
    "folder": ("▤", N_("folder"), "$text-warning"),
    "wrong": ("≠", N_("other"), "$text-warning"),
    "misnamed": ("≠", N_("other"), "$text-warning"),
}
_STATES: dict[State, tuple[str, str, str]] = {
    "writing": ("…", N_("writing"), "$text-accent"),
    "repaired": ("✓", N_("repaired"), "$text-success"),
    "orphaned": ("▾", N_("in trash"), "$text-success"),
    "skipped": ("–", N_("skipped"), MUTED),
    "kept": ("=", N_("kept"), "$text-success"),
}
_MARKS: dict[State, tuple[str, str, str]] = {
    "repaired": ("→", N_("repair"), "$text-accent"),
    "orphaned": ("▾", N_("to trash"), "$text-accent"),
    "skipped": ("–", N_("skip"), MUTED),
    "kept": ("=", N_("keep"), "$text-accent"),
}
MARKED = "●"
_REFUSED = ("!", N_("refused"), "bold $text-error")


def mark(row: Row, *, is_plan: bool) -> tuple[str, str]:
    """Return the state of a row as symbol and word, and the style of both."""
    if row.state == "open":
        symbol, word, style = _REFUSED if row.reason else _PROBLEMS[row.link.problem]
    else:
        symbol, word, style = (_MARKS if is_plan else _STATES)[row.state]
    if row.is_marked:
        symbol, style = MARKED, "bold $text-accent"
    return f"{symbol} {_(word)}", style


class Columns(NamedTuple):
    """Cells of each column; what no row fills has none."""

    state: int
    link: int
    before: int
    tier: int
    after: int


def columns(width: int, *, is_searching: bool, longest: int = 1000) -> Columns:
    """Return the cells of the columns; no one has fewer in a wider list.

    That of the links is no wider than the ``longest`` name of one.
    """
    words = [*_PROBLEMS.values(), *_STATES.values(), *_MARKS.values(), _REFUSED]
    state = max(cell_len(_(word)) for _symbol, word, _style in words) + 2
    most = max(cell_len(tier_name(one)) for one in TIERS) + 2
    tier = 0 if is_searching else min(most, LEAST_TIER + max(0, width - NARROW) // 4)
    room = max(24, width - state - (2 if is_searching else 4) - tier)
    if is_searching:
        return Columns(state, room * 55 // 100, room - room * 55 // 100, 0, 0)
    link = min(room * 40 // 100, max(8, longest))
    half = (room - link) // 2
    return Columns(state, link, half, tier, room - link - half)


def heading(width: int, *, is_searching: bool = False, longest: int = 1000) -> str:
    """Return the names of the columns."""
    names = (_("State"), _("Link"), _("Old target"), _("Best proposal"), _("New target"))
    rooms = columns(width, is_searching=is_searching, longest=longest)
    return " ".join(cells(name, room) for name, room in zip(names, rooms, strict=True) if room)


def line(
    item: Line, width: int, *, is_plan: bool, is_searching: bool, longest: int = 1000
) -> Content:
    """Return a heading, or a link, and where its old target and its best proposal differ."""
    if isinstance(item, Heading):
        text = titled(_(item.text), number(item.count))
        return Content.styled(cells(text, width), "bold $text-accent")
    if isinstance(item, CauseLine):
        return cause_line(item, width)
    rooms = columns(width, is_searching=is_searching, longest=longest)
    word, style = mark(item, is_plan=is_plan)
    is_open = item.state == "open"
    before, after = _both(item, rooms, is_searching=is_searching)
    named = with_count(_name(item.link.place.path), item.link, rooms.link)
    parts = [
        Content.styled(cells(word, rooms.state), style),
        Content.styled(cells(named, rooms.link), "" if is_open else MUTED),
        Content.styled(before, MUTED),
    ]
    if not is_searching:
        parts.append(_tier(item, rooms.tier))
        parts.append(Content.styled(after, MUTED))
    return Content(" ").join(parts)


def _both(row: Row, rooms: Columns, *, is_searching: bool) -> tuple[str, str]:
    """Return old target and best proposal, cut where they agree."""
    old, best = printable(row.link.target), row.best
    if is_searching or best is None:
        return ending(old, rooms.before), " " * rooms.after
    before, after = differing(old, printable(best.place.absolute))
    left, right = apart(before, after, min(rooms.before, rooms.after))
    return cells(left.rstrip(), rooms.before), cells(right.rstrip(), rooms.after)


def _tier(row: Row, width: int) -> Content:
    best = row.best
    if best is None:
        return Content.styled(cells(_("no proposal"), width), MUTED)
    style = "bold" if row.state == "open" else MUTED
    caution = "! " if best.cautions else ""
    return Content.assemble(
        (caution, "bold $text-warning"),
        (cells(tier_name(best.tier), width - len(caution)), style),
    )


def _name(path: bytes) -> str:
    return printable(os.path.basename(path))


def link_summary(
    row: Row, chosen: Proposal | None, width: int, *, is_searching: bool = False, cut: bool = True
) -> Content:
    """Return a link, what is wrong with it, and what a proposal would make of it.

    Where there is room for most of a path it is ``cut`` rather than wrapped.
    """
    link = row.link
    problem = _PROBLEMS[link.problem]
    rows: list[Labelled] = [
        (_("Link"), printable(link.place.absolute)),
        (_("Problem"), Content.styled(f"{problem[0]} {problem_of(link)}", problem[2])),
        (_("Before"), printable(link.edited.text)),
    ]
    if link.showing is not None:
        rows.append((_("Shows now"), printable(link.showing.absolute)))
    if row.reason:
        text = Content.styled(f"! {printable(row.reason)}", "bold $text-error")
        rows.insert(0, (_("Refused"), text))
    rows.append((_("After"), _after(link, chosen, is_searching=is_searching)))
    rows += companion_rows(link, chosen, cut=cut)
    if chosen and (differs := difference(link.target, chosen.place.absolute)):
        rows.append((_("What differs"), differs))
    return table(rows, width, cut=cut)


def _after(link: BrokenLink, chosen: Proposal | None, *, is_searching: bool) -> Content | str:
    if is_searching:
        return Content.styled(_("not known yet…"), MUTED)
    if chosen is not None:
        return printable(chosen.place.absolute)
    parts: list[str | tuple[str, str]] = [
        _("no proposal: "),
        styled_key("links.target"),
        _(" searches your storage"),
    ]
    if link.can_be_orphan:
        parts += [
            ", ",
            styled_key("links.orphan"),
            _(" puts the link in the trash"),
        ]
    return Content.assemble(*parts)


def candidate(at: int, choice: Proposal, is_chosen: bool, width: int) -> Content:
    """Return a proposal in one line: its digit, tier, place and size."""
    mark = "▸" if is_chosen else " "
    before = Content.assemble(
        (f"{mark}{at} ", "bold $text-accent"),
        (cells(tier_name(choice.tier), TIER), "bold" if is_chosen else ""),
        ("! " if choice.cautions else "  ", "bold $text-warning"),
    )
    after = "  " + amount(choice)
    room = max(4, width - before.cell_length - cell_len(after))
    return Content.assemble(before, ending(printable(choice.place.absolute), room), (after, MUTED))


def proposal_details(chosen: Proposal | None, width: int, *, is_listed: bool = False) -> Content:
    """Return what speaks for a proposal, and what against it; also its tier unless listed."""
    if chosen is None:
        return Content("")
    head = f"{tier_name(chosen.tier)} · {amount(chosen)}"
    lines = [] if is_listed else [Content.styled(head, MUTED)]
    lines += [Content.assemble(("· ", MUTED), sentence(one)) for one in chosen.evidence]
    lines += [Content.styled(f"! {sentence(one)}", "bold $text-warning") for one in chosen.cautions]
    return wrapped(lines, width)


def whole(row: Row, width: int) -> Content:
    """Return all of a link and of every proposal, nothing cut."""
    parts = [link_summary(row, row.best, width, cut=False)]
    for at, one in enumerate(row.link.proposals, 1):
        path = Content.assemble(
            (f"{at} ", "bold $text-accent"), (printable(one.place.absolute), "bold")
        )
        parts += [Content(""), *path.wrap(max(10, width)), proposal_details(one, width)]
    return Content("\n").join(parts)


def found_line(proposal: Proposal, width: int) -> Content:
    """Return one file that a search of the storage found."""
    after = "  " + size(proposal.size)
    room = max(4, width - cell_len(after))
    return Content.assemble(middle(printable(proposal.place.absolute), room), (after, MUTED))


class LinkPane(ReviewPane[Row, Proposal], can_focus=False):
    """A link, its proposals, what speaks for the highlighted one."""

    is_searching = False
    """Whether the proposals are not known yet."""

    def __init__(self) -> None:
        super().__init__(candidate, id="link")

    def taken(self, row: Row) -> Proposal | None:
        """Return the proposal that was decided on."""
        return row.planned.proposal

    def texts(self, row: Row, chosen: Proposal | None) -> tuple[Text, Text]:
        """Return what a proposal would make of the link, and why."""
        return (
            partial(link_summary, row, chosen, is_searching=self.is_searching),
            partial(proposal_details, chosen, is_listed=self.candidates.display),
        )
