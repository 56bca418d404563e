"""Brings what has changed in many folders to the disk: Linux's ``syncfs``, or folder by folder."""

from __future__ import annotations

import ctypes
import functools
import os
import sys
from collections.abc import Callable
from typing import Final

from vidtui.disk.mounts import mounts, type_of
from vidtui.disk.symlinks.dirfd import sync

FEW: Final = 8
"""So many folders are synced each for itself; of more, all that their filesystem holds is."""


class FolderSync:
    """Syncs ``count`` folders, each opened in turn; those on one filesystem at once, where many.

    A hundred folders take a hundred writes to the disk, however little has changed in each.
    """

    def __init__(self, count: int) -> None:
        self._are_many = count > FEW
        self._done: set[int] = set()

    def add(self, folder: int) -> None:
        """Let what has changed in an opened folder be on the disk, where its filesystem can."""
        device = os.fstat(folder).st_dev
        if device in self._done:
            return
        if self._are_many and not _is_fuse(folder) and syncfs(folder):
            self._done.add(device)
        else:
            sync(folder)


def _is_fuse(folder: int) -> bool:
    """Say whether a folder is a program's, where ``syncfs`` may do nothing and say that it did."""
    try:
        kind = type_of(os.readlink(b"/proc/self/fd/%d" % folder), mounts())
    except OSError:
        kind = ""
    return kind in ("", "fuse") or kind.startswith("fuse.")


def syncfs(folder: int) -> bool:
    """Sync the whole filesystem that a folder is on; say whether that could be done."""
    call = _call()
    return call is not None and call(folder) == 0


@functools.cache
def _call() -> Callable[[int], int] | None:
    if sys.platform != "linux":
        return None
    try:
        named: Callable[[int], int] = ctypes.CDLL(None).syncfs
    except AttributeError:  # no C library of Linux lacks it today
        return None
    return named
