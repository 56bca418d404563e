"""What an import says, the run as its events make it, its words, and what its stages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import ClassVar

from vidtui.disk.classify import FileKind, Place
from vidtui.i18n import N_, NN_, _, ngettext
from vidtui.jobs.base import (
    Finished,
    ItemFailed,
    JobRun,
    Notice,
    Progress,
    Refused,
    Started,
)
from vidtui.jobs.roots.live import JobState, LiveRoot
from vidtui.jobs.roots.moved import Places
from vidtui.jobs.wording import STRAYS


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


STAGES: Mapping[str, str] = {
    "scan": N_("scan"),
    "samples": N_("samples"),
    "names": N_("names"),
    "links": N_("links"),
}
STAGE_TITLES: Mapping[str, str] = {
    "scan": N_("Scan"),
    "samples": N_("Samples"),
    "names": N_("Names"),
    "links": N_("Links"),
}


_DETAILS: Mapping[str, tuple[str, str]] = {
    "moved": NN_("{n} moved", "{n} moved"),
    "duplicates": NN_(
        "{n} possible duplicate (same size, same beginning and end)",
        "{n} possible duplicates (same size, same beginning and end)",
    ),
    "changed": NN_("{n} with new content", "{n} with new content"),
    "still_changing": NN_(
        "{n} still changing, left for the next run", "{n} still changing, left for the next run"
    ),
    "back": NN_("{n} there again", "{n} there again"),
    "missing": NN_("{n} no longer there", "{n} no longer there"),
    "extras": NN_("{n} extra", "{n} extras"),
    "unknown": NN_(
        "{n} of unknown type: neither below a film nor a series folder",
        "{n} of unknown type: neither below a film nor a series folder",
    ),
    "films": NN_("{n} new film", "{n} new films"),
    "series": NN_("{n} new series", "{n} new series"),
    "links": NN_("{n} link", "{n} links"),
    "broken_links": NN_("{n} broken link", "{n} broken links"),
    "away": NN_(
        "{n} away, where what vanishes comes back", "{n} away, where what vanishes comes back"
    ),
    "asked_again": NN_(
        "{n} answer is asked about again: vidtui pending",
        "{n} answers are asked about again: vidtui pending",
    ),
    "packs": NN_(
        "{n} file that holds several works waits: vidtui pending",
        "{n} files that hold several works wait: vidtui pending",
    ),
    "strays": STRAYS,
}


def errors_text(count: int) -> str:
    """Return how many errors there were, empty for none."""
    return ngettext("{n} error", "{n} errors", count).format(n=count) if count else ""


def summary(counts: ImportCounts, number: Callable[[int], str] = str) -> str:
    """Return the summary that every import ends with, its figures as ``number`` writes them."""
    parts = (
        ngettext("{count} imported", "{count} imported", counts.imported).format(
            count=number(counts.imported)
        ),
        ngettext("{count} ignored", "{count} ignored", counts.ignored).format(
            count=number(counts.ignored)
        ),
        ngettext("{count} error", "{count} errors", counts.errors).format(
            count=number(counts.errors)
        ),
    )
    return ", ".join(parts)


def details(counts: ImportCounts) -> list[str]:
    """Return a line for each further count that is not zero."""
    found = {name: getattr(counts, name) for name in (item.name for item in fields(counts))}
    return [
        "  " + ngettext(*_DETAILS[name], count).format(n=count)
        for name, count in found.items()
        if name in _DETAILS and count
    ]


def named_counts(counts: ImportCounts) -> list[tuple[str, int]]:
    """Return each count that is not zero, named, but the three of the summary always."""
    first = [
        (ngettext("imported", "imported", counts.imported), counts.imported),
        (ngettext("ignored", "ignored", counts.ignored), counts.ignored),
        (ngettext("error", "errors", counts.errors), counts.errors),
    ]
    rest = [
        (ngettext("moved", "moved", counts.moved), counts.moved),
        (ngettext("changed", "changed", counts.changed), counts.changed),
        (ngettext("back again", "back again", counts.back), counts.back),
        (ngettext("missing", "missing", counts.missing), counts.missing),
        (ngettext("duplicate", "duplicates", counts.duplicates), counts.duplicates),
        (_("still changing"), counts.still_changing),
        (ngettext("extra", "extras", counts.extras), counts.extras),
        (_("type unknown"), counts.unknown),
        (ngettext("new film", "new films", counts.films), counts.films),
        (ngettext("new series", "new series", counts.series), counts.series),
        (ngettext("link", "links", counts.links), counts.links),
        (ngettext("broken link", "broken links", counts.broken_links), counts.broken_links),
        (_("away"), counts.away),
        (_("asked about again"), counts.asked_again),
        (ngettext("file of several works", "files of several works", counts.packs), counts.packs),
        (_("without a known episode"), counts.strays),
    ]
    return first + [(name, count) for name, count in rest if count]


@dataclass(kw_only=True)
class ImportState(JobState[ImportCounts]):
    """One import under way.

    ``trusted`` roots were scanned whole: what the catalogue says of their files is what the disk
    says; of ``doubted`` ones so much is gone that it is not believed. ``sidecars`` are the NFO
    files by root, ``cut_off`` the folders that could not be listed to their end. ``named_after``
    gives by root and path the link that names a file (its root's name, its path, its root's kind),
    where the library is read from its links. ``met`` are the ids of the files that the scan found
    as they were, by root and path. ``places`` tells of roots that are not where they
    were.
    """

    COUNTS = ImportCounts

    options: ImportOptions
    run: int
    trusted: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)
    sidecars: dict[int, set[bytes]] = field(default_factory=dict)
    cut_off: set[tuple[int, bytes]] = field(default_factory=set)
    met: dict[int, dict[bytes, int]] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    named_after: Mapping[tuple[int, bytes], tuple[bytes, bytes, str | None]] = field(
        default_factory=dict
    )

    @property
    def online(self) -> list[LiveRoot]:
        """The storage roots that can be looked at."""
        return [root for root in self.storage.values() if root.state.online]

    @property
    def scanned(self) -> list[LiveRoot]:
        """The storage roots of this import's scope that can be looked at."""
        return [root for root in self.online if root.below]

    def failed(self, path: bytes, reason: str) -> ItemFailed:
        """Count and return one failure."""
        self.counts["errors"] += 1
        return ItemFailed(path, reason)

    def kind(self, root: LiveRoot, path: bytes) -> FileKind:
        """Say what a file is by its folders; by those of its link where links name it."""
        return self.hierarchy.kind(*self._named_by(root, path))

    def place(self, root: LiveRoot, path: bytes) -> Place:
        """Say what the path of a file, or of its link where links name it, means."""
        return self.hierarchy.place(*self._named_by(root, path))

    def _named_by(self, root: LiveRoot, path: bytes) -> tuple[bytes, bytes, str | None]:
        link = self.named_after.get((root.id, path)) if self.named_after else None
        if link is None:
            return path, root.name, root.known.kind
        return link[1], link[0], link[2]
