"""A search for broken links and the application of a plan in words, for both front ends."""

from __future__ import annotations

from collections.abc import Mapping

from vidtui.i18n import N_, ngettext
from vidtui.jobs.repair.run import ApplyCounts

STAGES: Mapping[str, str] = {
    "links": N_("links"),
    "storage": N_("storage"),
    "proposals": N_("proposals"),
}
STAGE_TITLES: Mapping[str, str] = {
    "links": N_("Looking at the links"),
    "storage": N_("Looking at the storage"),
    "proposals": N_("Looking for proposals"),
}


def broken_text(count: int) -> str:
    """Return how many links are broken, empty for none."""
    if not count:
        return ""
    return ngettext("{n} broken link", "{n} broken links", count).format(n=count)


def summary(counts: ApplyCounts) -> str:
    """Return the summary that every application of a plan ends with."""
    n = counts.repaired, counts.trashed, counts.refused + counts.failed
    return ", ".join(
        (
            ngettext("{n} repaired", "{n} repaired", n[0]).format(n=n[0]),
            ngettext("{n} in the trash", "{n} in the trash", n[1]).format(n=n[1]),
            ngettext("{n} refused or failed", "{n} refused or failed", n[2]).format(n=n[2]),
        )
    )


def details(counts: ApplyCounts) -> list[str]:
    """Return a line for each further count that is not zero."""
    texts = {
        "kept": ngettext("{n} right as it is", "{n} right as they are", counts.kept),
        "untouched": ngettext(
            "{n} decided, and not come to",
            "{n} decided, and not come to",
            counts.untouched,
        ),
        "left": ngettext(
            "{n} left without a decision: vidtui repair-links",
            "{n} left without a decision: vidtui repair-links",
            counts.left,
        ),
    }
    return [
        "  " + text.format(n=getattr(counts, name))
        for name, text in texts.items()
        if getattr(counts, name)
    ]
