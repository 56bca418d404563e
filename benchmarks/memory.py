"""Measures memory: a million links to fifty files, and 20,000 films that wait.

    python benchmarks/memory.py [--links 1000000] [--groups 20000] [--quick] [--json] [--dir FOLDER]

Each command runs in a child of its own, whose peak memory and processor time the kernel tells
(``getrusage``); ``vidtui --version`` in the same run is the floor. Processor time and not time,
since others may be at work beside it. The app is opened on the same libraries; beside it stands an
empty Textual app with a virtual list.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import figures
from figures import Figure, Floor
from made_library import imported, loaded
from processes import MIB, Terminal, Used, empty_app, on_terminal, used, version, vidtui_of

from vidtui.catalogue import models
from vidtui.catalogue.database import open_catalogue

FILES = 50
CANDIDATES = 5
BATCH = 10_000
ON_LINKS = (
    ("import",),
    ("check",),
    ("check", "--json"),
    ("repair-links", "--json"),
)
ON_GROUPS = (("pending",), ("pending", "--json"))
FINE = (0, 4)
"""Exit codes: all is well, and something needs attention."""


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
    imported(folder)
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


def batch(folder: Path, *words: str) -> Used:
    """Run one batch command on a library, its output in a file beside it.

    Raises:
        SystemExit: it failed; a command that finds what needs attention has not.
    """
    found = used(vidtui_of(folder, "--batch", *words), folder / "output")
    if found.code not in FINE:
        raise SystemExit(f"{' '.join(words)}: exit {found.code}")
    return found


def both(name: str, found: Used, floor: Used) -> Iterator[Figure]:
    """Yield memory and processor time of a command."""
    beside = Floor("--version", floor.peak / MIB)
    yield Figure(f"{name}, peak", found.peak / MIB, "MiB", beside, goal="at most 300")
    beside = Floor("--version", floor.seconds)
    yield Figure(f"{name}, processor", found.seconds, "s", beside)


def in_app(folder: Path, shown: str, *words: str) -> Terminal:
    """Open a screen of the app until something is shown on it."""
    with on_terminal(vidtui_of(folder, *words)) as terminal:
        terminal.wait_for(shown, 600)
        terminal.drain(1)
    return terminal


def measure(folder: Path, links: int, groups: int) -> Iterator[Figure]:
    """Run every command in turn; yield what each used."""
    many, waiting = folder / f"links-{links}", folder / f"groups-{groups}"
    if not many.is_dir():
        make_links(many, links)
    if not waiting.is_dir():
        make_groups(waiting, groups)
    floor = version()
    for words in ON_LINKS:
        name = f"{' '.join(words)}, many links"
        yield from both(name, batch(many, *words, "--quiet"), floor)
    for words in ON_GROUPS:
        yield from both(f"{' '.join(words)}, many groups", batch(waiting, *words), floor)
    empty = empty_app(groups, 1)
    screens: tuple[tuple[str, list[str], Path, str], ...] = (
        ("Links", ["repair-links"], many, "No link is broken"),
        ("Pending", ["pending"], waiting, "Film 1"),
    )
    for screen, opened, folder_, shown in screens:
        peak = in_app(folder_, shown, *opened).peak / MIB
        beside = empty.floor("peak", 1 / MIB)
        yield Figure(f"the app's {screen} screen, peak", peak, "MiB", beside, goal="at most 300")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    sizes = {"links": (1_000_000, 500), "groups": (20_000, 50)}
    given = figures.parsed(figures.options(__doc__, sizes, on_disk=True), arguments)
    with figures.workspace(given.dir) as folder:
        found = list(measure(folder, given.links, given.groups))
    notes = [f"{given.links:,} links to {FILES} files, {given.groups:,} groups that wait"]
    figures.publish("memory", found, as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
