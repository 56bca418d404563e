"""Reading links, through path maps and hop by hop."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vidtui.disk.symlinks.reader import MAX_HOPS, LinkReader, here, target_of, written
from vidtui.settings.model import PathMap


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (b"/media/Films/a.mkv", b"/volume1/Films/a.mkv"),
        (b"/media", b"/volume1"),
        (b"/media2/a.mkv", b"/media2/a.mkv"),
        (b"/media/tv/a.mkv", b"/volume2/a.mkv"),
        (b"/media/tvx/a.mkv", b"/volume1/tvx/a.mkv"),
        (b"/media/../etc", b"/volume1/../etc"),
    ],
)
def test_the_longest_map_wins(path: bytes, expected: bytes) -> None:
    maps = [PathMap(b"/media", b"/volume1"), PathMap(b"/media/tv", b"/volume2")]
    assert here(path, maps) == os.path.normpath(expected)


def test_a_map_of_everything() -> None:
    assert here(b"/a/b", [PathMap(b"/", b"/host")]) == b"/host/a/b"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (b"a.mkv", b"/v/x/a.mkv"),
        (b"../../s/a.mkv", b"/s/a.mkv"),
        (b"/media/a.mkv", b"/s/a.mkv"),
        (b"/media/../etc/passwd", b"/etc/passwd"),
        (b"./\xff\n.mkv", b"/v/x/\xff\n.mkv"),
    ],
)
def test_what_a_text_names(text: bytes, target: bytes) -> None:
    assert target_of(b"/v/x", text, [PathMap(b"/media", b"/s")]) == target


@pytest.mark.parametrize(
    "text",
    [
        *(
            b"/a/b.mkv",
            b"/a//b.mkv",
            b"//a/b.mkv",
            b"///a",
            b"/a/./b",
            b"/a/../b",
            b"/a/.",
            b"/a/..",
        ),
        *(b"/a/", b"/", b"/.a/b", b"/a/b.", b"/a/...", b"/a/.b/..", b"/\xff/ /\n", b"/a/..b"),
    ],
)
def test_a_text_that_is_normal_is_left_as_it_is(text: bytes) -> None:
    assert target_of(b"/v/x", text, []) == os.path.normpath(text)


def read(reader: LinkReader, path: Path) -> tuple[str, bytes | None, int]:
    folder = os.path.realpath(os.fsencode(path.parent))
    reading = reader.follow(*reader.first_hop(os.fsencode(path), folder))
    return reading.state, reading.target, reading.hops


def test_chains_to_their_end(tmp_path: Path) -> None:
    reader = LinkReader([], [os.fsencode(tmp_path / "s")])
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a.mkv").touch()
    last = tmp_path / "s" / "a.mkv"
    for number in range(MAX_HOPS + 2):
        link = tmp_path / f"{number}"
        link.symlink_to(last)
        last = link
    film = os.fsencode(tmp_path / "s" / "a.mkv")
    assert read(reader, tmp_path / "0") == ("ok", film, 1)
    assert read(reader, tmp_path / "4") == ("ok", film, 5)
    assert read(reader, tmp_path / f"{MAX_HOPS + 1}")[0] == "loop"


def test_a_chain_whose_second_link_is_relative_to_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "s" / "deep").mkdir(parents=True)
    (tmp_path / "s" / "a.mkv").touch()
    (tmp_path / "s" / "deep" / "hop.mkv").symlink_to("../a.mkv")
    (tmp_path / "link.mkv").symlink_to("s/deep/hop.mkv")
    reader = LinkReader([], [os.fsencode(tmp_path / "s")])
    assert read(reader, tmp_path / "link.mkv") == ("ok", os.fsencode(tmp_path / "s/a.mkv"), 2)


def test_storage_under_another_name_is_no_outside(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a.mkv").touch()
    (tmp_path / "alias").symlink_to("s")
    (tmp_path / "link.mkv").symlink_to(tmp_path / "alias" / "a.mkv")
    reader = LinkReader([], [os.fsencode(tmp_path / "s")])
    assert read(reader, tmp_path / "link.mkv")[0] == "ok"


def test_what_is_no_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "film.mkv").touch()
    with pytest.raises(OSError, match="Invalid argument"):
        LinkReader([], []).first_hop(os.fsencode(tmp_path / "film.mkv"), b"/")


def test_a_target_with_a_name_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "link.mkv").symlink_to("x" * 300)
    assert read(LinkReader([], []), tmp_path / "link.mkv")[0] == "unknown"


STORAGE_MAPS = (PathMap(b"/media", b"/volume1"), PathMap(b"/media/tv", b"/volume1/series"))


@pytest.mark.parametrize(
    ("path", "old", "maps", "expected"),
    [
        # As the link was written for the other machine, so it is again.
        (b"/volume1/a.mkv", b"/media/x.mkv", STORAGE_MAPS, b"/media/a.mkv"),
        (b"/volume1/a.mkv", b"/media/tv/x.mkv", STORAGE_MAPS, b"/media/a.mkv"),
        (b"/volume1/series/a.mkv", b"/media/tv/x.mkv", STORAGE_MAPS, b"/media/tv/a.mkv"),
        # Where it said what this machine sees, it says so again.
        (b"/volume1/a.mkv", b"/volume1/x.mkv", STORAGE_MAPS, b"/volume1/a.mkv"),
        # Where it said neither, those who read it see the other machine's view.
        (b"/volume1/a.mkv", b"/mnt/old/x.mkv", STORAGE_MAPS, b"/media/a.mkv"),
        (b"/volume1/series/a.mkv", b"/mnt/old/x.mkv", STORAGE_MAPS, b"/media/tv/a.mkv"),
        # No map leads there.
        (b"/volume2/a.mkv", b"/media/x.mkv", STORAGE_MAPS, b"/volume2/a.mkv"),
        (b"/volume10/a.mkv", b"/media/x.mkv", STORAGE_MAPS, b"/volume10/a.mkv"),
        (b"/volume1/a.mkv", b"/media/x.mkv", (), b"/volume1/a.mkv"),
        # Both views are of one place.
        (b"/v/a.mkv", b"/v/m/x.mkv", (PathMap(b"/v/m", b"/v"),), b"/v/m/a.mkv"),
        (b"/v/a.mkv", b"/v/x.mkv", (PathMap(b"/v/m", b"/v"),), b"/v/a.mkv"),
        (b"/host/a.mkv", b"/a/x.mkv", (PathMap(b"/", b"/host"),), b"/a.mkv"),
        (b"/a.mkv", b"/all/x.mkv", (PathMap(b"/all", b"/"),), b"/all/a.mkv"),
        (b"/v/\xff\n.mkv", b"/m/x", (PathMap(b"/m", b"/v"),), b"/m/\xff\n.mkv"),
    ],
)
def test_written_as_it_was(
    path: bytes, old: bytes, maps: tuple[PathMap, ...], expected: bytes
) -> None:
    assert written(path, old, maps) == expected
    assert here(expected, maps) == path


def test_the_last_link_of_a_chain(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "alias").symlink_to("real")
    (tmp_path / "real/second.mkv").symlink_to("../nothing.mkv")
    (tmp_path / "first.mkv").symlink_to("alias/second.mkv")
    (tmp_path / "zero.mkv").symlink_to("first.mkv")
    reader = LinkReader([], [])
    hop = reader.first_hop(os.fsencode(tmp_path / "zero.mkv"), os.fsencode(tmp_path))
    reading = reader.follow(*hop)
    assert (reading.state, reading.target) == ("broken", os.fsencode(tmp_path / "nothing.mkv"))
    assert reading.last == (os.fsencode(tmp_path / "real/second.mkv"), b"../nothing.mkv")
    real = os.fsencode(tmp_path / "real")
    assert reader.follow(*reader.first_hop(real + b"/second.mkv", real)).last is None


def test_nothing_is_said_of_what_lies_on_a_disk_that_is_away(tmp_path: Path) -> None:
    storage = tmp_path / "s"
    (tmp_path / "link.mkv").symlink_to(storage / "a.mkv")
    (tmp_path / "other.mkv").symlink_to(tmp_path / "s2/a.mkv")
    reader = LinkReader([], [os.fsencode(storage)])
    assert read(reader, tmp_path / "link.mkv")[0] == "broken"
    reader.judge_nothing_below([os.fsencode(storage)])
    assert read(reader, tmp_path / "link.mkv")[0] == "unknown"
    assert read(reader, tmp_path / "other.mkv")[0] == "broken"
