"""What can go wrong in a way the user can mend, and the exit code that says so."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command line; where several apply, ``PRECEDENCE`` picks one."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    ITEMS_FAILED = 3
    ATTENTION = 4
    REFUSED = 5
    LOCKED = 6
    API = 7
    INTERRUPTED = 130


PRECEDENCE = (
    Exit.INTERRUPTED,
    Exit.INTERNAL,
    Exit.USAGE,
    Exit.API,
    Exit.LOCKED,
    Exit.REFUSED,
    Exit.ITEMS_FAILED,
    Exit.ATTENTION,
    Exit.OK,
)


def worst(*codes: Exit) -> Exit:
    """Return the code that takes precedence among ``codes``, OK when there is none."""
    return min(codes, key=PRECEDENCE.index, default=Exit.OK)


class VidtuiError(Exception):
    """A failure whose message, one line already in the user's language, is all a user needs."""

    exit = Exit.INTERNAL


class UsageProblem(VidtuiError):
    """The command line or the settings are wrong."""

    exit = Exit.USAGE


class SafetyRefusal(VidtuiError):
    """Going on could lose something: a root is offline, or too much is gone at once."""

    exit = Exit.REFUSED


class LockHeld(VidtuiError):
    """Another process is writing to the same catalogue."""

    exit = Exit.LOCKED
