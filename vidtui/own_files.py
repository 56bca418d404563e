"""The one way in which vidtui makes and opens files of its own: lock, pace, logs, reports, plans.

A folder of ours may be one in which others write too. So no link is followed, nothing but an
ordinary file with one name is opened, none that is somebody else's, and nothing that would have
to be waited for; what is made is its owner's alone, whatever the umask. The disk is to keep what
was written, as far as its filesystem can do that.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from vidtui.errors import UsageProblem
from vidtui.i18n import N_, _
from vidtui.oserrors import reason
from vidtui.text import printable

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


FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700
_CAREFUL: Final = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_KINDS: Final = {
    stat.S_IFLNK: N_("it is a link, where a file of vidtui's own belongs"),
    stat.S_IFDIR: N_("it is a folder"),
    stat.S_IFIFO: N_("it is a named pipe, no file"),
    stat.S_IFSOCK: N_("it is a socket, no file"),
    stat.S_IFCHR: N_("it is a device, no file"),
    stat.S_IFBLK: N_("it is a device, no file"),
}
_NO_FILE: Final = N_("it is no file")


class Unfit(OSError):
    """What is there cannot be a file of ours; the text says in a few words what it is."""


def own_folder(folder: Path) -> None:
    """Make a folder of ours where it is missing; it may be a link of our own, to another disk.

    Raises:
        OSError: it cannot be made; ``Unfit``: it is, or would be, somebody else's.
    """
    _refuse_link_of_others(folder)
    if os.geteuid() == 0 and owner_of(folder) != 0:
        raise Unfit(_("it belongs to another user"))
    make_folder(folder)


def owner_of(folder: Path) -> int:
    """Return the id of the user to whom a folder belongs, or the one in which it would be made.

    Raises:
        OSError: that cannot be seen.
    """
    try:
        return os.stat(folder).st_uid
    except (FileNotFoundError, NotADirectoryError):
        if folder.parent == folder:
            raise
        return owner_of(folder.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, for their owner alone.

    Raises:
        OSError: it cannot be made, or something else is there.
    """
    try:
        os.mkdir(folder, FOLDER_MODE)
    except FileNotFoundError:
        if folder.parent == folder:
            raise
        make_folder(folder.parent)
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, FOLDER_MODE)
    except FileExistsError:
        if not stat.S_ISDIR(os.stat(folder).st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None


def _refuse_link_of_others(folder: Path) -> None:
    user = os.geteuid()
    with contextlib.suppress(FileNotFoundError):
        there = os.lstat(folder)
        trusted = {user, 0} if user == 0 else {user, 0, os.stat(folder.parent).st_uid}
        if stat.S_ISLNK(there.st_mode) and there.st_uid not in trusted:
            raise Unfit(_("it is a link of another user"))


def check(path: Path) -> None:
    """Refuse what lies at ``path``, if anything does, unless it is an ordinary file of ours.

    Raises:
        OSError: it cannot be looked at; ``Unfit``: it is something else.
    """
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        there = os.lstat(path)
        if not stat.S_ISREG(there.st_mode):
            raise _unfit(there)
        if there.st_uid not in {os.geteuid(), 0, os.stat(path.parent).st_uid}:
            raise Unfit(_("it belongs to another user"))


def open_own(path: Path | bytes, flags: int, *, folder: int | None = None) -> int:
    """Open a file of ours, or make it if the flags say so; return the descriptor.

    One that is to be written must be ours, under this name alone; others lose the right to write.

    Args:
        path: the file; relative to ``folder`` where that is given.
        flags: those of ``os.open``.
        folder: the descriptor of its folder.

    Raises:
        OSError: it cannot be opened; ``Unfit``: it is no file of ours.
    """
    parent = os.path.dirname(os.path.abspath(path)) if folder is None else folder
    writes = flags & os.O_ACCMODE != os.O_RDONLY
    # Whose folder it is can put there what they like; and a network filesystem may show every
    # file as one user's.
    trusted = {os.geteuid(), 0, os.stat(parent).st_uid} if writes else None
    if not flags & os.O_EXCL:
        with contextlib.suppress(FileNotFoundError):
            # Before it is opened: to open a device may already do something.
            _refuse(os.stat(path, dir_fd=folder, follow_symlinks=False), trusted)
    handle = os.open(path, flags | _CAREFUL, FILE_MODE, dir_fd=folder)
    try:
        there = os.fstat(handle)
        _refuse(there, trusted)
        if writes and there.st_mode & _OTHERS_WRITE:
            with contextlib.suppress(OSError):
                os.fchmod(handle, stat.S_IMODE(there.st_mode) & ~_OTHERS_WRITE)
    except BaseException:
        os.close(handle)
        raise
    return handle


def create(path: Path) -> int:
    """Make a new file of ours, open for writing; return the descriptor.

    Raises:
        FileExistsError: something is there, be it a link.
        OSError: it cannot be made.
    """
    return open_own(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)


def append_line(
    path: Path | bytes, line: bytes, *, folder: int | None = None, sync: bool = False
) -> None:
    """Append a whole line to a file of ours, made where it is missing.

    Raises:
        OSError: it cannot be written; no part of the line is.
    """
    handle = open_own(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, folder=folder)
    try:
        size = os.fstat(handle).st_size
        if os.write(handle, line) < len(line):
            os.ftruncate(handle, size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if sync:
            flush(handle)
    finally:
        os.close(handle)


def read_own(path: Path, most: int) -> bytes:
    """Return the content of a file of ours, at most ``most`` bytes and one more.

    Raises:
        OSError: it cannot be read; ``Unfit``: it is no file of ours.
    """
    with open(open_own(path, os.O_RDONLY), "rb") as opened:
        return opened.read(most + 1)


def write_whole(path: Path, content: str | Iterable[str], mode: int = FILE_MODE) -> None:
    """Write a file of ours so that a reader, or a crash, sees the old one or the new one.

    The content may come in pieces.

    Raises:
        UsageProblem: the folder cannot be written, or no ordinary file is there.
    """
    try:
        pieces = (content,) if isinstance(content, str) else content
        _replace(path, (piece.encode("utf-8") for piece in pieces), mode)
    except OSError as error:
        raise UsageProblem(
            _("{file}: cannot be written: {reason}").format(
                file=printable(str(path)), reason=reason(error)
            )
        ) from error


def write_bytes(path: Path, content: bytes, mode: int = FILE_MODE) -> None:
    """Write bytes as ``write_whole`` writes text.

    Raises:
        OSError: they cannot be written; ``Unfit``: no ordinary file is there.
    """
    _replace(path, (content,), mode)


def open_given(path: Path) -> int:
    """Open for reading a file that the user names, be it through links; return the descriptor.

    A pipe that a shell gives (``<(…)``) is read like the standard input; one with a name is told,
    not waited for.

    Raises:
        OSError: it cannot be opened; ``Unfit``: it is no file.
    """
    there = os.stat(path)
    is_given = stat.S_ISFIFO(there.st_mode) and os.path.realpath(path).startswith("/proc/")
    if not (is_given or stat.S_ISREG(there.st_mode) or _is_null(there)):
        raise _unfit(there)
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | (0 if is_given else os.O_NONBLOCK))
    there = os.fstat(handle)
    if not (is_given or stat.S_ISREG(there.st_mode) or _is_null(there)):
        os.close(handle)
        raise _unfit(there)
    return handle


def _replace(path: Path, content: Iterable[bytes], mode: int) -> None:
    there: os.stat_result | None = None
    with contextlib.suppress(FileNotFoundError):
        there = os.lstat(path)
        if not stat.S_ISREG(there.st_mode):
            raise _unfit(there)
    _refuse_link_of_others(path.parent)
    make_folder(path.parent)
    import tempfile  # here, since it takes longer than all that most runs need of this module

    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".vidtui-")
    try:
        with open(handle, "wb") as opened:
            if there is not None and os.geteuid() == 0:
                with contextlib.suppress(OSError):
                    os.fchown(handle, there.st_uid, there.st_gid)  # what was a user's stays theirs
            set_mode(opened.fileno(), mode)
            opened.writelines(content)
            opened.flush()
            flush(opened.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    sync_folder(path.parent)


def _refuse(there: os.stat_result, trusted: set[int] | None) -> None:
    """Refuse what is no file, or is not to be written: ``trusted`` says whose may be."""
    if not stat.S_ISREG(there.st_mode):
        raise _unfit(there)
    if trusted is None:
        return
    if there.st_nlink > 1:
        raise Unfit(_("it has a second name elsewhere (a hard link)"))
    if there.st_uid not in trusted:
        raise Unfit(_("it belongs to another user"))


def _unfit(there: os.stat_result) -> Unfit:
    return Unfit(_(_KINDS.get(stat.S_IFMT(there.st_mode), _NO_FILE)))


def _is_null(there: os.stat_result) -> bool:
    return stat.S_ISCHR(there.st_mode) and there.st_rdev == os.makedev(1, 3)
