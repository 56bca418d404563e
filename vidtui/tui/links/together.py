"""Windows that show what would become of many links at once, each of which can be ticked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from rich.cells import cell_len
from textual.content import Content

from vidtui.i18n import _, ngettext
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
from vidtui.tui.dialogs import Ask, Choice
from vidtui.tui.formatting import because, cells, middle, number
from vidtui.tui.links.members import Member, Widest, about, member_line
from vidtui.tui.links.ticking import Ticking
from vidtui.tui.links.type_count import TypeCount


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


class Together(Ticking[Member]):
    """Lists links, before and after; Enter does what is ticked, as one entry of the journal."""

    def __init__(self, heading: str, members: Sequence[Member], *, hidden: int = 0) -> None:
        """Take a showable heading; ``hidden`` are those that a filter keeps from being asked."""
        super().__init__(heading, members, lambda one: partial(about, one), hidden=hidden)
        self._widest = Widest.of(members)

    def line(self, item: Member, width: int) -> Content:
        """Return what would become of a link."""
        return member_line(item, width, self._widest, is_ticked=self.is_accepted(item))


def trash_question(count: int, refused: Sequence[Refused]) -> TypeCount:
    """Return what wants the number of links typed that go to the trash."""
    text = ngettext(
        "Type {n} to put this link in the trash", "Type {n} to put these links in the trash", count
    )
    facts = [because(one.path, one.reason) for one in refused]
    return TypeCount(text.format(n=count), count, facts)


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
