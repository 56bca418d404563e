"""What others may have written into the lock, and disks that lock nothing."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.library import Library
from vidtui.catalogue.lock import WriterLock
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
