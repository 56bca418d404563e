"""The schemas of all commands: published, current, and true of what the commands print."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from jsonschema import Draft202012Validator

from tests.support import golden, schemas
from tests.support.running import REPOSITORY, run
from vidtui.cli.program import vidtui

PAGES = [REPOSITORY / "docs/json.md", REPOSITORY / "docs/fr/json.md"]


def reporting(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the commands that take ``--json``."""
    if words and any("--json" in param.opts for param in command.params):
        yield " ".join(words)
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from reporting(inner, (*words, name))


def table(page: str) -> dict[str, list[str]]:
    """Return by command the schemas of a page's table."""
    rows = re.findall(r"^\| `(.*?)` \| (.*?) \|$", page, re.MULTILINE)
    return {words: re.findall(r"schemas/([\w-]+)\.schema\.json", cell) for words, cell in rows}


@pytest.mark.parametrize("page", PAGES, ids=["en", "fr"])
def test_every_command_has_its_schema_in_the_table(page: object) -> None:
    found = table(page.read_text("utf-8"))  # type: ignore[attr-defined]
    assert [one for one in reporting(vidtui) if one not in found] == []
    named = {name for held in found.values() for name in held}
    assert named | {schemas.WHOLE} == set(schemas.names())


def test_those_of_single_commands_are_current() -> None:
    """After a change: python -m tests.support.schemas update."""
    for name, document in schemas.made().items():
        assert schemas.schema(name) == document, name


@pytest.mark.parametrize("name", schemas.names())
def test_each_is_a_schema_with_a_version(name: str) -> None:
    document = schemas.schema(name)
    Draft202012Validator.check_schema(document)
    assert re.fullmatch(rf"urn:vidtui:{re.escape(name)}:[1-9]\d*", document["$id"])
    assert document["title"]


def test_what_is_pinned_keeps_to_the_schema_of_its_command() -> None:
    for name, document, words in golden.reports():
        if words == "check":
            continue  # one schema for its report and its events
        is_event = "vidtui" not in document
        plan = words == "repair-links" and not is_event
        of = "plan" if plan else words.replace(" ", "-") + ("-lines" if is_event else "")
        assert schemas.validator(of).is_valid(document), (name, of)


def test_the_demo_keeps_to_its_schema() -> None:
    done = run("--batch", "demo", "--json")
    schemas.check("demo", done.json)
