"""The keys of the Check screen, and when each is offered."""

from __future__ import annotations

from textual.binding import BindingType

from vidtui.i18n import N_
from vidtui.jobs.check.findings import Away
from vidtui.tui.check_nodes import Heading, Item, Line, Node
from vidtui.tui.check_texts import REVIEWED, command_of
from vidtui.tui.checking import Checking
from vidtui.tui.screens.page import key

BINDINGS: list[BindingType] = [
    key("enter,space", "refold", N_("Open"), N_("Unfold or fold what is highlighted.")),
    key("enter", "review", N_("Review"), N_("Go to this link's row on the Links screen.")),
    key("enter", "details", N_("Details"), N_("Show all of it in a window.")),
    key("enter", "settle", N_("Go on…"), N_("See the way on, and decide.")),
    key("right", "unfold", N_("Unfold"), N_("Unfold; once it is, go into it."), show=False),
    key("left", "fold", N_("Fold"), N_("Fold; once it is, go out of it."), show=False),
    key("f,f5", "check", N_("Check now"), N_("Check now; nothing is changed.")),
    key("escape", "stop", N_("Stop"), N_("Stop the check; what it found so far is shown.")),
    key("v", "verify", N_("Verify…"), N_("Read whole files: is every byte the same?")),
    key("c", "copy", N_("Copy command"), N_("Copy the command; printed again when you quit.")),
    key("d", "changes", N_("Changes"), N_("Show only what is new or gone since last time.")),
    key("d", "all", N_("All"), N_("Show all again.")),
    key("slash", "filter", N_("Filter"), N_("Show what has some text in its path.")),
    key("escape", "back", N_("All paths"), N_("Show all paths again.")),
    key("escape", "last", N_("Last check"), N_("Show the last report that was kept again.")),
    key("a", "information", N_("Worth knowing"), N_("Unfold or fold what is no problem.")),
    key("x", "known", N_("Known…"), N_("Mark all that is found as known.")),
    key("j", "write", N_("JSON…"), N_("Write the report to a file.")),
    key("n", "told", N_("Messages"), N_("Show what the check said beside."), show=False),
]

BY_ENTER = ("refold", "review", "details", "settle")


def is_offered(action: str, work: Checking, line: Line | None) -> bool | None:
    """Say whether an action makes sense now; None where that is not known here."""
    if action in (*BY_ENTER, "unfold", "fold"):
        return _of_line(action, line)
    if action == "copy":
        return command_of(line) is not None
    run = work.runner.run
    if action in ("check", "verify"):
        return not (work.runner.active or work.saving)
    if action == "stop":
        return run is not None and run.phase == "running"
    if action in ("changes", "all"):
        is_known = work.shown is not None and work.shown.changes.since is not None
        return work.tree.only_changes == (action == "all") and (is_known or action == "all")
    if action == "filter":
        return bool(len(work.tree))
    if action == "information":
        return any(isinstance(one, Heading) for one in work.tree.lines)
    if action == "last":
        return work.can_go_back
    if action == "write":
        return work.shown is not None
    if action == "known":
        return work.shown is not None and work.shown is work.last and bool(len(work.tree))
    if action == "told":
        return bool(work.notices)
    return None


def _of_line(action: str, line: Line | None) -> bool:
    if action in ("unfold", "fold"):
        return line is not None
    if action == "refold":
        return isinstance(line, Node)
    if action == "settle":
        return isinstance(line, Away) and line.remedy is not None
    if not isinstance(line, Item):
        return action == "details" and isinstance(line, Away) and line.remedy is None
    is_link = line.finding.kind in REVIEWED and not line.is_gone
    return is_link == (action == "review")
