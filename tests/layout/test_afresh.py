"""Where links would be if their works were new: what follows stays, what went astray is found."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from vidtui.layout.genres import in_its_genre
from vidtui.layout.learning import learn
from vidtui.layout.model import ExistingLink, LayoutOptions, Placed
from vidtui.layout.placing import Placer

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
if str(BENCHMARKS) not in sys.path:
    sys.path.append(str(BENCHMARKS))

LAYOUTS = [
    "jellyfin", "kodi", "by genre", "by ranges", "by decade", "flat", "french seasons",
    "genre/range", "anime absolute", "renamer",
]  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_follows_stays_and_what_went_astray_is_found(name: str) -> None:
    import made_tree

    # Where works have several genres, fewer films do not say which of them yields.
    items = made_tree.items(name, 300 if name == "genre/range" else 150, 8, seed=3)
    astray = {}
    films = [number for number, one in enumerate(items) if one.work.kind == "film"]
    for number, other in zip(films[::50], films[7::50], strict=False):
        folder, name_ = (items[one].path.rpartition(b"/") for one in (other, number))
        astray[number] = folder[0] + b"/" + name_[2]
    links = [
        ExistingLink(astray.get(number, one.path), one.work, one.file)
        for number, one in enumerate(items)
    ]
    placer = Placer(learn(links))
    found: Counter[str] = Counter()
    for one, link in zip(items, links, strict=True):
        outcome = placer.afresh(link)
        if not isinstance(outcome, Placed):
            found["asked"] += 1
        elif outcome.path in (one.path, *one.also) or link.path == in_its_genre(link.path, outcome):
            found["right"] += 1
        else:
            found["wrong"] += 1
    assert found["wrong"] <= 1, found
    assert found["right"] >= 0.9 * found.total(), found


def test_a_template_by_hand_knows_no_home() -> None:
    import made_tree

    items = made_tree.items("jellyfin", 20, 1)
    links = [ExistingLink(one.path, one.work, one.file) for one in items]
    options = LayoutOptions({"film": "{Release Year}/{Movie Title}"})
    placer = Placer(learn(links, options))
    film = next(one for one in links if one.work is not None and one.work.kind == "film")
    outcome = placer.afresh(film)
    assert isinstance(outcome, Placed)
    assert outcome.path.count(b"/") == 1
    assert placer.afresh(ExistingLink(b"Films/x.mkv")) is None
