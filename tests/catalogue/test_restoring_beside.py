"""Restoring while others have the catalogue open: nothing of its old state is written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.restores import (
    STATES,
    end,
    names,
    restore,
    state_after,
    write,
)
from tests.support.running import run
from tests.support.tracing import calls_of, kill_points, killed_before
from vidtui.batch.check import View, run_check
from vidtui.batch.output import Output
from vidtui.catalogue import backups, models
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.errors import CatalogueProblem, CatalogueReplaced
from vidtui.jobs.check.job import CheckJob
from vidtui.jobs.check.run import CheckOptions

pytestmark = pytest.mark.in_full


class Beside:
    """A process that has the catalogue open, and read it, before another restores a copy."""

    def __init__(self, path: Path) -> None:
        told, self._tell = os.pipe()
        self._heard, tells = os.pipe()
        self._child = os.fork()
        if not self._child:
            os._exit(self._read_and_write(path, told, tells))
        os.close(told)
        os.close(tells)
        assert os.read(self._heard, 1) == b"r"

    def _read_and_write(self, path: Path, told: int, tells: int) -> int:
        try:
            catalogue = open_catalogue(path)
            with catalogue.session():
                rows = models.database.obj.execute_sql("SELECT name FROM property")
                rows.fetchone()  # a snapshot that is held
                os.write(tells, b"r")
                os.read(told, 1)
                rows.fetchall()
                with catalogue.writing("import"):
                    write(catalogue, "lost")
        except CatalogueReplaced:
            return 0
        except CatalogueProblem as problem:
            return 2 if "deleted or replaced" in str(problem) else 3
        except BaseException:  # noqa: BLE001 - told by the code
            return 4
        return 1

    def end(self) -> None:
        """End it, unless it has ended."""
        if self._child:
            end(self._child)

    def write(self) -> int:
        """Let it write now; return 0 where it saw another catalogue, 2 where another file."""
        os.write(self._tell, b"w")
        child, self._child = self._child, 0
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def beside() -> Iterator[Callable[[Path], Beside]]:
    """Begin a process that has a catalogue open."""
    begun: list[Beside] = []

    def begin(path: Path) -> Beside:
        begun.append(Beside(path))
        return begun[-1]

    yield begin
    for one in begun:
        one.end()


@pytest.mark.parametrize("state", ["sound", "other pages"])
def test_one_who_has_it_open_writes_nothing_from_before(
    path: Path, copy: Path, state: str, beside: Callable[[Path], Beside]
) -> None:
    arrange, held = STATES[state]
    arrange(path, copy)
    living = beside(path)
    kept = restore(path, copy)
    assert kept is not None
    assert living.write() == (0 if state == "sound" else 2)
    assert names(path) == {"old"}
    assert names(kept) == held
    write(open_catalogue(path), "later")
    assert names(path) == {"old", "later"}


def test_killed_while_one_has_it_open(
    path: Path, copy: Path, tmp_path: Path, beside: Callable[[Path], Beside]
) -> None:
    def work() -> None:
        restore(path, copy)

    template = tmp_path / "template"
    shutil.copytree(path.parent, template)
    first = beside(path)
    points = kill_points(calls_of(work))
    assert first.write() == 0
    for point in points[:: max(1, len(points) // 8)]:
        shutil.rmtree(path.parent)
        shutil.copytree(template, path.parent)
        living = beside(path)
        assert killed_before(point, work)
        is_restored = state_after(path) == "restored"
        assert living.write() == (0 if is_restored else 1)
        assert names(path) == ({"old"} if is_restored else {"old", "new", "lost"})


def test_each_restore_is_another_generation(path: Path, copy: Path) -> None:
    generations = {open_catalogue(path).generation}
    for _number in range(3):
        restore(path, copy)
        generations.add(open_catalogue(path).generation)
    assert len(generations) == 4
    assert open_catalogue(path).id in generations


def test_what_was_read_before_is_not_taken_for_what_is_there_now(path: Path, copy: Path) -> None:
    catalogue = open_catalogue(path)
    catalogue.refuse_replaced()
    restore(path, copy)
    with pytest.raises(CatalogueReplaced, match="restored meanwhile") as caught:
        catalogue.refuse_replaced()
    assert caught.value.generation == open_catalogue(path).generation


@pytest.fixture
def known(library: Library) -> Library:
    """A library with a copy of its catalogue, from when it held one film less."""
    library.films(3)
    library.link("broken", "nothing")
    library.import_()
    backups.backup(library.database)
    library.films(1, first=10)
    library.import_()
    return library


JOBS: dict[str, Callable[[Library], Iterator[object]]] = {
    "check": lambda library: library.checking(),
    "find": lambda library: library.finding(),
}


@pytest.mark.parametrize("job", JOBS)
def test_a_job_that_only_reads_does_not_tell_of_two_catalogues(known: Library, job: str) -> None:
    events = JOBS[job](known)
    next(events)
    assert run("--batch", "db", "restore", library=known).code == 0
    with pytest.raises(CatalogueReplaced):
        list(events)


def test_a_check_of_two_catalogues_is_not_kept(
    known: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def found(check: CheckJob) -> Iterator[object]:
        yield from events(check)
        assert run("--batch", "db", "restore", library=known).code == 0
        raise CatalogueReplaced(known.database, "other")

    events = CheckJob.run
    monkeypatch.setattr(CheckJob, "run", found)
    with pytest.raises(CatalogueReplaced) as caught:
        run_check(known.settings(), CheckOptions(), View(), Output(), new_only=False)
    assert caught.value.exit == 5
    assert capsys.readouterr().out == ""
    assert not (known.data / "reports").exists()


def test_what_writes_is_not_disturbed(known: Library) -> None:
    events = known.importing()
    next(events)
    done = run("--batch", "db", "restore", library=known)
    assert done.code == 6
    assert "another vidtui is writing: import" in done.complaint
    list(events)
    assert len(known.present()) == 4
