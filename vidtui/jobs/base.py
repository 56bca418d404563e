"""What jobs say while they run; front ends turn it into bars, lines and JSON."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vidtui.settings.model import Reading

Stage = Literal["scan", "samples", "names", "links"]
Remedy = Literal["accept-loss", "confirm-root", "relocate-root"]
STAGES: tuple[Stage, ...] = ("scan", "samples", "names", "links")


class CancelToken:
    """Asks a job to stop; set from any thread, obeyed within a second."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Ask."""
        self._event.set()

    def __call__(self) -> bool:
        """Say whether someone asked."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait, at most ``seconds``, and say whether someone asked."""
        return self._event.wait(seconds)


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
class RootRead:
    """How much was read of the files of a root, in bytes, and how much might have been."""

    root: bytes
    reading: Reading
    size: int


@dataclass(frozen=True, slots=True)
class Started:
    """The job begins; ``created`` says that the catalogue is new."""

    command: str
    catalogue: Path
    created: bool
    scope: tuple[bytes, ...]
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is; ``total`` is None while it is not known. At most 20 a second."""

    stage: Stage
    done: int
    total: int | None
    folder: bytes
    counts: ImportCounts


@dataclass(frozen=True, slots=True)
class ItemFailed:
    """One file, folder or link that could not be handled; ``path`` is absolute."""

    path: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know, one line; nothing failed."""

    message: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Something was not done for safety. ``remedy`` names the way on, if there is one.

    ``accept-loss``: run again, accepting that the missing files are gone. ``confirm-root``:
    confirm that the disk at ``path`` is the right one. ``relocate-root``: note that the root which
    lay at ``old`` lies at ``path`` now.
    """

    path: bytes
    reason: str
    remedy: Remedy | None = None
    old: bytes = b""


@dataclass(frozen=True, slots=True)
class Finished:
    """The job ends; what was done before a cancellation is kept."""

    counts: ImportCounts
    cancelled: bool
    seconds: float
    read: tuple[RootRead, ...] = ()


Event = Started | Progress | ItemFailed | Notice | Refused | Finished


PROGRESS_INTERVAL_S = 0.05
