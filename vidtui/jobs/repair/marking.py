"""Marks decisions in a plan, as flags ask for them; nothing on a disk is touched."""

from __future__ import annotations

import os
from collections.abc import Collection

from vidtui.jobs.links.model import SHOW_OTHERS, BrokenLink, ForeignView, Plan, Tier
from vidtui.settings.values import VIDEO_EXTENSIONS


def accept(plan: Plan, tiers: Collection[Tier], *, prefix_moved: bool = False) -> int:
    """Mark for repair each undecided link whose best proposal is of one of ``tiers``.

    A link with a doubt about it is left for a person: one whose proposal has a caution or an
    equal beside it, one that shows a file already, and, unless ``prefix_moved``, one that
    another machine's view explains.

    Returns:
        How many were marked.
    """
    marked = 0
    for planned in plan.links:
        link = planned.link
        if planned.decision is not None or _is_for_a_person(link, plan.view, prefix_moved):
            continue
        best = next(iter(link.proposals), None)
        if best is not None and best.tier in tiers and link.has_clear(best):
            planned.decision, planned.choice = "repair", best.id
            marked += 1
    return marked


def trash_orphans(plan: Plan, *, prefix_moved: bool = False) -> int:
    """Mark for the trash each undecided link that shows nothing and has no proposal.

    One that leads out of the known roots, or goes through another link, is left for a person, as
    are subtitles, pictures and the like beside a video that has a proposal: theirs may be there.

    Returns:
        How many were marked.
    """
    marked = 0
    found = {_folder(planned.link) for planned in plan.links if planned.link.proposals}
    for planned in plan.links:
        link = planned.link
        if planned.decision is not None or _is_for_a_person(link, plan.view, prefix_moved):
            continue
        if not _is_video(link) and _folder(link) in found:
            continue
        if link.can_be_orphan and not (link.proposals or link.is_outside or link.through):
            planned.decision = "orphan"
            marked += 1
    return marked


def is_explained(link: BrokenLink, view: ForeignView | None) -> bool:
    """Whether the link may be right for another machine, which sees its target elsewhere."""
    if view is None:
        return False
    prefix = view.written.rstrip(b"/") + b"/"
    return any((text + b"/").startswith(prefix) for text in (link.text, link.edited.text))


def _folder(link: BrokenLink) -> bytes:
    return os.path.dirname(link.place.absolute)


def _is_video(link: BrokenLink) -> bool:
    extension = os.path.splitext(link.place.path)[1][1:].lower()
    return extension.decode("utf-8", "replace") in VIDEO_EXTENSIONS


def _is_for_a_person(link: BrokenLink, view: ForeignView | None, prefix_moved: bool) -> bool:
    return link.problem in SHOW_OTHERS or (not prefix_moved and is_explained(link, view))
