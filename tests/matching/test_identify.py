from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from tests.matching.shelf import Shelf, film, series
from vidtui.matching import reasons
from vidtui.matching.identify import identify
from vidtui.matching.query import NfoFacts
from vidtui.matching.resolve import MOST_RANKED, Verdict
from vidtui.matching.score import Wanted
from vidtui.providers.base import Film, Hit, NotThere, Ref, Series, Unavailable, WorkKind

Runtime = Callable[[], tuple[float, ...]]


def never() -> tuple[float, ...]:
    raise AssertionError("the file was opened")


def unknown() -> tuple[float, ...]:
    return ()


class Timer:
    """Files that run so many ``minutes``, and may be opened once."""

    def __init__(self, *minutes: float | None) -> None:
        self.minutes = minutes
        self.calls = 0

    def __call__(self) -> tuple[float, ...]:
        self.calls += 1
        assert self.calls == 1
        return tuple(filter(None, self.minutes))


def wanted(*titles: str, year: int | None = None, kind: Any = "film", **more: Any) -> Wanted:
    return Wanted(kind, titles, year, **more)


def ids(verdict: Verdict) -> list[str]:
    return [one.subject.ref.id for one in verdict.ranked]


def ask(
    works: Iterable[Film | Series], name: Wanted, runtime: Runtime = unknown, **known: float
) -> tuple[Verdict, Shelf]:
    """Identify ``name`` among ``works``; what always holds of a verdict is checked here."""
    most = 9  # four, one without joints, and four where nothing was found
    shelf = Shelf(works, {id_.lstrip("_"): value for id_, value in known.items()})
    verdict = identify(name, shelf, runtime)
    assert len(shelf.asked) == len(set(shelf.asked))
    assert sum(question[0] == "search" for question in shelf.asked) <= most
    assert sum(question[0] != "search" for question in shelf.asked) <= 4
    assert (verdict.accepted is None) is (verdict.by is None) is (verdict.reason is not None)
    assert len(verdict.ranked) <= MOST_RANKED
    assert not {one.subject.ref for one in verdict.ranked} & name.rejected
    if verdict.accepted:
        assert isinstance(verdict.accepted.subject, Film | Series)
        assert verdict.ranked[0] is verdict.accepted
        if isinstance(verdict.accepted.subject, Series):
            assert any(question[0] == "show" for question in shelf.asked)
    return verdict, shelf


def accepted(verdict: Verdict) -> str | None:
    return verdict.accepted.subject.ref.id if verdict.accepted else None


DUNES = [
    film(1, "Dune", 1984, 137, released={"US": 1984, "FR": 1985}, imdb="tt0087182"),
    film(2, "Dune : Première partie", 2021, 155, original="Dune", also=("Dune: Part One",)),
    film(3, "Dune : Deuxième partie", 2024, 167, original="Dune: Part Two"),
]
OFFICES = [
    series(10, "The Office", 2005, (6, 22, 23), country="US", ids={"tvdb": "73244"}),
    series(11, "The Office", 2001, (6, 6), country="GB", ids={"imdb": "tt0290978"}),
]


# Requests


def test_a_film_found_at_once_takes_two_requests() -> None:
    verdict, shelf = ask(DUNES, wanted("Dune", year=2021), Timer(155.0))
    assert (accepted(verdict), verdict.by) == ("2", "rule")
    assert shelf.asked == [("search", "film", "Dune", "None"), ("film", "2")]


def test_a_full_page_is_asked_again_with_the_year() -> None:
    works = [film(n, "Love", 1950 + n, 60 + n) for n in range(1, 31)]
    verdict, shelf = ask(works, wanted("Love", year=1979), Timer(89.0))
    assert accepted(verdict) == "29"
    searches = [question[1:] for question in shelf.asked if question[0] == "search"]
    assert searches == [("film", "Love", "None"), ("film", "Love", "1979")]


def test_a_series_found_at_once_takes_two_requests() -> None:
    name = wanted("The Office", year=2005, kind="series", episodes=frozenset({(2, 1), (3, 1)}))
    verdict, shelf = ask(OFFICES, name)
    assert accepted(verdict) == "10"
    assert shelf.asked == [("search", "series", "The Office", "2005"), ("show", "10", "2", "3")]


def test_one_year_off_is_found_without_the_year() -> None:
    works = [film(1, "La Zizanie", 1978, 97)]
    verdict, shelf = ask(works, wanted("La Zizanie", year=1979), Timer(97.4))
    assert accepted(verdict) == "1"
    assert [question[0] for question in shelf.asked] == ["search", "search", "film"]


def test_every_reading_is_searched_once_and_at_most_four_times() -> None:
    name = wanted("A Word", "a word", "Another", "A WORD", "Third", "Fourth", year=2000)
    verdict, shelf = ask([], name)
    assert verdict.reason == reasons.NOTHING_FOUND
    assert shelf.asked == [
        ("search", "film", "A Word", "None"),
        ("search", "film", "Another", "2000"),
        ("search", "film", "Third", "2000"),
        ("search", "film", "Another", "None"),
        ("search", "film", "word", "2000"),
    ]


