"""Kills a piece of work before its nth system call that changes something on a disk.

The work runs in a process that is forked for it and traced; a filter in the kernel stops it at
these calls alone, those of SQLite included.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
from collections.abc import Callable

import pytest

_CALLS = {
    "x86_64": {
        1: "write",
        18: "pwrite",
        76: "truncate",
        77: "ftruncate",
        82: "rename",
        83: "mkdir",
        84: "rmdir",
        86: "link",
        87: "unlink",
        257: "openat",
        258: "mkdir",
        263: "unlink",
        264: "rename",
        265: "link",
        285: "fallocate",
        316: "rename",
    },
    "aarch64": {
        34: "mkdir",
        35: "unlink",
        37: "link",
        38: "rename",
        45: "truncate",
        46: "ftruncate",
        47: "fallocate",
        56: "openat",
        64: "write",
        68: "pwrite",
        276: "rename",
    },
}
_TRACEME, _CONT, _SETOPTIONS, _SYSCALL_INFO = 0, 7, 0x4200, 0x420E
_OPTIONS = 0x80 | 0x100000  # stop where the filter says so; end the child with its parent
_STOPPED = signal.SIGTRAP | 7 << 8  # by the filter
_NO_NEW_PRIVILEGES, _SET_FILTER = 38, 22
_LOAD, _EQUAL, _RETURN, _TRACE, _ALLOW = 0x20, 0x15, 0x06, 0x7FF00000, 0x7FFF0000
_INFO = struct.Struct("=B3xIQQQ6Q")  # what it is, machine, two addresses, number, arguments
_MOST = 64  # writes in a row to one file, of which not each is tried

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long

Call = tuple[str, int]
"""The name of a system call, and its first argument."""


def calls_of(work: Callable[[], object]) -> list[Call]:
    """Do ``work`` in a child and return its calls."""
    return _traced(work, None)[0]


def kill_points(calls: list[Call]) -> list[int]:
    """Return before which calls to kill: all, but few among many writes to one file in a row."""
    points, same = [], 0
    for number, call in enumerate(calls):
        alike = call[0] == "pwrite" and number > 0 and calls[number - 1] == call
        same = same + 1 if alike else 0
        is_last = number + 1 == len(calls) or calls[number + 1] != call
        if is_last or same % _MOST == 0:
            points.append(number)
    return points


def killed_before(number: int, work: Callable[[], object]) -> bool:
    """Do ``work`` in a child that is killed before a call, counted from 0; say whether it was."""
    return _traced(work, number)[1]


def _traced(work: Callable[[], object], number: int | None) -> tuple[list[Call], bool]:
    names = _CALLS.get(os.uname().machine)
    if names is None:
        pytest.skip("the system calls of this machine are not known")
    child = os.fork()
    if not child:
        try:
            if _libc.ptrace(_TRACEME, 0, None, None) or _stop_at(names):
                os._exit(77)
            os.kill(os.getpid(), signal.SIGSTOP)
            work()
        finally:
            os._exit(0)
    calls: list[Call] = []
    _pid, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        pytest.skip("tracing is not allowed here")
    _libc.ptrace(_SETOPTIONS, child, None, _OPTIONS)
    pending = 0
    while True:
        _libc.ptrace(_CONT, child, None, pending)
        _pid, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return calls, os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        pending = 0 if status >> 8 == _STOPPED else os.WSTOPSIG(status)
        if not pending and (call := _call(child, names)) is not None:
            if len(calls) == number:
                os.kill(child, signal.SIGKILL)
            calls.append(call)


def _call(child: int, names: dict[int, str]) -> Call | None:
    info = ctypes.create_string_buffer(_INFO.size)
    _libc.ptrace(_SYSCALL_INFO, child, _INFO.size, ctypes.addressof(info))
    _what, _machine, _at, _stack, call, *arguments = _INFO.unpack(info.raw)
    is_opening = names[call] == "openat" and not arguments[2] & os.O_CREAT
    return None if is_opening else (names[call], arguments[0])


def _stop_at(names: dict[int, str]) -> int:
    """Let the kernel stop this process at these calls; return 0 where it does."""
    lines = [(_LOAD, 0, 0, 0)]
    for left, call in zip(range(len(names), 0, -1), names, strict=True):
        lines.append((_EQUAL, left, 0, call))
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _TRACE)]
    code = b"".join(struct.pack("=HBBI", *line) for line in lines)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(lines), ctypes.addressof(buffer))
    if _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return 1
    return int(_libc.prctl(_SET_FILTER, 2, ctypes.create_string_buffer(program), 0, 0))
