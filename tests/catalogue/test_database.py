"""Opening the catalogue: its schema, its refusals, its threads."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from peewee import IntegrityError, SqliteDatabase

from tests.support.library import Library, contents
from vidtui.catalogue import backups, models, sqlite
from vidtui.catalogue import schema as versions
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.errors import CatalogueMissing, CatalogueProblem
from vidtui.catalogue.models import Property, Run
from vidtui.errors import LockHeld, SafetyRefusal

pytestmark = pytest.mark.in_full


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "catalogue.sqlite3"


def schema(path: Path) -> dict[str, set[object]]:
    """Return columns, indexes and references by table, however they were made."""
    found: dict[str, set[object]] = {}
    with closing(sqlite3.connect(path)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'"):
            if table == "schema_migration" or table.startswith("sqlite_"):
                continue
            facts: set[object] = set()
            for _id, name, kind, not_null, _default, key in connection.execute(
                f"PRAGMA table_info({table})"
            ):
                facts.add((name, kind, not_null, key))
            for _seq, name, unique, _origin, _partial in connection.execute(
                f"PRAGMA index_list({table})"
            ):
                columns = connection.execute(f"PRAGMA index_info({name})").fetchall()
                facts.add(("index", unique, tuple(column[2] for column in columns)))
            for row in connection.execute(f"PRAGMA foreign_key_list({table})"):
                facts.add(("reference", *row[2:]))
            found[table] = facts
    return found


def test_the_migrations_build_what_the_models_say(path: Path, tmp_path: Path) -> None:
    open_catalogue(path, create=True)
    other = SqliteDatabase(tmp_path / "models.sqlite3")
    tables = models.Table.__subclasses__()
    with other.bind_ctx(tables), other:
        other.create_tables(tables)
    assert schema(path) == schema(tmp_path / "models.sqlite3")


def test_a_new_catalogue_is_its_owners_alone_and_leaves_nothing_beside(path: Path) -> None:
    catalogue = open_catalogue(path, create=True)
    assert len(catalogue.id) == 36
    assert catalogue.id == open_catalogue(path).id
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["catalogue.sqlite3"]


def test_it_is_never_made_without_being_asked(path: Path) -> None:
    with pytest.raises(CatalogueMissing, match="run: vidtui import"):
        open_catalogue(path)
    assert not path.parent.exists()


def test_two_that_create_it_at_once_get_one(path: Path) -> None:
    gate, ids, failures = threading.Barrier(4), [], []

    def create() -> None:
        gate.wait()
        try:
            ids.append(open_catalogue(path, create=True).id)
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=create) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(set(ids)) == 1


def _truncate(path: Path) -> None:
    with path.open("r+b") as opened:
        opened.truncate(path.stat().st_size // 2)


def _scribble(path: Path) -> None:
    with path.open("r+b") as opened:
        opened.seek(100)
        opened.write(b"\xff" * 4000)


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = delete")
        connection.execute("INSERT INTO schema_migration (name, applied) VALUES ('0999_future', 0)")


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (url)")


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "zero bytes": (lambda path: path.write_bytes(b""), "it is empty, 0 bytes"),
    "text": (lambda path: path.write_text("no database" * 100), "it is not an SQLite database"),
    "short": (lambda path: path.write_bytes(b"SQLite format 3\0"), "it is not an SQLite database"),
    "truncated": (_truncate, "it is truncated"),
    "corrupt": (_scribble, "damaged"),
    "newer": (_newer, "a newer vidtui wrote this catalogue"),
    "foreign": (_foreign, "it is not a vidtui catalogue"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_used_is_told_in_one_line_and_left_untouched(
    library: Library, fault: str
) -> None:
    library.films(2)
    library.import_()
    spoil, reason = FAULTS[fault]
    spoil(library.database)
    before = contents(library.data)
    for use in (
        lambda: open_catalogue(library.database),
        lambda: library.import_(),
        lambda: library.import_(dry_run=True),
    ):
        with pytest.raises(CatalogueProblem, match=reason) as caught:
            use()
        assert str(library.database) in str(caught.value)
        assert "\n" not in str(caught.value)
    after = contents(library.data)
    assert after[str(library.database)] == before[str(library.database)]


def test_one_that_has_lost_its_id_is_told(path: Path) -> None:
    catalogue = open_catalogue(path, create=True)
    with catalogue.transaction():
        Property.delete().execute()
    with pytest.raises(CatalogueProblem, match="it has no id"):
        assert catalogue.id


def test_a_wal_that_nobody_wrote_back_is_no_truncation(path: Path) -> None:
    """A process killed while it wrote the log back leaves a header that is ahead of the file."""
    catalogue = open_catalogue(path, create=True)
    with catalogue.session():
        with catalogue.transaction():
            for number in range(3000):
                Property.create(name=f"name {number}", value="x" * 100)
        whole, log = path.with_name("whole"), path.with_name("log")
        shutil.copy(path.with_name(path.name + "-wal"), log)
        short = path.read_bytes()
        models.database.obj.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(path, whole)
    first_page = whole.read_bytes()[:4096]
    path.write_bytes(first_page + short[4096:])
    os.rename(log, path.with_name(path.name + "-wal"))
    catalogue = open_catalogue(path)
    with catalogue.session():
        assert Property.select().where(Property.name.startswith("name ")).count() == 3000
    assert backups.verify(path) is None


def test_a_folder_in_its_place(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(CatalogueProblem, match="it is a folder"):
        open_catalogue(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
class TestForeignOwner:
    def test_root_does_not_write_into_another_users_folder(self, library: Library) -> None:
        library.films(1)
        library.import_()
        os.chown(library.data, 65534, 65534)
        before = contents(library.data)
        for use in (
            lambda: library.import_(),
            lambda: library.import_(dry_run=True),
            lambda: open_catalogue(library.database),
        ):
            with pytest.raises(SafetyRefusal, match="belongs to another user"):
                use()
        assert contents(library.data) == before

    def test_nor_makes_one_in_another_users_home(self, library: Library) -> None:
        home = library.base / "home"
        home.mkdir()
        os.chown(home, 65534, 65534)
        library.data = home / ".local" / "share" / "vidtui"
        library.films(1)
        with pytest.raises(SafetyRefusal, match="belongs to another user"):
            library.import_()
        assert list(home.iterdir()) == []


ADD_COLUMN = """
def up(migrator, db):
    db.execute_sql('ALTER TABLE movie ADD COLUMN colour TEXT')