@pytest.mark.parametrize("kind", ["film", "series"])
def test_an_id_of_nothing_without_any_title_is_left_to_a_person(kind: WorkKind) -> None:
    verdict, shelf = ask([], wanted(year=2000, kind=kind, ids={"tmdb": "99"}))
    assert (verdict.reason, verdict.ranked) == (reasons.BAD_ID, ())
    assert len(shelf.asked) == 1


def test_the_second_reading_is_searched_where_the_first_gives_nothing() -> None:
    works = [film(1, "Goldfinger", 1964)]
    name = wanted("James Bond - Goldfinger", "Goldfinger", year=1964)
    verdict, shelf = ask(works, name)
    assert accepted(verdict) == "1"
    assert len(shelf.asked) == 3


def test_an_alternative_title_is_looked_for_in_three_works_at_most() -> None:
    works = [film(n, f"Autre {n}", 1990, also=(f"The Trip {n}",)) for n in range(1, 9)]
    works += [film(9, "Voyage", 1990, also=("The Trip",))]
    verdict, shelf = ask(works, wanted("The Trip", year=1990), Timer(None))
    assert sum(question[0] == "film" for question in shelf.asked) == 3
    assert verdict.accepted is None


OTHERS = [film(n, f"Autre {n}", 1990, also=(f"The Trip {n}",)) for n in range(2, 9)]


@pytest.mark.parametrize(("minutes", "id_"), [(None, None), (140.0, None), (101.0, "1")])
def test_an_alternative_title_among_many_results_needs_the_running_time(
    minutes: float | None, id_: str | None
) -> None:
    works = [film(1, "Le Trip", 1990, also=("The Trip",)), *OTHERS]
    assert accepted(ask(works, wanted("The Trip", year=1990), Timer(minutes))[0]) == id_


@pytest.mark.parametrize(("minutes", "id_"), [(None, "1"), (140.0, None), (101.0, "1")])
def test_a_title_that_others_may_hide_is_doubted_where_the_file_runs_otherwise(
    minutes: float | None, id_: str | None
) -> None:
    works = [film(1, "The Trip", 1990), *OTHERS]
    assert accepted(ask(works, wanted("The Trip", year=1990), Timer(minutes))[0]) == id_


def test_an_alternative_title_is_accepted_where_no_other_work_can_have_it() -> None:
    works = [film(1, "Cours, Lola, cours", 1998, original="Lola rennt", also=("Run Lola Run",))]
    verdict, shelf = ask(works, wanted("Run Lola Run", year=1998))
    assert accepted(verdict) == "1"
    assert [question[0] for question in shelf.asked] == ["search", "search", "film"]


def test_no_title_and_no_id_ask_nothing() -> None:
    for titles in ((), ("",), (" ",)):
        verdict, shelf = ask(DUNES, wanted(*titles))
        assert (verdict, shelf.asked) == (Verdict(None, None, reasons.NO_TITLE, ()), [])


# Ids


def test_a_tmdb_id_takes_one_request_and_beats_the_title() -> None:
    verdict, shelf = ask(DUNES, wanted("Something", year=2021, ids={"tmdb": "2"}))
    assert (accepted(verdict), verdict.by, shelf.asked) == ("2", "id", [("film", "2")])


def test_an_imdb_id_of_a_film_takes_one_request() -> None:
    verdict, shelf = ask(DUNES, wanted(ids={"imdb": "tt0087182"}))
    assert (accepted(verdict), shelf.asked) == ("1", [("film", "tt0087182")])


@pytest.mark.parametrize(
    ("known", "id_", "questions"),
    [
        ({"tmdb": "11"}, "11", ["show"]),
        ({"tvdb": "73244"}, "10", ["find", "show"]),
        ({"imdb": "tt0290978"}, "11", ["find", "show"]),
        ({"tvdb": "9", "imdb": "tt0290978"}, "11", ["find", "find", "show"]),
    ],
)
def test_ids_of_a_series(known: dict[str, str], id_: str, questions: list[str]) -> None:
    verdict, shelf = ask(OFFICES, wanted("The Office", kind="series", ids=known))
    assert (accepted(verdict), verdict.by) == (id_, "id")
    assert [question[0] for question in shelf.asked] == questions


@pytest.mark.parametrize(
    ("kind", "known"),
    [("film", {"tmdb": "99"}), ("film", {"imdb": "tt99"}), ("series", {"tmdb": "99"})],
)
def test_an_id_of_nothing_leaves_it_to_a_person(kind: WorkKind, known: dict[str, str]) -> None:
    works = [film(1, "Heat", 1995), series(1, "Heat", 1995)]
    verdict, _shelf = ask(works, wanted("Heat", year=1995, kind=kind, ids=known))
    assert (verdict.reason, ids(verdict)) == (reasons.BAD_ID, ["1"])


