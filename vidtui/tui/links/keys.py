"""The keys of the Links screen, and when each is offered."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from vidtui.i18n import N_
from vidtui.jobs.links.model import SHOW_OTHERS
from vidtui.jobs.wording import messages
from vidtui.tui.dialogs.ask import digit_keys
from vidtui.tui.links.model import Row
from vidtui.tui.links.session import Repairing
from vidtui.tui.links.status import instead
from vidtui.tui.page import key

BINDINGS: list[BindingType] = [
    key("enter", "take", N_("Repair"), N_("Repair with the highlighted proposal.")),
    key("right", "other(1)", N_("Next"), N_("Highlight the next proposal.")),
    key("left", "other(-1)", N_("Before"), N_("Highlight the one before."), show=False),
    key("e", "target", N_("Other…"), N_("Search the storage for another target.")),
    key("t,delete", "decide('orphan')", N_("Trash"), N_("Put the link in the trash.")),
    key("x", "decide('keep')", N_("Is right"), N_("It shows what it should: do not ask again.")),
    key("s", "decide('skip')", N_("Skip"), N_("Leave it as it is, until the next search.")),
    key("u", "undo", N_("Undo"), N_("Take back the last decision; several if need be.")),
    key("a", "preview", N_("Group…"), N_("See all that broke as this one did; repair those.")),
    key("a", "go_on", N_("Go on…"), N_("See why the search was refused, and decide.")),
    key("slash", "filter", N_("Filter"), N_("Show the links with some text in their path.")),
    key("escape", "back", N_("All links"), N_("Show all links again.")),
    key("escape", "stop", N_("Stop"), N_("Stop the search.")),
    key("f,f5", "search", N_("Search anew"), N_("Search for broken links anew."), show=False),
    key("o", "order", N_("Sort"), N_("Sort by path, by problem, by proposal."), show=False),
    key("w", "write", N_("Write…"), N_("Write the plan of this review to a file."), show=False),
    key("d", "details", N_("Details"), N_("Show all of this link, nothing cut."), show=False),
    key("n", "told", N_("Messages"), N_("Show what could not be read."), show=False),
    # Apart from the others, since a screen has them first in its line of keys.
    Binding("tab", "next", show=False),
    Binding("shift+tab", "before", show=False),
    *(Binding(digit_keys(digit), f"take_number({digit})", show=False) for digit in range(1, 10)),
]


def is_offered(action: str, verb: object, work: Repairing, chosen: Row | None) -> bool | None:
    """Say whether an action makes sense now; None where that is not known here.

    ``verb`` is what would be decided, ``chosen`` the highlighted row.
    """
    row = chosen if work.is_decidable(chosen) else None
    if action in ("take", "take_number", "other"):
        return row is not None and len(row.link.proposals) > (action == "other")
    if action == "target":
        return row is not None
    if action == "decide":
        return row is not None and _may_be(row, verb)
    if action == "preview":
        return row is not None and work.review.group(row) is not None
    if action == "undo":
        return work.can_undo(chosen)
    if action in ("filter", "order"):
        return bool(len(work.review)) and instead(work) is None
    if action == "write":
        return work.can_decide and bool(len(work.review))
    if action == "details":
        return chosen is not None
    return _of_search(action, work)


def _may_be(row: Row, verb: object) -> bool:
    if verb == "orphan":
        return row.link.can_be_orphan
    return row.link.problem in SHOW_OTHERS if verb == "keep" else row.state != "skipped"


def _of_search(action: str, work: Repairing) -> bool | None:
    run = work.runner.run
    if action == "search":
        return not work.is_plan and not work.runner.active
    if action == "stop":
        return run is not None and run.phase == "running"
    if action == "go_on":
        is_refused = run is not None and not run.active and run.plan is None
        return is_refused and any(one.remedy for one in run.refused) if run else False
    if action == "told":
        return run is not None and bool(run.errors or messages(run))
    return None
