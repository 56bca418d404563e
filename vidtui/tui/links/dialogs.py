"""The keys of the Links screen, and what it asks before it goes on, each in a window."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.base import CancelToken
from vidtui.jobs.links.model import SHOW_OTHERS, BrokenLink, ForeignView, Proposal
from vidtui.jobs.repair.search import MOST_FOUND, words_for
from vidtui.text import printable
from vidtui.tui.bindings import Condition, digit_keys, key
from vidtui.tui.dialogs import Ask, Choice
from vidtui.tui.formatting import number
from vidtui.tui.links.rows import Row
from vidtui.tui.links.searched_page import about_row, has_messages, has_remedy
from vidtui.tui.links.status import empty_state
from vidtui.tui.links.view import found_line
from vidtui.tui.pickers import SearchDialog, WriteFile
from vidtui.tui.threads import in_background
from vidtui.tui.workspace import Workspace


def _with_marks(test: Callable[[Row], object], cause: str = "") -> Condition:
    """Return the condition that links are marked, or that ``test`` holds of the highlighted one."""
    alone = about_row(test)
    return lambda page: bool(page.marks) or (bool(cause) and page.cause == cause) or alone(page)


_HAS_PROPOSALS = about_row(lambda row: row.link.proposals)
_HAS_CHOICE = about_row(lambda row: len(row.link.proposals) > 1)


def _has_list(page: Any) -> bool:
    return bool(len(page.work.review)) and empty_state(page.work) is None


BINDINGS: list[BindingType] = [
    key("enter", "take", N_("Repair"),
        N_("Repair with the highlighted proposal; with marks, see what becomes of all of them."),
        when=_with_marks(lambda row: row.link.proposals)),
    key("enter", "open_cause", N_("Open"), N_("See the links of this cause, or decide on it."),
        when=lambda page: page.cause is not None),
    key("space", "mark", N_("Mark"), N_("Mark this link: Enter, trash and right act on all marks."),
        when=about_row(lambda row: row.state == "open")),
    key("right,l", "other(1)", N_("Next"), N_("Highlight the next proposal."), when=_HAS_CHOICE),
    key("left,h", "other(-1)", N_("Before"), N_("Highlight the one before."), show=False,
        id="before",
        when=_HAS_CHOICE),
    key("e", "target", N_("Other…"), N_("Search the storage for another target."),
        when=lambda page: page.decidable is not None),
    key("t,delete", "decide('orphan')", N_("Trash"), N_("Put the link in the trash."), id="orphan",
        when=_with_marks(lambda row: row.link.can_be_orphan, "none")),
    key("y", "decide('keep')", N_("Is right"), N_("It shows what it should: do not ask again."),
        id="keep", when=_with_marks(lambda row: row.link.problem in SHOW_OTHERS)),
    key("s", "decide('skip')", N_("Skip"), N_("Leave it as it is, until the next search."),
        id="skip", when=about_row(lambda row: row.state != "skipped")),
    key("u", "undo", N_("Undo"), N_("Take back the last entry; several if need be."),
        when=lambda page: page.work.can_undo(page.seen)),
    key("a", "preview", N_("Together…"),
        N_("Repair by evidence, or all that broke as this one did: see each list first."),
        when=lambda page: page.can_accept),
    key("enter", "go_on", N_("Go on…"), N_("See why the search was refused, and decide."),
        when=has_remedy),
    key("slash", "filter", N_("Filter"), N_("Show the links with some text in their path."),
        when=_has_list),
    key("escape", "back", N_("All links"), N_("Show all links again, then why they are broken."),
        when=lambda page: page.can_go_back),
    key("r", "search", N_("Search anew"), N_("Search for broken links anew."), show=False,
        when=lambda page: page.work.may_search),
    key("v", "more", N_("More…"), N_("More about links: files without one, and where they belong."),
        when=lambda page: not page.work.is_plan),
    key("r", "halt", N_("Stop…"), N_("Stop the search, or let it go on."),
        when=lambda page: page.work.is_searching),
    key("f", "state", N_("Show…"), N_("Show all, only undecided ones, or those without proposal."),
        show=False, when=_has_list),
    key("comma", "order", N_("Sort"), N_("Sort by path, by problem, by proposal."), show=False,
        when=_has_list),
    key("w", "write", N_("Write…"), N_("Write the plan of this review to a file."), show=False,
        when=lambda page: page.work.can_decide and bool(len(page.work.review))),
    key("d", "details", N_("Details"), N_("Show all of this link, nothing cut."), show=False,
        when=lambda page: page.seen is not None),
    key("m", "messages", N_("Messages"), N_("Show what could not be read."), show=False,
        when=has_messages),
    # Apart from the others, since a screen has them first in its line of keys.
    key("tab", "next"),
    key("shift+tab", "before", id="tab_before"),
    *digit_keys("take_number", when=lambda page: not page.marks and _HAS_PROPOSALS(page)),
]  # fmt: skip


MAP, MOVED, LINKS = "map", "moved", "links"


def view_question(view: ForeignView, *, has_group: bool, one_by_one: bool = False) -> Ask:
    """Return the question whether links are written for another machine, or a disk has moved.

    The answers are ``MAP``, ``MOVED`` where the moved links are known as a group, and ``LINKS``
    where these may be looked at ``one_by_one``.
    """
    question = _(
        "{links} of {broken} broken links begin with {written}, which does not exist here; "
        "its files are in {here}"
    ).format(
        links=number(view.links),
        broken=number(view.broken),
        written=printable(view.written),
        here=printable(view.here),
    )
    choices = [
        Choice("", _("Decide later")),
        Choice(MAP, _("Another machine sees them so: note a path map, change no link")),
    ]
    if has_group:
        choices.append(Choice(MOVED, _("The disk has moved: see what would become of each link")))
    if one_by_one:
        choices.append(Choice(LINKS, _("See these links one by one")))
    return Ask(question, [], choices)


def is_doubtful_orphan(link: BrokenLink) -> bool:
    """Whether a file that it may show is there, or a disk that nobody knows may hold one."""
    return bool(link.proposals) or link.is_outside


def trash_question(link: BrokenLink) -> Ask:
    """Return the question whether a link goes to the trash all the same."""
    if link.best is not None:
        fact = _("Its film or episode may be there: {path}").format(
            path=printable(link.best.place.absolute)
        )
    else:
        fact = _("What it showed lies under no folder that vidtui knows: its disk may be away.")
    choices = [Choice("", _("Leave it")), Choice("trash", _("Put it in the trash"))]
    return Ask(_("Put this link in the trash?"), [fact], choices)


def plan_dialog(workspace: Workspace) -> WriteFile | None:
    """Return the window that writes the plan of the review, None while there is none."""
    work, settings = workspace.repairing, workspace.settings
    plan = work.plan_to_write()
    if plan is None:
        return None
    day = time.strftime("%Y-%m-%d", time.localtime(workspace.services.now()))
    path = work.plan_path or settings.data_dir / "plans" / f"repair-{day}.json"
    count = len(plan.links)
    title = ngettext("Write a plan of {count} link", "Write a plan of {count} links", count)

    def write(to: Path) -> None:
        workspace.services.write_plan(settings, to, plan)

    heading = title.format(count=number(count))
    return WriteFile(workspace, heading, path, write, is_own=work.is_plan)


class SearchStorage(SearchDialog[Proposal]):
    """Answers with one file that ``link`` shall show; the best come first as one types."""

    def __init__(self, workspace: Workspace, link: BrokenLink) -> None:
        super().__init__(
            _("Another target for {link}").format(link=printable(link.place.absolute)),
            printable(words_for(link.place.path)),
            _("Enter or ↓ to the files, Enter there repairs with it · Tab back · Esc leaves"),
        )
        self._workspace = workspace
        self._is_read = False
        self._reading = CancelToken()

    def on_mount(self) -> None:
        """Show what was found the last time at once, and read storage anew meanwhile."""
        super().on_mount()
        services, settings = self._workspace.services, self._workspace.settings
        if services.has_read_storage:
            self._is_read = True
            self._rank()
        else:
            self.say(_("Reading storage…"))
        work = partial(services.read_storage, settings, self._reading)
        in_background(self, work, self._storage_read, self._failed)

    def on_unmount(self) -> None:
        super().on_unmount()
        self._reading.set()

    def on_input_changed(self) -> None:
        """Rank by what is typed."""
        self._rank()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the files."""
        event.prevent_default()  # the base class searches at Enter only
        self.action_to_found()

    def _storage_read(self, _none: None) -> None:
        self._is_read = True
        self._rank()

    def _failed(self, error: VidtuiError) -> None:
        self.say(f"✗ {printable(str(error))}", failed=True)

    def _rank(self) -> None:
        if self._is_read:
            self.ask(self.search(self.query_one(Input).value), self.show_found)

    def search(self, words: str) -> Callable[[CancelToken], list[Proposal]]:
        """Rank the files of the storage."""
        rank = self._workspace.services.search_storage
        return lambda _cancel: rank(words)

    def line(self, item: Proposal, width: int) -> Content:
        """Return a file."""
        return found_line(item, width)

    def detail(self, item: Proposal) -> str:
        """Return a file's whole path."""
        return printable(item.place.absolute)

    def summary(self, found: list[Proposal]) -> str:
        """Return how many files were found."""
        if not found:
            return _("No file of your storage has any of these words in its path or title.")
        if len(found) == MOST_FOUND:
            return _("The best {count}; more words find it sooner").format(count=number(MOST_FOUND))
        text = ngettext("{count} file, the best first", "{count} files, the best first", len(found))
        return text.format(count=number(len(found)))
