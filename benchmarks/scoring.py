"""Measures how long it takes to score candidates against one name; medians.

    python benchmarks/scoring.py [--candidates 20] [--repeat 200] [--quick] [--json]

Search results come as they do from the first page of a search, works with the twenty titles that
translations give them. No title was seen before, so that nothing is remembered from another run.
Beside it stands ``rapidfuzz.process.cdist`` of the same names with the same titles, as they are.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import figures
from figures import Figure, Floor, timed
from rapidfuzz import fuzz, process

from vidtui.matching.score import Wanted, score
from vidtui.matching.titles import form
from vidtui.providers.base import Film, Hit, Ref, Text

_NOUNS = "Lantern Orchard Harbour Colline Rivière Forêt Horloge Tempête Lumière Été"
WORDS = _NOUNS.split()
TITLES = 20


def title(number: int) -> str:
    """Return a made-up title, mostly unlike the others."""
    first, second, third = (WORDS[number // 10**power % 10] for power in range(3))
    return f"The {first} & the {second} of {third}, Part {number}"


def hit(number: int) -> Hit:
    """Return a search result."""
    return Hit(Ref("tmdb", "film", str(number)), title(number), title(number + 1), 1990)


def film(number: int) -> Film:
    """Return a film with its details."""
    return Film(
        ref=Ref("tmdb", "film", str(number)),
        title=Text(title(number), "en"),
        original_title=title(number + 1),
        original_language="en",
        year=1990,
        titles=tuple(title(number + step) for step in range(TITLES)),
        runtime=100.0,
        release_years={"US": 1990, "FR": 1991},
    )


WANTED = Wanted("film", (title(7), f"{title(7)} Remux"), 1991)


def titles_of(subject: Hit | Film) -> tuple[str, ...]:
    """Return every title of a subject."""
    if isinstance(subject, Film):
        return (subject.title.value, subject.original_title, *subject.titles)
    return (subject.title, subject.original_title)


def measure(name: str, subjects: Sequence[Hit | Film], repeat: int, goal: str = "") -> Figure:
    """Return the milliseconds to score ``subjects`` once."""
    titles = [one for subject in subjects for one in titles_of(subject)]
    ours, bare = [], []
    for _number in range(repeat):
        form.cache_clear()
        bare.append(timed(lambda: process.cdist(WANTED.titles, titles, scorer=fuzz.ratio)))
        ours.append(timed(lambda: [score(WANTED, subject, 101.0) for subject in subjects]))
    floor = Floor("rapidfuzz.cdist", statistics.median(bare) * 1000)
    return Figure(name, statistics.median(ours) * 1000, "ms", floor, goal=goal)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    sizes = {"candidates": (20, 5), "repeat": (200, 20)}
    given = figures.parsed(figures.options(__doc__, sizes), arguments)
    numbers = range(100, 100 + 50 * given.candidates, 50)
    found = [
        measure("search results", [hit(n) for n in numbers], given.repeat, "at most 2"),
        measure("works", [film(n) for n in numbers], given.repeat),
    ]
    notes = [f"{given.candidates} candidates against one name, two readings of it"]
    figures.publish("scoring", found, as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
