"""Films, searches and ids, over HTTP against the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo.asking import ask
from tests.matching.asking import answer, appended, client
from vidtui.demo.model import FilmRecord, Person, Records
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.providers import base
from vidtui.providers.base import (
    BadAnswer,
    BadQuestion,
    Film,
    FilmCollection,
    NotThere,
    ProviderFailure,
    Ref,
    Source,
    Text,
)
from vidtui.providers.fields import MOST_TITLE
from vidtui.providers.tmdb.parse import MOST_PEOPLE, MOST_TITLES

MATRIX = "/movie/603"
PARTS = "external_ids,credits,translations,alternative_titles,release_dates"


@pytest.fixture
def tmdb() -> Iterator[TmdbStandIn]:
    with TmdbStandIn(limit=None) as stand_in:
        yield stand_in


def real(tmdb: TmdbStandIn) -> dict[str, Any]:
    """Return the stand-in's own answer about The Matrix in French, to change it."""
    body: dict[str, Any] = ask(tmdb, MATRIX, language="fr-FR", append_to_response=PARTS)[1]
    tmdb.requests.clear()
    return body


def changed(tmdb: TmdbStandIn, **changes: object) -> Film:
    """Return the film of an answer with other fields."""
    answer(tmdb, MATRIX, real(tmdb) | changes)
    return client(tmdb, "fr").film("603")


def test_the_client_is_a_source(tmdb: TmdbStandIn) -> None:
    source: Source = client(tmdb)
    assert source.film("603").ref == Ref("tmdb", "film", "603")


# Films


def test_a_film_is_one_request(tmdb: TmdbStandIn) -> None:
    film = client(tmdb, "fr").film("603")
    (request,) = tmdb.requests
    assert request.path == "/movie/603"
    assert request.query["language"] == "fr-FR"
    assert set(appended(tmdb)[0]) == set(PARTS.split(","))
    assert film.title == Text("Matrix", "fr-FR")
    assert (film.original_title, film.original_language) == ("The Matrix", "en")
    assert (film.year, film.runtime) == (1999, 136.0)
    assert film.release_years == {"US": 1999, "FR": 1999}
    assert film.ids == {"tmdb": "603", "imdb": "tt0133093"}
    assert film.overview is not None
    assert film.overview.language == "fr-FR"
    assert film.genres == ("Action", "Science-Fiction")
    assert film.countries == ("US",)
    assert base.summary(film).makers == ("Lana Wachowski", "Lilly Wachowski")
    assert film.titles[:2] == ("Matrix", "The Matrix")
    assert len(set(film.titles)) == len(film.titles)


@pytest.mark.parametrize("id_", ["tt0133093", "TT0133093"])
def test_a_film_by_its_imdb_id_is_one_request(tmdb: TmdbStandIn, id_: str) -> None:
    assert client(tmdb).film(id_).ref == Ref("tmdb", "film", "603")
    assert [request.path for request in tmdb.requests] == ["/movie/tt0133093"]


@pytest.mark.parametrize(
    "id_", ["", "0", "-1", "603/credits", "../tv/1396", "603?x=1", "tt", "tt12x", "nm1", "٦", "6 3"]
)
def test_no_other_id_gets_into_an_address(tmdb: TmdbStandIn, id_: str) -> None:
    source = client(tmdb)
    for question in (
        source.film,
        source.series_head,
        source.series,
        lambda text: source.find("imdb", text),
        lambda text: source.find("tvdb", text),
    ):
        with pytest.raises(BadQuestion):
            question(id_)
    assert tmdb.requests == []


def test_a_film_that_is_not_there(tmdb: TmdbStandIn) -> None:
    with pytest.raises(NotThere):
        client(tmdb).film("9999999")


