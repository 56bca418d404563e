"""Links that are repaired and made by night, where that was asked for and is certain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vidtui.batch import apply, link, link_apply
from vidtui.batch.part import Part
from vidtui.batch.repair import Marking
from vidtui.batch.repair import run_find as find_broken
from vidtui.errors import Exit
from vidtui.i18n import _, ngettext
from vidtui.jobs.link.model import LinkPlan, PlannedLink
from vidtui.jobs.link.run import LinkApplyOptions, LinkOptions
from vidtui.jobs.links.model import Tier
from vidtui.jobs.repair.run import ApplyOptions, FindOptions
from vidtui.layout.model import ENOUGH
from vidtui.settings.model import Settings

_HELD = Path("-")  # the plan is at hand, and none is read


def repair(settings: Settings, tiers: Sequence[Tier], part: Part) -> None:
    """Repair what evidence of some tiers speaks for, as one run of the journal.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    found = Part(quiet=part.quiet, interrupted=part.interrupted)
    run = find_broken(settings, FindOptions(), Marking(tuple(tiers)), found, show_all=False)
    plan = run.plan
    if plan is None or not any(one.decision for one in plan.links):
        _keep(part, found)
        return
    apply.run_apply(settings, ApplyOptions(_HELD), part, plan, is_part=True)


def make(settings: Settings, part: Part) -> None:
    """Link what is new and has a certain place in a layout that explains the tree.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    found = Part(quiet=part.quiet, interrupted=part.interrupted)
    options = LinkOptions(settle_s=settings.settle_s)
    plan = link.run_find(settings, options, (), found, show_all=False).plan
    if plan is not None and not plan.is_first:
        _take_certain(plan)
    if plan is None or not any(one.decision for one in plan.files):
        _keep(part, found)
        if plan is not None:
            part.text = _why_none(plan)
        return
    link_apply.run_apply(settings, LinkApplyOptions(_HELD), part, plan, is_part=True)


def _take_certain(plan: LinkPlan) -> None:
    """Decide to link what is new and has a certain place."""
    for one in plan.files:
        if one.file.heading == "new" and one.file.doubt is None and _is_certain(plan, one):
            one.decision, one.choice = "make", one.file.spots[0].id


def _why_none(plan: LinkPlan) -> str:
    """Return why nothing is linked."""
    count = plan.counts.unlinked
    if not (plan.is_first and count):
        return _("no new file is to be linked")
    text = ngettext(
        "{n} file without a link was there the first time; a person links it: vidtui link",
        "{n} files without a link were there the first time; a person links them: vidtui link",
        count,
    )
    return text.format(n=count)


def _is_certain(plan: LinkPlan, one: PlannedLink) -> bool:
    """Whether the layout that a place follows was set by hand, or explains nearly all links."""
    place = one.file.spots[0].place
    mine = [
        each
        for each in plan.layouts
        if place is not None
        and each.root == place.root
        and each.kind == one.file.kind
        and (not each.folder or place.path.startswith(each.folder + b"/"))
    ]
    return bool(mine) and all(each.is_by_hand or each.share >= ENOUGH for each in mine)


def _keep(part: Part, found: Part) -> None:
    """Let a search without anything to do be the report; that nobody decided needs nobody."""
    part.run, part.document, part.text, part.code = (
        found.run, found.document, found.text, found.code,
    )  # fmt: skip
    if part.code is Exit.ATTENTION:
        part.code = Exit.OK
