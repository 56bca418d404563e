"""Moved, renamed, copied: one file stays one file, two files stay two."""

from __future__ import annotations

import os
import sqlite3
import unicodedata

import pytest

from tests.support.library import Library
from vidtui.catalogue.database import open_catalogue
from vidtui.jobs.roots import change

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"
HEAT = "Films/Heat (1995)/Heat (1995).mkv"


@pytest.fixture
def known(library: Library) -> Library:
    """A library of six films, imported."""
    library.put(ALIEN)
    library.put(HEAT)
    library.films(4)
    library.import_()
    return library


@pytest.mark.parametrize(
    "new",
    [
        "Films/Alien (1979)/alien (1979).mkv",
        "Films/Alien (1979)/Alien (1979) 1080p.mkv",
        "Films/Science-fiction/Alien (1979).mkv",
        "Films/Science-fiction/Alien.1979.VF.mkv",
        "Films/Alien (1979)/Alien (1979).avi",
        "Films/Aliën (1979)/" + unicodedata.normalize("NFD", "Aliën (1979).mkv"),
        b"Films/Alien (1979)/Ali\xe9n (1979).mkv",
    ],
)
def test_a_file_that_moved_is_the_same_file(known: Library, new: str | bytes) -> None:
    before = known.file(ALIEN)
    known.rename(ALIEN, new)
    assert known.import_().changes == {"ignored": 5, "moved": 1} | _films(known, before, new)
    after = known.file(new)
    assert after["id"] == before["id"]
    assert [row["path"] for row in known.query("SELECT path FROM former_path")] == [
        os.fsencode(ALIEN)
    ]
    assert known.import_().changes == {"ignored": 6}


def _films(known: Library, before: object, new: str | bytes) -> dict[str, int]:
    """A new name may be a new group; the old one is forgotten then."""
    same = known.file(new)["group_id"] == before["group_id"]  # type: ignore[index]
    assert len(known.groups()) == 6
    return {} if same else {"films": 1}


def test_from_nfc_to_nfd(known: Library) -> None:
    composed = "Films/Amélie (2001)/Amélie (2001).mkv"
    known.put(composed)
    known.import_()
    known.rename(composed, unicodedata.normalize("NFD", composed))
    assert known.import_().changes == {"ignored": 6, "moved": 1}
    assert known.import_().changes == {"ignored": 7}


def test_a_moved_file_keeps_what_is_certain(known: Library) -> None:
    with sqlite3.connect(known.database) as connection:
        connection.execute("UPDATE media_group SET state = 'enriched' WHERE title = 'Alien'")
    connection.close()
    known.rename(ALIEN, "Films/Some name that says nothing/x.mkv")
    known.import_()
    assert known.file("Films/Some name that says nothing/x.mkv")["title"] == "Alien"


def test_a_whole_folder_renamed(known: Library) -> None:
    known.rename("Films", "Movies")
    assert known.import_().refused[os.fsencode(known.storage)].remedy == "confirm-root"
    change.confirm(open_catalogue(known.database), os.fsencode(known.storage))
    assert known.import_().changes == {"moved": 6}
    assert known.missing() == set()


def test_several_moves_of_one_file_are_remembered(known: Library) -> None:
    for old, new in ((ALIEN, "Films/a/Alien.mkv"), ("Films/a/Alien.mkv", "Films/b/Alien.mkv")):
        known.rename(old, new)
        assert known.import_().counts.moved == 1
    former = {row["path"] for row in known.query("SELECT path FROM former_path")}
    assert former == {os.fsencode(ALIEN), b"Films/a/Alien.mkv"}


def test_a_file_that_moved_after_it_was_missing(known: Library) -> None:
    aside = known.base / "aside.mkv"
    os.rename(known.path(ALIEN), aside)
    assert known.import_().counts.missing == 1
    os.makedirs(known.path("Films/New"))
    os.rename(aside, known.path("Films/New/Alien (1979).mkv"))
    assert known.import_().changes == {"ignored": 5, "moved": 1}
    assert known.missing() == set()


@pytest.mark.parametrize("how", ["copy", "hard link"])
def test_the_same_bytes_at_two_paths_are_two_files(known: Library, how: str) -> None:
    twin = "Films/Twice/Alien (1979).mkv"
    if how == "copy":
        with open(known.path(ALIEN), "rb") as opened:
            known.put(twin, opened.read())
    else:
        os.mkdir(known.path("Films/Twice"))
        os.link(known.path(ALIEN), known.path(twin))
    duplicates = {"duplicates": 1} if how == "copy" else {}  # hard links are one file
    assert known.import_().changes == {"imported": 1, "ignored": 6, **duplicates}
    assert known.file(twin)["group_id"] == known.file(ALIEN)["group_id"]
    assert known.import_().changes == {"ignored": 7}


