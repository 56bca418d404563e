"""Measures the repair of links: the scan, the proposals, the review; medians of 3.

    python benchmarks/repairing.py [--links 100000] [--files 50000] [--dir FOLDER]

The scan stands beside ``find -printf '%p %l'`` and one ``stat`` through each link, in turn within
one run. For the proposals 1,000 links of a second library are broken: renamed, moved, encoded
again and deleted files, a changed prefix, and links that the catalogue has never seen. The review
is the app on a terminal of its own, on the first library with 5,000 of its films renamed.
"""

from __future__ import annotations

import argparse
import os
import platform
import pty
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

from importing import RUNS, row, timed, tree_memory
from made_library import SIZE, make, paths
from responsiveness import drain, wait_for

from vidtui import settings
from vidtui.catalogue.database import open_catalogue
from vidtui.jobs.events import Cancel
from vidtui.jobs.importing import ImportJob, ImportOptions
from vidtui.jobs.repair.events import FindFinished, FindProgress
from vidtui.jobs.repair.finding import FindJob, FindOptions
from vidtui.jobs.repair.links import LinkScan
from vidtui.jobs.repair.state import begin

BROKEN = 1000
REVIEWED = 5000
KEYS = 40


def loaded(folder: Path) -> settings.Settings:
    """Return settings that name one of the libraries."""
    options = {"storage": (str(folder / "storage"),), "links": (str(folder / "video"),)}
    return settings.load(options, config=folder / "none.toml", data_dir=folder / "data", env={})


def ready(folder: Path, count: int) -> None:
    """Make and import a library unless it is there."""
    if not (folder / "storage").is_dir():
        make(folder, count, links=True)
    if not (folder / "data").is_dir():
        for _event in ImportJob(loaded(folder), ImportOptions(), Cancel()).run():
            pass


def scan(folder: Path) -> None:
    """Walk and judge all links, as the first stage of a search does."""
    given = loaded(folder)
    catalogue = open_catalogue(given.database)
    with catalogue.session():
        for _event in LinkScan(begin(given, FindOptions(), catalogue, Cancel())).run():
            pass


def find_and_stat(folder: Path) -> None:
    """Do the barest that says the same of every link."""
    with open(os.devnull, "w") as nowhere:
        links = ["find", str(folder / "video"), "-type", "l", "-printf", "%p %l\n"]
        subprocess.run(links, stdout=nowhere, check=True)
        names = ["find", str(folder / "video"), "-type", "l", "-print0"]
        with subprocess.Popen(names, stdout=subprocess.PIPE) as listed:
            every = ["xargs", "-0", "stat", "-L", "-c", "%s"]
            subprocess.run(every, stdin=listed.stdout, stdout=nowhere, check=True)


