"""The NFO files beside a library's files: what they say of the film or the series."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Collection

from vidtui.disk.nfo import NFO_LIMIT, Nfo, read_nfo

_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.ELOOP, errno.EISDIR, errno.ENXIO)
"""It will be so the next time, too."""
_NOTHING = Nfo()


class NfoFiles:
    """Reads the NFO files of one storage root; that of a series once for all its files."""

    def __init__(self, present: Collection[bytes], absolute: Callable[[bytes], bytes]) -> None:
        """Take the NFO files that there are, relative to the root, and what makes paths whole."""
        self._present, self._absolute = present, absolute
        self._shows: dict[bytes, Nfo] = {}
        self.bytes_read = 0

    def of(self, path: bytes, kind: str, *, apart: bool = False) -> Nfo:
        """Return what the nearest NFO of the work says that the file at ``path`` is of.

        That of the folder says nothing of a film that may be ``apart`` from the folder's.

        Raises:
            OSError: nobody can say now what it holds.
        """
        folder, stem = os.path.dirname(path), os.path.splitext(path)[0]
        if kind == "series":
            folders = (folder, os.path.dirname(folder))
            places, scope = [os.path.join(above, b"tvshow.nfo") for above in folders], "tvshow"
        else:
            own, shared = stem + b".nfo", os.path.join(folder, b"movie.nfo")
            places, scope = [own] if apart else [own, shared], "movie"
        nfo = next((place for place in places if place in self._present), None)
        if nfo is None:
            return _NOTHING
        if (known := self._shows.get(nfo)) is not None:
            return known
        found = self._read(nfo)
        if found.scope not in (scope, None):
            found = _NOTHING
        if kind == "series":
            self._shows[nfo] = found
        return found

    def _read(self, nfo: bytes) -> Nfo:
        try:
            with open(self._absolute(nfo), "rb", opener=_without_waiting) as opened:
                data = opened.read(NFO_LIMIT) or b""
        except OSError as error:
            if error.errno not in _FORBIDDEN:
                raise
            return _NOTHING
        self.bytes_read += len(data)
        return read_nfo(data)


def _without_waiting(path: str, flags: int) -> int:
    """Open what may be called like an NFO file and be a pipe that nobody writes to."""
    return os.open(path, flags | os.O_NONBLOCK)
