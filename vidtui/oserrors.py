"""What went wrong with a path, in one line and in the user's language."""

from __future__ import annotations

import errno
import os

from vidtui.i18n import N_, _
from vidtui.text import printable

_REASONS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("part of the path is not a folder"),
    errno.EACCES: N_("permission denied"),
    errno.EPERM: N_("not permitted"),
    errno.EEXIST: N_("it exists already"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the quota is used up"),
    errno.EROFS: N_("the disk is read-only"),
    errno.EIO: N_("input/output error: the disk may be failing"),
    errno.ELOOP: N_("links lead in a circle"),
    errno.ENAMETOOLONG: N_("the path is too long"),
    errno.ESTALE: N_("the network share must be mounted again"),
    errno.ENOTCONN: N_("the disk is not connected"),
    errno.EHOSTDOWN: N_("the other machine is down"),
    errno.EHOSTUNREACH: N_("the other machine cannot be reached"),
    errno.ETIMEDOUT: N_("the disk does not answer"),
    errno.EMFILE: N_("too many open files"),
    errno.ENFILE: N_("too many open files"),
    errno.ENOLCK: N_("files cannot be locked on this disk"),
    errno.EOPNOTSUPP: N_("this disk cannot do that"),
    errno.ENOSYS: N_("this disk cannot do that"),
    errno.EXDEV: N_("it is on another disk"),
    errno.EMLINK: N_("it has too many names already"),
    errno.EFBIG: N_("files of that size are not possible here"),
    errno.EBUSY: N_("it is in use"),
    errno.ENODEV: N_("the device is gone"),
    errno.ENXIO: N_("the device is gone"),
}


def reason(error: OSError | int) -> str:
    """Return in a few words why a system call failed; the system's own where we have none."""
    code = error if isinstance(error, int) else error.errno
    known = _REASONS.get(code) if code is not None else None
    if known:
        return _(known)
    return os.strerror(code) if code is not None else printable(str(error))


def about(path: bytes | str, why: str) -> str:
    """Return one line that names what it is about and says why."""
    return _("{path}: {reason}").format(path=printable(path), reason=why)


def at(path: bytes | str, error: OSError) -> str:
    """Return one line that names what failed and why."""
    return about(path, reason(error))


MISSING = (FileNotFoundError, NotADirectoryError)
"""The only errors that say that nothing is at a path."""


def is_missing(path: bytes, *, followed: bool = False) -> bool:
    """Whether certainly nothing is at a path, or with ``followed`` at the end of its links."""
    try:
        os.stat(path, follow_symlinks=followed)
    except MISSING:
        return True
    except OSError:
        pass  # nobody can say
    return False
