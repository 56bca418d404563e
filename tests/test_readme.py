"""What the README says is so: its commands run, its settings load, its tables are complete."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import forked
from tests.support.running import PATIENCE_S, environment
from vidtui.demo.builder import Demo, build_demo, write_config
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.errors import PRECEDENCE, Exit
from vidtui.settings import model

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Return the commands of ours that need no terminal."""
    lines = [
        line.partition("#")[0].strip() for block in blocks("console") for line in block.splitlines()
    ]
    return [line for line in lines if re.match(r"vidtui (--batch|roots)", line)]


def run(command: str, demo: Demo) -> subprocess.CompletedProcess[str]:
    """Run a line as a shell does; what it puts into a file comes back as what it printed."""
    line, _into, file = command.partition(" > ")
    env = environment(VIDTUI_CONFIG=str(demo.config), VIDTUI_DATA_DIR=str(demo.data))
    program, link = forked.program(demo.folder.parent, env)
    done = subprocess.run(
        ["sh", "-c", re.sub(r"\bvidtui(?= )", lambda _found: shlex.quote(str(program)), line)],
        cwd=demo.folder,
        env=env,
        pass_fds=[link],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    if file:
        (demo.folder / file).write_text(done.stdout, "utf-8")
    return done


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """An imported and checked library with a TMDB of its own, as most commands want it."""
    built = build_demo(tmp_path_factory.mktemp("readme"))
    with TmdbStandIn(limit=None) as stand_in:
        write_config(built, "en", tmdb_url=stand_in.url)
        with built.config.open("a") as config:
            config.write("requests_per_10_s = 400\n")
        assert run("vidtui --batch import --quiet", built).returncode == Exit.ITEMS_FAILED
        assert run("vidtui --batch enrich --quiet", built).returncode == Exit.ATTENTION
        plan = run("vidtui --batch repair-links --json > plan.json", built)
        assert plan.returncode == Exit.ATTENTION
        assert run("vidtui --batch check --quiet", built).returncode == Exit.ATTENTION
        yield built


def test_there_are_commands_to_try() -> None:
    assert len(commands()) >= 7


@pytest.fixture(scope="module")
def waiting(demo: Demo) -> int:
    """A film that waits and has a proposal, for the commands that name one."""
    groups = json.loads(run("vidtui --batch pending --json", demo).stdout)["groups"]
    return next(one["id"] for one in groups if one["kind"] == "film" and one["candidates"])


@pytest.mark.parametrize("command", commands())
def test_commands_run(command: str, demo: Demo, waiting: int) -> None:
    done = run(command.replace(" 12", f" {waiting}"), demo)
    assert done.returncode in (Exit.OK, Exit.ITEMS_FAILED, Exit.ATTENTION), done.stderr
    assert done.stdout


def test_the_settings_load(tmp_path: Path) -> None:
    (block,) = blocks("toml")
    config = tmp_path / "config.toml"
    config.write_text(block, "utf-8")
    loaded = model.load(config=config, env={})
    assert loaded.language == tomllib.loads(block)["language"]
    assert [root.path for root in loaded.roots] == [b"/volume1/stockage", b"/volume1/video"]
    assert loaded.path_maps == (model.PathMap(b"/media", b"/volume1/stockage"),)


def test_the_exit_codes_are_all_there_in_their_order() -> None:
    section = README.partition("## Exit codes")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \|", section, re.MULTILINE)
    assert [int(code) for code in rows] == [int(code) for code in PRECEDENCE]


def test_every_setting_is_in_the_table() -> None:
    section = README.partition("## Settings")[2].partition("\n## ")[0]
    missing = [field.key for field in model.FIELDS if f"`{field.key}`" not in section]
    assert missing == []


def test_every_dependency_has_its_row() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[<>=]", dependency)[0] for dependency in project["dependencies"]}
    section = README.partition("## What it stands on")[2]
    assert set(re.findall(r"^\| \[([\w-]+)\]", section, re.MULTILINE)) == names
