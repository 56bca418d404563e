"""What the search for files without a link and a plan's application say, and their runs."""

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
from vidtui.jobs.link.model import LinkingCounts, LinkOutcome, LinkPlan
from vidtui.jobs.link.moves import LinkMoved
from vidtui.jobs.links.applying import PlanFinished, PlanOptions, PlanRun, PlanStarted


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """Which files, and how they are linked.

    ``named``: also files whose name is certain, though nobody asked what they are. ``again``: also
    files whose link was taken away. ``versions``: also further versions. ``only`` is a query,
    an absolute path, or ids of files. ``film`` and ``episode`` are templates in place of those of
    the settings.
    ``settle_s``: leave out what was written to within so many seconds. ``dry_run``: remember
    nothing of the first time either. ``accept_loss``: believe that many files are gone.
    ``rename``: plan moves of links that do not follow the layout, in place of new links.
    """

    named: bool = False
    again: bool = False
    versions: bool = False
    extras: bool = False
    only: str | bytes | frozenset[int] | None = None
    film: str | None = None
    episode: str | None = None
    settle_s: float = 0.0
    dry_run: bool = False
    accept_loss: bool = False
    rename: bool = False


@dataclass(frozen=True, slots=True)
class LinkFinished(Finished[LinkingCounts]):
    """The search ends; ``plan`` is None where it was refused or cancelled."""

    plan: LinkPlan | None = None


LinkFindEvent = Started | Progress[LinkingCounts] | ItemFailed | Notice | Refused | LinkFinished


@dataclass
class LinkFindRun(JobRun[LinkingCounts]):
    """One search for files without a link, as both front ends see it."""

    STAGES: ClassVar[Mapping[str, float]] = {
        "storage": 0.3, "links": 0.4, "proposals": 0.1, "places": 0.2,
    }  # fmt: skip

    counts: LinkingCounts = field(default_factory=LinkingCounts, kw_only=True)
    plan: LinkPlan | None = None

    def take(self, event: Any) -> None:
        """Take in the plan."""
        if isinstance(event, LinkFinished):
            self.plan = event.plan


@dataclass(frozen=True, slots=True)
class LinkApplyOptions(PlanOptions):
    """``accept_loss`` lets links be moved."""


@dataclass(frozen=True, slots=True)
class LinkApplyCounts:
    """What came of the files of a plan; ``companions`` are links of what is beside them.

    ``untouched`` are decided and not come to; ``left`` have no decision, or are skipped.
    """

    linked: int = field(default=0, metadata={"json": "linked"})
    moved: int = field(default=0, metadata={"json": "moved"})
    companions: int = field(default=0, metadata={"json": "companions"})
    answered: int = field(default=0, metadata={"json": "answered"})
    never: int = field(default=0, metadata={"json": "never"})
    refused: int = field(default=0, metadata={"json": "refused"})
    failed: int = field(default=0, metadata={"json": "failed"})
    untouched: int = field(default=0, metadata={"json": "untouched"})
    left: int = field(default=0, metadata={"json": "left"})

    def after(self, outcome: LinkOutcome | LinkMoved) -> LinkApplyCounts:
        """Return the counts with one file, or one link, more."""
        state = outcome.state
        name = _DONE[outcome.decision.verb] if state == "done" else state
        return replace(
            self,
            **{name: getattr(self, name) + 1},
            companions=self.companions + outcome.companions,
            untouched=self.untouched - 1,
        )


_DONE = {"make": "linked", "move": "moved", "answer": "answered", "never": "never"}


@dataclass(frozen=True, slots=True)
class LinkApplyStarted(PlanStarted[LinkApplyCounts]):
    """The plan of new links, or of moves, is read."""

    @property
    def counts(self) -> LinkApplyCounts:
        """The counts before anything was done."""
        return LinkApplyCounts(untouched=self.decided, left=self.left)


@dataclass(frozen=True, slots=True)
class LinkApplyFinished(PlanFinished[LinkApplyCounts]):
    """The end of it; nothing is read of any file."""


LinkApplyEvent = LinkApplyStarted | LinkOutcome | LinkMoved | Refused | LinkApplyFinished


@dataclass
class LinkApplyRun(PlanRun[LinkApplyCounts, LinkOutcome | LinkMoved]):
    """One application of a plan of new links, or of moves."""

    OUTCOMES: ClassVar[tuple[type, ...]] = (LinkOutcome, LinkMoved)

    counts: LinkApplyCounts = field(default_factory=LinkApplyCounts, kw_only=True)

    @property
    def linked(self) -> list[LinkOutcome]:
        """What came of files without a link."""
        return [one for one in self.outcomes if isinstance(one, LinkOutcome)]

    @property
    def moved(self) -> list[LinkMoved]:
        """What came of links that were to move."""
        return [one for one in self.outcomes if isinstance(one, LinkMoved)]


LINK_STAGES: Mapping[str, str] = {
    "storage": N_("storage"),
    "links": N_("links"),
    "proposals": N_("proposals"),
    "places": N_("places"),
}


def link_summary(counts: LinkApplyCounts) -> str:
    """Return the summary that every application of a plan ends with."""
    n = counts.linked, counts.companions, counts.refused + counts.failed
    first = ngettext("{n} link made", "{n} links made", n[0]).format(n=n[0])
    if counts.moved:
        first = ngettext("{n} link moved", "{n} links moved", counts.moved).format(n=counts.moved)
    return ", ".join(
        (
            first,
            ngettext("{n} beside a video", "{n} beside a video", n[1]).format(n=n[1]),
            ngettext("{n} refused or failed", "{n} refused or failed", n[2]).format(n=n[2]),
        )
    )


def link_details(counts: LinkApplyCounts) -> list[str]:
    """Return a line for each further count that is not zero."""
    texts = {
        "answered": ngettext("{n} answer kept", "{n} answers kept", counts.answered),
        "never": ngettext("{n} never to be linked", "{n} never to be linked", counts.never),
        "untouched": ngettext(
            "{n} decided, and not come to", "{n} decided, and not come to", counts.untouched
        ),
        "left": ngettext("{n} left without a decision", "{n} left without a decision", counts.left),
    }
    return [
        "  " + text.format(n=getattr(counts, name))
        for name, text in texts.items()
        if getattr(counts, name)
    ]
