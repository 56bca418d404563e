from __future__ import annotations

import json
from typing import Any

import pytest

from tests.matching.shelf import film, series
from vidtui.matching.resolve import ACCEPTED
from vidtui.matching.score import Scored, Wanted, evidence, score
from vidtui.providers.base import Film, Hit, Ref, Series

ALIEN = film(348, "Alien, le huitième passager", 1979, 117, original="Alien", also=("Alien 1",))


def wanted(*titles: str, year: int | None = None, kind: Any = "film", **more: Any) -> Wanted:
    return Wanted(kind, titles, year, **more)


def hit(title: str, year: int | None, original: str = "") -> Hit:
    return Hit(Ref("tmdb", "film", "1"), title, original or title, year)


def enough(scored: Scored) -> bool:
    return scored.fits and scored.score >= ACCEPTED


@pytest.mark.parametrize(
    ("name", "year", "how", "value"),
    [
        ("Alien", 1979, "original", 1.0),
        ("alien le huitieme passager", 1979, "localised", 1.0),
        ("Alien", 1980, "original", 0.925),
        ("Alien", None, "original", 0.8),
        ("Alien", 2999, "original", 0.8),
    ],
)
def test_title_and_year(name: str, year: int | None, how: str, value: float) -> None:
    scored = score(wanted(name, year=year), ALIEN)
    assert (scored.parts["title"]["how"], scored.score) == (how, value)


@pytest.mark.parametrize(
    ("name", "year", "work", "accepted"),
    [
        ("Alien", 1979, ALIEN, True),
        ("Alien", 1980, ALIEN, True),
        ("Alien", 1981, ALIEN, False),
        ("Alien", None, ALIEN, False),
        ("Aliens", 1979, ALIEN, False),
        ("Alien", 1979, hit("Alien", None), False),
        ("Alien", 1986, hit("Aliens", 1986), False),
        ("Rocky II", 1982, hit("Rocky III", 1982), False),
        ("Les Bronzés", 1979, hit("Les Bronzés font du ski", 1979), False),
        ("Intouchable", 2011, hit("Intouchables", 2011), False),
        ("Matrix", 1999, hit("The Matrix", 1999), True),
        ("The Hunt", 2012, hit("Hunt", 2012), True),
        ("The Hunt", 2011, hit("Hunt", 2012), False),
    ],
)
def test_what_title_and_year_are_enough_for(
    name: str, year: int | None, work: Film | Hit, accepted: bool
) -> None:
    assert enough(score(wanted(name, year=year), work)) is accepted


@pytest.mark.parametrize("name", ["Intouchable", "Intouchables 1", "Intouchables s"])
def test_another_title_is_never_enough_whatever_else_fits(name: str) -> None:
    work = film(1, "Intouchables", 2011, 112)
    scored = score(wanted(name, year=2011), work, 112.0)
    assert scored.parts["runtime"]["fits"]
    assert scored.score < ACCEPTED


@pytest.mark.parametrize(
    ("year", "released", "how", "accepted"),
    [
        (1979, {"FR": 1979}, "same", True),
        (1980, {"FR": 1980, "BE": 1980}, "released", True),
        (1980, {"FR": 1979}, "near", False),
        (1984, {"FR": 1984}, "released", False),
        (1984, {"FR": 1979}, "off", False),
    ],
)
def test_an_alternative_title_needs_a_year_that_is_the_works_own(
    year: int, released: dict[str, int], how: str, accepted: bool
) -> None:
    work = film(1, "Le Voyage", 1979, original="Reise", also=("The Journey",), released=released)
    scored = score(wanted("The Journey", year=year), work)
    assert (scored.parts["year"]["how"], enough(scored)) == (how, accepted)


def test_a_release_long_after_counts_for_a_firm_title_only_and_little() -> None:
    work = film(1, "Gojira", 1954, released={"JP": 1954, "FR": 1957})
    late, near = score(wanted("Gojira", year=1957), work), score(wanted("Gojira", year=1955), work)
    assert enough(late)
    assert late.score < near.score


