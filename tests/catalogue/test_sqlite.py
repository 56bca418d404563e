"""Nothing but SQLite, and one copy of it, opens a catalogue and what lies beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support import by_hand
from tests.support.library import Library, contents
from tests.support.running import environment, run
from vidtui.catalogue import backups
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.catalogue.models import Property

pytestmark = pytest.mark.in_full

NAMES = [
    *("catalogue.sqlite3", "catalogue.sqlite3-wal", "catalogue.sqlite3-journal"),
    *("catalogue.sqlite3-shm", "catalogue.sqlite3.new-1-2", "catalogue.sqlite3.replaced-2026"),
    *("catalogue.sqlite3.restoring-12", ".catalogue.sqlite3.12.part", "other.sqlite"),
]
WAYS = [
    "open(path, 'rb').close()",
    "import os; os.close(os.open(path, os.O_RDONLY))",
    "import shutil; shutil.copy(path, path + '.copied')",
    "import pathlib; pathlib.Path(path).read_bytes()",
]


class TestTheWatch:
    @pytest.mark.parametrize("name", NAMES)
    def test_it_knows_the_names(self, name: str, tmp_path: Path) -> None:
        assert self.opened(tmp_path / name, WAYS[0]) != ""

    @pytest.mark.parametrize("way", WAYS)
    def test_it_sees_every_way(self, way: str, tmp_path: Path) -> None:
        assert "vidtui/made_up.py" in self.opened(tmp_path / NAMES[0], way)

    def test_in_a_process_of_its_own(self, library: Library, tmp_path: Path) -> None:
        (tmp_path / NAMES[0]).write_bytes(b"")
        code = self.program(tmp_path / NAMES[0], WAYS[0])
        command = f"exec(compile({code!r}, {by_hand.PRODUCT + 'made_up.py'!r}, 'exec'))"
        line = [sys.executable, "-c", command]
        subprocess.run(line, env=environment(library), check=True)
        assert "vidtui/made_up.py" in self.taken()

    def test_what_may_be_opened(self, tmp_path: Path) -> None:
        assert self.opened(tmp_path / "catalogue.sqlite3.lock", WAYS[0]) == ""
        assert self.opened(tmp_path / "catalogue.sqlite3.intent", WAYS[0]) == ""
        way = "import os; os.close(os.open(path + '-2.sqlite3', os.O_CREAT | os.O_EXCL))"
        assert self.opened(tmp_path / NAMES[0], way) == ""
        (tmp_path / NAMES[0]).read_bytes()
        assert self.taken() == ""

    def opened(self, path: Path, way: str) -> str:
        path.write_bytes(b"")
        exec(compile(self.program(path, way), by_hand.PRODUCT + "made_up.py", "exec"))
        return self.taken()

    def program(self, path: Path, way: str) -> str:
        return f"path = {str(path)!r}\n{way}"

    def taken(self) -> str:
        file = Path(os.environ[by_hand.LIST])
        lines = file.read_text() if file.exists() else ""
        file.unlink(missing_ok=True)
        return lines


def test_one_copy_of_sqlite_where_another_is_installed(library: Library, tmp_path: Path) -> None:
    package = tmp_path / "pysqlite3"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "dbapi2.py").write_text("from sqlite3.dbapi2 import *\nsqlite_version_info = (99,)")
    code = (
        "import sys, peewee, pysqlite3.dbapi2 as other, sqlite3\n"
        "assert peewee.sqlite3 is other\n"
        "from vidtui.catalogue import sqlite\n"
        "assert peewee.sqlite3 is sqlite3 is sqlite.sqlite3"
    )
    env = environment(library)
    env["PYTHONPATH"] += f":{tmp_path}"
    subprocess.run([sys.executable, "-c", code], env=env, check=True)


def left_log(path: Path) -> None:
    """Leave the log of a catalogue that is gone beside its place, as a kill and a hand do."""
    catalogue = open_catalogue(path, create=True)
    with catalogue.session():
        with catalogue.transaction():
            Property.create(name="old", value="1")
        shutil.copy(f"{path}-wal", path.with_name("saved"))
    path.unlink()
    os.rename(path.with_name("saved"), f"{path}-wal")


def test_a_log_of_one_that_is_gone_is_not_taken_for_the_new_ones(library: Library) -> None:
    left_log(library.database)
    library.films(1)
    before = contents(library.data)
    with pytest.raises(CatalogueProblem, match=r"-wal: this belongs to a catalogue that is gone"):
        library.import_()
    assert contents(library.data) == before
    Path(f"{library.database}-wal").unlink()
    library.import_()
    assert len(library.files()) == 1


@pytest.mark.parametrize("suffix", ["-wal", "-journal"])
def test_nor_for_that_of_a_copy(path: Path, tmp_path: Path, suffix: str) -> None:
    open_catalogue(path, create=True)
    beside = tmp_path / f"copy.sqlite3{suffix}"
    beside.write_bytes(b"log")
    with pytest.raises(CatalogueProblem, match=f"{suffix}: exists already"):
        backups.backup(path, tmp_path / "copy.sqlite3")
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [beside.name]


def test_one_that_may_not_be_read(library: Library, bound: None) -> None:
    library.films(1)
    library.import_()
    library.database.chmod(0)
    done = run("--batch", "db", "status", library=library, bound=True)
    assert (done.code, done.err) == (2, b"")
    assert f"{library.database}: permission denied" in done.text


def test_a_pipe_in_its_place_is_not_waited_for(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    with pytest.raises(CatalogueProblem, match="is no file"):
        open_catalogue(path)


@pytest.mark.parametrize("lacking", [1, 4095, 4096, 5000])
def test_one_that_lacks_its_end(path: Path, lacking: int) -> None:
    open_catalogue(path, create=True)
    os.truncate(path, path.stat().st_size - lacking)
    with pytest.raises(CatalogueProblem, match="it is truncated"):
        open_catalogue(path)


def test_one_that_others_shorten_meanwhile_is_whole(path: Path) -> None:
    catalogue = open_catalogue(path, create=True)
    with catalogue.session(), closing(sqlite3.connect(path)) as other:
        with catalogue.transaction():
            for number in range(100):
                Property.create(name=f"name {number}", value="x" * 4000)
        other.execute("DELETE FROM property WHERE name LIKE 'name %'")
        other.commit()
        other.execute("VACUUM")
        assert open_catalogue(path).id == catalogue.id
