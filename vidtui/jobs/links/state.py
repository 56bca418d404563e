"""What a look at links needs: the roots as they are, the rules, the counts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from vidtui.catalogue.database import Catalogue
from vidtui.disk.classify import Hierarchy
from vidtui.disk.scan import ScanRules
from vidtui.jobs.base import PROGRESS_INTERVAL_S, CancelToken, Progress
from vidtui.jobs.links.model import LinkCounts
from vidtui.jobs.roots.live import LiveRoot
from vidtui.settings.model import Settings


@dataclass
class LinkState:
    """One look at links under way.

    ``storage`` and ``links`` are the roots by their id, ``offline`` the places beneath which
    nothing is judged. ``accept_loss``: believe that many files are gone. ``read`` counts the bytes
    read of each root's files.
    """

    settings: Settings
    catalogue: Catalogue
    cancel: CancelToken
    storage: dict[int, LiveRoot]
    links: dict[int, LiveRoot]
    rules: ScanRules
    hierarchy: Hierarchy
    accept_loss: bool = False
    offline: tuple[bytes, ...] = ()
    clock: Callable[[], float] = time.monotonic
    counts: Counter[str] = field(default_factory=Counter)
    read: Counter[int] = field(default_factory=Counter)
    _last_progress: float = 0.0

    def progress(
        self, stage: str, done: int, total: int | None, folder: bytes, *, force: bool = False
    ) -> Iterator[Progress[LinkCounts]]:
        """Yield the progress of a stage, at most 20 times a second."""
        now = self.clock()
        if force or now - self._last_progress >= PROGRESS_INTERVAL_S:
            self._last_progress = now
            yield Progress(stage, done, total, folder, self.frozen_counts())

    def frozen_counts(self) -> LinkCounts:
        """Return the counts as they are now."""
        return LinkCounts(**self.counts)

    def __post_init__(self) -> None:
        """Know each root by its own path and by its real one: relative links lead to the latter."""
        self._storage_prefixes = _prefixes(self.storage.values())
        self._link_prefixes = _prefixes(self.links.values())

    def stored(self, path: bytes) -> tuple[LiveRoot, bytes] | None:
        """Return the storage root that an absolute path lies on, and the path below it."""
        return _below(self._storage_prefixes, path)

    def linked(self, path: bytes) -> tuple[LiveRoot, bytes] | None:
        """Return the link root that an absolute path lies on, and the path below it."""
        return _below(self._link_prefixes, path)

    def kind_of(self, root: LiveRoot, path: bytes) -> str:
        """Say what a file or link is by its folders."""
        return self.hierarchy.kind(path, root.name, root.known.kind)


def _prefixes(roots: Iterable[LiveRoot]) -> list[tuple[bytes, LiveRoot]]:
    return [
        (place.rstrip(b"/") + b"/", root)
        for root in roots
        for place in dict.fromkeys((root.path, root.state.real_path or root.path))
    ]


def _below(
    prefixes: Sequence[tuple[bytes, LiveRoot]], path: bytes
) -> tuple[LiveRoot, bytes] | None:
    for prefix, root in prefixes:
        if path.startswith(prefix):
            return root, path[len(prefix) :]
    return None
