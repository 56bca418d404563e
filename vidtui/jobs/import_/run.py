"""What an import says while it runs, and the run as those events make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from vidtui.jobs.base import (
    Finished,
    ItemFailed,
    JobRun,
    Notice,
    Progress,
    Refused,
    Started,
)


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """The counts of an import, so far or final.

    ``imported`` counts files new to the catalogue, ``duplicates`` those of them whose sample is
    known at another path; ``ignored`` files that are known and unchanged; ``changed`` known
    files with new content; ``back`` files that were missing; ``missing`` known files found gone
    this time; ``unknown`` all files whose folders say neither film nor series; ``films`` and
    ``series`` new groups to enrich; ``links`` all links seen, ``broken_links`` those of them
    that show nothing; ``away`` known files that were not met where that says little;
    ``asked_again`` answers of older versions that a person is asked about again; ``packs``
    all groups of which one file holds several works; ``strays`` all files of known series without
    an episode that the provider has.
    """

    imported: int = field(default=0, metadata={"json": "imported"})
    ignored: int = field(default=0, metadata={"json": "ignored"})
    errors: int = field(default=0, metadata={"json": "errors"})
    moved: int = field(default=0, metadata={"json": "moved"})
    duplicates: int = field(default=0, metadata={"json": "duplicates"})
    changed: int = field(default=0, metadata={"json": "changed"})
    still_changing: int = field(default=0, metadata={"json": "still_changing"})
    back: int = field(default=0, metadata={"json": "back"})
    missing: int = field(default=0, metadata={"json": "missing"})
    extras: int = field(default=0, metadata={"json": "extras"})
    unknown: int = field(default=0, metadata={"json": "unknown"})
    films: int = field(default=0, metadata={"json": "films"})
    series: int = field(default=0, metadata={"json": "series"})
    links: int = field(default=0, metadata={"json": "links"})
    broken_links: int = field(default=0, metadata={"json": "broken_links"})
    away: int = field(default=0, metadata={"json": "away"})
    asked_again: int = field(default=0, metadata={"json": "asked_again"})
    packs: int = field(default=0, metadata={"json": "packs"})
    strays: int = field(default=0, metadata={"json": "strays"})


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What to import: ``paths`` are absolute folders, all storage roots where there are none."""

    paths: tuple[bytes, ...] = ()
    dry_run: bool = False
    from_links: bool = False
    accept_loss: bool = False


@dataclass(frozen=True, slots=True)
class ImportStarted(Started):
    """The import begins; ``created`` says that the catalogue is new."""

    created: bool = field(metadata={"json": "created"})
    scope: tuple[bytes, ...] = field(metadata={"json": "scope"})
    dry_run: bool = field(default=False, metadata={"json": "dry_run"})


ImportEvent = (
    ImportStarted | Progress[ImportCounts] | ItemFailed | Notice | Refused | Finished[ImportCounts]
)


@dataclass
class ImportRun(JobRun[ImportCounts]):
    """One import as both front ends see it."""

    STAGES: ClassVar[Mapping[str, float]] = {
        "scan": 0.1,
        "samples": 0.4,
        "names": 0.4,
        "links": 0.1,
    }

    options: ImportOptions = field(default_factory=ImportOptions)
    counts: ImportCounts = field(default_factory=ImportCounts, kw_only=True)
    started: ImportStarted | None = field(default=None, kw_only=True)

    def stage_share(self, name: str) -> float:
        """Return how much of a stage is done: files are sampled while the walk goes on."""
        stages = list(self.stages.values())
        is_passed = any(stage.begun for stage in stages[list(self.STAGES).index(name) :])
        # A stage that had nothing to do is passed over without a word.
        return self.stages[name].share if self.stages[name].begun else float(is_passed)

    @property
    def needs_attention(self) -> bool:
        """Whether files of unknown type or broken links were met."""
        return bool(self.counts.unknown or self.counts.broken_links)