def spoil(folder: Path, count: int) -> None:
    """Break ``BROKEN`` links of a library in six ways, a sixth each."""
    names = paths(count)[:: count // BROKEN][:BROKEN]
    for number, name in enumerate(names):
        file, link = folder / "storage" / name, folder / "video" / name
        way = number % 6
        if way == 0:
            file.rename(file.with_name(f"{file.stem} [1080p]{file.suffix}"))
        elif way == 1:
            (folder / "storage" / "Films" / "Moved").mkdir(parents=True, exist_ok=True)
            file.rename(folder / "storage" / "Films" / "Moved" / f"{number} {file.name}")
        elif way == 2:
            file.unlink()
            with file.with_name(f"{file.stem} x265{file.suffix}").open("wb") as opened:
                opened.write(b"another encoding %d" % number)
                opened.truncate(SIZE // 2 + number)
        elif way == 3:
            file.unlink()
        else:
            link.unlink()
            if way == 5:
                link = link.with_name(f"Other {link.name}")
            link.symlink_to(f"/media/absent/{name}")


def search(folder: Path) -> tuple[dict[str, float], Counter[str]]:
    """Search once; return the seconds of each stage, and what the best proposals rest on."""
    began, stages = time.perf_counter(), {}
    last, tiers = began, Counter[str]()
    stage = ""
    for event in FindJob(loaded(folder), FindOptions(accept_loss=True), Cancel()).run():
        now = time.perf_counter()
        if isinstance(event, FindProgress) and event.stage != stage:
            stages[stage], last, stage = now - last, now, event.stage
        if isinstance(event, FindFinished):
            stages[stage] = now - last
            assert event.plan is not None
            for one in event.plan.links:
                first = one.link.proposals[:1]
                tiers[first[0].tier if first else "none"] += 1
    return {**stages, "all": time.perf_counter() - began}, tiers


def start_app(folder: Path, *command: str) -> tuple[int, int]:
    """Start the app on one of its screens; return its pid and the terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
        arguments = ["-m", "vidtui", "--language", "en", "--storage", str(folder / "storage")]
        arguments += ["--links", str(folder / "video"), "--config", str(folder / "none.toml")]
        arguments += ["--data-dir", str(folder / "data"), *command]
        os.execv(sys.executable, [sys.executable, *arguments])
    return child, terminal


def review(folder: Path) -> tuple[float, list[float], int]:
    """Return the seconds to the first row, those of each key, and the peak bytes."""
    began = time.perf_counter()
    child, terminal = start_app(folder, "repair-links")
    try:
        wait_for(terminal, "✗ broken".encode(), 60)
        first = time.perf_counter() - began
        wait_for(terminal, b"reviewed 0 of", 120)
        times, peak = [], 0
        for number in range(KEYS):
            drain(terminal, 0.3)
            peak = max(peak, tree_memory(child))
            begun = time.perf_counter()
            os.write(terminal, b"s")
            wait_for(terminal, f"{number + 1} skipped".encode(), 10)
            times.append(time.perf_counter() - begun)
    finally:
        os.kill(child, signal.SIGTERM)
        drain(terminal, 0.5)
        os.waitpid(child, 0)
    return first, times, peak


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--dir", type=Path, help="a folder kept between runs")
    options = parser.parse_args()
    folder = options.dir or Path(tempfile.mkdtemp(prefix="vidtui-bench-"))
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores")
    try:
        measure(folder, options.links, options.files)
    finally:
        if options.dir is None:
            shutil.rmtree(folder)


def measure(folder: Path, links: int, files: int) -> None:
    """Scan, propose, review."""
    many, fewer = folder / "links", folder / "proposals"
    ready(many, links)
    ours, bare = [], []
    for _number in range(RUNS):
        bare.append(timed(lambda: find_and_stat(many)))
        ours.append(timed(lambda: scan(many)))
    row(f"scan of {links:,} links", ours, "find and stat", bare, "3")
    ready(fewer, files)
    spoil(fewer, files)
    runs = [search(fewer) for _number in range(RUNS)]
    middle = sorted((stages for stages, _tiers in runs), key=lambda stages: stages["all"])[1]
    tiers = ", ".join(f"{tier} {count}" for tier, count in runs[0][1].most_common())
    print(
        f"{BROKEN:,} broken links, {files:,} files: proposals {middle['proposals']:.1f} s (at most "
        f"5); links {middle['links']:.1f} s, storage {middle['storage']:.1f} s; {tiers}"
    )
    for number, name in enumerate(paths(links)[:REVIEWED]):
        file = many / "storage" / name
        file.rename(file.with_name(f"renamed away {number}.mkv"))
    first, times, peak = review(many)
    print(f"first row on the screen after {first:.2f} s (at most 1)")
    print(
        f"key to next row, {REVIEWED:,} rows, {KEYS} keys: median "
        f"{statistics.median(times) * 1000:.0f} ms, worst {max(times) * 1000:.0f} ms (50)"
    )
    print(f"peak memory of the app meanwhile: {peak / 2**20:.0f} MiB (at most 300)")


if __name__ == "__main__":
    main()
