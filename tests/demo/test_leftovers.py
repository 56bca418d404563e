"""What a demo was killed over while it cleaned up is cleaned up by the next one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from vidtui.demo import running
from vidtui.demo.running import demo_settings


def test_the_next_demo_removes_what_a_killed_one_left_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    elsewhere = tmp_path / "mine"
    elsewhere.mkdir()
    (elsewhere / "film.mkv").write_text("mine")

    def killed(path: object, **_rest: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(running.shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt), demo_settings(None, "en"):
            pass
    (left,) = (one for one in tmp_path.iterdir() if one.name != "mine")
    assert (left / "storage").is_dir()
    kept = [tmp_path / f"{running.GOING}link", tmp_path / f"{running.PREFIX}other"]
    kept[0].symlink_to(elsewhere)
    kept[1].mkdir()
    if os.geteuid() == 0:
        kept.append(tmp_path / f"{running.GOING}not-ours")
        kept[-1].mkdir()
        os.chown(kept[-1], 65534, 65534)
    with demo_settings(None, "en") as settings:
        assert not left.exists()
        assert settings.database.parent.is_dir()
    assert set(tmp_path.iterdir()) == {elsewhere, *kept}
    assert (elsewhere / "film.mkv").read_text() == "mine"
