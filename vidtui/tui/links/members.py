"""Links of which something would become together, each of which may be ticked, or not."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from vidtui.i18n import _
from vidtui.jobs.links.model import (
    IDENTITY,
    SHOW_OTHERS,
    Decision,
    Place,
    Plan,
    Planned,
    Proposal,
    Renamed,
    Verb,
)
from vidtui.jobs.repair.accepting import CERTAIN, SAME_PATH, Kind, Moved, clear
from vidtui.jobs.repair.plan_file import trash_orphans
from vidtui.jobs.wording import difference
from vidtui.text import printable
from vidtui.tui.formatting import MUTED, apart, differing, labelled, middle, told_apart
from vidtui.tui.links.entries import PendingDecision
from vidtui.tui.links.rows import Row
from vidtui.tui.links.view import proposal_details


class Member(NamedTuple):
    """A link, what would become of it, whether it ``may`` be done with others, and is ticked."""

    row: Row
    verb: Verb
    proposal: Proposal | None = None
    may: bool = True
    is_ticked: bool = True

    @property
    def place(self) -> Place:
        """Where the link is."""
        return self.row.link.place


def of_group(rows: Sequence[Row | None], group: Renamed, moved: Moved) -> list[Member]:
    """Return the undecided links of a group; only such as may be accepted together are ticked.

    Those that lie at the same path are ticked where a file proves that this is the folder.
    """
    found = []
    for row, choice in zip(rows, group.choices, strict=True):
        if row is None or row.state != "open":
            continue
        proposal = next((one for one in row.link.proposals if one.id == choice), None)
        is_proved = row.link.place in moved.proved
        may = is_proved or row.link.place in moved.alike
        is_ticked = (is_proved or (may and moved.is_confirmed)) and not row.reason
        found.append(Member(row, "repair", proposal, may, is_ticked))
    return found


def of_kind(rows: Iterable[Row], kind: Kind) -> list[Member]:
    """Return links that one kind of evidence would repair; what is not certain is not ticked."""
    return [
        Member(row, "repair", clear(row.link), is_ticked=kind in CERTAIN and not row.reason)
        for row in rows
    ]


def of_marks(rows: Iterable[Row], verb: Verb) -> list[Member]:
    """Return the links that a person has marked, with what one key would make of all of them."""
    return [_of_mark(row, verb) for row in rows]


def _of_mark(row: Row, verb: Verb) -> Member:
    link, best = row.link, row.link.best
    if verb == "repair":
        may = best is not None and link.problem not in SHOW_OTHERS and link.has_clear(best)
        is_ticked = clear(link) is not None and not row.reason
        return Member(row, verb, best, may, is_ticked)
    if verb == "orphan":
        is_doubtful = bool(best or link.is_outside or link.through)
        return Member(row, verb, best, link.can_be_orphan, link.can_be_orphan and not is_doubtful)
    is_of_others = link.problem in SHOW_OTHERS
    return Member(row, verb, best, is_of_others, is_of_others)


def orphans(rows: Sequence[Row], plan: Plan) -> list[Member]:
    """Return those of some links that may go to the trash together, by the rules of batch."""
    asked = replace(plan, links=[Planned(row.link) for row in rows])
    trash_orphans(asked)
    both = zip(rows, asked.links, strict=True)
    return [Member(row, "orphan") for row, planned in both if planned.decision == "orphan"]


def decisions(members: Iterable[Member]) -> list[tuple[Row, Verb, Proposal | None]]:
    """Return what is to be done."""
    return [(one.row, one.verb, one.proposal if one.verb == "repair" else None) for one in members]


def given(members: Iterable[Member]) -> list[Decision]:
    """Return it as the jobs take it."""
    return [Decision(row.link, verb, proposal) for row, verb, proposal in decisions(members)]


def alike_rows(rows: Iterable[Row], alike: Collection[Place], kind: Kind) -> list[Row]:
    """Return those of some links that a kind of evidence would repair."""
    found = []
    for row in rows:
        best = clear(row.link)
        if best is None:
            continue
        is_alike = row.link.place in alike and best.tier not in IDENTITY
        if (SAME_PATH if is_alike else best.tier) == kind:
            found.append(row)
    return found


SIGN, ARROW, CAUTION = 2, 3, 1  # cells of a line beside its texts


class Widest(NamedTuple):
    """The cells of the widest link, and of the widest place before or after, of several lines."""

    name: int
    half: int

    @classmethod
    def of(cls, members: Iterable[Member]) -> Widest:
        """Return those of some links that are repaired, or not."""
        names, halves = [0], [0]
        for one in members:
            names.append(cell_len(_named(one)))
            halves += map(cell_len, _differing(one)) if one.verb == "repair" else ()
        return cls(max(names), max(halves))

    def half_in(self, room: int) -> int:
        """Return the cells of each place: all it needs, but for two thirds of the room."""
        spared = max(room * 2 // 3, room - self.name - 1)
        return max(1, min(self.half, (spared - ARROW) // 2))


def member_line(item: Member, width: int, widest: Widest, *, is_ticked: bool) -> Content:
    """Return what would become of one link: where its old target and the new one differ."""
    symbol, style = ("✓ ", "$text-success") if is_ticked else ("· " if item.may else "– ", MUTED)
    muted, proposal = "" if is_ticked else MUTED, item.proposal
    room = max(16, width - SIGN - CAUTION)
    caution = "!" if proposal is not None and proposal.cautions else " "
    if item.verb == "repair":
        change, arrow = _change(*_differing(item), widest.half_in(room)), " "
    else:
        arrow = " ▾ " if item.verb == "orphan" else " = "
        said = _("to the trash") if item.verb == "orphan" else _("right as it is")
        change = Content(said)
    left = min(widest.name, max(1, room - change.cell_length - len(arrow)))
    return Content.assemble(
        (symbol, style),
        (middle(_named(item), left), muted),
        (arrow, "bold $text-accent" if is_ticked else MUTED),
        change.stylize("bold" if is_ticked else MUTED),
        (caution, "bold $text-warning"),
    ).truncate(max(0, width), ellipsis=True)


def _named(item: Member) -> str:
    """Return what a line calls its link: its name beside a change, else its whole path."""
    path = item.row.link.place.path
    return printable(os.path.basename(path) if item.verb == "repair" else path)


def _differing(item: Member) -> tuple[str, str]:
    """Return a link's old target and the proposed one, without what they have in common."""
    old = printable(item.row.link.target)
    if item.proposal is None:
        return old, _("no proposal")
    return differing(old, printable(item.proposal.place.absolute))


