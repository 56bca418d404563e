"""Measures how fast names are read, against plain serial guessit over the same paths; medians.

    python benchmarks/naming.py [--names 1200] [--baseline 150] [--workers 2] [--quick] [--json]

Two libraries of made-up titles: an organised one (three names in four canonical, one in four a
release name), and release names alone. guessit is timed on a sample of the same paths, once on the
whole relative path and once on the file name alone, both with the type that the folder gives.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from unittest.mock import patch

import figures
from figures import Figure, Floor

from vidtui.disk.naming import films
from vidtui.disk.naming.canonical import read_canonical
from vidtui.disk.naming.facts import ask_guessit
from vidtui.disk.naming.name import NameFailed, NameRequest
from vidtui.disk.naming.pool import Namer
from vidtui.disk.naming.worker import read_guessit

_NOUNS = """
Lantern Orchard Harbour Meadow Compass Cinder Thistle Gallery Winter Signal Cathedral Marble
Voyage Colline Rivière Forêt Horloge Fenêtre Tempête Lumière Été Chemin Miroir Jardin Phare
"""
NOUNS = _NOUNS.split()
JOINTS = ("of the", "and the", "in", "without", "du", "de la", "et le", "sous la")
TAILS = (
    ("FRENCH", "MULTi", "VOSTFR", "TRUEFRENCH"),
    ("720p", "1080p"),
    ("BluRay", "WEB-DL", "HDTV"),
    ("x264", "x265"),
)
GROUPS = ("KLMN", "OPQR", "STUV", "WXYZ")


def title(rng: random.Random) -> str:
    """Make up a title of two to four words."""
    first, second = rng.sample(NOUNS, 2)
    return rng.choice(
        (f"{first} {rng.choice(JOINTS)} {second}", f"The {first} {second}", f"{first} {second}")
    )


def canonical(rng: random.Random, key: int) -> NameRequest:
    """Return a film or an episode as an organised library names it."""
    name, year = title(rng), rng.randrange(1950, 2024)
    tail = rng.choice(("", " MULTi AC3 HEVC 1080p", " FR H264 720p", " - 1080p"))
    if rng.random() < 0.5:
        path = f"Films/Drame/{name[0]}/{name} ({year}){tail}.mkv"
        return NameRequest(key, path, "film", 1)
    season, episode = rng.randrange(1, 9), rng.randrange(1, 25)
    show = f"Séries/{name[0]}/{name} ({year})/Saison {season:02d}"
    path = f"{show}/{name} ({year}) - S{season:02d}E{episode:02d} - {title(rng)}.mkv"
    return NameRequest(key, path, "series", 1)


def release(rng: random.Random, key: int) -> NameRequest:
    """Return a film or an episode as it was downloaded, below no layout that helps."""
    name, year = title(rng).replace(" ", "."), rng.randrange(1950, 2024)
    tail = ".".join(rng.choice(words) for words in TAILS) + f"-{rng.choice(GROUPS)}"
    if rng.random() < 0.5:
        return NameRequest(key, f"Films/{name}.{year}.{tail}.mkv", "film", 1)
    marker = f"S{rng.randrange(1, 9):02d}E{rng.randrange(1, 25):02d}"
    return NameRequest(
        key, f"Séries/{name}.{marker}.{tail}/{name}.{marker}.{tail}.mkv", "series", 1
    )


def film_release(rng: random.Random, key: int) -> NameRequest:
    """Return a film's release name."""
    while (request := release(rng, key)).kind != "film":
        pass
    return request


def organised(rng: random.Random, key: int) -> NameRequest:
    """Return three canonical names for each release name."""
    return release(rng, key) if key % 4 == 3 else canonical(rng, key)


def library(make: Callable[[random.Random, int], NameRequest], count: int) -> Iterator[NameRequest]:
    """Yield ``count`` names, the same at each call."""
    rng = random.Random(7)
    return (make(rng, key) for key in range(count))


def baseline(requests: Sequence[NameRequest], *, base_only: bool) -> float:
    """Return plain guessit's seconds a name."""
    from guessit import guessit

    guessit("Warm.Up.2001.1080p.mkv", {"type": "movie"})
    began = time.perf_counter()
    for request in requests:
        text = request.path.rpartition("/")[2] if base_only else request.path
        guessit(text, {"type": "movie" if request.kind == "film" else "episode"})
    return (time.perf_counter() - began) / len(requests)


def ours(requests: Iterator[NameRequest], workers: int) -> float:
    """Return our seconds for all ``requests``, the start of the processes not counted."""
    with Namer(workers) as namer:
        warm = (
            NameRequest(key, f"Films/Warm.Up.{key}.x264.mkv", "film", 1)
            for key in range(16 * workers)
        )
        list(namer.names(warm))
        began = time.perf_counter()
        failed = sum(isinstance(name, NameFailed) for _, name in namer.names(requests))
        spent = time.perf_counter() - began
    if failed:
        raise SystemExit(f"{failed} names could not be read")
    return spent


def measure(
    label: str, make: Callable[[random.Random, int], NameRequest], given: argparse.Namespace
) -> Iterator[Figure]:
    """Yield the figures of one library: what a name costs, and how many names need no guessit."""
    sample = list(library(make, given.baseline))
    by_path, by_base, mine = [], [], []
    for _number in range(given.runs):
        by_path.append(baseline(sample, base_only=False))
        by_base.append(baseline(sample, base_only=True))
        mine.append(ours(library(make, given.names), given.workers) / given.names)
    spent = 1000 * statistics.median(mine)
    for what, times in (("file names", by_base), ("paths", by_path)):
        floor = Floor(f"serial guessit on {what}", 1000 * statistics.median(times))
        yield Figure(f"{label}, beside {what}", spent, "ms a name", floor)
    alone = 1 - sum(map(asks_guessit, sample)) / len(sample)
    yield Figure(f"{label}, read without guessit", 100 * alone, "%", better="higher")


def asks_guessit(request: NameRequest) -> bool:
    """Return whether guessit has to be asked about a name."""
    if read_canonical(request) is not None:
        return False
    with patch.object(films, "ask_guessit", wraps=ask_guessit) as asked:
        read_guessit(request)
    return asked.called


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    sizes = {
        "names": (1200, 60),
        "baseline": (150, 10),
        "workers": (min(2, os.cpu_count() or 1), 1),
        "runs": (3, 1),
    }
    parser = figures.options(__doc__, sizes, baseline="names that guessit is timed on")
    given = figures.parsed(parser, arguments)
    libraries = {
        "organised": organised,
        "release names": release,
        "release names, films": film_release,
    }
    found = [one for label, make in libraries.items() for one in measure(label, make, given)]
    notes = [f"{given.names:,} names of each kind, {given.workers} parser processes"]
    figures.publish("naming", found, as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
