"""Reading whole files: what is recorded, what is the same, and what has rotted."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from xxhash import xxh3_128

from tests.conftest import Mount
from tests.support.checking import Checked
from tests.support.library import Library, snapshot
from tests.support.running import REPOSITORY, environment
from vidtui.disk import fingerprint
from vidtui.errors import LockHeld
from vidtui.jobs.base import CancelToken, Progress
from vidtui.jobs.check import reports
from vidtui.jobs.check.hashes import HashCheck
from vidtui.jobs.check.kinds import evidence
from vidtui.jobs.check.run import CheckRun

OLD_NS = 10**18
SIZE = 300_000
FIRST, SECOND, THIRD = (f"Films/{name} (2000)/{name} (2000).mkv" for name in "ABC")


@pytest.fixture
def known(library: Library) -> Library:
    """Three films larger than their samples, each with a link, imported."""
    for number, name in enumerate((FIRST, SECOND, THIRD)):
        path = library.put(name, bytes([number]) * SIZE, mtime_ns=OLD_NS)
        library.link(name, path)
    library.import_()
    return library


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "BLOCK_BYTES", 1000)
    monkeypatch.setattr("vidtui.jobs.check.hashes.BLOCK_BYTES", 1000)
    monkeypatch.setattr("vidtui.jobs.roots.live.PROGRESS_INTERVAL_S", 0.0)


def rot(library: Library, name: str, mtime_ns: int = OLD_NS) -> None:
    """Change a byte in the middle, which no sample sees."""
    with open(library.path(name), "r+b") as opened:
        opened.seek(SIZE // 2)
        opened.write(b"\xff")
    os.utime(library.path(name), ns=(mtime_ns, mtime_ns))


def set_verified(library: Library, name: str, at: int) -> None:
    from vidtui.catalogue.database import open_catalogue
    from vidtui.catalogue.models import MediaFile

    with open_catalogue(library.database).transaction():
        MediaFile.update(verified_at=at).where(MediaFile.path == os.fsencode(name)).execute()


def counts(checked: Checked) -> dict[str, int]:
    found = checked.verified
    names = ("recorded", "same", "changed", "silent", "unreadable", "left")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def test_first_recorded_then_the_same(known: Library) -> None:
    before = snapshot(known.storage), snapshot(known.base / "video")
    checked = known.check(verify=True)
    assert counts(checked) == {"recorded": 3}
    assert checked.verified.size == 3 * SIZE
    assert checked.paths == {}
    for name in (FIRST, SECOND, THIRD):
        row = known.file(name)
        with open(known.path(name), "rb") as opened:
            assert row["full_hash"] == xxh3_128(opened.read()).digest()
        assert row["verified_at"] > 0
    assert counts(known.check(verify=True)) == {"same": 3}
    assert (snapshot(known.storage), snapshot(known.base / "video")) == before


def test_without_it_nothing_is_read_or_written(known: Library) -> None:
    checked = known.check()
    assert checked.finished.verified is None
    assert known.file(FIRST)["full_hash"] is None


def test_a_silent_change(known: Library) -> None:
    known.check(verify=True)
    set_verified(known, FIRST, 1_000_000_000)
    rot(known, FIRST)
    assert known.check().paths == {}, "only reading it whole tells"
    checked = known.check(verify=True)
    assert counts(checked) == {"same": 2, "silent": 1}
    assert checked.paths == {"silent_change": [FIRST]}
    found = checked.one("silent_change")
    assert found.facts["size"] == SIZE
    assert found.facts["verified_at"] == 1_000_000_000
    assert found.command is not None
    assert found.command.endswith(f"'{os.fsdecode(known.path(FIRST))}'")
    with open(known.path(FIRST), "rb") as opened:
        assert known.file(FIRST)["full_hash"] != xxh3_128(opened.read()).digest()
    assert known.check(verify=True).paths == {"silent_change": [FIRST]}, "it is not forgotten"


def test_a_change_with_another_date_is_not_silent(known: Library) -> None:
    known.check(verify=True)
    rot(known, FIRST, OLD_NS + 1)
    checked = known.check(verify=True)
    assert counts(checked) == {"same": 2, "changed": 1}
    assert checked.paths == {"changed_file": [FIRST]}


def test_another_date_alone_is_the_same(known: Library) -> None:
    known.check(verify=True)
    os.utime(known.path(FIRST), ns=(OLD_NS + 1, OLD_NS + 1))
    checked = known.check(verify=True)
    assert counts(checked) == {"same": 3}
    assert checked.paths == {}


def test_another_date_before_it_was_ever_read_whole(known: Library) -> None:
    os.utime(known.path(FIRST), ns=(OLD_NS + 1, OLD_NS + 1))
    checked = known.check(verify=True)
    assert counts(checked) == {"recorded": 3}
    assert checked.paths == {}
    assert counts(known.check(verify=True)) == {"same": 3}


def test_an_empty_file_is_not_what_is_recorded(known: Library) -> None:
    with open(known.path(FIRST), "rb") as opened:
        content = opened.read()
    known.put(FIRST, b"", mtime_ns=OLD_NS)
    checked = known.check(verify=True)
    assert counts(checked) == {"recorded": 2, "changed": 1}
    assert checked.paths == {"empty_file": [FIRST]}
    known.put(FIRST, content, mtime_ns=OLD_NS)
    assert counts(known.check(verify=True)) == {"same": 2, "recorded": 1}


class TestSample:
    """What the import saw of beginning and end counts before any hash is recorded."""

    def bent(self, library: Library, where: int, mtime_ns: int = OLD_NS) -> None:
        with open(library.path(FIRST), "r+b") as opened:
            opened.seek(where, os.SEEK_SET if where >= 0 else os.SEEK_END)
            opened.write(b"\xff")
        os.utime(library.path(FIRST), ns=(mtime_ns, mtime_ns))

    @pytest.mark.parametrize("where", [0, 65_535, -65_536, -1])
    def test_other_bytes_are_not_recorded(self, known: Library, where: int) -> None:
        self.bent(known, where)
        checked = known.check(verify=True)
        assert counts(checked) == {"recorded": 2, "silent": 1}
        assert checked.paths == {"silent_change": [FIRST]}
        found = checked.one("silent_change")
        assert "another beginning or end than when it was imported" in evidence(found)
        assert known.file(FIRST)["full_hash"] is None
        assert counts(known.check(verify=True)) == {"same": 2, "silent": 1}, "it is not forgotten"

    def test_nor_is_a_hash_believed_that_was_recorded_all_the_same(self, known: Library) -> None:
        self.bent(known, 0)
        with open(known.path(FIRST), "rb") as opened:
            recorded = xxh3_128(opened.read()).digest()
        with sqlite3.connect(known.database) as connection:
            connection.execute("UPDATE media_file SET full_hash = ?, verified_at = 5", (recorded,))
        connection.close()
        checked = known.check(verify=True, paths=(known.path(FIRST),))
        assert counts(checked) == {"silent": 1}

    def test_a_date_of_its_own_makes_it_a_changed_file(self, known: Library) -> None:
        self.bent(known, 0, OLD_NS + 1)
        checked = known.check(verify=True)
        assert counts(checked) == {"recorded": 2, "changed": 1}
        assert checked.paths == {"changed_file": [FIRST]}
        known.import_()
        assert counts(known.check(verify=True)) == {"same": 2, "recorded": 1}

    def test_changed_between_walk_and_reading(
        self, known: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The walk saw it as it was; what is read now is neither recorded nor silent."""
        read = HashCheck._verify

        def verify(self: Any, root: Any, one: Any) -> Any:
            if one.path == FIRST.encode():
                TestSample().bent(known, 0, OLD_NS + 1)
            return read(self, root, one)

        monkeypatch.setattr(HashCheck, "_verify", verify)
        assert counts(known.check(verify=True)) == {"recorded": 2, "changed": 1}
        assert known.file(FIRST)["full_hash"] is None

    def test_it_does_not_keep_others_from_their_turn(self, known: Library, clock: Clock) -> None:
        self.bent(known, 0)
        assert counts(known.check(verify=True, verify_s=0.5, clock=clock))["silent"] == 1
        for _night in range(2):
            known.check(verify=True, verify_s=0.5, clock=clock)
        assert known.file(SECOND)["full_hash"] is not None
        assert known.file(THIRD)["full_hash"] is not None

    def test_it_stays_in_the_reports(self, known: Library) -> None:
        self.bent(known, 0)
        for verify in (True, False):
            gathered = CheckRun()
            for event in known.checking(verify=verify):
                gathered.feed(event)
            reports.save(known.data, gathered.report(), reports.latest(known.data))
        last = reports.latest(known.data)
        assert last is not None
        assert [one.kind for one in last.findings] == ["silent_change"]


