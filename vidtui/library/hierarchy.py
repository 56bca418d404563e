"""What the folders say: film or series, extra or not, one disc of many files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vidtui.library.kinds import FileKind
from vidtui.text import fold, readable

_EXTRA_FOLDERS = frozenset(
    {
        "extras", "featurettes", "behind the scenes", "deleted scenes", "trailers", "trailer",
        "sample", "samples", "bonus", "bonus features", "making of", "bande annonce",
        "bandes annonces", "scenes coupees", "scenes supprimees",
    }
)  # fmt: skip
# These also name genres, so they count only inside a folder that names one work with its year.
_EXTRA_FOLDERS_OF_A_WORK = frozenset({"shorts", "scenes", "clips", "other", "others", "interviews"})
_WORK_FOLDER = re.compile(r".*\(\d{4}\)")
_EXTRA_NAME = re.compile(
    r"(?:sample|trailer|sample[-.].*|.*[-._](?:sample|trailer)"
    r"|.*-(?:featurette|behindthescenes|deleted|interview))",
    re.IGNORECASE,
)
_DISC_FOLDERS = frozenset({"bdmv", "video_ts"})
_EPISODE = re.compile(
    r"s\d{1,2}[ ._-]?e\d{1,4}|\d{1,2}x\d{2,3}|(?:^|[ ._-])(?:e|ep|episode)[ ._-]?\d{1,4}"
    r"|[-_ ] ?\d{2,4}(?:v\d)?(?:[ ._\[(]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """What a file's folders say of it.

    ``kind_depth`` is the number of leading folders, of those relative to the root, that end with
    the one that gave the kind. ``work`` is the path to read a name from: the file itself, or the
    folder of a disc structure, which is one title of many files.
    """

    kind: FileKind
    kind_depth: int
    is_anime: bool
    work: str


class Hierarchy:
    """Reads places under one set of folder names; ``root_name`` is the root's last component."""

    def __init__(
        self, films: frozenset[str], series: frozenset[str], anime: frozenset[str]
    ) -> None:
        self._films, self._series, self._anime = films, series, anime
        self._folders: dict[tuple[bytes, str | None, bytes], tuple[str, int, bool, bool]] = {}

    def place(self, path: bytes, root_name: bytes = b"", root_kind: str | None = None) -> Place:
        """Say what the file at ``path``, relative to its root, is."""
        folder, _slash, name = path.rpartition(b"/")
        key = (root_name, root_kind, folder)
        found = self._folders.get(key)
        if found is None:
            if len(self._folders) > 10_000:
                self._folders.clear()
            found = self._folders[key] = self._read_folders(*key)
        kind, depth, is_anime, is_extra = found
        text = readable(path)
        stem = readable(name).rpartition(".")[0]
        work = _disc(text) or text
        if is_extra and not _is_show_called_extras(text, stem):
            return Place("extra", depth, is_anime, work)
        if _EXTRA_NAME.fullmatch(stem):
            return Place("extra", depth, is_anime, work)
        if kind == "anime":
            kind = "series" if _EPISODE.search(stem) else "unknown"
        return Place(kind, depth, is_anime, work)  # type: ignore[arg-type]

    def _read_folders(
        self, root_name: bytes, root_kind: str | None, folder: bytes
    ) -> tuple[str, int, bool, bool]:
        names = [fold(readable(part)) for part in folder.split(b"/")] if folder else []
        originals = readable(folder).split("/")
        kind, depth = root_kind, 0
        if kind is None:
            kind, depth = self._kind_of([fold(readable(root_name)), *names])
        is_anime = any(name in self._anime for name in names)
        if kind is None and is_anime:
            kind = "anime"
        return kind or "unknown", depth, is_anime, _has_extra_folder(names, originals)

    def _kind_of(self, names: Sequence[str]) -> tuple[str | None, int]:
        for depth, name in enumerate(names):
            if name in self._films:
                return "film", depth
            if name in self._series:
                return "series", depth
        return None, 0


def _has_extra_folder(names: Sequence[str], originals: Sequence[str]) -> bool:
    for number, name in enumerate(names):
        if name in _EXTRA_FOLDERS:
            return True
        of_work = number > 0 and _WORK_FOLDER.match(originals[number - 1])
        if of_work and name in _EXTRA_FOLDERS_OF_A_WORK:
            return True
    return False


def _is_show_called_extras(path: str, stem: str) -> bool:
    return "/extras/" in f"/{path.casefold()}" and fold(stem).startswith("extras")


def _disc(path: str) -> str | None:
    parts = path.split("/")
    for number, part in enumerate(parts[:-1]):
        if part.casefold() in _DISC_FOLDERS and number:
            return "/".join(parts[:number])
    return None
