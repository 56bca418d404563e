"""``vidtui --batch confirm``: answers that were taken without asking are right."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from vidtui.batch.output import Output
from vidtui.catalogue import group_details
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import Exit, UsageProblem
from vidtui.i18n import _
from vidtui.jobs.decide import Decisions, is_automatic
from vidtui.settings.model import Settings
from vidtui.text import printable


def run_confirm(settings: Settings, groups: Sequence[int], *, dry_run: bool, as_json: bool) -> Exit:
    """Confirm the answers of some groups, all of them or none; one run of the journal.

    Raises:
        UsageProblem: a group is none, or has no automatic answer.
        LockHeld: another process writes.
    """
    catalogue = open_catalogue(settings.database)
    wanted = list(dict.fromkeys(groups))
    with catalogue.session():
        held = {one.id: one for one in group_details.details_of(wanted)}
        _require_automatic(wanted, held)
    if not dry_run:
        decisions = Decisions(catalogue)
        for group in wanted:
            decisions.confirm(group)
    found = [(group, held[group]) for group in wanted]
    document = {
        "command": "confirm",
        "dry_run": dry_run,
        "groups": [
            {"id": group, "title": printable(one.title), "work": _work(one)} for group, one in found
        ],
    }
    label = (
        _("Would be confirmed: {title} is {work}") if dry_run else _("Confirmed: {title} is {work}")
    )
    lines = [label.format(title=printable(one.title), work=_work(one)) for _group, one in found]
    return Output(as_json=as_json).report(document, lines, Exit.OK)


def _require_automatic(wanted: Sequence[int], held: Collection[int]) -> None:
    """Refuse groups that are none, or whose answer is not automatic; in a session."""
    for group in wanted:
        if group not in held:
            raise UsageProblem(_("there is no group {group}").format(group=group))
        if not is_automatic(group):
            raise UsageProblem(_("{group}: no automatic answer to confirm").format(group=group))


def _work(details: group_details.Details) -> str:
    """Return the id of the work that a group is, as ``tmdb:603``."""
    ref = next(one.ref for one in details.choices if one.chosen)
    return printable(f"{ref.provider}:{ref.id}")