def test_a_change_that_an_import_took_note_of(known: Library) -> None:
    """Its beginning and end are as before: the import saw another date, and no more."""
    known.check(verify=True)
    rot(known, FIRST, OLD_NS + 1)
    known.import_()
    checked = known.check(verify=True)
    assert counts(checked) == {"same": 2, "changed": 1}
    assert checked.paths == {"changed_file": [FIRST]}
    assert "other bytes" in evidence(checked.one("changed_file"))
    assert counts(known.check(verify=True)) == {"same": 3}


def test_a_path_where_nothing_known_lies(known: Library) -> None:
    checked = known.check(verify=True, paths=(known.path("Films/Typo"),))
    assert counts(checked) == {}
    assert checked.notices == ["nothing that is known is there to read"]


def test_unreadable(known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    real, failing = os.preadv, os.stat(known.path(FIRST)).st_ino

    def preadv(handle: int, *rest: Any) -> int:
        if os.fstat(handle).st_ino == failing:
            raise OSError(5, "input/output error")
        return real(handle, *rest)

    monkeypatch.setattr(os, "preadv", preadv)
    checked = known.check(verify=True)
    assert counts(checked) == {"recorded": 2, "unreadable": 1}
    assert checked.paths == {"unreadable": [FIRST]}
    assert known.file(FIRST)["verified_at"] is None


@pytest.mark.usefixtures("bound")
def test_what_may_not_be_read_is_told_once(known: Library) -> None:
    os.chmod(known.path(FIRST), 0)
    code = (
        "from pathlib import Path; from tests.support.library import Library;"
        f"library = Library.__new__(Library); library.base = Path({str(known.base)!r});"
        f"library.config = Path({str(known.config)!r}); library.data = Path({str(known.data)!r});"
        "checked = library.check(verify=True);"
        "print(checked.paths, checked.verified.unreadable, checked.verified.recorded)"
    )
    line = [sys.executable, "-c", code]
    if os.geteuid() == 0:
        line = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *line]
    done = subprocess.run(
        line, env=environment(known), cwd=REPOSITORY, capture_output=True, check=True, text=True
    )
    assert done.stdout == f"{{'unreadable': [{FIRST!r}]}} 1 2\n"