@pytest.mark.parametrize(
    ("titles", "language", "expected"),
    [
        ({"fr": "Le Vent"}, "fr", Text("Le Vent", "fr-FR")),
        ({"fr-CA": "La Bise"}, "fr", Text("La Bise", "fr-CA")),
        ({"fr": "Le Vent", "fr-CA": "La Bise"}, "fr", Text("Le Vent", "fr-FR")),
        ({"en": "The Wind"}, "fr", Text("風", "ja")),
        ({"en": "The Wind"}, "en", Text("The Wind", "en-US")),
        ({"en-GB": "The Gale"}, "en", Text("The Gale", "en-GB")),
        ({"fr": "風"}, "fr", Text("風", "fr-FR")),
        ({}, "fr", Text("風", "ja")),
    ],
)
def test_the_title_and_its_language(titles: dict[str, str], language: str, expected: Text) -> None:
    film = FilmRecord(1, "風", "2001-01-01", original_language="ja", titles=titles)
    with TmdbStandIn(Records((film,))) as stand_in:
        found = client(stand_in, language).film("1")
    assert found.title == expected
    assert found.original_title == "風"
    assert set(found.titles) == {"風", *titles.values()}


def test_a_translation_without_title_uses_the_original_one() -> None:
    film = FilmRecord(
        1, "Fast", "2001-01-01", titles={"fr-CA": "Rapide"}, overviews={"fr": "Une voiture."}
    )
    with TmdbStandIn(Records((film,))) as stand_in:
        found = client(stand_in, "fr").film("1")
    assert found.title == Text("Fast", "en")
    assert "Rapide" in found.titles


@pytest.mark.parametrize(
    ("overviews", "language", "expected"),
    [
        ({"fr": "ici", "en": "here"}, "fr", Text("ici", "fr-FR")),
        ({"fr-CA": "icitte", "ja": "ここ", "en": "here"}, "fr", Text("icitte", "fr-CA")),
        ({"ja": "ここ", "en": "here"}, "fr", Text("ここ", "ja-JP")),
        ({"de": "hier", "en": "here"}, "fr", Text("here", "en-US")),
        ({"en-GB": "hither"}, "fr", Text("hither", "en-GB")),
        ({"de": "hier"}, "fr", None),
        ({}, "en", None),
    ],
)
def test_the_overview_falls_back(
    overviews: dict[str, str], language: str, expected: Text | None
) -> None:
    film = FilmRecord(1, "風", "2001-01-01", original_language="ja", overviews=overviews)
    with TmdbStandIn(Records((film,))) as stand_in:
        assert client(stand_in, language).film("1").overview == expected


@pytest.mark.parametrize(
    ("releases", "expected"),
    [
        ([(3, "1999-06-23"), (5, "2000-01-01")], 1999),
        ([(5, "2000-01-01"), (2, "1999-06-23")], 1999),
        ([(1, "1998-05-20"), (3, "1999-06-23")], 1999),
        ([(1, "1998-05-20")], 1998),
        ([(4, "2001-01-01")], 2001),
        ([(6, "2002-01-01"), (1, "")], 2002),
        ([(3, "0000-00-00")], None),
        ([(3, None), (3, 7), (True, "1999-01-01"), (99, "1999-01-01")], None),
        ([], None),
    ],
)
def test_the_year_of_the_first_release(
    tmdb: TmdbStandIn, releases: list[tuple[int, Any]], expected: int | None
) -> None:
    entries = [{"type": type_, "release_date": date} for type_, date in releases]
    results = [{"iso_3166_1": "FR", "release_dates": entries}]
    film = changed(tmdb, release_dates={"results": results})
    assert film.release_years == ({} if expected is None else {"FR": expected})


def test_collection_images_and_production_countries(tmdb: TmdbStandIn) -> None:
    film = changed(
        tmdb,
        belongs_to_collection={"id": 2344, "name": "Matrix - Saga"},
        poster_path="/a.jpg",
        backdrop_path="/b.png",
        origin_country=[],
        production_countries=[{"iso_3166_1": "AU"}, {"iso_3166_1": "US"}, {"iso_3166_1": "US"}],
    )
    assert film.collection == FilmCollection("2344", "Matrix - Saga")
    assert (film.poster_path, film.backdrop_path) == ("/a.jpg", "/b.png")
    assert film.countries == ("AU", "US")


