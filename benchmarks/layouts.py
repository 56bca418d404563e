"""Measures how well removed links are planned again, layout by layout, and how long that takes.

    python benchmarks/layouts.py [--films 600] [--shows 30] [--rounds 4] [--links 100000]
        [--new 20000] [--only NAME] [--wrong] [--quick] [--json]

Of a made-up tree some links are taken away: single ones, all of a work, whole folders; what is left
is learned, and the removed ones are placed as new. *Right*: the very path that was there (where a
person chose among several genres, any genre of the work). *Asked*: left to a person. Folders are
taken away with their links, and once more as empty folders that are still there.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence

import figures
import made_tree
from figures import Figure, timed
from made_tree import Item

from vidtui.layout.learning import Layouts, learn
from vidtui.layout.model import ExistingLink, LayoutOptions, NewFile, Placed
from vidtui.layout.placing import Placer

WAYS = ("one", "work", "folder", "emptied")
PART = {"one": 0.03, "work": 0.03, "folder": 0.02, "emptied": 0.02}


def removed(items: Sequence[Item], way: str, rng: random.Random) -> set[int]:
    """Return the positions of the links that are taken away."""
    if way == "one":
        return set(rng.sample(range(len(items)), max(int(len(items) * PART[way]), 5)))
    if way == "work":
        keys = sorted({item.work.key for item in items})
        taken = set(rng.sample(keys, max(int(len(keys) * PART[way]), 3)))
        return {number for number, item in enumerate(items) if item.work.key in taken}
    folders: dict[bytes, list[int]] = {}
    for number, item in enumerate(items):
        parts = item.path.split(b"/")[:-1]
        for depth in range(2, len(parts) + 1):
            folders.setdefault(b"/".join(parts[:depth]), []).append(number)
    if not folders:
        return set()
    chosen = rng.sample(sorted(folders), max(int(len(folders) * PART[way]), 1))
    found: set[int] = set()
    for folder in chosen:
        if len(found) + len(folders[folder]) <= len(items) // 5:
            found.update(folders[folder])
    return found


def planned(items: Sequence[Item], gone: set[int], *, emptied: bool) -> Iterable[tuple[Item, object]]:
    """Yield each removed item with what is said of it."""
    kept = [
        ExistingLink(item.path, item.work, item.file)
        for number, item in enumerate(items)
        if number not in gone
    ]
    folders = {items[number].path.rpartition(b"/")[0] for number in gone} if emptied else set()
    placer = Placer(learn(kept, LayoutOptions(folders=tuple(folders))))
    new = [items[number] for number in sorted(gone)]
    return zip(new, placer.place(NewFile(one.work, one.file) for one in new), strict=True)


def judged(name: str, films: int, shows: int, rounds: int, *, tell: bool = False) -> dict[str, Counter[str]]:
    """Return by way of removal how many were placed right, wrong, or left to a person."""
    items = made_tree.items(name, films, shows)
    found = {way: Counter[str]() for way in WAYS}
    for turn in range(rounds):
        rng = random.Random(turn)
        for way in WAYS:
            gone = removed(items, way, rng)
            for item, outcome in planned(items, gone, emptied=way == "emptied"):
                if not isinstance(outcome, Placed):
                    verdict = "asked"
                    if tell:
                        print(f"{name} {way} ASKED {item.path.decode()}: {outcome.doubt} {outcome.detail} {outcome.rule and outcome.rule.detail} {outcome.rule and outcome.rule.share}")
                elif outcome.path in (item.path, *item.also):
                    verdict = "right"
                else:
                    verdict = "wrong"
                    if tell:
                        print(f"{name} {way} WRONG {item.path.decode()}: {outcome.path.decode()}")
                found[way][verdict] += 1
    return found


def table(name: str, found: dict[str, Counter[str]]) -> list[Figure]:
    """Return the figures of one layout."""
    rows = []
    for way, counts in found.items():
        whole = counts.total() or 1
        rows += [
            Figure(f"{name}, {way}: right alone", 100 * counts["right"] / whole, "%", better="higher"),
            Figure(f"{name}, {way}: wrong", 100 * counts["wrong"] / whole, "%"),
        ]
    return rows


def speed(links: int, new: int) -> list[Figure]:
    """Return how long it takes to learn a large tree and to place many files in it."""
    items = made_tree.items("renamer", int(links * 0.55), int(links * 0.45 / 25))
    rng = random.Random(3)
    gone = set(rng.sample(range(len(items)), min(new, len(items) // 2)))
    kept = [
        ExistingLink(item.path, item.work, item.file)
        for number, item in enumerate(items)
        if number not in gone
    ]
    held: list[Layouts] = []
    files = [NewFile(items[number].work, items[number].file) for number in sorted(gone)]
    learning = timed(lambda: held.append(learn(kept)))
    placing = timed(lambda: Placer(held[0]).place(files))
    return [
        Figure(f"learning {len(kept):,} links", learning, "s"),
        Figure(f"placing {len(files):,} files", placing, "s"),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print."""
    parser = figures.options(
        __doc__,
        {"films": (600, 150), "shows": (30, 8), "rounds": (4, 1), "links": (100_000, 3_000), "new": (20_000, 600)},
    )
    parser.add_argument("--only", help="one layout")
    parser.add_argument("--wrong", action="store_true", help="print what was wrong or asked")
    options = figures.parsed(parser, arguments)
    found = []
    for name in made_tree.LAYOUTS:
        if options.only in (None, name):
            counts = judged(name, options.films, options.shows, options.rounds, tell=options.wrong)
            found += table(name, counts)
            print(name, {way: dict(one) for way, one in counts.items()}, file=sys.stderr)
    if options.only is None:
        found += speed(options.links, options.new)
    figures.publish("layouts", found, as_json=options.json)


if __name__ == "__main__":
    main()
