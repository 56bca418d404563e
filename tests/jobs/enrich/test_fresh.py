"""Facts that are asked for again: collections, running series, what is old, what is gone."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support import golden
from tests.support.library import Library
from tests.support.records import film, show
from vidtui.catalogue import json_columns
from vidtui.demo.model import Records
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn
from vidtui.demo.tmdb.routes import Routes, failure
from vidtui.matching import reasons
from vidtui.providers.base import Member

SAGA = (8091, "Alien - Saga")
ALIEN = film(348, "Alien", 1979, collection=SAGA)
RECORDS = Records(
    (
        ALIEN,
        film(679, "Aliens", 1986, collection=SAGA),
        film(1, "Alien Far Away", 2999, collection=SAGA),
        film(949, "Heat", 1995),
    ),
    (show(1396, "Breaking Bad", 2008, {1: 3}, status="Returning Series"),),
)
NAMES = (
    "Films/Alien (1979)/Alien (1979).mkv",
    "Films/Heat (1995)/Heat (1995).mkv",
    "Séries/Breaking Bad (2008)/Season 01/Breaking Bad S01E01.mkv",
)
DAY = 86_400


class Server(TmdbStandIn):
    """A TMDB whose records may change, and which tells what it was asked."""

    def know(self, records: Records) -> None:
        """Answer from other records from now on."""
        self._routes = Routes(records)

    def paths(self) -> list[str]:
        """Return what was asked since the last time."""
        found = [one.path for one in self.requests]
        self.requests.clear()
        return found


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(RECORDS, limit=None) as stand_in:
        yield stand_in


@pytest.fixture
def library(tmp_path: Path, server: Server) -> Library:
    made = Library(tmp_path, links=None)
    for name in NAMES:
        made.put(name)
    made.use_tmdb(server)
    made.import_()
    return made


def age(library: Library, days: int, *tables: str) -> None:
    """Let the facts be older."""
    with closing(sqlite3.connect(library.database)) as connection, connection:
        connection.execute("UPDATE media_file SET added_at = added_at - 1000000")
        for table in tables:
            connection.execute(f"UPDATE {table} SET fetched_at = fetched_at - ?", (days * DAY,))


def ages(library: Library, table: str) -> list[int]:
    now = time.time()
    rows = library.query(f"SELECT fetched_at FROM {table} ORDER BY id")
    return [round((now - row[0]) / DAY) for row in rows]


def states(library: Library) -> list[str]:
    return [row[0] for row in library.query("SELECT state FROM media_group ORDER BY id")]


def test_a_collection_is_asked_for_once_with_all_its_films(
    library: Library, server: Server
) -> None:
    run = library.enrich()
    assert "the films of 1 collection are known now" in run.notices
    (row,) = library.query("SELECT * FROM collection")
    assert (row["provider_id"], row["title"]) == ("8091", "Alien - Saga")
    assert json_columns.members(row["members"])[:2] == [
        Member("348", "Alien", "1979-06-01"), Member("679", "Aliens", "1986-06-01"),
    ]  # fmt: skip
    server.paths()
    again = library.enrich()
    assert (again.counts.requests, again.notices) == (0, [])
    (gap,) = golden.run(library, "gaps", "--kind", "collection", "--json").json["gaps"]
    assert [one["title"] for one in gap["absent"]] == ["Aliens"]


def test_works_enriched_before_are_completed_and_told_with_their_count_first(
    library: Library, server: Server
) -> None:
    library.enrich()
    with closing(sqlite3.connect(library.database)) as connection, connection:
        connection.execute("DELETE FROM collection")
    assert golden.run(library, "gaps", "--json").json["collections_unknown"] == 1
    told = golden.run(library, "enrich", "-q", "--dry-run", "--json").json["notices"]
    assert told == ["the films of 1 collection are asked for"]
    server.paths()
    run = library.enrich()
    assert run.notices[0] == "the films of 1 collection are asked for"
    assert [path for path in server.paths() if "collection" in path]
    assert golden.run(library, "gaps", "--json").json["collections_unknown"] == 0


def test_a_series_that_has_not_ended_is_asked_for_again_after_a_week(
    library: Library, server: Server
) -> None:
    library.enrich()
    age(library, 6, "series", "movie")
    server.paths()
    assert library.enrich().counts.requests == 0
    age(library, 2, "series", "movie")
    server.know(replace(RECORDS, series=(show(1396, "Breaking Bad", 2008, {1: 4}),)))
    run = library.enrich()
    assert "1 known film or series is asked for again" in run.notices
    assert run.counts.series == 1
    assert len(library.query("SELECT id FROM episode")) == 4
    assert ages(library, "series") == [0]
    assert ages(library, "movie") == [8, 8]
    age(library, 100, "series")  # it has ended meanwhile
    assert library.enrich().counts.requests == 0
    assert states(library) == ["enriched"] * 3


def test_refresh_asks_for_what_is_old_and_for_nothing_else(
    library: Library, server: Server
) -> None:
    library.enrich()
    age(library, 200, "movie", "series", "collection")
    server.paths()
    server.know(
        replace(RECORDS, films=(replace(ALIEN, titles={"en": "Alien Renewed"}), *RECORDS.films[1:]))
    )
    run = library.enrich(refresh_months=12)
    assert run.counts.films == 0
    run = library.enrich(refresh_months=6)
    assert (run.counts.films, run.counts.failed) == (2, 0)
    assert ages(library, "movie") == ages(library, "collection") * 2 == [0, 0]
    (title,) = library.query("SELECT details FROM movie WHERE provider_id = '348'")
    assert "Alien Renewed" in title[0]
    server.paths()
    assert library.enrich(refresh_months=6).counts.requests == 0


def test_an_entry_that_is_gone_waits_for_a_person_with_what_was_known(
    library: Library, server: Server
) -> None:
    library.enrich()
    age(library, 200, "movie")
    other = film(950, "Heat", 1995, imdb_id="tt0000949")
    server.know(replace(RECORDS, films=(ALIEN, other)))
    run = library.enrich(refresh_months=6)
    assert (run.counts.pending, run.counts.failed) == (1, 0)
    (row,) = library.query("SELECT * FROM media_group WHERE state = 'pending'")
    assert (row["title"], row["error"], row["movie_id"] is not None) == ("Heat", reasons.GONE, True)
    proposals = library.query(
        "SELECT provider_id, chosen FROM candidate WHERE group_id = ? ORDER BY provider_id",
        row["id"],
    )
    assert [one[0] for one in proposals] == ["949", "950"]
    assert library.enrich(refresh_months=0).counts.pending == 0  # it waits; nobody asks again
    listed = golden.run(library, "list", "--json", "heat").json["files"]
    assert [(one["state"], one["work"]["ids"]["tmdb"]) for one in listed] == [("pending", "949")]
    group = str(row["id"])
    assert golden.run(library, "pending", "accept", group, "tmdb:950", "--json").code == 0


@pytest.mark.parametrize("status", [500, 401])
def test_where_nobody_answers_what_was_known_stays_known(
    library: Library, server: Server, status: int
) -> None:
    library.enrich()
    age(library, 200, "movie", "series")
    server.script("/", lambda _request: Reply(status, {}, b"{}"))
    run = library.enrich(refresh_months=6)
    assert run.counts.films == 0
    assert states(library) == ["enriched"] * 3
    assert ages(library, "movie") == [200, 200]


def test_a_collection_without_an_answer_waits_for_the_next_run(
    library: Library, server: Server
) -> None:
    answer = server._answer

    def broken(request: Request) -> Reply:
        return Reply(500, {}, b"{}") if "collection" in request.path else answer(request)

    server.script("/collection", broken)
    run = library.enrich()
    assert (run.counts.enriched, run.counts.failed) == (3, 0)
    assert library.query("SELECT * FROM collection") == []
    server.script("/collection", answer)
    assert "the films of 1 collection are known now" in library.enrich().notices


def test_a_limit_holds_for_what_is_asked_again_too(library: Library, server: Server) -> None:
    library.enrich()
    age(library, 200, "movie", "series")
    run = library.enrich(refresh_months=6, limit=1)
    assert run.counts.enriched == 1
    assert states(library) == ["enriched"] * 3


@pytest.mark.parametrize("arguments", [("--older-than", "3"), ("--refresh", "--older-than", "-1")])
def test_bad_options(library: Library, arguments: tuple[str, ...]) -> None:
    done = golden.run(library, "enrich", *arguments)
    assert (done.code, done.err.count(b"\n")) == (2, 1)


def test_a_collection_that_is_gone_keeps_its_films_and_is_not_asked_for_again(
    library: Library, server: Server
) -> None:
    library.enrich()
    age(library, 200, "movie", "collection")
    server.script("/collection", lambda _request: Reply.of(failure(404)[1], 404))
    server.paths()
    for _number in range(2):
        library.enrich(refresh_months=6)
    assert len([path for path in server.paths() if "collection" in path]) == 1
    (row,) = library.query("SELECT * FROM collection")
    assert len(json_columns.members(row["members"])) == 3
