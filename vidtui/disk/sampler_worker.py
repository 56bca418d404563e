"""The sampling process: length-prefixed ``marshal`` frames in and out, a few threads between.

Started as ``python -m vidtui.disk.sampler_worker``. A frame in is ``(number, root, [(path,
size, mtime_ns), ...])``; a frame out ``(number, [outcome, ...])``.
"""

from __future__ import annotations

import marshal
import os
import queue
import struct
import sys
import threading
import time
from typing import BinaryIO

from vidtui.disk.fingerprint import sample
from vidtui.disk.subprocesses import follow_parent

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
        prefix = root.rstrip(b"/") + b"/"
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
