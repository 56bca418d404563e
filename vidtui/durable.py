"""Files that the disk is to keep as they were written, as far as its filesystem can do that."""

from __future__ import annotations

import errno
import os

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
