"""Are the rows of a file that somebody else may have made such as we could have written?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from vidtui.catalogue.columns import RELATIVE_PATHS, WORDS
from vidtui.paths import is_normal, is_plain

_TYPES = {"TEXT": "text", "BLOB": "blob", "INTEGER": "integer", "REAL": "real"}


def unlike_ours(
    connection: sqlite3.Connection, columns: Mapping[str, Iterable[tuple[str, str]]]
) -> str | None:
    """Return which column holds what we never write, None where none does.

    Args:
        connection: a database whose tables are known to be ours.
        columns: by table the name and the declared type of each.
    """
    for table, declared in columns.items():
        for name, kind in declared:
            if _has_other_type(connection, table, name, kind) or _has_other_word(
                connection, table, name
            ):
                return f"{table}.{name}"
    for table, name in RELATIVE_PATHS:
        if not all(is_plain(path) for (path,) in _select(connection, table, name)):
            return f"{table}.{name}"
    if not all(is_normal(path) for (path,) in _select(connection, "root", "path")):
        return "root.path"
    return None


def _has_other_type(connection: sqlite3.Connection, table: str, name: str, kind: str) -> bool:
    """SQLite takes any value in any column; ours have only what is declared."""
    allowed = _TYPES.get(kind)
    if allowed is None:
        return False
    where = f"typeof({name}) NOT IN (?, 'null')"
    found = connection.execute(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1", (allowed,))  # noqa: S608
    return found.fetchone() is not None


def _has_other_word(connection: sqlite3.Connection, table: str, name: str) -> bool:
    allowed = WORDS.get((table, name))
    if allowed is None:
        return False
    found = connection.execute(f"SELECT DISTINCT {name} FROM {table} LIMIT 100")  # noqa: S608
    return not {word for (word,) in found} <= {*allowed, None}


def _select(connection: sqlite3.Connection, table: str, name: str) -> sqlite3.Cursor:
    return connection.execute(f"SELECT {name} FROM {table}")  # noqa: S608
