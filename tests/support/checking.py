"""One check: its events, and what they come to."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from vidtui.jobs.base import Notice
from vidtui.jobs.check.findings import Finding, Kind, SkippedRoot, Verified
from vidtui.jobs.check.run import CheckEvent, CheckFinished, CheckStarted, Found, RootSkipped


@dataclass
class Checked:
    """A check; findings are named by their kind and their path below their root."""

    events: list[CheckEvent] = field(default_factory=list)

    def _of(self, kind: type[CheckEvent]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def findings(self) -> list[Finding]:
        return [one for event in self._of(Found) for one in event.findings]

    @property
    def by_kind(self) -> dict[Kind, list[Finding]]:
        found: dict[Kind, list[Finding]] = defaultdict(list)
        for one in self.findings:
            found[one.kind].append(one)
        return dict(found)

    @property
    def paths(self) -> dict[str, list[str]]:
        """By kind the paths found, sorted; of a group its title."""
        return {
            kind: sorted(os.fsdecode(one.path) or str(one.facts["title"]) for one in found)
            for kind, found in self.by_kind.items()
        }

    def one(self, kind: Kind) -> Finding:
        """The only finding of a kind."""
        (found,) = self.by_kind.get(kind, [])
        return found

    @property
    def notices(self) -> list[str]:
        return [event.message for event in self._of(Notice)]

    @property
    def away(self) -> dict[bytes, SkippedRoot]:
        """The roots of which nothing is said, from the beginning or since."""
        doubted = [event.away for event in self._of(RootSkipped)]
        return {one.root: one for one in (*self._of(CheckStarted)[0].away, *doubted)}

    @property
    def finished(self) -> CheckFinished:
        return self._of(CheckFinished)[-1]  # type: ignore[no-any-return]

    @property
    def verified(self) -> Verified:
        assert self.finished.verified is not None
        return self.finished.verified
