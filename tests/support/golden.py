"""Runs command lines in this process, and makes what they print the same on every machine.

``pytest tests/batch/test_golden.py --golden-update`` writes the documents anew.
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tests.support.library import Library
from tests.support.running import REPOSITORY, Done
from vidtui import __version__
from vidtui.cli import program as dispatch
from vidtui.disk.symlinks.atomic import ASIDE_PREFIX
from vidtui.text import printable

UPDATE = "--golden-update"
GOLDEN = REPOSITORY / "tests/batch/golden"
BASE, SECONDS, DAY = "/nas", 1_767_225_600, "2026-01-01"
_SCHEMAS = ("check", "plan", "reports")
_STAMPS = (
    (re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)"), f"{DAY}T00:00:00Z"),
    (re.compile(r"\b20\d\d-\d\d-\d\d \d\d:\d\d"), f"{DAY} 00:00"),
    (re.compile(r"\b20\d\d-\d\d-\d\dT\d\d-\d\d-\d\d(?:-\d+)?"), f"{DAY}T00-00-00"),
    (re.compile(r"\b20\d\d-\d\d-\d\d(?=[/.,]|$)"), DAY),
    (re.compile(r"3230(?:3\d){2}(?:2d(?:3\d){2}){2}(?=2f)"), DAY.encode().hex()),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "http://127.0.0.1:8080"),
    (re.compile(rf"(?<={ASIDE_PREFIX.hex()})[0-9a-f]{{32}}"), "30" * 16),
    (re.compile(r"\bprocess \d+"), "process 1"),
)
_ID = re.compile(r"\b(?:[0-9a-f]{16}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")


def run(library: Library, *arguments: str | bytes) -> Done:
    """Run a command line here, as ``running.run`` does in a process."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    given = ["--config", str(library.config), "--data-dir", str(library.data)]
    with redirect_stdout(out), redirect_stderr(err):
        code = dispatch.run(["--batch", *given, *map(os.fsdecode, arguments)])
    written = [one.buffer.getvalue() for one in (out, err)]
    return Done(code, *written)


class Normaliser:
    """Takes out of documents what differs from run to run; the same id stays the same."""

    def __init__(self, base: Path) -> None:
        self._base = os.fsencode(str(base))
        self._ids: dict[str, str] = {}

    def of(self, value: Any, key: str = "") -> Any:
        """Return a value as it stands in the golden document."""
        match value:
            case dict():
                return {self.text(name): self.of(one, name) for name, one in value.items()}
            case list():
                return [self.of(one) for one in value]
            case str() if key.endswith("_b64"):
                exact = base64.b64decode(value).replace(self._base, BASE.encode())
                return base64.b64encode(exact).decode()
            case str() if key == "filesystem":
                return "ext4"
            case str() if key == "vidtui" and value == __version__:
                return "1.0"
            case str():
                return self.text(value)
            case int() | float() if key == "seconds" or key.endswith("_seconds"):
                return 0.5
            case int() if key in ("inode", "movie", "total_bytes", "free_bytes"):
                return 1
            case int() if key.endswith("_at") or key == "last_import":
                return SECONDS
        return value

    def text(self, text: str) -> str:
        """Return a text without times, folders and ids of its own."""
        text = text.replace(printable(self._base), BASE)
        text = text.replace(self._base.hex(), BASE.encode().hex())
        for pattern, stamp in _STAMPS:
            text = pattern.sub(stamp, text)
        return _ID.sub(self._id, text)

    def _id(self, found: re.Match[str]) -> str:
        text, number = found[0], len(self._ids) + 1
        one = f"{number:016x}" if "-" not in text else f"00000000-0000-4000-8000-{number:012x}"
        return self._ids.setdefault(text, one)

    def lines(self, events: list[Any]) -> list[Any]:
        """Return the events of a run, however fast it was.

        Of each stage's progress the last stays; findings that come one after another are one.
        """
        last = {one.get("stage"): at for at, one in enumerate(events) if _is(one, "progress")}
        found: list[Any] = []
        for at, event in enumerate(events):
            if _is(event, "found") and found and _is(found[-1], "found"):
                found[-1]["findings"] += self.of(event["findings"])
            elif not _is(event, "progress") or last[event.get("stage")] == at:
                found.append(self.of(event))
        return found


def _is(event: Any, name: str) -> bool:
    return bool(event["event"] == name)


def written(name: str) -> Any:
    """Return a golden document."""
    return json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


def names() -> set[str]:
    """Return the names of all golden documents."""
    return {path.stem for path in GOLDEN.glob("*.json")}


def write_all(documents: Mapping[str, Any]) -> None:
    """Write all golden documents anew."""
    GOLDEN.mkdir(exist_ok=True)
    for name in names() - set(documents):
        (GOLDEN / f"{name}.json").unlink()
    for name, document in documents.items():
        text = json.dumps(document, ensure_ascii=False, indent=1)
        (GOLDEN / f"{name}.json").write_text(text + "\n", "utf-8")


@cache
def _registry() -> Registry[Any]:
    found: Registry[Any] = Registry()
    for name in _SCHEMAS:
        schema = json.loads((REPOSITORY / f"docs/schemas/{name}.schema.json").read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        found = found.with_resource(schema["$id"], Resource.from_contents(schema))
    return found


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"urn:vidtui:{schema}"}, registry=_registry())


def is_valid(document: Mapping[str, Any], command: str) -> bool:
    """Whether a report, or an event that a command told, keeps to its schema."""
    name, is_event = command.replace(" ", "_").replace("-", "_"), "vidtui" not in document
    if command == "check":
        schema = f"check:1#/$defs/{'event' if is_event else 'report'}"
    elif command == "repair-links" and not is_event:
        schema = "plan:2"
    else:
        schema = f"reports:1#/$defs/{name}{'_event' if is_event else ''}"
    return bool(_validator(schema).is_valid(document))


def reports() -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield what stands in golden documents: their name, a report or an event, its command."""
    for name in sorted(names()):
        said = written(name)
        if isinstance(said, dict) and "arguments" in said:
            found = said.get("lines") or [one for one in (said.get("document"),) if one]
            command = "".join(one["command"] for one in found[-1:])
            if "--apply" in said["arguments"] or (command == "journal" and "run" in found[-1]):
                command += " apply" if command == "repair-links" else " run"
            yield from ((name, one, command) for one in found)
