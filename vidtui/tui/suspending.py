"""Ctrl+Z and ``fg``: the process stops with the terminal as it was, and comes back whole."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from textual.app import App

from vidtui.i18n import _


class Suspension:
    """Stops an app and continues it.

    Textual's driver does so in the signal handler itself, wherever the loop is at that moment; a
    continued process that had not been stopped through it would read its keys twice.
    """

    def __init__(self, app: App[None], say: Callable[[str], object]) -> None:
        """Prepare it; ``say`` shows a short text."""
        self._app, self._say = app, say
        self._is_stopped = False

    def heed(self) -> None:
        """Take over from the driver the signals that stop and continue; needs the running app."""
        if threading.current_thread() is threading.main_thread() and not self._app.is_headless:
            signal.signal(signal.SIGTSTP, self._on_stop)
            signal.signal(signal.SIGCONT, self._on_continue)

    def begin(self) -> None:
        """Stop until a shell continues it; not where none would."""
        if comes_back():
            with self._app.suspend():
                self._stop()
        else:
            self._say(_("No shell waits here that could bring vidtui back."))

    def _stop(self) -> None:
        self._is_stopped = True
        try:
            os.killpg(0, signal.SIGSTOP)
            while not _is_in_front():  # continued in the background, where nothing can be shown
                os.killpg(0, signal.SIGSTOP)
        finally:
            self._is_stopped = False

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._app.call_later(self.begin)

    def _on_continue(self, _number: int, _frame: FrameType | None) -> None:
        if not self._is_stopped:  # stopped by SIGSTOP, of which nobody is told
            self._app.call_later(self._come_back)

    def _come_back(self) -> None:
        with self._app.suspend():
            if not _is_in_front():
                self._stop()


def comes_back() -> bool:
    """Return whether a shell of this session has this process group as a job of its own."""
    session, group, parent = os.getsid(0), os.getpgrp(), os.getppid()
    while parent > 0:
        with contextlib.suppress(OSError):
            if os.getsid(parent) != session:
                return False
            if os.getpgid(parent) != group:
                return True
        parent = _parent_of(parent)
    return False


def _parent_of(process: int) -> int:
    """Return a parent; 0 where that is not known."""
    try:
        held = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return 0
    return int(held.rpartition(b")")[2].split()[1])


def _is_in_front() -> bool:
    """Return whether this process group has the terminal."""
    try:
        return os.tcgetpgrp(sys.__stdin__.fileno()) == os.getpgrp()  # type: ignore[union-attr]
    except (OSError, ValueError, AttributeError):
        return True  # there is no terminal to wait for
