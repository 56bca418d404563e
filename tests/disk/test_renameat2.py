from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vidtui.disk.symlinks import renameat2
from vidtui.disk.symlinks.renameat2 import RenameUnsupported, exchange, move, put_in_place


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


NO_LINKS = ["EPERM", "EACCES", "EOPNOTSUPP", "EMLINK", "ENOSYS", "EINVAL", "EXDEV", "EIO", "ENOTTY"]
LACKING = ["EINVAL", "ENOSYS", "EOPNOTSUPP"]


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    fresh = tmp_path / "fresh"
    fresh.write_text("whole")
    return fresh


def fail_links(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    code = getattr(errno, name)

    def link(*_arguments: object, **_options: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", link)


def fail_renames(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(renameat2, "renameat2", lambda *_arguments: getattr(errno, name))


@pytest.fixture(params=["link", *NO_LINKS])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "link":
        fail_links(monkeypatch, request.param)


@pytest.fixture(params=[None, *LACKING])
def renaming(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param:
        fail_renames(monkeypatch, request.param)


@pytest.mark.usefixtures("way", "renaming")
class TestWhatCanBeDone:
    def test_a_free_name(self, fresh: Path) -> None:
        target = fresh.with_name("target")
        put_in_place(fresh, target)
        assert target.read_text() == "whole"

    @pytest.mark.parametrize("there", ["file", "folder", "dangling link"])
    def test_a_taken_name(self, fresh: Path, there: str) -> None:
        target = fresh.with_name("target")
        if there == "file":
            target.write_text("theirs")
        elif there == "folder":
            target.mkdir()
        else:
            target.symlink_to("nowhere")
        was = os.lstat(target)
        with pytest.raises(FileExistsError):
            put_in_place(fresh, target)
        assert os.lstat(target).st_ino == was.st_ino
        assert fresh.read_text() == "whole"


def test_an_answer_that_was_lost(fresh: Path) -> None:
    """The link was made, but the share's second answer says that it was there already."""
    target = fresh.with_name("target")
    os.link(fresh, target)
    put_in_place(fresh, target)
    assert target.read_text() == "whole"


@pytest.mark.parametrize("name", ["ENOSPC", "EROFS", "EIO", "EDQUOT"])
def test_where_nothing_is_possible(fresh: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    fail_links(monkeypatch, "EOPNOTSUPP")
    fail_renames(monkeypatch, name)
    with pytest.raises(OSError, match=os.strerror(getattr(errno, name))):
        put_in_place(fresh, fresh.with_name("target"))
    assert os.listdir(fresh.parent) == ["fresh"]
