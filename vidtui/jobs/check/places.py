"""Where a link belongs, so that Jellyfin, Kodi and Plex find its film or episode."""

from __future__ import annotations

import os
from collections.abc import Iterable

from vidtui.catalogue.checks import Kept, Title
from vidtui.jobs.check.links import Shown
from vidtui.jobs.check.state import CheckState
from vidtui.jobs.import_state import LiveRoot
from vidtui.jobs.repair.link_works import episode_code
from vidtui.library.hierarchy import Hierarchy
from vidtui.text import file_name

_FOLDERS = {"film": b"Films", "series": "Séries".encode()}
MISSING = (FileNotFoundError, NotADirectoryError)


class Places:
    """Gives each file a place of its own in the link trees."""

    def __init__(self, state: CheckState, shown: Shown) -> None:
        """Take the check, and what links show already."""
        settings = state.settings
        self._links = list(state.links.values())
        self._hierarchy = Hierarchy(
            settings.film_folders, settings.series_folders, settings.anime_folders
        )
        self._given: set[bytes] = set()
        self._tops = {kind: self._top(kind, shown.files.values()) for kind in _FOLDERS}

    def of(self, one: Kept, title: Title) -> bytes:
        """Return the absolute path of a link to be made, where nothing is yet."""
        root, top = self._tops["series" if title.episodes else "film"]
        stem, suffix = _stem(title, one.part), one.path[one.path.rfind(b".") :]
        number, place = 1, root.absolute(os.path.join(top, stem + suffix))
        while place in self._given or not _is_free(place):
            number += 1
            place = root.absolute(os.path.join(top, b"%s - %d%s" % (stem, number, suffix)))
        self._given.add(place)
        return place

    def _top(self, kind: str, shown: Iterable[tuple[LiveRoot, bytes]]) -> tuple[LiveRoot, bytes]:
        """Return the link root and the folder in it for films or series, as it has been so far."""
        for root in self._links:
            if self._kind(root, b"") == kind:
                return root, b""
        for root, path in shown:
            top = path.partition(b"/")[0]
            if b"/" in path and self._kind(root, top) == kind:
                return root, top
        return self._links[0], _FOLDERS[kind]

    def _kind(self, root: LiveRoot, folder: bytes) -> str:
        return self._hierarchy.kind(os.path.join(folder, b"x.mkv"), root.name, root.known.kind)


def _stem(title: Title, part: int | None) -> bytes:
    name = file_name(f"{title.title} ({title.year})" if title.year else title.title)
    if not title.episodes:
        return os.path.join(name, name + b"-part%d" % part if part else name)
    # An absolute number is one of the first season; without one it would be a special.
    seasons = [1 if season is None else season for season, _number, _date in title.episodes]
    folder = f"Season {min(seasons):02d}".encode()
    code = episode_code(
        (season, number, date)
        for season, (_season, number, date) in zip(seasons, title.episodes, strict=True)
    )
    return os.path.join(name, folder, name + b" - " + code.encode())


def _is_free(path: bytes) -> bool:
    try:
        os.lstat(path)
    except MISSING:
        return True
    except OSError:
        return False
    return False