@pytest.mark.parametrize(
    ("minutes", "run"),
    [
        (117, "fits"),
        (119, "fits"),
        (114.7, "fits"),
        (120, "nearly"),
        (112.3, "faster"),
        (125, "misses"),
        (130, "far"),
        (58, "far"),
    ],
)
def test_the_running_time(minutes: float, run: str) -> None:
    scored = score(wanted("Alien"), ALIEN, minutes)
    fits = run == "fits"
    assert scored.parts["runtime"] == {"file": minutes, "work": 117, "fits": fits, "run": run}
    assert enough(scored) is fits


@pytest.mark.parametrize(("minutes", "accepted"), [(112.3, True), (120, True), (125, False)])
def test_a_title_of_several_words_is_enough_with_a_time_that_nearly_fits(
    minutes: float, accepted: bool
) -> None:
    scored = score(wanted("Alien, le huitième passager"), ALIEN, minutes)
    assert enough(scored) is accepted


def test_a_longer_cut_that_says_so_is_no_other_film() -> None:
    name = wanted("Alien", year=1979, is_edition=True)
    assert score(name, ALIEN, 140).parts["runtime"]["run"] == "nearly"
    assert score(name, ALIEN, 58).parts["runtime"]["run"] == "far"


@pytest.mark.parametrize("minutes", [None, 0.0])
def test_an_unknown_running_time_says_nothing(minutes: float | None) -> None:
    assert "runtime" not in score(wanted("Alien", year=1979), ALIEN, minutes).parts
    assert "runtime" not in score(wanted("A", year=1979), film(1, "A", 1979, None), 100.0).parts


def test_where_the_sources_disagree_only_title_and_year_together_are_enough() -> None:
    assert enough(score(wanted("Alien", year=1979, agree=False), ALIEN))
    assert not enough(score(wanted("Alien", year=1980, agree=False), ALIEN))


def test_a_later_reading_of_the_name_is_worth_less() -> None:
    first = score(wanted("Alien", "Alien Huit", year=1979), ALIEN)
    later = score(wanted("Alien Huit", "Alien", year=1979), ALIEN)
    assert first.score > later.score >= ACCEPTED
    assert later.parts["title"]["reading"] == 1
    assert not enough(score(wanted("Alien Huit", "Alien", year=1980), ALIEN))


@pytest.mark.parametrize(
    ("episodes", "seasons", "fits"),
    [
        ({(1, 1), (2, 3)}, (10, 10), True),
        ({(5, 1)}, (10, 10), False),
        ({(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)}, (9, 9, 9, 9), True),
        ({(1, 1), (2, 1)}, (9,), False),
        ({(1, 11), (1, 12), (1, 1)}, (10,), True),
        ({(1, 15)}, (10,), False),
        ({(1, n) for n in range(1, 25)}, (12,), False),
        ({(1, n) for n in range(1, 26)}, (20,), True),
        ({(0, 7)}, (10,), None),
        (set(), (10,), None),
        ({(1, 1)}, (), None),
        ({(1, 1)}, (0,), None),
    ],
)
def test_the_files_episodes(
    episodes: set[tuple[int, int]], seasons: tuple[int, ...], fits: bool | None
) -> None:
    name = wanted("X", year=2000, kind="series", episodes=frozenset(episodes))
    scored = score(name, series(1, "X", 2000, seasons))
    assert scored.parts.get("episodes", {}).get("fits") is fits
    assert ("episodes" in scored.vetoes) is (fits is False)


@pytest.mark.parametrize(
    ("country", "work", "vetoes"),
    [
        ("US", "US", ()),
        ("UK", "GB", ()),
        ("GB", "GB", ()),
        ("US", "GB", ("country",)),
        ("US", "", ()),
    ],
)
def test_the_country_of_a_series(country: str, work: str, vetoes: tuple[str, ...]) -> None:
    name = wanted("The Office", year=2005, kind="series", country=country)
    assert score(name, series(1, "The Office", 2005, country=work)).vetoes == vetoes


def test_the_country_may_stand_in_the_title_and_says_nothing_of_a_film() -> None:
    name = wanted("The Office", year=2005, kind="series", country="UK")
    assert score(name, series(1, "The Office (US)", 2005, country="")).vetoes == ("country",)
    assert score(wanted("Alien", year=1979, country="FR"), ALIEN).vetoes == ()


@pytest.mark.parametrize(
    ("name", "work", "veto"),
    [
        (wanted("Alien", year=1999), ALIEN, "year"),
        (wanted("Alien 3", year=1979), ALIEN, "part"),
        (wanted("Alien", year=1979, kind="series"), ALIEN, "kind"),
    ],
)
def test_vetoes(name: Wanted, work: Film, veto: str) -> None:
    scored = score(name, work)
    assert scored.vetoes == (veto,)
    assert scored.score < ACCEPTED


