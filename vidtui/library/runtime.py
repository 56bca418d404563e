"""How long a video runs, read by MediaInfo in a child process.

A dead mount, or a file that crashes the parser, then takes that down and not vidtui. It gets a
path in hexadecimal on standard input and writes the minutes, or nothing.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

from vidtui.library import children

PATIENCE_S = 10.0


def is_available() -> bool:
    """Whether pymediainfo is installed, the ``mediainfo`` extra."""
    return importlib.util.find_spec("pymediainfo") is not None


def runtime_of(path: bytes) -> float | None:
    """Return how many minutes a file runs, None where nobody can say within ten seconds."""
    child = children.spawn("vidtui.library.runtime")
    try:
        answer, _nothing = child.communicate(path.hex().encode(), PATIENCE_S)
        minutes = float(answer)
    except (subprocess.TimeoutExpired, ValueError, OSError):
        return None
    finally:
        children.end(child)
    return minutes if minutes > 0 else None


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
