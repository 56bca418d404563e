"""Measures how soon the full-screen app answers a key while it imports, and ``--help``.

    python benchmarks/responsiveness.py [--files 100000] [--dir FOLDER]

The app runs on a terminal of its own and imports the made library; the help is opened and
closed again and again, and the time from the key to the help on the screen is taken.
"""

from __future__ import annotations

import argparse
import os
import pty
import re
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from importing import tree_memory
from made_library import make

KEYS = 40
HELP_SHOWN = b"closes"


def start(folder: Path) -> tuple[int, int]:
    """Start the app importing ``folder`` on a new terminal; return its pid and the terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
        arguments = ["-m", "vidtui", "--language", "en", "--storage", str(folder / "storage")]
        arguments += ["--config", str(folder / "none.toml"), "--data-dir", str(folder / "tui")]
        os.execv(sys.executable, [sys.executable, *arguments, "import"])
    return child, terminal


def wait_for(terminal: int, text: bytes, limit_s: float) -> bytes:
    """Read until ``text`` is on the screen; return all that was read."""
    seen, deadline = b"", time.perf_counter() + limit_s
    while time.perf_counter() < deadline:
        if select.select([terminal], [], [], 0.01)[0]:
            seen += os.read(terminal, 65536)
            if text in re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", seen):
                return seen
    raise TimeoutError(text)


def drain(terminal: int, seconds: float) -> None:
    """Read what comes for a while, so that the next key is measured alone."""
    deadline = time.perf_counter() + seconds
    while (left := deadline - time.perf_counter()) > 0:
        if select.select([terminal], [], [], left)[0]:
            try:
                os.read(terminal, 65536)
            except OSError:  # the app has left its terminal
                return


def key_times(folder: Path) -> tuple[list[float], int]:
    """Return the seconds of each key and the peak bytes of the app with its helpers."""
    child, terminal = start(folder)
    times, peak = [], 0
    try:
        wait_for(terminal, b"Samples", 20)
        for _number in range(KEYS):
            drain(terminal, 0.2)
            begun = time.perf_counter()
            os.write(terminal, b"?")
            wait_for(terminal, HELP_SHOWN, 10)
            times.append(time.perf_counter() - begun)
            os.write(terminal, b"\x1b")
            drain(terminal, 0.3)
            peak = max(peak, tree_memory(child))
    finally:
        os.kill(child, signal.SIGTERM)
        drain(terminal, 0.5)
        os.waitpid(child, 0)
    return times, peak


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--dir", type=Path, help="a folder kept between runs")
    options = parser.parse_args()
    folder = options.dir or Path(tempfile.mkdtemp(prefix="vidtui-bench-"))
    if not (folder / "storage").is_dir():
        make(folder, options.files)
    shutil.rmtree(folder / "tui", ignore_errors=True)
    print(f"{date.today()}, {os.cpu_count()} cores, {options.files:,} files")
    try:
        times, peak = key_times(folder)
        print(
            f"key to screen while importing, {KEYS} keys: median "
            f"{statistics.median(times) * 1000:.0f} ms, worst {max(times) * 1000:.0f} ms (100)"
        )
        print(f"peak memory of the app meanwhile: {peak / 2**20:.0f} MiB (at most 300)")
        command = [Path(sys.executable).with_name("vidtui"), "--help"]
        runs = []
        for _number in range(11):
            begun = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            runs.append(time.perf_counter() - begun)
        print(f"vidtui --help: median {statistics.median(runs) * 1000:.0f} ms (at most 150)")
    finally:
        if options.dir is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
