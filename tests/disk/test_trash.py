from __future__ import annotations

import base64
import datetime
import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Mount
from tests.support.library import Library
from tests.support.names import HOSTILE
from vidtui.disk.symlinks.dirfd import LinkChanged
from vidtui.disk.symlinks.trash import Orphan, orphan_path, record, refusal
from vidtui.disk.symlinks.trial import try_linking

DAY = datetime.date(2024, 3, 9)
NOON = datetime.datetime(2024, 3, 9, 12, tzinfo=datetime.UTC)
ORPHAN = Orphan(NOON, b"/video/Films/a.mkv", b"../a.mkv", b"/trash/a.mkv")


def test_a_folder_that_can_be_written(tmp_path: Path) -> None:
    assert try_linking(bytes(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    assert try_linking(bytes(tmp_path / "a" / "b")) is None
    assert list(tmp_path.iterdir()) == []


class Around:
    """A library in which the trash is put here and there."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.base = library.base
        library.put("Films/a.mkv")
        library.data.mkdir()

    def refusal(self, trash: Path) -> str | None:
        self.library.write_settings(extra=f'trash = "{trash}"')
        return refusal(bytes(trash), self.library.settings())

    def link(self, name: str, to: Path) -> Path:
        (self.base / name).symlink_to(to)
        return self.base / name


@pytest.fixture
def around(library: Library) -> Around:
    return Around(library)


def test_where_a_trash_may_be(around: Around) -> None:
    (around.base / "other").mkdir()
    way = around.link("way", around.base / "other")
    for trash in ("trash", "deep/er/trash", "video/.trash", "data/trash"):
        assert around.refusal(around.base / trash) is None
    assert around.refusal(way / "trash") is None
    assert list((around.base / "other").iterdir()) == []


def test_a_link_is_no_trash(around: Around) -> None:
    (around.base / "elsewhere").mkdir()
    for name in ("elsewhere", "nowhere", "stockage"):
        trash = around.link(f"to {name}", around.base / name)
        assert around.refusal(trash) == "it is a link; name the folder itself"


def test_a_trash_below_a_link_into_storage(around: Around) -> None:
    storage = around.library.storage
    ways = [around.link("way", storage), around.link("deep", storage / "Films")]
    ways.append(around.link("way to a way", ways[0]))
    for way in ways:
        for trash in (way / "trash", way / "not" / "there"):
            assert f"it lies inside the storage root {storage};" in (around.refusal(trash) or "")


def test_a_storage_root_that_is_reached_through_a_link(around: Around) -> None:
    real = around.base / "real"
    around.library.storage.rename(real)
    around.library.storage.symlink_to(real)
    for trash in (real / "trash", real / "Films"):
        assert f"it lies inside the storage root {real};" in (around.refusal(trash) or "")


def test_a_trash_that_holds_something_else_by_way_of_a_link(around: Around) -> None:
    above = around.link("above", around.base.parent)
    inner = around.base.name
    assert "lies inside it" in (around.refusal(above / inner) or "")
    (around.base / "home").mkdir()
    around.library.data.rmdir()
    (around.base / "home" / "data").mkdir()
    around.library.data.symlink_to(around.base / "home" / "data")
    assert "data lies inside it" in (around.refusal(around.base / "home") or "")


def test_a_mount_of_storage_is_storage(around: Around, mount: Mount) -> None:
    point = around.base / "mounted"
    mount(point, bind=around.library.storage)
    for trash in (point, point / "trash", point / "a" / "trash"):
        assert "it lies inside the storage root" in (around.refusal(trash) or "")


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "trash").write_text("x")
    assert "part of the path is not a folder" in (try_linking(bytes(tmp_path / "trash")) or "")


def test_a_hostile_name_is_told_safely(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    assert "\x1b" not in (try_linking(bytes(tmp_path / "x") + b"/\x1b[31m\xe9") or "\x1b")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert "permission denied" in (try_linking(bytes(tmp_path)) or "")
    finally:
        tmp_path.chmod(0o700)


def test_a_system_folder_that_nobody_can_write() -> None:
    assert try_linking(b"/proc/trash") is not None


def test_an_orphan_keeps_its_place_below_the_day_and_its_root() -> None:
    assert orphan_path(DAY, b"video", b"Films/a.mkv") == b"orphans/2024-03-09/video/Films/a.mkv"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "new" / "trash" / "orphans" / "2024-03-09" / "orphans.jsonl"


def record_below(records: Path, entry: Orphan = ORPHAN) -> None:
    record(os.fsencode(records.parents[2]), DAY, entry)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_record_tells_every_byte(records: Path, name: bytes) -> None:
    entry = Orphan(NOON, b"/video/" + name, b"../" + name, b"/trash/" + name)
    record_below(records, ORPHAN)
    record_below(records, entry)
    lines = records.read_bytes().decode("utf-8").split("\n")
    assert len(lines) == 3
    assert lines[2] == ""
    assert all(line.isprintable() or "\u200b" in line for line in lines)
    told = json.loads(lines[1])
    assert datetime.datetime.fromisoformat(told["time"]) == NOON
    for key in ("origin", "text", "trashed"):
        lossless = told.get(f"{key}_b64")
        found = base64.b64decode(lossless) if lossless else told[key].encode()
        assert found == getattr(entry, key)


def test_a_record_is_for_its_owner_alone(records: Path) -> None:
    record_below(records)
    assert records.stat().st_mode & 0o777 == 0o600
    assert json.loads(records.read_text())["trashed"] == "/trash/a.mkv"


def test_a_record_follows_no_link(tmp_path: Path, records: Path) -> None:
    records.parent.mkdir(parents=True)
    records.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="it is a link"):
        record_below(records)
    records.unlink()
    records.parent.rmdir()
    records.parent.symlink_to(tmp_path)
    with pytest.raises(LinkChanged, match="not a folder of its own"):
        record_below(records)
    assert not (tmp_path / "elsewhere").exists()
    assert not (tmp_path / "orphans.jsonl").exists()


def test_a_full_disk_leaves_no_half_a_line(records: Path, mount: Callable[..., None]) -> None:
    mount(records.parents[2], size="16k")
    record_below(records)
    was = records.read_bytes()
    filler = records.parents[2] / "filler"
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        filler.write_bytes(b"x" * 32768)
    for _try in range(2):
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            record_below(records, ORPHAN._replace(origin=b"x" * 8000))
        assert records.read_bytes() == was
    record_below(records)
    assert records.read_bytes() == was * 2
