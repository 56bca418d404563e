"""A data folder of an earlier revision is shown, undone, recovered and applied as ever."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support import golden
from tests.support.library import Library, Name
from tests.support.written import (
    ALIEN,
    DUNE,
    EPISODES,
    FARGO,
    GONE,
    HEAT,
    HOME,
    INTERRUPTED,
    LATIN,
    MATRIX,
    MOVED,
    REPAIRED,
    TRASHED,
    TWINS,
    put_back,
    text_to,
)
from vidtui.catalogue import group_details, json_columns, works
from vidtui.catalogue.database import open_catalogue
from vidtui.jobs.check import reports

RECOVERED = "a repair was interrupted; it is done now"


@pytest.fixture
def plan(library: Library) -> Path:
    return put_back(library)


def batch(library: Library, *arguments: str, code: int = 0) -> Any:
    done = golden.run(library, *arguments, "--json")
    assert done.code == code, done
    return done.json


def texts(library: Library) -> dict[Name, bytes]:
    """Return what the links of the files that moved or went say."""
    links = {name: library.path(name, library.links) for name in (ALIEN, GONE, HEAT, *EPISODES)}
    return {name: os.readlink(path) for name, path in links.items() if os.path.lexists(path)}


@pytest.mark.usefixtures("plan")
def test_groups_are_what_they_were(library: Library) -> None:
    states = {
        name: library.file(name)["state"] for name in (MATRIX, TWINS, LATIN, FARGO, DUNE, HOME)
    }
    assert states == {
        MATRIX: "enriched",
        TWINS: "enriched",
        LATIN: "pending",
        FARGO: "failed",
        DUNE: "queued",
        HOME: "ignored",
    }
    (held,) = batch(library, "pending", code=4)["groups"]
    assert (held["title"], held["reason_code"]) == ("Amélie", "not-certain")
    (offered,) = held["candidates"]
    assert (offered["id"], offered["title"]) == (
        "tmdb:movie/194",
        "Le Fabuleux Destin d'Amélie Poulain",
    )
    with open_catalogue(library.database).session():
        (choice,) = group_details.choices(held["id"])
    work = choice.work
    assert (work.makers, work.year, work.runtime) == (("Ana Maker",), 2001, 100)


@pytest.mark.usefixtures("plan")
def test_works_are_read_whole(library: Library) -> None:
    with open_catalogue(library.database).session():
        film, show = works.known_film("tmdb", "603"), works.known_show("tmdb", "1396")
    assert film is not None
    assert show is not None
    assert film.title == ("The Matrix", "en")
    assert {"Matrix", "The Matrix"} <= set(film.titles)
    assert (film.original_title, film.original_language, film.year) == ("The Matrix", "en", 1999)
    assert (film.runtime, film.ids["imdb"], film.poster_path) == (100, "tt0133093", "/poster.jpg")
    assert film.overview is not None
    assert film.overview.value == "About The Matrix."
    assert film.cast[0] == ("Bo Actor", "Hero")
    assert ("Ana Maker", "Director") in film.crew
    assert film.genres == ("Drama",)
    assert show.title.value == "Breaking Bad"
    assert [season.number for season in show.seasons] == [1]
    assert (show.seasons[0].episode_count, len(show.seasons[0].episodes or ())) == (7, 7)
    for table in ("movie", "series"):
        for (details,) in library.query(f"SELECT details FROM {table}"):
            assert json_columns.answer(details)["ids"]


@pytest.mark.usefixtures("plan")
def test_the_reports_are_compared_and_acknowledged(library: Library) -> None:
    report = reports.latest(library.data)
    assert report is not None
    assert report.counts.issues == 5
    assert report.findings.counts()["ghost_entry"] == 2
    assert batch(library, "ack", "--dry-run")["issues"] == 5
    found = batch(library, "check", "-q", "--all", code=4)
    assert found["since"] == "2026-11-30T14:12:31Z"
    known = {one["id"] for one in found["findings"] if one["known"]}
    assert {one["kind"] for one in found["findings"] if one["id"] in known} == {
        "failed_group",
        "pending_group",
    }
    assert [one["kind"] for one in found["findings"] if one["new"]].count("moved_file") == 2


@pytest.mark.usefixtures("plan")
def test_the_journal_tells_all(library: Library) -> None:
    runs = {run["id"]: run for run in batch(library, "journal", "--all", "--limit", "50")["runs"]}
    assert runs[1]["summary"]["imported"] == 12
    assert runs[2]["summary"]["enriched"] == 4
    actions = [
        action for run in runs for action in batch(library, "journal", "--run", str(run))["actions"]
    ]
    assert [(one["kind"], one["state"]) for one in sorted(actions, key=lambda one: one["id"])] == [
        ("decide", "done"),
        ("decide", "done"),
        ("decide", "done"),
        ("decide", "undone"),
        ("trash-link", "done"),
        ("relink", "done"),
        ("forget", "done"),
        ("relink", "open"),
    ]


@pytest.mark.usefixtures("plan")
def test_every_action_is_undone_and_the_open_one_recovered(library: Library) -> None:
    undone = batch(library, "undo", "--action", "1")
    (line,) = undone["settled"]
    assert line.endswith(RECOVERED)
    assert library.file(DUNE)["state"] == "pending"
    for action in ("2", "3", "5", "6", "7"):
        (one,) = batch(library, "undo", "--action", action)["actions"]
        assert not one["refused"], one
    assert (library.file(HOME)["state"], library.file(TWINS)["state"]) == ("pending", "pending")
    assert library.file(GONE)["missing_since"] is not None
    said = texts(library)
    assert said[EPISODES[0]] == text_to(library, EPISODES[0], EPISODES[0])
    assert said[EPISODES[1]] == text_to(library, EPISODES[1], INTERRUPTED)
    assert said[GONE] == text_to(library, GONE, GONE)
    assert not os.path.lexists(library.base / "trash" / TRASHED)


def test_the_plan_is_applied(library: Library, plan: Path) -> None:
    done = batch(library, "repair-links", "-q", "--apply", str(plan))
    assert (done["summary"]["repaired"], done["summary"]["trashed"]) == (1, 1)
    said = texts(library)
    assert said[ALIEN] == text_to(library, ALIEN, MOVED)
    assert said[EPISODES[0]] == text_to(library, EPISODES[0], REPAIRED)
    assert HEAT not in said
    states = library.query("SELECT outcome FROM action ORDER BY id")
    assert [row[0] for row in states] == ["done"] * 10
