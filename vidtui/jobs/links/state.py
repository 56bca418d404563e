"""What the stages of a search for broken links share."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from vidtui.catalogue.database import Catalogue
from vidtui.disk.classify import Hierarchy
from vidtui.disk.scan import ScanRules
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.base import PROGRESS_INTERVAL_S, CancelToken, Refused
from vidtui.jobs.links.events import FindOptions, FindProgress, FindStage
from vidtui.jobs.links.model import LinkCounts
from vidtui.jobs.roots.live import LiveRoot, live_roots, remedy_of, scan_rules
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import show


@dataclass
class FindState:
    """One search under way.

    ``storage`` and ``links`` are the roots by their id, ``offline`` the storage roots among them
    beneath which nothing is judged. ``read`` counts the bytes read of each root's files.
    """

    settings: Settings
    options: FindOptions
    catalogue: Catalogue
    cancel: CancelToken
    storage: dict[int, LiveRoot]
    links: dict[int, LiveRoot]
    rules: ScanRules
    hierarchy: Hierarchy
    offline: tuple[bytes, ...] = ()
    clock: Callable[[], float] = time.monotonic
    counts: Counter[str] = field(default_factory=Counter)
    read: Counter[int] = field(default_factory=Counter)
    _last_progress: float = 0.0

    def progress(
        self, stage: FindStage, done: int, total: int | None, folder: bytes, *, force: bool = False
    ) -> Iterator[FindProgress]:
        """Yield the progress of a stage, at most 20 times a second."""
        now = self.clock()
        if force or now - self._last_progress >= PROGRESS_INTERVAL_S:
            self._last_progress = now
            yield FindProgress(stage, done, total, folder, self.frozen_counts())

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


def begin(
    settings: Settings, options: FindOptions, catalogue: Catalogue, cancel: CancelToken
) -> FindState:
    """Look at all roots, in a session.

    Raises:
        UsageProblem: there is no link root, or a root has never been imported.
    """
    return FindState(
        settings=settings,
        options=options,
        catalogue=catalogue,
        cancel=cancel,
        storage=live_roots(settings, settings.of("storage")),
        links=live_roots(settings, _link_roots(settings)),
        rules=scan_rules(settings),
        hierarchy=Hierarchy(settings.film_folders, settings.series_folders, settings.anime_folders),
    )


def refusals(state: FindState) -> list[Refused]:
    """Return why nothing may be said of links now: one line for each root that is not there.

    A storage root that is away may hold what any link showed, so one is enough.
    """
    refused = []
    for root in (*state.storage.values(), *state.links.values()):
        found = root.state
        if not found.online:
            refused.append(Refused(root.path, found.reason, remedy_of(found)))
        elif found.is_empty and root.known.role == "storage":
            refused.append(Refused(root.path, _("the folder is empty: is its disk mounted?")))
        elif not found.sees_links and root.known.role == "links":
            refused.append(
                Refused(root.path, _("links show as ordinary files here; run vidtui on the NAS"))
            )
    return refused


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


def _link_roots(settings: Settings) -> tuple[RootSetting, ...]:
    found = settings.of("links")
    if not found:
        raise UsageProblem(
            _('{file}: no link root; write: [[links]] path = "/the/folder"').format(
                file=show(str(settings.config_file))
            )
        )
    return found
