from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.names import HOSTILE
from vidtui.disk.symlinks.dirfd import NAME_BYTES, LinkChanged, free_name


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_the_first_number_that_is_free(tmp_path: Path, name: bytes) -> None:
    name = name.replace(b"/", b"|") + b".mkv"
    path = b"a/" + name
    (tmp_path / "a").mkdir()
    for _number in range(3):
        free = free_name(bytes(tmp_path), path)
        os.symlink(b"nowhere", os.path.join(bytes(tmp_path), free))
    names = os.listdir(bytes(tmp_path / "a"))
    assert len(names) == 3
    assert name in names
    assert sorted(other[-2:] for other in names if other != name) == [b"~2", b"~3"]


def test_nothing_there_yet(tmp_path: Path) -> None:
    assert free_name(bytes(tmp_path / "trash"), b"a/b/c.mkv") == b"a/b/c.mkv"
    (tmp_path / "a").mkdir()
    assert free_name(bytes(tmp_path), b"a/b/c.mkv") == b"a/b/c.mkv"
    (tmp_path / "file").touch()
    assert free_name(bytes(tmp_path / "file"), b"a") == b"a"


def test_a_number_goes_after_the_name(tmp_path: Path) -> None:
    (tmp_path / "x.mkv").touch()
    (tmp_path / "x.mkv~2").mkdir()
    assert free_name(bytes(tmp_path), b"x.mkv") == b"x.mkv~3"


def test_a_folder_whose_name_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("nowhere")
    assert free_name(bytes(tmp_path), b"a/b.mkv") == b"a~2/b.mkv"
    (tmp_path / "a~2").mkdir()
    (tmp_path / "a~2" / "b.mkv").symlink_to("nowhere")
    assert free_name(bytes(tmp_path), b"a/b.mkv") == b"a~2/b.mkv~2"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (b"x" * 251 + b".mkv", b"x" * 249 + b".mkv~2"),
        (b"x" * 255, b"x" * 253 + b"~2"),
        (b"\xe9" * 251 + b".mkv", b"\xe9" * 249 + b".mkv~2"),
        ("é".encode() * 125 + b"x.mkv", "é".encode() * 124 + b".mkv~2"),
        (b"x." + b"y" * 253, b"x." + b"y" * 251 + b"~2"),
    ],
)
def test_a_name_of_255_bytes(tmp_path: Path, name: bytes, expected: bytes) -> None:
    os.symlink(b"nowhere", os.path.join(bytes(tmp_path), name))
    free = free_name(bytes(tmp_path), name)
    assert free == expected
    assert len(free) <= NAME_BYTES
    os.symlink(b"nowhere", os.path.join(bytes(tmp_path), free))


def test_a_path_that_leads_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(LinkChanged):
        free_name(bytes(tmp_path), b"../a")
