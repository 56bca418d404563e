"""Another link shows a file already: what counts is what links show now."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.support.finding import cautions
from tests.support.library import Library
from vidtui.jobs.repair import accepting

HEAT = "Films/Heat (1995)/Heat (1995).mkv"
OTHER = "Films/Heat (1995).mkv"


def made_by_hand(library: Library) -> None:
    library.import_()
    library.link(OTHER, library.path(HEAT))


def mended_by_hand(library: Library) -> None:
    library.link(OTHER, library.path("Films/nothing.mkv"))
    library.import_()
    turned(library)


def shows_what_is_not_imported(library: Library) -> None:
    os.unlink(library.path(HEAT))
    library.import_()
    library.put(HEAT)
    library.link(OTHER, library.path(HEAT))


def turned(library: Library, name: str = HEAT) -> None:
    """Let the other link show a file, without an import."""
    os.unlink(library.path(OTHER, library.links))
    library.link(OTHER, library.path(name))


@pytest.fixture
def shelf(library: Library) -> Library:
    library.put(HEAT)
    library.link("Films/Heat.mkv", "/old/Heat (1995).mkv")
    return library


@pytest.mark.parametrize("how", [made_by_hand, mended_by_hand, shows_what_is_not_imported])
def test_a_link_shows_it_since_the_last_import(
    shelf: Library, how: Callable[[Library], None]
) -> None:
    how(shelf)
    found = shelf.find()
    first = found.first("Films/Heat.mkv")
    assert (os.fsdecode(first.place.path), cautions(first)) == (HEAT, ["shown-already"])
    assert first.cautions[0].facts == {"link": OTHER}
    assert accepting.accept(found.plan, ["same-name", "same-work"]) == 0


def test_a_link_shows_another_file_since_the_last_import(shelf: Library) -> None:
    better = "Films/Heat (1995)/Heat (1995) - 2160p.mkv"
    shelf.put(better)
    shelf.link(OTHER, shelf.path(HEAT))
    shelf.import_()
    turned(shelf, better)
    assert cautions(shelf.find().first("Films/Heat.mkv")) == []
