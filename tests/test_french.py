"""In French nothing of the command line is English: help, errors, completion."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.shell_completion import ShellComplete

from tests.support.french import english, untranslated
from vidtui import i18n
from vidtui.cli import program
from vidtui.cli.context import Invocation


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    i18n.use("fr")
    yield
    i18n.use("en")


def commands(
    command: click.Command, context: click.Context | None = None, name: str = "vidtui"
) -> Iterator[tuple[click.Command, click.Context]]:
    """Yield every command with its context."""
    here = click.Context(command, info_name=name, parent=context)
    yield command, here
    if isinstance(command, click.Group):
        for below in command.list_commands(here):
            found = command.get_command(here, below)
            assert found is not None
            yield from commands(found, here, below)


ALL = list(commands(program.vidtui))
SAME = {context.info_name for _command, context in ALL}
"""Words that are the same in all languages: the names of commands."""


def test_the_words_that_would_give_it_away_are_known() -> None:
    assert {"found", "matches", "missing", "queue", "nothing"} <= english()
    assert untranslated("Aucun résultat pour « films », 3 liens cassés") == set()
    assert untranslated("No matches found") == {"matches", "found"}


def test_help() -> None:
    for command, context in ALL:
        found = untranslated(command.get_help(context)) - SAME
        assert not found, context.command_path


def test_what_is_offered() -> None:
    offered = 0
    for _command, context in ALL:
        asked = ShellComplete(
            program.vidtui, {"obj": Invocation(batch=True)}, "vidtui", "_VIDTUI_COMPLETE"
        )
        line = context.command_path.split()[1:]
        for start in ("", "--"):
            for item in asked.get_completions(line, start):
                offered += 1
                assert not untranslated(item.help or "") - SAME, (line, item.value)
    assert offered > 200


@pytest.mark.parametrize(
    "line",
    [
        ["zzz"],
        ["--zzz"],
        ["--languag", "fr"],
        ["--language"],
        ["--language", "xx"],
        ["import", "--zzz"],
        ["roots", "zzz"],
        ["roots"],
        ["roots", "relocate"],
        ["roots", "relocate", "/a", "/b", "/c"],
        ["check", "--kind", "zzz"],
        ["check", "--kind"],
        ["undo", "--run", "x"],
        ["completion", "zzz"],
        ["enrich", "--again", "x"],
        ["--batch"],
    ],
    ids=" ".join,
)
def test_errors(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code = program.run(["--language", "fr", *line])
    said = capsys.readouterr()
    assert code in (0, 2)
    assert not untranslated(said.out + said.err) - SAME
