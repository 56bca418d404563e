"""What folders and names make of files: films, series, extras, groups, episodes."""

from __future__ import annotations

import json
import os

import pytest

from tests.support.library import Library

KINDS = {
    "Films/Alien (1979)/Extras/Making of.mkv": "extra",
    "Films/Alien (1979)/Featurettes/Sets.mkv": "extra",
    "Films/Alien (1979)/Behind The Scenes/Sets.mkv": "extra",
    "Films/Alien (1979)/Alien (1979)-trailer.mkv": "extra",
    "Films/Alien (1979)/sample.mkv": "extra",
    "Films/Alien (1979)/Sample/alien-sample.mkv": "extra",
    "Films/Alien (1979)/Bonus/Interview.mkv": "extra",
    "Films/Alien (1979)/Interviews/Ridley.mkv": "extra",
    "Films/Alien (1979)/trailer.mp4": "extra",
    "Séries/Lost (2004)/Extras/Cast.mkv": "extra",
    "Séries/Lost (2004)/Saison 01/Lost (2004) - S01E01-trailer.mkv": "extra",
    "Séries/Trailer Park Boys (2001)/Saison 01/Trailer Park Boys - S01E01.mkv": "series",
    "Séries/Extras/Saison 01/Extras - S01E01.mkv": "series",
    "Séries/Extras/Saison 01/S01E01 - Ben Stiller.mkv": "series",
    "Séries/Extras/Saison 1/Episode 02.mkv": "series",
    "Séries/Extras (2005)/Saison 01/Extras (2005) - S01E01.mkv": "series",
    "Films/Sample This (2012)/Sample This (2012).mkv": "film",
    "Films/The Bonus Army (1999)/The Bonus Army (1999).mkv": "film",
    "Films/Trailer (2014).mkv": "film",
    "Films/Extras (2005)/Extras (2005).mkv": "film",
    "FILMS/Alien (1979).mkv": "film",
    "movies/Alien (1979).mkv": "film",
    "Vidéos/Films/Séries B/Alien (1979).mkv": "film",
    "SERIES/Lost (2004)/Saison 01/Lost (2004) - S01E01.mkv": "series",
    "TV Shows/Films du mois (2004)/Saison 01/Films du mois (2004) - S01E01.mkv": "series",
    "Animes/Naruto/Naruto - 101.mkv": "series",
    "Animes/Akira (1988).mkv": "unknown",
    "Divers/Alien (1979).mkv": "unknown",
    "Alien (1979).mkv": "unknown",
}
"""Files, and what they are: extras, works that are called like extras, what folders decide."""


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """All of them in one library, imported."""
    library = Library(tmp_path_factory.mktemp("kinds"))
    for name in KINDS:
        library.put(name)
    library.import_()
    return library


@pytest.mark.parametrize("name", KINDS)
def test_what_a_file_is(kinds: Library, name: str) -> None:
    file = kinds.file(name)
    assert file["kind"] == KINDS[name]
    assert (file["group_id"] is None) == (KINDS[name] == "extra")


@pytest.mark.parametrize(
    "names",
    [
        ["Films/Heat (1995)/Heat (1995) - CD1.mkv", "Films/Heat (1995)/Heat (1995) - CD2.mkv"],
        [
            "Films/Heat (1995)/Heat (1995) - 1080p.mkv",
            "Films/4K/Heat (1995)/Heat (1995) - 2160p.mkv",
        ],
        [
            "Films/Heat (1995)/Heat (1995) {edition-Director's Cut}.mkv",
            "Films/Heat (1995)/Heat (1995).mkv",
        ],
        ["Films/Heat (1995)/BDMV/STREAM/00001.m2ts", "Films/Heat (1995)/BDMV/STREAM/00002.m2ts"],
        ["Films/Heat (1995)/VIDEO_TS/VTS_01_1.VOB", "Films/Heat (1995)/VIDEO_TS/VTS_01_2.VOB"],
    ],
    ids=["two discs", "two qualities", "two editions", "BDMV", "VIDEO_TS"],
)
def test_one_film_of_several_files(library: Library, names: list[str]) -> None:
    for name in names:
        library.put(name)
    assert library.import_().changes == {"imported": 2, "films": 1}
    assert list(library.groups()) == [("film", "Heat", 1995)]


