from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support import spared
from vidtui.disk.symlinks import syncing
from vidtui.disk.symlinks.syncing import FEW, FolderSync


class Disk:
    """Folders, and what was synced of them: ``whole`` are filesystems, by an opened folder."""

    def __init__(self, base: Path, patch: pytest.MonkeyPatch, *, can: bool) -> None:
        self.base, self.alone, self.whole = base, 0, 0
        self._can = can
        patch.setattr(os, "fsync", self._fsync)
        patch.setattr(syncing, "syncfs", self._syncfs)

    def _fsync(self, handle: int) -> None:
        os.fstat(handle)
        self.alone += 1

    def _syncfs(self, handle: int) -> bool:
        os.fstat(handle)
        self.whole += 1
        return self._can

    def sync(self, count: int) -> tuple[int, int]:
        one = FolderSync(count)
        for _number in range(count):
            handle = os.open(self.base, os.O_RDONLY)
            one.add(handle)
            os.close(handle)
        return self.alone, self.whole


@pytest.mark.parametrize(
    ("count", "can", "synced"),
    [
        (0, True, (0, 0)),
        (FEW, True, (FEW, 0)),
        (FEW + 1, True, (0, 1)),
        (500, True, (0, 1)),
        (FEW + 1, False, (FEW + 1, FEW + 1)),
    ],
)
def test_many_folders_are_one_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, can: bool, synced: tuple[int, int]
) -> None:
    assert Disk(tmp_path, monkeypatch, can=can).sync(count) == synced


def test_each_filesystem_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(tmp_path, monkeypatch, can=True)
    one = FolderSync(FEW * 2)
    for folder in [tmp_path, Path("/proc")] * FEW:
        handle = os.open(folder, os.O_RDONLY)
        one.add(handle)
        os.close(handle)
    assert (disk.alone, disk.whole) == (0, 2)


@pytest.mark.parametrize("kind", ["fuse.mergerfs", "fuse", ""])
def test_where_it_may_do_nothing_each_folder_is_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(syncing, "type_of", lambda _path, _table: kind)
    assert Disk(tmp_path, monkeypatch, can=True).sync(FEW + 1) == (FEW + 1, 0)


@pytest.mark.in_full
def test_the_kernel_does_it_and_says_when_not(tmp_path: Path) -> None:
    assert not spared.is_spared()
    handle = os.open(tmp_path, os.O_RDONLY)
    assert syncing.syncfs(handle)
    os.close(handle)
    assert not syncing.syncfs(handle)