@pytest.mark.usefixtures("small_blocks")
def test_a_file_that_changes_while_it_is_read(known: Library) -> None:
    events, grown = [], False
    for event in known.checking(verify=True):
        events.append(event)
        is_reading = isinstance(event, Progress) and event.stage == "hashes"
        if is_reading and not grown:
            grown = True
            with open(known.path(FIRST), "ab") as opened:
                opened.write(b"more")
    assert counts(Checked(events)) == {"recorded": 2, "left": 1}
    assert known.file(FIRST)["full_hash"] is None


def test_ghosts_are_not_read(known: Library) -> None:
    os.unlink(known.path(FIRST))
    checked = known.check(verify=True)
    assert counts(checked) == {"recorded": 2}
    assert "ghost_entry" in checked.paths


def test_only_the_paths_asked_for(known: Library) -> None:
    folder = os.path.dirname(known.path(SECOND))
    assert counts(known.check(verify=True, paths=(folder,))) == {"recorded": 1}
    assert known.file(SECOND)["full_hash"] is not None
    assert counts(known.check(verify=True, paths=(folder[:-1],))) == {}
    assert counts(known.check(verify=True, paths=(known.path(FIRST),))) == {"recorded": 1}
    assert counts(known.check(verify=True, paths=(os.fsencode(known.storage),))) == {
        "same": 2,
        "recorded": 1,
    }