def test_parts_and_editions_are_stored(library: Library) -> None:
    names = ["Films/Heat (1995) - CD1.mkv", "Films/Heat (1995) - CD2.mkv"]
    cut = "Films/Heat (1995) {edition-Director's Cut}.mkv"
    for name in (*names, cut):
        library.put(name)
    library.import_()
    assert [library.file(name)["part"] for name in names] == [1, 2]
    assert library.file(cut)["edition"]
    assert len(library.groups()) == 1


def test_remakes_are_two_films(library: Library) -> None:
    library.put("Films/Dune (1984)/Dune (1984).mkv")
    library.put("Films/Dune (2021)/Dune (2021).mkv")
    assert library.import_().changes == {"imported": 2, "films": 2}


def test_one_title_without_year_in_two_folders_is_kept_apart(library: Library) -> None:
    library.put("Films/a/Dune/Dune.mkv")
    library.put("Films/b/Dune/Dune.mkv")
    library.put("Films/b/Dune/Dune - CD2.mkv")
    assert library.import_().changes == {"imported": 3, "films": 2}


def test_a_series_is_one_group_wherever_its_folders_lie(library: Library) -> None:
    for name in (
        "Séries/Lost (2004)/Saison 01/Lost (2004) - S01E01.mkv",
        "Séries/Lost (2004)/Saison 02/Lost (2004) - S02E05.mkv",
        "Séries/Lost (2004)/Specials/Lost (2004) - S00E03.mkv",
        "Séries/Autres/Lost (2004)/Saison 03/Lost (2004) - S03E01.mkv",
    ):
        library.put(name)
    assert library.import_().changes == {"imported": 4, "series": 1}
    assert library.groups() == {("series", "Lost", 2004): "queued"}
    assert library.episodes("Séries/Lost (2004)/Specials/Lost (2004) - S00E03.mkv") == [(0, 3)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ghosts (2019)", "Ghosts (2021)"),
        ("Ghosts (UK)", "Ghosts (US)"),
        ("Ghosts UK", "Ghosts US"),
        ("Ghosts {tvdb-371}", "Ghosts {tvdb-389}"),
        ("Ghosts [tmdbid=401]", "Ghosts [tmdbid=402]"),
        ("Ghosts (2019)", "Ghosts"),
    ],
)
@pytest.mark.parametrize(
    "below",
    [
        "Ghosts Season 1/Ghosts S01E01.mkv",
        "Ghosts.S01.1080p-GRP/Ghosts.S01E01.1080p-GRP.mkv",
        "Season 1/Ghosts S01E01.mkv",
        "Ghosts - 1x01.mkv",
    ],
)
def test_two_years_countries_or_ids_are_two_series(
    library: Library, one: str, other: str, below: str
) -> None:
    for folder in (one, other):
        library.put(f"Séries/{folder}/{below}")
    assert library.import_().changes == {"imported": 2, "series": 2}


def test_the_ids_of_an_episode_tell_no_show_apart(library: Library) -> None:
    for number in (1, 2):
        library.put(f"Séries/Lost (2004)/Saison 1/Lost S01E0{number} {{tvdb-1{number}}}.mkv")
    library.put("Séries/Heat (2004) {tvdb-9}/Saison 1/Heat S01E01 {tvdb-12}.mkv")
    assert library.import_().changes == {"imported": 3, "series": 2}
    (row,) = library.query("SELECT evidence FROM media_group WHERE title = 'Heat'")
    assert '"tvdb": "9"' in row["evidence"]


def test_two_shows_of_one_name_are_told_apart_by_their_nfo(library: Library) -> None:
    for place, tvdb in (("a", 1), ("b", 2)):
        library.put(f"Séries/{place}/Lost/Season 1/Lost S01E01.mkv")
        nfo = f"<tvshow><tvdbid>{tvdb}</tvdbid></tvshow>"
        library.put(f"Séries/{place}/Lost/tvshow.nfo", nfo.encode())
    assert library.import_().changes == {"imported": 2, "series": 2}


