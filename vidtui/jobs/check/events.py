"""What a check says while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vidtui.jobs.base import Notice, RootRead
from vidtui.jobs.check.findings import CheckCounts, Finding, SkippedRoot, Verified

CheckStage = Literal["storage", "links", "catalogue", "hashes"]
CHECK_STAGES: tuple[CheckStage, ...] = ("storage", "links", "catalogue", "hashes")


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
class CheckStarted:
    """The check begins; ``away`` are those of its ``roots`` of which nothing is said."""

    catalogue: Path
    away: tuple[SkippedRoot, ...]
    roots: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckProgress:
    """How far a stage is; ``total`` is None while it is not known. At most 20 a second.

    The stage ``hashes`` counts bytes, the others files, links or groups.
    """

    stage: CheckStage
    done: int
    total: int | None
    folder: bytes
    counts: CheckCounts


@dataclass(frozen=True, slots=True)
class Found:
    """Findings, as they are met."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RootSkipped:
    """A root was there at first, and nothing more is said of it."""

    away: SkippedRoot


@dataclass(frozen=True, slots=True)
class CheckFinished:
    """The check ends; what was found before a cancellation stands."""

    counts: CheckCounts
    verified: Verified | None
    cancelled: bool
    seconds: float
    read: tuple[RootRead, ...] = ()


CheckEvent = CheckStarted | CheckProgress | Found | RootSkipped | Notice | CheckFinished
