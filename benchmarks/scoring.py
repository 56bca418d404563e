"""Measure how long it takes to score candidates against one name; medians.

    python benchmarks/scoring.py [--candidates 20] [--repeat 200]

Search results come as they do from the first page of a search, works with the twenty titles that
translations give them. No title was seen before, so that nothing is remembered from another run.
"""

from __future__ import annotations

import argparse
import statistics
import time

from vidtui.metadata.scoring import Wanted, score
from vidtui.metadata.titles import form
from vidtui.metadata.works import Film, Hit, Ref, Text

_NOUNS = "Lantern Orchard Harbour Colline Rivière Forêt Horloge Tempête Lumière Été"
WORDS = _NOUNS.split()
LIMIT_MS = 2.0
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


def measure(subjects: list[Hit] | list[Film], repeat: int) -> float:
    """Return the milliseconds to score ``subjects`` once."""
    wanted = Wanted("film", (title(7), f"{title(7)} Remux"), 1991)
    times = []
    for _number in range(repeat):
        form.cache_clear()
        began = time.perf_counter()
        for subject in subjects:
            score(wanted, subject, 101.0)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e3


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", type=int, default=20)
    parser.add_argument("--repeat", type=int, default=200)
    options = parser.parse_args()
    numbers = range(100, 100 + 50 * options.candidates, 50)
    hits = measure([hit(number) for number in numbers], options.repeat)
    works = measure([film(number) for number in numbers], options.repeat)
    print(f"{options.candidates} candidates against one name, two readings of it:")
    print(f"search results: {hits:.2f} ms (at most {LIMIT_MS:.0f})")
    print(f"works with {TITLES} titles each: {works:.2f} ms")


if __name__ == "__main__":
    main()
