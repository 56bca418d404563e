"""Progress on a real terminal: a bar on one line, which no way out leaves behind."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from fcntl import ioctl

import pytest
from rich.cells import cell_len
from rich.text import Text

from tests.support.library import Library
from tests.support.running import environment

COLUMNS = 100
# An import that is 3 of 10 files far, in a hostile folder, and goes on as its first argument says.
PROGRAM = """
import sys, threading
from vidtui.batch import import_
from vidtui.cli import main
from vidtui.jobs.base import Finished, Progress
from vidtui.jobs.import_.run import ImportCounts

how = sys.argv.pop(1)

class Job:
    def __init__(self, _settings, _options, cancel):
        self.cancel = cancel

    def run(self):
        folder = "\\x1b[2J[red]名前名前名前".encode() * 20
        yield Progress("scan", 3, 10, folder, ImportCounts())
        if how == "crash":
            raise ZeroDivisionError
        if how == "hang":
            threading.Event().wait()
        if how == "wait":
            self.cancel.wait(600)
        yield Finished(ImportCounts(), self.cancel(), 1.0)

import_.ImportJob = Job
try:
    main()
finally:
    if not sys.stderr.isatty():
        print("rich" if "rich" in sys.modules else "no rich")
"""


class Terminal:
    """vidtui on a terminal of its own, which sends it the signals of its keys."""

    def __init__(self, how: str, library: Library, **env: str) -> None:
        self.master, slave = pty.openpty()
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.child = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, how, "--batch", "import"],
            env=environment(library, TERM="xterm-256color", COLUMNS=str(COLUMNS), **env),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: ioctl(0, termios.TIOCSCTTY, 0),
        )
        self.written = b""

    def until_the_bar(self) -> None:
        """Read until the bar is there."""
        while b"%" not in self.written:
            self.written += os.read(self.master, 65536)

    def end(self) -> tuple[int, list[str]]:
        """Return the exit code and the lines that are left on the screen."""
        code = self.child.wait()
        assert termios.tcgetattr(self.slave) == self.before
        os.close(self.slave)
        try:
            while data := os.read(self.master, 65536):
                self.written += data
        except OSError:  # all is read
            os.close(self.master)
        assert b"\x1b[?" not in self.written  # no mode is set: the cursor was never hidden
        text = self.written.decode().replace("\r\n", "\n")
        return code, [line.rpartition("\r\x1b[K")[2] for line in text.split("\n")]

    @property
    def bar(self) -> str:
        """The line with the bar, without its colours."""
        line = self.written.decode().split("\r\x1b[K")[1]
        return Text.from_ansi(line).plain


def ctrl_c(terminal: Terminal) -> None:
    """Type Ctrl+C."""
    os.write(terminal.master, b"\x03")


def sigterm(terminal: Terminal) -> None:
    """End the process as a system does that shuts down."""
    terminal.child.send_signal(signal.SIGTERM)


def test_a_bar_with_share_and_counts(library: Library) -> None:
    terminal = Terminal("finish", library)
    code, lines = terminal.end()
    assert code == 0
    assert terminal.bar.startswith("━━━━━━")
    assert "  30 % " in terminal.bar
    assert " 3/10 " in terminal.bar
    assert "\\x1b[2J[red]名前" in terminal.bar
    assert cell_len(terminal.bar) in (COLUMNS - 2, COLUMNS - 1)
    assert not any("%" in line or "━" in line for line in lines)
    assert lines[-1] == ""


@pytest.mark.parametrize("end", [ctrl_c, sigterm])
@pytest.mark.parametrize("how", ["wait", "hang"])
def test_interrupted(library: Library, how: str, end: Callable[[Terminal], None]) -> None:
    """Also where the job hangs, and the process ends without unwinding."""
    terminal = Terminal(how, library)
    terminal.until_the_bar()
    end(terminal)
    code, lines = terminal.end()
    assert code == 130
    assert any(line.startswith("Interrupted") for line in lines)
    assert not any("%" in line for line in lines)


@pytest.mark.parametrize("end", [ctrl_c, sigterm])
def test_interrupted_twice(library: Library, end: Callable[[Terminal], None]) -> None:
    terminal = Terminal("hang", library)
    terminal.until_the_bar()
    terminal.child.send_signal(signal.SIGHUP)
    end(terminal)
    code, lines = terminal.end()
    assert code == 130
    assert [line.removeprefix("^C") for line in lines] == ["vidtui: interrupted", ""]


def test_a_crash(library: Library) -> None:
    code, lines = Terminal("crash", library).end()
    assert code == 1
    assert lines[0].startswith("vidtui: internal failure (ZeroDivisionError)")
    assert lines[1:] == [""]


def test_without_a_terminal_there_is_no_bar(library: Library) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "finish", "--batch", "import"],
        env=environment(library),
        capture_output=True,
        check=False,
    )
    assert done.stderr.decode().count("\n") == 1
    assert "3/10" in done.stderr.decode()
    assert "━" not in done.stderr.decode()
    assert done.stdout.endswith(b"\nno rich\n")
