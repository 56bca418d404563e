"""What the folders say: film or series, extra or not, one disc of many files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from vidtui.library.extras import has_extra_folder, is_extra_name, looks_like_episode
from vidtui.library.kind_names import KindNames
from vidtui.library.kinds import FileKind
from vidtui.library.naming.words import neutral_folder
from vidtui.text import fold, readable

_DISC_FOLDERS = frozenset({"bdmv", "video_ts"})


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
    may_be_film: bool
    own: bytes | None


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
        # A film may be called so: it has the name of its folder, right below the films.
        is_film = found.may_be_film and _folded(stem) == _folded(folder.rpartition(b"/")[2])
        is_episode = found.may_be_show and looks_like_episode(stem)
        if found.is_extra and not is_film and not is_episode:
            return "extra"
        if is_extra_name(stem, found.own, series=found.kind in ("series", "anime")):
            return "extra"
        if found.kind == "anime":
            return "series" if looks_like_episode(stem) else "unknown"
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
            kind, depth = self._kind_of([root_name, *parts], [_folded(root_name), *names])
        is_anime = any(map(self._says_anime, parts, names))
        if kind is None and is_anime:
            kind = "anime"
        is_extra = has_extra_folder(names, parts)
        # Right below the series, the folder of extras would be everybody's: a show has that name.
        may_be_show = (
            is_extra and kind == "series" and not has_extra_folder(names, parts, depth + 1)
        )
        may_be_film = is_extra and kind == "film" and len(parts) == depth + 1
        own = parts[-1] if len(parts) > depth and not neutral_folder(names[-1]) else None
        return _Folders(kind or "unknown", depth, is_anime, is_extra, may_be_show, may_be_film, own)

    def _says_anime(self, part: bytes, name: str) -> bool:
        return self._names.read(part, name).is_anime

    def _kind_of(self, parts: Sequence[bytes], names: Sequence[str]) -> tuple[str | None, int]:
        for depth, (part, name) in enumerate(zip(parts, names, strict=True)):
            kind = self._names.read(part, name).kind
            if kind is not None:
                return kind, depth
        return None, 0


@lru_cache(maxsize=8192)
def _folded(part: bytes) -> str:
    return fold(readable(part))


def is_in_disc(path: bytes) -> bool:
    """Say whether a file is one of many that make a title of a disc."""
    return _disc(readable(path)) is not None


def _disc(path: str) -> str | None:
    parts = path.split("/")
    for number, part in enumerate(parts[:-1]):
        if part.casefold() in _DISC_FOLDERS and number:
            return "/".join(parts[:number])
    return None