"""


class TestMigration:
    @pytest.fixture
    def old(self, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A catalogue that lacks one migration; the folder of migrations that has it."""
        open_catalogue(path, create=True)
        folder = tmp_path / "migrations"
        shutil.copytree(versions.MIGRATIONS, folder)
        monkeypatch.setattr(versions, "MIGRATIONS", folder)
        return folder

    def test_a_copy_comes_before_it(self, path: Path, old: Path) -> None:
        (old / "0002_colour.py").write_text(ADD_COLUMN)
        shutil.copy(path, path.with_name("before"))
        open_catalogue(path)
        (copy,) = backups.existing(path)
        assert schema(copy) == schema(path.with_name("before"))
        assert ("colour", "TEXT", 0, 0) in schema(path)["movie"]
        open_catalogue(path)
        assert backups.existing(path) == [copy]

    def test_threads_that_need_it_at_once_do_it_once(self, path: Path, old: Path) -> None:
        (old / "0002_colour.py").write_text(ADD_COLUMN)
        gate, failures = threading.Barrier(4), []

        def look() -> None:
            gate.wait()
            try:
                open_catalogue(path)
            except Exception as error:  # noqa: BLE001 - told below
                failures.append(error)

        threads = [threading.Thread(target=look) for _number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert len(backups.existing(path)) == 1

    def test_one_that_fails_changes_nothing(self, path: Path, old: Path) -> None:
        (old / "0002_fails.py").write_text(ADD_COLUMN + "    db.execute_sql('nonsense')\n")
        before = schema(path)
        with pytest.raises(CatalogueProblem, match="nonsense"):
            open_catalogue(path)
        assert schema(path) == before
        assert len(backups.existing(path)) == 1

    def test_a_dry_run_does_not_migrate_the_catalogue_itself(
        self, library: Library, old: Path
    ) -> None:
        library.films(1)
        library.import_()
        (old / "0002_colour.py").write_text(ADD_COLUMN)
        before = contents(library.data)
        library.import_(dry_run=True)
        assert contents(library.data) == before


class TestSessions:
    @pytest.fixture
    def catalogue(self, path: Path) -> Catalogue:
        return open_catalogue(path, create=True)

    def test_threads_write_one_after_the_other(self, catalogue: Catalogue) -> None:
        failures: list[BaseException] = []

        def write(name: int) -> None:
            try:
                for number in range(50):
                    with catalogue.transaction():
                        count = Property.select().count()
                        Property.create(name=f"{name}-{number}", value=str(count))
            except Exception as error:  # noqa: BLE001 - told below
                failures.append(error)

        threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        with catalogue.session():
            values = [row.value for row in Property.select().where(Property.name.contains("-"))]
        assert len(set(values)) == 200

    def test_no_descriptor_is_left_open(self, catalogue: Catalogue) -> None:
        def use() -> None:
            with catalogue.session(), catalogue.session():
                Property.select().count()

        before = len(os.listdir("/proc/self/fd"))
        for _number in range(5):
            thread = threading.Thread(target=use)
            thread.start()
            thread.join()
        assert len(os.listdir("/proc/self/fd")) == before

    def test_a_failed_transaction_writes_nothing(self, catalogue: Catalogue) -> None:
        rows = [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]
        with pytest.raises(CatalogueProblem), catalogue.transaction():
            [Property.create(**row) for row in rows]
        with catalogue.session():
            assert Property.get_or_none(Property.name == "a") is None

    def test_references_are_kept(self, catalogue: Catalogue) -> None:
        with pytest.raises(CatalogueProblem) as caught, catalogue.transaction():
            models.Action.create(run=99, kind="x", intent="{}")
        assert isinstance(caught.value.__cause__, IntegrityError)

    def test_replaced_while_open(self, catalogue: Catalogue, path: Path, tmp_path: Path) -> None:
        with catalogue.session():
            other = open_catalogue(tmp_path / "other.sqlite3", create=True)
            os.replace(other.path, path)
            with (
                pytest.raises(CatalogueProblem, match="deleted or replaced"),
                catalogue.transaction(),
            ):
                Property.create(name="lost", value="1")
        with sqlite3.connect(path) as connection:
            rows = connection.execute("SELECT name FROM property WHERE name = 'lost'").fetchall()
        connection.close()
        assert rows == []

    def test_another_program_keeps_it_busy(
        self, catalogue: Catalogue, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.1)
        catalogue = open_catalogue(path)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LockHeld, match="keeps the catalogue busy"), catalogue.transaction():
                Run.create(command="x", state="running", started_at=0, pid=1)

    def test_the_lock_is_shared_by_threads_and_freed_by_the_last(
        self, catalogue: Catalogue, path: Path
    ) -> None:
        lock = path.with_name(path.name + ".lock")
        with catalogue.writing("one"):
            with catalogue.writing("two"):
                assert '"purpose": "one"' in lock.read_text()
            assert '"purpose": "one"' in lock.read_text()
            with open_catalogue(path).writing("three"):
                assert '"purpose": "one"' in lock.read_text()
        assert lock.read_text() == ""
        with open_catalogue(path).writing("three"):
            assert '"purpose": "three"' in lock.read_text()
