"""Reads symlinks as the media centre means them: through the path maps, hop by hop.

Only ENOENT and ENOTDIR mean that a link is broken; whatever else fails is unknown. A link leads in
a circle where its own chain does, and not where a folder above what it names cannot be entered.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Sequence
from typing import Literal, NamedTuple

from vidtui.paths import is_inside, prefix_of
from vidtui.settings.model import PathMap

LinkState = Literal["ok", "broken", "loop", "folder", "outside", "unknown", "away"]
"""``away``: it shows nothing, and what it showed is not taken for gone yet; no reader says so."""
MAX_HOPS = 40  # the kernel's own limit


class LinkReading(NamedTuple):
    """What a link shows: ``target`` is absolute on this machine, where the chain ended.

    ``last`` is the path and the text of the link that names the end, where it is another one.
    """

    text: bytes
    state: LinkState
    target: bytes | None = None
    hops: int = 1
    last: tuple[bytes, bytes] | None = None


def here(path: bytes, maps: Sequence[PathMap]) -> bytes:
    """Return where an absolute path, as another machine writes it, lies on this one."""
    best: PathMap | None = None
    for path_map in maps:
        inside = is_inside(path, path_map.written)
        if inside and (best is None or len(path_map.written) > len(best.written)):
            best = path_map
    if best is None:
        return path
    return os.path.normpath(os.path.join(best.here, path[len(best.written) :].lstrip(b"/")))


def target_of(folder: bytes, text: bytes, maps: Sequence[PathMap]) -> bytes:
    """Return the absolute path that a link in ``folder`` (a real path) with ``text`` names."""
    if text.startswith(b"/"):
        # Nearly all are normal already, which is seen sooner than made.
        is_plain = b"//" not in text and b"/." not in text and not text.endswith(b"/")
        return here(text if is_plain else os.path.normpath(text), maps)
    return os.path.normpath(os.path.join(folder, text))


def written(path: bytes, old: bytes, maps: Sequence[PathMap]) -> bytes:
    """Return the absolute path that a link holds for a file, as those who read it see it.

    Args:
        path: the file, absolute on this machine.
        old: the link's text so far; what it says in this machine's view stays so.
        maps: the path maps.
    """
    through = [one for one in maps if is_inside(path, one.here)]
    if not through or any(
        is_inside(old, one.here) and not is_inside(old, one.written) for one in through
    ):
        return path
    best = max(through, key=lambda one: (is_inside(old, one.written), len(one.here)))
    return os.path.normpath(
        os.path.join(best.written, path[len(best.here.rstrip(b"/")) :].lstrip(b"/"))
    )


def known_as(root: bytes, real: bytes | None = None) -> list[bytes]:
    """Return all places that a root is known to have, since links may lead to any of them.

    A dead mount there is not asked.

    Args:
        root: its path in the settings.
        real: its real path, if that is known.
    """
    places = [root]
    with contextlib.suppress(OSError):  # it is no link, or no further one
        while len(places) < MAX_HOPS:
            last = places[-1]
            places.append(os.path.normpath(os.path.join(os.path.dirname(last), os.readlink(last))))
    return list(dict.fromkeys((*places, real or root)))


class LinkReader:
    """Reads links for one run, through its path maps; it remembers what folders lead to."""

    def __init__(self, maps: Sequence[PathMap], storage: Sequence[bytes]) -> None:
        """Take the path maps and all storage roots."""
        self._maps = maps
        self._storage = tuple(prefix_of(root) for root in storage)
        self._real_storage: tuple[bytes, ...] | None = None
        self._offline: tuple[bytes, ...] = ()
        self._real: dict[bytes, bytes] = {}

    def real(self, root: bytes) -> bytes:
        """Return the real path of a link root."""
        if root not in self._real:
            self._real[root] = os.path.realpath(root)
        return self._real[root]

    def judge_nothing_below(self, offline: Sequence[bytes]) -> None:
        """Call every link unknown from now on that leads below one of these roots."""
        self._offline = tuple(prefix_of(place) for place in offline)

    def first_hop(self, path: bytes, real_folder: bytes) -> tuple[bytes, bytes]:
        """Return the text of the link at ``path`` and the absolute path that it names here.

        Args:
            path: the link.
            real_folder: the real path of its folder, from which a relative text counts.

        Raises:
            OSError: the link itself cannot be read.
        """
        text = os.readlink(path)
        return text, self.target(real_folder, text)

    def target(self, real_folder: bytes, text: bytes) -> bytes:
        """Return the absolute path that a text names here, in a folder of that real path."""
        return target_of(real_folder, text, self._maps)

    def follow(self, text: bytes, target: bytes) -> LinkReading:
        """Follow a link from its first hop to what it shows."""
        last: tuple[bytes, bytes] | None = None
        state: LinkState = "loop"
        hops = 0
        while hops < MAX_HOPS:
            hops += 1
            if target.startswith(self._offline):
                state = "unknown"
                break
            try:
                found = os.lstat(target)
                if not stat.S_ISLNK(found.st_mode):
                    state = self._kind(target, found)
                    break
                folder = os.path.realpath(os.path.dirname(target))
                last = (os.path.join(folder, os.path.basename(target)), os.readlink(target))
                target = target_of(folder, last[1], self._maps)
            except OSError as error:
                state = _state_of(error)
                break
        return LinkReading(text, state, target, hops, last)

    def _kind(self, target: bytes, found: os.stat_result) -> LinkState:
        if stat.S_ISDIR(found.st_mode):
            return "folder"
        if target.startswith(self._storage):
            return "ok"
        if self._real_storage is None:
            self._real_storage = tuple(prefix_of(os.path.realpath(root)) for root in self._storage)
        real = os.path.realpath(target)
        return "ok" if real.startswith(self._real_storage) else "outside"


def _state_of(error: OSError) -> LinkState:
    return "broken" if error.errno in (errno.ENOENT, errno.ENOTDIR) else "unknown"
