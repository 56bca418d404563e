"""What waits, listed without a screen: however much it is."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing

import pytest

from tests.support.library import Library
from tests.support.memory import peak_of
from tests.support.waiting import path, put_waiting
from vidtui.batch.enrich import show_pending
from vidtui.catalogue import group_details, models
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import Exit
from vidtui.matching import reasons


@pytest.fixture
def waiting(library: Library) -> Library:
    """A library in which three films wait, and one of them for another reason."""
    library.import_()
    put_waiting(library, 2, reason=reasons.NOTHING_FOUND)
    put_waiting(library, 1, reason=reasons.SEVERAL)
    return library


class Bin:
    """A standard output that forgets."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.buffer = self
        self.written = 0

    def write(self, data: bytes) -> int:
        self.written += len(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "text"])
def test_it_takes_no_more_memory_where_more_waits(
    library: Library, as_json: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", Bin())
    settings = library.settings()
    library.import_()
    put_waiting(library, 1)
    show_pending(settings, as_json=as_json)  # what is made once
    put_waiting(library, 199)
    few = peak_of(lambda: show_pending(settings, as_json=as_json))
    put_waiting(library, 1000)
    many = peak_of(lambda: show_pending(settings, as_json=as_json))
    assert (many - few) / 1000 < 400  # bytes; a group whole takes more than 3,000


def test_it_asks_the_catalogue_once_for_many(waiting: Library) -> None:
    put_waiting(waiting, 300)
    catalogue = open_catalogue(waiting.database)
    asked: list[str] = []
    with catalogue.session():
        groups = [group for group, _reason in group_details.waiting_for()]
        models.database.obj.connection().set_trace_callback(asked.append)
        held = list(group_details.details_of(groups))
    assert [one.id for one in held] == groups
    assert len(groups) == 303
    assert len(asked) <= 20


def test_json_holds_all_in_the_order_of_the_reasons(
    waiting: Library, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert show_pending(waiting.settings(), as_json=True) == Exit.ATTENTION
    document = json.loads(capfdbinary.readouterr().out)
    found = document["groups"]
    assert [one["id"] for one in found] == [3, 1, 2]
    assert found[0]["reason"] == "several answers fit"
    assert found[0]["reason_code"] == reasons.SEVERAL
    assert found[0]["files"] == [{"path": f"{waiting.storage}/{path(3)}", "size": 7}]
    assert [one["number"] for one in found[0]["candidates"]] == [1, 2, 3]
    assert found[0]["candidates"][0]["id"] == "tmdb:movie/30"
    assert document["exit"] == Exit.ATTENTION


def test_text_names_each_reason_once(
    waiting: Library, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    show_pending(waiting.settings(), as_json=False)
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert lines[0] == "3 films and series wait for you."
    assert [line for line in lines[1:] if line and line[0] != " "][:2] == [
        "several answers fit",
        "nothing found",
    ]
    assert [line for line in lines if re.match(r"  \d", line)] == [
        "  3  Film 0000003 (2001)",
        "  1  Film 0000001 (2001)",
        "  2  Film 0000002 (2001)",
    ]
    assert lines[-1].startswith("To answer: ")


def test_nothing_waits(library: Library, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    library.import_()
    assert show_pending(library.settings(), as_json=False) == Exit.OK
    assert capfdbinary.readouterr().out == b"Nothing waits for you.\n"
    assert show_pending(library.settings(), as_json=True) == Exit.OK
    assert json.loads(capfdbinary.readouterr().out)["groups"] == []


def test_the_list_shows_the_best_proposal_that_is_not_rejected(waiting: Library) -> None:
    with closing(sqlite3.connect(waiting.database)) as connection, connection:
        connection.execute("UPDATE candidate SET rejected = 1 WHERE provider_id = '10'")
        connection.execute("DELETE FROM candidate WHERE group_id = 2")
    catalogue = open_catalogue(waiting.database)
    with catalogue.session():
        rows = {one.id: (one.files, one.best, one.score) for one in group_details.waiting()}
    assert rows == {
        1: (1, "A film! (2002)", pytest.approx(0.7)),
        2: (1, None, None),
        3: (1, "A film! (2002)", pytest.approx(0.8)),
    }


def test_of_a_group_only_so_many_files_are_read(library: Library) -> None:
    for name in library.films(group_details.MOST_FILES + 5):
        assert name
    library.import_()
    with closing(sqlite3.connect(library.database)) as connection, connection:
        connection.execute("UPDATE media_file SET group_id = 1")
    catalogue = open_catalogue(library.database)
    with catalogue.session():
        held = group_details.details(1)
    assert held is not None
    assert len(held.files) == group_details.MOST_FILES
    assert held.files == tuple(sorted(held.files))