@pytest.mark.parametrize("known", [{"imdb": "tt99"}, {"tvdb": "99"}])
def test_the_id_of_a_single_episode_is_nothing_against_its_series(known: dict[str, str]) -> None:
    name = wanted("Heat", year=1995, kind="series", ids=known)
    verdict, _shelf = ask([series(1, "Heat", 1995)], name)
    assert (accepted(verdict), verdict.by) == ("1", "rule")


@pytest.mark.parametrize(
    ("name", "work"),
    [("Angels and Demons", "Angels & Demons"), ("Hansel et Gretel", "Hansel & Gretel")],
)
def test_a_joint_that_is_written_otherwise_is_found(name: str, work: str) -> None:
    """A search wants every word to be in a title, and "&" is none."""
    verdict, _shelf = ask([film(1, work, 2009)], wanted(name, year=2009))
    assert accepted(verdict) == "1"


def test_a_country_without_brackets_leads_to_proposals_only() -> None:
    name = wanted("The Office UK", year=2001, kind="series")
    verdict, _shelf = ask([series(1, "The Office", 2001, country="GB")], name)
    assert (accepted(verdict), ids(verdict)) == (None, ["1"])


def test_an_id_against_both_title_and_year_is_only_proposed_first() -> None:
    name = wanted("Dune", year=2021, ids={"tmdb": "9"})
    verdict, _shelf = ask([*DUNES, film(9, "Bambi", 1942)], name)
    assert (verdict.reason, ids(verdict)[:2]) == (reasons.BAD_ID, ["9", "2"])
    assert verdict.ranked[0].vetoes[-1] == "id"


BAMBI = film(9, "Bambi", 1942)
TITLED = film(9, "Bambi", 1942, also=("Dune",))


@pytest.mark.parametrize(
    ("name", "work", "believed"),
    [
        (wanted("Dune", year=1943), BAMBI, True),
        (wanted("Dune", year=1948), film(9, "Bambi", 1942, released={"FR": 1948}), True),
        (wanted("Bambi le faon"), BAMBI, True),
        (wanted("Bambi"), film(9, "Bambi", None), True),
        (wanted(), BAMBI, True),
        (wanted(year=1942), BAMBI, True),
        (wanted("Dune"), BAMBI, False),
        (wanted("Dune", year=2021), BAMBI, False),
        (wanted("Dune", year=2021), film(9, "Bambi", None), False),
        (wanted("Dune", year=2021), film(9, "Dune Messiah", 1942), False),
        (wanted("Dune", year=2021), TITLED, True),
    ],
)
def test_an_id_in_the_name_is_believed_unless_nothing_agrees(
    name: Wanted, work: Film, believed: bool
) -> None:
    verdict, _shelf = ask([work], replace(name, ids={"tmdb": "9"}))
    assert accepted(verdict) == ("9" if believed else None)
    assert believed or verdict.reason == reasons.BAD_ID


def beside(title: str | None = None, year: int | None = None, **ids: str) -> NfoFacts:
    return NfoFacts(title, year, ids or {"tmdb": "9"})


@pytest.mark.parametrize(
    ("name", "nfo", "believed"),
    [
        # The NFO says nothing of itself: its id is weighed against the name.
        (wanted("Bambi", year=1942), beside(), True),
        (wanted("Bambi"), beside(), True),
        (wanted(), beside(), True),
        (wanted("Dune"), beside(), False),
        (wanted("Bambi", year=1984), beside(), False),
        # What it says of itself agrees: the name may be in another language, or a nickname.
        (wanted("Le petit faon"), beside("Bambi", 1942), True),
        (wanted("Le petit faon", year=1942), beside("Bambi", 1942), True),
        (wanted("video001"), beside("Bambi"), True),
        # It took the wrong one of two remakes.
        (wanted("Bambi", year=1984), beside("Bambi", 1942), False),
        # It contradicts its own id.
        (wanted("Bidule"), beside("Bidule", 2011), False),
        (wanted("Bidule"), beside("Bidule", 1942), False),
        (wanted("Bidule", year=1942), beside("Bidule", 1942), False),
        (wanted(), beside("Bidule"), False),
        (wanted(), beside(None, 2011), False),
        (wanted("Bambi", year=1942), beside("Bidule", 1942), True),
        # Its id and the name's are two works.
        (wanted("Bambi", year=1942), beside("Bambi", 1942, tmdb="10"), False),
    ],
)
def test_an_id_of_an_nfo_is_weighed_against_the_name_and_what_the_nfo_says_itself(
    name: Wanted, nfo: NfoFacts, believed: bool
) -> None:
    verdict, _shelf = ask([BAMBI], replace(name, ids={"tmdb": "9"}, nfo=nfo))
    assert accepted(verdict) == ("9" if believed else None)
    assert believed or (verdict.reason, ids(verdict)[0]) == (reasons.BAD_ID, "9")