def test_heads_of_cast_and_crew(tmdb: TmdbStandIn) -> None:
    jobs = ["Gaffer", "Original Music Composer", "Screenplay", "Director", None, 3]
    crew = [{"name": f"A {job}", "job": job} for job in jobs] + [{"name": None, "job": "Director"}]
    cast = [{"name": f"Extra {number}", "character": None} for number in range(500)]
    film = changed(tmdb, credits={"cast": [None, 3, {}, *cast], "crew": crew * 2})
    assert [person.role for person in film.crew] == [
        "Director",
        "Screenplay",
        "Original Music Composer",
    ]
    assert len(film.cast) == MOST_PEOPLE
    assert film.cast[0] == base.Person("Extra 0", "")


def test_titles_are_capped_and_the_likeliest_kept(tmdb: TmdbStandIn) -> None:
    titles = [{"iso_3166_1": "DE", "title": f"Titel {number}"} for number in range(10_000)]
    film = changed(tmdb, alternative_titles={"titles": titles})
    assert len(film.titles) == MOST_TITLES
    assert film.titles[:2] == ("Matrix", "The Matrix")


ALIENS: list[Any] = [None, True, -1, 1.5, "x", [], {}, [None], [[]], [{}], {"results": None}]


@pytest.mark.parametrize("alien", [*ALIENS, float("nan"), 10**400], ids=repr)
def test_bad_fields_are_dropped(tmdb: TmdbStandIn, alien: object) -> None:
    body = real(tmdb)
    strange = {key: alien for key in body if key not in ("id", "title")}
    answer(tmdb, MATRIX, strange | {"id": 603, "title": "Matrix"})
    film = client(tmdb, "fr").film("603")
    assert film.ref == Ref("tmdb", "film", "603")
    assert film.title.value == "Matrix"
    assert (film.year, film.poster_path, film.collection) == (None, None, None)
    assert (film.genres, film.cast, film.crew, film.countries) == ((), (), (), ())
    assert film.ids == {"tmdb": "603"}
    assert film.release_years == {}
    assert film.runtime == (1.5 if alien == 1.5 else None)
    assert film.original_title == ("x" if alien == "x" else "Matrix")


@pytest.mark.parametrize("alien", ALIENS, ids=repr)
@pytest.mark.parametrize(
    ("part", "inner"),
    [
        ("credits", "cast"),
        ("credits", "crew"),
        ("translations", "translations"),
        ("alternative_titles", "titles"),
        ("release_dates", "results"),
        ("external_ids", "imdb_id"),
    ],
)
def test_bad_parts_are_dropped(tmdb: TmdbStandIn, part: str, inner: str, alien: object) -> None:
    film = changed(tmdb, **{part: {inner: alien}})
    assert film.title.value == "Matrix"
    assert film.ids["imdb"] == "tt0133093"


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"runtime": 0}, "runtime", None),
        ({"runtime": -5}, "runtime", None),
        ({"runtime": "136"}, "runtime", None),
        ({"release_date": ""}, "year", None),
        ({"release_date": "2021-13-45"}, "year", None),
        ({"vote_average": 11}, "rating", None),
        ({"vote_average": 0.0}, "rating", None),
        ({"vote_count": True}, "votes", 0),
        ({"vote_count": 10**30}, "votes", 0),
        ({"poster_path": "/../../x.jpg"}, "poster_path", None),
        ({"original_language": "français"}, "original_language", ""),
        ({"belongs_to_collection": {"id": "x", "name": "y"}}, "collection", None),
        ({"origin_country": ["US", "us", 5, None, "FRA"]}, "countries", ("US",)),
        ({"genres": [{"id": 1}, None, {"name": " Drame "}]}, "genres", ("Drame",)),
        ({"id": "603"}, "ref", Ref("tmdb", "film", "603")),
        ({"title": "../../etc/passwd"}, "title", Text("../../etc/passwd", "fr-FR")),
        ({"title": "A\0B\ud800"}, "title", Text("A\ufffdB\ufffd", "fr-FR")),
        ({"title": None}, "title", Text("The Matrix", "en")),
        ({"title": "x" * 100_000}, "title", Text("x" * MOST_TITLE, "fr-FR")),
        ({"original_title": [], "title": "Matrix"}, "original_title", "Matrix"),
    ],
)
def test_bad_values(
    tmdb: TmdbStandIn, changes: dict[str, object], field: str, expected: object
) -> None:
    if "title" in changes:
        changes = changes | {"translations": None}
    assert getattr(changed(tmdb, **changes), field) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 604},
        {"id": None},
        {"id": True},
        {"id": "603; DROP"},
        {"title": None, "original_title": None},
        {"title": " ", "original_title": "\0"},
    ],
)
def test_an_answer_without_id_or_title_or_about_another_film(
    tmdb: TmdbStandIn, changes: dict[str, object]
) -> None:
    with pytest.raises(BadAnswer):
        changed(tmdb, **changes)


