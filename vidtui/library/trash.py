"""The trash folder: can it be written, where does an orphan go in it, and where was it from?"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import secrets
import stat
from typing import NamedTuple

from vidtui import own_files
from vidtui.i18n import _
from vidtui.library.link_places import opened, sync
from vidtui.oserrors import at
from vidtui.text import json_path, show

ORPHANS = b"orphans"
RECORD = b"orphans.jsonl"


class Orphan(NamedTuple):
    """A link in the trash: when it went there, its place before and now, absolute, and its text."""

    time: datetime.datetime
    origin: bytes
    text: bytes
    trashed: bytes


def orphan_path(date: datetime.date, root_name: bytes, path: bytes) -> bytes:
    """Return where in the trash an orphan goes: below the day and its root, as it lay there.

    Args:
        date: the day.
        root_name: the last component of the path of its root.
        path: the link, relative to its root.
    """
    return os.path.join(_day(date), root_name, path)


def record(trash: bytes, date: datetime.date, entry: Orphan) -> None:
    """Append a line of JSON about an orphan to the record of the day, made where it is missing.

    Raises:
        LinkChanged: a folder on the way is a link.
        OSError: it cannot be written; no part of the line is.
    """
    told = {
        "time": entry.time.astimezone().isoformat(timespec="seconds"),
        **json_path(entry.origin, "origin"),
        **json_path(entry.text, "text"),
        **json_path(entry.trashed, "trashed"),
    }
    line = json.dumps(told, ensure_ascii=False).encode() + b"\n"
    with opened(trash, os.path.join(_day(date), RECORD), make=True, make_root=True) as spot:
        own_files.append_line(spot.name, line, folder=spot.folder, sync=True)
        sync(spot.folder)


def _day(date: datetime.date) -> bytes:
    return os.path.join(ORPHANS, date.isoformat().encode("ascii"))


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
