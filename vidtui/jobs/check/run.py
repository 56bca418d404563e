"""What a check says while it runs, the run as those events make it, and what its stages share."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, ClassVar

from vidtui.catalogue.errors import CatalogueReplaced
from vidtui.errors import Exit, VidtuiError
from vidtui.jobs.base import Finished, JobRun, Notice, Progress, Started
from vidtui.jobs.check.findings import CheckCounts, Finding, Kind, SkippedRoot, Verified
from vidtui.jobs.check.found import Findings
from vidtui.jobs.check.kinds import ISSUES
from vidtui.jobs.check.report import Report
from vidtui.jobs.roots.live import JobState, LiveRoot
from vidtui.jobs.suggest import Commands

_VERIFYING = {"storage": 0.0, "links": 0.0, "catalogue": 0.0, "hashes": 1.0}
_AT_MOST = 0.99  # of a stage whose end is an estimate


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """``verify`` reads whole files, for at most ``verify_s`` seconds, only those in ``paths``.

    ``accept_loss``: believe that many files are gone. ``read_at_most``: bytes of whole files, and
    what roots that are read sparingly want to be named before any of theirs is read.
    """

    verify: bool = False
    verify_s: float | None = None
    paths: tuple[bytes, ...] = ()
    accept_loss: bool = False
    read_at_most: int | None = None


@dataclass(frozen=True, slots=True)
class CheckStarted(Started):
    """The check begins; ``away`` are those of its ``roots`` of which nothing is said."""

    away: tuple[SkippedRoot, ...] = field(metadata={"json": "away"})
    roots: tuple[bytes, ...] = field(default=(), metadata={"json": "roots"})


@dataclass(frozen=True, slots=True)
class Found:
    """Findings, as they are met."""

    EVENT: ClassVar[str] = "found"
    findings: tuple[Finding, ...] = field(metadata={"json": "findings"})


@dataclass(frozen=True, slots=True)
class RootSkipped:
    """A root was there at first, and nothing more is said of it."""

    EVENT: ClassVar[str] = "root_doubted"
    away: SkippedRoot = field(metadata={"json": "away"})


@dataclass(frozen=True, slots=True)
class CheckFinished(Finished[CheckCounts]):
    """The check ends; what was found before a cancellation stands."""

    counts: CheckCounts = field(metadata={"json": "counts"})
    verified: Verified | None = field(default=None, metadata={"json": "verified"})


CheckEvent = CheckStarted | Progress[CheckCounts] | Found | RootSkipped | Notice | CheckFinished


@dataclass
class CheckRun(JobRun[CheckCounts]):
    """One check as both front ends see it; the stage ``hashes`` counts bytes.

    ``expected`` is what the check before looked at: how much there is nobody knows before the end.
    ``findings`` are all; where it ``is_watched``, those not yet taken are also in ``found``.
    ``has_read``: it came to reading whole files. ``attention``: what was found needs some.
    Once compared with the check before, ``open_issues`` are not acknowledged, ``new_issues``
    neither that nor known from before.
    """

    # Whole files take hours, all else minutes.
    STAGES: ClassVar[Mapping[str, float]] = {
        "storage": 0.5,
        "links": 0.4,
        "catalogue": 0.1,
        "hashes": 0.0,
    }

    options: CheckOptions = field(default_factory=CheckOptions)
    expected: CheckCounts = field(default_factory=CheckCounts)
    is_watched: bool = False
    counts: CheckCounts = field(default_factory=CheckCounts, kw_only=True)
    started: CheckStarted | None = field(default=None, kw_only=True)
    findings: Findings = field(default_factory=Findings)
    found: list[Finding] = field(default_factory=list)
    away: list[SkippedRoot] = field(default_factory=list)
    doubted: list[bytes] = field(default_factory=list)
    verified: Verified | None = None
    has_read: bool = False
    attention: bool = False
    new_issues: int = 0
    open_issues: int = 0
    created: int = field(default_factory=lambda: int(time.time()))

    @property
    def has_begun(self) -> bool:
        """Whether the roots are known, so that there is something to tell."""
        return self.started is not None

    @property
    def weights(self) -> Mapping[str, float]:
        """By stage how much of the whole it takes in this run."""
        return _VERIFYING if self.options.verify else self.STAGES

    def stage_share(self, name: str) -> float:
        """Return how much of a stage is done, from 0 to 1; by the check before, at first."""
        stage, share = self.stages[name], super().stage_share(name)
        if share or not stage.begun or stage.total is not None:
            limit = self.options.verify_s if name == self.stage == "hashes" else None
            return max(share, min(1.0, self.elapsed_s / limit)) if limit else share
        before = {"storage": self.expected.files, "links": self.expected.links}.get(name, 0)
        return min(_AT_MOST, stage.done / before) if before else 0.0

    @property
    def stage_remaining_s(self) -> float | None:
        """How long the stage still takes, in seconds: no longer than whole files may be read."""
        left = self.stage_run.remaining_s
        if self.stage != "hashes" or self.options.verify_s is None:
            return left
        limit = max(0.0, self.options.verify_s - self.elapsed_s)
        return limit if left is None else min(left, limit)

    @property
    def remaining_s(self) -> float | None:
        """How long reading whole files still takes, in seconds, None where nobody can say."""
        return self.stage_remaining_s if self.stage == "hashes" else None

    @property
    def percent(self) -> int | None:
        """What stands beside ``done``: of these bytes, or else of the whole; None: no telling."""
        if self.stage == "hashes":
            return int(self.stage_run.share * 100) if self.total else None
        return None if self.options.verify else int(self.share * 100)

    @property
    def is_refused(self) -> bool:
        """Whether nothing is said of some root."""
        return bool(self.away)

    @property
    def needs_attention(self) -> bool:
        """Whether what was found needs some."""
        return self.attention

    def outlives(self, error: VidtuiError) -> bool:
        """Whether what was found until a failure is worth a report."""
        is_of_two = isinstance(error, CatalogueReplaced)  # some was found by each catalogue
        return self.has_begun and error.exit is not Exit.INTERNAL and not is_of_two

    def take(self, event: Any) -> None:
        """Take in what only a check says, or says more of."""
        match event:
            case CheckStarted():
                self.away = list(event.away)
            case Progress():
                self.has_read = self.has_read or event.stage == "hashes"
            case Found():
                self.findings.add(event.findings)
                if self.is_watched:
                    self.found += event.findings
            case RootSkipped():
                self.away.append(event.away)
                self.findings.drop(event.away.root)
                if event.away.remedy != "accept-loss":
                    self.doubted.append(event.away.root)
                    self.found = [one for one in self.found if one.root != event.away.root]
            case CheckFinished():
                self.verified = event.verified
                self.has_read = self.has_read or event.verified is not None

    def take_found(self) -> list[Finding]:
        """Return what was found since the last call."""
        found, self.found = self.found, []
        return found

    def take_doubted(self) -> list[bytes]:
        """Return the roots of which what was said since the last call is taken back."""
        doubted, self.doubted = self.doubted, []
        return doubted

    def report(self) -> Report:
        """Return the check as it is so far: partial until it ended by itself."""
        kinds = self.findings.counts()
        issues = sum(count for kind, count in kinds.items() if kind in ISSUES)
        return Report(
            self.created,
            complete=self.phase == "finished",
            away=tuple(self.away),
            findings=self.findings,
            counts=replace(self.counts, issues=issues, information=sum(kinds.values()) - issues),
            verified=self.verified,
            seconds=self.elapsed_s,
            roots=self.started.roots if self.started else (),
            read=self.read,
        )


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
