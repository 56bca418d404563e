"""Measures how soon a changed query is answered over a large catalogue; medians.

    python benchmarks/querying.py [--works 100000] [--repeat 9] [--quick] [--json]

Each query differs from the one before by a letter or a word, as when it is typed. Beside each
stands a plain loop over the folded titles of all works, as a list of Python texts: the least that
a program without an index of words would do. The catalogue is written row by row; each work has
its titles, people and genres as a provider tells them, and one file.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import figures
import made_library
from figures import Figure, Floor, in_turn, timed

from vidtui.catalogue import models
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.sql import write_many
from vidtui.library.index import Index
from vidtui.library.select import Selector

TITLES, ACTORS = 12, 8  # of each work, as TMDB has them on average
TYPED = {
    "a letter of a title": ("amber", "amber{}"),
    "a letter of a second word": ("amber brook", "amber b{}"),
    "a word that is not": ("amber", "amber -c{}"),
    "a range of years": ("amber", "amber year:199{}.."),
    "a genre": ("amber", "amber genre:t{}"),
    "a sort": ("amber", "amber x{} rating-"),
}


def details(number: int) -> str:
    """Return what a provider says of a work."""
    title = made_library.title(number)
    return json.dumps(
        {
            "title": [title, "fr"],
            "titles": [f"{made_library.title(number * 7 + step)} é" for step in range(TITLES)],
            "genres": ["Drame", "Thriller"][: 1 + number % 2],
            "rating": 5 + number % 50 / 10,
            "votes": number,
            "cast": [[f"Actor {number * 13 % 5000 + step}", "x"] for step in range(ACTORS)],
            "crew": [[f"Director {number % 3000}", "Director"]],
            "ids": {"imdb": f"tt{number:07}"},
            "overview": ["x" * 300, "fr"],
        },
        ensure_ascii=False,
    )


def rows(count: int) -> Iterator[tuple[int, str, int]]:
    """Yield number, title and year of every work."""
    return ((n, made_library.title(n), 1950 + n % 70) for n in range(1, count + 1))


def write(path: Path, count: int) -> Catalogue:
    """Write a catalogue of ``count`` identified films."""
    catalogue = open_catalogue(path, create=True)
    with catalogue.session(), catalogue.transaction():
        models.Root.create(uuid="r", role="storage", path=b"/nas", confirmed_at=1)
        write_many(
            "INSERT INTO movie (id, provider, provider_id, title, year, runtime, details,"
            " fetched_at) VALUES (?, 'tmdb', ?, ?, ?, 100, ?, 1)",
            ((n, str(n), title, year, details(n)) for n, title, year in rows(count)),
        )
        write_many(
            "INSERT INTO media_group (id, kind, key, title, year, state, attempts, evidence,"
            " movie_id, created_at) VALUES (?, 'film', ?, ?, ?, 'enriched', 0, '{}', ?, 1)",
            ((n, str(n), title, year, n) for n, title, year in rows(count)),
        )
        write_many(
            "INSERT INTO media_file (root_id, path, shown, size, mtime_ns, inode, sample, kind,"
            " group_id, added_at) VALUES (1, ?, '', ?, 0, ?, ?, 'film', ?, 1)",
            (
                (f"Films/{title} ({year})/{title}.mkv".encode(), n, n, os.urandom(16), n)
                for n, title, year in rows(count)
            ),
        )
    return catalogue


def measure(index: Index, repeat: int) -> Iterator[Figure]:
    """Yield the milliseconds to answer each kind of changed query."""
    selector = Selector(index)
    titles: Sequence[Any] = index.column("title", "titles").values
    for name, (before, after) in TYPED.items():
        selector.works(before)
        selector.works(after.format("9"))  # what it needs is read by now
        typed = cycle("0123456" if "199" in after else "abcdefghijklmnopqrstuvwxyz")

        def ours(after: str = after, typed: Iterator[str] = typed) -> None:
            selector.works(after.format(next(typed)))

        def bare() -> None:
            sum("amber" in title for title in titles)

        spent, floor = in_turn(ours, bare, repeat)
        loop = Floor("a plain loop over the titles", floor * 1000)
        yield Figure(name, spent * 1000, "ms", loop, goal="at most 100")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    sizes = {"works": (100_000, 2_000), "repeat": (9, 3)}
    given = figures.parsed(figures.options(__doc__, sizes, on_disk=True), arguments)
    with figures.workspace(given.dir) as folder:
        path = folder / f"works-{given.works}.sqlite3"
        catalogue = open_catalogue(path) if path.exists() else write(path, given.works)

        def loop() -> None:
            with catalogue.session():
                cursor = models.database.obj.execute_sql("SELECT details FROM movie")
                for (text,) in cursor:
                    json.loads(text)

        opened = [timed(lambda: Index(catalogue)) for _number in range(min(3, given.repeat))]
        index = Index(catalogue)
        parsed = Floor("json.loads of all details", timed(loop) * 1000)
        first = timed(lambda: Selector(index).works("amber"))
        found = [
            Figure("index without details", statistics.median(opened) * 1000, "ms", parsed),
            Figure("first word, all titles read", first * 1000, "ms", parsed),
            *measure(index, given.repeat),
        ]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found.append(Figure("peak memory", peak, "MiB", goal="at most 300"))
    notes = [f"{given.works} works with a file each, {TITLES} titles, {ACTORS} actors"]
    figures.publish("querying", found, as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
