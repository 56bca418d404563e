"""Renaming that never overwrites, and swapping two names in one step: Linux's ``renameat2``."""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path

from vidtui.own_files import UNSUPPORTED, sync_folder

NOREPLACE = 1  # both from linux/fs.h
EXCHANGE = 2
_NUMBERS = {"x86_64": 316, "aarch64": 276}  # of the system call, where the C library has no name
_ARGUMENTS = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)


class RenameUnsupported(OSError):
    """The kernel or the filesystem has no such way of renaming."""


def exchange(folder: int, name: bytes, other_folder: int, other_name: bytes) -> None:
    """Swap two names that both exist; folders are file descriptors.

    Raises:
        RenameUnsupported: not possible here; nothing has changed.
        OSError: it failed; nothing has changed.
    """
    _renamed(folder, name, other_folder, other_name, EXCHANGE)


def move(folder: int, name: bytes, other_folder: int, other_name: bytes) -> None:
    """Rename unless the new name is taken, be it by a dangling link; arguments as above.

    Raises:
        RenameUnsupported: not possible here; nothing has changed.
        FileExistsError: the new name is taken.
        OSError: it failed; nothing has changed.
    """
    _renamed(folder, name, other_folder, other_name, NOREPLACE)


def renameat2(folder: int, name: bytes, other_folder: int, other_name: bytes, flags: int) -> int:
    """Make the system call; return 0 or the errno that it gave."""
    call = _call()
    if call is None:
        return errno.ENOSYS
    ctypes.set_errno(0)
    return ctypes.get_errno() if call(folder, name, other_folder, other_name, flags) else 0


def _renamed(folder: int, name: bytes, other_folder: int, other_name: bytes, flags: int) -> None:
    code = renameat2(folder, name, other_folder, other_name, flags)
    if code:
        kind = RenameUnsupported if code in UNSUPPORTED else OSError
        raise kind(code, os.strerror(code), name, None, other_name)


@functools.cache
def _call() -> Callable[[int, bytes, int, bytes, int], int] | None:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None, use_errno=True)
    try:
        named = library.renameat2
    except AttributeError:  # musl before 1.2.6, glibc before 2.28
        return _by_number(library)
    named.argtypes = _ARGUMENTS
    named.restype = ctypes.c_int
    return named


def _by_number(library: ctypes.CDLL) -> Callable[[int, bytes, int, bytes, int], int] | None:
    # A 32-bit program on such a machine has other numbers.
    number = _NUMBERS.get(os.uname().machine) if sys.maxsize > 2**32 else None
    if number is None:
        return None
    library.syscall.argtypes = (ctypes.c_long, *_ARGUMENTS)
    library.syscall.restype = ctypes.c_long
    return functools.partial(library.syscall, number)


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
