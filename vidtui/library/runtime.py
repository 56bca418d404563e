"""How long a video runs, read by MediaInfo in a child process.

A dead mount, or a file that crashes the parser, then takes that down and not vidtui. It gets a
path in hexadecimal on standard input and writes the minutes, or nothing.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable

from vidtui.library import children

PATIENCE_S = 10.0
POLL_S = 0.1


def is_available() -> bool:
    """Whether pymediainfo is installed, the ``mediainfo`` extra."""
    return importlib.util.find_spec("pymediainfo") is not None


def runtime_of(path: bytes, stop: Callable[[], bool]) -> float | None:
    """Return how many minutes a file runs, None where nobody can say within ten seconds.

    ``stop`` ends the waiting.
    """
    child = children.spawn("vidtui.library.runtime")
    patience_s = PATIENCE_S
    try:
        question: bytes | None = path.hex().encode()
        while not stop() and patience_s > 0:
            try:
                answer, _nothing = child.communicate(question, POLL_S)
            except subprocess.TimeoutExpired:
                question, patience_s = None, patience_s - POLL_S
                continue
            minutes = float(answer)
            return minutes if minutes > 0 else None
    except (ValueError, OSError):
        return None
    finally:
        children.end(child)
    return None


def _read(path: str) -> float | None:
    from pymediainfo import MediaInfo

    for track in MediaInfo.parse(path).tracks:
        if track.track_type == "General" and track.duration:
            return round(float(track.duration) / 60_000, 1)
    return None


if __name__ == "__main__":
    children.follow_parent()
    found = _read(os.fsdecode(bytes.fromhex(sys.stdin.read())))
    if found is not None:
        sys.stdout.write(str(found))
