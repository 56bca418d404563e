"""A person looks for a link's target on storage."""

from __future__ import annotations

import os

import pytest

from tests.support.library import Library, snapshot
from tests.support.names import HOSTILE
from tests.support.records import film
from vidtui.catalogue.database import open_catalogue
from vidtui.demo.model import Records
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.errors import UsageProblem
from vidtui.jobs.base import CancelToken
from vidtui.jobs.links.model import Place, Proposal
from vidtui.jobs.repair.search import FileSearch, words_for
from vidtui.text import readable

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"


def found(library: Library, text: str, limit: int = 200) -> list[str]:
    return [os.fsdecode(one.place.path) for one in search(library, text, limit)]


def search(library: Library, text: str, limit: int = 200) -> list[Proposal]:
    settings = library.settings()
    files = FileSearch(open_catalogue(settings.database), settings, CancelToken())
    return files.find(text, limit)


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
        ("alien heat", [ALIEN, "Films/Heat (1995)/Heat (1995).mkv"]),
        ("aliem", [ALIEN]),
        ("alien qqqq", [ALIEN]),
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
    assert found(known, "alien") == ["Films/Vrac/alien.mkv", ALIEN, "Films/Alien/bonus.mkv"]
    assert found(known, "alien", limit=1) == ["Films/Vrac/alien.mkv"]


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


MANY = (
    "Films/SF/Rocky.II.1979.mkv",
    "Films/SF/Rocky (1976).mkv",
    "Films/SF/Spider-Man (2002).mkv",
    "Films/SF/Spiderman 2 (2004).mkv",
    "Films/SF/The.Good.the.Bad.and.the.Ugly.1966.1080p.BluRay.x264-GRP.mkv",
    "Films/SF/千と千尋の神隠し (2001).mkv",
    "Séries/Doctor Who (2005)/Saison 5/05x03 - Victory of the Daleks.mkv",
    "Séries/Doctor Who (2005)/Saison 5/05x04 - The Time of Angels.mkv",
    "Séries/Kaamelott/Saison 5/03 - Le Dernier Jour.mkv",
    "Séries/Kaamelott/Saison 4/03 - Tous les matins.mkv",
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> FileSearch:
    library = Library(tmp_path_factory.mktemp("search"))
    for name in MANY:
        library.put(name)
    library.import_()
    settings = library.settings()
    return FileSearch(open_catalogue(settings.database), settings, CancelToken())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("rocky 2", MANY[0]),
        ("rocky 1976", MANY[1]),
        ("spiderman", MANY[3]),
        ("2002 spiderman", MANY[2]),
        ("spider man 2", MANY[3]),
        ("ugly good", MANY[4]),
        ("the bad", MANY[4]),
        ("uglly", MANY[4]),
        ("千尋", MANY[5]),
        ("Doctor Who S05E03", MANY[6]),
        ("doctor who 5x04", MANY[7]),
        ("angels", MANY[7]),
        ("kaamelott s05e03", MANY[8]),
        ("s4e3 kaamelott", MANY[9]),
    ],
)
def test_the_best_comes_first(many: FileSearch, text: str, first: str) -> None:
    assert os.fsdecode(many.find(text)[0].place.path) == first


def test_a_title_that_only_the_provider_knows(library: Library) -> None:
    library.put("Films/Le Voyage de Chihiro (2001).mkv")
    library.put("Films/Les Gens de la rue (2001).mkv")
    library.import_()
    chihiro = film(129, "Spirited Away", 2001, titles={"fr": "Le Voyage de Chihiro"})
    with TmdbStandIn(Records((chihiro,), ())) as server:
        library.use_tmdb(server)
        library.enrich()
    assert found(library, "spirited away 2001")[0] == "Films/Le Voyage de Chihiro (2001).mkv"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("Films/Alien (1979) MULTi AC3 x264 1080p.mkv", "Alien 1979"),
        ("Films/Alien.1979.FRENCH.1080p.BluRay.x264-GRP.mkv", "Alien 1979"),
        ("Films/2012 (2009).mkv", "2012 2009"),
        ("Films/Alien {tmdb-348}.mkv", "Alien"),
        (
            "Séries/Doctor Who/Saison 5/Doctor Who - S05E03 - Victory - 720p.mkv",
            "Doctor Who S05E03",
        ),
        ("Séries/Doctor Who (2005)/Saison 5/5x03.mkv", "Doctor Who 2005 S05E03"),
        ("Séries/Kaamelott/Saison 5/03 - Le Dernier Jour.mkv", "Kaamelott S05E03"),
        ("Séries/9-1-1 (2018)/S01/9-1-1 (2018) - S01E09 - Pilot.mkv", "9-1-1 2018 S01E09"),
        ("03.mkv", "03"),
        ("Films/---.mkv", "---"),
        ("Films/---/video.mkv", "video"),
        ("Alien (1979)/---.mkv", "Alien 1979"),
        ("Films/千と千尋の神隠し (2001).mkv", "千と千尋の神隠し 2001"),
    ],
)
def test_words_to_begin_with(path: str, words: str) -> None:
    assert words_for(path.encode()) == words


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names(known: Library, name: bytes) -> None:
    path = b"Films/Unique/" + name + b".mkv"
    known.put(path)
    assert [one.place.path for one in search(known, "unique")] == [path]
    assert words_for(path)
    if any(char.isalnum() for char in readable(name)):
        assert path in [one.place.path for one in search(known, readable(name))]
