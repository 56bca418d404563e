"""Why a group waits is a code in the catalogue; older ones had the English sentence."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from peewee import SqliteDatabase

from tests.support.library import Library
from vidtui.catalogue import schema
from vidtui.catalogue.database import open_catalogue
from vidtui.matching import reasons

BEFORE = "0006_action_parts"
UNKNOWN = "[/x] a sentence that nobody wrote"


def old_catalogue(path: Path, rows: list[tuple[str, str | None]]) -> None:
    """Make a catalogue as it was before, with a group for each state and reason."""
    database = SqliteDatabase(path)
    schema.migrate(database, BEFORE)
    with database.connection_context():
        for number, (state, error) in enumerate(rows):
            database.execute_sql(
                "INSERT INTO media_group (kind, key, title, evidence, state, error, created_at,"
                " changed_at, attempts) VALUES ('film', ?, 'x', '{}', ?, ?, 0, 0, 0)",
                (str(number), state, error),
            )


def test_sentences_become_codes(library: Library) -> None:
    path = library.database
    path.parent.mkdir(parents=True, exist_ok=True)
    newer = (reasons.ASKED_AGAIN, reasons.GONE)
    codes = [code for code in reasons.SENTENCES if code not in newer]
    waiting = [("pending", reasons.SENTENCES[code]) for code in codes]
    others = [
        ("failed", "nothing found"),
        ("pending", UNKNOWN),
        ("pending", None),
        ("queued", None),
    ]
    old_catalogue(path, [*waiting, *others])
    open_catalogue(path)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        held = connection.execute("SELECT state, error FROM media_group ORDER BY id").fetchall()
    assert held == [*(("pending", code) for code in codes), *others]


def test_a_text_that_is_no_code_is_shown_as_it_is() -> None:
    assert reasons.sentence(UNKNOWN) == UNKNOWN
    assert reasons.sentence("\x1b[31m") != "\x1b[31m"
    assert reasons.code_of(UNKNOWN) == UNKNOWN
    assert all(reasons.code_of(text) == code for code, text in reasons.SENTENCES.items())
