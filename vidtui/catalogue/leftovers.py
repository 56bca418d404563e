"""What a kill leaves of a catalogue or a copy that was being made, taken away at the next start."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from vidtui.catalogue.lock import lives

_SIDE = r"(-wal|-shm|-journal)?"
_NEW = re.compile(rf"\.(?:new|restoring)-(\d{{1,10}})-[0-9a-f]{{1,10}}{_SIDE}")
_COPY = re.compile(rf"\.catalogue[-.].{{1,80}}\.part{_SIDE}")
INTENT = ".intent"  # of putting another file in a catalogue's place
ABANDONED_S = 24 * 3600  # no copy takes a day


def clear(path: Path) -> None:
    """Delete what dead processes left beside the catalogue at ``path``, and among its copies.

    What cannot be deleted is left for another time.
    """
    for file in _abandoned(path):
        with contextlib.suppress(OSError):
            os.unlink(file)


def _abandoned(path: Path) -> Iterator[str]:
    beside = _files(path.parent)
    for entry in beside:
        if entry.name.startswith(path.name):
            found = _NEW.fullmatch(entry.name, len(path.name))
            # What an intent names is waited for; a dead process writes none any more.
            if found and not lives(int(found[1])) and not os.path.lexists(f"{path}{INTENT}"):
                yield entry.path
    for entry in (*beside, *_files(path.parent / "backups")):
        if _COPY.fullmatch(entry.name) and _is_old(entry):
            yield entry.path


def _files(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.is_file(follow_symlinks=False)]
    except OSError:
        return []


def _is_old(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.stat(follow_symlinks=False).st_mtime < time.time() - ABANDONED_S
    except OSError:
        return False
