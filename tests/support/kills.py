"""Kills a piece of work at its nth step, in a process that is forked for it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from tests.support import spared

COUNTED = ("symlink", "unlink", "rename", "mkdir", "fsync", "readlink", "open", "write", "execute")


def killed_at(nth: int | None, work: Callable[[], object]) -> bool:
    """Do ``work`` in a child that kills itself at its nth call, if any; say whether it did."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    calls = 0

    def count(_frame: FrameType, event: str, what: Any) -> None:
        nonlocal calls
        if event in ("c_call", "c_return") and what.__name__ in COUNTED:
            calls += 1
            if nth is not None and calls >= nth:
                os.kill(os.getpid(), signal.SIGKILL)

    os.fsync = spared.FSYNC  # a moment to be killed at
    try:
        if nth is not None:
            sys.setprofile(count)
        work()
    finally:
        os._exit(0)
    return False
