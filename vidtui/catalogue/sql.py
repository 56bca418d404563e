"""Statements for many rows at once, in plain SQL.

Building each through the ORM costs several times what running it does. Sessions and
transactions are the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from vidtui.catalogue import models

Item = TypeVar("Item")

ROWS = 10_000  # fetched at once: who reads them may run other statements in between
BATCH = 500  # rows a statement: past this SQLite gains nothing, and its variables run out at 32,766


def batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut ``items`` into pieces that one statement can take."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def write_many(statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Run one statement, with ``?`` for its values, for each row."""
    database = models.database.obj
    database.connection().executemany(statement.replace("?", database.param), rows)


def read(statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
    """Return the rows of a query, with ``?`` for its values, as they are fetched."""
    database = models.database.obj
    rows: Iterator[tuple[Any, ...]] = database.execute_sql(
        statement.replace("?", database.param), values
    )
    return rows


def columns(table: Any, row: Any, most: int | None = None) -> list[Any]:
    """Return the columns of a table after which the first fields of a named tuple are called."""
    return [getattr(table, name) for name in row._fields[:most]]


def read_in(statement: str, values: Sequence[object], *first: object) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query that ends in ``IN (*)``, which stands for ``values``.

    Args:
        statement: the query, with ``?`` for the values of ``first``.
        values: what to look for, however many.
        first: the values that come before.
    """
    database = models.database.obj
    for batch in batches(values):
        marks = ", ".join("?" * len(batch))
        query = statement.replace("(*)", f"({marks})").replace("?", database.param)
        cursor = database.execute_sql(query, (*first, *batch))
        while some := cursor.fetchmany(ROWS):
            yield from some
