"""Runs the command line in real processes that need not import vidtui first.

Run as a program, it has imported all that a batch command needs, and forks for each command line
that it is handed over a socket, with the descriptors to use. The process that comes of it has an
environment, a folder, streams, capabilities and an exit code of its own, as if it were new.
"""

from __future__ import annotations

import array
import atexit
import contextlib
import ctypes
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

from tests.support import spared

MOST_BYTES = 1 << 17
_OWN = ("VIDTUI_", "XDG_", "HOME")  # what vidtui reads each time; Python reads others at its start
_PR_CAPBSET_DROP = 24
_CAPABILITY_VERSION = 0x20080522
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
_lock = threading.Lock()
_server: socket.socket | None = None


def can(env: Mapping[str, str], usual: Mapping[str, str]) -> bool:
    """Whether a process in that environment differs in nothing that Python reads at its start."""
    others = {name: value for name, value in env.items() if not name.startswith(_OWN)}
    return all(usual.get(name) == value for name, value in others.items())


class Forked:
    """A running process, with what of ``subprocess.Popen`` the tests use."""

    def __init__(
        self,
        arguments: Sequence[str | bytes],
        *,
        env: Mapping[str, str],
        cwd: str,
        bound: bool,
        reads: bool,
        is_spared: bool,
    ) -> None:
        asked = {
            "arguments": [os.fsdecode(one) for one in arguments],
            "env": dict(env),
            "cwd": cwd,
            "bound": bound,
            "spared": is_spared,
            "umask": _umask(),
        }
        (theirs_in, ours_in), *others = (os.pipe() for _ in range(4))
        ours, theirs = zip(*others, strict=True)
        try:
            with _lock:
                link = _serving(env)
                socket.send_fds(link, [json.dumps(asked).encode()], [theirs_in, *theirs])
        finally:
            for one in (theirs_in, *theirs):
                os.close(one)
        self.args = ["vidtui", *arguments]
        self._input = os.fdopen(ours_in, "wb", buffering=0)
        if not reads:
            self._input.close()
        self.stdout, self.stderr, self._told = (os.fdopen(one, "rb") for one in ours)
        self.returncode: int | None = None
        self.pid = int(self._told.readline())

    def communicate(self, given: bytes = b"", timeout: float | None = None) -> tuple[bytes, bytes]:
        """Write to its input, and return all that it still writes, once it has ended."""
        with ThreadPoolExecutor(3) as pool:
            if not self._input.closed:
                pool.submit(self._give, given)
            written = [pool.submit(_rest, one) for one in (self.stdout, self.stderr)]
            try:
                self.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        out, err = (one.result() for one in written)
        for one in (self.stdout, self.stderr, self._told):
            one.close()
        return out, err

    def _give(self, given: bytes) -> None:
        with contextlib.suppress(BrokenPipeError), self._input:
            self._input.write(given)

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self.returncode = int(self._told.readline())
        return self.returncode

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def program(folder: Path, env: Mapping[str, str], *before: str) -> tuple[Path, int]:
    """Write a ``vidtui`` for shells, which hands over what it is given after ``before``.

    Returns:
        Where it is, and the descriptor that it must inherit.
    """
    link = _serving(env).fileno()
    made = folder / "vidtui"
    made.write_text(f"#!{sys.executable} -IS\n{_HAND_OVER.format(before=[*before], link=link)}")
    made.chmod(0o755)
    return made, link


_HAND_OVER = """
import array, json, os, socket, sys

told, tells = os.pipe()
umask = os.umask(0)
asked = {{"arguments": {before} + sys.argv[1:], "env": dict(os.environ), "cwd": os.getcwd()}}
asked |= {{"bound": False, "spared": True, "umask": umask}}
streams = array.array("i", [0, 1, 2, tells])
link = socket.socket(fileno={link})
link.sendmsg([json.dumps(asked).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
os.close(tells)
with open(told) as answer:
    answer.readline()
    os._exit(int(answer.readline()) & 255)
"""


def _rest(source: BinaryIO) -> bytes:
    return b"" if source.closed else source.read()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _serving(env: Mapping[str, str]) -> socket.socket:
    """Return the way to the process that forks, which is started when it is first needed."""
    global _server
    if _server is None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            child = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={name: value for name, value in env.items() if not name.startswith(_OWN)},
                cwd="/",
                stdin=subprocess.DEVNULL,
            )
        _server = ours
        atexit.register(lambda: (ours.close(), child.wait()))
    return _server


def main(link: socket.socket) -> None:
    """Fork for each command line, until there is nobody to ask for more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _import_all()
    gc.collect()
    gc.freeze()
    while True:
        message, descriptors, _flags, _from = socket.recv_fds(link, MOST_BYTES, 4)
        if not message:
            return
        if not os.fork():
            link.close()
            _wait_for(json.loads(message), descriptors)
        for one in descriptors:
            os.close(one)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _wait_for(asked: dict[str, Any], descriptors: Sequence[int]) -> None:
    """Fork the process that was asked for; tell its number, and with what it ends."""
    *streams, told = descriptors
    child = os.fork()
    if not child:
        os.close(told)
        _become(asked, streams)
    for one in streams:
        os.close(one)
    with contextlib.suppress(BrokenPipeError):
        os.write(told, b"%d\n" % child)
        ended = os.waitpid(child, 0)[1]
        os.write(told, b"%d\n" % os.waitstatus_to_exitcode(ended))
    os._exit(0)


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
        spared.spare(asked["spared"])
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