@pytest.mark.parametrize(
    ("title", "year", "nfo", "id_"),
    [
        ("Mando", None, NfoFacts("Mando", None, {"tvdb": "82856"}), None),
        ("Mando", None, NfoFacts(None, None, {"tvdb": "82856"}), None),
        ("Ninja", None, NfoFacts("Ninja Bêtises", None, {"tvdb": "82856"}), "28326"),
        ("Ninja Bêtises", 2004, NfoFacts(None, None, {"tvdb": "82856"}), "28326"),
        ("Ninja Bêtises", 2019, NfoFacts("Ninja Bêtises", 2004, {"tvdb": "82856"}), None),
    ],
)
def test_the_id_of_a_series_is_weighed_too(
    title: str, year: int | None, nfo: NfoFacts, id_: str | None
) -> None:
    works = [
        series(28326, "Ninja Bêtises", 2004, ids={"tvdb": "82856"}),
        series(731, "Mando", 2019),
    ]
    name = wanted(title, year=year, kind="series", ids={"tvdb": "82856"}, nfo=nfo)
    assert accepted(ask(works, name)[0]) == id_


def test_two_ids_of_two_works_leave_it_to_a_person() -> None:
    name = wanted("Dune", year=1984, ids={"tmdb": "1", "imdb": "tt7"})
    verdict, shelf = ask(DUNES, name)
    assert (verdict.reason, ids(verdict)[0]) == (reasons.BAD_ID, "1")
    assert shelf.asked[0] == ("film", "1")


def test_a_lost_id_beside_a_good_one_leaves_it_to_a_person() -> None:
    name = wanted("Dune", year=2021, ids={"tmdb": "99", "imdb": "tt0087182"})
    verdict, _shelf = ask(DUNES, name)
    assert (verdict.reason, ids(verdict)[:2]) == (reasons.BAD_ID, ["1", "2"])


def test_a_rejected_id_is_not_used() -> None:
    rejected = frozenset({Ref("tmdb", "film", "2")})
    name = wanted("Dune", year=1984, ids={"tmdb": "2"}, rejected=rejected)
    verdict, shelf = ask(DUNES, name)
    assert (accepted(verdict), verdict.by) == ("1", "rule")
    assert ("film", "2") not in shelf.asked
    imdb = wanted(ids={"imdb": "tt0087182"}, rejected=frozenset({Ref("tmdb", "film", "1")}))
    assert ask(DUNES, imdb)[0].reason == reasons.NO_TITLE


# Films


@pytest.mark.parametrize(("year", "id_"), [(1984, "1"), (2021, "2"), (1985, "1"), (2020, "2")])
def test_remakes_are_told_apart_by_the_year(year: int, id_: str) -> None:
    minutes = {"1": 137.0, "2": 155.0}[id_]
    assert accepted(ask(DUNES, wanted("Dune", year=year), Timer(minutes))[0]) == id_


@pytest.mark.parametrize("year", [1999, 2010, 2018])
def test_a_remake_that_is_not_known_is_not_another(year: int) -> None:
    verdict, _shelf = ask(DUNES, wanted("Dune", year=year))
    assert verdict.reason == reasons.UNSURE
    assert all("year" in one.vetoes for one in verdict.ranked)


@pytest.mark.parametrize(
    ("name", "year", "works"),
    [
        ("Alien", 1986, [film(1, "Aliens", 1986)]),
        ("Rocky III", 1979, [film(1, "Rocky II", 1979)]),
        ("Les Bronzés", 1979, [film(1, "Les Bronzés font du ski", 1979)]),
        ("…", 2000, [film(1, "Alien", 2000), film(2, "!", 2000)]),
    ],
)
def test_near_titles_are_never_accepted(name: str, year: int, works: list[Film]) -> None:
    verdict, _shelf = ask(works, wanted(name, year=year), Timer(100.0))
    assert verdict.accepted is None


def test_the_same_title_and_year_twice_is_a_persons_choice_the_one_that_fits_first() -> None:
    works = [film(1, "Home", 2008, 95), film(2, "Home", 2008, 87)]
    verdict, _shelf = ask(works, wanted("Home", year=2008), Timer(87.2), _1=9.0)
    assert (verdict.reason, ids(verdict)) == (reasons.SEVERAL, ["2", "1"])


@pytest.mark.parametrize(
    ("times", "id_"),
    [
        ((87.2,), "2"),
        ((112.0,), "1"),
        ((93.0,), None),
        ((), None),
        # One of two copies is another film, or both are cuts of one.
        ((87.2, 112.0), None),
        ((87.2, 88.0), "2"),
    ],
)
def test_twins_whose_times_are_far_apart_are_told_apart(
    times: tuple[float, ...], id_: str | None
) -> None:
    works = [film(1, "Home", 2008, 112), film(2, "Home", 2008, 87)]
    verdict, _shelf = ask(works, wanted("Home", year=2008), Timer(*times))
    assert accepted(verdict) == id_
    assert id_ or verdict.reason == reasons.SEVERAL


@pytest.mark.parametrize(
    ("minutes", "id_"), [(98.0, "1"), (98.0 * 24 / 25, None), (87.0, None), (None, None)]
)
def test_a_namesake_one_off_is_a_rival_until_the_running_time_speaks(
    minutes: float | None, id_: str | None
) -> None:
    works = [film(1, "Long Home", 2008, 98), film(2, "Long Home", 2009, 87)]
    verdict, _shelf = ask(works, wanted("Long Home", year=2008), Timer(minutes))
    assert accepted(verdict) == id_
    assert id_ or verdict.reason == reasons.SEVERAL


