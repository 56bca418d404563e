"""The folder of catalogue and logs: where it is, who else can write in it, what lies there."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from pathlib import Path

from vidtui import own_files
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import at
from vidtui.paths import is_inside
from vidtui.settings.model import Settings
from vidtui.text import printable

SIDE_FILES = ("", "-wal", "-shm", "-journal")
"""What SQLite has of a catalogue: it believes what stands in them, whoever wrote that."""


def warnings(settings: Settings) -> list[str]:
    """Return in a line each what about the folders of a catalogue is not safe.

    Raises:
        SafetyRefusal: others can write in them, and this is root.
        UsageProblem: the catalogue, or a file beside it, is no file of ours.
    """
    lines = []
    for folder in settings.data_folders:
        lines += _inside_roots(folder, settings)
        try:
            there = os.stat(folder)
        except OSError:
            continue  # not there yet, or not to be looked into, which opening it says
        if not (stat.S_ISDIR(there.st_mode) and _others_write(there)):
            continue
        line = _(
            "{path}: others can write in this folder, and so change what vidtui believes; "
            "forbid it with chmod go-w"
        ).format(path=printable(str(folder)))
        if os.geteuid() == 0:
            raise SafetyRefusal(line)
        lines.append(line)
    for suffix in SIDE_FILES:
        path = settings.database.with_name(settings.database.name + suffix)
        try:
            own_files.check(path)
        except own_files.Unfit as error:
            raise UsageProblem(at(str(path), error)) from error
        except OSError:
            break
    return lines


def _inside_roots(folder: Path, settings: Settings) -> list[str]:
    line = _(
        "{path}: the catalogue lies inside {root}, whose files vidtui never writes; "
        "move it elsewhere"
    )
    return [
        line.format(path=printable(str(folder)), root=printable(root.path))
        for root in settings.roots
        if is_inside(os.fsencode(folder), root.path)
    ]


def _others_write(folder: os.stat_result) -> bool:
    """Say whether others than its owner can put files in a folder and take away those of ours."""
    if folder.st_mode & stat.S_ISVTX:
        return False
    if folder.st_mode & stat.S_IWOTH:
        return True
    return bool(folder.st_mode & stat.S_IWGRP) and not _is_alone(folder.st_gid)


def _is_alone(group: int) -> bool:
    """Say whether a group is the one that many systems make for each user."""
    try:
        user, found = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(group)
    except KeyError:
        return False
    return found.gr_name == user and set(found.gr_mem) <= {user}
