"""``vidtui --batch import`` as a process: codes, streams, JSON, permissions, names."""

from __future__ import annotations

import base64
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import Library, contents
from tests.support.names import HOSTILE
from tests.support.running import PATIENCE_S, Done, checked_text, command, environment, run

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"


@pytest.fixture
def known(library: Library) -> Library:
    """Four films and a link, on disk only."""
    library.films(3)
    library.put(ALIEN)
    library.link("Alien.mkv", library.path(ALIEN))
    return library


def test_the_report_for_people(known: Library) -> None:
    known.put("Films/empty.mkv", b"")
    known.put("Divers/Heat (1995).mkv")
    known.link("broken.mkv", "nothing")
    done = run("--batch", "import", library=known)
    assert done.code == 3
    lines = done.text.splitlines()
    assert lines[0] == f"New catalogue: {known.database}"
    assert lines[1].startswith("5 imported, 0 ignored, 1 error")
    assert "  1 of unknown type: neither below a film nor a series folder" in lines
    assert "  2 links" in lines
    assert "  1 broken link" in lines
    assert lines[-2:] == [
        "Errors:",
        f"  {known.storage}/Films/empty.mkv: the file is empty (0 bytes)",
    ]
    assert "imported" not in checked_text(done.err)


def test_json_is_one_document_and_progress_is_not_on_stdout(known: Library) -> None:
    done = run("--batch", "import", "--json", library=known)
    assert done.code == 0
    assert done.err
    document = done.json
    assert (document["command"], document["exit"], document["created"]) == ("import", 0, True)
    assert document["summary"]["imported"] == 4
    assert document["errors"] == document["refused"] == document["notices"] == []
    again = run("import", "--json", "--quiet", "--batch", library=known)
    assert again.json["summary"]["ignored"] == 4
    assert again.json["created"] is False
    assert again.err == b""


def test_json_lines_are_the_events_and_the_report(known: Library) -> None:
    done = run("--batch", "import", "--json-lines", "-q", library=known)
    kinds = [line["event"] for line in done.lines]
    assert kinds[0] == "started"
    assert kinds[-2:] == ["finished", "report"]
    assert set(kinds[1:-2]) == {"progress"}
    assert done.lines[-1]["summary"]["imported"] == 4
    assert done.lines[-1]["exit"] == done.code == 0
    assert done.err == b""


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda library: None, 0),
        (lambda library: library.put("Divers/Heat (1995).mkv"), 4),
        (lambda library: library.link("broken", "nothing"), 4),
        (lambda library: library.put("Films/empty.mkv", b""), 3),
        (lambda library: os.rename(library.links, library.base / "away"), 5),
        (lambda library: library.config.write_text(""), 2),
        (lambda library: library.config.write_text("x"), 2),
        (lambda library: library.database.write_bytes(b"junk"), 2),
    ],
    ids=["well", "unknown", "broken link", "empty file", "offline", "no root", "no TOML", "junk"],
)
def test_exit_codes(known: Library, spoil: Any, code: int) -> None:
    known.data.mkdir()
    spoil(known)
    done = run("--batch", "import", "-q", library=known)
    assert done.code == code
    if code == 2:
        assert done.complaint.startswith("vidtui: ")
        assert done.out == b""


def test_paths_and_add_root(known: Library) -> None:
    other = known.base / "disk2"
    known.put("Films/Heat (1995).mkv", on=other)
    refused = run("--batch", "import", os.fsencode(other), library=known)
    assert refused.code == 2
    assert "--add-root" in refused.complaint
    assert not known.database.exists()
    dry = run("--batch", "import", "--add-root", "--dry-run", os.fsencode(other), library=known)
    assert dry.code == 2
    assert str(other) not in known.config.read_text()
    done = run("--batch", "import", "--add-root", "--json", "disk2", library=known)
    assert done.json["summary"]["imported"] == 1
    assert str(other) in known.config.read_text()
    whole = run("--batch", "import", "--add-root", "--json", "stockage/Films", library=known)
    assert whole.json["summary"]["imported"] == 4
    nested = run("--batch", "import", "--add-root", os.fsencode(known.base), library=known)
    assert nested.code == 2
    assert "lies inside" in nested.complaint


def test_a_path_that_is_called_like_an_option(known: Library) -> None:
    known.put("--batch/Heat (1995).mkv", on=known.base / "Films")
    known.write_settings(known.storage, known.base / "Films")
    done = run(
        "import", "--batch", "--json", "--", "--batch", library=known, cwd=known.base / "Films"
    )
    assert done.json["summary"]["imported"] == 1