def test_the_same_bytes_twice_in_one_import(library: Library) -> None:
    library.put("Films/A (2001).mkv", b"the same")
    library.put("Films/B (2002).mkv", b"the same")
    library.put("Films/C (2003).mkv", b"the same")
    assert library.import_().changes == {"imported": 3, "duplicates": 2, "films": 3}


def test_one_vanished_and_two_copies_arrived_is_no_move(known: Library) -> None:
    with open(known.path(ALIEN), "rb") as opened:
        content = opened.read()
    os.unlink(known.path(ALIEN))
    known.put("Films/x/One.mkv", content)
    known.put("Films/x/Two.mkv", content)
    changes = known.import_().counts
    assert (changes.moved, changes.imported, changes.missing) == (0, 2, 1)


def test_of_two_equal_files_each_is_followed_by_its_name(known: Library) -> None:
    for name in ("One", "Two"):
        known.put(f"Films/old/{name}.mkv", b"the same bytes")
    known.import_()
    before = {name: known.file(f"Films/old/{name}.mkv")["id"] for name in ("One", "Two")}
    known.rename("Films/old", "Films/new")
    assert known.import_().counts.moved == 2
    after = {name: known.file(f"Films/new/{name}.mkv")["id"] for name in ("One", "Two")}
    assert after == before


def test_the_same_size_alone_is_no_move(known: Library) -> None:
    content = b"x" * os.stat(known.path(ALIEN)).st_size
    os.unlink(known.path(ALIEN))
    known.put("Films/Other (1999).mkv", content)
    counts = known.import_().counts
    assert (counts.moved, counts.imported, counts.missing) == (0, 1, 1)


def test_the_same_beginning_and_end_in_another_size_is_no_move(known: Library) -> None:
    """Empty space at both ends, as a download makes it before it has anything."""
    for name, size in ((ALIEN, 300_000), (HEAT, 400_000)):
        known.put(name, bytes(size))
    assert known.import_().counts.duplicates == 0
    os.unlink(known.path(ALIEN))
    os.unlink(known.path(HEAT))
    known.put("Films/Long/Long (2001).mkv", bytes(400_000))
    heat = known.file(HEAT)["id"]
    counts = known.import_().counts
    assert (counts.moved, counts.imported, counts.missing, counts.duplicates) == (1, 0, 1, 0)
    assert known.file("Films/Long/Long (2001).mkv")["id"] == heat
    known.put("Films/More (2002).mkv", bytes(500_000))
    assert known.import_().counts.duplicates == 0


@pytest.mark.parametrize("keeps_date", [True, False])
def test_a_hash_of_another_date_is_no_longer_verified(known: Library, keeps_date: bool) -> None:
    """It is still there to be compared with."""
    known.check(verify=True)
    before = known.file(ALIEN)
    new = "Films/SF/Alien (1979).mkv"
    known.rename(ALIEN, new)
    if not keeps_date:
        os.utime(known.path(new), ns=(10**18, 10**18))
    assert known.import_().counts.moved == 1
    after = known.file(new)
    assert after["full_hash"] == before["full_hash"] is not None
    assert (after["verified_at"] is not None) == keeps_date


def test_a_copy_of_a_file_that_stays_is_no_move(known: Library) -> None:
    with open(known.path(ALIEN), "rb") as opened:
        content = opened.read()
    known.put("Films/Copy (1979).mkv", content)
    os.unlink(known.path(HEAT))
    counts = known.import_().counts
    assert (counts.moved, counts.imported, counts.missing) == (0, 1, 1)


def test_two_files_that_traded_places(known: Library) -> None:
    known.rename(ALIEN, "aside.mkv")
    known.rename(HEAT, ALIEN)
    known.rename("aside.mkv", HEAT)
    ran = known.import_()
    assert ran.counts.errors == ran.counts.missing == 0
    assert known.missing() == set()
    assert len(known.files()) == 6
    assert known.import_().changes == {"ignored": 6}


def test_a_renamed_film_is_no_new_film(library: Library) -> None:
    library.put("Films/Alien.1979.FRENCH.1080p.BluRay.x264-GRP.mkv")
    library.import_()
    library.rename(
        "Films/Alien.1979.FRENCH.1080p.BluRay.x264-GRP.mkv",
        "Films/Alien, le huitième passager (1979).mkv",
    )
    assert library.import_().changes == {"moved": 1}
    assert list(library.groups()) == [("film", "Alien, le huitième passager", 1979)]
