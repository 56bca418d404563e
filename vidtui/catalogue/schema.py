"""The schema of the catalogue: which migrations there are, and bringing a database to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playhouse.migrations import Runner

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