def test_dry_run_writes_nothing(known: Library) -> None:
    before = contents(known.base)
    done = run("--batch", "import", "--dry-run", library=known)
    assert done.code == 0
    assert "Dry run: nothing was written." in done.text
    assert "4 imported" in done.text
    assert contents(known.base) == before
    run("--batch", "import", library=known)
    before = contents(known.base)
    assert run("--batch", "import", "--dry-run", "--json", library=known).json["dry_run"] is True
    assert contents(known.base) == before


def test_in_french(known: Library) -> None:
    done = run("--batch", "import", library=known, VIDTUI_LANGUAGE="fr")
    assert done.text.startswith("Nouveau catalogue")
    assert "4 nouveaux films" in done.text


class TestPermissions:
    """A process that the permissions of files bind, root or not."""

    @pytest.fixture
    def locked(self, known: Library, bound: None) -> Library:
        known.import_()
        return known

    def test_an_unchanged_file_that_cannot_be_opened_is_no_error(self, locked: Library) -> None:
        os.chmod(locked.path(ALIEN), 0)
        done = run("--batch", "import", "--json", "-q", library=locked, bound=True)
        assert done.code == 0
        assert done.json["summary"]["ignored"] == 4

    def test_a_new_file_that_cannot_be_opened_is_one(self, locked: Library) -> None:
        path = locked.put("Films/Heat (1995).mkv")
        os.chmod(path, 0)
        done = run("--batch", "import", "--json", "-q", library=locked, bound=True)
        assert done.code == 3
        (error,) = done.json["errors"]
        assert error["path"] == os.fsdecode(path)
        assert error["reason"].lower() == "cannot be read: permission denied"
        os.chmod(path, 0o600)
        assert run("--batch", "import", "--json", library=locked).json["summary"]["imported"] == 1

    def test_a_folder_that_cannot_be_read_is_unknown_not_missing(self, locked: Library) -> None:
        folder = locked.storage / "Films" / "Alien (1979)"
        folder.chmod(0)
        done = run("--batch", "import", "--json", "-q", library=locked, bound=True)
        folder.chmod(0o700)
        assert done.code == 3
        assert done.json["summary"]["missing"] == 0
        assert locked.missing() == set()

    def test_a_folder_that_can_be_listed_but_not_entered(self, locked: Library) -> None:
        folder = locked.storage / "Films" / "Alien (1979)"
        folder.chmod(0o400)
        done = run("--batch", "import", "--json", "-q", library=locked, bound=True)
        folder.chmod(0o700)
        assert done.code == 3
        assert locked.missing() == set()

    def test_a_root_that_cannot_be_read(self, locked: Library) -> None:
        locked.storage.chmod(0)
        done = run("--batch", "import", "--json", "-q", library=locked, bound=True)
        locked.storage.chmod(0o700)
        assert done.code == 5
        assert done.json["refused"][0]["reason"] == "you may not read this folder"

    @pytest.mark.parametrize("mode", [0o500, 0])
    @pytest.mark.parametrize(
        "words",
        [["import"], ["import", "-n"], ["db", "status"], ["db", "backup"], ["roots", "list"]],
        ids=" ".join,
    )
    def test_a_state_folder_that_cannot_be_written(
        self, locked: Library, mode: int, words: list[str]
    ) -> None:
        before = contents(locked.data)
        locked.data.chmod(mode)
        done = run("--batch", *words, library=locked, bound=True)
        locked.data.chmod(0o700)
        assert done.code == 2
        text = done.text + checked_text(done.err)
        assert str(locked.data) in text
        assert "Traceback" not in text
        assert "internal failure" not in text
        assert contents(locked.data) == before

    def test_a_catalogue_that_cannot_be_read(self, locked: Library) -> None:
        locked.database.chmod(0)
        for words in (["import", "-q"], ["roots", "list"]):
            done = run("--batch", *words, library=locked, bound=True)
            assert done.code == 2
            assert str(locked.database) in done.complaint

    def test_no_place_for_a_new_catalogue(self, known: Library, bound: None) -> None:
        known.data.mkdir(mode=0o500)
        done = run("--batch", "import", library=known, bound=True)
        assert done.code == 2
        assert "permission denied" in done.complaint.lower()


