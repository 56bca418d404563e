"""Folders of a link tree with more entries than others of it, which are split into ranges."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from vidtui.text import readable

MOST_ENTRIES: Final = 200
"""Entries of a folder past which nobody finds one by looking, where others are split."""
_FEWEST_RANGES: Final = 2
_RANGE = re.compile(r"(?:\w{1,4}|#)\s?(?:-|–|_|à|to)\s?(?:\w{1,4}|#)|#|[A-Z]")


class LargeFolder(NamedTuple):
    """A folder below a link root, how many entries it has, and one like it that is split."""

    path: bytes
    entries: int
    split: bytes


def large_folders(
    below: Mapping[bytes, Sequence[bytes]], links: Mapping[bytes, int]
) -> Iterator[LargeFolder]:
    """Yield the folders with too many entries beside or among those that are split.

    Args:
        below: by folder the folders in it.
        links: by folder how many links are in it.
    """
    split = {
        path for path, folders in below.items() if sum(map(is_range, folders)) >= _FEWEST_RANGES
    }
    levels = {(_top(path), path.count(b"/")): path for path in sorted(split, reverse=True)}
    for path in sorted({*below, *links} - split - {b""}):
        count = len(below.get(path, ())) + links.get(path, 0)
        above = os.path.dirname(path)
        example = levels.get((_top(path), path.count(b"/")))
        if above in split and is_range(path):
            example = above
        if count > MOST_ENTRIES and example is not None:
            yield LargeFolder(path, count, example)


def _top(path: bytes) -> bytes:
    return path.partition(b"/")[0]


def is_range(path: bytes) -> bool:
    """Whether a folder's name is a range such as ``A-I``, ``0-9`` or ``1990-1999``."""
    return _RANGE.fullmatch(readable(os.path.basename(path))) is not None
