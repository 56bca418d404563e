"""Measures the import: registration, a second import, memory; medians of 3.

    python benchmarks/importing.py [--files 100000] [--dir FOLDER]

Registration is scan, sample and rows written, without naming; it stands beside a bare loop that
walks and reads the same 2 x 64 KiB of each file on as many threads, in turn within one run.
"""

from __future__ import annotations

import argparse
import os
import platform
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from made_library import make, paths

from vidtui import settings
from vidtui.jobs import importing
from vidtui.jobs.events import Cancel, Event, Finished
from vidtui.library.fingerprint import SAMPLE_BYTES
from vidtui.library.sampler_worker import THREADS

RUNS = 3


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
        files = []
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

    def run(self) -> Iterator[Event]:
        """Read nothing."""
        return iter(())


def run_import(folder: Path, data: Path, *, naming: bool) -> importing.ImportJob:
    """Import the made library in this process."""
    loaded = settings.load(
        {"storage": (str(folder / "storage"),)},
        config=folder / "none.toml",
        data_dir=data,
        env={},
    )
    real = importing.NameStage
    if not naming:
        importing.NameStage = NoNames  # type: ignore[misc,assignment]
    try:
        job = importing.ImportJob(loaded, importing.ImportOptions(), Cancel())
        *_events, last = job.run()
        assert isinstance(last, Finished)
    finally:
        importing.NameStage = real  # type: ignore[misc]
    return job


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that ``action`` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


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


def peak_memory(folder: Path, data: Path) -> tuple[int, float]:
    """Return the peak bytes of a whole batch import with its parsers, and its seconds."""
    command = [sys.executable, "-m", "vidtui", "--storage", str(folder / "storage")]
    command += ["--config", str(folder / "none.toml"), "--data-dir", str(data)]
    command += ["--batch", "import", "--quiet"]
    start, peak = time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            peak = max(peak, tree_memory(child.pid))
            time.sleep(0.1)
    return peak, time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--dir", type=Path, help="a folder kept between runs")
    options = parser.parse_args()
    folder = options.dir or Path(tempfile.mkdtemp(prefix="vidtui-bench-"))
    if not (folder / "storage").is_dir():
        make(folder, options.files)
    count = len(paths(options.files))
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores, {count:,} files")
    try:
        measure(folder)
    finally:
        if options.dir is None:
            shutil.rmtree(folder)


def measure(folder: Path) -> None:
    """Take turns, so that a noisy machine disturbs both sides alike."""
    storage, data = folder / "storage", folder / "data"
    bare, registration = [], []
    for _number in range(RUNS):
        shutil.rmtree(data, ignore_errors=True)
        bare.append(timed(lambda: bare_loop(storage)))
        registration.append(timed(lambda: run_import(folder, data, naming=False)))
    row("registration", registration, "bare loop", bare, "1.5")
    shutil.rmtree(data, ignore_errors=True)
    peak, seconds = peak_memory(folder, data)
    find, second = [], []
    command = ["find", str(storage), "-printf", "%p %s %T@\n"]
    for _number in range(RUNS):
        find.append(timed(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True)))
        second.append(timed(lambda: run_import(folder, data, naming=True)))
    row("second import, nothing changed", second, "find -printf", find, "5")
    print(f"whole import with naming: {seconds:.1f} s, peak memory {peak / 2**20:.0f} MiB (of 300)")


def row(name: str, ours: list[float], other_name: str, other: list[float], limit: str) -> None:
    """Print one comparison."""
    a, b = statistics.median(ours), statistics.median(other)
    print(f"{name}: {a:.2f} s; {other_name}: {b:.2f} s; ratio {a / b:.2f} (at most {limit})")


if __name__ == "__main__":
    main()
