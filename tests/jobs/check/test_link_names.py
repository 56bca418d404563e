"""A link that shows something else than its own name says is found, and no other link is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.checking import Checked
from tests.support.library import Library
from vidtui.catalogue.repairs import Described
from vidtui.jobs.links.link_works import Work
from vidtui.jobs.links.misnamed import Holding, Said, is_other
from vidtui.matching.titles import form

SHOW = "Séries/{0}/Saison {1:02d}/{0} - S{1:02d}E{2:02d}.mkv"
KAOS = "Séries/Kaos (2024)/Saison 01/kaos.s01e03.multi.1080p.web.x264-grp.mkv"
FRIENDS = "Séries/Friends (1994)/Saison 01/Friends (1994) - S01E01-E02.mkv"
GHOSTS = "Séries/Ghosts (2021)/Saison 01/Ghosts (2021) - S01E01.mkv"
NARUTO = "Séries/Anime/Naruto (2002)/Saison 02/Naruto (2002) - S02E03.mkv"
FIREFLY = "Séries/Firefly (2002)/Saison 01/Firefly (2002) - S01E01 - Serenity.mkv"
TWO = "Séries/Two (2011)/Saison 01/Episode 02.mkv"
FILES = [
    "Films/Matrix (1999)/Matrix (1999).mkv",
    "Films/Inception (2010)/Inception (2010).mkv",
    "Films/Water (1985)/Water (1985).mkv",
    "Films/Water (2014)/Water (2014).mkv",
    "Films/Heat.1995.FRENCH.1080p.BluRay.x264-GRP.mkv",
    "Films/The Godfather (1972)/The Godfather (1972).mkv",
    "Films/Le Parrain (1972)/Le Parrain (1972).mkv",
    "Films/Hotaru no haka (1988)/Hotaru no haka (1988).mkv",
    "Films/Rocky 2 (1979)/Rocky 2 (1979).mkv",
    "Films/Shining, The (1980)/Shining, The (1980).mkv",
    "Films/Amélie Poulain (2001).mkv",
    "Films/Ran (1985) CD1.avi",
    "Films/Ran (1985) CD2.avi",
    "Films/New York 1997 (1981).mkv",
    "Films/Brazil (1985)/Brazil (1985) - Director's Cut.mkv",
    "Films/Solaris (1972) {tmdb-593}.mkv",
    "Films/Bande (2005)/Bande (2005)-trailer.mkv",
    *(SHOW.format("Dark (2017)", season, number) for season in (1, 2) for number in (1, 2, 3)),
    *(SHOW.format("Fargo (2014)", 1, number) for number in range(1, 11)),
    KAOS,
    "Séries/Kaos (2024)/Saison 01/kaos.s01e05.multi.1080p.web.x264-grp.mkv",
    FRIENDS,
    "Séries/Ghosts (2019)/Saison 01/Ghosts (2019) - S01E01.mkv",
    GHOSTS,
    NARUTO,
    FIREFLY,
    *(SHOW.format("Pack (2020)", 1, number) for number in range(1, 9)),
    "Films/Wonder.Woman.1984.2020.MULTi.1080p.WEB.x264-GRP.mkv",
    "Films/Party.Like.it's.1999.1999.1080p.BluRay.x264-GRP.mkv",
    "Films/Land Of Bad - 2024 - HMR/Land Of Bad - 2024 - HMR.mkv",
    "Films/The Father (2020).mkv",
    "Films/Legend.of.the.Dragon.1990.BluRay.1080p.x265.10bit-BOBO.mkv",
    "Films/Blade.Runner.2049.2017.MULTi.1080p.BluRay.x264-GRP.mkv",
    "Séries/One (2001)/Saison 01/Episode 02.mkv",
    TWO,
]  # fmt: skip
RIGHT = {
    "Films/M/Matrix (1999) MULTi AAC 1080p.mkv": FILES[0],
    "Films/H/Heat (1995).mkv": FILES[4],
    "Films/P/Le Parrain (1972) FR.mkv": FILES[5],  # one film in two languages, and both are there
    "Films/T/Le Tombeau des lucioles (1996).mkv": FILES[7],
    "Films/R/Rocky II (1979).mkv": FILES[8],
    "Films/S/The Shining (1980).mkv": FILES[9],
    "Films/A/Amelie Poulain (2002).mkv": FILES[10],
    "Films/R/Ran (1985)-part2.avi": FILES[12],
    "Films/N/New York (1981).mkv": FILES[13],
    "Films/B/Brazil (1996).mkv": FILES[14],  # the year of the cut
    "Films/S/Solyaris [tmdbid-593] (2002).mkv": FILES[15],
    "Films/B/Inception (2010)-trailer.mkv": FILES[16],
    "Films/Water.mkv": FILES[2],
    "Séries/Dark/S01/Dark 1x02.mkv": SHOW.format("Dark (2017)", 1, 2),
    "Séries/K/Kaos (2024)/Saison 01/Kaos (2024) - S01E03.mkv": KAOS,
    "Séries/F/Friends (1994)/Saison 01/Friends (1994) - S01E02.mkv": FRIENDS,
    "Films/Wonder Woman 1984 (2020).mkv": (
        "Films/Wonder.Woman.1984.2020.MULTi.1080p.WEB.x264-GRP.mkv"
    ),
    "Films/Party Like It's 1999 (1999).mkv": (
        "Films/Party.Like.it's.1999.1999.1080p.BluRay.x264-GRP.mkv"
    ),
    "Films/Land of Bad (2024) {imdb-tt19864802}/Land of Bad (2024) {imdb-tt19864802}.mkv": (
        "Films/Land Of Bad - 2024 - HMR/Land Of Bad - 2024 - HMR.mkv"
    ),
    "Films/Father (2020).mkv": "Films/The Father (2020).mkv",
    "Films/龙威父子 (1990) - 1080p.mkv": (
        "Films/Legend.of.the.Dragon.1990.BluRay.1080p.x265.10bit-BOBO.mkv"
    ),
    "Films/Blade Runner 2049 (2017).mkv": (
        "Films/Blade.Runner.2049.2017.MULTi.1080p.BluRay.x264-GRP.mkv"
    ),
    # Counted from the first season on.
    "Séries/N/Naruto (2002)/Saison 01/Naruto (2002) - S01E27.mkv": NARUTO,
    # In the order of the discs.
    "Séries/F/Firefly (2002)/Saison 01/Firefly (2002) - S01E11 - Serenity.mkv": FIREFLY,
    # A whole season that another order counts.
    **{
        SHOW.format("Fargo (2014)", 1, number + 1): SHOW.format("Fargo (2014)", 1, number)
        for number in range(1, 10)
    },
}
WRONG = {
    "Films/I/Inception (2010).mkv": FILES[0],
    "Films/I/Inception.2010.1080p.BluRay.x264-GRP.mkv": FILES[0],
    "Films/W/Water (1985).mkv": FILES[3],
    "Films/R/Ran (1985) CD1 FR.avi": FILES[12],
    "Films/M/Matrix (1999).mkv": SHOW.format("Dark (2017)", 1, 1),
    "Séries/D/Dark (2017)/Saison 01/Dark (2017) - S01E02.mkv": SHOW.format("Dark (2017)", 1, 1),
    "Séries/D/Dark (2017)/Saison 02/Dark (2017) - S02E03.mkv": SHOW.format("Dark (2017)", 1, 3),
    "Séries/D/Dark (2017)/Saison 02/Dark.S02E02.1080p.WEB.mkv": SHOW.format("Dark (2017)", 2, 1),
    "Séries/K/Kaos (2024)/Saison 01/Kaos (2024) - S01E05.mkv": KAOS,
    "Séries/G/Ghosts (2019)/Saison 01/Ghosts (2019) - S01E01.mkv": GHOSTS,
    "Séries/One (2001)/Saison 01/Episode 02.mkv": TWO,
    # All links of a season show its last episode.
    **{
        SHOW.format("Pack (2020)", 1, number): SHOW.format("Pack (2020)", 1, 8)
        for number in range(1, 8)
    },
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """All files and links, imported: the links as they are on the first day."""
    library = Library(tmp_path_factory.mktemp("names"))
    for name in FILES:
        library.put(name)
    for link, name in (RIGHT | WRONG).items():
        library.link(link, library.path(name))
    library.import_()
    return library


@pytest.fixture(scope="module")
def checked(known: Library) -> Checked:
    return known.check()


@pytest.mark.parametrize("link", WRONG)
def test_a_link_that_shows_another_work_than_its_name_says(checked: Checked, link: str) -> None:
    assert link in checked.paths["wrong_link"]


@pytest.mark.parametrize("link", RIGHT)
def test_a_link_that_may_show_what_its_name_says(checked: Checked, link: str) -> None:
    assert link not in checked.paths["wrong_link"]


def test_the_finding_says_what_is_shown(known: Library, checked: Checked) -> None:
    found = {os.fsdecode(one.path): one for one in checked.by_kind["wrong_link"]}
    one = found["Films/I/Inception (2010).mkv"]
    assert one.facts["problem"] == "shows another film or episode than its name says"
    assert one.facts["text"] == os.fsdecode(known.path(FILES[0]))


def test_the_repair_offers_the_right_file_and_marks_nothing(known: Library) -> None:
    found = known.find()
    assert found.best("Films/I/Inception (2010).mkv") == ("same-name", FILES[1])
    assert found.best("Films/W/Water (1985).mkv") == ("same-name", FILES[2])
    episode = "Séries/D/Dark (2017)/Saison 01/Dark (2017) - S01E02.mkv"
    assert found.best(episode) == ("same-name", SHOW.format("Dark (2017)", 1, 2))
    assert {one.link.problem for one in found.plan.links} == {"misnamed"}
    assert found.counts.wrong == len(WRONG)


def test_a_film_whose_folder_is_gone_is_told_before_it_is_known(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.put(FILES[0])
    library.link("Films/Heat (1995).mkv", library.path(FILES[0]))
    library.import_()
    # Without a word from TMDB it may be another title of one film.
    assert "wrong_link" not in library.check().paths


def known_film(*titles: str, year: int, ids: str | None = None) -> Work:
    return Work("film", tuple(map(form, titles)), year=year, known=ids, known_year=year)


def said(title: str, year: int | None) -> Said:
    name = Work("film", (form(title),), year=year)
    return Said(name, f"films {title.lower()} {year}")


SOYLENT = Described(("Soylent Green", "Soleil vert", "Cuando el destino nos alcance"), frozenset())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (said("Cuando el destino nos alcance", 1973), False),
        (said("Cuando el destino nos alcance", 1975), False),
        (said("Heat", 1995), True),
        (said("Heat", 1974), False),  # a year near: it may be a title that nobody knows
        (said("Heat", None), False),
    ],
)
def test_what_the_provider_knows_of_the_shown_work(name: Said, expected: bool) -> None:
    work = known_film("Soleil vert", "Soylent Green", year=1973, ids="film:tmdb:12101")
    shown = Holding(work, "films soleil vert 1973 soleil vert 1973", described=SOYLENT)
    assert is_other(name, shown, ()) is expected


def test_a_release_of_another_year_is_the_same_film() -> None:
    work = known_film("Akira", year=1988, ids="film:tmdb:149")
    described = Described(("Akira",), frozenset((1988, 1991)))
    shown = Holding(work, "films akira 1988", described=described)
    assert not is_other(said("Akira", 1991), shown, ())


def test_two_known_works_of_one_year() -> None:
    fight, matrix = (
        known_film(title, year=1999, ids=f"film:tmdb:{number}")
        for number, title in enumerate(("Fight Club", "Matrix"))
    )
    shown = Holding(
        fight, "films fight club 1999", described=Described(("Fight Club",), frozenset())
    )
    assert is_other(said("Matrix", 1999), shown, (matrix,))
    # Copies of one film in two languages are two groups, until both are known.
    assert not is_other(said("Matrix", 1999), shown, (known_film("Matrix", year=1999),))
