"""What an enrichment finds, stores and asks; over real HTTP on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.support.library import Impatient, Library
from tests.support.records import RECORDS, film, show
from vidtui.demo.model import Records
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn
from vidtui.jobs.enrich.job import EnrichJob
from vidtui.jobs.enrich.run import EnrichOptions, EnrichProgress
from vidtui.matching import reasons
from vidtui.typed_json import to_json

MATRIX = "Films/The Matrix (1999)/The Matrix (1999).mkv"
DUNE = "Films/Dune (2021)/Dune (2021).mkv"
BAD = "Séries/Breaking Bad (2008)/Saison 01/Breaking Bad (2008) - S01E0{}.mkv"


@pytest.fixture
def server(library: Library) -> Iterator[TmdbStandIn]:
    with TmdbStandIn(RECORDS, limit=None) as stand_in:
        library.use_tmdb(stand_in)
        yield stand_in


def asked(server: TmdbStandIn) -> list[str]:
    return [request.path for request in server.requests]


def group(library: Library, title: str) -> dict[str, object]:
    (row,) = library.query("SELECT * FROM media_group WHERE title = ?", title)
    return dict(row)


def put(library: Library, *names: str) -> None:
    for name in names:
        library.put(name)
    library.import_()


def states(library: Library) -> dict[str, tuple[str, str | None]]:
    rows = library.query("SELECT title, year, state, error FROM media_group")
    return {
        f"{row['title']} ({row['year']})" if row["year"] else row["title"]: (
            row["state"],
            row["error"],
        )
        for row in rows
    }


def test_a_film_takes_two_requests(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX)
    run = library.enrich()
    assert to_json(run.counts) == {
        **dict.fromkeys(to_json(run.counts), 0),
        "enriched": 1,
        "requests": 2,
        "films": 1,
        "asked_films": 1,
        "film_requests": 2,
    }
    assert asked(server) == ["/search/movie", "/movie/603"]
    assert states(library) == {"The Matrix (1999)": ("enriched", None)}
    assert run.started is not None
    assert run.started.requests == 2


def test_requests_are_counted_over_all_films_asked_for(
    library: Library, server: TmdbStandIn
) -> None:
    put(library, MATRIX, "Films/Twins (1988).mkv", "Films/Unknown (2003).mkv", BAD.format(1))
    server.script("/movie/438631", lambda _request: Reply.of({}, 422))
    put(library, DUNE)
    counts = library.enrich().counts
    assert (counts.enriched, counts.pending, counts.failed) == (2, 2, 1)
    assert (counts.asked_films, counts.asked_series) == (4, 1)
    assert counts.film_requests == counts.requests - counts.series_requests > 6


@pytest.mark.parametrize(
    "name",
    [
        "Films/The Matrix (1999) {tmdb-603}/The Matrix (1999).mkv",
        "Films/The Matrix (1999) [imdbid-tt0133093]/The Matrix (1999).mkv",
    ],
)
def test_a_film_with_an_id_takes_one(name: str, library: Library, server: TmdbStandIn) -> None:
    put(library, name)
    run = library.enrich()
    assert (run.counts.enriched, run.counts.requests) == (1, 1)
    assert library.query("SELECT provider_id FROM movie")[0][0] == "603"


def test_what_is_stored_of_a_film(library: Library, server: TmdbStandIn) -> None:
    library.write_settings(extra='language = "fr"')
    library.use_tmdb(server)
    put(library, MATRIX)
    library.enrich()
    (row,) = library.query("SELECT * FROM movie")
    assert (row["title"], row["original_title"], row["year"]) == ("Matrix", "The Matrix", 1999)
    assert (row["runtime"], row["imdb_id"]) == (100, "tt0133093")
    held = json.loads(row["details"])
    assert held["title"] == ["Matrix", "fr-FR"]
    assert held["overview"] == ["Sur The Matrix.", "fr-FR"]
    assert held["genres"] == ["Drame"]
    assert held["countries"] == ["US"]
    assert held["cast"] == [["Bo Actor", "Hero"]]
    assert held["crew"] == [["Ana Maker", "Director"]]
    assert held["poster_path"] == "/poster.jpg"
    assert held["ids"]["imdb"] == "tt0133093"
    assert held["rating"] == 7.0
    assert row["fetched_at"] > 1_700_000_000


def test_a_series_takes_two_requests_for_all_its_episodes(
    library: Library, server: TmdbStandIn
) -> None:
    put(library, *(BAD.format(number) for number in range(1, 8)))
    run = library.enrich()
    assert (run.counts.enriched, run.counts.series_requests) == (1, 2)
    rows = library.query(
        "SELECT s.number, count(*) FROM episode e JOIN season s ON s.id = e.season_id"
        " GROUP BY s.number ORDER BY s.number"
    )
    assert [tuple(row) for row in rows] == [(0, 3), (1, 7), (2, 13), (3, 13)]
    (row,) = library.query(
        "SELECT e.* FROM episode e JOIN season s ON s.id = e.season_id"
        " WHERE s.number = 1 AND e.number = 3"
    )
    assert (row["title"], row["overview"], row["air_date"]) == (
        "Chapter 1.3",
        "About 3.",
        "2008-01-04",
    )
    assert row["runtime"] == 45
    linked = library.query("SELECT count(*) FROM file_episode WHERE episode_id IS NOT NULL")
    assert linked[0][0] == 7
    (series,) = library.query("SELECT * FROM series")
    assert (series["imdb_id"], series["tvdb_id"]) == ("tt0001396", "1397")


@pytest.mark.parametrize(
    ("names", "series", "known", "unknown"),
    [
        (["Séries/Alpha (2001)/Saison 01/Alpha (2001) - S01E0{}.mkv"], {1: 2}, 2, 1),
        (["Séries/Alpha (2001)/Saison 01/Alpha (2001) - S01E0{}.mkv"], {1: 9}, 3, 0),
    ],
)
def test_an_episode_that_tmdb_does_not_know_is_left_unlinked(
    names: list[str], series: dict[int, int], known: int, unknown: int, library: Library
) -> None:
    put(library, *(name.format(number) for name in names for number in (1, 2, 3)))
    with TmdbStandIn(Records((), (show(7, "Alpha", 2001, series),)), limit=None) as server:
        library.use_tmdb(server)
        library.enrich()
    assert states(library) == {"Alpha (2001)": ("enriched", None)}
    rows = library.query("SELECT episode_id FROM file_episode")
    assert sum(row[0] is not None for row in rows) == known
    assert sum(row[0] is None for row in rows) == unknown


def test_numbers_without_a_season_count_through_the_seasons(library: Library) -> None:
    put(library, *(f"Séries/Animes/Beta (2001)/Beta - {number}.mkv" for number in (1, 12, 13, 40)))
    with TmdbStandIn(
        Records((), (show(8, "Beta", 2001, {0: 2, 1: 12, 2: 12}),)), limit=None
    ) as server:
        library.use_tmdb(server)
        library.enrich()
    rows = library.query(
        "SELECT f.number, s.number AS season, e.number AS episode FROM file_episode f"
        " LEFT JOIN episode e ON e.id = f.episode_id LEFT JOIN season s ON s.id = e.season_id"
        " ORDER BY f.number"
    )
    assert [tuple(row) for row in rows] == [(1, 1, 1), (12, 1, 12), (13, 2, 1), (40, None, None)]


def test_the_total_is_what_was_announced(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX, DUNE, BAD.format(1))
    job = EnrichJob(library.settings(), EnrichOptions(limit=2), Impatient())
    progress = [event for event in job.run() if isinstance(event, EnrichProgress)]
    assert {event.total for event in progress} == {2}
    assert progress[-1].done == 2


def test_nothing_is_asked_twice(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX, DUNE, BAD.format(1))
    library.enrich()
    before = len(server.requests)
    again = library.enrich()
    assert len(server.requests) == before
    assert again.counts.requests == 0


def test_two_groups_of_one_film_fetch_it_once(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX, "Films/Matrix (1999)/Matrix (1999).mkv")
    library.write_settings(extra='language = "fr"')
    library.use_tmdb(server)
    for _each in range(2):
        library.enrich(limit=1)
    assert [state for state, _error in states(library).values()] == ["enriched", "enriched"]
    assert asked(server).count("/movie/603") == 1
    assert library.query("SELECT count(*) FROM movie")[0][0] == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Films/Twins (1988)/Twins (1988).mkv", reasons.SEVERAL),
        ("Films/Dune/Dune.mkv", reasons.NO_YEAR),
        ("Films/Nobody Knows This (1999)/Nobody Knows This (1999).mkv", reasons.NOTHING_FOUND),
        ("Divers/The Matrix (1999).mkv", reasons.UNKNOWN_KIND),
        ("Films/Amélie (2001) {tmdb-603}/Amélie (2001).mkv", reasons.BAD_ID),
        ("Séries/The Office/Saison 01/The Office - S01E01.mkv", reasons.SEVERAL),
    ],
)
def test_what_is_not_certain_waits(
    name: str, reason: str, library: Library, server: TmdbStandIn
) -> None:
    put(library, name)
    run = library.enrich()
    ((state, error),) = states(library).values()
    assert (state, error) == ("pending", reason)
    assert run.counts.pending == 1
    found = library.query("SELECT * FROM candidate")
    assert bool(found) == (reason != reasons.NOTHING_FOUND)
    assert all(json.loads(row["work"])["title"] for row in found)
    assert library.query("SELECT count(*) FROM media_group WHERE movie_id OR series_id")[0][0] == 0


def test_seasons_tell_two_series_of_one_name_apart(library: Library, server: TmdbStandIn) -> None:
    put(library, "Séries/The Office/Saison 03/The Office - S03E01.mkv")
    library.enrich()
    assert states(library) == {"The Office": ("enriched", None)}
    assert library.query("SELECT provider_id FROM series")[0][0] == "2316"


def test_nothing_found_is_remembered_and_asked_again_only_on_demand(
    library: Library, server: TmdbStandIn
) -> None:
    put(library, "Films/New One (2020)/New One (2020).mkv")
    assert library.enrich().counts.not_found == 1
    assert group(library, "New One")["not_found_at"]
    server.requests.clear()
    library.enrich()
    assert server.requests == []
    with TmdbStandIn(Records((film(5, "New One", 2020),)), limit=None) as later:
        library.use_tmdb(later)
        assert library.enrich(retry_not_found=True).counts.enriched == 1
    assert group(library, "New One")["not_found_at"] is None


def test_ids_first_then_the_newest_files(library: Library, server: TmdbStandIn) -> None:
    library.put("Films/Dune (2021)/Dune (2021).mkv", mtime_ns=10**18)
    library.put("Films/Alien (1979)/Alien (1979).mkv", mtime_ns=3 * 10**18)
    library.put("Films/Aliens (1986)/Aliens (1986).mkv", mtime_ns=2 * 10**18)
    library.put("Films/The Matrix (1999) {tmdb-603}/The Matrix (1999).mkv", mtime_ns=10**17)
    library.import_()
    for limit, expected in ((1, "/movie/603"), (1, "/movie/348"), (1, "/movie/679")):
        server.requests.clear()
        assert library.enrich(limit=limit).counts.enriched == 1
        assert asked(server)[-1] == expected


def test_new_episodes_of_a_known_series(library: Library, server: TmdbStandIn) -> None:
    put(library, BAD.format(1))
    library.enrich()
    put(library, BAD.format(2))
    server.requests.clear()
    library.enrich()
    assert server.requests == []
    assert library.query("SELECT count(*) FROM file_episode WHERE episode_id IS NULL")[0][0] == 0


def hostile(title: str) -> dict[str, object]:
    return {"id": 603, "title": title, "original_title": title, "release_date": "1999-03-31"}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "The Matrix\x00\x1b]0;owned\x07\u202e"},
        {"title": "../../etc/passwd"},
        {"overview": "\ud800 alone"},
        {"overview": ["not", "a", "text"]},
        {"genres": None, "credits": {"cast": "nobody", "crew": None}},
        {"runtime": "long", "vote_average": True, "release_date": "0000-00-00"},
        {"id": "603"},
        {"title": "x" * 300},
        {"translations": {"translations": [None, 3, {"data": []}]}},
    ],
    ids=lambda change: ",".join(change),
)
def test_a_strange_answer_loses_nothing(
    change: dict[str, object], library: Library, server: TmdbStandIn
) -> None:
    put(library, "Films/The Matrix (1999) {tmdb-603}/The Matrix (1999).mkv", DUNE)

    def answer(_request: Request) -> Reply:
        return Reply.of({**hostile("The Matrix"), **change})

    server.script("/movie/603", answer)
    run = library.enrich()
    assert run.phase == "finished"
    assert run.counts.done == 2
    assert states(library)["Dune (2021)"] == ("enriched", None)
    for (details,) in library.query("SELECT details FROM movie"):
        assert "\x00" not in details
        json.loads(details)
