"""Measures memory: a million links to fifty files, and 20,000 films that wait.

    python benchmarks/memory.py [--links 1000000] [--groups 20000] [--dir FOLDER]

Each command runs in a child of its own, whose peak memory and processor time the kernel tells
(``getrusage``); a bare ``vidtui --version`` in the same run is the floor. Processor time and not
time, since others may be at work beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import NamedTuple

from repairing import loaded

from vidtui.catalogue import models
from vidtui.catalogue.database import open_catalogue
from vidtui.jobs.events import Cancel
from vidtui.jobs.importing import ImportJob, ImportOptions

FILES = 50
CANDIDATES = 5
BATCH = 10_000

# The wrapper is small: a child counts as its own what its parent held when it was started.
WRAPPER = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], "wb"))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_maxrss * 1024, used.ru_utime + used.ru_stime)
"""


class Used(NamedTuple):
    """What a command used: its exit code, peak bytes, seconds of the processor."""

    code: int
    peak: int
    seconds: float


def used(folder: Path, *words: str) -> Used:
    """Run one batch command on a library, its output in a file beside it."""
    command = [sys.executable, "-m", "vidtui", "--storage", str(folder / "storage")]
    command += ["--links", str(folder / "video"), "--config", str(folder / "none.toml")]
    command += ["--data-dir", str(folder / "data"), *words]
    wrapped = [sys.executable, "-I", "-c", WRAPPER, str(folder / "output"), *command]
    done = subprocess.run(wrapped, stdout=subprocess.PIPE, check=True)
    code, peak, seconds = done.stdout.split()
    return Used(int(code), int(peak), float(seconds))


def make_links(folder: Path, links: int) -> None:
    """Make few files and many links to them, in one folder, and import all."""
    films, tree = folder / "storage" / "Films", folder / "video" / "Films"
    films.mkdir(parents=True)
    tree.mkdir(parents=True)
    for number in range(FILES):
        (films / f"Film {number:02d} (2001).mkv").write_bytes(b"film %d" % number)
    for number in range(links):
        target = films / f"Film {number % FILES:02d} (2001).mkv"
        os.symlink(target, tree / f"Link {number:07d} (2001).mkv")


def make_groups(folder: Path, count: int) -> None:
    """Make a catalogue in which films wait, each with its proposals."""
    (folder / "storage").mkdir(parents=True)
    (folder / "video").mkdir()
    for _event in ImportJob(loaded(folder), ImportOptions(), Cancel()).run():
        pass
    catalogue = open_catalogue(loaded(folder).database)
    now = int(time.time())
    with catalogue.session():
        root = models.Root.get(models.Root.role == "storage").id
        for first in range(1, count + 1, BATCH):
            numbers = range(first, min(first + BATCH, count + 1))
            with catalogue.transaction():
                execute = models.database.obj.connection().executemany
                execute(
                    "INSERT INTO media_group (id, kind, key, title, year, state, attempts, error,"
                    " evidence, created_at) VALUES (?, 'film', ?, ?, 2001, 'pending', 1,"
                    " 'several', ?, ?)",
                    [
                        (n, f"film {n}|2001|", f"Film {n}", json.dumps(evidence(n)), now)
                        for n in numbers
                    ],
                )
                execute(
                    "INSERT INTO media_file (root_id, path, shown, size, mtime_ns, inode, sample,"
                    " kind, group_id, added_at) VALUES (?, ?, ?, 7, 7, ?, ?, 'film', ?, ?)",
                    [
                        (root, os.fsencode(path(n)), path(n), n, b"%016d" % n, n, now)
                        for n in numbers
                    ],
                )
                execute(
                    "INSERT INTO candidate (group_id, provider, kind, provider_id, score, parts,"
                    " work, rejected) VALUES (?, 'tmdb', 'film', ?, ?, ?, ?, 0)",
                    [
                        (n, str(n * 10 + at), 0.8 - at / 10, json.dumps(parts(n)), work(n, at))
                        for n in numbers
                        for at in range(CANDIDATES)
                    ],
                )


def path(number: int) -> str:
    """Return where the file of a film lies."""
    return f"Films/Film {number} (2001)/Film {number} (2001).1080p.mkv"


def evidence(number: int) -> dict[str, object]:
    """Return what the name of a file says."""
    titles = [f"Film {number}", f"Film {number} 1080p"]
    return {"titles": titles, "year": 2001, "ids": {}, "agree": True, "path": path(number)}


def parts(number: int) -> dict[str, object]:
    """Return how a score came about."""
    title = {"value": 0.9, "how": "similar", "title": f"Film {number}!", "wanted": "Film"}
    return {
        "title": {**title, "same": False, "likeness": 0.9, "reading": 0, "other_number": False},
        "year": {"how": "near", "work": 2002, "wanted": 2001},
        "runtime": {"work": 101, "file": 99.5, "fits": True},
        "agree": True,
        "vetoes": [],
    }


def work(number: int, at: int) -> str:
    """Return what is shown of a proposal."""
    text = "Somebody goes somewhere, meets somebody else, and is changed by it. " * 5
    return json.dumps(
        {
            "title": f"Film {number}!",
            "original_title": f"Le film {number} {at}",
            "year": 2002,
            "overview": text,
            "makers": ["A Person"],
            "countries": ["FR"],
            "runtime": 101.0,
        }
    )


def row(name: str, found: Used, floor: Used) -> None:
    """Print a figure beside its floor."""
    print(
        f"{name}: exit {found.code}, peak memory {found.peak / 2**20:.0f} MiB (at most 300), "
        f"{found.seconds:.1f} s of the processor; --version: {floor.peak / 2**20:.0f} MiB, "
        f"{floor.seconds:.1f} s"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--groups", type=int, default=20_000)
    parser.add_argument("--dir", type=Path, help="a folder kept between runs")
    options = parser.parse_args()
    folder = options.dir or Path(tempfile.mkdtemp(prefix="vidtui-bench-"))
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores")
    try:
        measure(folder, options.links, options.groups)
    finally:
        if options.dir is None:
            shutil.rmtree(folder)


def measure(folder: Path, links: int, groups: int) -> None:
    """Run every command in turn."""
    many, waiting = folder / f"links-{links}", folder / f"groups-{groups}"
    if not many.is_dir():
        make_links(many, links)
    if not waiting.is_dir():
        make_groups(waiting, groups)
    floor = used(many, "--version")
    batch = ("--batch",)
    row(f"import of {links:,} links", used(many, *batch, "import", "--quiet"), floor)
    for words in (("check",), ("check", "--json"), ("repair-links", "--json")):
        row(f"{' '.join(words)}, {links:,} links", used(many, *batch, *words, "--quiet"), floor)
    row(f"pending --json, {groups:,} groups", used(waiting, *batch, "pending", "--json"), floor)
    row(f"pending, {groups:,} groups", used(waiting, *batch, "pending"), floor)


if __name__ == "__main__":
    main()
