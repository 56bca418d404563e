"""Films that wait for a decision, put into a catalogue as they are stored, however many."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing

from tests.support.library import Library

PARTS = {
    "title": {"value": 0.9, "how": "similar", "title": "A film!", "wanted": "A film"},
    "year": {"how": "near", "work": 2002, "wanted": 2001},
    "vetoes": [],
}
WORK = {
    "title": "A film!",
    "original_title": "Un film",
    "year": 2002,
    "makers": ["A Person"],
    "countries": ["FR"],
}


def put_waiting(
    library: Library, count: int, *, proposals: int = 3, reason: str = "several"
) -> None:
    """Let ``count`` more films wait, with a file and some proposals each."""
    with closing(sqlite3.connect(library.database)) as connection, connection:
        (root,) = connection.execute("SELECT id FROM root WHERE role = 'storage'").fetchone()
        (last,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM media_group").fetchone()
        numbers = range(last + 1, last + count + 1)
        connection.executemany(
            "INSERT INTO media_group (id, kind, key, title, year, state, attempts, error, evidence,"
            " created_at) VALUES (?, 'film', ?, ?, 2001, 'pending', 1, ?, '{}', 1)",
            [(n, f"film {n}", f"Film {n:07d}", reason) for n in numbers],
        )
        connection.executemany(
            "INSERT INTO media_file (root_id, path, shown, size, mtime_ns, inode, sample, kind,"
            " group_id, added_at) VALUES (?, ?, ?, 7, 7, ?, ?, 'film', ?, 1)",
            [(root, os.fsencode(path(n)), path(n), n, b"%016d" % n, n) for n in numbers],
        )
        connection.executemany(
            "INSERT INTO candidate (group_id, provider, kind, provider_id, score, parts, work,"
            " rejected) VALUES (?, 'tmdb', 'film', ?, ?, ?, ?, 0)",
            [
                (n, str(n * 10 + at), 0.8 - at / 10, json.dumps(PARTS), json.dumps(WORK))
                for n in numbers
                for at in range(proposals)
            ],
        )


def path(number: int) -> str:
    """Return where the file of a film lies."""
    return f"Films/Film {number:07d} (2001)/Film {number:07d} (2001).mkv"
