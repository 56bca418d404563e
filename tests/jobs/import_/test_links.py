"""What an import remembers of links, and a library that is read from its links."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.library import Library
from vidtui.catalogue import files

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"
HEAT = "Films/Heat (1995)/Heat (1995).mkv"


@pytest.fixture
def known(library: Library) -> Library:
    """Two films, on disk but not imported."""
    library.put(ALIEN)
    library.put(HEAT)
    return library


def test_what_each_kind_of_link_shows(known: Library) -> None:
    outside = known.put("elsewhere.mkv", on=known.base)
    storage = os.fsencode(known.storage)
    known.link("absolute.mkv", known.path(ALIEN))
    known.link("relative.mkv", f"../stockage/{ALIEN}")
    known.link("deep/er/relative.mkv", f"../../../stockage/{ALIEN}")
    known.link("dotted.mkv", storage + b"/./Films/../" + os.fsencode(ALIEN))
    known.link("chain.mkv", "relative.mkv")
    known.link("chain to nothing.mkv", "broken.mkv")
    known.link("broken.mkv", "nothing.mkv")
    known.link("under a file.mkv", known.path(ALIEN) + b"/x")
    known.link("loop a", "loop b")
    known.link("loop b", "loop a")
    known.link("itself", "itself")
    known.link("folder", storage + b"/Films")
    known.link("outside.mkv", outside)
    ran = known.import_()
    links = known.seen_links()
    shown = {name: (row["state"], row["target"]) for name, row in links.items()}
    alien = ("ok", os.fsencode(ALIEN))
    assert shown == {
        b"absolute.mkv": alien,
        b"relative.mkv": alien,
        b"deep/er/relative.mkv": alien,
        b"dotted.mkv": alien,
        b"chain.mkv": alien,
        b"chain to nothing.mkv": ("broken", None),
        b"broken.mkv": ("broken", None),
        b"under a file.mkv": ("broken", None),
        b"loop a": ("loop", None),
        b"loop b": ("loop", None),
        b"itself": ("loop", None),
        b"folder": ("folder", None),
        b"outside.mkv": ("outside", None),
    }
    assert links[b"relative.mkv"]["text"] == f"../stockage/{ALIEN}".encode()
    assert (ran.counts.links, ran.counts.broken_links) == (13, 6)


def test_a_link_tree_reached_through_a_link(known: Library) -> None:
    real = known.base / "real" / "video"
    real.mkdir(parents=True)
    os.rmdir(known.links or "")
    (known.base / "video").symlink_to(real)
    known.link("relative.mkv", f"../../stockage/{ALIEN}")
    known.import_()
    assert known.seen_links()[b"relative.mkv"]["target"] == os.fsencode(ALIEN)


def test_storage_reached_through_a_link(library: Library) -> None:
    real = library.base / "disk" / "stockage"
    real.parent.mkdir()
    os.rename(library.storage, real)
    library.storage.symlink_to(real)
    library.put(ALIEN)
    library.link("by its name.mkv", library.path(ALIEN))
    library.link("by its real path.mkv", os.fsencode(real) + b"/" + os.fsencode(ALIEN))
    library.import_()
    shown = {name: row["target"] for name, row in library.seen_links().items()}
    assert shown == dict.fromkeys((b"by its name.mkv", b"by its real path.mkv"), os.fsencode(ALIEN))


def test_links_written_for_another_machine(known: Library) -> None:
    known.write_settings(tables=f'[[path_map]]\nwritten = "/media"\nhere = "{known.storage}"\n')
    known.link("Alien.mkv", f"/media/{ALIEN}")
    known.link("Gone.mkv", "/media/Films/Gone.mkv")
    known.link("Similar.mkv", f"/media2/{ALIEN}")
    known.import_()
    links = known.seen_links()
    assert links[b"Alien.mkv"]["target"] == os.fsencode(ALIEN)
    assert [links[name]["state"] for name in (b"Gone.mkv", b"Similar.mkv")] == ["broken", "broken"]


@pytest.mark.parametrize("how", ["deleted", "renamed", "loop"])
def test_a_broken_reading_never_forgets_what_a_link_showed(known: Library, how: str) -> None:
    known.link("Alien.mkv", known.path(ALIEN))
    known.import_()
    shown = known.seen_links()[b"Alien.mkv"]["shown_file_id"]
    if how == "renamed":
        known.rename(ALIEN, "Films/Other.mkv")
    else:
        os.unlink(known.path(ALIEN))
    if how == "loop":
        os.symlink(known.path("Alien.mkv", known.links), known.path(ALIEN))
    assert known.import_().counts.broken_links == 1
    link = known.seen_links()[b"Alien.mkv"]
    assert (link["state"], link["shown_file_id"]) == ("loop" if how == "loop" else "broken", shown)


def test_a_link_that_shows_another_film_now(known: Library) -> None:
    path = known.link("Alien.mkv", known.path(ALIEN))
    known.import_()
    os.unlink(path)
    known.link("Alien.mkv", known.path(HEAT))
    known.import_()
    assert known.seen_links()[b"Alien.mkv"]["target"] == os.fsencode(HEAT)


class TestFormerFile:
    """What a link showed before it came to show another film, until it shows that again."""

    @pytest.fixture
    def linked(self, known: Library) -> Library:
        known.link("Alien.mkv", known.path(ALIEN))
        known.import_()
        return known

    def turn(self, library: Library, name: str) -> None:
        """Let the link show another file, and import."""
        os.unlink(library.path("Alien.mkv", library.links))
        library.link("Alien.mkv", library.path(name))
        library.import_()

    def former(self, library: Library) -> str | None:
        file = library.seen_links()[b"Alien.mkv"]["former_file_id"]
        paths = {row["id"]: row["path"].decode() for row in library.files().values()}
        return paths[file] if file else None

    def test_another_film(self, linked: Library) -> None:
        assert self.former(linked) is None
        self.turn(linked, HEAT)
        assert self.former(linked) == ALIEN
        linked.import_()
        assert self.former(linked) == ALIEN

    def test_the_first_one_counts(self, linked: Library) -> None:
        linked.put("Films/Ran (1985).mkv")
        self.turn(linked, HEAT)
        self.turn(linked, "Films/Ran (1985).mkv")
        assert self.former(linked) == ALIEN

    def test_back_again(self, linked: Library) -> None:
        self.turn(linked, HEAT)
        self.turn(linked, ALIEN)
        assert self.former(linked) is None

    def test_a_file_of_the_same_film(self, linked: Library) -> None:
        better = "Films/Alien (1979)/Alien (1979) - 2160p.mkv"
        linked.put(better)
        self.turn(linked, better)
        assert self.former(linked) is None

    def test_back_to_the_film_in_another_file(self, linked: Library) -> None:
        better = "Films/Alien (1979)/Alien (1979) - 2160p.mkv"
        linked.put(better)
        self.turn(linked, HEAT)
        self.turn(linked, better)
        assert self.former(linked) is None

    def test_broken_in_between(self, linked: Library) -> None:
        self.turn(linked, "Films/nothing.mkv")
        assert self.former(linked) is None
        self.turn(linked, HEAT)
        assert self.former(linked) == ALIEN
        self.turn(linked, "Films/nothing.mkv")
        assert self.former(linked) == ALIEN

    def test_the_file_itself_was_renamed_to_another_film(self, linked: Library) -> None:
        """The link shows the same file as ever."""
        os.unlink(linked.path("Alien.mkv", linked.links))
        linked.rename(ALIEN, "Films/Ran (1985)/Ran (1985).mkv")
        linked.link("Alien.mkv", linked.path("Films/Ran (1985)/Ran (1985).mkv"))
        linked.import_()
        assert self.former(linked) is None


def test_a_link_that_is_gone_is_remembered_and_may_return(known: Library) -> None:
    known.link("Heat.mkv", known.path(HEAT))
    path = known.link("Alien.mkv", known.path(ALIEN))
    known.import_()
    os.unlink(path)
    assert known.import_().changes == {"ignored": 2, "links": 1}
    link = known.seen_links()[b"Alien.mkv"]
    assert (link["state"], link["target"]) == ("gone", os.fsencode(ALIEN))
    known.link("Alien.mkv", known.path(ALIEN))
    assert known.import_().changes == {"ignored": 2, "links": 2}
    assert known.seen_links()[b"Alien.mkv"]["state"] == "ok"


def test_unchanged_links_are_not_written_again(known: Library) -> None:
    known.link("Alien.mkv", known.path(ALIEN))
    known.link("broken.mkv", "nothing")
    known.import_()
    with sqlite3.connect(known.database) as connection:
        connection.execute("UPDATE link SET observed_at = 1")
    connection.close()
    known.import_()
    assert {row["observed_at"] for row in known.seen_links().values()} == {1}


def test_links_as_they_were_to_files_as_they_were_ask_nothing(
    known: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    known.link("Alien.mkv", known.path(ALIEN))
    known.link("relative.mkv", f"../stockage/{HEAT}")
    known.import_()
    asked: list[bytes] = []
    ids_at = files.ids_at

    def listening(root: int, paths: Sequence[bytes]) -> dict[bytes, tuple[int, bool]]:
        asked.extend(paths)
        return ids_at(root, paths)

    monkeypatch.setattr("vidtui.catalogue.files.ids_at", listening)
    assert known.import_().changes == {"ignored": 2, "links": 2}
    assert asked == []


@pytest.mark.parametrize("change", ["text", "gone", "moved"])
def test_a_link_or_a_file_that_is_not_as_it_was_is_judged(known: Library, change: str) -> None:
    known.link("Alien.mkv", known.path(ALIEN))
    known.import_()
    if change == "text":
        os.unlink(known.path("Alien.mkv", known.links))
        known.link("Alien.mkv", known.path(HEAT))
    elif change == "gone":
        os.unlink(known.path(ALIEN))
    else:
        known.rename(ALIEN, "Films/Elsewhere/Alien (1979).mkv")
    broken = int(change != "text")
    assert known.import_().counts.broken_links == broken
    link = known.seen_links()[b"Alien.mkv"]
    assert link["state"] == ("broken" if broken else "ok")
    assert (link["target"] == os.fsencode(HEAT)) is (change == "text")


def test_a_link_found_before_its_file_is_named_at_the_next_import(known: Library) -> None:
    known.link("New.mkv", known.path("Films/New (2001).mkv"))
    known.import_()
    known.put("Films/New (2001).mkv")
    known.import_()
    assert known.seen_links()[b"New.mkv"]["target"] == b"Films/New (2001).mkv"


def test_links_that_vanish_all_at_once_are_not_believed(known: Library) -> None:
    for number in range(40):
        known.link(f"a/{number}.mkv", known.path(ALIEN))
        known.link(f"b/{number}.mkv", known.path(HEAT))
    known.import_()
    for number in range(21):
        os.unlink(known.base / "video" / "a" / f"{number}.mkv")
    refused = known.import_().refused[os.fsencode(known.base / "video")]
    assert refused.remedy == "accept-loss"
    assert {row["state"] for row in known.seen_links().values()} == {"ok"}
    assert known.import_(accept_loss=True).refused == {}
    assert sum(row["state"] == "gone" for row in known.seen_links().values()) == 21


def test_an_empty_link_tree_means_its_disk_is_away(known: Library) -> None:
    known.link("Alien.mkv", known.path(ALIEN))
    known.import_()
    os.unlink(known.base / "video" / "Alien.mkv")
    ran = known.import_()
    assert os.fsencode(known.links or "") in ran.refused
    assert known.seen_links()[b"Alien.mkv"]["state"] == "ok"


class TestFromLinks:
    @pytest.fixture
    def linked(self, library: Library) -> Library:
        """Files that say nothing, named by their links."""
        for number in (1, 2, 3):
            library.put(f"dump/{number}.mkv")
        library.link("Films/Alien (1979)/Alien (1979).mkv", library.path("dump/1.mkv"))
        library.link("Films/Heat (1995)/Heat (1995).mkv", "../../../stockage/dump/2.mkv")
        return library

    def test_links_give_names_and_kinds(self, linked: Library) -> None:
        assert linked.import_(from_links=True).changes == {"imported": 2, "films": 2, "links": 2}
        assert linked.file("dump/1.mkv")["title"] == "Alien"
        assert linked.present() == {b"dump/1.mkv", b"dump/2.mkv"}
        assert linked.import_(from_links=True).changes == {"ignored": 2, "links": 2}

    def test_a_plain_import_adds_what_no_link_shows(self, linked: Library) -> None:
        linked.import_(from_links=True)
        ran = linked.import_()
        assert (ran.counts.imported, ran.counts.ignored, ran.counts.unknown) == (1, 2, 1)
        assert linked.file("dump/1.mkv")["title"] == "Alien"

    def test_nothing_is_gone_because_no_link_shows_it(self, linked: Library) -> None:
        linked.import_(from_links=True)
        os.unlink(linked.base / "video/Films/Alien (1979)/Alien (1979).mkv")
        assert linked.import_(from_links=True).counts.missing == 0
        assert linked.missing() == set()

    def test_several_links_to_one_file(self, linked: Library) -> None:
        linked.link("Films/A copy/Aliens (1986).mkv", linked.path("dump/1.mkv"))
        linked.import_(from_links=True)
        assert linked.file("dump/1.mkv")["title"] == "Aliens"

    def test_links_to_folders_and_outside_register_nothing(
        self, linked: Library, tmp_path: Path
    ) -> None:
        linked.put("away.mkv", on=tmp_path)
        linked.link("Films/Away (2001).mkv", os.fsencode(tmp_path / "away.mkv"))
        linked.link("Films/Folder (2002)", os.fsencode(linked.storage / "dump"))
        linked.link("Films/text.txt", linked.put("dump/text.txt"))
        assert linked.import_(from_links=True).counts.imported == 2
