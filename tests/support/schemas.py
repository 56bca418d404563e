"""The published schemas, by the name of their file."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.support.running import REPOSITORY

FOLDER = REPOSITORY / "docs/schemas"


@cache
def validator(name: str) -> Draft202012Validator:
    """Return what checks documents against ``docs/schemas/NAME.schema.json``."""
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def check(name: str, document: Any) -> None:
    """Insist that a document keeps to a schema, and that the schema allows no other member."""
    validator(name).validate(document)
    assert not validator(name).is_valid({**document, "another": 1})
