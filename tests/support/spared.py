"""What a test is spared that is not about it: processes of vidtui's own, migrations, the disk.

Names are read, roots looked at and files sampled by the very functions that the processes run,
but in the process that asks. A new catalogue is copied from one that was migrated once. Nothing
waits until a disk has kept what was written: that is for what loses power, and no test does.
Requests to TMDB at the fastest pace that the settings allow follow each other at once.

A test whose point is one of these bears the mark ``in_full``, and is spared nothing.
"""

from __future__ import annotations

import functools
import json
import os
import sqlite3
import subprocess
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from vidtui.catalogue import schema, sqlite
from vidtui.disk import root_identity, root_probe
from vidtui.disk.fingerprint import Outcome, outcome_of
from vidtui.disk.naming import pool, worker
from vidtui.disk.naming import pool as process
from vidtui.disk.naming.name import Name, NameFailed, NameRequest
from vidtui.disk.sampler import Sampler
from vidtui.disk.scan import FoundFile
from vidtui.disk.symlinks import syncing
from vidtui.providers import throttle

IN_FULL = "in_full"
_PROBE = root_probe.__file__
_start, _finish = root_identity._start, root_identity._finish
_migrate, _pragmas = schema.migrate, sqlite.pragmas
_spaced_s = throttle.spacing_s
FSYNC = os.fsync
MOST_CALLS = 400  # in ten seconds; who sets that does not ask about the pace
_patch: pytest.MonkeyPatch | None = None


def spare(spared: bool = True) -> None:
    """Spare this process all of it from now on, or nothing any more."""
    global _patch
    if spared == (_patch is not None):
        return
    if _patch is not None:
        _patch.undo()
        _patch = None
        return
    _patch = pytest.MonkeyPatch()
    _patch.setattr(pool, "ParserProcess", Parser)
    _patch.setattr(root_identity, "_start", _look)
    _patch.setattr(root_identity, "_finish", _told)
    _patch.setattr(Sampler, "submit", _submit)
    _patch.setattr(Sampler, "take", _take)
    _patch.setattr(schema, "migrate", _fill)
    _patch.setattr(sqlite, "pragmas", _hasty)
    _patch.setattr(os, "fsync", _keep_nothing)
    _patch.setattr(syncing, "syncfs", lambda _folder: True)
    _patch.setattr(throttle, "spacing_s", _spacing_s)


def is_spared() -> bool:
    """Whether this process is spared anything."""
    return _patch is not None


@contextmanager
def in_full() -> Iterator[None]:
    """Spare nothing meanwhile."""
    was = is_spared()
    spare(False)
    try:
        yield
    finally:
        spare(was)


class Parser:
    """Answers as a parser process does, and at once; what it has read once, it knows.

    It has no process id: nobody shall end the process of the tests.
    """

    def __init__(self) -> None:
        self.owed: deque[NameRequest] = deque()
        self.answered = 0
        self._ready = os.eventfd(0)

    def fileno(self) -> int:
        return self._ready

    def send(self, requests: Sequence[NameRequest]) -> None:
        if requests:
            self.owed.extend(requests)
            os.eventfd_write(self._ready, 1)

    def receive(self) -> list[tuple[NameRequest, Name | NameFailed]]:
        os.eventfd_read(self._ready)
        answers = [
            (one, process._decode(_read(one.path, one.kind, one.anime))) for one in self.owed
        ]
        self.owed.clear()
        self.answered += len(answers)
        return answers

    def takes_longer(self, limit_s: float) -> bool:
        return False

    def kill(self) -> None:
        os.close(self._ready)


@functools.lru_cache(None)
def _read(path: str, kind: str, anime: bool) -> bytes:
    return worker.answer(json.dumps([0, path, kind, 0, anime]).encode())


def _look(path: bytes, identity: root_identity.Identity) -> subprocess.Popen[bytes] | str:
    """Look at a root here, unless the test has a program of its own do that."""
    if root_probe.__file__ != _PROBE:
        return _start(path, identity)
    samples = [(w.path.hex(), w.size, w.is_link) for w in identity.samples]
    marker = identity.marker or identity.asks_marker
    question = {"root": path.hex(), "samples": samples, "marker": marker}
    return json.dumps(root_probe.answer(json.loads(json.dumps(question))))


def _told(child: subprocess.Popen[bytes] | str, deadline: float) -> dict[str, Any] | None:
    if isinstance(child, str):
        answer: dict[str, Any] = json.loads(child)
        return answer
    return _finish(child, deadline)


def _submit(self: Sampler, root_id: int, root: bytes, files: Sequence[FoundFile]) -> None:
    self._next += 1
    self._asked[self._next] = root_id, root, files


def _take(self: Sampler, timeout_s: float) -> tuple[int, list[tuple[FoundFile, Outcome]]] | None:
    if not self._asked:
        return None
    root_id, root, files = self._asked.pop(next(iter(self._asked)))
    prefix = root.rstrip(b"/") + b"/"
    return root_id, [(one, outcome_of(prefix + one.path, one.size, one.mtime_ns)) for one in files]


@functools.lru_cache(None)
def _migrated() -> bytes:
    """A database that has had all migrations, and holds nothing."""
    from peewee import SqliteDatabase

    database = SqliteDatabase(":memory:")
    with database.connection_context():
        _migrate(database)
        return bytes(database.connection().serialize())


def _fill(database: Any, last: str | None = None) -> None:
    connection: sqlite3.Connection = database.connection()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables or last is not None:
        _migrate(database, last)
        return
    with sqlite3.connect(":memory:") as template:
        template.deserialize(_migrated())
        template.backup(connection)
    template.close()


def _hasty(path: Path) -> dict[str, str | int]:
    return _pragmas(path) | {"synchronous": "off"}


def _keep_nothing(handle: int) -> None:
    """Stand for ``os.fsync``: of what is no file, it says so as that does."""
    os.fstat(handle)


def _spacing_s(calls: int) -> float:
    return 0.001 if calls >= MOST_CALLS else _spaced_s(calls)
