"""Names that nothing has yet."""

from __future__ import annotations

import itertools
import os
import stat

from vidtui.disk.symlinks.dirfd import open_below, open_root, parts_of

NAME_BYTES = 255  # the longest name that common filesystems take
_LONGEST_SUFFIX = 16  # bytes; what is longer is no file type


def free_name(root: bytes, path: bytes) -> bytes:
    """Return ``path``, or one with ``~2``, ``~3`` … after a name, where nothing lies yet.

    A folder on the way whose name something else has gets a number as well.

    Raises:
        LinkChanged: ``path`` is none that lies below ``root``.
        OSError: nobody can say what is there.
    """
    parts = parts_of(root, path)
    try:
        handle = open_root(root)
    except (FileNotFoundError, NotADirectoryError):
        return path
    try:
        for depth, part in enumerate(parts):
            parts[depth], is_there = _first(handle, part, or_folder=depth < len(parts) - 1)
            if not is_there:
                break
            below = open_below(handle, parts[depth])
            os.close(handle)
            handle = below
    finally:
        os.close(handle)
    return b"/".join(parts)


def _first(folder: int, name: bytes, *, or_folder: bool) -> tuple[bytes, bool]:
    """Return the first name that is free, or is a folder's where that will do, and which."""
    for number in itertools.count(2):
        try:
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return name, False
        if or_folder and stat.S_ISDIR(found.st_mode):
            return name, True
        if number == 2:
            plain = name
        name = _numbered(plain, number)
    raise AssertionError("numbers do not end")


def _numbered(name: bytes, number: int) -> bytes:
    tail = b"~%d" % number
    stem, suffix = os.path.splitext(name)
    if len(suffix) > _LONGEST_SUFFIX:
        stem, suffix = name, b""
    room = NAME_BYTES - len(suffix) - len(tail)
    if len(stem) <= room:
        return name + tail
    return _cut(stem, room) + suffix + tail


def _cut(name: bytes, size: int) -> bytes:
    """Return the first ``size`` bytes, less where they would end within a character."""
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return name[:size]
    return name[:size].decode("utf-8", "ignore").encode()
