"""The keys of the Links screen, and when each is offered."""

from __future__ import annotations

from typing import Any

from textual.binding import BindingType

from vidtui.i18n import N_
from vidtui.jobs.links.model import SHOW_OTHERS
from vidtui.jobs.repair.run import FindRun
from vidtui.jobs.wording import messages
from vidtui.tui.bindings import digit_keys, key
from vidtui.tui.links.model import Row
from vidtui.tui.links.session import Repairing
from vidtui.tui.links.status import empty_state


def _has_proposals(page: Any) -> bool:
    row: Row | None = page.decidable
    return row is not None and bool(row.link.proposals)


def _has_choice(page: Any) -> bool:
    row: Row | None = page.decidable
    return row is not None and len(row.link.proposals) > 1


def _can_be_orphan(page: Any) -> bool:
    row: Row | None = page.decidable
    return row is not None and row.link.can_be_orphan


def _shows_other(page: Any) -> bool:
    row: Row | None = page.decidable
    return row is not None and row.link.problem in SHOW_OTHERS


def _may_skip(page: Any) -> bool:
    row: Row | None = page.decidable
    return row is not None and row.state != "skipped"


def _has_remedy(page: Any) -> bool:
    run: FindRun | None = page.work.runner.run
    is_refused = run is not None and not run.active and run.plan is None
    return is_refused and any(one.remedy for one in run.refused) if run else False


def _has_list(page: Any) -> bool:
    return bool(len(page.work.review)) and empty_state(page.work) is None


def _is_searching(page: Any) -> bool:
    run: FindRun | None = page.work.runner.run
    return run is not None and run.phase == "running"


def _may_search(page: Any) -> bool:
    work: Repairing = page.work
    return not work.is_plan and not work.runner.active


def _has_messages(page: Any) -> bool:
    run: FindRun | None = page.work.runner.run
    return run is not None and bool(run.errors or messages(run))


BINDINGS: list[BindingType] = [
    key("enter", "take", N_("Repair"), N_("Repair with the highlighted proposal."),
        when=_has_proposals),
    key("right,l", "other(1)", N_("Next"), N_("Highlight the next proposal."), when=_has_choice),
    key("left,h", "other(-1)", N_("Before"), N_("Highlight the one before."), show=False,
        id="before", when=_has_choice),
    key("e", "target", N_("Other…"), N_("Search the storage for another target."),
        when=lambda page: page.decidable is not None),
    key("t,delete", "decide('orphan')", N_("Trash"), N_("Put the link in the trash."), id="orphan",
        when=_can_be_orphan),
    key("y", "decide('keep')", N_("Is right"), N_("It shows what it should: do not ask again."),
        id="keep", when=_shows_other),
    key("s", "decide('skip')", N_("Skip"), N_("Leave it as it is, until the next search."),
        id="skip", when=_may_skip),
    key("u", "undo", N_("Undo"), N_("Take back the last decision; several if need be."),
        when=lambda page: page.work.can_undo(page.seen)),
    key("a", "preview", N_("Group…"), N_("See all that broke as this one did; repair those."),
        when=lambda page: page.group is not None),
    key("enter", "go_on", N_("Go on…"), N_("See why the search was refused, and decide."),
        when=_has_remedy),
    key("slash", "filter", N_("Filter"), N_("Show the links with some text in their path."),
        when=_has_list),
    key("escape", "back", N_("All links"), N_("Show all links again."),
        when=lambda page: page.filter.is_open),
    key("r", "search", N_("Search anew"), N_("Search for broken links anew."), show=False,
        when=_may_search),
    key("r", "halt", N_("Stop…"), N_("Stop the search, or let it go on."), when=_is_searching),
    key("f", "state", N_("Show…"), N_("Show all, only undecided ones, or those without proposal."),
        show=False, when=_has_list),
    key("comma", "order", N_("Sort"), N_("Sort by path, by problem, by proposal."), show=False,
        when=_has_list),
    key("w", "write", N_("Write…"), N_("Write the plan of this review to a file."), show=False,
        when=lambda page: page.work.can_decide and bool(len(page.work.review))),
    key("d", "details", N_("Details"), N_("Show all of this link, nothing cut."), show=False,
        when=lambda page: page.seen is not None),
    key("m", "messages", N_("Messages"), N_("Show what could not be read."), show=False,
        when=_has_messages),
    # Apart from the others, since a screen has them first in its line of keys.
    key("tab", "next"),
    key("shift+tab", "before", id="tab_before"),
    *digit_keys("take_number", when=_has_proposals),
]  # fmt: skip
