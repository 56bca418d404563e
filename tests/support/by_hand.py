"""Notices whatever in vidtui opens a catalogue, or a file beside it, other than through SQLite.

Closing any descriptor of such a file drops the locks that SQLite holds on it in this process.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from types import FrameType

REPOSITORY = Path(__file__).resolve().parents[2]
PRODUCT, TESTS = f"{REPOSITORY}/vidtui/", f"{REPOSITORY}/tests/"
LIST = "OPENED_BY_HAND"  # the environment variable that names the file of what was noticed
_DATABASE = re.compile(r"\.sqlite3?(?:\.(?!lock|intent)[^/]*?)?(?:-wal|-shm|-journal)?$")
_FRESH = os.O_CREAT | os.O_EXCL  # a name that nobody has a lock on


def watch() -> None:
    """Note in the file that ``LIST`` names what is opened by hand, from now on for good."""
    sys.addaudithook(_notice)


def _notice(event: str, values: tuple[object, ...]) -> None:
    if event != "open":
        return
    path, _mode, flags = values
    if not isinstance(path, str | bytes | os.PathLike):
        return
    name = os.fsdecode(path)
    if not _DATABASE.search(name) or not isinstance(flags, int):
        return
    if flags & _FRESH == _FRESH or flags & os.O_DIRECTORY:
        return
    culprit = _product(sys._getframe(1))
    if culprit is not None and LIST in os.environ:
        with open(os.environ[LIST], "a") as noted:
            noted.write(f"{name!r} by {culprit}\n")


def _product(frame: FrameType | None) -> str | None:
    """Return the line of vidtui on whose behalf a frame runs, None where it is a test's own."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(PRODUCT):
            return f"{file}:{frame.f_lineno}"
        if file.startswith(TESTS) and file != __file__:
            return None
        frame = frame.f_back
    return None
