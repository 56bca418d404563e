"""What the search for broken links says while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vidtui.jobs.base import ItemFailed, Notice, Refused, RootRead
from vidtui.jobs.links.model import BrokenLink, LinkCounts, Plan

FindStage = Literal["links", "storage", "proposals"]
FIND_STAGES: tuple[FindStage, ...] = ("links", "storage", "proposals")


@dataclass(frozen=True, slots=True)
class FindOptions:
    """``accept_loss``: believe that many files are gone."""

    accept_loss: bool = False


@dataclass(frozen=True, slots=True)
class FindStarted:
    """The search begins."""

    catalogue: Path


@dataclass(frozen=True, slots=True)
class FindProgress:
    """How far a stage is; ``total`` is None while it is not known. At most 20 a second."""

    stage: FindStage
    done: int
    total: int | None
    folder: bytes
    counts: LinkCounts


@dataclass(frozen=True, slots=True)
class LinksFound:
    """Links to review, as they are met; their proposals come with the plan."""

    links: tuple[BrokenLink, ...]


@dataclass(frozen=True, slots=True)
class FindFinished:
    """The search ends; ``plan`` is None where it was refused or cancelled."""

    plan: Plan | None
    counts: LinkCounts
    cancelled: bool
    seconds: float
    read: tuple[RootRead, ...] = ()


FindEvent = FindStarted | FindProgress | LinksFound | ItemFailed | Notice | Refused | FindFinished
