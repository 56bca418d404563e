"""Measures how well removed links are planned again, layout by layout, and how long that takes.

    python benchmarks/layouts.py [--films 600] [--shows 60] [--rounds 4] [--seed 1]
        [--links 100000] [--new 20000] [--only NAME] [--wrong] [--table] [--quick] [--json]

Of a made-up tree some links are taken away: single ones, all of a work, a whole folder, a whole
shelf (a folder of several works); what is left is learned, and the removed ones are placed as new.
*Right*: the very path that was there (where a person chose among several genres, any genre of the
work; where all links of a work that lay against the rule are gone, what the rule says). *Asked*:
left to a person. *Gone*: asked for since the shelf went with the last link in it (a genre, a saga,
a letter); no new one is made without asking: counted apart. Each layout is measured tidy,
and untidy: a part of its works against the rule.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import sqrt

import figures
import made_tree
from figures import Figure, timed
from made_works import Item
from untidy import untidy

from vidtui.layout.learned import Layouts
from vidtui.layout.learning import learn
from vidtui.layout.model import ExistingLink, LayoutOptions, NewFile, Outcome, Placed, Question
from vidtui.layout.placing import Placer
from vidtui.text import fold

WAYS = ("one", "work", "folder", "shelf", "emptied")
"""What is taken away; of an emptied shelf the folder is still there."""
PART = 0.03
MOST = 5  # a shelf holds at most one link in so many: else there is little to learn from
UNTIDY = 0.08  # of the works


def removed(items: Sequence[Item], way: str, rng: random.Random) -> set[int]:
    """Return the positions of the links that are taken away."""
    known = [number for number, item in enumerate(items) if item.work.is_identified]
    if way == "one":
        return set(rng.sample(known, max(int(len(items) * PART), 12)))
    if way == "work":
        keys = sorted({items[number].work.key for number in known})
        taken = set(rng.sample(keys, max(int(len(keys) * PART), 12)))
        return {number for number, item in enumerate(items) if item.work.key in taken}
    folders: dict[bytes, list[int]] = {}
    for number, item in enumerate(items):
        parts = item.path.split(b"/")[:-1]
        for depth in range(2, len(parts) + 1):
            folders.setdefault(b"/".join(parts[:depth]), []).append(number)
    if way != "folder":
        folders = {
            folder: held
            for folder, held in folders.items()
            if len({items[number].work.key for number in held}) > 1
        }
    fitting = sorted(one for one, held in folders.items() if len(held) <= len(items) // MOST)
    if not fitting:
        return set()
    count = max(int(len(fitting) * PART), 1) if way == "folder" else 1
    found: set[int] = set()
    for folder in rng.sample(fitting, count):
        if len(found) + len(folders[folder]) <= len(items) // MOST:
            found.update(folders[folder])
    return found


def planned(
    items: Sequence[Item], gone: set[int], *, emptied: bool = False
) -> Iterable[tuple[Item, Outcome]]:
    """Yield each removed item with what is said of it."""
    folders = _folders(items[number] for number in gone) if emptied else set()
    options = LayoutOptions(folders=tuple(folder.encode() for folder in folders))
    placer = Placer(learn(existing(items, gone), options))
    new = [items[number] for number in sorted(gone)]
    return zip(new, placer.place(NewFile(one.work, one.file) for one in new), strict=True)


def existing(items: Sequence[Item], gone: set[int]) -> list[ExistingLink]:
    """Return the links that are left; nobody knows what those beside a video show."""
    found = []
    for number, item in enumerate(items):
        if number not in gone:
            found.append(ExistingLink(item.path, item.work, item.file))
            found.extend(map(ExistingLink, item.beside))
    return found


def judged(
    items: Sequence[Item],
    rounds: int,
    ways: Sequence[str] = WAYS,
    tell: Callable[[str], object] | None = None,
    seed: int = 0,
) -> dict[str, Counter[str]]:
    """Return by way of removal how many were placed right, wrong, or left to a person, and why."""
    found = {way: Counter[str]() for way in ways}
    for way in ways:
        for turn in range(rounds * 2 if way in ("shelf", "emptied") else rounds):
            gone = removed(items, way, random.Random(f"{seed} {turn} {way}"))
            left = [item for number, item in enumerate(items) if number not in gone]
            works, folders = {item.work.key for item in left}, _folders(left)
            for item, outcome in planned(items, gone, emptied=way == "emptied"):
                if not item.work.is_identified:
                    continue
                verdict, said = _verdict(item, outcome, is_left=item.work.key in works)
                if isinstance(outcome, Question) and _shelf_is_gone(item, outcome, folders):
                    verdict = "gone"
                found[way][verdict] += 1
                if tell is not None and verdict != "right":
                    tell(f"{way}: {verdict} {item.path.decode()}: {said}")
    return found


def _verdict(item: Item, outcome: Outcome, *, is_left: bool) -> tuple[str, str]:
    if isinstance(outcome, Placed):
        is_right = outcome.path in (item.path, *item.also) or _is_as_ruled(
            item, outcome.path, is_left=is_left
        )
        return ("right" if is_right else "wrong"), outcome.path.decode()
    rule = outcome.rule
    share = f" {rule.detail} {rule.share.follow} of {rule.share.of}" if rule is not None else ""
    return "asked", f"{outcome.doubt} {outcome.detail}{share}"


def _folders(items: Iterable[Item]) -> set[str]:
    found: set[str] = set()
    for item in items:
        folder = item.path.decode().rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _shelf_is_gone(item: Item, question: Question, folders: set[str]) -> bool:
    """Say whether the shelf that is asked for was there, and went with the last link in it."""
    if question.doubt != "level":
        return False
    asked = question.detail.split("/") if question.detail else []
    parts = item.path.decode().split("/")[:-1]
    if parts[: len(asked)] != asked or len(parts) == len(asked):
        return False
    shelf = parts[len(asked)]
    titles = [fold(title) for title in (item.work.title, *item.work.titles)]
    is_own = f"({item.work.year})" in shelf or fold(shelf).startswith(tuple(titles))
    return not is_own and "/".join((*asked, shelf)) not in folders


def _is_as_ruled(item: Item, path: bytes, *, is_left: bool) -> bool:
    """Say whether a link that lay against the rule is planned by the rule, or as its folder is.

    Where links of the work are left its folder is theirs; the name of a film's is the rule's.
    """
    if path == item.ruled:
        return not is_left
    folder, _slash, name = path.rpartition(b"/")
    if folder != item.path.rpartition(b"/")[0]:
        return False
    if not is_left:
        parts = folder.decode().split("/")
        return any(name.decode().startswith(one.partition(" (")[0]) for one in parts[1:])
    return item.work.kind == "film" and name == item.ruled.rpartition(b"/")[2]


def measured(
    name: str,
    films: int,
    shows: int,
    rounds: int,
    seed: int,
    tell: Callable[[str], object] | None = None,
) -> Iterator[tuple[str, dict[str, Counter[str]]]]:
    """Yield the figures of one layout, tidy and untidy."""
    items = made_tree.items(name, films, shows, seed)
    for called, held in ((name, items), (f"{name}, untidy", untidy(items, UNTIDY, seed))):
        said = (lambda text, called=called: tell(f"{called}, {text}")) if tell else None
        yield called, judged(held, rounds, tell=said, seed=seed)


def interval(count: int, whole: int) -> tuple[float, float]:
    """Return between what the true share lies in 19 of 20 cases, in percent (Wilson)."""
    if not whole:
        return 0.0, 100.0
    z, share = 1.96, count / whole
    middle, spread = (
        share + z * z / (2 * whole),
        z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)),
    )
    low, high = (100 * (middle + way * spread) / (1 + z * z / whole) for way in (-1, 1))
    return max(low, 0.0), high


def table(name: str, found: dict[str, Counter[str]]) -> list[Figure]:
    """Return the figures of one layout."""
    rows = []
    for way, counts in found.items():
        whole = counts.total() - counts["gone"] or 1
        rows += [
            Figure(
                f"{name}, {way}: right alone", 100 * counts["right"] / whole, "%", better="higher"
            ),
            Figure(f"{name}, {way}: wrong", 100 * counts["wrong"] / whole, "%"),
        ]
    return rows


def row(name: str, found: dict[str, Counter[str]]) -> str:
    """Return a row of a table in Markdown: right alone, asked and wrong of each way.

    What is asked for since its shelf is gone is counted apart.
    """
    return f"| {name} | {' | '.join(map(_cell, found.values()))} |"


def _cell(counts: Counter[str]) -> str:
    whole = counts.total() - counts["gone"]
    gone = f"{counts['gone']} gone" if counts["gone"] else ""
    if not whole:
        return gone or "–"
    shares = (_percent(counts[one], whole) for one in ("right", "asked", "wrong"))
    return ", ".join(filter(None, (" / ".join(shares), gone)))


def _percent(count: int, whole: int) -> str:
    return f"{100 * count / whole:.1f}".replace(".0", "")


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
        {
            "films": (600, 150),
            "shows": (60, 12),
            "rounds": (4, 1),
            "links": (100_000, 3_000),
            "new": (20_000, 600),
        },
    )
    parser.add_argument("--seed", type=int, default=1, help="of the works and of what is removed")
    parser.add_argument("--only", help="one layout")
    parser.add_argument("--wrong", action="store_true", help="print what was wrong or asked")
    parser.add_argument("--table", action="store_true", help="print a table in Markdown")
    options = figures.parsed(parser, arguments)
    found = []
    whole = {way: Counter[str]() for way in (*WAYS, *(f"{way}, untidy" for way in WAYS))}
    for name in made_tree.LAYOUTS:
        if options.only not in (None, name):
            continue
        tell = print if options.wrong else None
        sizes = options.films, options.shows, options.rounds, options.seed
        for called, counts in measured(name, *sizes, tell=tell):
            found += table(called, counts)
            if options.table:
                print(row(called, counts), flush=True)
            for way, held in counts.items():
                whole[way if called == name else f"{way}, untidy"] += held
    notes = [_whole(way, held) for way, held in whole.items()]
    if options.only is None:
        found += speed(options.links, options.new)
    figures.publish("layouts", found, as_json=options.json, notes=notes)


def _whole(way: str, held: Counter[str]) -> str:
    whole = held.total() - held["gone"]
    parts = []
    for verdict in ("right", "asked", "wrong"):
        low, high = interval(held[verdict], whole)
        parts.append(f"{verdict} {_percent(held[verdict], whole or 1)} % ({low:.2f} to {high:.2f})")
    return f"all layouts, {way}: {', '.join(parts)} of {whole:,}; gone {held['gone']:,}"


if __name__ == "__main__":
    main()
