"""A file that is to be restored may have been made by anybody."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from peewee import SqliteDatabase

from tests.support.eventful import eventful
from tests.support.library import Library, contents
from vidtui.catalogue import backups, restoring, schema
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.catalogue.foreign import refuse_foreign
from vidtui.catalogue.models import Table
from vidtui.catalogue.schema import known_migrations


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue that holds something of everything."""
    library = eventful(tmp_path_factory.mktemp("sound"))
    for table in Table.__subclasses__():
        name = table._meta.table_name
        assert library.query(f"SELECT count(*) FROM {name}")[0][0], name
    return backups.backup(library.database)


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "copy.sqlite3"))


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def rewrite(path: Path, where: str, old: str, new: str) -> None:
    """Change the SQL of the schema itself, as an editor of bytes could."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        changed = connection.execute(
            f"UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE {where} AND instr(sql, ?)",
            (old, new, old),
        ).rowcount
        connection.commit()
    assert changed == 1


def refusal(path: Path) -> str:
    before = contents(path.parent)
    with pytest.raises(CatalogueProblem) as caught:
        refuse_foreign(path)
    assert contents(path.parent) == before
    text = str(caught.value)
    assert text.startswith(f"{path}: cannot be restored: ")
    assert "\n" not in text
    assert text.isprintable()
    return text


def test_a_copy_of_ours_is_taken(copy: Path) -> None:
    before = contents(copy.parent)
    refuse_foreign(copy)
    assert contents(copy.parent) == before


def test_one_that_sqlite_has_analysed_and_vacuumed_is_taken(copy: Path) -> None:
    change(copy, "ANALYZE", "VACUUM")
    refuse_foreign(copy)


@pytest.mark.parametrize("number", range(1, len(known_migrations())))
def test_one_of_an_older_version_is_taken_and_can_be_migrated(tmp_path: Path, number: int) -> None:
    path = tmp_path / "old" / "catalogue.sqlite3"
    path.parent.mkdir()
    database = SqliteDatabase(path)
    schema.migrate(database, known_migrations()[number - 1])
    with database.connection_context():
        database.execute_sql("INSERT INTO property (name, value) VALUES ('catalogue_id', 'old')")
    refuse_foreign(path)
    open_catalogue(path)
    refuse_foreign(path)


def test_what_this_version_makes_and_migrates_is_the_same(copy: Path) -> None:
    """Its tables are compared as SQLite describes them, so their names of indices may differ."""
    change(
        copy,
        "DROP INDEX movie_provider_provider_id",
        "CREATE UNIQUE INDEX other_name ON movie (provider, provider_id)",
    )
    refuse_foreign(copy)


CRAFTED: dict[str, tuple[str, ...]] = {
    "trigger": ("CREATE TRIGGER t AFTER INSERT ON link BEGIN DELETE FROM movie; END",),
    "temporary-looking trigger": (
        "CREATE TRIGGER sneaky BEFORE UPDATE ON action BEGIN SELECT RAISE(ABORT, 'no'); END",
    ),
    "view": ("CREATE VIEW v AS SELECT * FROM movie",),
    "view for a table": ("ALTER TABLE movie RENAME TO film", "CREATE VIEW movie AS SELECT 1"),
    "virtual table": ("CREATE VIRTUAL TABLE t USING fts5(x)",),
    "another table": ("CREATE TABLE more (x)",),
    "a table called like a pragma": ("CREATE TABLE pragma_table_xinfo (x)",),
    "hostile name": ('CREATE TABLE "a\x1b[31m\nb" (x)',),
    "generated column": ("ALTER TABLE link ADD COLUMN g AS (path || 'x')",),
    "another column": ("ALTER TABLE link ADD COLUMN more TEXT",),
    "a column less": ("ALTER TABLE movie DROP COLUMN runtime",),
    "a table less": ("DROP TABLE witness",),
    "a table for another": (
        "DROP TABLE witness",
        "CREATE TABLE witness (root_id, path, size, is_link)",
    ),
    "an index less": ("DROP INDEX movie_provider_provider_id",),
    "an index more": ("CREATE INDEX more ON movie (title)",),
    "an index of expressions": ("CREATE INDEX more ON movie (upper(title))",),
    "a partial index": (
        "DROP INDEX movie_provider_provider_id",
        (
            "CREATE UNIQUE INDEX movie_provider_provider_id ON movie (provider, provider_id)"
            " WHERE year > 0"
        ),
    ),
    "an index of another order": (
        "DROP INDEX movie_provider_provider_id",
        (
            "CREATE UNIQUE INDEX movie_provider_provider_id ON movie (provider COLLATE nocase,"
            " provider_id)"
        ),
    ),
    "no migrations": ("DELETE FROM schema_migration",),
    "a migration left out": (
        f"DELETE FROM schema_migration WHERE name = '{known_migrations()[1]}'",
    ),
    "a migration that never was": (
        f"UPDATE schema_migration SET name = '0000_x' WHERE name = '{known_migrations()[0]}'",
    ),
    "a migration that is no text": (
        f"UPDATE schema_migration SET name = x'ff' WHERE name = '{known_migrations()[-1]}'",
    ),
    "older than it says": ("DELETE FROM schema_migration WHERE name >= '0006'",),
}


ROWS: dict[str, str] = {
    "a path that leads out": "UPDATE media_file SET path = x'2e2e2f61' WHERE id = 1",
    "an absolute path": "UPDATE media_file SET path = x'2f657463' WHERE id = 1",
    "a path with a NUL": "UPDATE media_file SET path = x'610062' WHERE id = 1",
    "a path of text": "UPDATE media_file SET path = 'a' WHERE id = 1",
    "a link that leads out": (
        "INSERT INTO link (root_id, path, shown, text, state, observed_at)"
        " VALUES (1, x'612f2e2e2f2e2e2f62', 'b', x'62', 'ok', 0)"
    ),
    "a witness elsewhere": "INSERT INTO witness VALUES (1, x'2f', 0, 0)",
    "a root that is relative": "UPDATE root SET path = x'61' WHERE id = 1",
    "a root of another writing": "UPDATE root SET path = x'2f612f2f62' WHERE id = 1",
    "a role of its own": "UPDATE root SET role = 'both' WHERE id = 1",
    "a kind of its own": "UPDATE media_group SET kind = 'song' WHERE id = 1",
    "a state of its own": "UPDATE media_group SET state = 'x' WHERE id = 1",
    "a number that is a text": "UPDATE media_file SET size = 'x' WHERE id = 1",
    "a whole number that is none": "UPDATE media_group SET year = 1.5 WHERE id = 1",
    "a text that is bytes": "UPDATE media_group SET title = x'ff' WHERE id = 1",
    "a sample that is a text": "UPDATE media_file SET sample = 'x' WHERE id = 1",
}


@pytest.mark.parametrize("statement", ROWS.values(), ids=ROWS.keys())
def test_rows_that_vidtui_never_writes_are_refused(copy: Path, statement: str) -> None:
    change(copy, statement)
    assert "holds what vidtui never writes" in refusal(copy)


def test_a_copy_without_an_id_is_refused(copy: Path) -> None:
    change(copy, "DELETE FROM property WHERE name = 'catalogue_id'")
    assert "it has no id" in refusal(copy)


@pytest.mark.parametrize("statements", CRAFTED.values(), ids=CRAFTED.keys())
def test_what_no_catalogue_has_is_refused(copy: Path, statements: tuple[str, ...]) -> None:
    change(copy, *statements)
    refusal(copy)


@pytest.mark.parametrize(
    ("where", "old", "new"),
    [
        ("name = 'movie'", '"title" TEXT NOT NULL', '"title" TEXT NOT NULL CHECK (random())'),
        ("name = 'movie'", '"title" TEXT NOT NULL', '"title" TEXT NOT NULL ON CONFLICT REPLACE'),
        ("name = 'movie'", '"title" TEXT NOT NULL', '"title" TEXT COLLATE nocase NOT NULL'),
        ("name = 'movie'", '"title" TEXT NOT NULL', '"title" BLOB NOT NULL'),
        ("name = 'movie'", '"title" TEXT NOT NULL', '"title" TEXT'),
        ("name = 'movie'", '"title" TEXT NOT NULL', "\"title\" TEXT NOT NULL DEFAULT 'x'"),
        ("name = 'action'", "ON DELETE CASCADE", "ON DELETE SET NULL"),
        ("name = 'action'", 'REFERENCES "run"', 'REFERENCES "link"'),
        ("name = 'movie_provider_provider_id'", "UNIQUE ", ""),
    ],
)
def test_what_the_schema_says_otherwise_is_refused(
    copy: Path, where: str, old: str, new: str
) -> None:
    rewrite(copy, where, old, new)
    refusal(copy)


def test_one_of_a_newer_version_is_told(copy: Path) -> None:
    change(
        copy,
        "INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')",
        "ALTER TABLE link ADD COLUMN more TEXT",
    )
    assert "a newer vidtui wrote it" in refusal(copy)


def test_a_damaged_one_is_refused(copy: Path) -> None:
    size = copy.stat().st_size
    with copy.open("r+b") as opened:
        opened.seek(size // 2 // 4096 * 4096)
        opened.write(b"\xff" * (size // 4))
    refusal(copy)


def test_one_whose_tables_share_a_page_is_refused(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage ="
            " (SELECT rootpage FROM sqlite_master WHERE name = 'movie') WHERE name = 'series'"
        )
        connection.commit()
    refusal(copy)


def _fifo(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    "make",
    [
        _fifo,
        Path.mkdir,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"text\n" * 999),
        lambda path: path.write_bytes(b"SQLite format 3\0" + b"x" * 5000),
        lambda path: None,
    ],
    ids=["fifo", "folder", "empty", "text", "junk", "none"],
)
def test_what_is_no_database_is_refused(tmp_path: Path, make: Callable[[Path], object]) -> None:
    path = tmp_path / "copy \x1b\n.sqlite3"
    make(path)
    with pytest.raises(CatalogueProblem, match="cannot be restored") as caught:
        refuse_foreign(path)
    assert str(caught.value).isprintable()


def test_a_crafted_copy_is_not_restored(library: Library, copy: Path) -> None:
    library.films(1)
    library.import_()
    before = library.query("SELECT value FROM property WHERE name = 'catalogue_id'")
    change(copy, *CRAFTED["trigger"])
    with pytest.raises(CatalogueProblem, match="cannot be restored"):
        restoring.restore(library.database, copy)
    after = library.query("SELECT value FROM property WHERE name = 'catalogue_id'")
    assert [row[0] for row in before] == [row[0] for row in after]
