"""Files that the disk is to keep as they were written, as far as its filesystem can do that."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})
"""What a filesystem says to a question that it does not know."""


def flush(handle: int) -> None:
    """Have the disk keep what was written to a file, where its filesystem knows how.

    Raises:
        OSError: the disk failed, or is full.
    """
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise


def set_mode(handle: int, mode: int) -> None:
    """Say who may read and write a file of ours; where all files are one user's, as on FAT, not.

    Raises:
        OSError: the disk failed.
    """
    try:
        os.fchmod(handle, mode)
    except OSError as error:
        if error.errno not in UNSUPPORTED | {errno.EPERM}:
            raise


def sync_folder(folder: Path) -> None:
    """Have the disk keep what was created, renamed and deleted in a folder, where it knows how."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
