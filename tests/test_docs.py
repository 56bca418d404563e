"""What README and docs say is so: commands run, settings load, tables are complete, links lead on.

The French pages say the same as the English ones: the same commands, the same tables."""

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
from vidtui.cli.program import vidtui
from vidtui.demo.builder import Demo, build_demo, write_config
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.errors import PRECEDENCE, Exit
from vidtui.jobs.check.kinds import KINDS
from vidtui.settings import model

PROJECT = Path(__file__).parent.parent
DOCS = PROJECT / "docs"
ENGLISH = [PROJECT / "README.md", *sorted(DOCS.glob("*.md"))]
FRENCH = [PROJECT / "README.fr.md", *sorted((DOCS / "fr").glob("*.md"))]
PAGES = [*ENGLISH, *FRENCH, PROJECT / "CONTRIBUTING.md"]
MOST_LINES_OF_README = 160


def name(page: Path) -> str:
    return str(page.relative_to(PROJECT))


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def lines(page: Path) -> list[str]:
    """Return the commands of a page, without what is said of them."""
    found = [line for block in blocks(page, "console") for line in block.splitlines()]
    return [re.sub(r"\s*(#.*)?$", "", line) for line in found]


def commands() -> list[str]:
    """Return the commands of ours that need no terminal, each once."""
    found = dict.fromkeys(line for page in [*ENGLISH, *FRENCH] for line in lines(page))
    return [line for line in found if re.match(r"vidtui (--batch|roots)", line)]


def first_column(page: Path, heading: str) -> list[str]:
    """Return what stands in the first cells of the table below a heading."""
    section = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)",
        page.read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert section, heading
    return re.findall(r"^\| (.*?) \|", section[1], re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """Return the fragments of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


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


@pytest.mark.parametrize("folder", [DOCS, DOCS / "fr"], ids=name)
def test_the_settings_load(folder: Path, tmp_path: Path) -> None:
    (block,) = blocks(folder / "settings.md", "toml")
    config = tmp_path / "config.toml"
    config.write_text(block, "utf-8")
    loaded = model.load(config=config, env={})
    assert loaded.language == tomllib.loads(block)["language"]
    assert [root.path for root in loaded.roots] == [b"/volume1/stockage", b"/volume1/video"]
    assert loaded.path_maps == (model.PathMap(b"/media", b"/volume1/stockage"),)


@pytest.mark.parametrize(
    ("page", "heading"),
    [("README.md", "Exit codes"), ("README.fr.md", "Codes de sortie")],
)
def test_the_exit_codes_are_all_there_in_their_order(page: str, heading: str) -> None:
    rows = first_column(PROJECT / page, heading)
    assert [int(code) for code in rows if code.isdigit()] == [int(code) for code in PRECEDENCE]


@pytest.mark.parametrize(
    ("page", "heading"), [("settings.md", "All of them"), ("fr/settings.md", "Tous les réglages")]
)
def test_every_setting_is_in_the_table(page: str, heading: str) -> None:
    keys = re.findall(r"`(.*?)`", " ".join(first_column(DOCS / page, heading)))
    assert [field.key for field in model.FIELDS if field.key not in keys] == []


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("checking.md", "What is found, and what helps"),
        ("fr/checking.md", "Ce qui est trouvé, et ce qui aide"),
    ],
)
def test_every_kind_of_finding_is_in_the_table(page: str, heading: str) -> None:
    named = re.findall(r"`(.*?)`", " ".join(first_column(DOCS / page, heading)))
    assert sorted(named) == sorted(KINDS)


def test_every_dependency_has_its_row() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[<>=]", dependency)[0] for dependency in project["dependencies"]}
    page = (DOCS / "dependencies.md").read_text("utf-8")
    assert set(re.findall(r"^\| \[([\w-]+)\]", page, re.MULTILINE)) == names


def test_every_command_is_told() -> None:
    told = (DOCS / "batch.md").read_text("utf-8")
    assert [one for one in vidtui.commands if not re.search(rf"vidtui .*\b{one}\b", told)] == []


@pytest.mark.parametrize("page", ["README.md", "README.fr.md"])
def test_the_readme_is_for_who_is_in_a_hurry(page: str) -> None:
    assert len((PROJECT / page).read_text("utf-8").splitlines()) <= MOST_LINES_OF_README


@pytest.mark.parametrize("index", [DOCS / "README.md", DOCS / "fr" / "README.md"], ids=name)
def test_the_index_names_every_page(index: Path) -> None:
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", index.read_text("utf-8")))
    assert linked == {page.name for page in index.parent.glob("*.md")} - {"README.md"}


@pytest.mark.parametrize("page", FRENCH[1:], ids=name)
def test_a_guide_in_french_has_the_commands_of_the_english_one(page: Path) -> None:
    assert lines(page) == [line.replace("CHEMIN", "PATH") for line in lines(DOCS / page.name)]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_to_what_is_there(page: Path) -> None:
    for target, fragment in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", page.read_text("utf-8")):
        other = page if not target else page.parent / target
        assert other.is_file(), target
        assert not fragment or fragment in anchors(other), (target, fragment)


def test_contributing_names_files_that_are_there() -> None:
    text = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z_./-]+\.(?:py|sql|json|toml|tcss|md))`", text))
    there = [
        f"/{file.relative_to(PROJECT)}"
        for folder in ("vidtui", "tests", "benchmarks", "docs")
        for file in (PROJECT / folder).rglob("*")
    ]
    there += [f"/{file.name}" for file in PROJECT.iterdir()]
    assert [one for one in sorted(named) if not any(at.endswith(f"/{one}") for at in there)] == []
