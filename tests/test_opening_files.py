"""Every file that vidtui makes or writes is opened without following links, by each command."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.records import film
from vidtui.cli import program as cli
from vidtui.demo.model import Records
from vidtui.demo.tmdb import Reply, TmdbStandIn
from vidtui.settings import file

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_opened: list[tuple[str, int]] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _opened is not None and event == "open":
        path, _mode, flags = arguments
        if isinstance(path, (str, bytes)) and isinstance(flags, int) and flags & WRITES:
            _opened.append((os.fsdecode(path), flags))


@pytest.fixture
def opened() -> Iterator[list[tuple[str, int]]]:
    """What is opened for writing meanwhile, with its flags; hooks cannot be taken away."""
    global _opened
    sys.addaudithook(_note)
    _opened = found = []
    yield found
    _opened = None


def test_no_link_is_followed(
    library: Library, opened: list[tuple[str, int]], capfd: pytest.CaptureFixture[str]
) -> None:
    given = ["--batch", "--config", str(library.config), "--data-dir", str(library.data)]
    plan = library.base / "plan.json"

    def run(*arguments: str) -> str:
        capfd.readouterr()
        assert cli.run([*given, *arguments]) in (0, 3, 4), arguments
        return capfd.readouterr().out

    for name in library.films(8):
        library.link(name, library.path(name))
    opened.clear()
    with TmdbStandIn(Records((film(3, "Film 003", 2001),)), limit=None) as server:
        library.use_tmdb(server)
        server.script("/search", lambda ask: None if "003" in ask.query["query"] else Reply(422))
        opened.clear()
        run("import")
        library.rename("Films/Film 001 (2001)", "Films/Moved")
        shutil.rmtree(library.storage / "Films/Film 002 (2001)")
        run("enrich", "-q")
        found = run("repair-links", "-q", "--json", "--accept", "same-file", "--trash-orphan-links")
        plan.write_text(found)
        run("repair-links", "-q", "--apply", str(plan))
        run("check", "-q", "--verify-hash")
        run("ack")
        run("forget", "--all-ghosts")
        run("undo")
        run("nightly", "-q")
        run("db", "backup")
        run("db", "backup", str(library.base / "copy.sqlite3"))
        run("db", "restore")
        library.database.write_bytes(b"no database")
        run("db", "restore")
        (library.base / "more").mkdir()
        run("roots", "add", str(library.base / "more"), "--marker")
        run("import")
        run("demo", "--dir", str(library.base / "demo"))
        run("demo", "--dir", str(library.base / "demo"))
    file.write_token(library.config.with_name("tmdb-token"), "x" * 20)
    cli._crashed(ValueError(), str(library.data))

    names = {Path(path).name for path, _flags in opened}
    assert {"catalogue.sqlite3.lock", "tmdb-pace", "orphans.jsonl", ".vidtui-root"} <= names
    assert any(name.startswith("enrich-") for name in names)
    assert any(name.startswith("repair-") for name in names)
    assert any(name.startswith("crash-") for name in names)
    made = (library.base / "demo" / "storage", Path("/dev"), Path("/proc"))
    by_test = {str(plan), str(library.database)}
    followed = {
        path
        for path, flags in opened
        if not flags & (os.O_NOFOLLOW | os.O_EXCL)
        and path not in by_test
        and not any(Path(path).is_relative_to(at) for at in made)
    }
    assert followed == set()
