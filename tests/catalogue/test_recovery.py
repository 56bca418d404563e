"""A write that ``kill -9`` cut off where there is no shared memory, as on a network."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.library import Library, contents
from tests.support.restores import files, held, in_child
from tests.support.running import run
from vidtui.catalogue import models, sqlite
from vidtui.catalogue.database import check, open_catalogue
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.catalogue.models import MediaFile
from vidtui.errors import LockHeld

pytestmark = pytest.mark.in_full

CUT_OFF = "a write was cut off, and must be taken back"


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "is_network", lambda path: True)


@pytest.fixture
def cut_off(library: Library, network: None) -> Library:
    """A library whose catalogue an import was killed in the midst of writing."""
    library.films(30)
    library.import_()
    assert library.query("PRAGMA journal_mode")[0][0] == "delete"

    def work() -> None:
        catalogue = open_catalogue(library.database)
        with catalogue.writing("import"), catalogue.session():
            models.database.obj.execute_sql("PRAGMA cache_size = 1")
            with catalogue.transaction():
                MediaFile.update(shown="lost" * 2000).execute()
                os.kill(os.getpid(), signal.SIGKILL)

    in_child(work)
    assert os.stat(f"{library.database}-journal").st_size > 0
    return library


def shown(library: Library) -> set[str]:
    return {row["shown"] for row in library.files().values()}


USES: dict[str, Callable[[Library], object]] = {
    "open": lambda library: open_catalogue(library.database),
    "check": lambda library: check(library.database),
    "import": lambda library: library.import_(),
    "dry run": lambda library: library.import_(dry_run=True),
    "find": lambda library: library.find(),
}


@pytest.mark.parametrize("use", USES)
def test_the_next_start_takes_it_back(cut_off: Library, use: str) -> None:
    USES[use](cut_off)
    assert len(cut_off.files()) == 30
    assert not any(name.startswith("lost") for name in shown(cut_off))
    assert not Path(f"{cut_off.database}-journal").exists()


@pytest.mark.parametrize(
    "command", [["db", "status"], ["db", "backup"], ["journal"], ["import"], ["enrich", "-n"]]
)
def test_so_does_every_command(cut_off: Library, command: list[str]) -> None:
    done = run("--batch", *command, library=cut_off)
    assert done.code in (0, 4), done
    assert len(cut_off.files()) == 30


def test_only_under_the_writer_lock(cut_off: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(cut_off.database)
    with held(cut_off.database):
        with pytest.raises(LockHeld, match=r"is writing: import.*db status") as caught:
            open_catalogue(cut_off.database)
        done = run("--batch", "db", "status", library=cut_off)
    assert done.code == 6
    assert done.complaint == f"vidtui: {caught.value}"
    assert files(cut_off.database) == before
    purposes: list[str] = []
    acquire = sqlite.WriterLock.acquire

    def note(lock: sqlite.WriterLock, purpose: str) -> None:
        purposes.append(purpose)
        acquire(lock, purpose)

    monkeypatch.setattr(sqlite.WriterLock, "acquire", note)
    open_catalogue(cut_off.database)
    assert purposes == ["db recovery"]


READ_ONLY: dict[str, Callable[[Path], object]] = {
    "the folder": lambda data: data.chmod(0o500),
    "the folder and all in it": lambda data: [
        entry.chmod(0o500) for entry in (*data.iterdir(), data)
    ],
    "the lock": lambda data: (data / "catalogue.sqlite3.lock").chmod(0),
    "the catalogue": lambda data: (data / "catalogue.sqlite3").chmod(0o400),
}


@pytest.mark.parametrize("what", READ_ONLY)
def test_one_who_may_not_write_says_which_command_does(
    cut_off: Library, what: str, bound: None
) -> None:
    (cut_off.data / "catalogue.sqlite3.lock").touch()
    READ_ONLY[what](cut_off.data)
    for command in (["db", "status"], ["journal"], ["import", "-n"]):
        done = run("--batch", *command, library=cut_off, bound=True)
        assert done.code == 2, done
        assert CUT_OFF in done.text + done.err.decode()
        assert "vidtui --batch db status" in done.text + done.err.decode()
    assert Path(f"{cut_off.database}-journal").exists()
    for entry in (cut_off.data, *cut_off.data.iterdir()):
        entry.chmod(0o700)
    assert run("--batch", "db", "status", library=cut_off).code == 0


def test_a_disk_that_is_read_only(cut_off: Library, mount: Callable[..., None]) -> None:
    mount(cut_off.data, bind=cut_off.data)
    read_only = ["mount", "-o", "remount,ro,bind", str(cut_off.data)]
    subprocess.run(read_only, check=True)
    before = contents(cut_off.data)
    with pytest.raises(CatalogueProblem, match=CUT_OFF):
        open_catalogue(cut_off.database)
    assert contents(cut_off.data) == before


def test_one_that_is_at_it_is_not_cut_off(library: Library, network: None) -> None:
    """A journal of a process that lives is left to it."""
    library.films(30)
    library.import_()
    ready, says = os.pipe()
    hears, tell = os.pipe()
    child = os.fork()
    if not child:
        catalogue = open_catalogue(library.database)
        with catalogue.writing("import"), catalogue.session(), catalogue.transaction():
            MediaFile.update(shown="mine").execute()
            os.write(says, b"r")
            os.read(hears, 1)
        os._exit(0)
    os.read(ready, 1)
    assert Path(f"{library.database}-journal").exists()
    open_catalogue(library.database)
    assert "mine" not in shown(library)
    os.write(tell, b"w")
    assert os.waitpid(child, 0)[1] == 0
    assert shown(library) == {"mine"}
