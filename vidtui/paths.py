"""What the names of paths tell; no disk is asked."""

from __future__ import annotations


def is_inside(path: bytes, folder: bytes) -> bool:
    """Say whether an absolute, normalised path is a folder or lies below it."""
    return (path + b"/").startswith(folder.rstrip(b"/") + b"/")
