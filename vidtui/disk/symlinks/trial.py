"""Can links be made in a folder? One is made, read and taken away again."""

from __future__ import annotations

import contextlib
import os
import secrets

from vidtui.i18n import _
from vidtui.oserrors import about, at

_TEXT = b"vidtui-try"


def try_linking(folder: bytes) -> str | None:
    """Make a link, read it, and take it away; leaves nothing behind. May block on a dead mount.

    Where the folder is not there yet, its nearest parent that is gets tried.

    Returns:
        In one line why links cannot be made there, None when they can.
    """
    place = folder
    while not os.path.isdir(place) and place not in (b"/", b""):
        place = os.path.dirname(place)
    try:
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        return at(place, error)
    try:
        return _try(handle, place)
    except OSError as error:
        return at(place, error)
    finally:
        os.close(handle)


def _try(handle: int, place: bytes) -> str | None:
    name = os.fsencode(f".vidtui-try-{secrets.token_hex(8)}")
    os.symlink(_TEXT, name, dir_fd=handle)
    try:
        if os.readlink(name, dir_fd=handle) != _TEXT:
            return about(place, _("a link made here does not read as it was written"))
    finally:
        # Whoever removed it in between has done what is wanted.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name, dir_fd=handle)
    return None
