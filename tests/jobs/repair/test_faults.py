"""Disks that are full under links, trash, catalogue and log: nothing is lost, and it says so."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from peewee import SqliteDatabase

from tests.conftest import Mount
from tests.disk.link_trees import CHANGES, WAYS, lack, stopped
from tests.support.library import Library
from tests.support.repairs import (
    Sitting,
    actions,
    break_links,
    listing,
    log_of,
    moved,
    relative,
    stood,
    strays,
    text_of,
    texts,
    write_down,
)
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.errors import Exit, SafetyRefusal
from vidtui.jobs import undo as undoing
from vidtui.jobs.base import CancelToken
from vidtui.jobs.links.model import Verb
from vidtui.jobs.links.undo import settled
from vidtui.jobs.repair import accepting, plan_file
from vidtui.jobs.repair.apply import ApplyJob
from vidtui.jobs.repair.repairing import Repairs
from vidtui.jobs.repair.run import ApplyFinished, ApplyOptions

ALIEN, HEAT = stood("Alien"), stood("Heat")
PAGE = 4096
EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"


def use_up_inodes(folder: Path) -> list[Path]:
    """Make empty files until there is no room for another name."""
    made: list[Path] = []
    for number in itertools.count():
        try:
            (folder / f"filler {number}").touch()
        except OSError:
            return made
        made.append(folder / f"filler {number}")
    raise AssertionError


def use_up_space(folder: Path) -> Path:
    """Leave nothing of a small disk."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as opened, contextlib.suppress(OSError):
        while True:
            opened.write(bytes(PAGE))
    return filler


@contextmanager
def full_from(number: int, library: Library) -> Iterator[list[Path]]:
    """Let the catalogue's disk be full from its ``number``-th write on; yields what fills it.

    Its log is emptied first: what stands in no file cannot be written over.
    """
    count, fillers = itertools.count(1), list[Path]()
    real = SqliteDatabase.begin

    def begin(database: SqliteDatabase, *arguments: Any) -> None:
        if next(count) == number:
            (busy, *_pages) = database.execute_sql(EMPTY_LOG).fetchone()
            assert not busy
            fillers.append(use_up_space(library.data))
        real(database, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteDatabase, "begin", begin)
        yield fillers


class TestLinks:
    @pytest.fixture(params=["exchange", "aside"])
    def sitting(
        self,
        request: pytest.FixtureRequest,
        library: Library,
        mount: Mount,
        monkeypatch: pytest.MonkeyPatch,
    ) -> Sitting:
        """Links on a disk that has room for few more names, the trash elsewhere."""
        lack(monkeypatch, WAYS[request.param])
        mount(library.base / "video", options="nr_inodes=40")
        break_links(library, ("Alien", "Brazil"), ("Heat", "Ran"))
        return Sitting(library)

    def test_no_inode_is_left(self, sitting: Sitting) -> None:
        library = sitting.library
        sitting.done("Brazil")
        fillers = use_up_inodes(library.base / "video")
        was = listing(library.base / "video")
        outcome = sitting.apply("Alien")
        assert (outcome.state, outcome.action) == ("failed", None)
        assert outcome.reason == f"{library.links}/Films/Alien.mkv: the disk is full"
        with pytest.raises(SafetyRefusal, match="the disk is full"):
            sitting.undo()
        now = listing(library.base / "video")
        assert {place: told[:2] for place, told in now.items()} == {
            place: told[:2] for place, told in was.items()
        }
        assert actions(library) == [
            ("relink", "done", False),
            ("relink", outcome.reason, False),
        ]
        assert [line[5].partition(":")[0] for line in log_of(library)] == [
            "done",
            "failed",
            "refused",
        ]
        # What leaves makes room, and cannot come back while that is used.
        sitting.done("Heat", "orphan")
        assert use_up_inodes(library.base / "video")
        with pytest.raises(SafetyRefusal, match="the disk is full"):
            sitting.undo()
        assert len(texts(library.base / "trash")) == 1
        fillers[0].unlink()
        fillers[1].unlink()
        sitting.done("Alien")
        assert sitting.repairs.run is not None
        undone = undoing.undo(
            sitting.catalogue, library.settings(), sitting.repairs.run, dry_run=False
        )
        assert [one.refused for one in undone] == [False] * 3
        for path in (ALIEN, HEAT, stood("Brazil")):
            assert text_of(library, path) == relative(library, path, path)
        assert strays(library.base) == []

    def test_no_inode_is_left_in_the_trash(self, sitting: Sitting, mount: Mount) -> None:
        library, trash = sitting.library, sitting.library.base / "trash"
        mount(trash, options="nr_inodes=8")
        sitting.done("Ran", "orphan")
        fillers = use_up_inodes(trash)
        was = listing(library.base / "video")
        outcome = sitting.apply("Heat", "orphan")
        assert outcome.state == "failed"
        assert outcome.reason.endswith(": the disk is full")
        now = listing(library.base / "video")
        assert {place: told[:2] for place, told in now.items()} == {
            place: told[:2] for place, told in was.items()
        }
        assert len(texts(trash)) == 1
        fillers[0].unlink()
        sitting.done("Heat", "orphan")
        assert len(texts(trash)) == 2

    def test_no_space_for_the_record(self, sitting: Sitting, mount: Mount) -> None:
        """Without a record of where it was from, no orphan goes to the trash."""
        library, trash = sitting.library, sitting.library.base / "trash"
        mount(trash, size="64k")
        use_up_space(trash)
        was = listing(library.base / "video")
        outcome = sitting.apply("Heat", "orphan")
        assert outcome.state == "failed"
        assert outcome.reason.endswith(": the disk is full")
        assert listing(library.base / "video") == was
        assert texts(trash) == {}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("way", ["exchange", "aside", "two disks"])
