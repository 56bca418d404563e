"""The built wheel holds all that the app needs, wherever it is started from."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.running import PATIENCE_S

PROJECT = Path(__file__).parent.parent

MOUNTS = """
import asyncio, pathlib, vidtui
from vidtui.settings import model
from vidtui.tui.app import VidtuiApp

async def mount():
    here = pathlib.Path.cwd()
    loaded = model.load(config=here / "none.toml", data_dir=here / "data", env={})
    async with VidtuiApp(loaded).run_test() as pilot:
        await pilot.pause()
        print("mounted", len(pilot.app.screen.query("*")) > 5, vidtui.__file__)

asyncio.run(mount())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True, timeout=PATIENCE_S)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_ships_stylesheet_languages_records_and_migrations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "vidtui/screens.tcss" in names
    assert "vidtui/locale/fr/LC_MESSAGES/vidtui.mo" in names
    assert {"vidtui/demo/records.json", "vidtui/demo/storage.json"} <= names
    assert "vidtui/catalogue/migrations/0001_first_schema.py" in names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


def test_the_wheel_mounts_the_app_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, "-P", "-c", MOUNTS],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith(f"mounted True {tmp_path / 'site'}")


def test_the_constraints_hold_all_that_is_asked_for() -> None:
    pinned = {}
    for line in (PROJECT / "constraints.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            name, version = line.split("==")
            pinned[canonicalize_name(name)] = version
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    for requirement in map(Requirement, chain(project["dependencies"], *extras)):
        assert pinned[canonicalize_name(requirement.name)] in requirement.specifier
