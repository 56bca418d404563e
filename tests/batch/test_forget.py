"""``vidtui --batch forget``: what it says and how it ends."""

from __future__ import annotations

import os

import pytest

from tests.support.library import Library
from tests.support.names import HOSTILE
from tests.support.running import run
from vidtui.catalogue.database import open_catalogue
from vidtui.text import printable

FIRST = "Films/Film 001 (2001)/Film 001 (2001).mkv"
SECOND = "Films/Film 002 (2001)/Film 002 (2001).mkv"


@pytest.fixture
def known(library: Library) -> Library:
    library.films(30)
    library.import_()
    os.unlink(library.path(FIRST))
    return library


def test_dry_run_act_and_undo(known: Library) -> None:
    done = run("--batch", "forget", known.path(FIRST), "--dry-run", library=known)
    assert done.code == 0
    assert "1 entry would be forgotten" in done.text
    assert len(known.files()) == 30
    done = run("--batch", "forget", known.path(FIRST), library=known)
    assert done.code == 0
    assert "1 entry forgotten" in done.text
    assert len(known.files()) == 29
    line = done.text.splitlines()[-1]
    assert line.startswith(f"To take it back: {known.vidtui} undo ")
    done = run(*line.partition("vidtui ")[2].split(), "--json", library=known)
    assert done.code == 0
    assert "in the catalogue again" in done.json["actions"][0]["what"]
    assert len(known.files()) == 30


def test_json_without_batch(known: Library) -> None:
    document = run("forget", "--all-ghosts", "--json", library=known).json
    assert document["command"] == "forget"
    assert [one["path"] for one in document["forgotten"]] == [os.fsdecode(known.path(FIRST))]
    assert (document["exit"], document["errors"], document["refused"]) == (0, [], [])
    journal = run("--batch", "journal", library=known)
    assert "entries forgotten" in journal.text
    listed = run("--batch", "journal", "--run", str(document["run"]), library=known)
    assert f"forgotten: {os.fsdecode(known.path(FIRST))}" in listed.text


@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        (SECOND, 5, "it is there; nothing was forgotten"),
        ("Films/none.mkv", 2, "the catalogue knows no file here, nor beneath"),
        ("../elsewhere", 2, "lies on no storage root that was imported"),
    ],
)
def test_what_is_refused(known: Library, path: str, code: int, says: str) -> None:
    done = run("--batch", "forget", known.path(path), library=known)
    assert done.code == code
    assert says in done.complaint
    assert len(known.files()) == 30


@pytest.mark.parametrize("arguments", [[], ["--all-ghosts", "/x"]])
def test_wrong_arguments(known: Library, arguments: list[str]) -> None:
    done = run("--batch", "forget", *arguments, library=known)
    assert done.code == 2
    assert b"PATH or --all-ghosts" in done.err


def test_the_brake(known: Library) -> None:
    names = known.films(60)
    known.import_()
    for name in names[:25]:
        os.unlink(known.path(name))
    done = run("--batch", "forget", "--all-ghosts", library=known)
    assert done.code == 5
    assert "entries would be forgotten at once" in done.text
    assert "add --accept-loss" in done.text
    assert len(known.files()) == 60
    assert run("--batch", "forget", "--all-ghosts", "--accept-loss", library=known).code == 0


def test_another_process_writes(known: Library) -> None:
    with open_catalogue(known.database).writing("import"):
        assert run("--batch", "forget", "--all-ghosts", library=known).code == 6


def test_no_catalogue(library: Library) -> None:
    assert run("--batch", "forget", "--all-ghosts", library=library).code == 2


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_names(library: Library, name: bytes) -> None:
    library.films(2)
    path = library.put(b"Films/" + name + b".mkv")
    library.import_()
    os.unlink(path)
    done = run("--batch", "forget", path, library=library)
    assert done.code == 0
    assert printable(path) in done.text
    assert path not in library.files()
