"""Processes that are measured from outside: their memory, their processor time, their terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from figures import Floor

MIB = 2**20
EMPTY_APP = Path(__file__).with_name("empty_app.py")
_SCREEN = 65536
"""More bytes than any screen takes, and the most that are read at once."""
_LOOK_S = 0.5
_AUTOGROUP = Path("/proc/self/autogroup")
_ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]")

# The wrapper is small: a child counts as its own what its parent held when it was started.
_WRAPPER = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], "wb"))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_maxrss * 1024, used.ru_utime + used.ru_stime)
"""


class Used(NamedTuple):
    """What a command used: its exit code, peak bytes of its largest process, processor seconds."""

    code: int
    peak: int
    seconds: float


def vidtui_of(folder: Path, *words: str) -> list[str]:
    """Return a command of vidtui on the library in ``folder``, whose data lie there too."""
    command = [sys.executable, "-m", "vidtui", "--language", "en"]
    command += ["--storage", str(folder / "storage")]
    if (folder / "video").is_dir():
        command += ["--links", str(folder / "video")]
    command += ["--config", str(folder / "none.toml"), "--data-dir", str(folder / "data")]
    return [*command, *words]


def used(command: Sequence[str], output: Path = Path(os.devnull)) -> Used:
    """Run a command, its output into a file."""
    wrapped = [sys.executable, "-I", "-c", _WRAPPER, str(output), *command]
    done = subprocess.run(wrapped, stdout=subprocess.PIPE, check=True)
    code, peak, seconds = done.stdout.split()
    return Used(int(code), int(peak), float(seconds))


def version() -> Used:
    """Return what ``vidtui --version`` uses: the floor of every command's memory and time."""
    return used([sys.executable, "-m", "vidtui", "--version"])


def tree_memory(pid: int) -> int:
    """Return the resident bytes of a process and its children, shared pages counted once."""
    total = 0
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [c for task in tasks for c in (task / "children").read_text().split()]
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    except (OSError, ValueError):
        return 0
    return total + sum(tree_memory(int(child)) for child in children)


def tree_peak(command: Sequence[str], codes: Sequence[int] = (0,)) -> tuple[int, float]:
    """Return the peak bytes of a command with all its children, and its seconds.

    Raises:
        SystemExit: it ended with none of ``codes``.
    """
    start, peak = time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            peak = max(peak, tree_memory(child.pid))
            time.sleep(0.02)
    if child.returncode not in codes:
        raise SystemExit(f"{' '.join(command)}: exit {child.returncode}")
    return peak, time.perf_counter() - start


class Terminal:
    """An app on a terminal of its own; ``peak`` is the most memory that was seen."""

    def __init__(self, pid: int, handle: int) -> None:
        """Take the app's process, and our end of its terminal."""
        self._pid, self._handle = pid, handle
        self._seen = b""  # since the last key
        self.peak = 0

    def wait_for(self, text: str, limit_s: float) -> None:
        """Read until ``text`` is on the screen; raise ``TimeoutError`` where it never is."""
        begun = looked = time.perf_counter()
        wanted = text.encode()
        while (now := time.perf_counter()) < begun + limit_s:
            if wanted in _ESCAPES.sub(b"", self._seen):
                return
            if select.select([self._handle], [], [], 0.01)[0]:
                self._seen = self._seen[-_SCREEN:] + os.read(self._handle, _SCREEN)
            if now > looked + _LOOK_S:  # not after every key, which would be waited for longer
                looked = now
                self._look()
        raise TimeoutError(text)

    def drain(self, seconds: float) -> None:
        """Read what comes for a while, so that the next key is measured alone."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            if select.select([self._handle], [], [], left)[0]:
                try:
                    os.read(self._handle, _SCREEN)
                except OSError:  # the app has left its terminal
                    return
        self._look()

    def _look(self) -> None:
        self.peak = max(self.peak, tree_memory(self._pid))

    def press(self, key: str) -> None:
        """Press a key; what was seen before it is no answer to it."""
        self._seen = b""
        os.write(self._handle, key.encode())

    def times(
        self, key: str, shown: Callable[[int], str], count: int, back: str = ""
    ) -> list[float]:
        """Return the seconds from each of ``count`` keys to ``shown`` on the screen.

        ``back`` is the key that puts things as they were.
        """
        found = []
        for number in range(count):
            self.drain(0.3)
            begun = time.perf_counter()
            self.press(key)
            self.wait_for(shown(number), 10)
            found.append(time.perf_counter() - begun)
            if back:
                self.press(back)
        self.drain(0.3)
        return found


def _of_session() -> str:
    """Return how nice our session is to others, nothing where the kernel groups by none."""
    try:
        return _AUTOGROUP.read_text("ascii").rpartition(" ")[2].strip()
    except OSError:
        return ""


def _raise_session(priority: str) -> None:
    """Make a new session as nice as ours is."""
    if priority not in ("", "0"):
        with suppress(OSError):
            _AUTOGROUP.write_text(priority, "ascii")


@contextmanager
def on_terminal(command: Sequence[str]) -> Iterator[Terminal]:
    """Yield an app that runs on a new terminal, and end it."""
    priority = _of_session()
    pid, handle = pty.fork()
    if pid == 0:
        _raise_session(priority)
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
        os.execv(command[0], list(command))
    terminal = Terminal(pid, handle)
    try:
        yield terminal
    finally:
        os.kill(pid, signal.SIGTERM)
        terminal.drain(0.5)
        os.waitpid(pid, 0)
        os.close(handle)


class EmptyApp(NamedTuple):
    """What a Textual app takes that holds nothing but a virtual list and a help screen."""

    start_s: float
    next_row: float
    help: float
    peak: int

    def floor(self, what: str, factor: float = 1.0) -> Floor:
        """Return one of the values as a floor, in other units where ``factor`` says so."""
        return Floor("an empty Textual app", getattr(self, what) * factor)


def empty_app(rows: int, keys: int) -> EmptyApp:
    """Measure the empty app with a list of so many rows; medians of ``keys`` keys."""
    begun = time.perf_counter()
    with on_terminal([sys.executable, str(EMPTY_APP), str(rows)]) as terminal:
        terminal.wait_for("Row 0 ", 60)
        start_s = time.perf_counter() - begun
        moves = terminal.times("s", lambda number: f"at {number + 1} of", keys)
        helps = terminal.times("?", lambda _number: "closes", keys, back="\x1b")
        return EmptyApp(start_s, statistics.median(moves), statistics.median(helps), terminal.peak)
