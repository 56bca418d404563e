"""Copies of the catalogue, and going back to one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from tests.support.library import Library, contents
from vidtui.catalogue import backups, models, restoring
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.catalogue.models import Property

pytestmark = pytest.mark.in_full


@pytest.fixture
def catalogue(path: Path) -> Catalogue:
    return open_catalogue(path, create=True)


def write(catalogue: Catalogue, name: str) -> None:
    with catalogue.transaction():
        Property.create(name=name, value="1")


def names(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM property")}


def test_a_copy_holds_what_the_log_holds(catalogue: Catalogue, path: Path) -> None:
    with catalogue.session():
        write(catalogue, "fresh")
        assert path.with_name(path.name + "-wal").stat().st_size > 0
        copy = backups.backup(path)
    assert "fresh" in names(copy)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert backups.verify(copy) is None
    assert list(copy.parent.iterdir()) == [copy]


def test_a_copy_can_be_read_where_nothing_can_be_written(
    catalogue: Catalogue, path: Path, tmp_path: Path
) -> None:
    copy = backups.backup(path, tmp_path / "away" / "copy.sqlite3")
    before = contents(copy.parent)
    assert backups.verify(copy) is None
    with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert contents(copy.parent) == before


def test_only_the_newest_are_kept_and_named_copies_are_not_counted(
    catalogue: Catalogue, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "KEPT", 3)
    seconds = count()
    monkeypatch.setattr(backups, "stamp", lambda: f"2026-01-01T00-00-{next(seconds):02}")
    named = backups.backup(path, tmp_path / "mine.sqlite3")
    made = [backups.backup(path) for _number in range(5)]
    assert backups.existing(path) == made[:1:-1]
    assert named.exists()


def test_a_copy_stays_where_the_clock_was_set_back(
    catalogue: Catalogue, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "KEPT", 3)
    seconds = count()
    monkeypatch.setattr(backups, "stamp", lambda: f"2040-01-01T00-00-{next(seconds):02}")
    made = [backups.backup(path) for _number in range(4)]
    monkeypatch.setattr(backups, "stamp", lambda: "2026-01-01T00-00-00")
    of_today = backups.backup(path)
    assert backups.existing(path) == [of_today, *made[:1:-1]]
    monkeypatch.setattr(backups, "stamp", lambda: "2025-12-31T23-00-00")  # an hour or so
    of_then = backups.backup(path)
    assert backups.existing(path) == [of_today, of_then, made[-1]]


def test_what_somebody_put_beside_the_copies_is_none_of_them(
    catalogue: Catalogue, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "KEPT", 2)
    mine = [
        backups.backup(path, backups.folder(path) / f"catalogue-{name}.sqlite3")
        for name in ("before-the-move", "1999", "zz")
    ]
    (backups.folder(path) / "catalogue-2001-01-01T00-00-00.sqlite3").mkdir()
    made = [backups.backup(path) for _number in range(3)]
    assert backups.existing(path) == made[:0:-1]
    assert all(one.exists() for one in mine)


def test_copies_of_one_second_are_in_order(
    catalogue: Catalogue, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "stamp", lambda: "2026-01-01T00-00-00")
    monkeypatch.setattr(backups, "KEPT", 100)
    made = [backups.backup(path) for _number in range(12)]
    assert backups.existing(path) == made[::-1]
    monkeypatch.setattr(backups, "stamp", lambda: "2026-01-01T00-00-01")
    made.append(backups.backup(path))
    assert backups.existing(path) == made[::-1]


def test_an_existing_file_is_never_overwritten(
    catalogue: Catalogue, path: Path, tmp_path: Path
) -> None:
    target = tmp_path / "mine.sqlite3"
    target.write_text("mine")
    with pytest.raises(CatalogueProblem, match="exists already"):
        backups.backup(path, target)
    assert target.read_text() == "mine"


def test_a_copy_of_a_damaged_catalogue_is_refused(library: Library) -> None:
    library.films(30)
    library.import_()
    with library.database.open("r+b") as opened:
        opened.seek(3 * 4096)
        opened.write(b"\xff" * 8192)
    before = library.database.read_bytes()
    with pytest.raises(CatalogueProblem, match="damaged"):
        backups.backup(library.database)
    assert backups.existing(library.database) == []
    assert list(backups.folder(library.database).iterdir()) == []
    assert library.database.read_bytes() == before


def test_restore_keeps_what_was_there_with_its_log(catalogue: Catalogue, path: Path) -> None:
    write(catalogue, "old")
    copy = backups.backup(path)
    with catalogue.session():
        write(catalogue, "new")
        aside = restoring.restore(path, copy)
    assert aside is not None
    assert "new" not in names(path)
    assert {"old", "new"} <= names(aside)
    assert path.stat().st_mode & 0o777 == 0o600
    open_catalogue(path)


def test_restore_where_there_is_nothing(catalogue: Catalogue, path: Path, tmp_path: Path) -> None:
    copy = backups.backup(path, tmp_path / "mine.sqlite3")
    path.unlink()
    assert restoring.restore(path, copy) is None
    assert open_catalogue(path).id


@pytest.mark.parametrize(
    "content",
    [b"", b"text", b"SQLite format 3\0" + b"x" * 5000, None],
    ids=["empty", "text", "junk", "none"],
)
def test_what_is_no_copy_is_refused_and_nothing_changes(
    catalogue: Catalogue, path: Path, tmp_path: Path, content: bytes | None
) -> None:
    copy = tmp_path / "copy.sqlite3"
    if content is not None:
        copy.write_bytes(content)
    before = contents(path.parent)
    with pytest.raises(CatalogueProblem, match="cannot be restored") as caught:
        restoring.restore(path, copy)
    assert "\n" not in str(caught.value)
    assert contents(path.parent) == before


def test_another_programs_database_is_refused(
    catalogue: Catalogue, path: Path, tmp_path: Path
) -> None:
    foreign = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(foreign)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    with pytest.raises(CatalogueProblem, match="it is not a vidtui catalogue"):
        restoring.restore(path, foreign)
    assert "catalogue_id" in names(path)


def test_a_damaged_catalogue_is_kept_aside_byte_by_byte(catalogue: Catalogue, path: Path) -> None:
    copy = backups.backup(path)
    path.write_bytes(b"damaged beyond repair")
    aside = restoring.restore(path, copy)
    assert aside is not None
    assert aside.read_bytes() == b"damaged beyond repair"
    assert open_catalogue(path).id


def test_the_models_are_bound_to_nothing_by_mere_copying(catalogue: Catalogue, path: Path) -> None:
    with catalogue.session():
        backups.backup(path)
        assert models.Property.select().count() == 2
