from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vidtui.disk.symlinks import renameat2
from vidtui.disk.symlinks.renameat2 import RenameUnsupported, exchange, move


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    handle = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    yield handle
    os.close(handle)


@pytest.fixture(params=["by name", "by number"])
def called(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "by number":
        if os.uname().machine not in renameat2._NUMBERS:
            pytest.skip("another machine")
        by_number = renameat2._by_number(ctypes.CDLL(None, use_errno=True))
        monkeypatch.setattr(renameat2, "_call", lambda: by_number)


@pytest.mark.usefixtures("called")
class TestRenaming:
    def test_swaps(self, tmp_path: Path, folder: int) -> None:
        (tmp_path / "link").symlink_to("nowhere")
        (tmp_path / "film").write_text("film")
        exchange(folder, b"link", folder, b"film")
        assert os.readlink(tmp_path / "film") == "nowhere"
        assert (tmp_path / "link").read_text() == "film"

    def test_does_not_swap_with_nothing(self, tmp_path: Path, folder: int) -> None:
        (tmp_path / "a").symlink_to("nowhere")
        with pytest.raises(FileNotFoundError):
            exchange(folder, b"a", folder, b"b")
        assert os.listdir(tmp_path) == ["a"]

    def test_moves(self, tmp_path: Path, folder: int) -> None:
        (tmp_path / "a").symlink_to("nowhere")
        move(folder, b"a", folder, b"\xe9\n")
        assert os.listdir(bytes(tmp_path)) == [b"\xe9\n"]

    def test_does_not_overwrite_a_dangling_link(self, tmp_path: Path, folder: int) -> None:
        (tmp_path / "a").symlink_to("a's")
        (tmp_path / "b").symlink_to("b's")
        with pytest.raises(FileExistsError) as caught:
            move(folder, b"a", folder, b"b")
        assert (caught.value.filename, caught.value.filename2) == (b"a", b"b")
        assert os.readlink(tmp_path / "a") == "a's"
        assert os.readlink(tmp_path / "b") == "b's"


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP])
def test_what_the_system_lacks(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setattr(renameat2, "renameat2", lambda *_call: code)
    for rename in (exchange, move):
        with pytest.raises(RenameUnsupported):
            rename(3, b"a", 3, b"b")


@pytest.mark.parametrize("code", [errno.EXDEV, errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_what_only_fails(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setattr(renameat2, "renameat2", lambda *_call: code)
    for rename in (exchange, move):
        with pytest.raises(OSError, match=os.strerror(code)) as caught:
            rename(3, b"a", 3, b"b")
        assert caught.value.errno == code
        assert not isinstance(caught.value, RenameUnsupported)


def test_a_machine_whose_numbers_nobody_knows(monkeypatch: pytest.MonkeyPatch, folder: int) -> None:
    monkeypatch.setattr(renameat2, "_NUMBERS", {})
    assert renameat2._by_number(ctypes.CDLL(None)) is None
    monkeypatch.setattr(renameat2, "_call", lambda: None)
    with pytest.raises(RenameUnsupported):
        move(folder, b"a", folder, b"b")
