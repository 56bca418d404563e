"""Why links are broken: with many of them that is told before any single one is."""

from __future__ import annotations

from typing import Literal

from vidtui.jobs.links.model import BrokenLink, ForeignView
from vidtui.jobs.repair.accepting import clear
from vidtui.jobs.repair.plan_file import is_explained

Cause = Literal["absent", "away", "moved", "work", "several", "none", "other", "all"]
"""``absent``: a folder that does not exist here; ``away``: nothing under a known root, where a disk
may be missing; ``moved``: the file, or one of its name, is elsewhere now; ``work``: another file of
the same film or episode; ``several``: there is a doubt; ``none``: no file anywhere; ``other``: it
shows something."""
ALL: Cause = "all"
CAUSES: tuple[Cause, ...] = ("absent", "away", "moved", "work", "several", "none", "other")
MOST_ALONE = 50
"""Broken links that are shown one by one from the start."""


def cause_of(link: BrokenLink, view: ForeignView | None) -> Cause:
    """Return why a link is to be reviewed."""
    if not link.can_be_orphan:
        return "other"
    if is_explained(link, view):
        return "absent"
    if not link.proposals:
        return "away" if link.is_outside else "none"
    best = clear(link)
    if best is None:
        return "several"
    return "work" if best.tier == "same-work" else "moved"
