"""Is a file that somebody else may have made a catalogue of ours, and nothing besides?

Its tables are compared with an empty catalogue brought to the same migrations. SQLite describes
them; their SQL is not compared, since each version of peewee words it in its own way.
"""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from peewee import SqliteDatabase

from vidtui.catalogue import schema
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.catalogue.schema import RELATIVE_PATHS, WORDS
from vidtui.i18n import _
from vidtui.oserrors import reason
from vidtui.paths import is_normal, is_plain
from vidtui.text import printable

HISTORY = "schema_migration"
_SQLITES_OWN = re.compile(r"sqlite_(sequence|stat[134])")
# What SQLite's descriptions leave out; no table of ours has any of it.
_UNDESCRIBED = re.compile(r"\b(CHECK|COLLATE|CONFLICT|DEFERRABLE|STRICT|WITHOUT)\b", re.IGNORECASE)
_MOST_OBJECTS = 1_000  # tables and indices; a catalogue has some forty


class Refused(Exception):
    """The file is not taken; the text says why."""


class _Object(NamedTuple):
    """A row of ``sqlite_schema``."""

    type: str
    name: str
    page: int
    sql: str | None


class _Shape(NamedTuple):
    """A table as SQLite describes it: all that decides what a row may be, but no name of SQL's."""

    columns: tuple[tuple[Any, ...], ...]
    references: tuple[tuple[Any, ...], ...]
    indices: tuple[tuple[Any, ...], ...]


def refuse_foreign(path: Path) -> None:
    """Refuse a file that is no sound catalogue of this version or of an older one.

    It is only read. What passes may be migrated: nothing in its schema runs by itself.

    Raises:
        CatalogueProblem: and why, in one line.
    """
    try:
        _require_file(path)
        with closing(_opened(path)) as connection:
            shapes = _require_ours(connection)
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise Refused(printable(str(verdict)))
            _require_our_rows(connection, shapes)
    except (Refused, sqlite3.Error) as error:
        raise CatalogueProblem(
            _("{path}: cannot be restored: {reason}").format(
                path=printable(str(path)), reason=printable(str(error))
            )
        ) from error


def _require_file(path: Path) -> None:
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(_("there is no such file")) from None
    except OSError as error:
        raise Refused(reason(error)) from error
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
        raise Refused(_("is no file"))


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode=ro", uri=True)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _require_ours(connection: sqlite3.Connection) -> dict[str, _Shape]:
    """Return the tables that the file has to have, and has."""
    objects = _objects(connection)
    tables = {one.name: one for one in objects if one.type == "table"}
    if HISTORY not in tables:
        raise Refused(_("it is not a vidtui catalogue"))
    for one in filter(_is_strange, objects):
        raise _unlike(one)
    expected = _shapes_after(_applied(connection)[-1])
    for name in sorted(tables.keys() - expected.keys()):
        if not _SQLITES_OWN.fullmatch(name):
            raise _unlike(tables[name])
    for name, shape in expected.items():
        if name not in tables or _shape(connection, name) != shape:
            raise Refused(_("its table {name} is not as this vidtui makes it").format(name=name))
    return expected


def _require_our_rows(connection: sqlite3.Connection, shapes: Mapping[str, _Shape]) -> None:
    columns = {
        table: [(name, kind) for _number, name, kind, *_rest in shape.columns]
        for table, shape in shapes.items()
    }
    unlike = unlike_ours(connection, columns)
    if unlike is not None:
        raise Refused(_("its column {name} holds what vidtui never writes").format(name=unlike))
    if connection.execute("SELECT 1 FROM property WHERE name = 'catalogue_id'").fetchone() is None:
        raise Refused(_("it has no id"))


def _is_strange(one: _Object) -> bool:
    """Tell whether something in a schema is neither a plain table nor an index of one."""
    is_plain = one.type in ("table", "index") and bool(one.page)
    return not is_plain or _UNDESCRIBED.search(one.sql or "") is not None


def _unlike(one: _Object) -> Refused:
    named = printable(f"{one.type} {one.name}")
    return Refused(_("it holds what no catalogue has: {name}").format(name=named))


def _objects(connection: sqlite3.Connection) -> list[_Object]:
    rows = connection.execute(
        "SELECT type, name, rootpage, sql FROM sqlite_master ORDER BY name LIMIT ?",
        (_MOST_OBJECTS,),
    )
    return [_Object(*row) for row in rows]


def _applied(connection: sqlite3.Connection) -> list[str]:
    """Return the migrations that the file says it has: the first ones of ours."""
    known = schema.known_migrations()
    rows = connection.execute(
        "SELECT name FROM schema_migration ORDER BY name LIMIT ?", (_MOST_OBJECTS,)
    )
    applied = [name for (name,) in rows]
    if applied and applied == known[: len(applied)]:
        return applied
    if applied[: len(known)] == known:
        raise Refused(_("a newer vidtui wrote it"))
    raise Refused(_("its list of migrations is none of this vidtui"))


def _shapes_after(migration: str) -> dict[str, _Shape]:
    """Return the tables of an empty catalogue that a migration is the last of."""
    database = SqliteDatabase(":memory:", autoconnect=False)
    with database.connection_context():
        schema.migrate(database, migration)
        connection = database.connection()
        return {
            one.name: _shape(connection, one.name)
            for one in _objects(connection)
            if one.type == "table" and not _SQLITES_OWN.fullmatch(one.name)
        }


def _shape(connection: sqlite3.Connection, table: str) -> _Shape:
    return _Shape(
        tuple(_described(connection, "table_xinfo", table)),
        tuple(sorted(row[2:] for row in _described(connection, "foreign_key_list", table))),
        tuple(sorted(_indices(connection, table))),
    )


def _indices(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    for _number, name, *rest in _described(connection, "index_list", table):
        columns = _described(connection, "index_xinfo", name)
        yield (*rest, str(columns))


def _described(connection: sqlite3.Connection, pragma: str, name: str) -> list[tuple[Any, ...]]:
    quoted = '"' + name.replace('"', '""') + '"'
    return connection.execute(f"PRAGMA main.{pragma}({quoted})").fetchall()


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