@pytest.mark.parametrize(
    ("times", "id_"),
    [
        ((98.0,), "1"),
        ((94.0,), "1"),
        ((104.0,), "1"),
        ((), "1"),
        ((120.0,), None),
        ((49.0,), None),
        # Beside a copy that fits, too: twins of one year have one name.
        ((98.0, 120.0), None),
        ((98.0, 20.0), None),
    ],
)
def test_a_single_exact_match_is_doubted_where_its_file_runs_far_off(
    times: tuple[float, ...], id_: str | None
) -> None:
    verdict, _shelf = ask([film(1, "Home", 2008, 98)], wanted("Home", year=2008), Timer(*times))
    assert accepted(verdict) == id_


def test_a_longer_cut_that_says_so_is_not_doubted() -> None:
    name = wanted("Home", year=2008, is_edition=True)
    assert accepted(ask([film(1, "Home", 2008, 98)], name, Timer(120.0))[0]) == "1"


@pytest.mark.parametrize(("minutes", "id_"), [(104.0, None), (106.0, "1"), (98.0, "1")])
def test_a_namesake_of_any_year_that_fits_better_makes_an_exact_match_doubtful(
    minutes: float, id_: str | None
) -> None:
    works = [film(1, "Home", 2008, 98), film(2, "Home", 1990, 102.5)]
    verdict, _shelf = ask(works, wanted("Home", year=2008), Timer(minutes))
    assert accepted(verdict) == id_
    assert id_ or verdict.reason == reasons.SEVERAL


@pytest.mark.parametrize(
    ("title", "minutes", "id_"),
    [
        ("Zizanie", None, None),
        ("La Zizanie", None, None),
        ("La Zizanie", 97.0, "1"),
        ("La Zizanie", 93.0, None),
        ("La Zizanie", 99.9, None),
        ("La Zizanie", 120.0, None),
        ("La Grande Zizanie", None, "1"),
        ("La Grande Zizanie", 93.0, "1"),
        ("La Grande Zizanie", 99.9, "1"),
        ("La Grande Zizanie", 101.0, None),
    ],
)
def test_a_title_of_one_word_a_year_off_needs_the_running_time(
    title: str, minutes: float | None, id_: str | None
) -> None:
    verdict, _shelf = ask([film(1, title, 1978, 97)], wanted(title, year=1979), Timer(minutes))
    assert accepted(verdict) == id_


@pytest.mark.parametrize(("off", "id_"), [(5, None), (20, "1")])
def test_a_year_off_is_doubted_where_another_of_these_years_runs_as_long(
    off: int, id_: str | None
) -> None:
    works = [film(1, "Big Shots", 1982, 95), film(2, "Big Shots", 1982 + off, 94)]
    verdict, _shelf = ask(works, wanted("Big Shots", year=1981), Timer(94.8))
    assert accepted(verdict) == id_
    assert id_ or verdict.reason == reasons.SEVERAL


@pytest.mark.parametrize(
    ("year", "minutes", "id_"),
    [(1991, 101.0, "1"), (1991, 96.0, None), (1991, None, None), (1992, 101.0, None)],
)
def test_an_alternative_title_a_year_off_needs_the_running_time(
    year: int, minutes: float | None, id_: str | None
) -> None:
    works = [film(1, "Le Voyage", 1990, 100, also=("The Long Trip",))]
    verdict, _shelf = ask(works, wanted("The Long Trip", year=year), Timer(minutes))
    assert accepted(verdict) == id_


# Nothing found


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("Rocky 2", "Rocky II"),
        ("Rocky II", "Rocky 2"),
        ("Henry V, The Movie", "Henry 5 The Movie"),
    ],
)
def test_a_number_in_other_numerals_is_found(name: str, work: str) -> None:
    verdict, _shelf = ask([film(1, work, 1979, 119)], wanted(name, year=1979), Timer(119.0))
    assert accepted(verdict) == "1"


LETTER = "The Lost Lantern of Orchard"


@pytest.mark.parametrize(
    ("name", "year", "minutes", "id_"),
    [
        ("The Lost Lantexn of Orchard", 1990, 100.0, "1"),
        ("The Lxst Lantern of Orchard", 1990, 100.0, "1"),
        ("The Lost Lantexn of Orchard", 1990, 96.0, "1"),
        ("The Lost Lantexn of Orchard", 1990, 104.0, None),
        ("The Lost Lantexn of Orchard", 1990, None, None),
        ("The Lost Lantexn of Orchard", 1991, 100.0, None),
        ("The Lost Lantexn of Orchard", None, 100.0, None),
        ("The Lost Bananas of Orchard", 1990, 100.0, None),
        ("The Lost Lantexn of Orchard 2", 1990, 100.0, None),
    ],
)
def test_one_word_is_left_out_where_nothing_is_found(
    name: str, year: int | None, minutes: float | None, id_: str | None
) -> None:
    works = [film(1, LETTER, 1990, 100), film(2, "Elsewhere", 1990, 100)]
    verdict, shelf = ask(works, wanted(name, year=year), Timer(minutes))
    assert accepted(verdict) == id_
    if year == 1990 and not name.endswith("2") and id_ is None:
        assert ids(verdict)[:1] == ["1"]
    assert sum(question[0] == "search" for question in shelf.asked) <= 6


