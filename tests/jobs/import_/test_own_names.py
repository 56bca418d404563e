"""Files whose own name says another film than their folder, a part, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.library import Library
from tests.support.records import film, show
from vidtui.demo.model import Records
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.demo.truth import matroska
from vidtui.matching import reasons

FILMS = (
    film(801, "Les Trois Lames : Gascon", 2023, runtime=121),
    film(802, "Les Trois Lames : Dame Bleue", 2023, runtime=115),
    film(804, "Matrice", 1999, runtime=136),
    film(805, "Matrice Reloaded", 2003, runtime=138),
    film(818, "Shrek", 2001, runtime=90),
    film(819, "Shrek 2", 2004, runtime=93),
    film(348, "Alien", 1979, runtime=117, titles={"fr": "Alien, le huitième passager"}),
    film(238, "The Godfather", 1972, runtime=175, titles={"fr": "Le Parrain"}),
    film(507, "Avatar", 2009, runtime=162),
    film(508, "Crew", 2009, runtime=100),
    film(740, "Che: Part One", 2008, runtime=130, alternatives=(("FR", "Che, 1ère partie"),)),
    film(741, "Che: Part Two", 2008, runtime=131, alternatives=(("FR", "Che, 2ème partie"),)),
    film(704, "Big Buck", 2008, runtime=100),
    film(542, "Aeon Flux", 2005, runtime=93),
)
SERIES = (
    show(401, "Ghosts", 2019, {1: 6, 2: 6}),
    show(402, "Ghosts", 2021, {1: 18, 2: 22}),
    show(202, "Beast Tales", 2019, {1: 12, 2: 12}),
)


@pytest.fixture
def server(library: Library) -> Iterator[TmdbStandIn]:
    with TmdbStandIn(Records(FILMS, SERIES), limit=None) as stand_in:
        library.write_settings(extra='language = "fr"')
        library.use_tmdb(stand_in)
        yield stand_in


def put(library: Library, files: dict[str, float]) -> None:
    """Write films that run so many minutes; import and enrich them."""
    for name, minutes in files.items():
        library.put(name, matroska(60 * minutes, name.encode()))
    library.import_()
    library.enrich()


def works(library: Library, *names: str) -> list[int | None]:
    found = []
    for name in names:
        (row,) = library.query(
            "SELECT m.provider_id FROM media_file f JOIN media_group g ON g.id = f.group_id"
            " LEFT JOIN movie m ON m.id = g.movie_id WHERE f.id = ?",
            library.file(name)["id"],
        )
        found.append(int(row[0]) if row[0] else None)
    return found


def reason(library: Library, name: str) -> str | None:
    (row,) = library.query(
        "SELECT g.error FROM media_file f JOIN media_group g ON g.id = f.group_id WHERE f.id = ?",
        library.file(name)["id"],
    )
    return row[0]


@pytest.mark.parametrize(
    ("files", "answers"),
    [
        (
            {
                "Films/Les Trois Lames (2023)/Les Trois Lames - Gascon (2023).mkv": 121,
                "Films/Les Trois Lames (2023)/Les Trois Lames - Dame Bleue (2023).mkv": 115,
            },
            [801, 802],
        ),
        (
            {
                "Films/Les Trois Lames (2023)/Les Trois Lames (2023) - Gascon.mkv": 121,
                "Films/Les Trois Lames (2023)/Les Trois Lames (2023) - Dame Bleue.mkv": 115,
            },
            [801, 802],
        ),
        (
            {
                "Films/Matrice (1999)/Matrice.mkv": 136,
                "Films/Matrice (1999)/Matrice Reloaded (2003).mkv": 138,
                "Films/Matrice (1999)/Reloaded.mkv": 138,
            },
            [804, 805, None],
        ),
        ({"Films/Shrek (2001)/Shrek.mkv": 90, "Films/Shrek (2001)/Shrek 2.mkv": 93}, [818, None]),
        (
            {
                "Films/Alien (1979)/Alien - Le huitième passager.mkv": 117,
                "Films/Le Parrain (1972)/The Godfather.mkv": 175,
                "Films/Le Parrain (1972)/The Godfather (1972).mkv": 175,
            },
            [348, 238, 238],
        ),
        (
            {
                "Films/Avatar (2009)/Avatar (2009).mkv": 162,
                "Films/Avatar (2009)/Crew.mkv": 162,
                "Films/Avatar (2009)/Your Friend the Rat.mkv": 12,
                "Films/Avatar (2009) {tmdb-507}/Crew.mkv": 3,
            },
            [507, None, None, None],
        ),
        (
            {
                "Films/Che (2008)/Che (2008) - 1ère partie.mkv": 130,
                "Films/Che (2008) - 2ème partie.mkv": 131,
                "Films/Che (2008) - Part Two.mkv": 131,
                "Films/Che (2008) 3.mkv": 131,
            },
            [740, 741, 741, None],
        ),
        (
            {
                "Films/Big Buck (2008)/Big Buck (2008) - Kubrick.mkv": 100,
                "Films/Big Buck (2008)/Big Buck (2008) - Autre chose.mkv": 70,
            },
            [704, None],
        ),
        (
            {
                "Films/Aeon Flux (2005)/x.mkv": 93,
                "Films/Autres/Aeon Flux (2005)/a.mkv": 93,
                "Films/Autres/Aeon Flux (2005)/q.mkv": 12,
            },
            [542, 542, None],
        ),
    ],
)
def test_what_a_file_says_beside_its_folder(
    library: Library, server: TmdbStandIn, files: dict[str, float], answers: list[int | None]
) -> None:
    put(library, files)
    assert works(library, *files) == answers


def test_why_a_person_is_asked(library: Library, server: TmdbStandIn) -> None:
    other, nameless = "Films/Shrek (2001)/Shrek 2.mkv", "Films/Aeon Flux (2005)/q.mkv"
    label = "Films/Big Buck (2008)/Big Buck (2008) - Autre chose.mkv"
    files = {other: 60, nameless: 12, label: 70, "Films/Aeon Flux (2005)/Aeon Flux.mkv": 93}
    put(library, files)
    assert [reason(library, name) for name in (nameless, label)] == [
        reasons.NAMELESS,
        reasons.OTHER_NAME,
    ]
    for name in (other, nameless, label):
        (count,) = library.query(
            "SELECT COUNT(*) FROM candidate WHERE group_id = ?", library.file(name)["group_id"]
        )[0]
        assert count


def test_halves_are_one_group_and_films_beside_it_are_not(
    library: Library, server: TmdbStandIn
) -> None:
    folder = "Films/Big Buck (2008)/Big Buck (2008)"
    halves = [f"{folder}-part1.mkv", f"{folder}-part2.mkv"]
    put(library, {**dict.fromkeys(halves, 50), f"{folder} - Part 2.mkv": 100})
    assert [library.file(name)["part"] for name in halves] == [1, 2]
    groups = [library.file(name)["group_id"] for name in (*halves, f"{folder} - Part 2.mkv")]
    assert groups[0] == groups[1] != groups[2]


def test_a_show_keeps_the_year_of_its_folder(library: Library, server: TmdbStandIn) -> None:
    old = "Séries/Ghosts (2019)/Ghosts Season 1/Ghosts S01E03.mkv"
    new = "Séries/Ghosts (2021)/Ghosts Season 1/Ghosts S01E03.mkv"
    put(library, {old: 28, new: 22})
    rows = library.query(
        "SELECT s.provider_id, z.number, e.number FROM file_episode fe"
        " JOIN episode e ON e.id = fe.episode_id JOIN season z ON z.id = e.season_id"
        " JOIN series s ON s.id = z.series_id ORDER BY s.provider_id"
    )
    assert [tuple(row) for row in rows] == [("401", 1, 3), ("402", 1, 3)]


def test_numbers_of_anime_are_settled_by_the_seasons(library: Library, server: TmdbStandIn) -> None:
    folder = "Séries/Animes/Beast Tales (2019)"
    names = {
        f"{folder}/Saison 1/Beast Tales - 03.mkv": "1x3",
        f"{folder}/Saison 2/Beast Tales - 03.mkv": "2x3",
        f"{folder}/Saison 2/Beast Tales - 21.mkv": "2x9",
        f"{folder}/[Sub] Beast Tales S2 - 05.mkv": "2x5",
        f"{folder}/[Sub] Beast Tales - 14.mkv": "2x2",
        f"{folder}/[Sub] Beast Tales - 40.mkv": None,
    }
    put(library, dict.fromkeys(names, 24))
    for name, episode in names.items():
        rows = library.query(
            "SELECT z.number, e.number FROM file_episode fe JOIN episode e ON e.id = fe.episode_id"
            " JOIN season z ON z.id = e.season_id WHERE fe.file_id = ?",
            library.file(name)["id"],
        )
        assert [f"{row[0]}x{row[1]}" for row in rows] == ([episode] if episode else []), name


@pytest.mark.parametrize("inside", ["VIDEO_TS/VTS_01_{}.VOB", "BDMV/STREAM/0000{}.m2ts"])
def test_how_long_a_file_of_a_disc_runs_says_nothing_of_the_film(
    library: Library, server: TmdbStandIn, inside: str
) -> None:
    files = [f"Films/Shrek (2001)/{inside.format(number)}" for number in (1, 2, 3)]
    put(library, dict.fromkeys(files, 10))
    assert works(library, *files) == [818, 818, 818]
