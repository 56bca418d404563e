"""What the folders say: film or series, extra or not, one disc of many files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from vidtui.library.kind_names import KindNames
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
_WORK_FOLDER = re.compile(rb".*\(\d{4}\)")
_EXTRA_NAME = re.compile(
    rb"(?:sample|trailer|sample[-.].*|.*[-._](?:sample|trailer)"
    rb"|.*-(?:featurette|behindthescenes|deleted|interview))",
    re.IGNORECASE | re.DOTALL,
)
_DISC_FOLDERS = frozenset({"bdmv", "video_ts"})
_EPISODE = re.compile(
    rb"s\d{1,2}[ ._-]?e\d{1,4}|\d{1,2}x\d{2,3}|(?:^|[ ._-])(?:e|ep|episode)[ ._-]?\d{1,4}"
    rb"|[-_ ] ?\d{2,4}(?:v\d)?(?:[ ._\[(]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """What a file's path says of it.

    ``kind_depth`` is the number of leading folders, of those relative to the root, that end with
    the one that gave the kind. ``work`` is the path to read a name from: the file itself, or the
    folder of a disc structure, which is one title of many files.
    """

    kind: FileKind
    kind_depth: int
    is_anime: bool
    work: str


class _Folders(NamedTuple):
    kind: str
    kind_depth: int
    is_anime: bool
    is_extra: bool
    may_be_show: bool


class Hierarchy:
    """Reads what folders mean, under one set of folder names."""

    def __init__(
        self, films: frozenset[str], series: frozenset[str], anime: frozenset[str]
    ) -> None:
        """Take the folded names that mean films, series and anime."""
        self._names = KindNames(films, series, anime)
        # Files of one folder come one after the other, so the last few folders are enough.
        self._read = lru_cache(maxsize=1024)(self._read_folders)

    def kind(self, path: bytes, root_name: bytes = b"", root_kind: str | None = None) -> FileKind:
        """Say what the file at ``path`` is.

        Args:
            path: the file, relative to its root.
            root_name: the last component of the root's path, which may say the kind.
            root_kind: the kind that the settings state for the whole root.
        """
        folder, _slash, name = path.rpartition(b"/")
        found = self._read(folder, root_name, root_kind)
        stem = name.rpartition(b".")[0]
        if found.is_extra and not (found.may_be_show and _EPISODE.search(stem)):
            return "extra"
        if _EXTRA_NAME.fullmatch(stem):
            return "extra"
        if found.kind == "anime":
            return "series" if _EPISODE.search(stem) else "unknown"
        return found.kind  # type: ignore[return-value]

    def place(self, path: bytes, root_name: bytes = b"", root_kind: str | None = None) -> Place:
        """Say what the path of a file means; arguments as for ``kind``."""
        found = self._read(path.rpartition(b"/")[0], root_name, root_kind)
        text = readable(path)
        return Place(
            self.kind(path, root_name, root_kind),
            found.kind_depth,
            found.is_anime,
            _disc(text) or text,
        )

    def _read_folders(self, folder: bytes, root_name: bytes, root_kind: str | None) -> _Folders:
        parts = folder.split(b"/") if folder else []
        names = [_folded(part) for part in parts]
        kind, depth = root_kind, 0
        if kind is None:
            kind, depth = self._kind_of([root_name, *parts])
        is_anime = any(self._names.read(part).is_anime for part in parts)
        if kind is None and is_anime:
            kind = "anime"
        is_extra = _has_extra_folder(names, parts)
        # Right below the series, the folder of extras would be everybody's: a show has that name.
        may_be_show = (
            is_extra and kind == "series" and not _has_extra_folder(names, parts, depth + 1)
        )
        return _Folders(kind or "unknown", depth, is_anime, is_extra, may_be_show)

    def _kind_of(self, parts: Sequence[bytes]) -> tuple[str | None, int]:
        for depth, part in enumerate(parts):
            kind = self._names.read(part).kind
            if kind is not None:
                return kind, depth
        return None, 0


@lru_cache(maxsize=8192)
def _folded(part: bytes) -> str:
    return fold(readable(part))


def _has_extra_folder(names: Sequence[str], parts: Sequence[bytes], first: int = 0) -> bool:
    for number, name in enumerate(names[first:], first):
        if name in _EXTRA_FOLDERS:
            return True
        of_work = name in _EXTRA_FOLDERS_OF_A_WORK and number > 0
        if of_work and _WORK_FOLDER.match(parts[number - 1]):
            return True
    return False


def _disc(path: str) -> str | None:
    parts = path.split("/")
    for number, part in enumerate(parts[:-1]):
        if part.casefold() in _DISC_FOLDERS and number:
            return "/".join(parts[:number])
    return None
