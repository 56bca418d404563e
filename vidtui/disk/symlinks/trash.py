"""The trash folder: can it be written, where does an orphan go in it, and where was it from?"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import secrets
import stat
from collections.abc import Mapping
from typing import NamedTuple

from vidtui import container, own_files
from vidtui.disk.symlinks.dirfd import opened, sync
from vidtui.i18n import _
from vidtui.oserrors import at
from vidtui.paths import is_inside
from vidtui.settings.model import HIDDEN_TRASH, Settings
from vidtui.settings.values import misplaced_trash
from vidtui.text import json_path, printable

ORPHANS = b"orphans"
RECORD = b"orphans.jsonl"
_HIDING: Mapping[bytes, bytes] = {
    b".ignore": b"",  # Jellyfin
    b".embyignore": b"*\n",
    b".plexignore": b"*\n",
    b".nomedia": b"",  # Kodi
}
"""What keeps each media centre out of a folder."""


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
    _hide(trash)
    line = json.dumps(told, ensure_ascii=False).encode() + b"\n"
    with opened(trash, os.path.join(_day(date), RECORD), make=True, make_root=True) as spot:
        own_files.append_line(spot.name, line, folder=spot.folder, sync=True)
        sync(spot.folder)


def _day(date: datetime.date) -> bytes:
    return os.path.join(ORPHANS, date.isoformat().encode("ascii"))


def refusal(folder: bytes, settings: Settings) -> str | None:
    """Return why no link may be moved into or out of a trash, None where it may.

    Links on the way are followed, and mounts are known again. May block on a dead mount.

    Args:
        folder: the trash, absolute; it need not be there.
        settings: the roots, and the folder of the catalogue.
    """
    try:
        if stat.S_ISLNK(os.lstat(folder).st_mode):
            return _("it is a link; name the folder itself")
    except OSError:
        pass  # not there, or not to be read: opening it says which
    storage = [os.path.realpath(root.path) for root in settings.of("storage")]
    return misplaced_trash(
        _real(folder, storage),
        storage,
        [os.path.realpath(root.path) for root in settings.of("links")],
        [os.fsencode(os.path.realpath(folder)) for folder in settings.data_folders],
    )


def unfit(folder: bytes, settings: Settings) -> str | None:
    """Return why no link may be put into a trash, None where one may; it may still be taken out.

    Beyond what ``refusal`` says: what media centres scan, and what goes with a container.
    """
    why = refusal(folder, settings)
    if why is not None:
        return why
    for root in settings.of("links"):
        is_its_own = settings.trash_of(root.path) == folder
        if is_its_own and container.goes_before(folder, root.path):
            return _("it lies in the container itself, and goes with it; set a folder of a volume")
        if is_inside(folder, root.path) and os.path.basename(folder) != HIDDEN_TRASH:
            return _(
                "it lies inside {root}, which media centres scan: call it {name} there"
            ).format(root=printable(root.path), name=printable(HIDDEN_TRASH))
    return None


def _hide(trash: bytes) -> None:
    """Have media centres leave a trash alone that lies where they scan.

    Raises:
        OSError: it cannot be written.
    """
    if os.path.basename(trash) != HIDDEN_TRASH:
        return
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    for name, text in _HIDING.items():
        with opened(trash, name, make=True, make_root=True) as spot:
            try:
                handle = os.open(name, flags, 0o644, dir_fd=spot.folder)
            except FileExistsError:
                continue  # whatever it is, it is the user's
            with os.fdopen(handle, "wb") as written:
                written.write(text)


def _real(folder: bytes, storage: list[bytes]) -> bytes:
    """Return the real path of a folder, below a storage root also where a mount hides that."""
    roots = {_identity(root): root for root in storage}
    real = place = os.path.realpath(folder)
    while place not in (b"/", b""):
        found = _identity(place)
        if found is not None and found in roots:
            return roots[found] + real[len(place) :]
        place = os.path.dirname(place)
    return real


def _identity(path: bytes) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def try_writing(folder: bytes) -> str | None:
    """Try to write where a trash folder is or would be; leaves nothing behind.

    Where the folder is not there yet, its nearest parent that is gets tried. May block on a dead
    mount.

    Returns:
        In one line why it cannot be, None when it can.
    """
    place = folder
    while True:
        try:
            handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            break
        except FileNotFoundError:
            if place in (b"/", b""):
                return _("{path}: the folder is not there").format(path=printable(folder))
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
