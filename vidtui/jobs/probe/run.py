"""What a probe says while it runs, and the run as those events make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.base import Finished, ItemFailed, JobRun, Notice, Progress, Started


@dataclass(frozen=True, slots=True)
class ProbeOptions:
    """How long at most, in seconds, and how many bytes of shares; None for no limit and none.

    A dry run says how many files wait, and opens none; ``most`` files are opened, None for all.
    """

    for_s: float | None = None
    read_at_most: int | None = None
    dry_run: bool = False
    most: int | None = None


@dataclass(frozen=True, slots=True)
class ProbeCounts:
    """The counts of a probe: ``probed`` files, of them ``broken``; ``errors`` could not be read.

    ``changed`` are those that are not what they were: the next import has them. ``left`` wait.
    """

    probed: int = field(default=0, metadata={"json": "probed"})
    broken: int = field(default=0, metadata={"json": "broken"})
    changed: int = field(default=0, metadata={"json": "changed"})
    errors: int = field(default=0, metadata={"json": "errors"})
    left: int = field(default=0, metadata={"json": "left"})


@dataclass(frozen=True, slots=True)
class ProbeStarted(Started):
    """The probe begins; ``waiting`` files have no technical facts yet, and may be read."""

    waiting: int = field(default=0, metadata={"json": "waiting"})
    dry_run: bool = field(default=False, metadata={"json": "dry_run"})


ProbeEvent = ProbeStarted | Progress[ProbeCounts] | ItemFailed | Notice | Finished[ProbeCounts]


@dataclass
class ProbeRun(JobRun[ProbeCounts]):
    """One probe as both front ends see it."""

    STAGES: ClassVar[Mapping[str, float]] = {"probe": 1.0}

    counts: ProbeCounts = field(default_factory=ProbeCounts, kw_only=True)
    started: ProbeStarted | None = field(default=None, kw_only=True)


STAGES: Mapping[str, str] = {"probe": N_("Technical facts")}


def announcement(started: ProbeStarted) -> str:
    """Return how many files are to be opened."""
    count = started.waiting
    if not count:
        return _("Every file has its technical facts.")
    return ngettext("{n} file to open", "{n} files to open", count).format(n=count)


def summary(counts: ProbeCounts) -> str:
    """Return the summary that every probe ends with."""
    parts = [
        (ngettext("{n} file read", "{n} files read", counts.probed), counts.probed, True),
        (ngettext("{n} broken", "{n} broken", counts.broken), counts.broken, False),
        (
            ngettext(
                "{n} changed since the last import",
                "{n} changed since the last import",
                counts.changed,
            ),
            counts.changed,
            False,
        ),
        (ngettext("{n} error", "{n} errors", counts.errors), counts.errors, False),
        (ngettext("{n} left", "{n} left", counts.left), counts.left, False),
    ]
    return ", ".join(text.format(n=count) for text, count, always in parts if count or always)