def test_another_film_than_the_imdb_id_asked_for(tmdb: TmdbStandIn) -> None:
    answer(tmdb, "/movie/tt0000001", real(tmdb))
    with pytest.raises(BadAnswer):
        client(tmdb).film("tt0000001")


@pytest.mark.parametrize("body", [None, True, 3, "x", [], [{"id": 603}], {}, {"success": False}])
def test_an_answer_that_is_none(tmdb: TmdbStandIn, body: object) -> None:
    answer(tmdb, "/", body)
    source = client(tmdb)
    for question in (
        lambda: source.film("603"),
        lambda: source.series_head("1396"),
        lambda: source.series("1396"),
        lambda: source.search("film", "x"),
        lambda: source.search("series", "x"),
        lambda: source.find("imdb", "tt0133093"),
        source.check,
    ):
        with pytest.raises(BadAnswer):
            question()


# Searches


def test_a_search_for_films_in_french(tmdb: TmdbStandIn) -> None:
    hits = client(tmdb, "fr").search("film", "1917", 2020)
    (request,) = tmdb.requests
    assert request.path == "/search/movie"
    assert request.query == {
        "query": "1917",
        "language": "fr-FR",
        "region": "FR",
        "year": "2020",
        "include_adult": "false",
    }
    assert [hit.ref for hit in hits] == [Ref("tmdb", "film", "530915")]
    assert hits[0].year == 2020


def test_a_search_for_films_in_english(tmdb: TmdbStandIn) -> None:
    (hit,) = client(tmdb).search("film", "the matrix")
    (request,) = tmdb.requests
    assert request.query == {
        "query": "the matrix",
        "language": "en-US",
        "include_adult": "false",
    }
    assert (hit.title, hit.original_title, hit.year) == ("The Matrix", "The Matrix", 1999)
    assert hit.overview
    assert hit.popularity == 80.0


def test_a_search_for_series(tmdb: TmdbStandIn) -> None:
    (hit,) = client(tmdb, "fr").search("series", "the office", 2001)
    (request,) = tmdb.requests
    assert request.path == "/search/tv"
    assert request.query == {
        "query": "the office",
        "language": "fr-FR",
        "first_air_date_year": "2001",
        "include_adult": "false",
    }
    assert hit.ref == Ref("tmdb", "series", "2996")
    assert (hit.year, hit.countries) == (2001, ("GB",))


def test_nothing_found_is_empty(tmdb: TmdbStandIn) -> None:
    assert client(tmdb).search("film", "no such film at all") == []


@pytest.mark.parametrize("title", ["", "  ", "\t\n"])
def test_nothing_is_asked_for_an_empty_title(tmdb: TmdbStandIn, title: str) -> None:
    assert client(tmdb).search("film", title) == []
    assert tmdb.requests == []


@pytest.mark.parametrize("year", [0, -1, 99_999])
def test_an_absurd_year_is_not_asked_for(tmdb: TmdbStandIn, year: int) -> None:
    client(tmdb).search("film", "matrix", year)
    assert "year" not in tmdb.requests[0].query