class Clock:
    """A clock that each block read moves on by a second."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time that goes by only while files are read: a second for each."""
    one, real = Clock(), fingerprint.WholeFile.blocks

    def blocks(self: fingerprint.WholeFile, memory: bytearray) -> Any:
        for count in real(self, memory):
            one.now += 1
            yield count

    monkeypatch.setattr(fingerprint.WholeFile, "blocks", blocks)
    return one


def test_a_limit_and_going_on_where_the_last_one_ended(known: Library, clock: Clock) -> None:
    """The file during which the time ends is left, and comes first the next time."""
    first = known.check(verify=True, verify_s=2.0, clock=clock)
    assert counts(first) == {"recorded": 1, "left": 2}
    assert not first.finished.cancelled
    assert known.file(FIRST)["full_hash"] is not None
    assert counts(known.check(verify=True, verify_s=2.0, clock=clock)) == {"recorded": 1, "left": 2}
    assert known.file(SECOND)["full_hash"] is not None
    set_verified(known, SECOND, 1000)
    set_verified(known, FIRST, 2000)
    assert counts(known.check(verify=True, verify_s=2.0, clock=clock)) == {"recorded": 1, "left": 2}
    assert known.file(THIRD)["full_hash"] is not None
    known.check(verify=True, verify_s=2.0, clock=clock)
    assert known.file(SECOND)["verified_at"] > 2000
    assert known.file(FIRST)["verified_at"] == 2000


@pytest.mark.usefixtures("small_blocks")
def test_a_file_that_takes_longer_than_the_time_there_is(known: Library, clock: Clock) -> None:
    """It is read whole all the same, or it would be the first for ever."""
    for name in (FIRST, SECOND, THIRD):
        checked = known.check(verify=True, verify_s=2.0, clock=clock)
        assert counts(checked) == {"recorded": 1, "left": 2} or name != FIRST
        assert known.file(name)["full_hash"] is not None
        set_verified(known, name, 1000 + len(name))


@pytest.mark.usefixtures("small_blocks")
def test_cancelled_in_the_middle_of_a_file(known: Library) -> None:
    cancel, events = CancelToken(), []
    for event in known.checking(cancel=cancel, verify=True):
        events.append(event)
        if isinstance(event, Progress) and event.stage == "hashes" and event.done > SIZE * 1.5:
            cancel.set()
    checked = Checked(events)
    assert checked.finished.cancelled
    assert counts(checked) == {"recorded": 1, "left": 2}
    assert checked.verified.size < SIZE * 1.6
    assert known.file(FIRST)["full_hash"] is not None


@pytest.mark.usefixtures("small_blocks")
def test_progress_within_a_file(known: Library) -> None:
    done = [
        (event.done, event.total)
        for event in known.checking(verify=True)
        if isinstance(event, Progress) and event.stage == "hashes"
    ]
    assert done[:2] == [(1000, 3 * SIZE), (2000, 3 * SIZE)]
    assert done[-1] == (3 * SIZE, 3 * SIZE)


