"""Windows that show what would become of many links at once, each of which can be ticked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.base import Refused
from vidtui.jobs.links.model import (
    BrokenLink,
    Renamed,
    Verb,
)
from vidtui.jobs.repair.accepting import (
    KINDS,
    Kind,
    kind_name,
)
from vidtui.text import printable
from vidtui.tui.bindings import key, key_of
from vidtui.tui.dialogs import Ask, BulkPreview, Choice
from vidtui.tui.formatting import (
    because,
    cells,
    middle,
    number,
)
from vidtui.tui.links.entries import Entry, PendingDecision
from vidtui.tui.links.members import Member, Widest, about, member_line, taken_back_line
from vidtui.tui.page import Dialog
from vidtui.tui.widgets import VirtualList


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
        return taken_back_line(item.decision.link, item.decision.proposal, width)

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
