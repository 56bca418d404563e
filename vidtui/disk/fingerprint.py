"""What identifies a file: xxh3-128 of its first and last 64 KiB, together with its size.

Started as ``python -m vidtui.disk.fingerprint`` it is the sampling process: length-prefixed
``marshal`` frames in and out, a few threads between. A frame in is ``(number, root, [(path, size,
mtime_ns), ...])``; a frame out ``(number, [outcome, ...])``.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import queue
import stat
import struct
import sys
import threading
import time
from collections.abc import Generator
from typing import BinaryIO

from xxhash import xxh3_128

from vidtui.disk.subprocesses import follow_parent
from vidtui.paths import prefix_of

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


HEADER = struct.Struct("<I")
THREADS = 4  # measured: four halve the time of one on a cold disk, more gain nothing
WAITING_S = 0.000_15  # a file that took longer was waited for; one from the cache takes 0.03 ms

Outcome = bytes | int | None
_Frame = tuple[int, bytes, list[tuple[bytes, int, int]]]


def outcome_of(path: bytes, size: int, mtime_ns: int) -> Outcome:
    """Return the sample of a file, None while it is changing, or the errno of its error."""
    try:
        return sample(path, size, mtime_ns)
    except OSError as error:
        return error.errno or 5  # EIO


class _Worker:
    """Samples frames; all but the first thread work only while the disk is waited for.

    On files from the cache, several threads wait for the interpreter more than they gain.
    """

    def __init__(self) -> None:
        self.inbox: queue.SimpleQueue[_Frame] = queue.SimpleQueue()
        self._writing = threading.Lock()
        self._disk_is_slow = threading.Event()

    def first(self) -> None:
        """Take samples, and note whether the disk is so slow that other threads help."""
        while True:
            frame, begun = self.inbox.get(), time.perf_counter()
            self._answer(frame)
            if time.perf_counter() - begun > WAITING_S * len(frame[2]):
                self._disk_is_slow.set()
            else:
                self._disk_is_slow.clear()

    def helper(self) -> None:
        """Take samples too, while the disk is slow."""
        while self._disk_is_slow.wait():
            self._answer(self.inbox.get())

    def _answer(self, frame: _Frame) -> None:
        number, root, files = frame
        prefix = prefix_of(root)
        outcomes = [outcome_of(prefix + path, size, mtime) for path, size, mtime in files]
        body = marshal.dumps((number, outcomes))
        data = memoryview(HEADER.pack(len(body)) + body)
        with self._writing:
            while data:
                data = data[os.write(1, data) :]


def _read_exactly(source: BinaryIO, length: int) -> bytes:
    data = source.read(length)
    if len(data) < length:
        os._exit(0)  # the parent is gone; a thread may hang on a dead mount
    return data


def main() -> None:
    """Answer until the input ends."""
    follow_parent()
    worker = _Worker()
    for run in (worker.first, *[worker.helper] * (THREADS - 1)):
        threading.Thread(target=run, daemon=True).start()
    source = sys.stdin.buffer
    while True:
        (length,) = HEADER.unpack(_read_exactly(source, HEADER.size))
        worker.inbox.put(marshal.loads(_read_exactly(source, length)))  # noqa: S302 - from our parent


if __name__ == "__main__":
    main()
