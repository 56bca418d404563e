"""The stand-in over real HTTP: shapes, search, languages and refusals."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from tests.demo.asking import Answer, ask
from tests.support.running import PATIENCE_S
from vidtui.demo.model import FilmRecord, Person, Records, SeasonRecord, SeriesRecord
from vidtui.demo.tmdb import TmdbStandIn

if TYPE_CHECKING:
    from collections.abc import Iterator


def keys(names: str) -> set[str]:
    return set(names.split())


MOVIE_ITEM = keys(
    "adult backdrop_path genre_ids id original_language original_title overview "
    "popularity poster_path release_date title video vote_average vote_count"
)
MOVIE = (MOVIE_ITEM - {"genre_ids"}) | keys(
    "belongs_to_collection budget genres homepage imdb_id origin_country "
    "production_companies production_countries revenue runtime spoken_languages status "
    "tagline"
)
TV_ITEM = keys(
    "adult backdrop_path genre_ids id origin_country original_language original_name "
    "overview popularity poster_path first_air_date name vote_average vote_count"
)
TV = (TV_ITEM - {"genre_ids"}) | keys(
    "created_by episode_run_time genres homepage in_production languages last_air_date "
    "last_episode_to_air networks next_episode_to_air number_of_episodes "
    "number_of_seasons production_companies production_countries seasons spoken_languages "
    "status tagline type"
)
EPISODE = keys(
    "air_date episode_number episode_type id name overview production_code runtime "
    "season_number show_id still_path vote_average vote_count"
)
SEASON_HEAD = keys("air_date id name overview poster_path season_number vote_average")
PERSON = keys("adult gender id known_for_department name original_name popularity profile_path")
TRANSLATION = {"iso_3166_1", "iso_639_1", "name", "english_name", "data"}
PAGE = {"page", "results", "total_pages", "total_results"}
ERROR = {"status_code", "status_message", "success"}


def found(answer: Answer) -> list[int]:
    status, body, _ = answer
    assert status == 200
    return [item["id"] for item in body["results"]]


@pytest.fixture(scope="module")
def tmdb() -> Iterator[TmdbStandIn]:
    with TmdbStandIn(limit=None) as stand_in:
        yield stand_in


# Shapes


def test_movie_shapes(tmdb: TmdbStandIn) -> None:
    parts = "external_ids,credits,translations,alternative_titles,images,release_dates,keywords"
    status, movie, headers = ask(tmdb, "/movie/438631", append_to_response=parts)
    assert status == 200
    assert headers["Content-Type"] == "application/json;charset=utf-8"
    assert set(movie) == MOVIE | set(parts.split(","))
    assert (movie["title"], movie["runtime"], movie["imdb_id"]) == ("Dune", 155, "tt1160419")
    assert set(movie["genres"][0]) == {"id", "name"}
    assert set(movie["external_ids"]) == keys(
        "imdb_id wikidata_id facebook_id instagram_id twitter_id"
    )
    assert movie["credits"]["cast"] == []
    (director,) = movie["credits"]["crew"]
    assert set(director) == PERSON | {"credit_id", "department", "job"}
    assert (director["name"], director["job"]) == ("Denis Villeneuve", "Director")
    assert set(movie["alternative_titles"]["titles"][0]) == {"iso_3166_1", "title", "type"}
    assert set(movie["images"]) == {"backdrops", "logos", "posters"}
    assert movie["keywords"] == {"keywords": []}
    release = {r["iso_3166_1"]: r for r in movie["release_dates"]["results"]}["FR"]
    assert set(release["release_dates"][0]) == keys(
        "certification descriptors iso_639_1 note release_date type"
    )
    assert release["release_dates"][0]["release_date"] == "2021-09-15T00:00:00.000Z"
    french = {t["iso_639_1"]: t for t in movie["translations"]["translations"]}["fr"]
    assert set(french) == TRANSLATION
    assert set(french["data"]) == {"homepage", "overview", "runtime", "tagline", "title"}
    assert french["data"]["title"] == "Dune : Première partie"


def test_tv_shapes(tmdb: TmdbStandIn) -> None:
    parts = "external_ids,credits,translations,alternative_titles,images,keywords,season/0,season/1"
    status, show, _ = ask(tmdb, "/tv/9000101", append_to_response=parts + ",season/7,nonsense")
    assert status == 200
    assert set(show) == TV | set(parts.split(","))
    assert (show["number_of_seasons"], show["number_of_episodes"]) == (2, 10)
    assert [season["season_number"] for season in show["seasons"]] == [0, 1, 2]
    assert set(show["seasons"][0]) == SEASON_HEAD | {"episode_count"}
    assert set(show["last_episode_to_air"]) == EPISODE
    assert set(show["season/1"]) == SEASON_HEAD | {"_id", "episodes"}
    assert set(show["season/1"]["episodes"][0]) == EPISODE | {"crew", "guest_stars"}
    assert set(show["external_ids"]) == keys(
        "imdb_id freebase_mid freebase_id tvdb_id tvrage_id wikidata_id facebook_id "
        "instagram_id twitter_id"
    )
    assert show["alternative_titles"] == {"results": []}
    assert show["keywords"] == {"results": []}
    (french,) = show["translations"]["translations"]
    assert set(french["data"]) == {"name", "overview", "homepage", "tagline"}
    assert show["credits"]["crew"][0]["job"] == "Executive Producer"
    assert set(show["created_by"][0]) == keys("id credit_id name original_name gender profile_path")


def test_a_season_alone_and_a_part_alone(tmdb: TmdbStandIn) -> None:
    _, season, _ = ask(tmdb, "/tv/1396/season/1")
    assert [episode["name"] for episode in season["episodes"]][:2] == [
        "Pilot",
        "Cat's in the Bag...",
    ]
    assert season["episodes"][-1]["episode_type"] == "finale"
    assert ask(tmdb, "/tv/1396/external_ids")[1]["tvdb_id"] == 81189
    assert ask(tmdb, "/movie/603/external_ids")[1] == {
        "id": 603,
        "imdb_id": "tt0133093",
        "wikidata_id": None,
        "facebook_id": None,
        "instagram_id": None,
        "twitter_id": None,
    }


def test_a_film_by_its_imdb_id(tmdb: TmdbStandIn) -> None:
    parts = "release_dates,external_ids"
    by_imdb = ask(tmdb, "/movie/tt0133093", append_to_response=parts)
    assert by_imdb[0] == 200
    assert by_imdb[1] == ask(tmdb, "/movie/603", append_to_response=parts)[1]
    assert ask(tmdb, "/movie/tt0133093/external_ids")[1]["id"] == 603
    assert ask(tmdb, "/movie/tt9999999")[0] == 404
    assert ask(tmdb, "/tv/tt0903747")[0] == 404


@pytest.mark.parametrize(
    ("countries", "releases", "expected"),
    [
        (("US", "GB"), {}, {"US": "1999"}),
        (("US",), {"FR": "2000-01-05"}, {"US": "1999", "FR": "2000"}),
        (("US",), {"US": "1998-09-01", "FR": ""}, {"US": "1998"}),
        ((), {}, {}),
    ],
)
def test_release_dates_hold_the_first_country_too(
    countries: tuple[str, ...], releases: dict[str, str], expected: dict[str, str]
) -> None:
    film = FilmRecord(7, "Alone", "1999-12-20", countries=countries, releases=releases)
    with TmdbStandIn(Records((film,))) as stand_in:
        _, answer, _ = ask(stand_in, "/movie/7/release_dates")
    dates = {r["iso_3166_1"]: r["release_dates"][0]["release_date"] for r in answer["results"]}
    assert {country: date[:4] for country, date in dates.items()} == expected


def test_cast_poster_and_keywords_of_a_record() -> None:
    film = FilmRecord(
        7,
        "Alone",
        "2001-02-03",
        poster_path="/p.jpg",
        cast=(Person("Ann Onym", "Herself"),),
        keywords=("dark",),
    )
    with TmdbStandIn(Records((film,))) as stand_in:
        parts = "credits,images,keywords,release_dates"
        _, movie, _ = ask(stand_in, "/movie/7", append_to_response=parts)
    assert set(movie["credits"]["cast"][0]) == PERSON | keys("cast_id character credit_id order")
    assert set(movie["images"]["posters"][0]) == keys(
        "aspect_ratio height iso_639_1 file_path vote_average vote_count width"
    )
    assert movie["keywords"]["keywords"][0]["name"] == "dark"
    assert [r["iso_3166_1"] for r in movie["release_dates"]["results"]] == ["US"]


def test_find(tmdb: TmdbStandIn) -> None:
    _, answer, _ = ask(tmdb, "/find/tt1375666", external_source="imdb_id")
    assert set(answer) == keys(
        "movie_results person_results tv_results tv_episode_results tv_season_results"
    )
    assert set(answer["movie_results"][0]) == MOVIE_ITEM | {"media_type"}
    assert answer["movie_results"][0]["id"] == 27205
    _, answer, _ = ask(tmdb, "/find/81189", external_source="tvdb_id")
    assert set(answer["tv_results"][0]) == TV_ITEM | {"media_type"}
    assert answer["tv_results"][0]["id"] == 1396
    status, answer, _ = ask(tmdb, "/find/tt9999999", external_source="imdb_id")
    assert status == 200
    assert not any(answer.values())
    assert ask(tmdb, "/find/81189", external_source="nonsense")[0] == 422


def test_configuration_and_genres(tmdb: TmdbStandIn) -> None:
    _, configuration, _ = ask(tmdb, "/configuration")
    assert set(configuration) == {"images", "change_keys"}
    assert set(configuration["images"]) == keys(
        "base_url secure_base_url backdrop_sizes logo_sizes poster_sizes profile_sizes still_sizes"
    )
    _, films, _ = ask(tmdb, "/genre/movie/list", language="fr-FR")
    assert len(films["genres"]) == 19
    assert {"id": 18, "name": "Drame"} in films["genres"]
    _, series, _ = ask(tmdb, "/genre/tv/list")
    assert len(series["genres"]) == 16


# Search


def test_search_shapes_and_nothing_found(tmdb: TmdbStandIn) -> None:
    _, answer, _ = ask(tmdb, "/search/movie", query="matrix")
    assert set(answer) == PAGE
    assert set(answer["results"][0]) == MOVIE_ITEM
    _, answer, _ = ask(tmdb, "/search/tv", query="chernobyl")
    assert set(answer["results"][0]) == TV_ITEM
    for query in ("Matrxi", "le dernier bac", "matrix reloaded", "matri", "!!!"):
        status, answer, _ = ask(tmdb, "/search/movie", query=query)
        assert (status, answer["results"], answer["total_results"]) == (200, [], 0)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("la momie", [564, 282035, 15849]),
        ("DUNE", [438631, 841, 693134]),
        ("l'oeil du tigre", [1371]),
        ("L’ŒIL DU TIGRE", [1371]),
        ("fantomes", [620, 43074]),
        ("spirited away", [129]),
        ("千と千尋の神隠し", [129]),
        ("blade runner", [78, 335984]),
        ("minuit sur le port", [9000001, 9000002]),
        ("1917", [530915]),
        ("agneaux silence", [274]),
        ("silence lambs agneaux", []),
    ],
)
def test_films_are_found_by_every_title(tmdb: TmdbStandIn, query: str, ids: list[int]) -> None:
    assert found(ask(tmdb, "/search/movie", query=query)) == ids


def test_search_by_year(tmdb: TmdbStandIn) -> None:
    search = "/search/movie"
    assert found(ask(tmdb, search, query="dune", primary_release_year=1984)) == [841]
    assert found(ask(tmdb, search, query="1917", primary_release_year=2020)) == []
    assert found(ask(tmdb, search, query="1917", year=2020)) == [530915]
    assert found(ask(tmdb, search, query="1917", year=2019)) == [530915]
    assert found(ask(tmdb, "/search/tv", query="the office")) == [2316, 2996]
    assert found(ask(tmdb, "/search/tv", query="the office", first_air_date_year=2001)) == [2996]
    assert found(ask(tmdb, "/search/tv", query="sherlock", first_air_date_year=2012)) == []
    assert found(ask(tmdb, "/search/tv", query="sherlock", year=2012)) == [19885]


def test_region_shows_its_own_release_date(tmdb: TmdbStandIn) -> None:
    _, answer, _ = ask(tmdb, "/search/movie", query="1917", region="FR")
    assert answer["results"][0]["release_date"] == "2020-01-15"


def test_thousands_of_films_page_by_twenty() -> None:
    films = [
        FilmRecord(number, f"The Long Road {number}", "1990-01-01", popularity=number)
        for number in range(1, 20_001)
    ]
    adult = FilmRecord(30_000, "The Long Road Home", "1990-01-01", adult=True)
    with TmdbStandIn(Records((*films, adult)), limit=None) as stand_in:
        _, first, _ = ask(stand_in, "/search/movie", query="the long road")
        _, last, _ = ask(stand_in, "/search/movie", query="the long road", page=500)
        assert len(first["results"]) == len(last["results"]) == 20
        assert (first["total_results"], first["total_pages"]) == (20_000, 1000)
        assert first["results"][0]["id"] == 20_000
        assert last["page"] == 500
        assert found(ask(stand_in, "/search/movie", query="long road 1234")) == [1234]
        assert found(ask(stand_in, "/search/movie", query="road home")) == []
        assert found(ask(stand_in, "/search/movie", query="road home", include_adult="true")) == [
            30_000
        ]


# Languages


def test_no_language_falls_back(tmdb: TmdbStandIn) -> None:
    _, french, _ = ask(tmdb, "/movie/9000003", language="fr-FR")
    _, english, _ = ask(tmdb, "/movie/9000003", language="en-US")
    _, canadian, _ = ask(tmdb, "/movie/603", language="fr-CA")
    assert french["overview"]
    assert english["title"] == english["original_title"] == "Le Cœur du phare"
    assert english["overview"] == canadian["overview"] == ""
    assert canadian["title"] == "The Matrix"
    assert ask(tmdb, "/movie/603", language="fr")[1]["title"] == "Matrix"
    assert ask(tmdb, "/tv/9000102")[1]["name"] == "Hoshi no Kaze"
    assert ask(tmdb, "/tv/9000102", language="de-DE")[1]["name"] == "星の風"


def test_untranslated_episodes_are_numbered(tmdb: TmdbStandIn) -> None:
    _, season, _ = ask(tmdb, "/tv/1399/season/1", language="fr-FR")
    assert [episode["name"] for episode in season["episodes"]][:2] == ["L'hiver vient", "Épisode 2"]
    assert season["name"] == "Saison 1"
    _, specials, _ = ask(tmdb, "/tv/9000101/season/0")
    assert (specials["name"], specials["episodes"][0]["name"]) == ("Specials", "Episode 1")


def test_a_regional_translation_is_its_own() -> None:
    film = FilmRecord(1, "Fast", "2001-01-01", titles={"fr": "Vite", "fr-CA": "Rapide"})
    with TmdbStandIn(Records((film,))) as stand_in:
        assert ask(stand_in, "/movie/1", language="fr-CA")[1]["title"] == "Rapide"
        assert ask(stand_in, "/movie/1", language="fr-FR")[1]["title"] == "Vite"
        _, answer, _ = ask(stand_in, "/movie/1/translations")
    tags = [f"{entry['iso_639_1']}-{entry['iso_3166_1']}" for entry in answer["translations"]]
    assert tags == ["en-US", "fr-CA", "fr-FR"]


def test_a_series_without_dates_or_episodes() -> None:
    series = SeriesRecord(5, "Bare", (SeasonRecord(1, ()),))
    with TmdbStandIn(Records(series=(series,))) as stand_in:
        _, show, _ = ask(stand_in, "/tv/5", append_to_response="season/1")
    assert show["first_air_date"] == ""
    assert show["last_air_date"] is show["last_episode_to_air"] is show["season/1"]["air_date"]
    assert show["season/1"]["episodes"] == []


# Refusals


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/movie/9999999", {}, 404, 34),
        ("/tv/603", {}, 404, 34),
        ("/movie/٣", {}, 404, 34),
        ("/movie/603/nonsense", {}, 404, 34),
        ("/tv/1396/season/9", {}, 404, 34),
        ("/nonsense", {}, 404, 34),
        ("/search/movie", {"query": "dune", "page": 0}, 400, 22),
        ("/search/movie", {"query": "dune", "page": 501}, 400, 22),
        ("/search/movie", {"query": "dune", "page": "x"}, 400, 22),
        ("/tv/1396", {"append_to_response": ",".join(f"season/{n}" for n in range(21))}, 400, 27),
    ],
)
def test_refusals(
    tmdb: TmdbStandIn, path: str, query: dict[str, Any], status: int, code: int
) -> None:
    answer = ask(tmdb, urllib.parse.quote(path), **query)
    assert answer[0] == status
    assert set(answer[1]) == ERROR
    assert (answer[1]["status_code"], answer[1]["success"]) == (code, False)


def test_twenty_appended_are_answered(tmdb: TmdbStandIn) -> None:
    names = ",".join(f"season/{number}" for number in range(20))
    status, show, _ = ask(tmdb, "/tv/1396", append_to_response=names)
    assert status == 200
    assert {name for name in show if name.startswith("season/")} == {"season/1", "season/2"}


def test_a_search_for_nothing_is_a_422(tmdb: TmdbStandIn) -> None:
    assert ask(tmdb, "/search/movie")[:2] == (422, {"errors": ["query must be provided"]})


def test_only_the_right_token_is_let_in(tmdb: TmdbStandIn) -> None:
    status, body, _ = ask(tmdb, "/movie/603", token="other")
    assert (status, set(body), body["status_code"]) == (401, ERROR, 7)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{tmdb.url}/movie/603?api_key={tmdb.token}", timeout=PATIENCE_S)
    caught.value.close()
    assert caught.value.code == 401