@pytest.mark.usefixtures("small_blocks")
def test_killed_it_keeps_what_was_read(known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidtui.jobs.check.hashes.FLUSH_S", 0.0)
    running = known.checking(verify=True)
    for event in running:
        if isinstance(event, Progress) and event.stage == "hashes" and event.done > SIZE * 1.5:
            break
    assert known.file(FIRST)["full_hash"] is not None, "written before the end"
    assert known.file(SECOND)["full_hash"] is None


def test_another_process_writes(known: Library) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from vidtui.catalogue.database import open_catalogue\n"
        f"with open_catalogue(Path({str(known.database)!r})).writing('import'):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=REPOSITORY
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(LockHeld, match="import"):
            known.check(verify=True)
        assert known.check().paths == {}, "without hashes nobody is in the way"
        child.communicate()


def test_unmounted_meanwhile(
    library: Library, mount: Mount, monkeypatch: pytest.MonkeyPatch, small_blocks: None
) -> None:
    mount(library.storage, size="16m")
    for n in range(6):
        name = f"Films/{n} (2000).mkv"
        library.link(name, library.put(name, bytes([n]) * SIZE, mtime_ns=OLD_NS))
    library.import_()
    events, gone = [], False
    for event in library.checking(verify=True):
        events.append(event)
        reading = isinstance(event, Progress) and event.stage == "hashes"
        if reading and not gone and event.done > SIZE:
            gone = True
            subprocess.run(["umount", "-l", str(library.storage)], check=True)
    checked = Checked(events)
    assert checked.verified.recorded == 2, "the open file is still to be read to its end"
    assert checked.verified.left == 4
    assert list(checked.away) == [os.fsencode(library.storage)]
    assert checked.paths == {}


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 5000])
@pytest.mark.usefixtures("small_blocks")
def test_sizes(tmp_path: Path, size: int) -> None:
    path = os.fsencode(tmp_path / "x")
    data = os.urandom(size)
    (tmp_path / "x").write_bytes(data)
    found = os.stat(path)
    file = fingerprint.WholeFile(path, found.st_size, found.st_mtime_ns)
    assert sum(file.blocks()) == size
    assert file.digest == xxh3_128(data).digest()


def test_nothing_else_is_read_than_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    found = os.lstat(tmp_path / "pipe")
    pipe = fingerprint.WholeFile(os.fsencode(tmp_path / "pipe"), 0, found.st_mtime_ns)
    list(pipe.blocks())
    assert pipe.digest is None
    with pytest.raises(OSError, match="symbolic"):
        list(fingerprint.WholeFile(os.fsencode(tmp_path / "link"), 0, 0).blocks())


@pytest.mark.parametrize("works", [True, False])
def test_filesystems_that_cannot_tell_what_is_cached(
    known: Library, monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    """The first read gives half of a block, or nothing but an error."""
    real = os.preadv

    def preadv(handle: int, buffers: list[memoryview], start: int, flags: int = 0) -> int:
        if not flags:
            return real(handle, buffers, start)
        if works:
            return real(handle, [buffers[0][: len(buffers[0]) // 2]], start)
        raise OSError(95, "operation not supported")

    monkeypatch.setattr("vidtui.jobs.check.hashes.BLOCK_BYTES", 70_000)
    monkeypatch.setattr(os, "preadv", preadv)
    assert counts(known.check(verify=True)) == {"recorded": 3}
    for name in (FIRST, SECOND, THIRD):
        with open(known.path(name), "rb") as opened:
            assert known.file(name)["full_hash"] == xxh3_128(opened.read()).digest()


def cached(path: bytes) -> int:
    """Return how many pages of a file are in the page cache."""
    done = subprocess.run(
        ["fincore", "--noheadings", "--output", "PAGES", path], capture_output=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(shutil.which("fincore") is None, reason="needs fincore")
def test_the_page_cache_is_as_before(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    path.write_bytes(os.urandom(1_000_000) * 36)  # several times what a disk reads ahead
    found = os.stat(path)
    with path.open("rb") as opened:
        os.fsync(opened.fileno())
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if cached(os.fsencode(path)):
        pytest.skip("this filesystem lives in memory")
    file = fingerprint.WholeFile(os.fsencode(path), found.st_size, found.st_mtime_ns)
    assert sum(file.blocks()) == found.st_size
    left = cached(os.fsencode(path))
    path.read_bytes()
    before = cached(os.fsencode(path))
    assert left < before / 2, "no more than what was read ahead"
    list(fingerprint.WholeFile(os.fsencode(path), found.st_size, found.st_mtime_ns).blocks())
    assert cached(os.fsencode(path)) == before