def test_a_hostile_title_is_only_a_parameter(tmdb: TmdbStandIn) -> None:
    client(tmdb).search("film", "../../movie/603?a=b&c\0\udcff" + "x" * 5000)
    (request,) = tmdb.requests
    assert request.path == "/search/movie"
    assert request.query["query"].startswith("../../movie/603?a=b&c\ufffd\ufffdx")
    assert len(request.query["query"]) <= 300


def item(**changes: object) -> dict[str, object]:
    return {"id": 1, "title": "One", "original_title": "Un", "release_date": "2001-01-01"} | changes


def test_bad_results_are_skipped(tmdb: TmdbStandIn) -> None:
    bad: list[Any] = [
        None,
        3,
        [],
        {},
        item(id=None),
        item(id=True),
        item(title="", original_title=None),
    ]
    good = [
        item(),
        item(id="2", popularity=float("nan")),
        item(title="No"),
        item(id=3, overview=None),
    ]
    answer(tmdb, "/search/movie", {"results": [*bad, *good]})
    hits = client(tmdb).search("film", "x")
    assert [hit.ref.id for hit in hits] == ["1", "2", "3"]
    assert [hit.popularity for hit in hits] == [0.0] * 3
    assert (hits[0].title, hits[0].overview) == ("One", "")


def test_hits_are_capped(tmdb: TmdbStandIn) -> None:
    answer(tmdb, "/search/movie", {"results": [item(id=n) for n in range(1, 5000)]})
    assert [hit.ref.id for hit in client(tmdb).search("film", "x")] == [
        str(number) for number in range(1, 21)
    ]


@pytest.mark.parametrize("results", [None, "x", 5, {}, [None], [{}, {}]])
def test_results_that_make_no_sense_are_not_nothing(tmdb: TmdbStandIn, results: object) -> None:
    answer(tmdb, "/search/movie", {"results": results})
    with pytest.raises(BadAnswer):
        client(tmdb).search("film", "x")


# Ids of other databases


def test_find(tmdb: TmdbStandIn) -> None:
    source = client(tmdb, "fr")
    (film,) = source.find("imdb", "tt1375666")
    assert film.ref == Ref("tmdb", "film", "27205")
    (series,) = source.find("tvdb", "81189")
    assert series.ref == Ref("tmdb", "series", "1396")
    assert source.find("imdb", "tt9999999") == []
    assert [request.query["external_source"] for request in tmdb.requests] == [
        "imdb_id",
        "tvdb_id",
        "imdb_id",
    ]
    assert {request.query["language"] for request in tmdb.requests} == {"fr-FR"}


def test_the_id_of_an_episode_finds_no_series(tmdb: TmdbStandIn) -> None:
    episode = {"id": 62085, "show_id": 1396, "name": "Pilot", "media_type": "tv_episode"}
    body = {"movie_results": [], "tv_results": [], "tv_episode_results": [episode]}
    answer(tmdb, "/find", body)
    assert client(tmdb).find("imdb", "tt0959621") == []


def test_find_with_one_list_that_is_none(tmdb: TmdbStandIn) -> None:
    answer(tmdb, "/find", {"movie_results": 7, "tv_results": [{"id": 1396, "name": "BB"}]})
    assert [hit.ref.id for hit in client(tmdb).find("tvdb", "81189")] == ["1396"]


# The check


def test_the_check(tmdb: TmdbStandIn) -> None:
    client(tmdb).check()
    assert [request.path for request in tmdb.requests] == ["/configuration"]
    tmdb.fail_next(1, 401)
    with pytest.raises(ProviderFailure):
        client(tmdb).check()


def test_cast_of_a_record() -> None:
    record = FilmRecord(7, "Alone", "2001-02-03", cast=(Person("Ann Onym", "Herself"),))
    with TmdbStandIn(Records((record,))) as stand_in:
        assert client(stand_in).film("7").cast == (base.Person("Ann Onym", "Herself"),)
