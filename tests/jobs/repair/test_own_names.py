"""The link's own name counts as much as what it showed, for what is barred and what is found."""

from __future__ import annotations

import os

import pytest

from tests.support.finding import Found
from tests.support.library import Library

SHOW = "Séries/{0}/Saison 01/{0} - {1}.mkv"
GONE = {
    # link: what it showed, which vanishes
    "Films/W/Water (1985).mkv": "Films/Water/Water.mkv",
    "Films/Ghostbusters (1984)/ghost.mkv": "Films/Ghostbusters/ghostbusters.mkv",
    "Films/Dune.mkv": "Films/Dune.1984.FRENCH.DVDRip.XviD-GRP.avi",
    "Films/Ran CD2 (1985).avi": "Films/Ran (1985)/ran.avi",
    "Séries/D/Dark (2017) - S01E02.mkv": SHOW.format("Dark (2017)", "S01E04"),
    "Films/H/Heat (1995).mkv": "Films/divers/tt0113277.mkv",
    "Films/L/Le Huitième Passager (1979).mkv": "Films/Alien (1979)/Alien (1979).mkv",
}  # fmt: skip
THERE = [
    "Films/Water (2014)/Water (2014).mkv",
    "Films/Ghostbusters (2016)/Ghostbusters (2016).mkv",
    "Films/Dune (2021)/Dune (2021).mkv",
    "Films/Ran (1985) CD1.avi",
    SHOW.format("Dark (2017)", "S01E05"),
    "Films/Heat (1995)/Heat (1995).mkv",
    "Films/Le Huitième Passager (1979)/Le Huitième Passager (1979) 1080p.mkv",
]


@pytest.fixture(scope="module", params=[True, False], ids=["known", "unknown"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What is offered where the vanished files had been imported, and where they had not."""
    library = Library(tmp_path_factory.mktemp("own"))
    library.films(12)
    for name in THERE:
        library.put(name)
    for link, old in GONE.items():
        if request.param:
            library.put(old)
        library.link(link, library.path(old))
    library.import_()
    for old in GONE.values() if request.param else ():
        os.unlink(library.path(old))
    return library.find()


@pytest.mark.parametrize("link", [*GONE][:5])
def test_the_name_of_the_link_or_of_its_old_target_bars_another_work(
    found: Found, link: str
) -> None:
    assert found.offered(link) == []


@pytest.mark.parametrize(("link", "file"), list(zip([*GONE][5:], THERE[5:], strict=True)))
def test_the_name_of_the_link_finds_what_the_old_one_does_not(
    found: Found, link: str, file: str
) -> None:
    assert found.best(link) == ("same-work", file)
