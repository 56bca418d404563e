"""Paths as a media centre writes them: of another system, on a share, with or without a slash."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vidtui.paths import is_inside, separator, with_slashes

MOST: Final = 8192


def path_of(value: object) -> bytes | None:
    """Return a path that a centre names, None where it is none."""
    if not isinstance(value, str) or not 0 < len(value) <= MOST or "\0" in value:
        return None
    try:
        return trimmed(value.encode("utf-8"))
    except UnicodeEncodeError:
        return None


def trimmed(path: bytes) -> bytes:
    """Return a path without a separator at its end."""
    return path.rstrip(b"/" + separator(path)) or path[:1]


def plain(path: bytes) -> bytes:
    """Return a path to compare: with slashes, without one at its end."""
    return trimmed(with_slashes(path))


def inside(path: bytes, folder: bytes) -> bool:
    """Say whether a path is a folder or lies below it."""
    return is_inside(plain(path), plain(folder))


def parent(path: bytes) -> bytes:
    """Return the folder that holds a path, empty for one that has none."""
    cut = path.rfind(separator(path))
    return path[:cut] if cut > 0 else b""


def as_text(path: bytes) -> str | None:
    """Return a path for JSON, None where it is no UTF-8 and cannot be told."""
    try:
        return path.decode("utf-8")
    except UnicodeDecodeError:
        return None


def tellable(path: bytes) -> bytes:
    """Return the nearest folder above whose name can be told."""
    while as_text(path) is None:
        path = parent(path)
    return path


def outermost(paths: Iterable[bytes]) -> list[bytes]:
    """Return paths without those below another of them."""
    kept: list[bytes] = []
    for path in sorted(set(paths), key=lambda one: plain(one) + b"/"):
        if not kept or not inside(path, kept[-1]):
            kept.append(path)
    return kept
