"""Which files have no technical facts yet, and the facts of those that were read.

Sessions and transactions are the caller's. A file that changes loses its facts (``files``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from vidtui.catalogue import json_columns, models
from vidtui.catalogue.sql import read_in, write_many
from vidtui.disk.media_facts import MediaFacts

_HEAD = f"{json_columns.FACTS_HEAD}%"
_SLOW = '%"problem": "too-slow"%'


class Waiting(NamedTuple):
    """A file to be read; ``path`` is relative to its root."""

    id: int
    root: int
    path: bytes
    size: int
    mtime_ns: int


def waiting(roots: Sequence[int]) -> list[int]:
    """Return the files of some roots without facts that hold: what has none yet first.

    Then those of which only the running time is known, or that an earlier version read; at last
    those that took too long. Among equals the newest come first.
    """
    database = models.database.obj
    marks = ", ".join(str(int(root)) for root in roots)
    statement = (
        "SELECT id FROM media_file WHERE missing_since IS NULL AND away_since IS NULL"  # noqa: S608
        f" AND kind <> 'extra' AND size > 0 AND root_id IN ({marks})"
        " AND (probe IS NULL OR probe NOT LIKE ? OR probe LIKE ?)"
        " ORDER BY CASE WHEN probe IS NULL THEN 0 WHEN probe NOT LIKE ? THEN 1 ELSE 2 END,"
        " added_at DESC, id"
    ).replace("?", database.param)
    cursor = database.execute_sql(statement, (_HEAD, _SLOW, _HEAD))
    return [file for (file,) in cursor.fetchall()]


def of(files: Sequence[int]) -> Iterator[Waiting]:
    """Yield some files in their order; those that are gone are left out."""
    statement = "SELECT id, root_id, path, size, mtime_ns FROM media_file WHERE id IN (*)"
    found = {row[0]: row for row in read_in(statement, files)}
    for file in files:
        if file in found:
            id_, root, path, size, mtime_ns = found[file]
            yield Waiting(id_, root, bytes(path), size, mtime_ns)


def keep(found: Iterable[tuple[Waiting, MediaFacts]]) -> None:
    """Write the facts of files that are still what was read."""
    write_many(
        "UPDATE media_file SET probe = ? WHERE id = ? AND size = ? AND mtime_ns = ?",
        (
            (json_columns.facts_text(facts, one.size, one.mtime_ns), one.id, one.size, one.mtime_ns)
            for one, facts in found
        ),
    )
