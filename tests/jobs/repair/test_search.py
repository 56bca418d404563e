"""A person looks for a link's target on storage."""

from __future__ import annotations

import os

import pytest

from tests.support.library import Library, snapshot
from tests.support.names import HOSTILE
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import UsageProblem
from vidtui.jobs.links.model import Place, Proposal
from vidtui.jobs.repair.proposing import find_files
from vidtui.text import readable

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"


def found(library: Library, text: str, limit: int = 200) -> list[str]:
    return [os.fsdecode(one.place.path) for one in search(library, text, limit)]


def search(library: Library, text: str, limit: int = 200) -> list[Proposal]:
    settings = library.settings()
    return find_files(open_catalogue(settings.database), settings, text, limit)


@pytest.fixture
def known(library: Library) -> Library:
    for name in (ALIEN, "Films/Heat (1995)/Heat (1995).mkv", "Films/Amélie/Amélie (2001).mkv"):
        library.put(name)
    library.link("Films/x.mkv", library.path(ALIEN))
    library.import_()
    return library


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alien", [ALIEN]),
        ("1979 ALIEN", [ALIEN]),
        ("lien 79", [ALIEN]),
        ("amelie", ["Films/Amélie/Amélie (2001).mkv"]),
        ("AMÉLIE", ["Films/Amélie/Amélie (2001).mkv"]),
        ("alien heat", []),
        ("x", []),
        ("", []),
        ("  .-  ", []),
    ],
)
def test_words(known: Library, text: str, expected: list[str]) -> None:
    assert found(known, text) == expected


def test_names_come_before_folders(known: Library) -> None:
    known.put("Films/Alien/bonus.mkv")
    known.put("Films/Vrac/alien.mkv")
    assert found(known, "alien") == [ALIEN, "Films/Vrac/alien.mkv", "Films/Alien/bonus.mkv"]
    assert found(known, "alien", limit=1) == [ALIEN]


def test_what_it_is(known: Library) -> None:
    new = known.put("Films/New (2020).mkv")
    (one,) = search(known, "new 2020")
    now = os.lstat(new)
    assert one.place == Place(os.fsencode(known.storage), b"Films/New (2020).mkv")
    assert (one.size, one.mtime_ns, one.tier) == (now.st_size, now.st_mtime_ns, "chosen")
    assert not one.has_identity


def test_it_has_the_id_that_a_plan_gives_it(known: Library) -> None:
    known.rename(ALIEN, "Films/SF/a.mkv")
    (one,) = search(known, "SF")
    assert one.id == known.find().first("Films/x.mkv").id


def test_only_videos_where_they_may_lie(known: Library) -> None:
    for name in ("Films/#recycle/alien.mkv", "Films/alien.txt", "Films/._alien.mkv"):
        known.put(name)
    os.symlink(known.path(ALIEN), known.path("Films/alien link.mkv"))
    assert found(known, "alien") == [ALIEN]


def test_a_root_that_is_away_is_left_out(known: Library) -> None:
    more = known.base / "more"
    known.put("Films/Alien 2.mkv", on=more)
    known.write_settings(known.storage, more)
    known.import_()
    assert len(found(known, "alien")) == 2
    more.rename(known.base / "aside")
    assert found(known, "alien") == [ALIEN]


def test_a_root_that_was_never_imported(known: Library) -> None:
    more = known.base / "more"
    more.mkdir()
    known.write_settings(known.storage, more)
    with pytest.raises(UsageProblem, match="not imported yet"):
        search(known, "alien")


def test_nothing_is_written(known: Library) -> None:
    before = snapshot(known.storage)
    assert search(known, "alien")
    assert snapshot(known.storage) == before


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names(known: Library, name: bytes) -> None:
    path = b"Films/Unique/" + name + b".mkv"
    known.put(path)
    assert [one.place.path for one in search(known, "unique")] == [path]
    if any(char.isalnum() for char in readable(name)):
        assert path in [one.place.path for one in search(known, readable(name))]
