"""Chooses the files by which a root will be recognised next time."""

from __future__ import annotations

import zlib
from itertools import chain, zip_longest

from vidtui.library.guard import Witness

WITNESSES = 64  # enough to notice a missing first-level folder, few enough to check in 10 ms
_PER_FOLDER = 16


class WitnessPicker:
    """Picks up to 64 files spread over the first-level folders; the same files each time."""

    def __init__(self) -> None:
        self._folders: dict[bytes, list[tuple[int, Witness]]] = {}

    def offer(self, path: bytes, size: int, *, is_link: bool = False) -> None:
        """Consider one file of the root."""
        kept = self._folders.setdefault(_top(path), [])
        rank = zlib.crc32(path)
        if len(kept) < _PER_FOLDER:
            kept.append((rank, Witness(path, size, is_link)))
        elif rank < kept[-1][0]:
            kept[-1] = (rank, Witness(path, size, is_link))
        else:
            return
        kept.sort(key=lambda pair: pair[0])

    def __contains__(self, path: bytes) -> bool:
        kept = self._folders.get(_top(path), ())
        return any(witness.path == path for _rank, witness in kept)

    def chosen(self) -> tuple[Witness, ...]:
        """Return the choice: every folder in turn gives one, until there are enough."""
        rounds = zip_longest(*(self._folders[name] for name in sorted(self._folders)))
        picked = [pair[1] for pair in chain.from_iterable(rounds) if pair is not None]
        return tuple(sorted(picked[:WITNESSES], key=lambda witness: witness.path))


def _top(path: bytes) -> bytes:
    return path.partition(b"/")[0] if b"/" in path else b""
