"""Is this a container, and what of it goes when it does? No disk is asked."""

from __future__ import annotations

import os
import re
from functools import cache

from vidtui.paths import is_inside

_MARKS = ("/.dockerenv", "/run/.containerenv")
_MOUNTS = "/proc/self/mountinfo"
_POINT = 4  # which field of a line is the folder that something is mounted on


@cache
def is_container() -> bool:
    """Say whether Docker or Podman has made the system that this runs in."""
    return any(os.path.lexists(mark) for mark in _MARKS)


def is_own_layer(path: bytes) -> bool:
    """Say whether an absolute path lies on no volume, by its name: what is there goes with it."""
    return is_container() and not any(is_inside(path, volume) for volume in _volumes())


def goes_before(folder: bytes, root: bytes) -> bool:
    """Say whether a folder goes with the container while a root, on a volume, stays."""
    return is_own_layer(folder) and not is_own_layer(root)


def _volumes() -> list[bytes]:
    """Return where something is mounted, but for the container itself."""
    try:
        with open(_MOUNTS, "rb") as lines:
            points = [line.split()[_POINT] for line in lines]
    except (OSError, IndexError):
        return []
    return [re.sub(rb"\\([0-7]{3})", _character, point) for point in points if point != b"/"]


def _character(octal: re.Match[bytes]) -> bytes:
    return bytes([int(octal[1], 8)])
