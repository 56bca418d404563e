"""What is taken away from a tree is planned again: right, or left to a person; hardly ever wrong.

A small part of ``benchmarks/layouts.py``, and odd links among those that a tree is learned from.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.conftest import BENCHMARKS  # which puts the benchmarks on the path
from tests.layout.tree import TITLES, Shelf, episode, film, films, link, series
from tests.support.names import HOSTILE
from vidtui.layout.model import Outcome, Placed, Question

if TYPE_CHECKING:
    from made_tree import Item

FEW = {"by genre": 80, "genre/range": 80}
"""The least that is right alone where works are many to a folder and trees small, in percent."""


@pytest.mark.parametrize(
    "name",
    ["jellyfin", "kodi", "plex", "by genre", "by ranges", "by decade", "flat", "french seasons",
     "genre/range", "anime absolute", "mixed", "renamer"],
)  # fmt: skip
def test_what_was_taken_away_is_planned_again(name: str) -> None:
    assert BENCHMARKS.is_dir()
    import layouts
    import made_tree

    items = made_tree.items(name, 200, 12)
    found = layouts.judged(items, rounds=1, ways=("work",))["work"]
    gone = layouts.removed(items, "work", random.Random("0 0 work"))
    renewed = sum(is_offered_anew(*one) for one in layouts.planned(items, gone, emptied=False))
    assert found.total() > 10
    assert found["wrong"] == 0
    assert 100 * (found["right"] + renewed) >= FEW.get(name, 90) * found.total(), found
    assert name == "by ranges" or not renewed


def is_offered_anew(item: Item, outcome: Outcome) -> bool:
    """Whether a folder that went with its only work is offered first; it is never made unasked."""
    if not isinstance(outcome, Question) or outcome.doubt != "level":
        return False
    first = outcome.choices[0]
    return first.is_new and item.path.startswith(first.folder + b"/")


@pytest.mark.parametrize("name", ["jellyfin", "genre/range"])
def test_an_untidy_tree_is_gone_on_with_by_its_rule(name: str) -> None:
    import layouts
    import made_tree
    from untidy import untidy

    items = untidy(made_tree.items(name, 150, 10, 5), share=0.08, seed=5)
    for counts in layouts.judged(items, rounds=1, ways=("one", "work")).values():
        assert counts["wrong"] == 0
        assert counts["right"] >= 0.8 * counts.total(), counts


def test_genres_at_whim_are_asked() -> None:
    import layouts
    import made_tree

    found = Counter[str]()
    items = made_tree.items("genre at whim", 150, 12)
    for counts in layouts.judged(items, rounds=1).values():
        found += counts
    assert found["wrong"] == 0
    assert found["asked"] > found.total() / 10


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_links_in_a_tree(name: bytes) -> None:
    text = name.decode("utf-8", "surrogateescape")
    plain = text.replace("/", "")
    odd = film(text, 1999)
    links = [
        *films("Films/{t} ({y})/{t} ({y}).mkv", TITLES * 3),
        link(f"Films/{plain} (1999)/{plain} (1999).mkv", odd),
        link(f"{plain}/{plain}.mkv", film("Ailleurs", 1950)),
        link(plain or "x"),
    ]
    shelf = Shelf(links)
    for work in (odd, film(f"{text} 2", 2001), film("Neuf", 2020)):
        for outcome in shelf.place(work):
            assert isinstance(outcome, Placed | Question)
            if isinstance(outcome, Placed):
                assert b".." not in outcome.path.split(b"/")
                assert all(outcome.path.split(b"/"))
                assert len(outcome.path.rpartition(b"/")[2]) <= 255


@pytest.mark.parametrize(
    "work",
    [
        film("", None), film("", 0), film("\0", 2020), film("   ", -5), film("…", 99999),
        series("", None), film("Neuf", 2020, genres=("", "\0")), film("Neuf", 2020, collection=""),
        film("Neuf", 2020, original_title="", titles=("", " "), by_language={"": ""}),
    ],
)  # fmt: skip
def test_facts_that_say_nothing(work: object) -> None:
    links = [
        *films("Films/{t[0]}/{t} ({y})/{t} ({y}).mkv", TITLES * 3),
        link("Films/x.mkv", film("", None)),
        link("Séries/x/S01E01.mkv", series("", None), episode(None)),
        link("Séries/y/S01E01.mkv", series("y", None), episode(None, 1)),
    ]
    shelf = Shelf(links)
    files = [episode(None), episode(1, 2)] if getattr(work, "kind", "") == "series" else []
    for outcome in shelf.place(work, *files):  # type: ignore[arg-type]
        assert isinstance(outcome, Placed | Question)
