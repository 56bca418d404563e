"""What a look at links needs: the roots as they are, the rules, the counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vidtui.disk.classify import Hierarchy
from vidtui.jobs.links.model import LinkCounts
from vidtui.jobs.roots.live import JobState, LiveRoot


@dataclass(kw_only=True)
class LinkState(JobState[LinkCounts]):
    """One look at links under way.

    Nothing is judged beneath the places that are ``offline``. ``accept_loss``: believe that many
    files are gone.
    """

    COUNTS = LinkCounts

    hierarchy: Hierarchy
    accept_loss: bool = False
    offline: tuple[bytes, ...] = ()

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