@pytest.mark.parametrize("verb", ["repair", "orphan"])
def test_the_disk_fails_at_every_step(
    library: Library, verb: Verb, way: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One call fails, and those after it do not: the link is old or new, and the answer true."""
    lack(monkeypatch, WAYS.get(way, 0), devices=way == "two disks")
    break_links(library, ("Alien",), ("Heat",))
    sitting = Sitting(library)
    name, path = ("Alien", ALIEN) if verb == "repair" else ("Heat", HEAT)
    old, seen = text_of(library, path), set()
    for number in itertools.count(1):
        with stopped(number, lambda: OSError(code, "injected"), CHANGES) as count:
            outcome = sitting.apply(name, verb)
        now = texts(library.base / "video").get(library.path(path, library.links))
        trashed = list(texts(library.base / "trash").values())
        seen.add(outcome.state)
        if outcome.state == "done":
            expected = relative(library, ALIEN, moved("Alien")) if verb == "repair" else None
            assert now == expected
            assert trashed == ([old] if verb == "orphan" else [])
            assert sitting.undo() is not None
        else:
            assert (now, trashed) == (old, [])
            assert "\n" not in outcome.reason
        assert text_of(library, path) == old
        assert strays(library.base) == []
        assert settled(sitting.catalogue, library.settings()) == []
        if count[0] < number:
            break
    assert seen >= {"done", "failed"}


@pytest.mark.parametrize("way", ["exchange", "aside", "two disks"])
@pytest.mark.parametrize("undo", [False, True], ids=["done", "undone"])
@pytest.mark.parametrize("verb", ["repair", "orphan"])
def test_the_disk_fails_from_a_step_on(
    library: Library, verb: Verb, undo: bool, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be mended before the disk is: then each link is old or new again."""
    lack(monkeypatch, WAYS.get(way, 0), devices=way == "two disks")
    break_links(library, ("Alien",), ("Heat",))
    sitting = Sitting(library)
    name, path = ("Alien", ALIEN) if verb == "repair" else ("Heat", HEAT)
    old = text_of(library, path)
    left_open = 0
    for number in itertools.count(1):
        sitting.repairs = Repairs(sitting.catalogue, library.settings())
        if undo:
            sitting.done(name, verb)
        with stopped(number, lambda: OSError(errno.EIO, "I/O"), CHANGES, lasting=True) as count:
            if not undo:
                answer = sitting.apply(name, verb).state
            else:
                try:
                    answer = "done" if sitting.undo() else "nothing"
                except SafetyRefusal:
                    answer = "failed"
        told = settled(sitting.catalogue, library.settings())
        left_open += len(told)
        new = relative(library, ALIEN, moved("Alien")) if verb == "repair" else None
        now = texts(library.base / "video").get(library.path(path, library.links))
        trashed = list(texts(library.base / "trash").values())
        assert now in (old, new)
        assert trashed == ([old] if now is None else [])
        if not told:
            assert (now == old) == ((answer == "done") == undo)
        stands = [one for one in actions(library) if one[1:] == ("done", False)]
        assert bool(stands) == (now == new)
        assert strays(library.base) == []
        if stands:
            undoing.undo(
                sitting.catalogue,
                library.settings(),
                undoing.last_run(sitting.catalogue),
                dry_run=False,
            )
        assert text_of(library, path) == old
        if count[0] < number:
            break
    if way == "exchange" and verb == "repair":
        assert left_open


class TestCatalogue:
    @pytest.fixture
    def broken(self, library: Library, mount: Mount) -> Library:
        mount(library.data, size="1m")
        break_links(library, ("Alien", "Brazil", "Crash"), ("Heat", "Ran", "Tron"))
        return library

    @pytest.mark.parametrize("back", [False, True], ids=["repair", "undo"])
    def test_the_disk_is_full(self, broken: Library, back: bool) -> None:
        """From one write on, each in turn: how much a filesystem hands out plays no part."""
        sitting = Sitting(broken)
        before, ended = texts(broken.base / "video"), set()
        names: list[tuple[str, Verb]] = [
            *((name, "repair") for name in ("Alien", "Brazil", "Crash")),
            *((name, "orphan") for name in ("Heat", "Ran", "Tron")),
        ]
        for number in itertools.count(1):
            sitting.repairs = Repairs(sitting.catalogue, broken.settings())
            if back:
                for name, verb in names:
                    sitting.done(name, verb)
            done, problem = 0, ""
            with full_from(number, broken) as fillers:
                try:
                    for name, verb in names:
                        if back:
                            assert sitting.undo() is not None
                        else:
                            sitting.done(name, verb)
                        done += 1
                except CatalogueProblem as error:
                    problem = str(error)
            assert bool(problem) == bool(fillers)
            assert bool(problem) == (done < len(names))
            assert re.fullmatch(f"({broken.database}: the disk is full.*)?", problem)
            ended.add(done)
            whole = _whole(broken)
            for filler in fillers:
                filler.unlink()
            settled(sitting.catalogue, broken.settings())
            assert _whole(broken) == whole
            assert strays(broken.base) == []
            assert settled(sitting.catalogue, broken.settings()) == []
            assert [one for one in actions(broken) if one[1] is None] == []
            while texts(broken.base / "video") != before:
                undoing.undo(
                    sitting.catalogue,
                    broken.settings(),
                    undoing.last_run(sitting.catalogue),
                    dry_run=False,
                )
            if not fillers:
                break
        assert ended == set(range(len(names) + 1))

    def test_in_the_middle_of_a_plan(self, broken: Library) -> None:
        """What was done before is told, and the run can be taken back."""
        before = texts(broken.base / "video")
        plan, path = broken.find().plan, broken.base / "plan.json"
        write_down(broken)
        accepting.accept(plan, ("same-file",))
        plan_file.write(path, plan)
        with full_from(6, broken) as fillers:
            events = list(ApplyJob(broken.settings(), ApplyOptions(path), CancelToken()).run())
        end = events[-1]
        assert isinstance(end, ApplyFinished)
        assert (end.exit, end.counts.untouched > 0) == (Exit.USAGE, True)
        assert end.stopped.startswith(f"{broken.database}: the disk is full")
        for filler in fillers:
            filler.unlink()
        library = broken.find()
        assert 0 < len(library.by_link) < 6
        assert end.run is not None
        sitting = Sitting(broken)
        undoing.undo(sitting.catalogue, broken.settings(), end.run, dry_run=False)
        assert texts(broken.base / "video") == before


def _whole(library: Library) -> dict[bytes, str]:
    """Say of each link whether it is old or new; it must be one of them, in one place."""
    now, found = texts(library.base / "video"), {}
    trashed = [os.path.basename(place) for place in texts(library.base / "trash")]
    for name in ("Alien", "Brazil", "Crash"):
        path = stood(name)
        choices = {
            relative(library, path, path): "old",
            relative(library, path, moved(name)): "new",
        }
        found[path] = choices[now[library.path(path, library.links)]]
    for name in ("Heat", "Ran", "Tron"):
        path = stood(name)
        is_here = library.path(path, library.links) in now
        assert is_here != (os.path.basename(path) in trashed)
        found[path] = "old" if is_here else "new"
    return found
