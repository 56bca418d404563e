"""The published schemas, by the name of their file; those of single commands are made of one.

``reports.schema.json`` has all reports with what they share; each command has a file of its own,
made of it, that stands for itself.

python -m tests.support.schemas update
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tests.support.running import REPOSITORY

FOLDER = REPOSITORY / "docs/schemas"
WHOLE = "reports"
_EVENT = "_event"
_TITLES = {
    "repair_links_apply": "vidtui repair-links --apply --json",
    "journal_run": "vidtui journal --run --json",
    "link_apply": "vidtui link --apply --json",
}


@cache
def schema(name: str) -> Any:
    """Return ``docs/schemas/NAME.schema.json``."""
    return json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))


@cache
def validator(name: str) -> Draft202012Validator:
    """Return what checks documents against a schema."""
    Draft202012Validator.check_schema(schema(name))
    return Draft202012Validator(schema(name), registry=_registry())


@cache
def _registry() -> Registry[Any]:
    found: Registry[Any] = Registry()
    for name in names():
        found = found.with_resource(schema(name)["$id"], Resource.from_contents(schema(name)))
    return found


def names() -> list[str]:
    """Return the names of all schemas."""
    return sorted(path.name.removesuffix(".schema.json") for path in FOLDER.iterdir())


def check(name: str, document: Any) -> None:
    """Insist that a document keeps to a schema, and that the schema allows no other member."""
    validator(name).validate(document)
    assert not validator(name).is_valid({**document, "another": 1})


def made() -> dict[str, Any]:
    """Return by their names the schemas that are made of the one of all reports."""
    whole = schema(WHOLE)
    found = {}
    for part, definition in whole["$defs"].items():
        is_report = "const" in definition.get("properties", {}).get("command", {})
        if not is_report and not part.endswith(_EVENT):
            continue
        name = part.removesuffix(_EVENT).replace("_", "-") + ("" if is_report else "-lines")
        words = part.removesuffix(_EVENT).replace("_", " ").replace("repair links", "repair-links")
        title = _TITLES.get(part.removesuffix(_EVENT), f"vidtui {words} --json")
        found[name] = {
            "$schema": whole["$schema"],
            "$id": f"urn:vidtui:{name}:{whole['$id'].rpartition(':')[2]}",
            "title": title if is_report else f"{title}-lines",
            **definition,
            "$defs": _needed(whole["$defs"], definition),
        }
        if not found[name]["$defs"]:
            del found[name]["$defs"]
    return found


def _needed(everything: Any, definition: Any) -> dict[str, Any]:
    """Return the definitions that one refers to, those it refers to and so on."""
    wanted: set[str] = set()
    waiting = list(_references(definition))
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += _references(everything[name])
    return {name: one for name, one in everything.items() if name in wanted}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        # What another file describes is named by the id of that one.
        if str(node.get("$ref", "")).startswith("#/$defs/"):
            yield node["$ref"].removeprefix("#/$defs/")
        for one in node.values():
            yield from _references(one)
    elif isinstance(node, list):
        for one in node:
            yield from _references(one)


def update() -> None:
    """Write the schemas of single commands anew."""
    documents = made()
    for name, document in documents.items():
        text = json.dumps(document, ensure_ascii=False, indent=2)
        (FOLDER / f"{name}.schema.json").write_text(text + "\n", "utf-8")
    print(f"{len(documents)} schemas")


if __name__ == "__main__":
    if sys.argv[1:] != ["update"]:
        sys.exit(__doc__)
    update()
