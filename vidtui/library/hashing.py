"""The xxh3-128 of a whole file, read so that what others have in the page cache stays there."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Generator

from xxhash import xxh3_128

BLOCK_BYTES = 4 * 1024 * 1024
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class WholeFile:
    """One file being read; ``digest`` is its hash, None until the end, or if it is changing."""

    def __init__(self, path: bytes, size: int, mtime_ns: int) -> None:
        """Take the file, with its size in bytes and mtime in ns from when it was listed."""
        self._path = path
        self._listed = size, mtime_ns
        self.digest: bytes | None = None

    def blocks(self) -> Generator[int, None, None]:
        """Read it, and yield the bytes of each block.

        Raises:
            OSError: it cannot be read.
        """
        handle = os.open(self._path, _FLAGS)
        try:
            _advise(handle, 0, 0, os.POSIX_FADV_SEQUENTIAL)
            digest, done = xxh3_128(), 0
            block = bytearray(BLOCK_BYTES)
            view = memoryview(block)
            while count := os.readv(handle, [block]):
                digest.update(view[:count])
                _advise(handle, done, count, os.POSIX_FADV_DONTNEED)
                done += count
                yield count
            now = os.fstat(handle)
        finally:
            os.close(handle)
        if self._listed == (now.st_size, now.st_mtime_ns) and stat.S_ISREG(now.st_mode):
            self.digest = digest.digest()


def _advise(handle: int, start: int, length: int, advice: int) -> None:
    with contextlib.suppress(OSError):
        os.posix_fadvise(handle, start, length, advice)
