"""What is shipped beside the program: man pages, units, container files, types, a workflow."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import man
from tests.support.running import PATIENCE_S
from vidtui.cli.program import vidtui

pytestmark = pytest.mark.filterwarnings("ignore:.*make_default_short_help:DeprecationWarning")
PROJECT = Path(__file__).parent.parent
PACKAGING = PROJECT / "packaging"
UNITS = sorted((PACKAGING / "systemd").iterdir())
CONTAINERFILE = (PACKAGING / "container/Containerfile").read_text("utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    words = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(words, cwd=PROJECT, check=True, capture_output=True, timeout=PATIENCE_S)
    return folder


def test_the_man_pages_say_what_the_commands_do() -> None:
    """After a change: python -m tests.support.man update."""
    assert man.kept() == man.made()


def test_every_command_has_its_page() -> None:
    pages = man.kept()
    assert "vidtui.1" in pages
    for name in vidtui.commands:
        assert f"vidtui-{name}.1" in pages


def test_man_reads_every_page() -> None:
    program = shutil.which("man")
    if program is None:
        pytest.skip("man is not there")
    for page in man.FOLDER.iterdir():
        words = [program, "--warnings", "-l", str(page)]
        done = subprocess.run(words, capture_output=True, timeout=PATIENCE_S, check=True)
        assert done.stderr == b"", page


def test_wheel_and_sdist_hold_them(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "vidtui/py.typed" in names
    assert any(name.endswith(".data/data/share/man/man1/vidtui-check.1") for name in names)
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    wanted = ["SECURITY.md", "packaging/man/vidtui.1", "packaging/systemd/vidtui-nightly.timer"]
    assert [one for one in [*wanted, "docs/schemas/doctor.schema.json"] if one not in held] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda one: one.name)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not there")
    command = tmp_path / ".local/bin/vidtui"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    env = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    words = [program, "verify", "--user", "--man=no", *map(str, UNITS), str(unit)]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=PATIENCE_S)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", [one for one in UNITS if one.suffix == ".service"], ids=str)
def test_the_units_run_commands_that_there_are(unit: Path) -> None:
    lines = re.findall(
        r"^Exec\w+=%h/\.local/bin/vidtui (.*)$", unit.read_text("utf-8"), re.MULTILINE
    )
    assert lines
    for line in lines:
        words = [word for word in line.split() if word != "--batch"]
        context = vidtui.make_context("vidtui", words, resilient_parsing=True)
        assert vidtui.get_command(context, words[0]) is not None
        done = subprocess.run(
            [sys.executable, "-m", "vidtui", *words[:1], "--help"],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
        )
        for option in (word for word in words if word.startswith("--") and len(words) > 1):
            assert option in done.stdout or option in ("--all", "--require-online"), option


def test_the_nightly_unit_is_that_of_the_guide() -> None:
    guide = (PROJECT / "docs/nightly.md").read_text("utf-8")
    shipped = (PACKAGING / "systemd/vidtui-nightly.service").read_text("utf-8")
    for key in ("ExecStart", "SuccessExitStatus"):
        (line,) = re.findall(rf"^{key}=.*$", shipped, re.MULTILINE)
        assert line in guide
    timer = (PACKAGING / "systemd/vidtui-nightly.timer").read_text("utf-8")
    assert timer in guide


def compose() -> dict[str, Any]:
    text = (PACKAGING / "container/compose.example.yaml").read_text("utf-8")
    service: dict[str, Any] = yaml.safe_load(text)["services"]["vidtui"]
    return service


def test_the_compose_example_keeps_the_library_safe() -> None:
    service = compose()
    assert service["user"] == "${PUID:-1026}:${PGID:-100}"
    assert service["init"] is True
    assert {"TZ", "TERM"} <= service["environment"].keys()
    storage, links = (one for one in service["volumes"] if isinstance(one, dict))
    assert storage["read_only"] is True
    assert "read_only" not in links
    for one in (storage, links):
        assert one["bind"]["propagation"] == "rslave"
        assert one["source"] == one["target"]
    assert "data:/data" in service["volumes"]


def test_any_user_may_write_what_a_new_volume_begins_with() -> None:
    made = CONTAINERFILE.index("RUN mkdir -m 1777 /config /data")
    assert made < CONTAINERFILE.index('VOLUME ["/config", "/data"]')


def test_the_container_copies_what_is_there() -> None:
    for line in re.findall(r"^COPY (?!--from)(.*) \S+$", CONTAINERFILE, re.MULTILINE):
        for name in line.split():
            assert (PROJECT / name).exists(), name
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    for extra in re.findall(r"'\.\[(.*)\]'", CONTAINERFILE)[0].split(","):
        assert extra in extras["optional-dependencies"]
    assert "USER root" not in CONTAINERFILE


def test_the_container_builds_from_what_it_copies(tmp_path: Path) -> None:
    """As its first stage does, without the network."""
    for line in re.findall(r"^COPY (?!--from)(.*) (\S+)$", CONTAINERFILE, re.MULTILINE):
        *names, target = (*line[0].split(), line[1])
        for name in names:
            source = PROJECT / name
            place = tmp_path / target if len(names) == 1 else tmp_path / target / source.name
            if source.is_dir():
                shutil.copytree(source, place)
            else:
                shutil.copy(source, place)
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "out")]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, timeout=PATIENCE_S)
    assert list((tmp_path / "out").glob("*.whl"))


def test_the_workflow_does_what_ci_does() -> None:
    workflow = yaml.safe_load((PROJECT / ".github/workflows/ci.yml").read_text("utf-8"))
    job = workflow["jobs"]["run"]
    assert job["steps"][-1]["run"] == ".ci/run"
    assert os.access(PROJECT / ".ci/run", os.X_OK)
    lowest = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    assert lowest["requires-python"] == f">={job['strategy']['matrix']['python'][0]}"
    assert workflow["permissions"] == {"contents": "read"}
