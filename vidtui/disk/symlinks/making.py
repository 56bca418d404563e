"""Makes links and the folders that they need, below a link root and never inside storage.

Each folder on the way is opened in the one before, so that none of them is a link; what is opened
is compared with the storage roots, however it was reached. The caller journals what is to be made
before it comes here, and looks at it again after a kill: a link is there whole or not at all.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Sequence
from typing import Final

from vidtui.disk.symlinks.dirfd import (
    FOLDER_MODE,
    DirEntryRef,
    LinkChanged,
    changed,
    look,
    open_below,
    open_root,
    parts_of,
)
from vidtui.disk.symlinks.syncing import FolderSync
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.oserrors import about, at
from vidtui.paths import is_inside, is_plain

_Identity = tuple[int, int]
FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENOTCONN))
"""What makes it useless to try the next one."""


class StorageGuard:
    """Knows the storage roots and their first folders, by whatever path or mount one gets there."""

    def __init__(self, storage: Sequence[bytes]) -> None:
        """Look at the storage roots.

        Raises:
            SafetyRefusal: one of them cannot be looked at, so that nobody knows what lies in it.
        """
        self._real = [os.path.realpath(root) for root in storage]
        self._identities: set[_Identity] = set()
        for root in storage:
            try:
                self._identities.add(_identity(os.stat(root)))
                with os.scandir(root) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            self._identities.add(_identity(entry.stat(follow_symlinks=False)))
            except OSError as error:
                raise SafetyRefusal(at(root, error)) from error

    def require_outside(self, folder: bytes) -> None:
        """Refuse a link root that lies in storage, or is storage, by links or mounts.

        Raises:
            SafetyRefusal: it does, or nobody can say.
        """
        real = os.path.realpath(folder)
        if any(is_inside(real, root) for root in self._real):
            raise self.refusal(folder)
        place = real
        while True:
            try:
                found = os.stat(place)
            except OSError as error:
                raise SafetyRefusal(at(place, error)) from error
            if self.is_storage(found):
                raise self.refusal(folder)
            if place in (b"/", b""):
                return
            place = os.path.dirname(place)

    def is_storage(self, found: os.stat_result) -> bool:
        """Say whether what was looked at is a storage root, or a first folder of one."""
        return _identity(found) in self._identities

    @staticmethod
    def refusal(path: bytes) -> SafetyRefusal:
        """Return the refusal to make anything at a path."""
        return SafetyRefusal(about(path, _("lies in storage, where nothing is ever made")))


class LinkMaker:
    """Makes links below one root; it keeps open the folders on the way to the last one.

    Links that come in the order of their paths open each folder once.
    """

    def __init__(self, root: bytes, guard: StorageGuard) -> None:
        """Open the root, which may be reached through links.

        Raises:
            SafetyRefusal: it lies in storage.
            OSError: it cannot be opened.
        """
        guard.require_outside(root)
        self._root = root
        self._guard = guard
        self._touched: set[bytes] = set()
        self._fresh: set[bytes] = set()
        self._names: list[bytes] = []
        self._folder = b""  # the one that is open innermost, empty where that is not known
        self._open = [open_root(root)]

    def __enter__(self) -> LinkMaker:
        """Return itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the folders."""
        self._back_to(0)
        os.close(self._open.pop())

    def missing(self, path: bytes) -> int:
        """Count the folders above a link that are not there: so many have to be made.

        Raises:
            LinkChanged: a folder on the way is a link, or none.
            SafetyRefusal: one of them is storage.
            OSError: one cannot be opened.
        """
        if self._last_name(path) is not None:
            return 0
        folders = parts_of(self._root, path)[:-1]
        return len(folders) - self._reach(folders)

    def make(self, path: bytes, text: bytes, may_make: int, mtime_ns: int | None = None) -> int:
        """Make a link, and the last ``may_make`` folders above it where they are missing.

        With ``mtime_ns`` it is as old as that, as far as the disk allows.

        Returns:
            How many folders were made.

        Raises:
            FileExistsError: something is at that place.
            LinkChanged: a folder on the way is gone or is no folder of its own any more.
            SafetyRefusal: a folder on the way is storage.
            OSError: the disk would not. After any of these nothing of it is there.
        """
        name = self._last_name(path)
        if name is not None:
            self._make_link(name, text, path, mtime_ns)
            self._touch(self._folder)
            return 0
        *folders, name = parts_of(self._root, path)
        there = self._reach(folders)
        if len(folders) - there > may_make:
            raise changed_folder(os.path.join(self._root, *folders[: there + 1]))
        made = 0
        try:
            for folder in folders[there:]:
                made += self._make_folder(folder)
            self._make_link(name, text, path, mtime_ns)
        except (OSError, SafetyRefusal):
            self._take_away(made)
            raise
        self._touch(b"/".join(folders))
        return made

    def sync(self) -> None:
        """Sync the folders that were there before and have got something.

        What is in a new folder comes to the disk with it.
        """
        syncing = FolderSync(len(self._touched))
        for folder in self._touched:
            parts = folder.split(b"/") if folder else []
            if self._reach(parts) == len(parts):
                syncing.add(self._open[-1])
        self._touched.clear()
        self._fresh.clear()

    def _touch(self, folder: bytes) -> None:
        if folder not in self._fresh:
            self._touched.add(folder)

    def _last_name(self, path: bytes) -> bytes | None:
        """Return the name of a link that lies in the folder that is open, None elsewhere."""
        folder, _slash, name = path.rpartition(b"/")
        return name if folder == self._folder and folder and is_plain(name) else None

    def _reach(self, folders: Sequence[bytes]) -> int:
        """Open as many of the folders as there are; return how many."""
        same = 0
        for mine, wanted in zip(self._names, folders, strict=False):
            if mine != wanted:
                break
            same += 1
        self._back_to(same)
        for depth in range(same, len(folders)):
            try:
                self._enter(folders[depth])
            except FileNotFoundError:
                return depth
        self._folder = b"/".join(folders)
        return len(folders)

    def _enter(self, name: bytes) -> None:
        try:
            handle = open_below(self._open[-1], name)
        except OSError as error:
            if error.errno in (errno.ENOTDIR, errno.ELOOP):
                raise _no_folder(os.path.join(self._root, *self._names, name)) from None
            raise
        try:
            if self._guard.is_storage(os.fstat(handle)):
                raise self._guard.refusal(os.path.join(self._root, *self._names, name))
        except (OSError, SafetyRefusal):
            os.close(handle)
            raise
        self._open.append(handle)
        self._names.append(name)

    def _make_folder(self, name: bytes) -> int:
        """Make a folder and enter it; say whether it was made, 0 where somebody just did."""
        above = self._open[-1]
        made = 0
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, FOLDER_MODE, dir_fd=above)
            made = 1
        try:
            self._enter(name)
            if made:
                _own(name, above)
        except (OSError, SafetyRefusal):
            if made:
                with contextlib.suppress(OSError):
                    os.rmdir(name, dir_fd=above)
            raise
        if made:
            self._touch(b"/".join(self._names[:-1]))
            self._fresh.add(b"/".join(self._names))
        return made

    def _make_link(self, name: bytes, text: bytes, path: bytes, mtime_ns: int | None) -> None:
        folder = self._open[-1]
        os.symlink(text, name, dir_fd=folder)
        found = look(DirEntryRef(folder, name, path))
        if found != text:
            raise changed(os.path.join(self._root, path), found)
        _own(name, folder)
        if mtime_ns is not None:
            with contextlib.suppress(OSError):
                os.utime(name, ns=(mtime_ns, mtime_ns), dir_fd=folder, follow_symlinks=False)

    def _take_away(self, made: int) -> None:
        """Remove the innermost folders again, which were just made, where they are empty."""
        for _number in range(made):
            if not self._names:
                return
            name = self._names[-1]
            self._back_to(len(self._names) - 1)
            with contextlib.suppress(OSError):
                os.rmdir(name, dir_fd=self._open[-1])

    def _back_to(self, depth: int) -> None:
        self._folder = b""
        while len(self._names) > depth:
            self._names.pop()
            os.close(self._open.pop())


def changed_folder(path: bytes) -> LinkChanged:
    """Return the refusal that says that a folder is gone."""
    return LinkChanged(about(path, _("the folder is not there any more")))


def _no_folder(path: bytes) -> LinkChanged:
    return LinkChanged(about(path, _("it is a link or no folder: nothing is made below it")))


def _identity(found: os.stat_result) -> _Identity:
    return found.st_dev, found.st_ino


def _own(name: bytes, folder: int) -> None:
    """Give what root made the owner of the folder that it is in, who is to use it."""
    if os.geteuid() != 0:
        return
    above = os.fstat(folder)
    if (above.st_uid, above.st_gid) != (0, 0):
        with contextlib.suppress(OSError):
            os.chown(name, above.st_uid, above.st_gid, dir_fd=folder, follow_symlinks=False)
