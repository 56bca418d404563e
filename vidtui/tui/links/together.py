"""Windows that show what would become of many links at once, each of which can be ticked."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.base import Refused
from vidtui.jobs.links.model import (
    ACCEPTABLE,
    IDENTITY,
    SHOW_OTHERS,
    BrokenLink,
    Decision,
    Place,
    Plan,
    Planned,
    Proposal,
    Renamed,
    Verb,
)
from vidtui.jobs.repair.accepting import (
    CERTAIN,
    KINDS,
    SAME_PATH,
    Kind,
    Moved,
    clear,
    kind_name,
)
from vidtui.jobs.repair.plan_file import trash_orphans
from vidtui.jobs.wording import difference
from vidtui.text import printable
from vidtui.tui.bindings import key, key_of
from vidtui.tui.dialogs import Ask, BulkPreview, Choice
from vidtui.tui.formatting import (
    MUTED,
    apart,
    because,
    cells,
    differing,
    labelled,
    middle,
    number,
    told_apart,
)
from vidtui.tui.links.entries import Entry, PendingDecision
from vidtui.tui.links.model import Row
from vidtui.tui.links.view import proposal_details
from vidtui.tui.page import Dialog
from vidtui.tui.widgets import VirtualList


class Member(NamedTuple):
    """A link, what would become of it, whether it ``may`` be done with others, and is ticked."""

    row: Row
    verb: Verb
    proposal: Proposal | None = None
    may: bool = True
    is_ticked: bool = True


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
    found = []
    for row in rows:
        link, best = row.link, next(iter(row.link.proposals), None)
        if verb == "repair":
            may = best is not None and link.problem not in SHOW_OTHERS and link.has_clear(best)
            is_ticked = may and best is not None and best.tier in ACCEPTABLE and not row.reason
            found.append(Member(row, verb, best, may, is_ticked))
        else:
            may = link.can_be_orphan if verb == "orphan" else link.problem in SHOW_OTHERS
            is_doubtful = verb == "orphan" and bool(best or link.is_outside or link.through)
            found.append(Member(row, verb, best, may, may and not is_doubtful))
    return found


def orphans(rows: Sequence[Row], plan: Plan) -> list[Member]:
    """Return those of some links that may go to the trash together, by the rules of batch."""
    asked = replace(plan, links=[Planned(row.link) for row in rows])
    trash_orphans(asked)
    both = zip(rows, asked.links, strict=True)
    return [Member(row, "orphan") for row, planned in both if planned.decision == "orphan"]


def kinds_question(
    found: Mapping[Kind, Collection[BrokenLink]], group: Renamed | None, hidden: int
) -> Ask:
    """Return the question which evidence is to be looked at; ``hidden`` a filter leaves out.

    The answers are kinds of evidence and, for those that broke as the highlighted one, ``group``.
    """
    facts = [_("Each opens its list: before and after, and nothing is done before you agree.")]
    if hidden:
        text = ngettext(
            "{n} link that the filter hides is left out.",
            "{n} links that the filter hides are left out.",
            hidden,
        )
        facts.append(text.format(n=number(hidden)))
    named: dict[str, str] = {}
    shown: dict[str, int] = {}
    if group is not None:
        named[GROUP] = _("broken alike: {old}").format(old=middle(printable(group.old), MOST_OLD))
        shown[GROUP] = len(group.links)
    for kind in KINDS:
        named[kind], shown[kind] = kind_name(kind), len(found[kind])
    if not any(shown.values()):
        facts.append(_("Nothing here can be accepted together: decide one by one."))
    column = max(map(cell_len, named.values())) + 2
    choices = [
        Choice(name, cells(text, column) + number(shown[name]).rjust(7), bool(shown[name]))
        for name, text in named.items()
    ]
    return Ask(_("Repair together, by evidence"), facts, choices)


GROUP = "group"
MOST_OLD = 40  # cells of a folder in a list of choices


class Together(BulkPreview[Member]):
    """Lists links, before and after; Enter does what is ticked, as one entry of the journal."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("space", "tick", N_("Tick"), N_("Tick the highlighted one, or not.")),
        key("a", "all", N_("All"), N_("Tick all that may be, or none.")),
    ]

    def __init__(self, heading: str, members: Sequence[Member], *, hidden: int = 0) -> None:
        """Take a showable heading; ``hidden`` are those that a filter keeps from being asked."""
        super().__init__(heading, lambda one: partial(about, one))
        self._members = sorted(members, key=lambda one: (not one.is_ticked, not one.may))
        self._ticked = {one.row.link.place for one in members if one.may and one.is_ticked}
        self._hidden = hidden
        self._widest = Widest.of(members)

    def on_mount(self) -> None:
        super().on_mount()
        self.show_items(self._members)

    def line(self, item: Member, width: int) -> Content:
        """Return what would become of a link."""
        return member_line(item, width, self._widest, is_ticked=self.is_accepted(item))

    def is_accepted(self, item: Member) -> bool:
        """Return whether it is ticked."""
        return item.row.link.place in self._ticked

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
        item: Member | None = listed.item
        if item is not None and item.may:
            self._ticked ^= {item.row.link.place}
            self.recount()
        listed.cursor += 1

    def action_all(self) -> None:
        """Tick all that may be; none where all are."""
        may = {one.row.link.place for one in self._members if one.may}
        self._ticked = set() if self._ticked == may else may
        self.recount()


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


class TakeBack(BulkPreview[PendingDecision]):
    """Lists what was decided together, and what each link would be again."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(_("Take all of this back?"))
        self._entry = entry

    def on_mount(self) -> None:
        super().on_mount()
        self.show_items(self._entry.to_take_back)

    def line(self, item: PendingDecision, width: int) -> Content:
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

    def is_accepted(self, item: PendingDecision) -> bool:  # noqa: ARG002
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


class TypeCount(Dialog[bool]):
    """Asks for a number to be typed, so that nobody does by a slip what concerns so many."""

    def __init__(self, count: int, refused: Sequence[Refused]) -> None:
        text = ngettext(
            "Type {n} to put this link in the trash",
            "Type {n} to put these links in the trash",
            count,
        )
        super().__init__(text.format(n=count))
        self._count = count
        self._refused = refused

    def body(self) -> ComposeResult:
        """Show why, and a field."""
        for one in self._refused:
            yield Static(Content(because(one.path, one.reason)))
        yield Input(id="count", placeholder=str(self._count))

    def footer(self) -> str:
        return _("Enter does it where the number is right · Esc changes nothing")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer, where that is the number."""
        if event.value.strip() == str(self._count):
            self.dismiss(True)


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


def heading_of(what: str, members: Sequence[Member]) -> str:
    """Return what a list is of, with its count."""
    return f"{what} · {number(len(members))}"


def group_heading(group: Renamed) -> str:
    """Return where a folder lies now."""
    text = _("Everything below {old} lies below {new} now")
    return text.format(old=printable(group.old), new=printable(group.new))


def marks_heading(verb: Verb, members: Sequence[Member]) -> str:
    """Return what would be done with the links that are marked."""
    names = {
        "repair": _("Repair the marked links"),
        "orphan": _("Put the marked links in the trash"),
        "keep": _("The marked links are right as they are"),
    }
    return heading_of(names[verb], members)


def trash_heading(members: Sequence[Member]) -> str:
    """Return that links go to the trash together."""
    return heading_of(_("To the trash: no file anywhere"), members)
