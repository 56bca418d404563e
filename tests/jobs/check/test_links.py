"""What links show: each kind is found, and a link that shows its film is no finding."""

from __future__ import annotations

import os

import pytest

from tests.support.checking import Checked
from tests.support.library import Library, snapshot
from tests.support.memory import peak_of
from tests.support.names import HOSTILE
from vidtui.disk.symlinks.reader import LinkReader, LinkReading
from vidtui.jobs.base import Progress
from vidtui.jobs.check.report_file import stored
from vidtui.jobs.check.run import CheckRun

FIRST = "Films/Film 001 (2001)/Film 001 (2001).mkv"
SECOND = "Films/Film 002 (2001)/Film 002 (2001).mkv"
NEW = "Films/New film (2003)/New film (2003).mkv"


@pytest.fixture
def known(library: Library) -> Library:
    """Three films with a link each, absolute or relative, imported."""
    for number, name in enumerate(library.films(3)):
        up = "../" * (name.count("/") + 1)
        library.link(name, f"{up}stockage/{name}" if number else library.path(name))
    library.import_()
    return library


def test_a_broken_link(known: Library) -> None:
    known.link("Films/Gone.mkv", "/nowhere/Gone.mkv")
    checked = known.check()
    assert checked.paths == {"broken_link": ["Films/Gone.mkv"]}
    found = checked.one("broken_link")
    assert found.absolute == known.path("Films/Gone.mkv", known.links)
    assert found.facts["text"] == "/nowhere/Gone.mkv"
    assert found.command is not None
    assert found.command.endswith(" repair-links")


def test_a_loop(known: Library) -> None:
    known.link("Films/a.mkv", "b.mkv")
    known.link("Films/b.mkv", "a.mkv")
    known.link("Films/self.mkv", "self.mkv")
    assert known.check().paths == {"loop_link": ["Films/a.mkv", "Films/b.mkv", "Films/self.mkv"]}


def test_a_video_that_is_a_folder(known: Library) -> None:
    known.link("Films/folder.mkv", known.path("Films"))
    assert known.check().paths == {"folder_link": ["Films/folder.mkv"]}


def test_a_link_to_another_work(known: Library) -> None:
    assert known.links is not None
    os.unlink(known.path(FIRST, known.links))
    known.link(FIRST, known.path(SECOND))
    paths = known.check().paths
    assert paths["wrong_link"] == [FIRST]
    assert "broken_link" not in paths


def test_two_links_to_one_file(known: Library) -> None:
    other = known.link("Again/Film.mkv", known.path(FIRST))
    checked = known.check()
    assert checked.paths == {"shared_target": [FIRST]}
    found = checked.one("shared_target")
    assert found.detail == other
    assert found.facts["other"] == os.fsdecode(other)


@pytest.mark.parametrize("hop", ["Again/film.hop", "Z/film.hop"])
def test_a_hop_is_no_second_appearance(known: Library, hop: str) -> None:
    assert known.links is not None
    os.unlink(known.path(FIRST, known.links))
    known.link(FIRST, known.link(hop, known.path(FIRST)))
    assert known.check().paths == {"link_chain": [FIRST]}


def test_chains(known: Library) -> None:
    known.link("Other/a.mkv", "b.mkv")
    known.link("Other/b.mkv", "c.mkv")
    fourth = "Films/Film 004 (2001)/Film 004 (2001).mkv"
    known.link("Other/c.mkv", known.put(fourth))
    known.import_()
    checked = known.check()
    assert checked.paths["link_chain"] == ["Other/a.mkv", "Other/b.mkv"]
    assert {os.fsdecode(one.path): one.facts["hops"] for one in checked.by_kind["link_chain"]} == {
        "Other/a.mkv": 3,
        "Other/b.mkv": 2,
    }
    assert set(checked.paths) == {"link_chain", "shared_target"}
    os.unlink(known.path(fourth))
    known.import_()
    assert known.check().paths["broken_link"] == ["Other/a.mkv", "Other/b.mkv", "Other/c.mkv"]


@pytest.mark.parametrize("target", ["Séries/Dark (2017)", "Séries", ""])
def test_a_link_to_a_folder_shows_all_that_lies_in_it(library: Library, target: str) -> None:
    library.put("Séries/Dark (2017)/Saison 01/Dark - S01E01.mkv")
    library.link("Dark", library.path(target).rstrip(b"/"))
    library.import_()
    assert library.check().paths == {}


def test_a_link_to_a_folder_does_not_show_its_neighbours(library: Library) -> None:
    library.put("Séries/Dark (2017)/Saison 01/Dark - S01E01.mkv")
    library.put("Séries/Dark (2017) bis/Saison 01/Dark - S01E02.mkv")
    library.link("Dark", library.path("Séries/Dark (2017)"))
    library.import_()
    assert library.check().paths == {
        "unlinked_file": ["Séries/Dark (2017) bis/Saison 01/Dark - S01E02.mkv"]
    }


