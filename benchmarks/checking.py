"""Measures the check: against find, and the reading of whole files; medians of 3 runs.

    python benchmarks/checking.py [--files 100000] [--quick] [--json] [--dir FOLDER]

The check without hashes stands beside ``find -printf '%p %s %T@ %l'`` over both trees, in turn
within one run. The reading of whole files stands beside a bare xxh3 loop with blocks of the same
size, over 40 files of 64 MiB that are in the page cache. The Check screen, on a terminal of its
own, shows a report of 20,000 ghost entries in one folder, which is unfolded again and again; beside
it an empty Textual app with a virtual list opens its help.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import figures
from figures import Figure, Floor, timed
from made_library import imported, loaded, ready
from processes import MIB, EmptyApp, empty_app, on_terminal, tree_peak, version, vidtui_of
from xxhash import xxh3_128

from vidtui.disk.fingerprint import BLOCK_BYTES
from vidtui.jobs.base import CancelToken
from vidtui.jobs.check import reports
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.check.found import Findings
from vidtui.jobs.check.job import CheckJob
from vidtui.jobs.check.report import Report
from vidtui.jobs.check.run import CheckFinished, CheckOptions


def check(folder: Path) -> CheckFinished:
    """Check once, without hashes."""
    *_events, last = CheckJob(loaded(folder), CheckOptions(), CancelToken()).run()
    assert isinstance(last, CheckFinished)
    return last


def find(folder: Path) -> None:
    """List both trees."""
    trees = [str(folder / "storage"), str(folder / "video")]
    command = ["find", *trees, "-printf", "%p %s %T@ %l\n"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def make_large(folder: Path, count: int, size: int) -> None:
    """Make a library of few large files, and import it."""
    films = folder / "storage" / "Films"
    films.mkdir(parents=True)
    (folder / "video").mkdir()
    for number in range(count):
        with (films / f"Large {number:02d} (2001).mkv").open("wb") as opened:
            opened.write(os.urandom(size))
    imported(folder)


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


def verify(folder: Path, size: int) -> float:
    """Verify all hashes; return the seconds of that stage, with what it writes."""
    *_events, last = CheckJob(loaded(folder), CheckOptions(verify=True), CancelToken()).run()
    assert isinstance(last, CheckFinished)
    assert last.verified is not None
    assert last.verified.size == size
    return last.verified.seconds


def unfold(folder: Path, findings: int, keys: int) -> list[float]:
    """Return the seconds from the key to the first of many findings of one folder."""
    root = os.fsencode(folder / "storage")
    names = (b"Films/All/Ghost %05d.mkv" % number for number in range(findings))
    facts = {"size": MIB, "moved": 0}
    ghosts = Findings(Finding("ghost_entry", root, name, b"", facts, "true") for name in names)
    report = Report(int(time.time()), True, findings=ghosts, roots=(root,))
    reports.save(folder / "data", report, reports.latest(folder / "data"))
    with on_terminal(vidtui_of(folder)) as terminal:
        terminal.wait_for("Ghost entries", 20)
        terminal.press("gc")
        terminal.wait_for(f"{findings:,} ghost entries", 20)
        return terminal.times("\r", lambda _number: "Ghost 00000", keys, back="\r")


def without_hashes(folder: Path, files: int, runs: int) -> Iterator[Figure]:
    """Yield the figures of a check of so many files and as many links."""
    ready(folder, files)
    find(folder)
    check(folder)
    ours, bare = figures.in_turn(lambda: check(folder), lambda: find(folder), runs)
    yield Figure("check without hashes", ours, "s", Floor("find -printf", bare))
    peak, _seconds = tree_peak(vidtui_of(folder, "--batch", "check", "--quiet"), codes=(0, 4))
    floor = Floor("--version", version().peak / MIB)
    yield Figure("peak memory", peak / MIB, "MiB", floor, goal="at most 300")


def unfolding(times: Sequence[float], empty: EmptyApp) -> Iterator[Figure]:
    """Yield the figures of a folder that is unfolded again and again."""
    floor = empty.floor("help", 1000)
    median, worst = statistics.median(times) * 1000, max(times) * 1000
    yield Figure("unfolding, median", median, "ms", floor, goal="at most 150")
    yield Figure("unfolding, worst", worst, "ms", floor)


def whole_files(folder: Path, count: int, size: int, runs: int) -> Figure:
    """Return how fast so many files of ``size`` bytes are read whole."""
    if not folder.is_dir():
        make_large(folder, count, size)
    bare, ours = [], []
    for _number in range(runs):
        read_all(folder)
        bare.append(timed(lambda: bare_hashes(folder)))
        read_all(folder)
        ours.append(verify(folder, count * size))
    mib = count * size / MIB
    floor = Floor("bare xxh3 loop", mib / statistics.median(bare))
    speed = mib / statistics.median(ours)
    return Figure(
        "reading whole files", speed, "MiB/s", floor, better="higher", goal="at least 0.85"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    sizes = {
        "files": (100_000, 400),
        "findings": (20_000, 200),
        "runs": (3, 1),
        "keys": (40, 4),
        "large": (40, 2),
        "mib": (64, 4),
    }
    texts = {"large": "how many files are read whole", "mib": "how large each of them is"}
    given = figures.parsed(figures.options(__doc__, sizes, on_disk=True, **texts), arguments)
    with figures.workspace(given.dir) as folder:
        found = list(without_hashes(folder / "links", given.files, given.runs))
        times = unfold(folder / "links", given.findings, given.keys)
        found += unfolding(times, empty_app(given.findings, given.keys))
        found.append(whole_files(folder / "large", given.large, given.mib * MIB, given.runs))
    notes = [f"{given.files:,} files and links, {given.findings:,} findings unfolded"]
    figures.publish("checking", found, as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
