"""Names in open folders: reached step by step from a root, so that no link leads elsewhere."""

from __future__ import annotations

import contextlib
import enum
import errno
import itertools
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vidtui.disk.symlinks.renameat2 import RenameUnsupported, move
from vidtui.errors import SafetyRefusal, VidtuiError
from vidtui.i18n import _
from vidtui.oserrors import about
from vidtui.paths import is_plain

FOLDER_MODE = 0o755
_ROOT = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FOLDER = _ROOT | os.O_NOFOLLOW


class LinkChanged(SafetyRefusal):
    """What is there is not what was expected; it was left as it is."""


class NotALink(enum.Enum):
    """What is at a name instead of a link: nothing, or something else."""

    GONE = enum.auto()
    NO_LINK = enum.auto()


Found = bytes | NotALink
"""The text of a link, or what is there instead."""


@dataclass(frozen=True, slots=True)
class DirEntryRef:
    """A directory entry, which may not exist: a name in the open folder of a descriptor.

    ``path`` is its absolute path, for messages only.
    """

    folder: int
    name: bytes
    path: bytes

    @property
    def at(self) -> tuple[int, bytes]:
        """The descriptor of the folder and the name in it."""
        return self.folder, self.name

    def beside(self, name: bytes) -> DirEntryRef:
        """Return another name in the same folder."""
        return DirEntryRef(self.folder, name, os.path.join(os.path.dirname(self.path), name))


@contextlib.contextmanager
def opened(
    root: bytes, path: bytes, *, make: bool = False, make_root: bool = False
) -> Iterator[DirEntryRef]:
    """Open the folder of ``path`` below ``root``; only the root may be reached through links.

    Args:
        root: an absolute folder.
        path: relative to it; need not exist itself.
        make: make missing folders below the root; what fails meanwhile takes them away again.
        make_root: make the root itself too.

    Raises:
        LinkChanged: a folder below the root is gone, or is no folder.
        OSError: the root cannot be opened, or a folder cannot be opened or made.
    """
    *folders, name = parts_of(root, path)
    roots_made: list[bytes] = []
    made: list[int] = []
    try:
        handle = _open_root(root, roots_made if make_root else None)
        try:
            for depth, folder in enumerate(folders):
                try:
                    if make and _make(handle, folder):
                        made.append(depth)
                    below = open_below(handle, folder)
                except FileNotFoundError:
                    raise changed(os.path.join(root, path), NotALink.GONE) from None
                except OSError as error:
                    if error.errno not in (errno.ENOTDIR, errno.ELOOP):
                        raise
                    where = os.path.join(root, *folders[: depth + 1])
                    why = _("it is not a folder of its own any more")
                    raise LinkChanged(about(where, why)) from None
                os.close(handle)
                handle = below
            yield DirEntryRef(handle, name, os.path.join(root, path))
        finally:
            os.close(handle)
    except (OSError, VidtuiError):
        _take_away(root, [b"/".join(folders[: depth + 1]) for depth in made], roots_made)
        raise


def _take_away(root: bytes, below: Sequence[bytes], roots: Sequence[bytes]) -> None:
    """Remove folders that were made, below the root and the root itself, where they are empty."""
    for folder in reversed(below):
        _remove_empty(root, folder)
    for folder in reversed(roots):
        with contextlib.suppress(OSError):
            os.rmdir(folder)


def parts_of(root: bytes, path: bytes) -> list[bytes]:
    """Return the components of a path.

    Raises:
        LinkChanged: it is none that lies below its root.
    """
    if not is_plain(path):
        raise LinkChanged(about(os.path.join(root, path), _("this is no path below its root")))
    return path.split(b"/")


def open_root(root: bytes) -> int:
    """Return a descriptor of a root, which may be reached through links."""
    return os.open(root, _ROOT)


def open_below(folder: int, name: bytes) -> int:
    """Return a descriptor of a folder in a folder, which may not be a link."""
    return os.open(name, _FOLDER, dir_fd=folder)


def look(spot: DirEntryRef) -> Found:
    """Return what is at a name.

    Raises:
        OSError: nobody can say.
    """
    try:
        return os.readlink(spot.name, dir_fd=spot.folder)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return NotALink.GONE
        if error.errno == errno.EINVAL:
            return NotALink.NO_LINK
        raise


def drop(spot: DirEntryRef, text: bytes) -> None:
    """Remove a link of ours if it is there; whatever has another text stays."""
    if look(spot) == text:
        os.unlink(spot.name, dir_fd=spot.folder)


def put(here: DirEntryRef, there: DirEntryRef) -> None:
    """Rename without overwriting, within one folder or filesystem.

    Raises:
        FileExistsError: the new name is taken.
        OSError: it failed.
    """
    try:
        move(*here.at, *there.at)
    except RenameUnsupported:
        if look(there) is not NotALink.GONE:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), there.name) from None
        os.rename(here.name, there.name, src_dir_fd=here.folder, dst_dir_fd=there.folder)


def sync(folder: int) -> None:
    """Sync a folder to the disk, where its filesystem can."""
    with contextlib.suppress(OSError):
        os.fsync(folder)


def changed(path: bytes, found: Found) -> LinkChanged:
    """Return the refusal that says what is at ``path`` instead of the link."""
    if found is NotALink.GONE:
        why = _("the link is not there any more")
    elif found is NotALink.NO_LINK:
        why = _("it is not a link any more")
    else:
        why = _("the link leads elsewhere now")
    return LinkChanged(about(path, why))


def _open_root(root: bytes, made: list[bytes] | None) -> int:
    try:
        return open_root(root)
    except FileNotFoundError:
        if made is None:
            raise
    _make_root(root, made)
    return open_root(root)


def _make_root(root: bytes, made: list[bytes]) -> None:
    try:
        os.mkdir(root, FOLDER_MODE)
    except FileExistsError:
        return  # opening it says whether it is a folder
    except FileNotFoundError:
        parent = os.path.dirname(root.rstrip(b"/"))
        if parent in (b"", root):
            raise
        _make_root(parent, made)
        os.mkdir(root, FOLDER_MODE)
    made.append(root)


def _make(folder: int, name: bytes) -> bool:
    """Make a folder in a folder unless something is there; say whether it was made."""
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        # Whoever makes it in between has done what is wanted.
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, FOLDER_MODE, dir_fd=folder)
            sync(folder)
            return True
    return False


def _remove_empty(root: bytes, path: bytes) -> None:
    with contextlib.suppress(OSError, VidtuiError), opened(root, path) as spot:
        os.rmdir(spot.name, dir_fd=spot.folder)


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
