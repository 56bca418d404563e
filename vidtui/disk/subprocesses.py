"""Processes of our own: started on a module of this package, gone with their parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys

import vidtui

_PR_SET_PDEATHSIG = 1  # from linux/prctl.h: the signal to get when the parent dies


def spawn(module: str) -> subprocess.Popen[bytes]:
    """Start ``python -m module`` with unbuffered pipes.

    It is a process group of its own: Ctrl+C is for the parent, which then closes the pipes. The
    parent's ``__main__`` is never imported again, whatever it is.
    """
    home = os.path.dirname(os.path.abspath(vidtui.__path__[0]))
    known = os.environ.get("PYTHONPATH")
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([home, known] if known else [home])},
        process_group=0,
    )


def follow_parent() -> None:
    """In a child: ignore Ctrl+C, and die with the parent even within a long C call.

    Elsewhere than on Linux the end of the input has to do.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def end(child: subprocess.Popen[bytes], patience_s: float = 0.05) -> None:
    """Kill a child that holds nothing to lose; one that hangs in the kernel is not waited for."""
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(patience_s)
