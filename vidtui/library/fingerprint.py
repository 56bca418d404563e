"""What identifies a file: xxh3-128 of its first and last 64 KiB, together with its size."""

from __future__ import annotations

import os
import stat

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
