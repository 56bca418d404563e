"""What two names say of each other: the same work, another one, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from vidtui.catalogue.repairs import NamedFile
from vidtui.disk.naming.name import Name
from vidtui.jobs.links.link_works import (
    Veto,
    Work,
    episode_code,
    is_barred,
    is_other,
    keys,
    likeness,
    marks,
    of_name,
    veto,
)
from vidtui.matching.titles import form


def film(title: str = "Dune", **rest: Any) -> Work:
    return Work("film", (form(title),), title=title, **rest)


def series(*episodes: tuple[int | None, int | None, str | None], **rest: Any) -> Work:
    return Work("series", (form("Dark"),), title="Dark", episodes=frozenset(episodes), **rest)


E1, E2 = (1, 1, None), (1, 2, None)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (film(), film(), None),
        (film(year=1984), film(year=2021), "year"),
        (film(year=1984), film(year=1985), None),
        (film(year=1984), film(year=1986), "year"),
        (film(year=1984), film(), None),
        (film(), series(E1), "kind"),
        (film(ids={"tmdb": "1"}), film(ids={"tmdb": "2"}), "id"),
        (film(ids={"tmdb": "1"}), film(ids={"tmdb": "1"}), None),
        (film(ids={"tmdb": "1"}), film(ids={"imdb": "tt2"}), None),
        (film(part=1), film(part=2), "part"),
        (film(known="a", year=1984), film(known="a", year=1990), None),
        (film(known="a", part=1), film(known="a", part=2), "part"),
        (film(known="a", year=1984), film(known="b", year=1990), "year"),
        (series(E1), series(E1), None),
        (series(E1), series(E2), "episode"),
        (series(E1, E2), series(E1), "episode"),
        (series(E1, E2), series(E2, E1), None),
        (series((None, 100, None)), series((None, 101, None)), "episode"),
        (series((None, 1, None)), series((1, 1, None)), "episode"),
        (series((None, None, "2020-01-02")), series((None, None, "2020-01-03")), "episode"),
        (series(), series(), "episode"),
        (series(E1, country="US"), series(E1, country="GB"), "country"),
        (series(E1, country="US"), series(E1), None),
        (series(E1, year=2004), series(E1, year=2017), "year"),
        (series(E1, known="a"), series(E2, known="a"), "episode"),
        (series(E1, ids={"tvdb": "1"}), series(E1, ids={"tvdb": "2"}), None),
        (Work("unknown", ()), film(), None),
        (Work("unknown", ()), series(E1), "episode"),
    ],
)
def test_vetoes_bar_both_ways(one: Work, other: Work, expected: Veto | None) -> None:
    assert veto(one, other) == expected
    assert veto(other, one) == expected


def test_the_whole_may_stand_in_for_a_half_but_no_half_for_the_whole() -> None:
    assert veto(film(part=1), film()) is None
    assert veto(film(), film(part=1)) == "part"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Dune", "dune", True),
        ("The Ring", "Ring", True),
        ("Rocky II", "Rocky 2", True),
        ("Amélie", "Amelie", True),
        ("Alien", "Aliens", False),
        ("Rocky II", "Rocky III", False),
        ("Rocky", "Rocky II", False),
        ("Dune", "Dune, deuxième partie", False),
    ],
)
def test_titles(one: str, other: str, same: bool) -> None:
    assert likeness(film(one), film(other)).same is same
    assert bool(keys(film(one)) & keys(film(other))) is same


@pytest.mark.parametrize(
    ("one", "other"), [("Rocky II", "Rocky III"), ("Kill Bill Vol. 1", "Kill Bill Vol. 2")]
)
def test_other_numbers_are_not_even_similar(one: str, other: str) -> None:
    assert likeness(film(one), film(other)).value == 0


def test_what_a_name_may_hold_may_be_the_same() -> None:
    guess = Work("film", (form("James Bond"),), (form("Goldfinger"),))
    alike = likeness(guess, film("Goldfinger"))
    assert (alike.same, alike.may_be_same) == (False, True)
    assert keys(guess) & keys(film("Goldfinger"))


def test_an_id_is_a_key_of_films_only() -> None:
    assert "tmdb:1" in keys(film(ids={"tmdb": "1"}))
    assert "tvdb:1" not in keys(series(E1, ids={"tvdb": "1"}))


def test_a_work_of_a_name() -> None:
    name = Name(("Dark", "Noir"), "guessit", year=2017, season=1, episodes=(2, 3), country="DE")
    work = of_name(name, "series")
    assert work.episodes == {(1, 2, None), (1, 3, None)}
    assert (work.title, work.year, work.country, work.is_series) == ("Dark", 2017, "DE", True)
    assert [one.body for one in work.guesses] == ["noir"]
    assert of_name(name, "film").episodes == frozenset()
    dated = of_name(Name(("Daily",), "guessit", air_date="2020-01-02"), "series")
    assert dated.episodes == {(None, None, "2020-01-02")}


@pytest.mark.parametrize(
    ("episodes", "code"),
    [
        ([(2, 3, None)], "S02E03"),
        ([(2, 4, None), (2, 3, None)], "S02E03-E04"),
        ([(None, 101, None)], "101"),
        ([(0, 1, None)], "S00E01"),
        ([(None, None, "2008-01-06")], "2008-01-06"),
        ([], ""),
    ],
)
def test_episodes_as_people_write_them(episodes: list[Any], code: str) -> None:
    assert episode_code(episodes) == code


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (b"Dune (1984).mkv", "1984"),
        (b"Dune.1984.DVDRip.mkv", "1984"),
        (b"1917 (2019).mkv", "2019"),
        (b"2012 (2009) [2010].mkv", ""),
        (b"Dark - S01E02 - x.mkv", "S01E02"),
        (b"Dark.s1e2.mkv", "S01E02"),
        (b"Dark - S01E02E03.mkv", "S01E02E03"),
        (b"Dark - S01E02-E03.mkv", "S01E02E03"),
        (b"Dark - S01E02-S01E03.mkv", "S01E02E03"),
        (b"Dark - S01E02-03 - x.mkv", "S01E02E03"),
        (b"Dark - S01E02 et E03.mkv", "S01E02E03"),
        (b"Dark - S01E02-E04.mkv", "S01E02E03E04"),
        (b"Dark - S1E2E3.mkv", "S01E02E03"),
        (b"Dark 1x02-1x03.mkv", "S01E02E03"),
        (b"Dark - S01E02 - 24 heures.mkv", "S01E02"),
        (b"Dark 1x02.mkv", "S01E02"),
        (b"Ran CD2.mkv", "CD2"),
        (b"Ran (1985) - part 2.mkv", "1985 CD2"),
        (b"Film 1920x1080.mkv", ""),
        (b"Am\xe9lie (2001).mkv", "2001"),
        (b"2001.mkv", ""),
        (b"", ""),
    ],
)
def test_marks(name: bytes, said: str) -> None:
    assert str(marks(name)) == said


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        (b"a (1984).mkv", b"b (2021).mkv", True),
        (b"a (1984).mkv", b"b (1985).mkv", False),
        (b"a (1984).mkv", b"b.mkv", False),
        (b"a S01E01.mkv", b"a S01E02.mkv", True),
        (b"a S01E01E02.mkv", b"a S01E01.mkv", True),
        (b"a CD1.mkv", b"a CD2.mkv", True),
        (b"a CD1.mkv", b"a.mkv", False),
    ],
)
def test_contradictions(one: bytes, other: bytes, contradict: bool) -> None:
    assert marks(one).contradicts(marks(other)) is contradict
    assert marks(other).contradicts(marks(one)) is contradict


def file(group: int, **rest: Any) -> NamedFile:
    about = {"kind": "film", "title": "Dune", "year": None, "part": None, "movie": None}
    return NamedFile(group, **{**about, "series": None, "episodes": frozenset(), **rest})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (file(1), file(1), False),
        (file(1, year=1984), file(2, year=2021), True),
        (file(1, year=1984), file(2, year=1985), False),
        (file(1, year=1984), file(2), False),
        (file(1), file(2, title="Dunes"), True),
        (file(1), file(2, kind="series"), True),
        (file(1, part=1), file(1, part=2), True),
        (file(1, part=1), file(1), False),
        (file(1, movie=7), file(2, movie=7, year=1984, title="Dune, le film"), False),
        (file(1, movie=7), file(2, movie=8), True),
        (file(1, movie=7), file(2), False),
        (file(1, episodes=frozenset([E1])), file(1, episodes=frozenset([E2])), True),
        (file(1, episodes=frozenset([E1])), file(1, episodes=frozenset([E1])), False),
    ],
)
def test_files_of_two_works(one: NamedFile, other: NamedFile, expected: bool) -> None:
    assert is_other(one, other) is expected
    assert is_other(other, one) is expected


@pytest.mark.parametrize("name", ["S01E02-S01E03", "S01E02-03", "1x02-03", "S01E02E03", "S1E2E3"])
def test_a_name_of_two_episodes_does_not_bar_the_file_that_holds_them(name: str) -> None:
    both = Work("series", (), episodes=frozenset({(1, 2, None), (1, 3, None)}))
    one = Work("series", (), episodes=frozenset({(1, 2, None)}))
    said = (marks(f"Dark - {name}.mkv".encode()),)
    assert not is_barred(said, [both], both)
    assert is_barred(said, [both], one)
