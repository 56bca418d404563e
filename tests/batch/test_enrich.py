"""``vidtui --batch enrich`` and ``pending``: reports, exit codes, hostile names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.library import Library
from tests.support.names import HOSTILE
from tests.support.records import RECORDS, film
from tests.support.running import run
from vidtui.demo.model import Records
from vidtui.demo.tmdb import Reply, TmdbStandIn
from vidtui.errors import Exit

TWINS = "Films/Twins (1988)/Twins (1988).mkv"
MATRIX = "Films/The Matrix (1999)/The Matrix (1999).mkv"


@pytest.fixture
def server(library: Library) -> Iterator[TmdbStandIn]:
    with TmdbStandIn(RECORDS, limit=None) as stand_in:
        library.use_tmdb(stand_in)
        yield stand_in


def put(library: Library, *names: str) -> None:
    for name in names:
        library.put(name)
    library.import_()


def batch(library: Library, *arguments: str, code: Exit) -> Any:
    done = run("--batch", *arguments, "--json", library=library)
    assert done.code == code, done.err
    assert done.json["exit"] == code
    return done.json


def test_nothing_waits(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX)
    report = batch(library, "enrich", code=Exit.OK)
    assert report["summary"]["enriched"] == 1
    assert report["waiting"] == 0
    assert report["stopped"] is None
    done = run("--batch", "enrich", "--quiet", library=library)
    assert (done.code, done.err) == (Exit.OK, b"")
    assert done.text.startswith("0 identified, 0 to decide, 0 failed\n")
    assert batch(library, "pending", code=Exit.OK)["groups"] == []
    assert run("--batch", "pending", library=library).text == "Nothing waits for you.\n"


def test_the_run_says_first_how_long_it_takes(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX, TWINS)
    done = run("--batch", "enrich", library=library)
    announced = done.err.decode().splitlines()[0]
    assert announced == "2 films and series to look up: about 4 requests, 0:00 at the set pace"
    assert "a film)" in done.text


def test_what_waits_is_listed_and_answered(library: Library, server: TmdbStandIn) -> None:
    put(library, TWINS)
    assert batch(library, "enrich", code=Exit.ATTENTION)["waiting"] == 1
    (group,) = batch(library, "pending", code=Exit.ATTENTION)["groups"]
    assert group["reason"] == "several answers fit"
    assert [one["id"] for one in group["candidates"]] == ["tmdb:movie/9001", "tmdb:movie/9002"]
    assert "year 1988, as in the name" in group["candidates"][0]["evidence"]
    text = run("--batch", "pending", library=library).text
    assert f"  {group['id']}  Twins (1988)\n" in text
    answered = batch(library, "pending", "accept", str(group["id"]), "2", code=Exit.OK)
    assert answered["work"]["id"] == "tmdb:movie/9002"
    assert answered["state"] == "enriched"
    undone = run("undo", library=library)
    assert undone.code == Exit.OK
    assert len(batch(library, "pending", code=Exit.ATTENTION)["groups"]) == 1
    by_id = run("--batch", "pending", "accept", str(group["id"]), "tmdb:9001", library=library)
    assert by_id.text == "Twins is Twins (1988).\n"


def test_a_work_is_named_by_its_id(library: Library, server: TmdbStandIn) -> None:
    put(library, TWINS)
    batch(library, "enrich", code=Exit.ATTENTION)
    (group,) = batch(library, "pending", code=Exit.ATTENTION)["groups"]
    number = str(group["id"])
    report = batch(library, "pending", "set", number, "tt0133093", code=Exit.OK)
    assert report["work"]["title"] == "The Matrix"
    assert batch(library, "pending", "ignore", number, code=Exit.OK)["state"] == "ignored"
    batch(library, "pending", code=Exit.OK)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("pending", "accept", "1", "7"), Exit.USAGE),
        (("pending", "accept", "1", "tmdb:5"), Exit.USAGE),
        (("pending", "accept", "1", "\x1b[31m"), Exit.USAGE),
        (("pending", "accept", "99", "1"), Exit.USAGE),
        (("pending", "accept", "one", "1"), Exit.USAGE),
        (("pending", "set", "1", "tmdb:tv/1396"), Exit.USAGE),
        (("pending", "set", "1", "../../3/account"), Exit.USAGE),
        (("pending", "set", "1", "tmdb:999999"), Exit.USAGE),
        (("pending", "ignore", "99"), Exit.USAGE),
        (("enrich", "--limit", "0"), Exit.USAGE),
        (("enrich", "--limit", "many"), Exit.USAGE),
    ],
)
def test_bad_input_is_one_line(
    arguments: tuple[str, ...], code: Exit, library: Library, server: TmdbStandIn
) -> None:
    put(library, TWINS)
    library.enrich()
    done = run("--batch", *arguments, library=library)
    assert done.code == code
    assert done.complaint.startswith("vidtui: ")
    assert library.query("SELECT count(*) FROM media_group WHERE state = 'pending'")[0][0] == 1


def test_without_a_catalogue(library: Library, server: TmdbStandIn) -> None:
    for command in ("enrich", "pending"):
        done = run("--batch", command, library=library)
        assert done.code == Exit.USAGE
        assert "vidtui import" in done.complaint
        assert not library.database.exists()


def test_a_refused_token(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX)
    server.script("/", lambda _request: Reply(401))
    report = batch(library, "enrich", code=Exit.API)
    assert report["stopped"]["why"] == "denied"
    assert "VIDTUI_TMDB_TOKEN" in report["stopped"]["reason"]


def test_events_as_lines(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX)
    done = run("--batch", "enrich", "--json-lines", library=library)
    assert [line["event"] for line in (done.lines[0], *done.lines[-2:])] == [
        "started",
        "finished",
        "report",
    ]


def test_hostile_names_and_answers(library: Library) -> None:
    """Every name is looked up and listed; nothing of it steers the terminal."""
    for name in HOSTILE.values():
        library.put(b"Films/" + name.replace(b"/", b"")[:150] + b" (2001).mkv")
    library.import_()
    evil = "Evil\x1b]0;owned\x07\u202e[/x]"
    with TmdbStandIn(Records((film(1, evil, 2001),)), limit=None) as server:
        library.use_tmdb(server)
        for arguments in (("enrich", "-q"), ("pending",), ("pending", "--json")):
            done = run("--batch", *arguments, library=library)
            assert done.code in (Exit.OK, Exit.ATTENTION), done.err
            assert done.json if "--json" in arguments else done.text


def test_dry_runs_change_and_ask_nothing(library: Library, server: TmdbStandIn) -> None:
    put(library, TWINS)
    first = batch(library, "enrich", "--dry-run", code=Exit.OK)
    assert (first["dry_run"], first["expected_requests"]) == (True, 2)
    assert run("--batch", "enrich", "-n", "-q", library=library).text.endswith("at the set pace\n")
    assert server.requests == []
    library.enrich()
    (group,) = batch(library, "pending", code=Exit.ATTENTION)["groups"]
    number, before = str(group["id"]), library.database.read_bytes()
    for arguments in (("accept", number, "1"), ("set", number, "tmdb:603"), ("ignore", number)):
        done = run("--batch", "pending", "--json", *arguments, "--dry-run", library=library)
        assert done.code == Exit.OK, done.err
        assert done.json["dry_run"] is True
        assert done.json["state"] == "pending"
    assert library.database.read_bytes() == before
