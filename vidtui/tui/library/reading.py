"""What the Library screen asks of the catalogue; called from background threads only."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from vidtui.catalogue import posters, probing
from vidtui.catalogue.sql import read
from vidtui.jobs.base import CancelToken
from vidtui.jobs.play import Played, play
from vidtui.library import browsing, entries
from vidtui.library.about import About, about
from vidtui.library.browsing import Heading, Unfolded, WorkRow
from vidtui.library.columns import csv_lines
from vidtui.library.index import Index
from vidtui.library.reading import Key
from vidtui.library.select import Plan, Selector, understood
from vidtui.own_files import write_whole
from vidtui.providers.pictures import Pictures
from vidtui.settings.model import Settings
from vidtui.tui.catalogue_access import CatalogueAccess
from vidtui.tui.pictures import decoded

Stamp = tuple[tuple[int, int, int], ...]
"""What the files of a catalogue are like: another one means that something was written."""


@dataclass
class Shelf:
    """An index, and what answers queries over it; ``stamp`` is the catalogue's before it was read.

    ``seconds`` is how long the reading took.
    """

    index: Index
    stamp: Stamp
    seconds: float = 0.0
    selector: Selector = field(init=False)

    def __post_init__(self) -> None:
        self.selector = Selector(self.index)

    def works(self, plan: Plan) -> array[int]:
        """Return the positions of the works that fit."""
        return self.selector.works_of(plan)

    def warm(self) -> None:
        """Read what the first words of a query need, and what was asked before."""
        self.index.column("title", "titles")
        self.index.catch_up()
        self.works(understood(""))


class Poster(NamedTuple):
    """A poster of a path; ``picture`` is None where there is none."""

    path: str
    picture: Any
    problem: str = ""


class LibraryReading(CatalogueAccess):
    """A part of the services."""

    def today(self) -> str:
        """Return the day, as ``2026-11-30``."""
        return time.strftime("%Y-%m-%d")

    def library_stamp(self, settings: Settings) -> Stamp:
        """Return what the files of the catalogue are like; an empty log is made by looking."""
        found = []
        for name in (settings.database, Path(f"{settings.database}-wal")):
            with suppress(OSError):
                held = os.stat(name)
                if held.st_size:
                    found.append((held.st_ino, held.st_mtime_ns, held.st_size))
        return tuple(found)

    def library_first(self, settings: Settings, count: int) -> list[Heading]:
        """Return the works that stand first."""
        return self._read(settings, lambda: browsing.first(count), [])

    def library_shelf(
        self, settings: Settings, before: Shelf | None = None, *, confirmed: bool = False
    ) -> Shelf | None:
        """Return an index of the catalogue, None where there is no catalogue yet.

        Args:
            settings: they name the catalogue.
            before: the shelf in whose place this one comes.
            confirmed: only answers were confirmed since.
        """
        stamp, begun = self.library_stamp(settings), time.monotonic()
        catalogue = self._catalogue(settings)
        if catalogue is None:
            return None
        index = Index(catalogue, before.index if before is not None else None)
        if before is not None and confirmed:
            index.take_over(before.index)
        return Shelf(index, stamp, time.monotonic() - begun)

    def library_rows(self, settings: Settings, keys: Sequence[Key]) -> dict[Key, WorkRow]:
        """Return what a list shows of some works."""
        return self._read(settings, lambda: browsing.rows(keys), {})

    def library_unfolded(self, settings: Settings, key: Key) -> Unfolded:
        """Return the seasons and files of a work."""
        return self._read(settings, lambda: browsing.unfolded(key, self.today()), Unfolded())

    def library_about(self, settings: Settings, key: Key, only: Sequence[int] = ()) -> About:
        """Return all that is known of a work, or of some files of it."""
        return self._read(settings, lambda: about(key, only), About(key, 0, (), (), ()))

    def library_paths_of(self, settings: Settings, keys: Sequence[Key]) -> list[bytes]:
        """Return the absolute paths of the files of works, extras aside."""

        def read() -> list[bytes]:
            files = [file for key in keys for file in browsing.files_of(key)]
            return [one.absolute for one in entries.of(files) if one.kind != "extra"]

        return self._read(settings, read, [])

    def library_files_of(self, settings: Settings, keys: Sequence[Key]) -> frozenset[int]:
        """Return the catalogue's ids of the files of works."""

        def read() -> frozenset[int]:
            return frozenset(file for key in keys for file in browsing.files_of(key))

        return self._read(settings, read, frozenset())

    def can_probe(self) -> bool:
        """Return whether there is anything to read technical facts with."""
        from vidtui.disk import prober

        return prober.is_available()

    def unprobed(self, settings: Settings) -> int:
        """Return how many files have no technical facts yet, on storage that the settings name."""
        named = [root.path for root in settings.of("storage")]

        def count() -> int:
            ids = [id_ for id_, path in read("SELECT id, path FROM root") if bytes(path) in named]
            return len(probing.waiting(ids)) if ids else 0

        return self._read(settings, count, 0)

    _pictures: tuple[Settings, Pictures] | None = None

    def library_poster(self, settings: Settings, path: str) -> Poster:
        """Return a poster, decoded; it may come from the network."""
        if self._pictures is None or self._pictures[0] is not settings:
            self._pictures = settings, Pictures(settings)
        found = self._pictures[1].get(path, CancelToken())
        return Poster(path, decoded(found.data) if found.data else None, found.problem)

    def fetch_posters(self, settings: Settings, keys: Sequence[Key]) -> None:
        """Keep the posters of works that come next."""
        nothing: list[str] = []
        find = partial(posters.paths_of, keys, adult=settings.posters_adult)
        for path in self._read(settings, find, nothing):
            self.library_poster(settings, path)

    def play(self, settings: Settings, path: bytes) -> Played:
        """Start what plays a video."""
        return play(settings, path)

    def write_list(self, settings: Settings, path: Path, files: Sequence[int]) -> None:
        """Write a table of files, as ``vidtui list --csv`` prints it, in place of one there."""

        def write() -> None:
            write_whole(path, (f"{line}\n" for line in csv_lines(entries.of(files))))

        self._read(settings, write, None)
