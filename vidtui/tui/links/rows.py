"""The lines of the Links screen: links with their states, headings, causes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from vidtui.jobs.links.model import (
    MOST_OFFERED,
    BrokenLink,
    Place,
    Planned,
    Proposal,
    Verb,
)
from vidtui.text import printable
from vidtui.tui.links.causes import Cause
from vidtui.tui.links.review_rows import ReviewRow

State = Literal["open", "writing", "repaired", "orphaned", "skipped", "kept"]
AFTER: dict[Verb, State] = {
    "repair": "repaired",
    "orphan": "orphaned",
    "skip": "skipped",
    "keep": "kept",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What is wrong with the links below, and how many they are."""

    text: str
    count: int


@dataclass(slots=True, eq=False)
class Row(ReviewRow):
    """A link, what has become of it, and why it did not where it was refused."""

    planned: Planned
    state: State = "open"

    @property
    def link(self) -> BrokenLink:
        """The link."""
        return self.planned.link

    @property
    def place(self) -> Place:
        """Where the link is."""
        return self.planned.link.place

    @property
    def choices(self) -> Sequence[Proposal]:
        """What it may be repaired to."""
        return self.planned.link.proposals

    @property
    def best(self) -> Proposal | None:
        """The proposal that was taken, else the first."""
        return self.planned.proposal or self.link.best

    @property
    def names(self) -> str:
        """The link's path and its old target, showable, on one line."""
        return printable(self.link.place.absolute + b"\0" + self.link.target)

    def offer(self, proposal: Proposal) -> None:
        """Add a proposal of a person's own."""
        link = self.link
        if proposal not in link.proposals:
            before = [one for one in link.proposals if one.id != proposal.id]
            offered = (*before[: MOST_OFFERED - 1], proposal)
            self.planned.link = replace(link, proposals=offered)


@dataclass(frozen=True, slots=True)
class CauseLine:
    """Why links are broken, and how many of them are still to be decided."""

    cause: Cause
    count: int


Line = Heading | Row | CauseLine
