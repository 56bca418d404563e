"""A finished file under its final name, on every filesystem, without replacing what is there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from vidtui.disk.symlinks.renameat2 import RenameUnsupported, move
from vidtui.durable import sync_folder

_HERE = -100  # AT_FDCWD of fcntl.h: paths as they are


def put_in_place(fresh: Path, target: Path) -> None:
    """Give ``fresh`` the name ``target``; the name that it had may stay, for the caller to remove.

    Both are in one folder. A second name is the surest way, but many a network share, FAT and
    FUSE knows only one name a file: then it is renamed.

    Raises:
        FileExistsError: ``target`` is there already, be it a dangling link.
        OSError: no way was possible; nothing has changed.
    """
    try:
        os.link(fresh, target, follow_symlinks=False)
    except FileExistsError:
        # NFS says so too where an answer was lost and the question sent again.
        if not os.path.samestat(os.lstat(fresh), os.lstat(target)):
            raise
    except OSError:
        _rename(fresh, target)
    sync_folder(target.parent)


def _rename(fresh: Path, target: Path) -> None:
    try:
        move(_HERE, os.fsencode(fresh), _HERE, os.fsencode(target))
    except RenameUnsupported:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        os.rename(fresh, target)
