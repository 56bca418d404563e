"""Measures how soon the full-screen app answers a key while it imports, and ``--help``.

    python benchmarks/responsiveness.py [--files 100000] [--rows 100000] [--quick] [--json]
        [--dir FOLDER]

The first app runs on a terminal of its own and imports the made library; the help is opened and
closed again and again, and the time from the key to the help on the screen is taken. Beside it
stands an empty Textual app with a virtual list, beside ``--help`` a Python that imports click. A
second app has a catalogue of as many films as there are rows: on its Queue a title is typed, letter
by letter.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import figures
from figures import Figure, Floor
from made_library import make
from processes import MIB, Terminal, empty_app, on_terminal, vidtui_of

from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import Group, MediaFile, Root
from vidtui.catalogue.sql import BATCH

MADE = 1_700_000_000  # when all of it was, in seconds since the epoch
NEEDLE = "21"  # what is typed: each letter leaves another first row


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


def fill(folder: Path, rows: int) -> None:
    """Write a catalogue of so many films, each with a file, of a storage that is empty."""
    storage = folder / "storage"
    storage.mkdir(parents=True)
    catalogue = open_catalogue(folder / "data" / "catalogue.sqlite3", create=True)
    with catalogue.session(), catalogue.transaction():
        root = Root.create(
            uuid="made", role="storage", path=os.fsencode(storage), confirmed_at=MADE
        )
        for start in range(1, rows + 1, BATCH):
            numbers = range(start, min(start + BATCH, rows + 1))
            Group.insert_many(
                {
                    "id": number, "kind": "film", "key": str(number), "state": "queued",
                    "title": f"Film {number:06d}", "created_at": MADE, "evidence": "{}",
                }
                for number in numbers
            ).execute()  # fmt: skip
            MediaFile.insert_many(
                {
                    "root": root, "path": b"%d.mkv" % number, "shown": f"{number}.mkv", "size": 1,
                    "mtime_ns": MADE * 10**9, "inode": number, "kind": "film", "group": number,
                    "added_at": MADE, "sample": b"%16d" % number,
                }
                for number in numbers
            ).execute()  # fmt: skip


def filtering(folder: Path, rows: int, keys: int) -> Iterator[Figure]:
    """Yield the figure of a person who filters so many rows."""
    fill(folder, rows)
    empty = empty_app(rows, keys)
    with on_terminal(vidtui_of(folder)) as terminal:
        terminal.wait_for("Queued", 60)
        terminal.press("gq")
        terminal.wait_for("Film 000001", 60)
        letters = [seconds for _turn in range(max(1, keys // 4)) for seconds in typed(terminal)]
    floor = empty.floor("next_row", 1000)
    letter = statistics.median(letters) * 1000
    yield Figure("letter of a filter, median", letter, "ms", floor, goal="at most 100")


def typed(terminal: Terminal) -> Iterator[float]:
    """Type a part of a title; yield the seconds from each letter to what it leaves."""
    terminal.press("/")
    for end in range(1, len(NEEDLE) + 1):
        terminal.drain(0.3)
        begun = time.perf_counter()
        terminal.press(NEEDLE[end - 1])
        terminal.wait_for(f"Film {NEEDLE[:end]:0>6}", 10)
        yield time.perf_counter() - begun
    terminal.press("\x1b")
    terminal.wait_for("Film 000022", 10)  # what follows Escape too soon is taken for one key
    terminal.press("gg")
    terminal.wait_for("Film 000001", 10)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    sizes = {"files": (100_000, 400), "rows": (100_000, 400), "keys": (40, 4)}
    given = figures.parsed(figures.options(__doc__, sizes, on_disk=True), arguments)
    with figures.workspace(given.dir) as folder:
        found = list(measure(folder, given.files, given.keys))
        found += filtering(folder / "queue", given.rows, given.keys)
    notes = [f"{given.files:,} files, {given.rows:,} rows, {given.keys} keys"]
    figures.publish("responsiveness", found, as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
