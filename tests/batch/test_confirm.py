"""Suspects, and that they are right: told, confirmed, journalled, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.library.shelf import SHELF, File, Shelved, build, facts, film
from tests.support import golden
from tests.support.library import Library
from tests.support.running import checked_text
from vidtui.catalogue.lock import WriterLock

WRONG = {"title": {"how": "similar", "title": "x"}, "year": {"how": "off", "work": 1, "wanted": 2}}
HOSTILE = "Œuvre\x1b[31m\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """The shelf, and an answer that is less sure than any of its."""
    made = Library(tmp_path)
    wrong = Shelved([File(b"Films/w.mkv", facts=facts(720, "en"))], film("77", "Wrong", 1950))
    wrong.parts, wrong.title = WRONG, HOSTILE
    build(made.data, [*SHELF, wrong])
    return made


def chosen(library: Library) -> dict[int, str]:
    return {row[0]: row[1] for row in library.query("SELECT group_id, chosen FROM candidate")}


def suspects(library: Library) -> list[int]:
    files = golden.run(library, "list", "--json", "is:suspect").json["files"]
    assert [one["doubt"] for one in files] == sorted((one["doubt"] for one in files), reverse=True)
    return [one["group"] for one in files]


def test_suspects_are_told_with_what_is_against_them(library: Library) -> None:
    first, second = suspects(library)
    lines = golden.run(library, "list", "is:suspect").text.splitlines()
    assert lines[0].startswith("Wrong (1950)")
    assert lines[1] == f"    {first}: similar title: x; year 1, not 2"
    assert lines[3].startswith(f"    {second}: alternative title: x")
    assert lines[3].endswith("100 min; the file runs 62 min")


def test_what_is_confirmed_is_no_suspect_any_more_until_it_is_taken_back(library: Library) -> None:
    before, found = chosen(library), suspects(library)
    done = golden.run(library, "confirm", *map(str, found), str(found[0]), "--json")
    assert golden.is_valid(done.json, "confirm")
    assert [one["id"] for one in done.json["groups"]] == found
    assert suspects(library) == []
    assert golden.run(library, "list", "--json", "is:confirmed").json["count"] == 3
    shown = golden.run(library, "journal").text
    assert "2 changes" in shown
    run = golden.run(library, "undo", "--dry-run", "--json").json["run"]
    assert "confirmed: " in checked_text(golden.run(library, "journal", "--run", str(run)).out)
    assert golden.run(library, "undo", str(run), "--json").code == 0
    assert chosen(library) == before
    assert suspects(library) == found
    states = {row[0] for row in library.query("SELECT state FROM media_group WHERE id IN (1, 2)")}
    assert states == {"enriched"}


def test_a_dry_run_confirms_nothing(library: Library) -> None:
    before, (first, _second) = chosen(library), suspects(library)
    done = golden.run(library, "confirm", str(first), "--dry-run")
    assert checked_text(done.out).startswith("Would be confirmed: ")
    assert (done.code, chosen(library)) == (0, before)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("999", "there is no group 999"),
        ("3", "3: no automatic answer to confirm"),  # a person gave it
        ("4", "4: no automatic answer to confirm"),  # it waits
        ("x", "must be a whole number"),
    ],
)
def test_all_are_confirmed_or_none(library: Library, number: str, said: str) -> None:
    before, (first, _second) = chosen(library), suspects(library)
    done = golden.run(library, "confirm", str(first), number)
    assert (done.code, chosen(library)) == (2, before)
    assert said in checked_text(done.err)


def test_while_another_process_writes_nothing_is_confirmed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, (first, _second) = chosen(library), suspects(library)
    held = WriterLock(library.database)
    held.acquire("import")
    monkeypatch.setattr("vidtui.catalogue.lock._held", {})  # as if it were another one's
    try:
        done = golden.run(library, "confirm", str(first))
    finally:
        monkeypatch.undo()
        held.release()
    assert (done.code, chosen(library)) == (6, before)
