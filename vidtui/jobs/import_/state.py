"""What the stages of an import share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vidtui.disk.classify import Hierarchy, Place
from vidtui.disk.kinds import FileKind
from vidtui.jobs.base import ItemFailed
from vidtui.jobs.import_.run import ImportCounts, ImportOptions
from vidtui.jobs.roots.live import JobState, LiveRoot
from vidtui.jobs.roots.moved import Places


@dataclass(kw_only=True)
class ImportState(JobState[ImportCounts]):
    """One import under way.

    ``trusted`` roots were scanned whole: what the catalogue says of their files is what the disk
    says; of ``doubted`` ones so much is gone that it is not believed. ``sidecars`` are the NFO
    files by root, ``cut_off`` the folders that could not be listed to their end. ``named_after``
    gives by root and path the link that names a file (its root's name, its path, its root's kind),
    where the library is read from its links. ``places`` tells of roots that are not where they
    were.
    """

    COUNTS = ImportCounts

    options: ImportOptions
    run: int
    hierarchy: Hierarchy
    trusted: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)
    sidecars: dict[int, set[bytes]] = field(default_factory=dict)
    cut_off: set[tuple[int, bytes]] = field(default_factory=set)
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
