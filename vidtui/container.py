"""Is this a container, and what of it goes when it does?"""

from __future__ import annotations

import os
from functools import cache

_MARKS = ("/.dockerenv", "/run/.containerenv")


@cache
def is_container() -> bool:
    """Say whether Docker or Podman has made the system that this runs in."""
    return any(os.path.lexists(mark) for mark in _MARKS)


def is_own_layer(path: bytes) -> bool:
    """Say whether a path, or the folder in which it would be made, is the container's own.

    What is written there goes with the container. May block on a dead mount.
    """
    if not is_container():
        return False
    while path not in (b"/", b""):
        try:
            return os.stat(path).st_dev == os.stat("/").st_dev
        except OSError:
            path = os.path.dirname(path)
    return True


def goes_before(folder: bytes, root: bytes) -> bool:
    """Say whether a folder goes with the container while a root, on a volume, stays."""
    return is_own_layer(folder) and not is_own_layer(root)
