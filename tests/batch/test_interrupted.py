"""An import that is killed, interrupted or met by another one."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sqlite3
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.running import PATIENCE_S, marked, run, start, strict_json

F_SETPIPE_SZ = 1031
MOMENTS = 30


def _fill(library: Library) -> None:
    """Films, episodes, links, and empty files, each of which is one event."""
    library.films(12)
    for number in range(3):
        library.put(f"Séries/Lost (2004)/Saison 01/Lost (2004) - S01E0{number}.mkv")
    for number in range(24):
        library.put(f"Films/Film {number // 2:03d} (2001)/empty {number}.mkv", b"")
    for number in range(1, 9):
        name = f"Films/Film {number:03d} (2001)/Film {number:03d} (2001).mkv"
        library.link(name, library.path(name))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, dict[str, object]]:
    """A library, and what an uninterrupted import makes of it."""
    library = Library(tmp_path_factory.mktemp("filled"))
    _fill(library)
    library.import_()
    return library, library.end_state()


def _gone(pids: set[int]) -> bool:
    """Wait until processes have ended."""
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        ended, _none, _neither = select.select([handle], [], [], PATIENCE_S)
        os.close(handle)
        if not ended:
            return False
    return True


@pytest.mark.parametrize("moment", range(1, MOMENTS + 1))
def test_killed_at_any_moment(
    filled: tuple[Library, dict[str, object]], tmp_path: Path, moment: int
) -> None:
    library, expected = filled
    library.data = tmp_path / "data"
    mark = str(uuid.uuid4())
    child = start("--batch", "import", "--json-lines", "-q", library=library, VIDTUI_TEST=mark)
    assert child.stdout is not None
    for _line in range(moment):
        child.stdout.readline()
    child.kill()
    child.communicate()
    assert _gone(marked(mark))
    if library.database.exists():
        with closing(sqlite3.connect(library.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert not library.import_().created or moment == 1
    assert library.end_state() == expected
    runs = [row["state"] for row in library.query("SELECT state FROM run ORDER BY id")]
    assert runs[-1] == "done"
    assert set(runs[:-1]) <= {"interrupted", "done"}


def test_killed_while_names_are_read_no_parser_is_left_behind(library: Library) -> None:
    for number in range(30):
        library.put(f"Films/Odd.Name.{number}.Of.2001.1080p.x264-GRP.mkv")
    mark = str(uuid.uuid4())
    child = start("--batch", "import", "--json-lines", "-q", library=library, VIDTUI_TEST=mark)
    assert child.stdout is not None
    while strict_json(child.stdout.readline()).get("stage") != "names":
        pass
    parsers = marked(mark) - {child.pid}
    assert parsers
    child.kill()
    child.communicate()
    assert _gone(parsers)
    library.import_()
    assert len(library.groups()) == 30


@pytest.fixture
def running(library: Library) -> Iterator[tuple[Library, subprocess.Popen[bytes]]]:
    """An import that is in the middle: nobody reads what it says, so it cannot end."""
    library.films(40)
    library.import_(library.path("Films/Film 001 (2001)"))
    for number in range(1300):
        library.put(f"Films/zzz/{number}.mkv", b"")
    child = start("--batch", "import", "--json-lines", "-q", library=library)
    assert child.stdout is not None
    fcntl.fcntl(child.stdout, F_SETPIPE_SZ, 4096)
    child.stdout.readline()
    yield library, child
    child.kill()
    child.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_what_was_done_is_kept(
    running: tuple[Library, subprocess.Popen[bytes]], number: int
) -> None:
    library, child = running
    child.send_signal(number)
    out, err = child.communicate()
    assert child.returncode == 130
    assert err == b""
    report = strict_json(out.splitlines()[-1])
    assert (report["event"], report["cancelled"], report["exit"]) == ("report", True, 130)
    assert library.missing() == set()
    assert (
        run("--batch", "import", "--json", "-q", library=library).json["summary"]["errors"] == 1300
    )
    assert len(library.present()) == 40


def test_a_second_signal_does_not_wait(running: tuple[Library, subprocess.Popen[bytes]]) -> None:
    _library, child = running
    child.send_signal(signal.SIGINT)
    child.send_signal(signal.SIGTERM)
    _out, err = child.communicate()
    assert child.returncode == 130
    assert err in (b"", b"vidtui: interrupted\n")


def test_a_second_writer_is_told_who_writes(
    running: tuple[Library, subprocess.Popen[bytes]],
) -> None:
    library, child = running
    for words in (["import"], ["roots", "confirm", str(library.storage)]):
        done = run("--batch", *words, library=library)
        assert done.code == 6
        assert f"another vidtui is writing: import, process {child.pid}, since" in done.complaint
    for words in (["roots", "list"], ["db", "status"], ["db", "backup"], ["import", "--dry-run"]):
        assert run("--batch", *words, library=library).code == (3 if "import" in words else 0)


def test_a_lock_left_behind_by_a_dead_process_does_not_hinder(
    running: tuple[Library, subprocess.Popen[bytes]],
) -> None:
    library, child = running
    child.kill()
    child.communicate()
    lock = library.database.with_name("catalogue.sqlite3.lock")
    assert str(child.pid) in lock.read_text()
    assert run("--batch", "import", "--json", "-q", library=library).code == 3
    assert lock.read_text() == ""
