"""Ctrl+C, SIGTERM and SIGHUP: one line and one exit code, from the first moment to the last.

Imported before all else, so it imports nothing that takes time: until it is there, Python answers
signals in its own way.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
    from types import FrameType
    from typing import NoReturn
else:
    import _signal as signal  # without the enumerations of ``signal``, which take milliseconds

CODE = 130  # ``Exit.INTERRUPTED``
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

erase = ""  # what takes away the progress that stands on the terminal's line, if any does


class Interrupted(BaseException):
    """A signal came: what is under way is put in order on the way out.

    No ``KeyboardInterrupt``, of which click and others make something of their own.
    """


def heeded() -> tuple[signal.Signals, ...]:
    """Return the signals that end vidtui: not SIGHUP where ``nohup`` has it ignored."""
    ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    return tuple(one for one in SIGNALS if not (ignored and one == signal.SIGHUP))


def leave_at_once() -> None:
    """Let a signal end the process where it stands: there is nothing yet, or no longer, to lose."""
    for number in heeded():
        signal.signal(number, _leave)


def unwind() -> None:
    """Let a signal raise ``Interrupted``, and a second one end the process where it stands."""
    sys.unraisablehook = _unraisable
    for number in heeded():
        signal.signal(number, _raise)


def said() -> str:
    """Return the line that says it, in the user's language once that is known."""
    _ = getattr(sys.modules.get("vidtui.i18n"), "_", str)
    return f"vidtui: {_('interrupted')}\n"


def leave() -> NoReturn:
    """Say so, and end the process."""
    try:
        os.write(2, (erase + said()).encode())
    finally:
        os._exit(CODE)


def _leave(_number: int, _frame: FrameType | None) -> None:
    leave()


def _raise(_number: int, _frame: FrameType | None) -> None:
    leave_at_once()
    raise Interrupted


def _unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    """End the process where Python swallowed the exception, as it does in a destructor."""
    if issubclass(unraisable.exc_type, Interrupted):
        leave()
    sys.__unraisablehook__(unraisable)
