"""One search for broken links: its events, and what they come to."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from vidtui.jobs.base import ItemFailed, Notice, Refused
from vidtui.jobs.links.model import BrokenLink, LinkCounts, LinksFound, Plan, Proposal
from vidtui.jobs.repair.run import FindEvent, FindFinished


def as_path(name: str | bytes) -> bytes:
    return name if isinstance(name, bytes) else os.fsencode(name)


@dataclass
class Found:
    """A search; links are named by their path below their root, proposals likewise."""

    events: list[FindEvent] = field(default_factory=list)

    def _of(self, kind: type[FindEvent]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def finished(self) -> FindFinished:
        return self._of(FindFinished)[-1]  # type: ignore[no-any-return]

    @property
    def plan(self) -> Plan:
        plan = self.finished.plan
        assert plan is not None, self.refused
        return plan

    @property
    def counts(self) -> LinkCounts:
        return self.finished.counts

    @property
    def refused(self) -> dict[bytes, Refused]:
        return {event.path: event for event in self._of(Refused)}

    @property
    def notices(self) -> list[str]:
        return [event.message for event in self._of(Notice)]

    @property
    def errors(self) -> dict[bytes, str]:
        return {event.path: event.reason for event in self._of(ItemFailed)}

    @property
    def told(self) -> list[bytes]:
        """The links that were named while the search went on."""
        return [link.place.path for event in self._of(LinksFound) for link in event.links]

    @property
    def by_link(self) -> dict[bytes, BrokenLink]:
        return {one.link.place.path: one.link for one in self.plan.links}

    def link(self, name: str | bytes) -> BrokenLink:
        return self.by_link[as_path(name)]

    def first(self, name: str | bytes) -> Proposal:
        return self.link(name).proposals[0]

    def best(self, name: str | bytes) -> tuple[str, str] | None:
        """The tier and the target of a link's best proposal."""
        one = next(iter(self.link(name).proposals), None)
        return (one.tier, os.fsdecode(one.place.path)) if one else None

    def offered(self, name: str | bytes) -> list[str]:
        """The targets of all proposals for a link."""
        return [os.fsdecode(one.place.path) for one in self.link(name).proposals]


def cautions(proposal: Proposal) -> list[str]:
    return [one.kind for one in proposal.cautions]


def reasons(proposal: Proposal) -> list[str]:
    return [one.kind for one in proposal.evidence]
