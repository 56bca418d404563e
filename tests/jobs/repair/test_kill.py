"""``kill -9`` a hundred times in a run of repairs, and in taking them back."""

from __future__ import annotations

import os

import pytest

from tests.disk.link_trees import WAYS, lack
from tests.support.kills import killed_at
from tests.support.library import Library
from tests.support.repairs import break_links, moved, relative, stood, strays, texts, write_down
from vidtui.catalogue.database import open_catalogue
from vidtui.disk.root_identity import Identity, examine
from vidtui.jobs import undo as undoing
from vidtui.jobs.links.model import Decision
from vidtui.jobs.links.undo import is_unsettled, settle
from vidtui.jobs.repair.repairing import Repairs
from vidtui.jobs.roots import status_cache

KILLS = 100
STRIDE = 37  # calls between two kills: no divisor of what one repair takes
MOVED = tuple(f"Film {number:02d}" for number in range(9))
GONE = tuple(f"Gone {number:02d}" for number in range(4))


@pytest.fixture
def library(library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    library.films(40, first=100)
    break_links(library, MOVED, GONE)
    # A disk that is there need not be looked at by a process of its own for every kill.
    states = {root.path: examine(root.path, Identity()) for root in library.settings().roots}
    monkeypatch.setattr(
        status_cache, "examine_all", lambda roots: [states[path] for path, _id in roots]
    )
    return library


def expected(library: Library) -> dict[bytes, set[bytes | None]]:
    """What each link may say, None for one in the trash."""
    may: dict[bytes, set[bytes | None]] = {
        stood(name): {relative(library, stood(name), place(name)) for place in (stood, moved)}
        for name in MOVED
    }
    return may | {stood(name): {relative(library, stood(name), stood(name)), None} for name in GONE}


def link_texts(library: Library) -> dict[bytes, bytes]:
    """All links by their path below the link root."""
    assert library.links is not None
    root = os.fsencode(library.links)
    return {os.path.relpath(path, root): text for path, text in texts(library.links).items()}


def decisions(library: Library) -> list[Decision]:
    return [
        Decision(one.link, "repair", one.link.proposals[0])
        if one.link.proposals
        else Decision(one.link, "orphan")
        for one in library.find().plan.links
    ]


def check(library: Library, may: dict[bytes, set[bytes | None]]) -> None:
    """Put in order what was killed; every link is old or new, and in one place only."""
    catalogue = open_catalogue(library.database)
    with catalogue.writing("test"):
        settle(catalogue, library.settings())
    assert not is_unsettled(catalogue)
    now = link_texts(library)
    for path, allowed in may.items():
        assert now.get(path) in allowed, path
    in_trash = texts(library.base / "trash")
    assert len(in_trash) == sum(stood(name) not in now for name in GONE)
    assert strays(library.base) == []


@pytest.mark.parametrize("way", ["exchange", "aside"])
def test_a_hundred_kills(library: Library, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lack(monkeypatch, WAYS[way])
    write_down(library)
    before, may = link_texts(library), expected(library)
    todo = decisions(library)

    def repair() -> None:
        sitting = Repairs(open_catalogue(library.database), library.settings())
        for decision in todo:
            sitting.apply(decision)

    def undo() -> None:
        catalogue = open_catalogue(library.database)
        for _run in range(KILLS):
            undoing.undo(catalogue, library.settings(), undoing.last_run(catalogue), dry_run=False)

    kills, nth, work = 0, STRIDE, repair
    while kills < KILLS:
        was_killed = killed_at(nth, work)
        check(library, may)
        kills += was_killed
        nth = nth + STRIDE if was_killed else STRIDE + kills
        if not was_killed:
            work = undo if work is repair else repair
    assert killed_at(1 << 40, undo) is False
    assert link_texts(library) == before
