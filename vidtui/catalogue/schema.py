"""The schema of the catalogue: its migrations, and what its columns may hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from peewee import BlobField, BooleanField, FloatField, ForeignKeyField, IntegerField, TextField
from playhouse.migrations import Runner

from vidtui.catalogue.groups import STATES as GROUP_STATES
from vidtui.catalogue.links import STATES as LINK_STATES
from vidtui.disk.classify import FileKind, Kind
from vidtui.providers.base import WorkKind
from vidtui.settings.model import ROLES

MIGRATIONS = Path(__file__).parent / "migrations"


def known_migrations() -> list[str]:
    """Return the names of this version's migrations, in order."""
    return sorted(file.stem for file in MIGRATIONS.glob("[0-9]*.py"))


def migrate(database: Any, last: str | None = None) -> None:
    """Apply the migrations that a database lacks.

    Args:
        database: peewee's, connected.
        last: the one to stop after; the newest when None.
    """
    Runner(database, str(MIGRATIONS)).up(last)


HIGHEST = 2**63 - 1  # the largest whole number
WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("root", "role"): ROLES,
    ("root", "kind"): ("film", "series"),
    ("media_group", "kind"): get_args(Kind),
    ("media_group", "state"): GROUP_STATES,
    ("candidate", "kind"): get_args(WorkKind),
    ("media_file", "kind"): get_args(FileKind),
    ("link", "state"): LINK_STATES,
}
"""By table and column, where one of a few words is meant."""
RELATIVE_PATHS = (
    ("witness", "path"),
    ("media_file", "path"),
    ("former_path", "path"),
    ("link", "path"),
)
"""Tables and columns of what lies below a root."""


class Unfit(ValueError):
    """A value that vidtui never writes into its column."""


def fitting(field: Any, value: Any) -> Any:
    """Return a value of a JSON document as a column may hold it.

    Args:
        field: peewee's.
        value: bytes come as ``{"hex": …}``.

    Raises:
        Unfit: it may not.
    """
    if value is None and field.null:
        return None
    found = _of_type(field, value)
    allowed = WORDS.get((field.model._meta.table_name, field.column_name))
    if allowed is not None and found not in allowed:
        raise Unfit(f"{field.name}: {found}")
    return found


def _of_type(field: Any, value: Any) -> Any:
    match field:
        case BlobField() if isinstance(value, dict) and isinstance(value.get("hex"), str):
            return bytes.fromhex(value["hex"])
        case TextField() if isinstance(value, str):
            value.encode("utf-8")  # JSON may hold halves of characters
            return value
        case FloatField() if isinstance(value, float | int):
            return float(value)
        case BooleanField() if isinstance(value, bool | int):
            return bool(value)
        case ForeignKeyField() | IntegerField() if isinstance(value, int) and abs(value) <= HIGHEST:
            return int(value)
    raise Unfit(f"{field.name}: {type(value).__name__}")
