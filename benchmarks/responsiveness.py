"""Measures how soon the full-screen app answers a key while it imports, and ``--help``.

    python benchmarks/responsiveness.py [--files 100000] [--quick] [--json] [--dir FOLDER]

The app runs on a terminal of its own and imports the made library; the help is opened and closed
again and again, and the time from the key to the help on the screen is taken. Beside it stands an
empty Textual app with a virtual list, beside ``--help`` a Python that imports click.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import figures
from figures import Figure, Floor
from made_library import make
from processes import MIB, empty_app, on_terminal, vidtui_of


def helped() -> None:
    """Show the help of the command line."""
    command = [sys.executable, "-m", "vidtui", "--help"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def click_alone() -> None:
    """Start Python, and import what makes a help."""
    subprocess.run([sys.executable, "-c", "import click"], check=True)


def measure(folder: Path, files: int, keys: int) -> Iterator[Figure]:
    """Yield the figures of an app that imports so many files."""
    if not (folder / "storage").is_dir():
        make(folder, files)
    shutil.rmtree(folder / "data", ignore_errors=True)
    empty = empty_app(files, keys)
    with on_terminal(vidtui_of(folder, "import")) as terminal:
        terminal.wait_for("Samples", 20)
        times = terminal.times("?", lambda _number: "closes", keys, back="\x1b")
    median, worst = statistics.median(times) * 1000, max(times) * 1000
    floor = empty.floor("help", 1000)
    yield Figure("key while importing, median", median, "ms", floor, goal="at most 100")
    yield Figure("key while importing, worst", worst, "ms", floor)
    memory = terminal.peak / MIB
    yield Figure("peak memory", memory, "MiB", empty.floor("peak", 1 / MIB), goal="at most 300")
    ours, bare = figures.in_turn(helped, click_alone, max(1, keys // 4))
    floor = Floor("Python and click", bare * 1000)
    yield Figure("--help", ours * 1000, "ms", floor, goal="at most 150")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    sizes = {"files": (100_000, 400), "keys": (40, 4)}
    given = figures.parsed(figures.options(__doc__, sizes, on_disk=True), arguments)
    with figures.workspace(given.dir) as folder:
        found = list(measure(folder, given.files, given.keys))
    notes = [f"{given.files:,} files, {given.keys} keys"]
    figures.publish("responsiveness", found, as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
