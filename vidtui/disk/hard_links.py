"""Tells whether two paths are one file."""

from __future__ import annotations

import os
import stat


def is_one_file(one: bytes, other: bytes) -> bool:
    """Whether two absolute paths are hard links to one file; no link is followed."""
    try:
        found, there = os.lstat(one), os.lstat(other)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and os.path.samestat(found, there)