class TestHostileNames:
    """One library of every hostile name, imported once; each name is then looked at."""

    @pytest.fixture(scope="class")
    def imported(self, tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Done, Done]:
        library = Library(tmp_path_factory.mktemp("hostile"))
        for name in HOSTILE.values():
            library.put(b"Films/" + name + b".mkv")
            library.put(b"Films/folders/" + name + b"x/Film (2001).mkv")
            library.put(b"Films/empty/" + name + b".avi", b"")
            library.link(b"links/" + name + b".mkv", library.path(b"Films/" + name + b".mkv"))
        done = run("--batch", "import", "--json", library=library)
        people = run("--batch", "import", library=library)
        return library, done, people

    def test_the_whole_is_told_without_steering_a_terminal(
        self, imported: tuple[Library, Done, Done]
    ) -> None:
        _library, done, people = imported
        assert people.code == done.code == 3
        assert done.json["summary"]["imported"] == 2 * len(HOSTILE)
        assert done.json["summary"]["links"] == len(HOSTILE)
        assert done.json["summary"]["broken_links"] == 0
        for text in (done.err, people.out, people.err):
            checked_text(text)

    @pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
    def test_each_is_registered_byte_by_byte(
        self, imported: tuple[Library, Done, Done], name: bytes
    ) -> None:
        library, done, _people = imported
        path = b"Films/" + name + b".mkv"
        row = library.file(path)
        assert bytes(row["path"]) == path
        assert row["kind"] == "film"
        checked_text(row["shown"].encode("utf-8"))
        assert library.present() >= {path, b"Films/folders/" + name + b"x/Film (2001).mkv"}
        assert library.seen_links()[b"links/" + name + b".mkv"]["target"] == path
        empty = library.path(b"Films/empty/" + name + b".avi")
        told = [
            base64.b64decode(entry["path_b64"])
            if "path_b64" in entry
            else os.fsencode(entry["path"])
            for entry in done.json["errors"]
        ]
        assert empty in told

    def test_nothing_but_valid_text_is_stored_as_text(
        self, imported: tuple[Library, Done, Done]
    ) -> None:
        library, _done, _people = imported
        # Python decodes text strictly: what is not UTF-8 fails here.
        found = library.query("SELECT name FROM sqlite_master WHERE type = 'table'")
        rows = {table: library.query(f"SELECT * FROM {table}") for (table,) in found}
        assert len(rows["media_file"]) == 2 * len(HOSTILE)

    def test_every_one_is_ignored_the_next_time(self, imported: tuple[Library, Done, Done]) -> None:
        _library, _done, people = imported
        assert f"0 imported, {2 * len(HOSTILE)} ignored" in people.text


def test_a_path_near_the_limit_and_one_over_it(library: Library) -> None:
    """Folders nest deeper than one path can say; what lies there is told, not lost silently."""
    library.films(3)
    deep = b"Films/" + b"/".join([b"d" * 200] * 18)
    library.put(deep + b"/Alien (1979).mkv")
    handle = os.open(library.path(deep), os.O_RDONLY)
    for _level in range(3):
        os.mkdir(b"e" * 200, dir_fd=handle)
        deeper = os.open(b"e" * 200, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = deeper
    os.close(os.open(b"Heat (1995).mkv", os.O_WRONLY | os.O_CREAT, dir_fd=handle))
    os.close(handle)
    done = run("--batch", "import", "--json", library=library)
    assert done.code == 3
    assert done.json["summary"]["imported"] == 4
    (error,) = done.json["errors"]
    assert error["reason"].endswith("too long")


class TestStreams:
    def test_a_reader_that_goes_away(self, known: Library) -> None:
        for streams in ("| true", "2>&1 | true", "> /dev/full", "2> /dev/full", ">&-", "2>&-"):
            known.put(f"Films/Film {len(streams)} (2002).mkv")
            line = " ".join(map(str, command("--batch", "import", "--json-lines")))
            done = subprocess.run(
                ["bash", "-c", f"set -o pipefail; {line} {streams}"],
                env=environment(known),
                capture_output=True,
                timeout=PATIENCE_S,
                check=False,
            )
            assert b"Traceback" not in done.stderr, streams
            assert done.returncode in ((0, 1) if "full" in streams else (0,)), (streams, done)
        assert known.query("SELECT DISTINCT state FROM run")[0]["state"] == "done"


def test_the_catalogue_is_named_in_every_run(known: Library, tmp_path: Path) -> None:
    done = run(
        "--batch", "--data-dir", os.fsencode(tmp_path / "elsewhere"), "import", library=known
    )
    assert done.text.splitlines()[0] == f"New catalogue: {tmp_path}/elsewhere/catalogue.sqlite3"
    assert not known.data.exists()
