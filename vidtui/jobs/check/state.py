"""What the stages of a check share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from vidtui.jobs.check.findings import CheckCounts, Finding, Kind, SkippedRoot
from vidtui.jobs.check.kinds import ISSUES
from vidtui.jobs.check.run import CheckOptions, Found, RootSkipped
from vidtui.jobs.roots.live import JobState, LiveRoot
from vidtui.jobs.suggest import Commands

FOUND_AT_ONCE = 50  # findings of an event, of which a thousand may wait


@dataclass(kw_only=True)
class CheckState(JobState[CheckCounts]):
    """One check under way; its roots are those that are there.

    ``told`` are the absolute paths of the files told to be unreadable or changed.
    """

    COUNTS = CheckCounts

    options: CheckOptions
    commands: Commands
    away: list[SkippedRoot] = field(default_factory=list)
    told: set[bytes] = field(default_factory=set)

    def found(self, findings: Iterable[Finding]) -> Iterator[Found]:
        """Count findings and yield them, some at a time: there may be a million of them."""
        rest = iter(findings)
        while some := tuple(islice(rest, FOUND_AT_ONCE)):
            for one in some:
                self.counts["issues" if one.kind in ISSUES else "information"] += 1
            yield Found(some)

    def doubt(
        self, root: LiveRoot, reason: str, remedy: str | None = None
    ) -> Iterator[RootSkipped]:
        """Say nothing more of a root, which is no longer among those that are there."""
        self.storage.pop(root.id, None)
        self.links.pop(root.id, None)
        away = away_of(root, reason, self.commands, accept_loss=remedy == "accept-loss")
        self.away.append(away)
        yield RootSkipped(away)


def finding(
    kind: Kind,
    root: LiveRoot,
    path: bytes,
    *,
    command: str | None = None,
    detail: bytes = b"",
    **facts: str | int,
) -> Finding:
    """Return a finding about something on a root."""
    return Finding(kind, root.path, path, detail, facts, command)


def away_of(
    root: LiveRoot, reason: str, commands: Commands, *, accept_loss: bool = False
) -> SkippedRoot:
    """Return a root of which nothing is said, with the command that helps."""
    if accept_loss:
        command = commands.vidtui("--batch", "check", "--accept-loss")
        return SkippedRoot(root.path, root.known.role, reason, command, "accept-loss")
    if root.state.state == "unrecognised":
        command = commands.vidtui("roots", "confirm", root.path)
        return SkippedRoot(root.path, root.known.role, reason, command, "confirm-root")
    return SkippedRoot(root.path, root.known.role, reason, commands.vidtui("roots", "list"))