@pytest.mark.parametrize(
    ("name", "episodes"),
    [
        ("Lost (2004) - S01E01E02.mkv", [(1, 1), (1, 2)]),
        ("Lost (2004) - S01E01-E03.mkv", [(1, 1), (1, 2), (1, 3)]),
        ("Episode 02.mkv", [(1, 2)]),
    ],
)
def test_files_of_several_episodes(
    library: Library, name: str, episodes: list[tuple[int, int]]
) -> None:
    path = f"Séries/Lost (2004)/Saison 01/{name}"
    library.put(path)
    library.import_()
    assert library.episodes(path) == episodes


def test_ids_of_nfo_files_make_the_group(library: Library) -> None:
    library.put("Films/Some title/Some title.mkv")
    library.put("Films/Some title/movie.nfo", b"<movie><tmdbid>348</tmdbid></movie>")
    library.put("Films/Other/Some Title.mkv")
    library.put("Films/Other/Some Title.nfo", b"https://www.themoviedb.org/movie/348-alien")
    library.put("Séries/Lost (2004)/tvshow.nfo", b"<tvshow><tvdbid>73739</tvdbid></tvshow>")
    library.put("Séries/Lost (2004)/Saison 01/Lost (2004) - S01E01.mkv")
    assert library.import_().changes == {"imported": 3, "films": 1, "series": 1}
    keys = {row["kind"]: row["key"] for row in library.query("SELECT kind, key FROM media_group")}
    assert keys["film"] == "tmdb:348|some title|"
    (evidence,) = library.query("SELECT evidence FROM media_group WHERE kind = 'series'")
    assert '"tvdb": "73739"' in evidence["evidence"]


def test_an_nfo_that_was_copied_along_makes_no_one_film_of_two(library: Library) -> None:
    for title in ("Alien (1979)", "Bidule (2011)"):
        library.put(f"Films/{title}/{title}.mkv")
        library.put(f"Films/{title}/movie.nfo", b"<movie><tmdbid>348</tmdbid></movie>")
    assert library.import_().changes == {"imported": 2, "films": 2}


def test_what_an_nfo_says_of_itself_is_kept(library: Library) -> None:
    library.put("Films/Bidule/Bidule {imdb-tt0000007}.mkv")
    nfo = b"<movie><title>B\xc3\xadd &amp; le</title><year>2011</year><tmdbid>9</tmdbid>"
    library.put("Films/Bidule/movie.nfo", nfo + b"<imdbid>tt0000007</imdbid></movie>")
    library.put("S\u00e9ries/Mando/tvshow.nfo", b"<tvshow><title>Mando</title></tvshow>")
    library.put("S\u00e9ries/Mando/Saison 1/Mando S01E01.mkv")
    library.put("Films/Alien (1979).mkv")
    library.import_()
    rows = library.query("SELECT title, evidence FROM media_group")
    said = {row["title"]: json.loads(row["evidence"]).get("nfo") for row in rows}
    assert said == {
        "Bidule": {"title": "B\u00edd & le", "year": 2011, "ids": {"tmdb": "9"}},
        "Mando": {"title": "Mando", "year": None, "ids": {}},
        "Alien": None,
    }


@pytest.mark.parametrize(
    "nfo",
    [b"", b"\xff\xfe\x00", b"<movie><tmdbid>x", b"<movie>" * 50_000, b"\0" * 2_000_000],
    ids=["empty", "half a character", "cut off", "repeated", "zeros"],
)
def test_a_broken_nfo_hinders_nothing(library: Library, nfo: bytes) -> None:
    library.put("Films/Alien (1979)/Alien (1979).mkv")
    library.put("Films/Alien (1979)/movie.nfo", nfo)
    assert library.import_().changes == {"imported": 1, "films": 1}


def test_a_pipe_called_like_an_nfo_hinders_nothing(library: Library) -> None:
    library.put("Films/Alien (1979)/Alien (1979).mkv")
    os.mkfifo(library.path("Films/Alien (1979)/movie.nfo"))
    assert library.import_().changes == {"imported": 1, "films": 1}


def test_a_pack_is_pending_with_its_reason(library: Library) -> None:
    library.put("Films/Matrix - La Trilogie.mkv")
    library.import_()
    (group,) = library.query("SELECT state, error FROM media_group")
    assert tuple(group) == ("pending", "pack")
