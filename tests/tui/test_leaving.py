"""The way out, in a real terminal: whatever hangs or breaks, the terminal comes back."""

from __future__ import annotations

import os
import pty
import select
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.in_terminal import CANARY

ROOT = Path(__file__).parents[2]
LEFT = b"\x1b[?1049l"
INTERRUPTED = b"vidtui: interrupted"
START_S = 120
LIMIT_S = 20  # one second is promised, to a machine that does nothing else; the hang is of 60


class Terminal:
    def __init__(self, what: str, data: Path, *, command: list[str] | None = None) -> None:
        """Run an app that misbehaves, or in its place vidtui itself with some words."""
        self.master, slave = pty.openpty()
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLUMNS": "80",
            "LINES": "24",
            "VIDTUI_TMDB_TOKEN": CANARY,
        }
        program = ["tests.tui.in_terminal", what, str(data)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *(["vidtui", *command] if command is not None else program)],
            cwd=ROOT,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self.output = b""

    def read(self, seconds: float) -> bool:
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            chunk = os.read(self.master, 65536)
        except OSError:
            return False
        self.output += chunk
        return bool(chunk)

    def wait_for(self, text: bytes, seconds: float = START_S) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.output:
            assert time.monotonic() < deadline, self.output[-2000:]
            assert self.read(0.1), self.output[-2000:]

    def press(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def end(self) -> int:
        """Wait for the end; return the exit code."""
        begun = time.monotonic()
        while self.process.poll() is None:
            assert time.monotonic() - begun < LIMIT_S, self.output[-2000:]
            self.read(0.05)
        while self.read(0.05) and select.select([self.master], [], [], 0)[0]:
            pass
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)


@pytest.fixture
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    one = Terminal(getattr(request, "param", "plain"), tmp_path)
    yield one
    one.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_restores_the_terminal(terminal: Terminal, number: int) -> None:
    terminal.wait_for(b"Ready to import")
    terminal.process.send_signal(number)
    assert terminal.end() == 130
    before, _left, after = terminal.output.partition(LEFT)
    assert INTERRUPTED not in before
    assert number == signal.SIGHUP or (INTERRUPTED in after and b"cleaned up" in after)


def test_a_signal_ends_it_while_an_import_hangs(terminal: Terminal) -> None:
    terminal.wait_for(b"Ready to import")
    terminal.press(b"r")
    terminal.wait_for(b"Importing")
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.end() == 130
    assert LEFT in terminal.output
    assert terminal.output.count(INTERRUPTED) == 1


def test_quit_asks_and_then_leaves_a_hanging_import_behind(terminal: Terminal) -> None:
    terminal.wait_for(b"Ready to import")
    terminal.press(b"r")
    terminal.wait_for(b"Importing")
    terminal.press(b"q")
    terminal.wait_for(b"Stop it and quit")
    terminal.press(b"2")
    assert terminal.end() == 130
    assert LEFT in terminal.output
    assert b"cleaned up" in terminal.output


def test_ctrl_c_twice_means_it(terminal: Terminal) -> None:
    terminal.wait_for(b"Ready to import")
    terminal.press(b"r")
    terminal.wait_for(b"Importing")
    terminal.press(b"\x03")
    terminal.wait_for(b"Stop it and quit")
    terminal.press(b"\x03")
    assert terminal.end() == 130


def test_ctrl_c_quits_at_once_where_nothing_runs(terminal: Terminal) -> None:
    terminal.wait_for(b"Ready to import")
    terminal.press(b"\x03")
    assert terminal.end() == 0


@pytest.mark.parametrize("terminal", ["crash"], indirect=True)
def test_a_crash_leaves_one_line_and_a_report_without_variables(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.wait_for(b"Ready to import")
    terminal.press(b"x")
    assert terminal.end() == 1
    assert LEFT in terminal.output
    after = terminal.output.split(LEFT, 1)[1]
    assert b"vidtui: internal failure (RuntimeError); report: " in after
    assert b"Traceback" not in terminal.output
    assert b"locals" not in terminal.output
    assert CANARY.encode() not in terminal.output
    (file,) = (tmp_path / "logs").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    report = file.read_text("utf-8")
    assert "RuntimeError" in report
    assert "in action_crash" in report
    assert CANARY not in report
    assert "{secret_token}" in report  # the line of source, never its value


@pytest.mark.parametrize("terminal", ["stuck"], indirect=True)
def test_a_signal_restores_the_terminal_even_from_a_stuck_loop(terminal: Terminal) -> None:
    terminal.wait_for(b"Ready to import")
    terminal.press(b"x")
    terminal.wait_for(b"now stuck")
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.end() == 130
    assert LEFT in terminal.output
    assert terminal.output.count(INTERRUPTED) == 1


def test_a_terminal_that_hangs_up_ends_it(tmp_path: Path) -> None:
    child, master = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.environ["TERM"] = "xterm-256color"
        program = [sys.executable, "-m", "tests.tui.in_terminal", "plain", str(tmp_path)]
        os.execv(sys.executable, program)
    output = b""
    while b"Ready to import" not in output:
        output += os.read(master, 65536)
    os.close(master)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 130
    assert not (tmp_path / "logs").exists()
