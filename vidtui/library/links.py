"""Reads symlinks as the media centre means them: through the path maps, hop by hop.

Only ENOENT and ENOTDIR mean that a link is broken; whatever else fails is unknown.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vidtui.settings import PathMap

LinkState = Literal["ok", "broken", "loop", "folder", "outside", "unknown"]
MAX_HOPS = 40  # the kernel's own limit


@dataclass(frozen=True, slots=True)
class LinkReading:
    """What a link shows: ``target`` is absolute on this machine, where the chain ended."""

    text: bytes
    state: LinkState
    target: bytes | None = None
    hops: int = 1


def here(path: bytes, maps: Sequence[PathMap]) -> bytes:
    """Return where an absolute path, as another machine writes it, lies on this one."""
    best: PathMap | None = None
    for path_map in maps:
        inside = (path + b"/").startswith(path_map.written.rstrip(b"/") + b"/")
        if inside and (best is None or len(path_map.written) > len(best.written)):
            best = path_map
    if best is None:
        return path
    return os.path.normpath(os.path.join(best.here, path[len(best.written) :].lstrip(b"/")))


def target_of(folder: bytes, text: bytes, maps: Sequence[PathMap]) -> bytes:
    """Return the absolute path that a link in ``folder`` (a real path) with ``text`` names."""
    joined = os.path.normpath(os.path.join(folder, text))
    return here(joined, maps) if text.startswith(b"/") else joined


class LinkReader:
    """Reads links for one run."""

    def __init__(self, maps: Sequence[PathMap], storage: Sequence[bytes]) -> None:
        """Take the path maps and all storage roots."""
        self._maps = maps
        self._storage = [root.rstrip(b"/") + b"/" for root in storage]
        self._offline: list[bytes] = []

    def judge_nothing_below(self, offline: Sequence[bytes]) -> None:
        """From now on, whatever leads to one of these storage roots is unknown."""
        self._offline = [root.rstrip(b"/") + b"/" for root in offline]

    def first_hop(self, path: bytes, real_folder: bytes) -> tuple[bytes, bytes]:
        """Return the text of the link at ``path`` and the absolute path that it names here.

        Args:
            path: the link.
            real_folder: the real path of its folder, from which a relative text counts.

        Raises:
            OSError: the link itself cannot be read.
        """
        text = os.readlink(path)
        return text, target_of(real_folder, text, self._maps)

    def follow(self, text: bytes, target: bytes) -> LinkReading:
        """Follow a link from its first hop to what it shows."""
        for hops in range(1, MAX_HOPS + 1):
            if any(target.startswith(root) for root in self._offline):
                return LinkReading(text, "unknown", target, hops)
            try:
                found = os.lstat(target)
                if not stat.S_ISLNK(found.st_mode):
                    return LinkReading(text, self._kind(target, found), target, hops)
                folder = os.path.realpath(os.path.dirname(target))
                target = target_of(folder, os.readlink(target), self._maps)
            except OSError as error:
                return LinkReading(text, _state_of(error), target, hops)
        return LinkReading(text, "loop", target, MAX_HOPS)

    def _kind(self, target: bytes, found: os.stat_result) -> LinkState:
        if stat.S_ISDIR(found.st_mode):
            return "folder"
        if any(target.startswith(root) for root in self._storage):
            return "ok"
        real = os.path.realpath(target)
        return "ok" if any(real.startswith(root) for root in self._storage) else "outside"


def _state_of(error: OSError) -> LinkState:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return "broken"
    return "loop" if error.errno == errno.ELOOP else "unknown"