def test_of_two_that_are_alike_none_is_taken() -> None:
    works = [film(1, LETTER, 1990, 100), film(2, "The Last Lantern of Orchard", 1990, 130)]
    verdict, _shelf = ask(works, wanted("The Lxst Lantern of Orchard", year=1990), Timer(100.0))
    assert (verdict.accepted, set(ids(verdict))) == (None, {"1", "2"})


def test_no_search_is_left_with_words_that_tell_nothing() -> None:
    _verdict, shelf = ask([], wanted("The Lantexn", year=1990))
    assert ("search", "film", "the", "1990") not in shelf.asked


def test_a_series_without_a_letter_is_proposed() -> None:
    name = wanted("Brexking Bad", year=2008, kind="series", episodes=frozenset({(1, 1)}))
    verdict, _shelf = ask([series(1, "Breaking Bad", 2008)], name)
    assert (verdict.accepted, ids(verdict)) == (None, ["1"])


AROUND = [film(1, "Home", 2007, 98), film(2, "Home", 2009, 87)]


@pytest.mark.parametrize(
    ("minutes", "id_"), [(87.5, "2"), (98.0, "1"), (120.0, None), (None, None), (92.5, None)]
)
def test_a_tie_is_broken_by_the_running_time(minutes: float | None, id_: str | None) -> None:
    verdict, _shelf = ask(AROUND, wanted("Home", year=2008), Timer(minutes))
    assert accepted(verdict) == id_
    assert id_ or verdict.reason == reasons.SEVERAL


@pytest.mark.parametrize(("minutes", "id_"), [(87.0, "2"), (None, None), (98.0, None)])
def test_the_year_of_a_release_and_a_namesake_one_off_are_a_tie(
    minutes: float | None, id_: str | None
) -> None:
    works = [AROUND[0], film(2, "Home", 2009, 87, released={"XX": 2008})]
    verdict, _shelf = ask(works, wanted("Home", year=2008), Timer(minutes))
    assert accepted(verdict) == id_


def test_a_file_at_the_speed_of_a_european_disc_breaks_no_tie() -> None:
    works = [film(1, "Home", 2007, 100), film(2, "Home", 2009, 96)]
    verdict, _shelf = ask(works, wanted("Home", year=2008), Timer(96.0))
    assert verdict.reason == reasons.SEVERAL


def test_the_running_time_outweighs_no_better_year() -> None:
    works = [
        film(1, "Home", 2008, 98),
        film(2, "Home", 2007, 87, released={"FR": 2008}),
    ]
    verdict, _shelf = ask(works, wanted("Home", year=2008), Timer(87.0))
    assert verdict.reason == reasons.SEVERAL


def test_a_rival_that_does_not_fit_is_no_proof_for_one_that_may_not_either() -> None:
    works = [film(1, "Home", 2007, None), film(2, "Home", 2009, 87)]
    verdict, _shelf = ask(works, wanted("Home", year=2008), Timer(120.0))
    assert verdict.reason == reasons.SEVERAL


def test_too_many_rivals_are_not_looked_at() -> None:
    works = [film(n, "Home", 2007 + 2 * (n % 2)) for n in range(1, 5)]
    verdict, shelf = ask(works, wanted("Home", year=2008))
    assert (verdict.reason, len(shelf.asked)) == (reasons.SEVERAL, 2)


def test_a_hidden_work_of_that_title_and_year_is_looked_at() -> None:
    works = [
        film(1, "A Better Life", 2011, 98),
        film(2, "Une vie meilleure", 2011, 110, also=("A Better Life",)),
    ]
    name = wanted("A Better Life", year=2011)
    assert accepted(ask(works, name, Timer(98.0))[0]) == "1"
    assert ask(works, name, Timer(110.0))[0].reason == reasons.SEVERAL
    assert ask(works, name, Timer(None))[0].reason == reasons.SEVERAL


@pytest.mark.parametrize(
    ("minutes", "id_"), [(117.0, "1"), (118.9, "1"), (121.0, None), (None, None)]
)
def test_without_a_year_the_running_time_has_to_agree(
    minutes: float | None, id_: str | None
) -> None:
    works = [film(1, "Alien", 1979, 117), film(2, "Aliens", 1986, 137)]
    verdict, _shelf = ask(works, wanted("Alien"), Timer(minutes))
    assert accepted(verdict) == id_
    assert id_ or (verdict.reason, ids(verdict)[0]) == (reasons.NO_YEAR, "1")


