"""The trash folder: can it be written?"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat

from vidtui.i18n import _
from vidtui.oserrors import at
from vidtui.text import show


def try_writing(folder: bytes) -> str | None:
    """Try to write where a trash folder is or would be; leaves nothing behind.

    Where the folder is not there yet, its nearest parent that is gets tried. May block on a dead
    mount.

    Returns:
        In one line why it cannot be, None when it can.
    """
    try:
        if stat.S_ISLNK(os.lstat(folder).st_mode):
            return _("{path}: is a link; name the folder itself").format(path=show(folder))
    except OSError:
        pass  # not there, or not to be read: opening it says which
    place = folder
    while True:
        try:
            handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            break
        except FileNotFoundError:
            if place in (b"/", b""):
                return _("{path}: the folder is not there").format(path=show(folder))
            place = os.path.dirname(place)
        except OSError as error:
            return at(place, error)
    try:
        return _try(handle, place)
    finally:
        os.close(handle)


def _try(handle: int, place: bytes) -> str | None:
    name = f".vidtui-try-{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        os.close(os.open(name, flags, 0o600, dir_fd=handle))
    except OSError as error:
        return at(place, error)
    # Whoever removed it in between has done what is wanted.
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name, dir_fd=handle)
    return None
