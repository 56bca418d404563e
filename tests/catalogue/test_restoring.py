"""Going back to a copy, killed at every system call that changes something, in every state."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from peewee import SqliteDatabase

from tests.support.library import contents
from tests.support.restores import (
    NAME,
    SOUND,
    STATES,
    files,
    lack_hard_links,
    leave_a_journal,
    leave_a_log,
    left_over,
    names,
    restore,
    state_after,
    write,
)
from tests.support.tracing import calls_of, kill_points, killed_before
from vidtui.catalogue import backups, schema, sqlite
from vidtui.catalogue.database import check, open_catalogue
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.errors import LockHeld

pytestmark = pytest.mark.in_full


@pytest.mark.parametrize("state", STATES)
def test_whatever_was_there_is_kept(path: Path, copy: Path, state: str) -> None:
    arrange, held = STATES[state]
    arrange(path, copy)
    before = files(path)
    kept = restore(path, copy)
    assert names(path) == {"old"}
    assert path.stat().st_mode & 0o777 == 0o600
    open_catalogue(path)
    if state == "nothing":
        assert kept is None
    elif state in SOUND:
        assert kept is not None
        assert names(kept) == held
        assert sqlite.beside(kept) == []
        assert kept.stat().st_mode & 0o777 == 0o600
    else:
        assert kept is not None
        folder = kept.parent if kept.name == NAME else kept
        assert folder.stat().st_mode & 0o777 == 0o700
        # What a journal can still take back is taken back before.
        assert "journal" in state or files(folder / NAME) == before
        if held is not None:
            assert names(folder / NAME) == held
    assert left_over(path) == []


@pytest.mark.parametrize(
    ("state", "links"),
    [
        *(("with a log", ""), ("with a journal", ""), ("other pages", ""), ("damaged", "")),
        *(("damaged", "no hard links"), ("a log alone", ""), ("nothing", "no hard links")),
    ],
)
def test_killed_at_every_call(
    path: Path, copy: Path, tmp_path: Path, state: str, links: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if links:
        lack_hard_links(monkeypatch)
    arrange, held = STATES[state]
    arrange(path, copy)
    template = tmp_path / "template"
    shutil.copytree(path.parent, template)

    def work() -> None:
        restore(path, copy)

    points = kill_points(calls_of(work))
    seen = set()
    for point in points:
        shutil.rmtree(path.parent)
        shutil.copytree(template, path.parent)
        assert killed_before(point, work)
        found = state_after(path)
        assert found in ("restored", "as it was"), point
        seen.add(found)
        if found == "restored":
            assert names(path) == {"old"}
            assert state == "nothing" or held is None or held in kept_names(path), point
        elif held is None:
            assert not is_readable(path), point
        else:
            assert names(path) == held, point
        if point % 4 == 0:
            restore(path, copy)
            assert names(path) == {"old"}
            assert left_over(path) == []
    assert len(points) > 10
    assert seen == {"restored", "as it was"}


def is_readable(path: Path) -> bool:
    try:
        open_catalogue(path)
    except CatalogueProblem:
        return False
    return True


def kept_names(path: Path) -> list[set[str]]:
    found = path.parent.glob(f"{NAME}.replaced-*")
    return [names(one / NAME if one.is_dir() else one) for one in found]


def test_twice_in_a_second_keeps_both(
    path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "stamp", lambda: "2026-01-01T00-00-00")
    first = restore(path, copy)
    write(open_catalogue(path), "later")
    second = restore(path, copy)
    path.write_bytes(b"damaged")
    third = restore(path, copy)
    path.write_bytes(b"damaged again")
    fourth = restore(path, copy)
    assert first is not None
    assert names(first) == {"old", "new"}
    assert second is not None
    assert names(second) == {"old", "later"}
    assert third is not None
    assert third.read_bytes() == b"damaged"
    assert fourth is not None
    assert fourth.read_bytes() == b"damaged again"
    assert names(path) == {"old"}


def test_what_is_kept_can_be_restored(path: Path, copy: Path) -> None:
    kept = restore(path, copy)
    assert kept is not None
    restore(path, kept)
    assert names(path) == {"old", "new"}


def test_a_copy_of_an_older_version_is_brought_up_to_date(
    path: Path, copy: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older.sqlite3"
    database = SqliteDatabase(older)
    with database.connection_context():
        schema.migrate(database, schema.known_migrations()[0])
        database.execute_sql("INSERT INTO property VALUES ('catalogue_id', 'x'), ('old', '1')")
    before = older.read_bytes()
    restore(path, older)
    assert check(path) == []
    assert names(path) == {"old"}
    assert older.read_bytes() == before


def test_a_catalogue_that_is_busy_is_waited_for_and_left_alone(
    path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockHeld, match="keeps the catalogue busy"):
            restore(path, copy)
        other.execute("ROLLBACK")
    assert names(path) == {"old", "new"}
    assert left_over(path) == []


def test_the_catalogue_itself_is_no_copy(path: Path, copy: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(path)
    for chosen in (path, link):
        with pytest.raises(CatalogueProblem, match="it is the catalogue itself"):
            restore(path, chosen)
    assert names(path) == {"old", "new"}


def test_a_copy_with_a_write_that_was_cut_off(path: Path, copy: Path, tmp_path: Path) -> None:
    other = tmp_path / NAME
    shutil.copy(copy, other)
    leave_a_journal(other, copy)
    before = contents(tmp_path)
    with pytest.raises(CatalogueProblem, match="a write to it was cut off"):
        restore(path, other)
    assert contents(tmp_path) == before
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("SELECT * FROM property").fetchall()
    restore(path, other)
    assert names(path) == {"old"}


def test_a_copy_with_a_log(path: Path, copy: Path, tmp_path: Path) -> None:
    other = tmp_path / NAME
    shutil.copy(copy, other)
    leave_a_log(other, copy)
    before = files(other)
    restore(path, other)
    assert names(path) == {"old", "later"}
    assert files(other) == before
