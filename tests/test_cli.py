"""The command line: arguments, languages, exit codes, no terminal."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

import vidtui
from tests.support.library import Library
from tests.support.running import PATIENCE_S, checked_text, command, environment, run
from vidtui import __version__, i18n
from vidtui.cli import program as cli
from vidtui.cli.program import vidtui as program
from vidtui.errors import PRECEDENCE, Exit, worst

SECRET = "canary\nsecret"


@pytest.fixture
def here(library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The library as the environment of this process names it."""
    monkeypatch.setenv("VIDTUI_CONFIG", str(library.config))
    monkeypatch.setenv("VIDTUI_DATA_DIR", str(library.data))
    return library


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run in this process; return code, stdout and stderr."""
    code = cli.run(list(arguments))
    out, err = capsys.readouterr()
    checked_text(out.encode())
    checked_text(err.encode())
    return code, out, err


def test_exit_codes_by_precedence() -> None:
    assert worst() == Exit.OK
    assert worst(Exit.ATTENTION, Exit.REFUSED, Exit.ITEMS_FAILED) == Exit.REFUSED
    assert worst(Exit.API, Exit.LOCKED, Exit.USAGE) == Exit.USAGE
    assert [int(code) for code in PRECEDENCE] == [130, 1, 2, 7, 6, 5, 3, 4, 0]
    assert set(PRECEDENCE) == set(Exit)


@pytest.mark.parametrize("words", [[], ["import"], ["roots"], ["journal"], ["demo"]])
def test_without_a_terminal_the_app_does_not_open(words: list[str], library: Library) -> None:
    done = run(*words, library=library)
    assert done.code == 2
    assert "there is no terminal here" in done.complaint
    assert "--batch" in done.complaint
    assert done.out == b""
    assert not library.data.exists()


def test_with_closed_streams(library: Library) -> None:
    line = " ".join(map(str, command()))
    for streams in ("<&-", "<&- >&-", "<&- >&- 2>&-"):
        done = subprocess.run(
            ["bash", "-c", f"{line} {streams}"],
            env=environment(library),
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 2, streams
        assert b"Traceback" not in done.stderr


def test_as_a_module_and_as_a_script(library: Library) -> None:
    assert run("--version").text == f"vidtui {__version__}\n"
    script = Path(sys.executable).parent / "vidtui"
    out = subprocess.run([script, "--version"], capture_output=True, check=True).stdout
    assert out.decode() == f"vidtui {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [[], ["import"], ["roots"], ["roots", "relocate"], ["db"], ["undo"], ["repair-links"]],
)
def test_help_in_both_languages(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    code, english, _err = say(capsys, *words, "--help")
    assert code == 0
    _code, french, _err = say(capsys, "--language", "fr", *words, "--help")
    assert english.startswith("Usage: vidtui")
    assert french != english
    assert "Show this message" in english
    assert "Show this message" not in french
    _code, again, _err = say(capsys, "--language", "en", *words, "--help")
    assert again == english


def test_help_names_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, _err = say(capsys, "--help")
    text = " ".join(out.split())
    assert "130 interrupted; 1 internal failure; 2 usage" in text
    for code in Exit:
        assert f" {int(code)} " in text


def test_help_needs_no_settings(here: Library, capsys: pytest.CaptureFixture[str]) -> None:
    here.config.write_text("broken")
    assert say(capsys, "--help")[0] == 0
    assert say(capsys, "import", "--help")[0] == 0


@pytest.mark.parametrize(
    ("how", "language"),
    [
        (["--language", "fr"], "fr"),
        (["--language=fr"], "fr"),
        (["--language", "xx"], "en"),
        (["--config", "{french}"], "fr"),
        (["--config={french}"], "fr"),
        (["--config", "{french}", "--language", "en"], "en"),
        ([], "en"),
    ],
)
def test_the_language_of_help(
    here: Library, capsys: pytest.CaptureFixture[str], how: list[str], language: str
) -> None:
    french = here.base / "french.toml"
    french.write_text('language = "fr"')
    _code, out, _err = say(capsys, *(word.format(french=french) for word in how), "--help")
    assert ("Show this message" in out) == (language == "en")


def test_settings_that_a_shell_gives_through_a_pipe(
    here: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    end, into = os.pipe()
    os.write(into, ('language = "fr"\n' + here.config.read_text()).encode())
    os.close(into)
    code, out, _err = say(capsys, "--batch", "--config", f"/dev/fd/{end}", "roots", "list")
    os.close(end)
    assert code == 0
    assert "en ligne" in out
    assert str(here.storage) in out


@pytest.mark.parametrize("content", ['language = ["fr"]', "language = 3", "x = " + "[" * 3000])
def test_a_language_that_is_none(
    here: Library, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    here.config.write_text(content)
    assert say(capsys, "--help")[0] == 0
    code, _out, err = say(capsys, "--batch", "roots", "list")
    assert code == 2
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("value", "language"),
    [("fr_FR.UTF-8", "fr"), ("en_US", "en"), ("C", "en"), ("de_DE", "en"), ("", "en")],
)
def test_the_guess(monkeypatch: pytest.MonkeyPatch, value: str, language: str) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", value)
    assert i18n.guess() == language


@pytest.mark.parametrize(
    "words",
    [
        ["--batch", "db", "backup", "--dry-run"],
        ["db", "--batch", "backup", "--dry-run"],
        ["db", "backup", "--batch", "--dry-run"],
        ["db", "backup", "--dry-run", "--batch"],
    ],
)
def test_batch_anywhere_on_the_line(
    here: Library, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    here.films(1)
    here.import_()
    code, out, _err = say(capsys, *words)
    assert code == 0
    assert "Would be copied to" in out


def commands(group: click.Group, *names: str) -> Iterator[tuple[str, ...]]:
    """Yield by its words each command, and each group of them."""
    for name, one in group.commands.items():
        yield (*names, name)
        if isinstance(one, click.Group):
            yield from commands(one, *names, name)


@pytest.mark.parametrize("words", commands(program), ids=" ".join)
def test_an_option_of_the_whole_program_after_the_command(
    here: Library, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """Each is known in every command, and its value is as good as before the command."""
    context = click.Context(program)
    for depth in range(len(words)):
        command = context.command
        assert isinstance(command, click.Group)
        context = click.Context(command.commands[words[depth]], parent=context)
    params = context.command.get_params(context)
    assert len({param.name for param in params}) == len(params)
    known = {name for param in params for name in param.opts}
    assert known >= {name for param in program.params for name in param.opts}

    code, out, _err = say(capsys, *words, "--language", "fr", "--data-dir", "x", "--help")
    assert code == 0
    assert "Les options du programme entier" in out
    assert "--data-dir" not in out


@pytest.mark.parametrize(
    "words",
    [
        ["--data-dir", "{data}", "db", "status"],
        ["db", "--data-dir", "{data}", "status"],
        ["db", "status", "--data-dir", "{data}"],
        ["db", "--data-dir={data}", "status", "--batch", "--config", "{config}"],
        ["--config", "nowhere", "db", "status", "--config={config}", "--data-dir", "{data}"],
        ["--data-dir", "elsewhere", "db", "status", "--data-dir", "{data}"],
    ],
)
def test_the_last_of_an_option_holds_wherever_it_stands(
    here: Library,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
) -> None:
    here.films(1)
    here.import_()
    monkeypatch.setenv("VIDTUI_DATA_DIR", str(here.base / "other"))
    code, out, _err = say(
        capsys, *(word.format(data=here.data, config=here.config) for word in words)
    )
    assert code == 0
    assert str(here.data) in out


def test_what_may_be_repeated_adds_up_wherever_it_stands(
    here: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    here.config.write_text("")
    disks = [here.base / name for name in "abc"]
    for disk in disks:
        disk.mkdir()
    given = [("--storage", str(disk)) for disk in disks]
    code, out, _err = say(capsys, "--batch", *given[0], "roots", *given[1], "list", *given[2])
    assert code == 0
    assert all(str(disk) in out for disk in disks)


def test_an_option_of_a_command_is_its_own(
    here: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--links`` of the whole program takes a folder, that of ``roots add`` none."""
    folder = here.base / "more links"
    folder.mkdir()
    code, _out, _err = say(capsys, "--batch", "roots", "add", "--links", str(folder))
    assert code == 0
    assert str(folder) in here.config.read_text()
    assert say(capsys, "--batch", "roots", "list", "--dry-run")[0] == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--batch"], "needs a command"),
        (["--batch", "roots", "list", "--language", "de"], "must be one of: en, fr"),
        (["--batch", "roots", "list", "--config"], "requires an argument"),
        (["--batch", "nonsense"], "No such command"),
        (["--batch", "import", "--nonsense"], "No such option"),
        (["--batch", "--\x1b]0;x\x07"], "\\x1b"),
        (["--batch", "\x1b[31m"], "\\x1b"),
        (["--batch", "roots", "relocate", "/a"], "Missing argument"),
        (["--batch", "undo", "x"], "must be a whole number from 0 to"),
        (["--batch", "undo", "3", "--last"], "give one of RUN"),
        (["journal", "--run", "1"], "need --batch"),
        (["--batch", "roots", "add", "/a", "--kind", "x"], "is not one of"),
        (["--batch", "roots", "add", "/a", "--links", "--kind", "film"], "--kind"),
        (["--batch", "--trash", "x", "roots", "list"], "--trash: trash: must be an absolute path"),
        (["--batch", "--language", "de", "roots", "list"], "must be one of: en, fr"),
    ],
)
def test_usage_is_told_in_one_line(
    here: Library, capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    before = here.config.read_text()
    code, out, err = say(capsys, *words)
    assert (code, out) == (2, "")
    assert why in err
    assert err.startswith("vidtui: ")
    assert err.count("\n") == 1
    assert here.config.read_text() == before


def test_a_crash_is_one_line_and_a_report_without_messages(
    here: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("vidtui.batch.roots.show_roots", fail)
    code, out, err = say(capsys, "--batch", "roots", "list")
    assert (code, out) == (1, "")
    (report,) = (here.data / "logs").iterdir()
    assert err.startswith("vidtui: internal failure (ZeroDivisionError)")
    assert err.endswith(f"{report}\n")
    assert err.count("\n") == 1
    assert "canary" not in err
    assert report.stat().st_mode & 0o777 == 0o600
    assert "canary" not in report.read_text()
    assert "in fail" in report.read_text()


def test_a_crash_report_goes_where_all_else_does(
    here: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vidtui.batch.roots.show_roots", None)
    elsewhere = here.base / "elsewhere"
    say(capsys, "--batch", "--data-dir", str(elsewhere), "roots", "list")
    assert len(list((elsewhere / "logs").iterdir())) == 1


def test_options_reach_the_settings(
    here: Library, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    here.config.write_text("")
    disk = here.base / "a"
    disk.mkdir()
    code = cli.run(
        ["--storage", str(disk), "--path-map", f"/m={disk}", "--batch", "roots", "list", "--json"]
    )
    document = json.loads(capsysbinary.readouterr().out)
    assert code == 0
    assert [root["path"] for root in document["roots"]] == [str(disk)]
    assert document["path_maps"] == [{"written": "/m", "here": str(disk)}]


@pytest.mark.parametrize(
    "module", ["vidtui.jobs.import_.job", "vidtui.batch.import_", "vidtui.cli.program"]
)
def test_what_is_not_loaded_without_a_screen(module: str) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, check=True
    ).stdout
    names = out.decode().split()
    loaded = {name.partition(".")[0] for name in names}
    assert not loaded & {"textual", "rich", "guessit", "rebulk", "requests"}
    if module == "vidtui.cli.program":
        assert "peewee" not in loaded
        assert [name for name in names if name.startswith(("vidtui.jobs", "vidtui.batch"))] == []


BELOW_THE_SCREEN = (
    *("disk", "providers", "media_centres", "matching", "catalogue", "library", "jobs"),
    *("batch", "cli"),
)


def test_every_module_below_the_screen_loads_without_textual() -> None:
    package = Path(vidtui.__file__).parent
    modules = [
        ".".join(("vidtui", *path.relative_to(package).with_suffix("").parts))
        for part in BELOW_THE_SCREEN
        for path in (package / part).rglob("*.py")
        if path.stem != "__init__" and not path.stem[0].isdigit()
    ]
    program = f"import sys, {', '.join(modules)}; print('textual' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, check=True
    )
    assert done.stdout == b"False\n"


@pytest.mark.parametrize(
    "words",
    [
        ["undo", "--", "{n}"],
        ["undo", "--action", "{n}"],
        ["journal", "--run", "{n}"],
        ["journal", "--limit", "{n}"],
        ["pending", "accept", "--", "{n}", "1"],
        ["pending", "set", "--", "{n}", "tmdb:603"],
        ["pending", "ignore", "--", "{n}"],
        ["enrich", "--dry-run", "--limit", "{n}"],
        ["roots", "add", ".", "--volatile-days", "{n}"],
    ],
    ids=" ".join,
)
def test_a_number_that_no_catalogue_holds(
    here: Library, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    here.import_()
    for number in (10**30, -(10**30), "x"):
        code, _out, err = say(
            capsys, "--batch", "--language", "fr", *(word.format(n=number) for word in words)
        )
        assert code == 2
        assert err.count("\n") == 1
        assert "doit être un nombre entier" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--review", "plan.json"], {"link_plan": Path("plan.json")}),
        (["/films", "--named"], {"only": b"/films", "named": True}),
        (["--only", "year:1995", "--film", "kodi"], {"only": "year:1995", "film": "kodi"}),
    ],
)
def test_link_without_batch_opens_its_review(
    words: list[str], told: dict[str, object], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, dict[str, Any]]] = []

    def open_app(_invocation: object, start: str, **rest: Any) -> int:
        opened.append((start, rest))
        return 0

    monkeypatch.setattr("vidtui.cli.link.open_app", open_app)
    assert cli.run(["link", *words]) == 0
    ((start, rest),) = opened
    held = {**rest, **(dataclasses.asdict(rest["link_options"]) if "link_options" in rest else {})}
    assert start == "new_links"
    assert {name: held[name] for name in told} == told


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--accept", "new"], "--accept needs --batch"),
        (["--apply", "plan.json"], "--apply needs --batch"),
        (["--review", "plan.json", "--named"], "--named looks for files"),
        (["--batch", "--review", "plan.json"], "--apply PLAN"),
    ],
)
def test_what_makes_no_sense_for_the_review_of_links(
    words: list[str], why: str, library: Library
) -> None:
    done = run("link", *words, library=library)
    assert done.code == 2
    assert why in done.complaint
