"""What the stages of an import share."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.classify import Hierarchy, Place
from vidtui.disk.kinds import FileKind
from vidtui.disk.read_policy import FREELY, Policy
from vidtui.disk.root_identity import RootState
from vidtui.disk.scan import ScanRules
from vidtui.jobs.base import (
    Cancel,
    Event,
    ImportCounts,
    ItemFailed,
    Progress,
    Remedy,
    RootRead,
    Stage,
)
from vidtui.jobs.roots.moved import Places
from vidtui.settings.model import Settings

PROGRESS_INTERVAL_S = 0.05


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What to import: ``paths`` are absolute folders, all storage roots where there are none."""

    paths: tuple[bytes, ...] = ()
    dry_run: bool = False
    from_links: bool = False
    accept_loss: bool = False


@dataclass(frozen=True, slots=True)
class LiveRoot:
    """A root as it is in this run; ``below`` are the subtrees to scan, ``b""`` for all of it.

    ``policy`` says how much of it may be read.
    """

    known: KnownRoot
    state: RootState
    below: tuple[bytes, ...] = ()
    policy: Policy = FREELY

    @property
    def id(self) -> int:
        """The root's id in the catalogue."""
        return self.known.id

    @property
    def path(self) -> bytes:
        """The root's absolute path."""
        return self.known.path

    @property
    def name(self) -> bytes:
        """The last component of the root's path, which may name the kind."""
        return os.path.basename(self.known.path)

    def absolute(self, path: bytes) -> bytes:
        """Return the absolute path of something on this root."""
        return os.path.join(self.known.path, path) if path else self.known.path


@dataclass
class ImportState:
    """One import under way.

    ``trusted`` roots were scanned whole: what the catalogue says of their files is what the disk
    says; of ``doubted`` ones so much is gone that it is not believed. ``sidecars`` are the NFO
    files by root, ``read`` the bytes that were read of its files, ``cut_off`` the folders that
    could not be listed to their end. ``named_after`` gives by root and path the link that names a
    file (its root's name, its path, its root's kind), where the library is read from its links.
    ``places`` tells of roots that are not where they were.
    """

    settings: Settings
    options: ImportOptions
    catalogue: Catalogue
    cancel: Cancel
    run: int
    storage: dict[int, LiveRoot]
    links: dict[int, LiveRoot]
    hierarchy: Hierarchy
    rules: ScanRules
    clock: Callable[[], float] = time.monotonic
    counts: Counter[str] = field(default_factory=Counter)
    trusted: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)
    sidecars: dict[int, set[bytes]] = field(default_factory=dict)
    read: Counter[int] = field(default_factory=Counter)
    cut_off: set[tuple[int, bytes]] = field(default_factory=set)
    places: Places = field(default_factory=Places)
    named_after: Mapping[tuple[int, bytes], tuple[bytes, bytes, str | None]] = field(
        default_factory=dict
    )
    _last_progress: float = 0.0

    @property
    def online(self) -> list[LiveRoot]:
        """The storage roots that can be looked at."""
        return [root for root in self.storage.values() if root.state.online]

    @property
    def scanned(self) -> list[LiveRoot]:
        """The storage roots of this import's scope that can be looked at."""
        return [root for root in self.online if root.below]

    def frozen_counts(self) -> ImportCounts:
        """Return the counts as they are now."""
        return ImportCounts(**self.counts)

    def progress(
        self, stage: Stage, done: int, total: int | None, folder: bytes, *, force: bool = False
    ) -> Iterator[Event]:
        """Yield the progress of a stage, at most 20 times a second."""
        now = self.clock()
        if force or now - self._last_progress >= PROGRESS_INTERVAL_S:
            self._last_progress = now
            yield Progress(stage, done, total, folder, self.frozen_counts())

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


def read_of(roots: Iterable[LiveRoot], read: Mapping[int, int]) -> tuple[RootRead, ...]:
    """Return how much was read of storage roots that were there, by the bytes of each id."""
    return tuple(
        RootRead(root.path, root.policy.reading, read.get(root.id, 0))
        for root in roots
        if root.state.online
    )


def remedy_of(state: RootState) -> Remedy | None:
    """Return the way on for a root in this state."""
    return "confirm-root" if state.state == "unrecognised" else None