def _change(old: str, new: str, half: int) -> Content:
    """Return where a link leads and would lead, in ``half`` cells each."""
    left, right = apart(old, new, half)
    return Content(f"{left} → {right}")


def about(item: Member, width: int) -> Content:
    """Return a link with all that would become of it."""
    link, proposal = item.row.link, item.proposal
    before, after = printable(link.edited.text), ""
    rows = [(_("Link"), printable(link.place.absolute)), (_("Before"), before)]
    if item.verb == "repair":
        after = printable(proposal.place.absolute) if proposal else _("no proposal")
        rows.append((_("After"), after))
        if proposal and (differs := difference(link.target, proposal.place.absolute)):
            rows.append((_("What differs"), differs))
    if item.row.reason:
        rows.append((_("Refused"), printable(item.row.reason)))
    column = max(cell_len(label) for label, _value in rows) + 2
    if proposal is not None and after:
        both = told_apart(before, after, width - column)
        rows[1:3] = [(label, text) for (label, _whole), text in zip(rows[1:3], both, strict=True)]
    lines = [labelled(label, middle(value, width - column), column) for label, value in rows]
    return Content("\n").join([*lines, proposal_details(proposal, width)])


def back_line(item: PendingDecision[Decision], width: int) -> Content:
    """Return what a link would be again."""
    link, proposal = item.decision.link, item.decision.proposal
    room = max(16, width - SIGN)
    if proposal is None:
        return Content.assemble("↶ ", middle(printable(link.place.path), room))
    both = differing(printable(proposal.place.absolute), printable(link.target))
    half = max(1, min(max(map(cell_len, both)), (room * 2 // 3 - ARROW) // 2))
    change = _change(*both, half)
    name, rest = printable(os.path.basename(link.place.path)), room - change.cell_length - 1
    return Content.assemble("↶ ", middle(name, rest), " ", change.stylize(MUTED))