def test_a_link_out_of_storage(known: Library) -> None:
    known.link("Films/elsewhere.mkv", known.put("elsewhere.mkv", on=known.base / "else"))
    assert known.check().paths == {}


def test_links_through_a_path_map(library: Library) -> None:
    path_map = f'[[path_map]]\nwritten = "/media"\nhere = "{library.storage}"\n'
    library.write_settings(tables=path_map)
    for name in library.films(3):
        library.link(name, f"/media/{name}")
    library.link("Films/Gone.mkv", "/media/Films/Gone.mkv")
    library.import_()
    assert library.check().paths == {"broken_link": ["Films/Gone.mkv"]}


def test_a_target_that_cannot_be_looked_at(known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    real, failing = os.lstat, known.put(NEW)
    known.link(NEW, failing)

    def lstat(path: object, **rest: object) -> os.stat_result:
        if path == failing:
            raise OSError(5, "input/output error")
        return real(path, **rest)  # type: ignore[arg-type,call-overload,no-any-return]

    monkeypatch.setattr("vidtui.disk.symlinks.reader.os.lstat", lstat)
    checked = known.check()
    assert checked.paths["unreadable"] == [NEW]
    assert "it cannot be told" in str(checked.one("unreadable").facts["reason"])
    assert "broken_link" not in checked.paths


def test_a_file_that_the_walk_has_met_is_not_looked_at_again(
    known: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    known.link(NEW, known.put(NEW))
    asked, follow = [], LinkReader.follow

    def listening(reader: LinkReader, text: bytes, target: bytes) -> LinkReading:
        asked.append(target)
        return follow(reader, text, target)

    monkeypatch.setattr(LinkReader, "follow", listening)
    assert known.check().paths == {"orphan_file": [NEW]}
    assert asked == [known.path(NEW)]


def test_what_the_walk_has_not_met_is_asked_of_the_disk(known: Library) -> None:
    """A file that is gone when the links are read, and that no catalogue has."""
    known.link(NEW, known.put(NEW))
    checked = Checked()
    for event in known.checking():
        checked.events.append(event)
        if isinstance(event, Progress) and event.stage == "storage" and event.total is not None:
            os.unlink(known.path(NEW))
    assert checked.paths["broken_link"] == [NEW]


@pytest.mark.parametrize("extra", [b"/.", b"/", b"/x", b"/../Film 001 (2001).mkv"])
def test_a_file_is_no_folder_though_the_walk_has_met_it(known: Library, extra: bytes) -> None:
    """A text is made normal before it is compared with what was met."""
    known.link("Films/Odd.mkv", known.path(FIRST) + extra)
    is_below = extra == b"/x"
    assert known.check().paths.get("broken_link", []) == (["Films/Odd.mkv"] if is_below else [])


def test_links_into_a_disk_that_is_away_are_no_findings(known: Library) -> None:
    aside = known.base / "aside"
    known.storage.rename(aside)
    checked = known.check()
    assert list(checked.away) == [os.fsencode(known.storage)]
    assert checked.paths == {}


def test_no_link_root(tmp_path_factory: pytest.TempPathFactory) -> None:
    library = Library(tmp_path_factory.mktemp("bare"), links=None)
    library.films(3)
    library.import_()
    assert library.check().paths == {}


def test_nothing_is_changed(known: Library) -> None:
    known.link("Films/Gone.mkv", "/nowhere/Gone.mkv")
    known.put("Films/New.mkv")
    before = snapshot(known.base / "video"), snapshot(known.storage)
    catalogue = known.database.read_bytes()
    known.check()
    assert (snapshot(known.base / "video"), snapshot(known.storage)) == before
    assert known.database.read_bytes() == catalogue


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_names(known: Library, name: bytes) -> None:
    path = known.link(b"Films/" + name + b".mkv", b"/nowhere/x/" + name + b".mkv")
    found = known.check().one("broken_link")
    assert found.absolute == path
    assert str(found.facts["text"]).isprintable() or "\u200b" in str(found.facts["text"])


def test_many_links_to_few_files_take_no_memory(library: Library) -> None:
    """Each further link to a file is a finding, and each is told; none is held."""
    films, told = library.films(2), 0
    library.import_()

    def check() -> None:
        nonlocal told
        gathered = CheckRun()
        for event in library.checking():
            gathered.feed(event)
        told = gathered.report().findings.counts().get("shared_target", 0)
        report = gathered.report()
        for _piece in stored(report):
            pass

    def link(first: int, last: int) -> None:
        for number in range(first, last):
            name = f"Films/{number // 100}/{number:05d}.mkv"
            library.link(name, library.path(films[number % 2]))

    link(0, 1500)
    check()  # what is made once
    few = peak_of(check)
    link(1500, 6500)
    many = peak_of(check)
    assert told == 6498
    assert (many - few) / 5000 < 60  # bytes a link; it was 2,000
