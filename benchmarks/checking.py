"""Measures the check: against find, and the reading of whole files; medians of 3.

    python benchmarks/checking.py [--files 100000] [--dir FOLDER]

The check without hashes stands beside ``find -printf '%p %s %T@ %l'`` over both trees, in turn
within one run. The reading of whole files stands beside a bare xxh3 loop with blocks of the same
size, over 40 files of 64 MiB that are in the page cache. The Check screen, on a terminal of its
own, shows a report of 20,000 ghost entries in one folder, which is unfolded again and again.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from importing import RUNS, row, timed, tree_memory
from repairing import KEYS, loaded, ready, start_app
from responsiveness import drain, wait_for
from xxhash import xxh3_128

from vidtui.jobs.check import reports
from vidtui.jobs.check.checking import CheckJob, CheckOptions
from vidtui.jobs.check.events import CheckFinished
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.check.report import Report
from vidtui.jobs.events import Cancel
from vidtui.jobs.importing import ImportJob, ImportOptions
from vidtui.library.hashing import BLOCK_BYTES

LARGE = 40
UNFOLDED = 20_000
LARGE_BYTES = 64 * 1024 * 1024


def check(folder: Path) -> CheckFinished:
    """Check once, without hashes."""
    *_events, last = CheckJob(loaded(folder), CheckOptions(), Cancel()).run()
    assert isinstance(last, CheckFinished)
    return last


def find(folder: Path) -> None:
    """List both trees."""
    trees = [str(folder / "storage"), str(folder / "video")]
    command = ["find", *trees, "-printf", "%p %s %T@ %l\n"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def make_large(folder: Path) -> None:
    """Make a library of few large files, and import it."""
    films = folder / "storage" / "Films"
    films.mkdir(parents=True)
    (folder / "video").mkdir()
    for number in range(LARGE):
        with (films / f"Large {number:02d} (2001).mkv").open("wb") as opened:
            opened.write(os.urandom(LARGE_BYTES))
    for _event in ImportJob(loaded(folder), ImportOptions(), Cancel()).run():
        pass


def read_all(folder: Path) -> None:
    """Bring the large files into the page cache."""
    block = bytearray(BLOCK_BYTES)
    for file in (folder / "storage" / "Films").iterdir():
        with file.open("rb", buffering=0) as opened:
            while opened.readinto(block):
                pass


def bare_hashes(folder: Path) -> None:
    """Hash the large files and do nothing else."""
    block = bytearray(BLOCK_BYTES)
    view = memoryview(block)
    for file in (folder / "storage" / "Films").iterdir():
        digest = xxh3_128()
        with file.open("rb", buffering=0) as opened:
            while count := opened.readinto(block):
                digest.update(view[:count])
        digest.digest()


def verify(folder: Path) -> float:
    """Verify all hashes; return the seconds of that stage, with what it writes."""
    *_events, last = CheckJob(loaded(folder), CheckOptions(verify=True), Cancel()).run()
    assert isinstance(last, CheckFinished)
    assert last.verified is not None
    assert last.verified.size == LARGE * LARGE_BYTES
    return last.verified.seconds


def peak_memory(folder: Path) -> tuple[int, float]:
    """Return the peak bytes of a whole batch check, and its seconds."""
    command = [sys.executable, "-m", "vidtui", "--storage", str(folder / "storage")]
    command += ["--links", str(folder / "video"), "--config", str(folder / "none.toml")]
    command += ["--data-dir", str(folder / "data"), "--batch", "check", "--quiet"]
    start, peak = time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            peak = max(peak, tree_memory(child.pid))
            time.sleep(0.1)
    assert child.returncode in (0, 4), child.returncode
    return peak, time.perf_counter() - start


def unfold(folder: Path) -> list[float]:
    """Return the seconds from the key to the first of many findings of one folder."""
    root = os.fsencode(folder / "storage")
    names = (b"Films/All/Ghost %05d.mkv" % number for number in range(UNFOLDED))
    facts = {"size": LARGE_BYTES, "moved": 0}
    ghosts = tuple(Finding("ghost_entry", root, name, b"", facts, "true") for name in names)
    reports.save(folder / "data", Report(int(time.time()), True, findings=ghosts, roots=(root,)))
    child, terminal = start_app(folder)
    times = []
    try:
        wait_for(terminal, b"Ghost entries", 20)
        os.write(terminal, b"k")
        wait_for(terminal, b"20,000 ghost entries", 20)
        for _number in range(KEYS):
            drain(terminal, 0.3)
            begun = time.perf_counter()
            os.write(terminal, b"\r")
            wait_for(terminal, b"Ghost 00000", 10)
            times.append(time.perf_counter() - begun)
            os.write(terminal, b"\r")
    finally:
        os.kill(child, signal.SIGTERM)
        drain(terminal, 0.5)
        os.waitpid(child, 0)
    return times


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--dir", type=Path, help="a folder kept between runs")
    options = parser.parse_args()
    folder = options.dir or Path(tempfile.mkdtemp(prefix="vidtui-bench-"))
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores")
    try:
        measure(folder, options.files)
    finally:
        if options.dir is None:
            shutil.rmtree(folder)


def measure(folder: Path, files: int) -> None:
    """Take turns, so that a noisy machine disturbs both sides alike."""
    many, large = folder / "links", folder / "large"
    ready(many, files)
    find(many)
    counts = check(many).counts
    bare, ours = [], []
    for _number in range(RUNS):
        bare.append(timed(lambda: find(many)))
        ours.append(timed(lambda: check(many)))
    row(f"check of {counts.files:,} files and {counts.links:,} links", ours, "find", bare, "3")
    peak, seconds = peak_memory(many)
    print(f"whole batch check: {seconds:.1f} s, peak memory {peak / 2**20:.0f} MiB (at most 300)")
    times = unfold(many)
    print(
        f"unfolding {UNFOLDED:,} findings, {KEYS} times: median "
        f"{statistics.median(times) * 1000:.0f} ms, worst {max(times) * 1000:.0f} ms (150)"
    )
    if not large.is_dir():
        make_large(large)
    bare, ours = [], []
    for _number in range(RUNS):
        read_all(large)
        bare.append(timed(lambda: bare_hashes(large)))
        read_all(large)
        ours.append(verify(large))
    a, b = statistics.median(ours), statistics.median(bare)
    size = LARGE * LARGE_BYTES / 2**20
    print(
        f"reading whole files: {size / a:.0f} MiB/s; bare xxh3 loop: {size / b:.0f} MiB/s; "
        f"{b / a:.0%} (at least 85%)"
    )


if __name__ == "__main__":
    main()
