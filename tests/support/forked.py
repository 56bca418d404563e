"""Runs the command line in real processes that need not import vidtui first.

Run as a program, it has imported all that a batch command needs, and forks for each command line
that it is handed over a socket, with the descriptors to use. The process that comes of it has an
environment, a folder, streams, capabilities and an exit code of its own, as if it were new.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from typing import Any

MOST_BYTES = 1 << 16  # what a pipe and a message take at once
_OWN = ("VIDTUI_", "XDG_", "HOME")  # what vidtui reads each time; Python reads others at its start
_PR_CAPBSET_DROP = 24
_CAPABILITY_VERSION = 0x20080522
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
_lock = threading.Lock()
_server: tuple[subprocess.Popen[bytes], socket.socket] | None = None


def can(stdin: bytes, env: Mapping[str, str], usual: Mapping[str, str]) -> bool:
    """Whether a process in that environment differs in nothing that Python reads at its start."""
    others = {name: value for name, value in env.items() if not name.startswith(_OWN)}
    same = all(usual.get(name) == value for name, value in others.items())
    return same and len(stdin) < MOST_BYTES


def run(
    arguments: Sequence[str | bytes],
    *,
    env: Mapping[str, str],
    cwd: str,
    stdin: bytes,
    bound: bool,
    timeout: float,
) -> tuple[int, bytes, bytes]:
    """Run ``vidtui`` with arguments; return its exit code and what it wrote."""
    asked = {
        "arguments": [os.fsdecode(one) for one in arguments],
        "env": dict(env),
        "cwd": cwd,
        "bound": bound,
        "umask": _umask(),
    }
    message = json.dumps(asked).encode()
    pipes = [os.pipe() for _ in range(3)]
    (theirs_in, ours_in), (ours_out, theirs_out), (ours_err, theirs_err) = pipes
    theirs = [theirs_in, theirs_out, theirs_err]
    with _lock:
        link = _serving(env)
        link.settimeout(timeout)
        try:
            socket.send_fds(link, [message], theirs)
        finally:
            for one in theirs:
                os.close(one)
        os.write(ours_in, stdin)
        os.close(ours_in)
        try:
            written = _read_all([ours_out, ours_err], timeout)
            answer = link.recv(64)
        except TimeoutError:
            _end()
            raise subprocess.TimeoutExpired(["vidtui", *arguments], timeout) from None
    assert answer, "the process that forks has ended"
    return int(answer), *written


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _read_all(pipes: Sequence[int], timeout: float) -> tuple[bytes, bytes]:
    got = dict.fromkeys(pipes, b"")
    until = time.monotonic() + timeout
    with selectors.DefaultSelector() as selector:
        for pipe in pipes:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            for key, _events in ready:
                data = os.read(key.fd, MOST_BYTES)
                got[key.fd] += data
                if not data:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    out, err = (got[pipe] for pipe in pipes)
    return out, err


def _serving(env: Mapping[str, str]) -> socket.socket:
    """Return the way to the process that forks, which is started when it is first needed."""
    global _server
    if _server is None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            child = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=dict(env),
                cwd="/",
                stdin=subprocess.DEVNULL,
            )
        _server = child, ours
    return _server[1]


def _end() -> None:
    global _server
    if _server is not None:
        _server[0].kill()
        _server[0].wait()
        _server[1].close()
        _server = None


def main(link: socket.socket) -> None:
    """Fork for each command line, until there is nobody to ask for more."""
    _import_all()
    from tests.support import spared

    spared.spare()
    gc.collect()
    gc.freeze()
    while True:
        message, descriptors, _flags, _from = socket.recv_fds(link, 4 * MOST_BYTES, 3)
        if not message:
            return
        child = os.fork()
        if not child:
            link.close()
            _become(json.loads(message), descriptors)
        for one in descriptors:
            os.close(one)
        ended = os.waitpid(child, 0)[1]
        link.send(str(os.waitstatus_to_exitcode(ended)).encode())


def _import_all() -> None:
    import importlib
    import pkgutil

    import vidtui

    for found in pkgutil.walk_packages(vidtui.__path__, "vidtui."):
        if not found.name.startswith(("vidtui.tui", "vidtui.__main__", "vidtui.catalogue.migr")):
            importlib.import_module(found.name)
    importlib.import_module("guessit")


def _become(asked: dict[str, Any], descriptors: Sequence[int]) -> None:
    """Be the process that was asked for, to its end."""
    code = 1
    try:
        for number, one in enumerate(descriptors):
            os.dup2(one, number)
        os.closerange(3, max(descriptors) + 1)
        os.umask(asked["umask"])
        os.chdir(asked["cwd"])
        os.environ.clear()
        os.environ.update(asked["env"])
        time.tzset()
        if asked["bound"]:
            _be_bound()
        _open_streams()
        sys.argv = ["vidtui", *asked["arguments"]]
        signal.signal(signal.SIGINT, signal.default_int_handler)
        from vidtui.cli import main as vidtui

        vidtui()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0 if left.code is None else 1
    except BaseException:  # noqa: BLE001 - as Python does
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        with contextlib.suppress(OSError):
            sys.stderr.flush()
        os._exit(code)


def _open_streams() -> None:
    """Make the streams as Python does where the language is C.UTF-8."""
    own = {"encoding": "utf-8", "closefd": False}
    sys.stdin = open(0, errors="surrogateescape", **own)  # noqa: SIM115 - to the end
    sys.stdout = open(1, "w", errors="surrogateescape", **own)  # noqa: SIM115
    sys.stderr = open(2, "w", errors="backslashreplace", **own)  # noqa: SIM115


def _be_bound() -> None:
    """Give up what lets root past the permissions of files, for good."""
    system = ctypes.CDLL(None, use_errno=True)
    gone = 1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH
    for one in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
        if system.prctl(_PR_CAPBSET_DROP, one, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl")
    header = array.array("I", [_CAPABILITY_VERSION, 0])
    sets = array.array("I", [0] * 6)  # effective, permitted, inheritable, then their upper halves
    where = header.buffer_info()[0], sets.buffer_info()[0]
    if system.capget(*map(ctypes.c_void_p, where)):
        raise OSError(ctypes.get_errno(), "capget")
    for at in range(3):
        sets[at] &= ~gone & 0xFFFFFFFF
    if system.capset(*map(ctypes.c_void_p, where)):
        raise OSError(ctypes.get_errno(), "capset")


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
