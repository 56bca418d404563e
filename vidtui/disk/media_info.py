"""How long a video runs, read by MediaInfo in a child process.

A dead mount, or a file that crashes the parser, then takes that down and not vidtui. It gets a
path in hexadecimal and the most bytes to read on standard input. It writes lines: how many bytes
it has read so far, after each reading, and at last the minutes, with their decimals.
"""

from __future__ import annotations

import importlib.util
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from typing import BinaryIO

from vidtui.disk import subprocesses

PATIENCE_S = 10.0
POLL_S = 0.1
MOST_BYTES = 32 << 20  # headers are at either end; a parser that finds none would read all of it
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def is_available() -> bool:
    """Whether pymediainfo is installed, the ``mediainfo`` extra."""
    return importlib.util.find_spec("pymediainfo") is not None


def runtime_of(
    path: bytes, stop: Callable[[], bool], at_most: int = MOST_BYTES
) -> tuple[float | None, int]:
    """Return how many minutes a file runs, and how many bytes of it were read for that.

    Args:
        path: the file.
        stop: ends the waiting.
        at_most: the bytes that may be read.

    The minutes are None where nobody can say within ten seconds.
    """
    child = subprocesses.spawn("vidtui.disk.media_info")
    patience_s, said = PATIENCE_S, b""
    try:
        question: bytes | None = f"{path.hex()} {min(at_most, MOST_BYTES)}".encode()
        while not stop() and patience_s > 0:
            try:
                said, _nothing = child.communicate(question, POLL_S)
            except subprocess.TimeoutExpired as late:
                question, patience_s, said = None, patience_s - POLL_S, late.output or b""
                continue
            break
    except OSError:
        pass
    finally:
        subprocesses.end(child)
    return _heard(said)


def _heard(said: bytes) -> tuple[float | None, int]:
    """Return what a child has said, which may have been ended at any point."""
    minutes, read = None, 0
    for line in said.split(b"\n")[:-1]:
        try:
            if b"." in line:
                minutes = float(line)
            else:
                read = int(line)
        except ValueError:
            continue
    return (minutes if minutes and minutes > 0 else None), read


class Counted:
    """A file that is read up to a number of bytes, and tells after each reading how many it was."""

    def __init__(self, opened: BinaryIO, at_most: int) -> None:
        """Take the file and the most bytes to read."""
        self._opened = opened
        self._left = at_most
        self.count = 0
        self.seek, self.tell = opened.seek, opened.tell

    def read(self, length: int) -> bytes:
        """Return at most ``length`` bytes, none once no more may be read."""
        data = self._opened.read(min(length, self._left))
        self._left -= len(data)
        self.count += len(data)
        sys.stdout.write(f"{self.count}\n")
        sys.stdout.flush()
        return data


def _minutes(path: bytes, at_most: int) -> float | None:
    from pymediainfo import MediaInfo

    handle = os.open(path, _FLAGS)
    with open(handle, "rb", buffering=0) as opened:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        for track in MediaInfo.parse(Counted(opened, at_most)).tracks:
            if track.track_type == "General" and track.duration:
                return round(float(track.duration) / 60_000, 1)
    return None


if __name__ == "__main__":
    subprocesses.follow_parent()
    asked, most = sys.stdin.read().split()
    found = _minutes(bytes.fromhex(asked), int(most))
    if found is not None:
        sys.stdout.write(f"{found:.1f}\n")
