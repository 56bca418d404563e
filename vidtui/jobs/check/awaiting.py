"""Broken links that should show a file which no link shows: it needs no second one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from vidtui.catalogue import checks
from vidtui.catalogue.checks import Kept, Title
from vidtui.catalogue.sql import BATCH


class Awaiting(NamedTuple):
    """A broken link: its absolute path, the stems of its name and target, the file by its id."""

    link: bytes
    stems: tuple[bytes, ...]
    file: int | None


class AwaitingLinks:
    """Says which broken link a file without one should mend; sessions are the caller's."""

    def __init__(self, links: Iterable[Awaiting]) -> None:
        """Take all broken links."""
        self._by_name: dict[bytes, bytes] = {}
        self._by_work: dict[Title, bytes] = {}
        showed: dict[int, bytes] = {}
        for one in links:
            for stem in one.stems:
                self._by_name.setdefault(stem, one.link)
            if one.file is not None:
                showed.setdefault(one.file, one.link)
        rest = iter(showed)
        while some := list(islice(rest, BATCH)):
            for file, title in checks.titles_of(some).items():
                self._by_work.setdefault(title, showed[file])

    def of(self, file: Kept, title: Title | None) -> bytes | None:
        """Return the link of which a file has the name, or else the film or the episodes."""
        by_name = self._by_name.get(stem_of(file.path))
        return by_name or (self._by_work.get(title) if title is not None else None)


def stem_of(path: bytes) -> bytes:
    """Return a file's name without its extension, which another container would have changed."""
    return os.path.splitext(os.path.basename(path))[0]
