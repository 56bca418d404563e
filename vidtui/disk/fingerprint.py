"""What identifies a file: xxh3-128 of its first and last 64 KiB, together with its size."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Generator

from xxhash import xxh3_128

SAMPLE_BYTES = 64 * 1024
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def sampled_bytes(size: int) -> int:
    """Return how many bytes the sample of a file of that size reads."""
    return min(size, 2 * SAMPLE_BYTES)


def sample(path: bytes, size: int, mtime_ns: int) -> bytes | None:
    """Return the 16 bytes of a file's sample, None while the file is changing.

    Args:
        path: the file.
        size: its size in bytes when it was listed.
        mtime_ns: its modification time in ns when it was listed.

    Raises:
        OSError: it cannot be read.
    """
    handle = os.open(path, _FLAGS)
    try:
        digest = xxh3_128(os.pread(handle, SAMPLE_BYTES, 0))
        if size > SAMPLE_BYTES:
            digest.update(os.pread(handle, SAMPLE_BYTES, max(SAMPLE_BYTES, size - SAMPLE_BYTES)))
        now = os.fstat(handle)
    finally:
        os.close(handle)
    unchanged = now.st_size == size and now.st_mtime_ns == mtime_ns
    return digest.digest() if unchanged and stat.S_ISREG(now.st_mode) else None


BLOCK_BYTES = 4 * 1024 * 1024
_WHOLE_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class WholeFile:
    """One file being read; ``digest`` is its hash, None until the end, or if it is changing."""

    def __init__(self, path: bytes, size: int, mtime_ns: int) -> None:
        """Take the file, with its size in bytes and mtime in ns from when it was listed."""
        self._path = path
        self._listed = size, mtime_ns
        self.digest: bytes | None = None

    def blocks(self, memory: bytearray | None = None) -> Generator[int, None, None]:
        """Read it, and yield the bytes of each block.

        Args:
            memory: holds a block, for who reads many files; new memory costs as much as hashing.

        Raises:
            OSError: it cannot be read.
        """
        handle = os.open(self._path, _WHOLE_FILE_FLAGS)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return  # something else is there since it was listed
            _advise(handle, 0, 0, os.POSIX_FADV_SEQUENTIAL)
            digest, done = xxh3_128(), 0
            view = memoryview(bytearray(BLOCK_BYTES) if memory is None else memory)
            while count := self._read(handle, view, done):
                digest.update(view[:count])
                done += count
                yield count
            now = os.fstat(handle)
        finally:
            os.close(handle)
        if self._listed == (now.st_size, now.st_mtime_ns):
            self.digest = digest.digest()

    def _read(self, handle: int, view: memoryview, start: int) -> int:
        """Read a block; one that was not in the page cache before is not left there."""
        cached = 0
        with contextlib.suppress(OSError):  # it is not there, or the filesystem cannot tell
            cached = os.preadv(handle, [view], start, os.RWF_NOWAIT)
        if cached and cached >= min(len(view), self._listed[0] - start):
            return cached
        count = cached + os.preadv(handle, [view[cached:]], start + cached)
        _advise(handle, start, count, os.POSIX_FADV_DONTNEED)
        return count


def _advise(handle: int, start: int, length: int, advice: int) -> None:
    with contextlib.suppress(OSError):
        os.posix_fadvise(handle, start, length, advice)
