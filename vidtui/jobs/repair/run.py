"""What the search for broken links and a plan's application say, their runs, and these in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from vidtui.i18n import N_, ngettext
from vidtui.jobs.base import (
    Finished,
    ItemFailed,
    JobRun,
    Notice,
    Progress,
    Refused,
    Started,
)
from vidtui.jobs.links.applying import PlanFinished, PlanOptions, PlanRun, PlanStarted
from vidtui.jobs.links.model import BrokenLink, LinkCounts, LinksFound, Outcome, Plan

_DONE = {"repair": "repaired", "orphan": "trashed", "keep": "kept"}


@dataclass(frozen=True, slots=True)
class FindOptions:
    """``accept_loss``: believe that many files are gone."""

    accept_loss: bool = False


@dataclass(frozen=True, slots=True)
class FindFinished(Finished[LinkCounts]):
    """The search ends; ``plan`` is None where it was refused or cancelled."""

    plan: Plan | None = None


FindEvent = (
    Started | Progress[LinkCounts] | LinksFound | ItemFailed | Notice | Refused | FindFinished
)


@dataclass
class FindRun(JobRun[LinkCounts]):
    """One search as both front ends see it; ``found`` are the links not yet taken."""

    STAGES: ClassVar[Mapping[str, float]] = {"links": 0.3, "storage": 0.4, "proposals": 0.3}

    counts: LinkCounts = field(default_factory=LinkCounts, kw_only=True)
    found: list[BrokenLink] = field(default_factory=list)
    plan: Plan | None = None

    @property
    def needs_attention(self) -> bool:
        """Whether there is a link to review."""
        return self.plan is not None and bool(self.plan.links)

    def take_found(self) -> list[BrokenLink]:
        """Return the links that were met since the last call."""
        found, self.found = self.found, []
        return found

    def take(self, event: Any) -> None:
        """Take in what only a search says, or says more of."""
        match event:
            case LinksFound():
                self.found += event.links
            case FindFinished():
                self.plan = event.plan


@dataclass(frozen=True, slots=True)
class ApplyOptions(PlanOptions):
    """``accept_loss`` releases the brake, and believes that what a volatile root lost is gone."""


@dataclass(frozen=True, slots=True)
class ApplyCounts:
    """What came of the links of a plan.

    ``untouched`` are decided and not come to; ``left`` have no decision, or are skipped.
    """

    repaired: int = field(default=0, metadata={"json": "repaired"})
    trashed: int = field(default=0, metadata={"json": "trashed"})
    kept: int = field(default=0, metadata={"json": "kept"})
    refused: int = field(default=0, metadata={"json": "refused"})
    failed: int = field(default=0, metadata={"json": "failed"})
    untouched: int = field(default=0, metadata={"json": "untouched"})
    left: int = field(default=0, metadata={"json": "left"})

    def after(self, outcome: Outcome) -> ApplyCounts:
        """Return the counts with one link more; what went with it counts where it did not."""
        state = outcome.state
        names = [_DONE[outcome.decision.verb] if state == "done" else state]
        names += [one.state for one in outcome.companions if one.state != "done"]
        counted = {name: getattr(self, name) + names.count(name) for name in set(names)}
        return replace(self, **counted, untouched=self.untouched - 1)


@dataclass(frozen=True, slots=True)
class ApplyStarted(PlanStarted[ApplyCounts]):
    """The plan of repairs is read."""

    @property
    def counts(self) -> ApplyCounts:
        """The counts before anything was done."""
        return ApplyCounts(untouched=self.decided, left=self.left)


@dataclass(frozen=True, slots=True)
class ApplyFinished(PlanFinished[ApplyCounts]):
    """The end of it."""


ApplyEvent = ApplyStarted | Outcome | Refused | ApplyFinished


@dataclass
class ApplyRun(PlanRun[ApplyCounts, Outcome]):
    """One application of a plan of repairs."""

    OUTCOMES: ClassVar[tuple[type, ...]] = (Outcome,)

    counts: ApplyCounts = field(default_factory=ApplyCounts, kw_only=True)

    @property
    def needs_attention(self) -> bool:
        """Whether links are left without a decision."""
        return bool(self.counts.left)


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
