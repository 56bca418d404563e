"""What goes with a video and bears its name, found beside it: subtitles, an NFO, pictures."""

from __future__ import annotations

import bisect
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from vidtui.disk.scan import ScanRules
from vidtui.library.vocabulary import language
from vidtui.text import readable

_FOLDERS = 512  # listed folders that are remembered: links of one folder come one after the other
_BETWEEN = re.compile(r"[.\-_ ]")
_AFTER_NAME = b".-_"
"""What may stand between a video's name and what its companion is: ``.fr.srt``, ``-poster.jpg``."""


def stem_of(path: bytes) -> bytes:
    """Return the name of a file without its extension."""
    return os.path.splitext(os.path.basename(path))[0]


def suffix_after(stem: bytes, name: bytes) -> bytes | None:
    """Return what follows a video's name in another, None where that is not a companion's.

    Args:
        stem: the video's name without its extension.
        name: the other name, such as ``Dune.fr.srt``; the form of its accents tells none apart.
    """
    if not stem:
        return None
    if name.startswith(stem):
        rest = name[len(stem) :]
    else:
        mine, theirs = _normal(stem), _normal(name)
        if not theirs.startswith(mine):
            return None
        rest = os.fsencode(theirs[len(mine) :])
    return rest if len(rest) > 1 and rest[0] in _AFTER_NAME else None


def means(suffix: bytes) -> tuple[str, ...]:
    """Return what a suffix says, however a language is written: ``.fr.srt`` is ``.fre.srt``."""
    parts = _BETWEEN.split(readable(suffix).casefold())
    return tuple(language(part) or part for part in parts if part)


def _normal(name: bytes) -> str:
    return unicodedata.normalize("NFC", os.fsdecode(name))


class _Listed(NamedTuple):
    """The files of a folder that are no videos: their names in one form, sorted, and as they are.

    ``exact`` are the latter, to be looked up.
    """

    normal: list[str]
    names: list[bytes]
    exact: frozenset[bytes]


_NOTHING = _Listed([], [], frozenset())


class Beside:
    """Says what lies beside videos. Each folder is listed once; a link in it is no file."""

    def __init__(self, rules: ScanRules) -> None:
        self._rules = rules
        self._listed = lru_cache(maxsize=_FOLDERS)(self._list)

    def carrying(self, video: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield what bears a video's name and lies beside it: suffix and absolute path."""
        folder, stem = os.path.dirname(video), stem_of(video)
        listed, wanted = self._listed(folder), _normal(stem)
        for at in range(bisect.bisect_left(listed.normal, wanted), len(listed.normal)):
            if not listed.normal[at].startswith(wanted):
                return
            if suffix := suffix_after(stem, listed.names[at]):
                yield suffix, os.path.join(folder, listed.names[at])

    def has(self, path: bytes) -> bool:
        """Say whether a file that is no video lies at an absolute path."""
        folder, name = os.path.split(path)
        return name in self._listed(folder).exact

    def with_suffix(self, video: bytes, suffix: bytes) -> bytes | None:
        """Return what bears a video's name and a suffix; case tells none apart, if need be."""
        there = list(self.carrying(video))
        same = [path for one, path in there if one == suffix]
        folded = _normal(suffix).casefold()
        same = same or [path for one, path in there if _normal(one).casefold() == folded]
        return same[0] if len(same) == 1 else None

    def like(self, video: bytes, suffix: bytes) -> bytes | None:
        """Return the only one that bears a video's name and says what a suffix says."""
        wanted = means(suffix)
        same = [path for one, path in self.carrying(video) if means(one) == wanted]
        return same[0] if len(same) == 1 else None

    def _list(self, folder: bytes) -> _Listed:
        found: list[tuple[str, bytes]] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if name[:2] == b"._" or self._rules.is_video(name):
                        continue
                    if entry.is_file(follow_symlinks=False):
                        found.append((_normal(name), name))
        except OSError:
            return _NOTHING
        found.sort()
        names = [name for _normal_name, name in found]
        return _Listed([normal for normal, _name in found], names, frozenset(names))


def facts_of(path: bytes) -> tuple[int, int] | None:
    """Return size in bytes and mtime in ns of an ordinary file, None where there is none."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None
