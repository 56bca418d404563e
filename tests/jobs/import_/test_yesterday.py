"""A catalogue of an older version: its names are read again, and its answers judged again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.records import film, show
from vidtui.catalogue import group_details
from vidtui.catalogue.database import open_catalogue
from vidtui.demo.model import Records
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.jobs import undo
from vidtui.matching import reasons

WRITTEN = Path(__file__).parents[2] / "support" / "yesterday.sql"
"""What the version before wrote of the files below: *Ghosts* and *Che* wrongly taken, *Vendredi*
and *Twins* answered by a person."""
GHOSTS = {
    2019: [
        f"Séries/Ghosts (2019)/Ghosts Season {season}/Ghosts S0{season}E{number:02}.mkv"
        for season in (1, 2, 3)
        for number in range(1, 4)
    ],
    2021: [
        f"Séries/Ghosts (2021)/Ghosts Season {season}/Ghosts S0{season}E{number:02}.mkv"
        for season in (1, 2)
        for number in range(1, 19, 4)
    ],
}
VENDREDI = [
    "Films/Vendredi (1980)/Vendredi (1980).mkv",
    "Films/Vendredi (1980)/Vendredi Part III.mkv",
]
CHE = [f"Films/Che (2008)/Che (2008) - Partie {part}.mkv" for part in (1, 2)]
SHREK = ["Films/Shrek (2001)/Shrek (2001).mkv", "Films/Shrek (2001)/Shrek 2.mkv"]
SOLARIS = "Films/Solaris (1971)/Solaris (1971).mkv"
HEAT, TWINS = "Films/Heat (1995)/Heat (1995).mkv", "Films/Twins/Twins.mkv"
FILES = [*GHOSTS[2019], *GHOSTS[2021], *VENDREDI, *CHE, *SHREK, SOLARIS, HEAT, TWINS]
FIRST_NS = 1_700_000_000_000_000_000
RECORDS = Records(
    (
        film(740, "Che: Part One", 2008, titles={"fr": "Che"}),
        film(741, "Che: Part Two", 2008),
        film(808, "Shrek", 2001),
        film(809, "Shrek 2", 2004),
        film(949, "Heat", 1995),
        film(593, "Solaris", 1972),
        film(1510, "Vendredi", 1980),
        film(1511, "Vendredi Part III", 1982),
        film(9001, "Twins", 1988),
    ),
    (show(83097, "Ghosts", 2019, {1: 6, 2: 6, 3: 6}), show(123562, "Ghosts", 2021, {1: 18, 2: 22})),
)
ANSWER = (
    "SELECT g.id, g.state, COALESCE(m.provider_id, s.provider_id), g.error FROM media_file f"
    " JOIN media_group g ON g.id = f.group_id LEFT JOIN movie m ON m.id = g.movie_id"
    " LEFT JOIN series s ON s.id = g.series_id WHERE f.path = ?"
)


@pytest.fixture
def old(library: Library) -> Library:
    for number, name in enumerate(FILES):
        path = library.put(name, name.encode())
        os.utime(path, ns=(FIRST_NS + number, FIRST_NS + number))
    library.database.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(library.database)) as connection:
        connection.executescript(WRITTEN.read_text("utf-8"))
        for role, folder in (("storage", library.storage), ("links", library.links)):
            place = os.fsencode(str(folder))
            connection.execute("UPDATE root SET path = ? WHERE role = ?", (place, role))
        connection.commit()
    return library


@pytest.fixture
def server(old: Library) -> Iterator[TmdbStandIn]:
    with TmdbStandIn(RECORDS, limit=None) as stand_in:
        old.use_tmdb(stand_in)
        yield stand_in


def answer(library: Library, name: str) -> tuple[str, str | None]:
    """Return the state of a file's group, and the work that it is, or why it waits."""
    (row,) = library.query(ANSWER, name.encode())
    return row[1], row[3] if row[1] == "pending" else row[2]


def first_proposal(library: Library, name: str) -> str:
    (row,) = library.query(ANSWER, name.encode())
    with open_catalogue(library.database).session():
        return group_details.choices(row[0])[0].ref.id


def test_the_catalogue_is_as_it_was(old: Library) -> None:
    """Else the tests below would prove nothing."""
    assert {answer(old, name) for one in GHOSTS.values() for name in one} == {
        ("enriched", "123562")
    }
    assert {answer(old, name) for name in CHE} == {("enriched", "741")}
    assert {answer(old, name) for name in VENDREDI} == {("enriched", "1510")}
    assert {answer(old, name) for name in SHREK} == {("enriched", "808")}
    assert answer(old, SOLARIS) == ("enriched", "593")
    assert answer(old, HEAT) == ("enriched", "949")
    assert answer(old, TWINS) == ("enriched", "9001")


def test_what_was_wrongly_taken_is_asked_anew(old: Library, server: TmdbStandIn) -> None:
    counts = old.import_().counts
    assert (counts.imported, counts.ignored, counts.errors) == (0, len(FILES), 0)
    assert answer(old, GHOSTS[2019][0])[0] == "queued"
    old.enrich()
    assert {answer(old, name) for name in GHOSTS[2019]} == {("enriched", "83097")}
    assert {answer(old, name) for name in GHOSTS[2021]} == {("enriched", "123562")}
    groups = {old.file(name)["group_id"] for name in CHE}
    assert len(groups) == 2
    assert answer(old, CHE[0]) != ("enriched", "741")
    assert answer(old, SHREK[0]) == ("enriched", "808")
    assert answer(old, SHREK[1]) != ("enriched", "808")
    assert answer(old, HEAT) == ("enriched", "949")


def test_an_answer_that_todays_rules_would_not_take_waits_for_a_person(old: Library) -> None:
    assert old.import_().counts.asked_again == 3
    assert answer(old, SOLARIS) == ("pending", reasons.ASKED_AGAIN)
    assert first_proposal(old, SOLARIS) == "593"
    assert answer(old, HEAT) == ("enriched", "949")


def test_what_a_person_answered_stays_or_is_asked_about_in_halves(old: Library) -> None:
    old.import_()
    assert answer(old, TWINS) == ("enriched", "9001")
    assert len({old.file(name)["group_id"] for name in VENDREDI}) == 2
    for name in VENDREDI:
        assert answer(old, name) == ("pending", reasons.ASKED_AGAIN)
        assert first_proposal(old, name) == "1510"


def test_one_undo_gives_all_answers_back(old: Library) -> None:
    old.import_()
    (run,) = old.query("SELECT DISTINCT run_id FROM action WHERE intent LIKE '%ask-again%'")
    undone = undo.undo(open_catalogue(old.database), old.settings(), run[0], dry_run=False)
    assert [one.refused for one in undone] == [False] * 3
    assert {answer(old, name) for name in VENDREDI} == {("enriched", "1510")}
    assert answer(old, SOLARIS) == ("enriched", "593")


def test_it_is_done_once(old: Library, server: TmdbStandIn) -> None:
    old.import_()
    old.enrich()
    before = [
        tuple(row) for row in old.query("SELECT id, state, error FROM media_group ORDER BY id")
    ]
    again = old.import_().counts
    assert (again.asked_again, again.films, again.series) == (0, 0, 0)
    after = [
        tuple(row) for row in old.query("SELECT id, state, error FROM media_group ORDER BY id")
    ]
    assert after == before
