"""What the folders say, past what whole imports show."""

from __future__ import annotations

import pytest

from tests.support.names import HOSTILE
from vidtui.library.hierarchy import Hierarchy
from vidtui.settings import ANIME_FOLDERS, FILM_FOLDERS, SERIES_FOLDERS
from vidtui.text import fold


@pytest.fixture
def hierarchy() -> Hierarchy:
    names = (FILM_FOLDERS, SERIES_FOLDERS, ANIME_FOLDERS)
    return Hierarchy(*(frozenset(map(fold, group)) for group in names))


@pytest.mark.parametrize(
    ("path", "root", "kind", "expected", "depth"),
    [
        (b"a.mkv", b"Films", None, "film", 0),
        (b"Films/a.mkv", b"stockage", None, "film", 1),
        (b"x/y/TV Shows/a.mkv", b"stockage", None, "series", 3),
        ("Se\u0301ries/a.mkv".encode(), b"", None, "series", 1),
        (b"S\xe9ries/a.mkv", b"", None, "series", 1),
        (b"Films/a.mkv", b"", "series", "series", 0),
        (b"Filmographie/a.mkv", b"", None, "unknown", 0),
        (b"Manga/Naruto - 101.mkv", b"", None, "series", 0),
        (b"Films/Anime/Akira (1988).mkv", b"", None, "film", 1),
    ],
)
def test_kind_and_depth(
    hierarchy: Hierarchy, path: bytes, root: bytes, kind: str | None, expected: str, depth: int
) -> None:
    place = hierarchy.place(path, root, kind)
    assert (place.kind, place.kind_depth) == (expected, depth)
    assert hierarchy.kind(path, root, kind) == expected


@pytest.mark.parametrize(
    ("path", "work"),
    [
        (b"Films/Heat/BDMV/STREAM/00001.m2ts", "Films/Heat"),
        (b"Films/Heat/video_ts/VTS_01_1.VOB", "Films/Heat"),
        (b"BDMV/STREAM/00001.m2ts", "BDMV/STREAM/00001.m2ts"),
        (b"Films/Heat/Disc 1/BDMV/STREAM/1.m2ts", "Films/Heat/Disc 1"),
        (b"Films/Heat.iso", "Films/Heat.iso"),
    ],
)
def test_a_disc_is_one_work(hierarchy: Hierarchy, path: bytes, work: str) -> None:
    assert hierarchy.place(path).work == work


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_have_a_kind(hierarchy: Hierarchy, name: bytes) -> None:
    assert hierarchy.kind(b"Films/" + name + b"/" + name + b".mkv") == "film"


@pytest.mark.parametrize(
    "path",
    [b"Films/Alien (1979)/Alien-trailer.mkv", b"Films/a/Sample/x.mkv", b"Films/a/SAMPLE.mkv"],
)
def test_extras(hierarchy: Hierarchy, path: bytes) -> None:
    assert hierarchy.kind(path) == "extra"


def test_genres_are_no_extras_unless_inside_a_work(hierarchy: Hierarchy) -> None:
    assert hierarchy.kind(b"Films/Shorts/Paperman (2012).mkv") == "film"
    assert hierarchy.kind(b"Films/Alien (1979)/Shorts/x.mkv") == "extra"
