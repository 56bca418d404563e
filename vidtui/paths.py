"""What the names of paths tell; no disk is asked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Final

_WINDOWS: Final = re.compile(rb"[A-Za-z]:[\\/]|\\\\\\\\")


def is_inside(path: bytes, folder: bytes) -> bool:
    """Say whether an absolute, normalised path is a folder or lies below it."""
    return (path + b"/").startswith(prefix_of(folder))


def prefix_of(folder: bytes) -> bytes:
    """Return what the absolute paths of all that lies below a folder begin with."""
    return folder.rstrip(b"/") + b"/"


def folders_above(path: bytes) -> Iterator[bytes]:
    """Yield the folders above a relative path, the nearest first; the last is the root, empty."""
    while path:
        path = path.rpartition(b"/")[0]
        yield path


def is_normal(path: bytes) -> bool:
    """Say whether a path is absolute, and written in the one way that the settings keep."""
    return path.startswith(b"/") and b"\0" not in path and normal(path) == path


def normal(path: bytes) -> bytes:
    """Return the one way to write an absolute path: normpath would keep a leading //."""
    return os.path.normpath(b"/" + path.lstrip(b"/"))


def is_plain(path: bytes) -> bool:
    """Say whether a path is a relative one that stays below whatever it is joined to."""
    return b"\0" not in path and {b"", b".", b".."}.isdisjoint(path.split(b"/"))


def separator(path: bytes) -> bytes:
    """Return what stands between the parts of a path that another system may have written."""
    return b"\\" if _WINDOWS.match(path) else b"/"


def with_slashes(path: bytes) -> bytes:
    """Return a path to compare, with slashes whatever system has written it."""
    return path.replace(b"\\", b"/") if _WINDOWS.match(path) else path
