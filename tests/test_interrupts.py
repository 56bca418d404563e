"""A signal at any moment of a run: one line, exit code 130, no traceback."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.running import command, environment
from vidtui import interrupts
from vidtui.errors import Exit

# Loaded by Python itself before vidtui; counted from an import of ours on, the one with the number
# asked for is the moment of the signal.
HOOK = """
import atexit, os, sys

def now():
    os.kill(os.getpid(), int(os.environ["TEST_SIGNAL"]))

def watch(event, arguments):
    global left
    first = os.environ.get("TEST_FROM", "vidtui.cli.first")
    if event == "import" and arguments[0].startswith(first):
        left = left or int(os.environ["TEST_AT"]) + 1
    if event == "import" and left:
        left -= 1
        if left == 1:
            left = -1
            now()

left = 0
if os.environ["TEST_AT"] == "end":
    atexit.register(now)
else:
    sys.addaudithook(watch)
"""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(tmp_path: Path, library: Library) -> Start:
    """Start vidtui so that it gets a signal at a moment of its own."""
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook/sitecustomize.py").write_text(HOOK)

    def one(
        *words: str, number: int, at: int | str, terminal: int | None = None, **env: str
    ) -> subprocess.Popen[bytes]:
        given = environment(library, TEST_SIGNAL=str(int(number)), TEST_AT=str(at), **env)
        paths = [str(tmp_path / "hook"), given.get("PYTHONPATH", "")]
        return subprocess.Popen(
            command(*words),
            env=given | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
            stdin=terminal or subprocess.DEVNULL,
            stdout=terminal or subprocess.PIPE,
            stderr=terminal or subprocess.PIPE,
            cwd=library.base,
        )

    return one


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("words", [["--help"], ["--batch", "roots", "list"]], ids=["help", "roots"])
def test_in_the_first_moments(start: Start, words: list[str], number: int) -> None:
    children = [start(*words, number=number, at=at) for at in (1, 5, 25, 75, 100)]
    for child in children:
        assert child.communicate() == (b"", b"vidtui: interrupted\n")
        assert child.returncode == 130


def test_nothing_that_takes_time_comes_before() -> None:
    """Until its signals are heeded, vidtui loads no more than Python has loaded anyway."""
    program = "import sys; k = set(sys.modules); import vidtui.cli; print(*set(sys.modules) - k)"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, check=True
    )
    loaded = set(done.stdout.decode().split())
    assert loaded <= {"vidtui", "vidtui.cli", "vidtui.interrupts", "__future__", "_signal"}
    assert interrupts.CODE == Exit.INTERRUPTED


@pytest.mark.parametrize("number", SIGNALS)
def test_while_a_command_is_under_way(start: Start, number: int) -> None:
    held = {"TEST_FROM": "vidtui.batch"}
    children = [
        start("--batch", "roots", "list", number=number, at=at, **held) for at in (1, 2, 10)
    ]
    for child in children:
        assert child.communicate() == (b"", b"vidtui: interrupted\n")
        assert child.returncode == 130


@pytest.mark.parametrize("number", SIGNALS)
def test_while_the_app_is_loaded(start: Start, number: int) -> None:
    """On a terminal that is as it was."""
    held = {"TEST_FROM": "textual", "TERM": "xterm-256color"}
    for at in (1, 60, 400):
        master, slave = pty.openpty()
        before = termios.tcgetattr(slave)
        child = start(number=number, at=at, terminal=slave, **held)
        child.wait()
        assert termios.tcgetattr(slave) == before
        os.close(slave)
        assert os.read(master, 65536) == b"vidtui: interrupted\r\n"
        os.close(master)
        assert child.returncode == 130


def test_at_the_very_end(start: Start) -> None:
    child = start("--version", number=signal.SIGINT, at="end")
    _out, err = child.communicate()
    assert err == b"vidtui: interrupted\n"
    assert child.returncode == 130


def test_in_the_users_language(start: Start) -> None:
    child = start("--language", "fr", "--help", number=signal.SIGTERM, at=75)
    assert child.communicate() == (b"", b"vidtui: interrompu\n")


def test_what_nohup_ignores_is_ignored(start: Start) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        child = start("--version", number=signal.SIGHUP, at=25)
    finally:
        signal.signal(signal.SIGHUP, before)
    out, err = child.communicate()
    assert (out[:7], err, child.returncode) == (b"vidtui ", b"", 0)
