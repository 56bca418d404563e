"""Measures the import: registration, a second import, memory; medians of 3 runs.

    python benchmarks/importing.py [--files 100000] [--quick] [--json] [--dir FOLDER]

Registration is scan, sample and rows written, without naming; it stands beside a bare loop that
walks and reads the same 2 x 64 KiB of each file on as many threads, in turn within one run. The
second import, of which nothing has changed, stands beside the barest walk and stat.
"""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

import figures
from figures import Figure, Floor
from made_library import loaded, make
from processes import MIB, tree_peak, version, vidtui_of

from vidtui.disk.fingerprint import SAMPLE_BYTES, THREADS
from vidtui.jobs.base import CancelToken, Finished
from vidtui.jobs.import_ import job as importing
from vidtui.jobs.import_.run import ImportEvent


def bare_loop(root: Path) -> None:
    """Walk, and read the first and last 64 KiB of each file on as many threads as we do."""
    inbox: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()

    def read() -> None:
        while (names := inbox.get()) is not None:
            for name in names:
                handle = os.open(name, os.O_RDONLY)
                size = os.fstat(handle).st_size
                os.pread(handle, SAMPLE_BYTES, 0)
                os.pread(handle, SAMPLE_BYTES, size - SAMPLE_BYTES)
                os.close(handle)

    threads = [threading.Thread(target=read) for _number in range(THREADS)]
    for thread in threads:
        thread.start()
    pending = [str(root)]
    while pending:
        files: list[str] = []
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                (pending if entry.is_dir(follow_symlinks=False) else files).append(entry.path)
        inbox.put(files)
    for _thread in threads:
        inbox.put(None)
    for thread in threads:
        thread.join()


class NoNames:
    """Stands for the naming stage where only registration is measured."""

    def __init__(self, _state: object) -> None:
        """Take what the stage takes."""

    def run(self) -> Iterator[ImportEvent]:
        """Read nothing."""
        return iter(())


def run_import(folder: Path, *, naming: bool) -> None:
    """Import the made library in this process; without naming into a fresh catalogue."""
    with patch.object(importing, "NameStage", NoNames) if not naming else nullcontext():
        job = importing.ImportJob(loaded(folder), importing.ImportOptions(), CancelToken())
        *_events, last = job.run()
    assert isinstance(last, Finished)


def find(storage: Path) -> None:
    """List what lies on storage."""
    command = ["find", str(storage), "-printf", "%p %s %T@\n"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def measure(folder: Path, files: int, runs: int) -> Iterator[Figure]:
    """Yield the figures of a library of so many files."""
    storage = folder / "storage"
    if not storage.is_dir():
        make(folder, files)
    ours, bare = figures.in_turn(
        lambda: run_import(folder, naming=False), lambda: bare_loop(storage), runs
    )
    yield Figure("registration", ours, "s", Floor("bare loop", bare), goal="at most 1.5 times")
    shutil.rmtree(folder / "data")
    peak, seconds = tree_peak(vidtui_of(folder, "--batch", "import", "--quiet"))
    yield Figure("whole import, names read", seconds, "s")
    floor = Floor("--version", version().peak / MIB)
    yield Figure("peak memory", peak / MIB, "MiB", floor, goal="at most 300")
    ours, bare = figures.in_turn(
        lambda: run_import(folder, naming=True), lambda: find(storage), runs
    )
    floor = Floor("find -printf", bare)
    yield Figure("second import, nothing changed", ours, "s", floor, goal="at most 5 times")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = figures.options(__doc__, {"files": (100_000, 400), "runs": (3, 1)}, on_disk=True)
    given = figures.parsed(parser, arguments)
    with figures.workspace(given.dir) as folder:
        found = list(measure(folder, given.files, given.runs))
    notes = [f"{given.files:,} files"]
    figures.publish("importing", found, as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
