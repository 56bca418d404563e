from __future__ import annotations

import os
from pathlib import Path

import pytest

from vidtui.library.trash import try_writing


def test_a_folder_that_can_be_written(tmp_path: Path) -> None:
    assert try_writing(bytes(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    assert try_writing(bytes(tmp_path / "a" / "b")) is None
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "trash").symlink_to("elsewhere")
    assert "is a link" in (try_writing(bytes(tmp_path / "trash")) or "")
    (tmp_path / "dangling").symlink_to("nowhere")
    assert "is a link" in (try_writing(bytes(tmp_path / "dangling")) or "")


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "trash").write_text("x")
    assert "part of the path is not a folder" in (try_writing(bytes(tmp_path / "trash")) or "")


def test_a_hostile_name_is_told_safely(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    assert "\x1b" not in (try_writing(bytes(tmp_path / "x") + b"/\x1b[31m\xe9") or "\x1b")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert "permission denied" in (try_writing(bytes(tmp_path)) or "")
    finally:
        tmp_path.chmod(0o700)


def test_a_system_folder_that_nobody_can_write() -> None:
    assert try_writing(b"/proc/trash") is not None
