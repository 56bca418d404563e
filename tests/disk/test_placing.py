"""A finished file gets its final name on every filesystem, and never replaces another."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from vidtui.disk.placing import put_in_place
from vidtui.disk.symlinks import renameat2

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