def test_a_year_to_come_is_no_year() -> None:
    verdict, shelf = ask([film(1, "Alien", 1979, 117)], wanted("Alien", year=2999), Timer(None))
    assert verdict.reason == reasons.NO_YEAR
    assert shelf.asked[0] == ("search", "film", "Alien", "None")


def test_without_a_year_two_of_one_title_are_ranked_by_how_well_known_they_are() -> None:
    verdict, shelf = ask(DUNES, wanted("Dune"), _1=3.0, _2=9.0)
    assert (verdict.reason, ids(verdict)) == (reasons.NO_YEAR, ["2", "1", "3"])
    assert len(shelf.asked) == 1


def test_without_a_year_a_full_page_may_not_be_all() -> None:
    works = [film(n, f"Up {n}", 2000) for n in range(2, 40)]
    first = [film(1, "Là-haut", 2009, 96, original="Up"), *works]
    assert accepted(ask(first, wanted("Up"), Timer(96.0))[0]) == "1"
    hidden = [*works, film(41, "Up", 2009, 96, also=("Up 3",))]
    shelf = Shelf(hidden)
    shelf.search = (
        lambda kind, title, year=None: [  # type: ignore[method-assign]
            Hit(work.ref, work.title.value, work.original_title, work.year) for work in hidden[-20:]
        ]
    )
    assert identify(wanted("Up"), shelf, Timer(96.0)).reason == reasons.NO_YEAR


@pytest.mark.parametrize(
    ("others", "minutes", "id_"),
    [
        ([], 90.0, "1"),
        ([], None, None),
        ([film(2, "Duets", 2000, 112)], 90.0, None),
    ],
)
def test_a_work_without_a_year_needs_more(
    others: list[Film], minutes: float | None, id_: str | None
) -> None:
    works = [film(1, "Duets", None, 90), *others]
    assert accepted(ask(works, wanted("Duets", year=1998), Timer(minutes))[0]) == id_


@pytest.mark.parametrize(
    ("year", "reason"), [(1979, None), (1980, reasons.DISAGREE), (None, reasons.NO_YEAR)]
)
def test_where_the_sources_disagree(year: int | None, reason: str | None) -> None:
    name = wanted("Alien", year=year, agree=False)
    verdict, _shelf = ask([film(1, "Alien", 1979, 117)], name, Timer(117.0))
    assert verdict.reason == reason


def test_two_readings_of_two_works_are_a_persons_choice() -> None:
    works = [film(1, "La Dolce", 1960), film(2, "La Dolce Vita", 1960)]
    name = wanted("La Dolce Vita", "La Dolce", year=1960, agree=False)
    verdict, shelf = ask(works, name)
    assert (verdict.reason, set(ids(verdict))) == (reasons.DISAGREE, {"1", "2"})
    assert len(shelf.asked) == 2
    both = wanted("La Dolce Vita", "la dolce vita!", year=1960, agree=False)
    assert accepted(ask(works, both)[0]) == "2"


def test_rejected_answers_never_come_back() -> None:
    rejected = frozenset({Ref("tmdb", "film", "2")})
    verdict, _shelf = ask(DUNES, wanted("Dune", year=2021, rejected=rejected))
    assert (accepted(verdict), "2" in ids(verdict)) == (None, False)
    only = ask([DUNES[1]], wanted("Dune", year=2021, rejected=rejected))[0]
    assert (only.reason, only.ranked) == (reasons.NONE_FITS, ())


def test_a_work_that_is_gone_meanwhile_is_forgotten() -> None:
    class Gone(Shelf):
        def film(self, id: str) -> Film:  # noqa: A002
            super().film(id)
            raise NotThere("gone")

    verdict = identify(wanted("Dune", year=2021), Gone(DUNES), never)
    assert verdict.accepted is None
    assert "2" not in ids(verdict)


def test_a_work_that_was_merged_with_another_stands_once() -> None:
    class Merged(Shelf):
        def film(self, id: str) -> Film:  # noqa: A002
            return super().film("2")

    works = [film(1, "Dune", 2021), film(2, "Dune !", 2021)]
    shelf = Merged(works)
    shelf.search = lambda kind, title, year=None: [  # type: ignore[method-assign]
        Hit(works[0].ref, "Dune", "Dune", 2021)
    ]
    verdict = identify(wanted("Dune", year=2021), shelf, unknown)
    assert ids(verdict) == ["2"]


def test_a_provider_out_of_order_is_told() -> None:
    class Down(Shelf):
        def film(self, id: str) -> Film:  # noqa: A002
            raise Unavailable("down")

    for name in (wanted("Dune", year=2021), wanted("Dune", ids={"tmdb": "2"})):
        with pytest.raises(Unavailable):
            identify(name, Down(DUNES), never)


@pytest.mark.parametrize(("minutes", "id_"), [(None, None), (93.0, None), (91.0, "1")])
def test_twenty_results_of_one_title(minutes: float | None, id_: str | None) -> None:
    works = [film(n, "Love", 2000 + 3 * n, 80 + 10 * n) for n in range(1, 31)]
    verdict, _shelf = ask(works, wanted("Love", year=2002), Timer(minutes))
    assert accepted(verdict) == id_
    assert (len(verdict.ranked), ids(verdict)[0]) == (MOST_RANKED, "1")


