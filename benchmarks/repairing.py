"""Measures the repair of links: the scan, the proposals, the review; medians of 3 runs.

    python benchmarks/repairing.py [--links 100000] [--quick] [--json] [--dir FOLDER]

The scan stands beside ``find -printf '%p %l'`` and one ``stat`` through each link, in turn within
one run. For the proposals 1,000 links of a second library are broken: renamed, moved, encoded
again and deleted files, a changed prefix, and links that the catalogue has never seen; beside them
``rapidfuzz.process.cdist`` compares the names of those links with those of all files. The review
is the app on a terminal of its own, on the first library with 5,000 of its films renamed, beside an
empty Textual app with a virtual list.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import figures
from figures import Figure, Floor, timed
from made_library import SIZE, loaded, paths, ready
from processes import MIB, Terminal, empty_app, on_terminal, vidtui_of
from rapidfuzz import fuzz, process

from vidtui.catalogue.database import open_catalogue
from vidtui.jobs.base import CancelToken, Progress
from vidtui.jobs.links.scan import LinkScan
from vidtui.jobs.repair.find import FindJob, begin
from vidtui.jobs.repair.run import FindFinished, FindOptions
from vidtui.tui.links.causes import MOST_ALONE

AT_ONCE = 100
"""Of so many names ``cdist`` makes one table: all at once would be half a GiB."""


def scan(folder: Path) -> None:
    """Walk and judge all links, as the first stage of a search does."""
    given = loaded(folder)
    catalogue = open_catalogue(given.database)
    with catalogue.session():
        for _event in LinkScan(begin(given, FindOptions(), catalogue, CancelToken())).run():
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


def chosen(files: int, broken: int) -> list[str]:
    """Return the files of a library whose links are broken."""
    return paths(files)[:: files // broken][:broken]


def spoil(folder: Path, names: Sequence[str]) -> None:
    """Break the links to these files in six ways, a sixth each."""
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
    for event in FindJob(loaded(folder), FindOptions(accept_loss=True), CancelToken()).run():
        now = time.perf_counter()
        if isinstance(event, Progress) and event.stage != stage:
            stages[stage], last, stage = now - last, now, event.stage
        if isinstance(event, FindFinished):
            stages[stage] = now - last
            assert event.plan is not None
            for one in event.plan.links:
                first = one.link.proposals[:1]
                tiers[first[0].tier if first else "none"] += 1
    return stages, tiers


def every_pair(links: Sequence[str], files: Sequence[str]) -> None:
    """Compare all names with all names, and do nothing else."""
    wanted, held = ([name.rpartition("/")[2] for name in names] for names in (links, files))
    for at in range(0, len(wanted), AT_ONCE):
        process.cdist(wanted[at : at + AT_ONCE], held, scorer=fuzz.ratio)


def proposing(folder: Path, files: int, broken: int, runs: int) -> tuple[Figure, str]:
    """Return how long the proposals take for so many broken links, and what they rest on."""
    if not folder.is_dir():
        ready(folder, files)
        spoil(folder, chosen(files, broken))
    ours, bare = [], []
    for _number in range(runs):
        bare.append(timed(lambda: every_pair(chosen(files, broken), paths(files))))
        stages, tiers = search(folder)
        ours.append(stages["proposals"])
    floor = Floor("rapidfuzz.cdist", statistics.median(bare))
    said = ", ".join(f"{tier} {count}" for tier, count in tiers.most_common())
    return Figure("proposals", statistics.median(ours), "s", floor, goal="at most 5"), said


def rename(folder: Path, names: Sequence[str]) -> None:
    """Give files other names, so that their links are broken."""
    for number, name in enumerate(names):
        file = folder / "storage" / name
        other = file.with_name(f"renamed away {number}.mkv")
        if not other.exists():
            file.rename(other)


def review(folder: Path, keys: int, *, many: bool) -> tuple[float, list[float], Terminal]:
    """Return the seconds to the first row, those of each key, and the app's terminal."""
    began = time.perf_counter()
    with on_terminal(vidtui_of(folder, "repair-links")) as terminal:
        terminal.wait_for("✗ broken", 60)
        first = time.perf_counter() - began
        if many:
            terminal.wait_for("all links, one by one", 120)
            terminal.press("\x1b[F\r")  # past the causes: the last line, and its links
            terminal.wait_for("✗ broken", 120)
        times = terminal.times("s", lambda number: f"{number + 1} skipped", keys)
    return first, times, terminal


def reviewing(folder: Path, rows: int, keys: int) -> Iterator[Figure]:
    """Yield the figures of a person who reviews so many links."""
    empty = empty_app(rows, keys)
    first, times, terminal = review(folder, keys, many=rows > MOST_ALONE)
    yield Figure("first row on the screen", first, "s", empty.floor("start_s"), goal="at most 1")
    floor = empty.floor("next_row", 1000)
    median, worst = statistics.median(times) * 1000, max(times) * 1000
    yield Figure("key to the next row, median", median, "ms", floor, goal="at most 1.5 times")
    slow = figures.slowest_but(times) * 1000
    yield Figure("key to the next row, 95 of 100", slow, "ms", floor, goal="at most 50")
    yield Figure("key to the next row, worst", worst, "ms", floor)
    memory, floor = terminal.peak / MIB, empty.floor("peak", 1 / MIB)
    yield Figure("peak memory", memory, "MiB", floor, goal="at most 300")


def main(arguments: Sequence[str] | None = None) -> None:
    """Scan, propose, review."""
    sizes = {
        "links": (100_000, 400),
        "files": (50_000, 200),
        "broken": (1000, 30),
        "reviewed": (5000, 50),
        "runs": (3, 1),
        "keys": (40, 4),
    }
    given = figures.parsed(figures.options(__doc__, sizes, on_disk=True), arguments)
    with figures.workspace(given.dir) as folder:
        many = folder / "links"
        ready(many, given.links)
        ours, bare = figures.in_turn(lambda: scan(many), lambda: find_and_stat(many), given.runs)
        found = [Figure("scan", ours, "s", Floor("find and stat", bare))]
        fewer = folder / "proposals"
        proposals, tiers = proposing(fewer, given.files, given.broken, given.runs)
        rename(many, paths(given.links)[: given.reviewed])
        found += [proposals, *reviewing(many, given.reviewed, given.keys)]
    notes = [
        f"{given.links:,} links; {given.broken:,} broken among {given.files:,} files: {tiers}",
        f"{given.reviewed:,} rows, {given.keys} keys",
    ]
    figures.publish("repairing", found, as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
