"""What others may have written into the lock, disks that lock nothing, and what dead ones left."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.running import environment
from vidtui.catalogue import lock
from vidtui.catalogue.lock import ABANDONED_S, WriterLock
from vidtui.errors import LockHeld, UsageProblem

pytestmark = pytest.mark.in_full

NO_HOLDERS = [
    *[b"", b"{", b'{"pid": "x"}', b"\xff" * 5000, b"[]", b"\0" * 100_000, b"[" * 4096, b"1e999"],
    *(
        b'{"pid": %s, "purpose": "x", "since": %s}' % pair
        for pair in [
            *[(b"1", b"1e999"), (b"1e999", b"1"), (b"1", b"9" * 19), (b"9" * 19, b"1")],
            *[(b"-1", b"1"), (b"0", b"1"), (b"true", b"1"), (b"1", b"-1"), (b"null", b"[]")],
        ]
    ),
]


@contextmanager
def taken(library: Library, content: bytes) -> Iterator[Path]:
    """Hold the lock as another process would, with a note of any content in it."""
    library.data.mkdir(exist_ok=True)
    lock = library.database.with_name("catalogue.sqlite3.lock")
    lock.write_bytes(content)
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield lock


@pytest.mark.parametrize("content", NO_HOLDERS, ids=range(len(NO_HOLDERS)))
def test_a_note_that_names_nobody(library: Library, content: bytes) -> None:
    library.films(1)
    with taken(library, content) as lock:
        assert WriterLock(library.database).other() is None
        with pytest.raises(LockHeld) as caught:
            library.import_()
    assert str(caught.value) == f"another vidtui is writing to {lock}"
    assert library.import_().counts.imported == 1


def test_a_note_that_would_fill_the_screen(library: Library) -> None:
    note = {"pid": os.getppid(), "purpose": "\x1b[2J\n" * 500, "since": 2**33}
    with taken(library, json.dumps(note).encode()), pytest.raises(LockHeld) as caught:
        WriterLock(library.database).acquire("import")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EIO])
def test_a_disk_that_locks_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def flock(_handle: int, _how: int) -> None:
        raise OSError(code, os.strerror(code))

    library.films(1)
    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(UsageProblem, match=r"catalogue\.sqlite3\.lock: .*(disk)"):
        library.import_()


DIES = """
import os, signal
from pathlib import Path
from vidtui.catalogue import database

database.put_in_place = lambda *_names: os.kill(os.getpid(), signal.SIGKILL)
database.open_catalogue(Path(os.environ["TEST_DATABASE"]), create=True)
"""


def names(library: Library) -> set[str]:
    return {name for name in os.listdir(library.data) if "new-" in name}


def test_a_catalogue_that_was_being_made(library: Library) -> None:
    library.films(1)
    done = subprocess.run(
        [sys.executable, "-c", DIES],
        env=environment(library, TEST_DATABASE=str(library.database)),
        check=False,
    )
    assert done.returncode == -9
    left = names(library)
    assert left
    alive = f"catalogue.sqlite3.new-{os.getppid()}-{os.getppid()}"
    mine = ["catalogue.sqlite3.new-x-1", "catalogue.sqlite3.new-1", "new-999999999-1"]
    for name in (alive, *mine):
        (library.data / name).touch()
    for name in sorted(left):
        (library.data / f"{name}-wal").touch()
    (library.data / "catalogue.sqlite3.new-9999999999-1").touch()
    library.import_()
    assert names(library) == {alive, *mine}


@pytest.mark.parametrize("age_s", [0, ABANDONED_S + 60], ids=["new", "old"])
def test_a_copy_that_was_being_made(library: Library, age_s: int) -> None:
    library.films(1)
    library.import_()
    folder = library.data / "backups"
    folder.mkdir(exist_ok=True)
    part = folder / ".catalogue-2026-11-30T07-00-00.sqlite3.part"
    theirs = folder / ".notes.part"
    for file in (part, theirs):
        file.touch()
        then = file.stat().st_mtime - age_s
        os.utime(file, (then, then))
    library.import_()
    assert part.exists() == (age_s == 0)
    assert theirs.exists()


def test_what_a_restore_has_left(library: Library) -> None:
    library.films(1)
    library.import_()
    name = "catalogue.sqlite3.restoring"
    dead, alive = (library.data / f"{name}-{pid}-0a1b2c3d" for pid in (999999999, os.getppid()))
    part = library.data / ".catalogue.sqlite3.replaced-2026-11-30T07-00-00.0a1b2c3d.part"
    for file in (dead, alive, part):
        file.touch()
    os.utime(part, (0, 0))
    named = library.data / f"{name}-999999998-0a1b2c3d"
    named.touch()
    kept = {"fresh": named.name, "kept": "catalogue.sqlite3.replaced-2026-11-30T07-00-00"}
    intent = library.data / "catalogue.sqlite3.intent"
    intent.write_text(json.dumps(kept))
    lock.clear(library.database)
    assert (named.exists(), dead.exists(), alive.exists(), part.exists()) == (
        *(True, True, True),
        False,
    )
    intent.unlink()
    lock.clear(library.database)
    assert (named.exists(), dead.exists(), alive.exists()) == (False, False, True)


def test_a_folder_and_a_link_of_that_name_are_let_be(library: Library, tmp_path: Path) -> None:
    library.films(1)
    library.import_()
    (library.data / "catalogue.sqlite3.new-999999999-1").mkdir()
    (library.data / "catalogue.sqlite3.new-999999999-2").symlink_to(tmp_path)
    before = names(library)
    library.import_()
    assert names(library) == before
