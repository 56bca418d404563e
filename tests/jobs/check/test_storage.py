"""Storage against the catalogue: each kind is found, and nothing else ever is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.support.checking import Checked
from tests.support.library import Library, snapshot
from tests.support.names import HOSTILE
from tests.support.running import REPOSITORY
from vidtui.disk import scan
from vidtui.jobs.base import CancelToken, Progress
from vidtui.jobs.check import storage
from vidtui.jobs.check.kinds import evidence
from vidtui.jobs.suggest import Commands

OLD_NS = 10**18  # 2001: nothing that is still being written
FIRST = "Films/Film 001 (2001)/Film 001 (2001).mkv"


def age(library: Library, *names: str) -> None:
    for name in names:
        os.utime(library.path(name), ns=(OLD_NS, OLD_NS))


@pytest.fixture
def known(library: Library) -> Library:
    """A healthy library: films in editions and parts, episodes, extras, each with its link."""
    names = library.films(25)
    names += [
        "Films/Dune (2021)/Dune (2021) - 1080p.mkv",
        "Films/Dune (2021)/Dune (2021) - 2160p.mkv",
        "Films/Ran (1985)/Ran (1985) CD1.mkv",
        "Films/Ran (1985)/Ran (1985) CD2.mkv",
        "Séries/Dark (2017)/Saison 01/Dark (2017) - S01E01-E02.mkv",
        "Séries/Dark (2017)/Saison 01/Dark (2017) - S01E03.mkv",
    ]
    for name in names:
        library.put(name, mtime_ns=OLD_NS)
        library.link(name, library.path(name))
    library.put("Films/Dune (2021)/Extras/Making of.mkv", mtime_ns=OLD_NS)
    library.put("Films/Dune (2021)/Dune (2021)-trailer.mkv", mtime_ns=OLD_NS)
    library.put("Films/Dune (2021)/Dune (2021).nfo", b"<movie/>")
    library.import_()
    return library


def test_nothing_is_found_where_all_is_well(known: Library) -> None:
    before = snapshot(known.base)
    checked = known.check()
    assert checked.paths == {}
    assert checked.away == {}
    counts = checked.finished.counts
    assert (counts.files, counts.links, counts.issues, counts.information) == (33, 31, 0, 0)
    assert not checked.finished.cancelled
    after = snapshot(known.base)
    for name in ("stockage", "video", "config.toml", "data/catalogue.sqlite3"):
        mine = {path: at for path, at in before.items() if f"/{name}" in path}
        assert {path: at for path, at in after.items() if f"/{name}" in path} == mine


def test_an_orphan(known: Library) -> None:
    path = known.put("Films/New (2020)/New (2020).mkv", mtime_ns=OLD_NS)
    checked = known.check()
    assert checked.paths == {"orphan_file": ["Films/New (2020)/New (2020).mkv"]}
    found = checked.one("orphan_file")
    assert found.absolute == path
    assert found.facts["size"] == os.path.getsize(path)
    assert found.command is not None
    assert found.command.endswith(f"import '{os.path.dirname(os.fsdecode(path))}'")


def test_a_ghost(library: Library) -> None:
    library.films(30)
    path = library.put("Films/Gone (2020).mkv", b"of a size of its own", mtime_ns=OLD_NS)
    library.import_()
    os.unlink(path)
    found = library.check().one("ghost_entry")
    assert found.absolute == path
    assert found.facts == {"size": 20, "moved": 0}
    assert found.command is not None
    assert found.command.endswith(f"--batch forget '{os.fsdecode(path)}'")


def test_a_renamed_file_is_a_ghost_that_may_have_moved(known: Library) -> None:
    known.rename(FIRST, "Films/Renamed.mkv")
    os.unlink(known.path(FIRST, known.links))
    age(known, "Films/Renamed.mkv")
    paths = known.check().paths
    assert paths["ghost_entry"] == [FIRST]
    assert paths["orphan_file"] == ["Films/Renamed.mkv"]
    found = known.check().one("ghost_entry")
    assert found.facts["moved"] == 1
    assert found.command is not None
    assert found.command.endswith(" import")
    known.import_()
    assert {"ghost_entry", "orphan_file"}.isdisjoint(known.check().paths)


@pytest.mark.parametrize("there", ["link", "dangling link", "folder", "fifo"])
def test_what_stands_in_the_place_of_a_file_makes_it_no_ghost(known: Library, there: str) -> None:
    path = known.path(FIRST)
    elsewhere = known.base / "elsewhere.mkv"
    os.rename(path, elsewhere)
    if there == "folder":
        os.mkdir(path)
    elif there == "fifo":
        os.mkfifo(path)
    else:
        os.symlink(elsewhere if there == "link" else "/nowhere", path)
    checked = known.check()
    assert "ghost_entry" not in checked.paths
    found = checked.one("changed_file")
    assert "there now" in evidence(found)
    done = subprocess.run(
        ["bash", "-c", str(found.command).replace("vidtui ", f"{sys.executable} -m vidtui ", 1)],
        cwd=REPOSITORY, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert "changed_file" not in known.check().paths
    assert os.path.lexists(path)


def test_a_file_that_moved_and_left_a_link_is_imported_first(known: Library) -> None:
    path, new = known.path(FIRST), known.path("Films/Moved (2001).mkv")
    os.rename(path, new)
    os.symlink(new, path)
    found = known.check().one("changed_file")
    assert found.command == Commands(known.settings()).vidtui("import")


def test_a_folder_that_is_a_link_now(known: Library) -> None:
    folder = os.path.dirname(known.path(FIRST))
    os.rename(folder, known.base / "elsewhere")
    os.symlink(known.base / "elsewhere", folder)
    checked = known.check()
    assert "ghost_entry" not in checked.paths
    found = checked.one("changed_file")
    assert "lies behind a link now" in evidence(found)
    assert found.command == Commands(known.settings()).look(folder)


def test_a_file_that_is_back_after_the_walk(
    known: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = known.path(FIRST)
    os.rename(path, known.base / "aside")
    real = storage.look_again

    def back(*asked: Any) -> Any:
        if os.path.lexists(known.base / "aside"):
            os.rename(known.base / "aside", path)
        return real(*asked)

    monkeypatch.setattr(storage, "look_again", back)
    assert known.check().paths == {}


def test_many_files_moved_to_another_root_are_no_loss(library: Library) -> None:
    other = library.base / "disk2"
    other.mkdir()
    library.write_settings(library.storage, other)
    names = library.films(60)
    library.put("Films/Stays (2000).mkv", on=other)
    library.import_()
    for name in names[:25]:
        library.rename(name, name, on=other)
    checked = library.check()
    assert checked.away == {}
    assert len(checked.paths["ghost_entry"]) == 25


def test_the_brake(library: Library) -> None:
    names = library.films(60)
    library.put("Films/Orphan (2020).mkv", b"new", mtime_ns=OLD_NS)
    library.import_()
    library.put("Films/Newer (2021).mkv", b"newer", mtime_ns=OLD_NS)
    for name in names:
        library.link(name, library.path(name))
    for name in names[:25]:
        os.unlink(library.path(name))
    checked = library.check()
    away = checked.away[os.fsencode(library.storage)]
    assert away.remedy == "accept-loss"
    assert away.command is not None
    assert away.command.endswith("--batch check --accept-loss")
    assert checked.paths == {}, "neither ghosts nor broken links beneath a doubted root"
    checked = library.check(accept_loss=True)
    assert checked.away == {}
    assert checked.paths["ghost_entry"] == names[:25]
    assert checked.paths["broken_link"] == names[:25]
    assert checked.paths["orphan_file"] == ["Films/Newer (2021).mkv"]


def test_one_new_file_explains_one_loss(library: Library) -> None:
    """All films here have one size: a single new one of that size releases no brake."""
    names = library.films(60)
    library.import_()
    library.films(1, first=900)
    for name in names[:25]:
        os.unlink(library.path(name))
    assert library.check().away[os.fsencode(library.storage)].remedy == "accept-loss"


def test_what_was_missing_before_brakes_nothing(library: Library) -> None:
    names = library.films(60)
    library.import_()
    for name in names[:22]:
        os.unlink(library.path(name))
    library.import_(accept_loss=True)
    checked = library.check()
    assert checked.away == {}
    assert len(checked.paths["ghost_entry"]) == 22


def test_another_date_with_the_same_sample_is_nothing(known: Library) -> None:
    os.utime(known.path(FIRST), ns=(OLD_NS + 5, OLD_NS + 5))
    assert known.check().paths == {}


@pytest.mark.parametrize("content", [b"other", b"much longer than it was, for sure it is"])
def test_a_changed_file(known: Library, content: bytes) -> None:
    size = os.path.getsize(known.path(FIRST))
    if len(content) < size:
        content = content.ljust(size, b".")
    known.put(FIRST, content, mtime_ns=OLD_NS + 1)
    checked = known.check()
    assert checked.paths == {"changed_file": [FIRST]}
    assert checked.one("changed_file").facts == {"size": len(content), "before": size}


def test_an_empty_file(known: Library) -> None:
    known.put("Films/Empty (2000).mkv", b"", mtime_ns=OLD_NS)
    known.put(FIRST, b"", mtime_ns=OLD_NS)
    checked = known.check()
    assert checked.paths == {"empty_file": ["Films/Empty (2000).mkv", FIRST]}
    first = checked.by_kind["empty_file"][0].command
    assert first is not None
    assert first.startswith("ls -ld -- ")


@pytest.mark.parametrize("content", [b"", b"half a film"])
def test_a_growing_file(known: Library, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidtui.jobs.roots.live.PROGRESS_INTERVAL_S", 0.0)
    name = "Films/New (2020)/New (2020).mkv"
    path = known.put(name, content)
    events = []
    for event in known.checking():
        events.append(event)
        if isinstance(event, Progress) and event.folder == os.path.dirname(path):
            with open(path, "ab") as opened:
                opened.write(b" and more")
    assert Checked(events).paths == {"growing_file": [name]}


def test_a_file_changed_lately_that_does_not_grow_is_told_of(known: Library) -> None:
    known.put("Films/New (2020).mkv")
    assert known.check().paths == {"orphan_file": ["Films/New (2020).mkv"]}


def test_a_file_that_vanishes_while_it_is_looked_at(
    known: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(known.path(FIRST), ns=(OLD_NS + 5, OLD_NS + 5))

    def gone(path: bytes, _size: int, _mtime_ns: int) -> bytes:
        raise FileNotFoundError(2, "gone")

    monkeypatch.setattr(storage, "sample", gone)
    assert known.check().paths == {}


def test_input_output_errors_are_no_losses(known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir
    failing = os.path.dirname(known.path(FIRST))

    def scandir(path: Any) -> Any:
        if path == failing:
            raise OSError(5, "input/output error")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    checked = known.check()
    assert checked.paths == {"unreadable": ["Films/Film 001 (2001)"]}
    assert "input/output" in str(checked.one("unreadable").facts["reason"])


def test_a_sample_that_cannot_be_read(known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(known.path(FIRST), ns=(OLD_NS + 5, OLD_NS + 5))

    def failing(path: bytes, _size: int, _mtime_ns: int) -> bytes:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(storage, "sample", failing)
    assert known.check().paths == {"unreadable": [FIRST]}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_names(library: Library, name: bytes) -> None:
    library.films(3)
    library.import_()
    path = library.put(b"Films/" + name + b".mkv", mtime_ns=OLD_NS)
    found = library.check().one("orphan_file")
    assert found.absolute == path


def test_a_cancelled_check_says_what_it_found(known: Library) -> None:
    known.put("Films/AAA (2020).mkv", mtime_ns=OLD_NS)
    os.unlink(known.path(FIRST))
    cancel, events = CancelToken(), []
    for event in known.checking(cancel=cancel):
        events.append(event)
        if isinstance(event, Progress):
            cancel.set()
    checked = Checked(events)
    assert checked.finished.cancelled
    assert set(checked.paths) <= {"orphan_file"}, "what was not met yet is no ghost"


def test_pieces_of_large_folders(known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "PIECE", 2)
    for number in range(7):
        known.put(f"Films/Many/{number}.mkv", mtime_ns=OLD_NS)
    assert len(known.check().paths["orphan_file"]) == 7


def test_the_clock_of_a_file_in_the_future(known: Library) -> None:
    future = time.time_ns() + 10**15
    known.put("Films/New (2020).mkv", mtime_ns=future)
    assert known.check().paths == {"orphan_file": ["Films/New (2020).mkv"]}
