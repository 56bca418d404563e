"""Run vidtui where the kernel refuses some system calls, as a poor filesystem does.

python -m tests.support.poor_kernel link=EOPNOTSUPP,renameat2=EINVAL -- --batch import
"""

from __future__ import annotations

import ctypes
import errno
import os
import runpy
import struct
import sys

_NUMBERS = {  # of Linux on x86_64
    "link": (86, 265),
    "renameat2": (316,),
    "flock": (73,),
    "chmod": (90, 91, 268, 452),
}
_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2  # prctl.h, seccomp.h
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # bpf_common.h
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000  # seccomp.h


def is_possible() -> bool:
    return sys.platform == "linux" and os.uname().machine == "x86_64" and sys.maxsize > 2**32


def refuse(calls: dict[str, int]) -> None:
    """Let system calls fail in this process, and in those that it starts, with an errno each."""
    program = [struct.pack("HBBI", _LOAD, 0, 0, 0)]
    for name, code in calls.items():
        for number in _NUMBERS[name]:
            program.append(struct.pack("HBBI", _IF_EQUAL, 0, 1, number))
            program.append(struct.pack("HBBI", _RETURN, 0, 0, _ERRNO | code))
    program.append(struct.pack("HBBI", _RETURN, 0, 0, _ALLOW))
    code = ctypes.create_string_buffer(b"".join(program))
    header = struct.pack("HP", len(program), ctypes.addressof(code))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    if prctl(_SECCOMP, _FILTER, ctypes.c_char_p(header), 0, 0):
        raise OSError(ctypes.get_errno(), "no filter for system calls")


if __name__ == "__main__":
    wanted = dict(pair.split("=") for pair in sys.argv[1].split(","))
    refuse({name: getattr(errno, code) for name, code in wanted.items()})
    sys.argv = ["vidtui", *sys.argv[3:]]
    runpy.run_module("vidtui", run_name="__main__", alter_sys=True)