@pytest.mark.parametrize(
    ("name", "ids", "vetoes", "value"),
    [
        ("Alien", {"tmdb": "348"}, (), 1.0),
        ("Something Else", {"tmdb": "348"}, ("id",), None),
        ("Alien", {"tmdb": "348", "imdb": "tt1"}, ("year", "id"), None),
        ("Alien", {"imdb": "TT0078748"}, (), 1.0),
    ],
)
def test_an_id_of_the_name(
    name: str, ids: dict[str, str], vetoes: tuple[str, ...], value: float | None
) -> None:
    work = film(348, "Alien", 1979, imdb="tt0078748")
    scored = score(wanted(name, year=2003, ids=ids), work)
    assert set(vetoes) <= set(scored.vetoes)
    assert ("id" in scored.vetoes) is ("id" in vetoes)
    assert value is None or scored.score == value


def test_another_id_counts_only_where_the_providers_own_is_not_given() -> None:
    work = film(348, "Alien", 1979, imdb="tt0078748")
    other = wanted("Alien", year=1980, ids={"tmdb": "1", "imdb": "tt0078748"})
    assert "id" not in score(other, work).parts


def test_an_id_of_a_film_says_nothing_of_the_series_with_that_number() -> None:
    scored = score(wanted("X", year=2000, ids={"tmdb": "1"}), series(1, "X", 2000))
    assert "id" not in scored.parts


@pytest.mark.parametrize(
    "titles", [("",), ("…",), ("日本の映画",), ("\u202e",), ("½",), ("a" * 3000,)]
)
def test_odd_titles_neither_fail_nor_fit_everything(titles: tuple[str, ...]) -> None:
    for work in (hit("", 2000), hit("Alien", 2000), hit("!", 2000), hit("東京", 2000)):
        assert not score(wanted(*titles, year=2000), work).fits


@pytest.mark.parametrize(
    ("name", "work", "minutes", "lines"),
    [
        (wanted("Alien", year=1979), ALIEN, 117.2, [
            "same title as the original: Alien",
            "year 1979, as in the name",
            "117 min; the file runs 117 min",
        ]),
        (wanted("alien 1", year=1980, agree=False), ALIEN, None, [
            "alternative title: Alien 1",
            "year 1979, one off",
            "the sources of the name disagree",
        ]),
        (wanted("Alien 3", year=1992, kind="series"), ALIEN, None, [
            "another number in the title: Alien",
            "year 1979, not 1992",
            "a film where the folder says series, or the other way round",
        ]),
        (wanted("\x1b[1m", year=2002), film(1, "\x1b[1m!", 2001, released={"FR": 2002}), None, [
            "same title: \\x1b[1m!",
            "released 2002 in FR",
        ]),
        (wanted("Aliens"), hit("Alien", None), None, [
            "similar title: Alien",
            "neither the name nor the work has a year",
        ]),
        (wanted("Alien", ids={"tmdb": "348", "imdb": "tt1"}),
         film(348, "Alien", 1979, imdb="tt2"), None, [
            "its TMDB id is in the name, but its IMDb id is tt2",
            "same title: Alien",
            "year 1979; the name has none",
        ]),
        (wanted("X", year=2000, kind="series", country="UK", episodes=frozenset({(5, 1)})),
         series(1, "X", None), None, [
            "same title: X",
            "its year is not known",
            "season 5 is not in it",
            "from US, not GB",
        ]),
        (wanted("X", kind="series", country="US", episodes=frozenset({(1, 1), (1, 12)})),
         series(1, "X", 2001), None, [
            "same title: X",
            "year 2001; the name has none",
            "1 of 2 episodes are not in it",
            "from US, as in the name",
        ]),
    ],
)  # fmt: skip
def test_the_parts_in_words_also_after_they_were_kept(
    name: Wanted, work: Film | Series | Hit, minutes: float | None, lines: list[str]
) -> None:
    parts = score(name, work, minutes).parts
    assert evidence(json.loads(json.dumps(parts))) == lines


def test_parts_without_anything_say_nothing() -> None:
    assert evidence({}) == []