# Series


@pytest.mark.parametrize(
    ("episodes", "reason"),
    [
        ({(1, 1)}, None),
        ({(2, 3), (1, 1)}, None),
        ({(5, 1)}, reasons.UNSURE),
        (set(), reasons.NO_YEAR),
    ],
)
def test_a_series_without_a_year(episodes: set[tuple[int, int]], reason: str | None) -> None:
    works = [series(1, "Breaking Bad", 2008, (7, 13)), series(2, "Breaking Bad Wolf", 2010)]
    name = wanted("Breaking Bad", kind="series", episodes=frozenset(episodes))
    verdict, shelf = ask(works, name)
    assert verdict.reason == reason
    assert len(shelf.asked) == 2


@pytest.mark.parametrize(
    ("episodes", "country", "id_"),
    [
        ({(1, 1)}, None, None),
        ({(3, 20)}, None, "10"),
        ({(1, 1)}, "US", "10"),
        ({(1, 1)}, "UK", "11"),
        ({(1, 1)}, "FR", None),
        ({(9, 1)}, "UK", None),
    ],
)
def test_series_of_one_title(
    episodes: set[tuple[int, int]], country: str | None, id_: str | None
) -> None:
    name = wanted("The Office", kind="series", country=country, episodes=frozenset(episodes))
    verdict, _shelf = ask(OFFICES, name)
    assert accepted(verdict) == id_
    if not country:
        assert id_ or verdict.reason == reasons.SEVERAL


@pytest.mark.parametrize("title", ["Ghosts", "The Ghosts"])
def test_an_article_more_is_the_same_series_and_so_a_tie(title: str) -> None:
    works = [series(1, "Ghosts", 2019, also=("The Ghosts at Home",)), series(2, "The Ghosts", 2021)]
    name = wanted(title, kind="series", episodes=frozenset({(1, 1)}))
    assert ask(works, name)[0].reason == reasons.SEVERAL


def test_a_country_in_the_name_is_not_searched() -> None:
    name = wanted("The Office (US)", kind="series", country="US", episodes=frozenset({(1, 1)}))
    verdict, shelf = ask(OFFICES, name)
    assert (accepted(verdict), shelf.asked[0][2]) == ("10", "The Office")


def test_the_year_does_not_help_a_series_that_has_not_the_episodes() -> None:
    name = wanted("The Office", year=2001, kind="series", episodes=frozenset({(7, 1)}))
    verdict, _shelf = ask(OFFICES, name)
    assert verdict.accepted is None
    assert "episodes" in next(one for one in verdict.ranked if one.subject.ref.id == "11").vetoes


# Neither film nor series


def test_of_unknown_kind_both_are_proposed_and_none_accepted() -> None:
    works = [film(1, "Fargo", 1996), series(1, "Fargo", 2014)]
    verdict, _shelf = ask(works, wanted("Fargo", year=1996, kind="unknown"))
    kinds = [one.subject.ref.kind for one in verdict.ranked]
    assert (verdict.reason, kinds[0]) == (reasons.UNKNOWN_KIND, "film")
    either, shelf = ask(works, wanted("Fargo", kind="unknown"))
    assert {one.subject.ref.kind for one in either.ranked} == {"film", "series"}
    assert len(shelf.asked) == 2
    nothing = ask([], wanted("Fargo", year=1996, kind="unknown"))[0]
    assert nothing.reason == reasons.NOTHING_FOUND


@pytest.mark.parametrize("known", [{"tmdb": "1"}, {"imdb": "tt1"}])
def test_of_unknown_kind_an_id_may_be_of_either(known: dict[str, str]) -> None:
    works = [film(1, "Fargo", 1996, imdb="tt1"), series(1, "Bergen", 2014, ids={"imdb": "tt1"})]
    verdict, shelf = ask(works, wanted("Anything", kind="unknown", ids=known))
    assert verdict.reason == reasons.UNKNOWN_KIND
    assert {one.subject.ref.kind for one in verdict.ranked} == {"film", "series"}
    assert all(question[0] != "search" for question in shelf.asked)


HOSTILE = ["", "…", "\u202e\x1b[2J", "[/red]", "../../etc/passwd", "日本", "a" * 300, "\n"]


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("kind", ["film", "series", "unknown"])
def test_hostile_titles_raise_nothing_and_fit_nothing_else(title: str, kind: Any) -> None:
    works: list[Film | Series] = []
    for number, odd in enumerate(HOSTILE, 1):
        works += [film(number, odd, 2000, None), series(number, odd, None, ())]
    shelf = Shelf(works)
    shelf.search = lambda kind, title, year=None: [  # type: ignore[method-assign]
        Hit(ref, work.title.value, work.original_title, work.year)
        for ref, work in shelf.works.items()
        if ref.kind == kind
    ]
    verdict = identify(wanted(title, year=2000, kind=kind), shelf, unknown)
    if verdict.accepted:
        assert verdict.accepted.parts["title"]["title"] == title
