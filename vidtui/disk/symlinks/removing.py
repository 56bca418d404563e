"""Takes links away again, with their new folders, and settles what was cut off."""

from __future__ import annotations

import contextlib
import os
from typing import Literal

from vidtui.disk.symlinks.dirfd import (
    LinkChanged,
    NotALink,
    changed,
    drop,
    look,
    opened,
    put,
    sync,
)
from vidtui.disk.symlinks.syncing import FolderSync
from vidtui.errors import SafetyRefusal


class Unsynced:
    """Folders that have lost something, to be synced together, each once."""

    def __init__(self) -> None:
        self._lost: dict[tuple[bytes, bytes], bytes] = {}

    def add(self, root: bytes, path: bytes) -> None:
        """Note that what was at ``path`` below ``root`` is gone."""
        self._lost[root, os.path.dirname(path)] = path

    def sync(self) -> None:
        """Sync them; one that is gone itself needs it no more."""
        syncing = FolderSync(len(self._lost))
        for (root, _folder), path in self._lost.items():
            with contextlib.suppress(OSError, SafetyRefusal), opened(root, path) as spot:
                syncing.add(spot.folder)
        self._lost.clear()


def remove(
    root: bytes, path: bytes, text: bytes, aside: bytes, unsynced: Unsynced | None = None
) -> None:
    """Remove a link that says exactly ``text``, by way of a name aside where it is looked at again.

    With ``unsynced`` its folder is noted there in place of being synced.

    Raises:
        LinkChanged: it is not what it was; what is there stays.
        OSError: the disk would not; the link is as it was, or waits aside for ``settle_removed``.
    """
    with opened(root, path) as link:
        found = look(link)
        if found != text:
            raise changed(link.path, found)
        spare = link.beside(aside)
        put(link, spare)
        found = look(spare)
        if found != text:
            with contextlib.suppress(OSError):
                put(spare, link)
            raise changed(link.path, found)
        os.unlink(spare.name, dir_fd=spare.folder)
        if unsynced is None:
            sync(link.folder)
        else:
            unsynced.add(root, path)


def settle_removed(
    root: bytes, path: bytes, text: bytes, aside: bytes
) -> Literal["there", "gone", "other"]:
    """Finish a ``remove`` with these arguments that was cut off; say what is at the place now.

    Raises:
        OSError: nobody can say, or the disk would not.
    """
    try:
        with opened(root, path) as link:
            spare = link.beside(aside)
            parked = look(spare)
            if parked == text:
                drop(spare, text)
            elif parked is not NotALink.GONE and look(link) is NotALink.GONE:
                put(spare, link)
            sync(link.folder)
            found = look(link)
    except (LinkChanged, FileNotFoundError, NotADirectoryError):
        return "gone"
    if found == text:
        return "there"
    return "gone" if found is NotALink.GONE else "other"


def settle_made(root: bytes, path: bytes, text: bytes) -> Literal["there", "gone", "other"]:
    """Say what is at the place of a link that was to be made.

    Raises:
        OSError: nobody can say.
    """
    try:
        with opened(root, path) as link:
            found = look(link)
            sync(link.folder)
    except (LinkChanged, FileNotFoundError, NotADirectoryError):
        return "gone"
    if found == text:
        return "there"
    return "gone" if found is NotALink.GONE else "other"


def remove_folders(root: bytes, path: bytes, count: int, unsynced: Unsynced | None = None) -> int:
    """Remove the innermost ``count`` folders above a link that are empty; say how many were.

    With ``unsynced`` the folders that they were in are noted there in place of being synced.
    """
    removed = 0
    folder = path
    for _number in range(count):
        folder = os.path.dirname(folder)
        if not folder:
            break
        try:
            with opened(root, folder) as spot:
                os.rmdir(spot.name, dir_fd=spot.folder)
                if unsynced is None:
                    sync(spot.folder)
                else:
                    unsynced.add(root, folder)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, SafetyRefusal):
            break
        removed += 1
    return removed
