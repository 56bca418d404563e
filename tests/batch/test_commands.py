"""``vidtui --batch roots|db|undo``: what they say and how they end."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import Library, contents
from tests.support.running import checked_text
from vidtui import __version__
from vidtui.cli import program as cli

Say = Callable[..., tuple[int, str]]
Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def known(library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Twenty films and a link, imported; the environment names them."""
    monkeypatch.setenv("VIDTUI_CONFIG", str(library.config))
    monkeypatch.setenv("VIDTUI_DATA_DIR", str(library.data))
    library.films(20)
    library.link("broken", "nothing")
    library.import_()
    return library


@pytest.fixture
def say(capfdbinary: pytest.CaptureFixture[bytes]) -> Say:
    def run(*arguments: object) -> tuple[int, str]:
        code = cli.run(["--batch", *map(str, arguments)])
        out, err = capfdbinary.readouterr()
        return code, checked_text(out) + checked_text(err)

    return run


@pytest.fixture
def ask(say: Say) -> Ask:
    def run(*arguments: object) -> tuple[int, Any]:
        code, text = say(*arguments, "--json")
        document = json.loads(text)
        assert document["exit"] == code
        return code, document

    return run


def test_roots_list(known: Library, say: Say, ask: Ask) -> None:
    code, text = say("roots", "list")
    assert code == 0
    assert text.splitlines()[0].split()[:4] == ["storage", "online", "20", str(known.storage)]
    assert f"trash of {known.links}: {known.base}/trash" in text
    code, document = ask("roots", "list")
    assert [(root["role"], root["count"]) for root in document["roots"]] == [
        ("storage", 20),
        ("links", 1),
    ]
    os.rename(known.storage, known.base / "away")
    code, text = say("roots")
    assert code == 5
    assert "offline" in text


def test_roots_list_without_any(known: Library, say: Say) -> None:
    known.config.write_text("")
    code, text = say("roots", "list")
    assert code == 0
    assert "no root is configured" in text


def test_the_configured_trash_is_shown(known: Library, say: Say) -> None:
    known.write_settings(extra=f'trash = "{known.base}/corbeille"')
    assert f"trash of {known.links}: {known.base}/corbeille" in say("roots", "list")[1]


def test_roots_add(known: Library, say: Say) -> None:
    disk = known.base / "disk2"
    disk.mkdir()
    before = contents(known.base)
    assert say("roots", "add", disk, "--kind", "film", "--dry-run")[0] == 0
    assert contents(known.base) == before
    code, text = say("roots", "add", disk, "--kind", "film", "--marker")
    assert code == 0
    assert str(known.config) in text
    assert say("roots", "add", disk)[0] == 2
    assert known.import_().counts.ignored == 20
    assert (disk / ".vidtui-root").exists()


def test_roots_confirm(known: Library, say: Say) -> None:
    assert "would be confirmed (online)" in say("roots", "confirm", known.storage, "-n")[1]
    assert known.query("SELECT * FROM witness WHERE root_id = 1") != []
    assert say("roots", "confirm", known.storage)[0] == 0
    assert known.query("SELECT * FROM witness WHERE root_id = 1") == []
    for way in ([], ["-n"]):
        assert say("roots", "confirm", known.base, *way)[0] == 2
    os.rename(known.storage, known.base / "away")
    for way in ([], ["-n"]):
        assert say("roots", "confirm", known.storage, *way)[0] == 5


@pytest.mark.parametrize("way", [[], ["--dry-run"]], ids=["add", "dry run"])
def test_roots_add_refused(known: Library, say: Say, way: list[str]) -> None:
    (known.base / "alias").symlink_to(known.storage)
    before = contents(known.base)
    for place, why in (
        (known.storage, "is a root already"),
        (known.base / "nowhere", "the folder is not there"),
        (known.base / "alias", "is the same folder as"),
        (known.base, "one root cannot be inside another"),
    ):
        code, text = say("roots", "add", place, *way)
        assert (code, why in text) == (2, True), text
    assert contents(known.base) == before


def test_roots_relocate_and_undo(known: Library, ask: Ask, say: Say) -> None:
    new = known.base / "disk2"
    known.storage.rename(new)
    before = contents(known.base)
    code, document = ask("roots", "relocate", known.storage, new, "--dry-run")
    assert (code, document["proved"], document["dry_run"]) == (0, True, True)
    assert contents(known.base)[str(known.config)] == before[str(known.config)]
    code, document = ask("roots", "relocate", known.storage, new)
    assert code == 0
    assert say("undo")[0] == 5
    new.rename(known.storage)
    code, text = say("undo", "--dry-run")
    assert code == 0
    assert text.startswith("Would be undone:\n")
    code, undone = ask("undo", document["run"])
    assert (code, undone["run"], len(undone["actions"])) == (0, document["run"], 1)
    assert say("undo", "--last")[0] == 2


def test_roots_forget_and_undo(known: Library, ask: Ask, say: Say) -> None:
    known.films(5, first=100)
    known.import_()
    known.link("one.mkv", known.path("Films/Film 001 (2001)/Film 001 (2001).mkv"))
    known.import_()
    known.storage.rename(known.base / "gone")
    before = known.config.read_bytes(), known.query("SELECT * FROM media_file")
    code, text = say("roots", "forget", known.storage, "--dry-run")
    assert code == 5
    assert "25 known entries would be forgotten at once: none was" in text
    assert "add --accept-loss" in text
    assert f"{known.vidtui} repair-links" in text
    assert say("roots", "forget", known.storage)[0] == 5
    code, document = ask("roots", "forget", known.storage, "-n", "--accept-loss")
    assert code == 0
    document.pop("reason")
    assert document == {
        "command": "roots forget", "path": str(known.storage), "role": "storage",
        "state": "offline", "in_settings": True, "files": 25, "links": 0, "works": 25,
        "shown_by": 1, "dry_run": True, "run": None, "refused": None, "exit": 0,
        "vidtui": __version__,
    }  # fmt: skip
    assert (known.config.read_bytes(), known.query("SELECT * FROM media_file")) == before
    code, document = ask("roots", "forget", known.storage, "--accept-loss")
    assert (code, document["files"]) == (0, 25)
    run = document["run"]
    assert ask("db", "status")[1]["files"] == 0
    text = say("journal", "--run", run)[1]
    assert f"root forgotten: {known.storage}" in text
    code, undone = ask("undo", run)
    assert (code, len(undone["actions"])) == (0, 1)
    assert f'path = "{known.storage}"' in known.config.read_text()
    assert ask("db", "status")[1]["files"] == 25


def test_roots_forget_unknown(known: Library, say: Say) -> None:
    code, text = say("roots", "forget", known.base / "nowhere")
    assert code == 2
    assert f"it knows: {known.storage}, {known.links}" in text


def test_an_edited_path_and_its_ways_out(known: Library, ask: Ask, say: Say) -> None:
    new = known.base / "disk2"
    known.storage.rename(new)
    known.write_settings(new)
    code, text = say("import")
    assert code == 5
    assert f"  If it has moved there: {known.vidtui} roots relocate {known.storage} {new}\n" in text
    assert f"this is a copy: {known.vidtui} roots forget {known.storage}\n" in text
    code, document = ask("import", "-q")
    (refused,) = document["refused"]
    assert (refused["path"], refused["old"]) == (str(new), str(known.storage))
    assert (refused["remedy"], document["summary"]["imported"]) == ("relocate-root", 0)
    code, text = say("roots", "list")
    assert code == 0
    assert f"if it has moved: {known.vidtui} roots relocate {known.storage} {new}\n" in text
    code, document = ask("roots", "list")
    found = [(one["path"], one["in_settings"], one["was_at"]) for one in document["roots"]]
    assert found == [
        (str(new), True, str(known.storage)),
        (str(known.links), True, None),
        (str(known.storage), False, None),
    ]
    assert say("roots", "relocate", known.storage, new)[0] == 0
    code, document = ask("import", "-q")
    assert (document["summary"]["ignored"], document["refused"]) == (20, [])
    assert [one["in_settings"] for one in ask("roots", "list")[1]["roots"]] == [True, True]


def test_a_root_that_the_settings_name_no_more(known: Library, ask: Ask, say: Say) -> None:
    other = known.base / "other"
    known.put("Films/Other (2002).mkv", on=other)
    known.write_settings(other)
    code, text = say("import", "-q")
    assert f"! {known.storage}: not in the settings any more, and 20 entries are known" in text
    code, text = say("roots", "list")
    assert code == 0
    assert f"{known.storage}: not in the settings any more" in text
    assert f"{known.vidtui} roots forget {known.storage}\n" in text
    assert say("roots", "forget", known.storage, "--accept-loss")[0] == 0
    assert str(known.storage) not in say("roots", "list")[1]


def test_roots_relocate_of_which_a_part_is_gone(known: Library, ask: Ask, say: Say) -> None:
    new = known.base / "disk2"
    known.storage.rename(new)
    for film in sorted((new / "Films").iterdir())[:5]:
        shutil.rmtree(film)
    code, document = ask("roots", "relocate", known.storage, new, "-n")
    assert (code, document["proved"], document["likely"]) == (5, False, True)
    code, text = say("roots", "relocate", known.storage, new, "-n")
    assert "add --accept-loss" in text
    assert say("roots", "relocate", known.storage, new)[0] == 5
    assert say("roots", "relocate", known.storage, new, "--accept-loss")[0] == 0


def test_roots_relocate_without_proof(known: Library, ask: Ask, say: Say) -> None:
    other = known.base / "other"
    other.mkdir()
    code, document = ask("roots", "relocate", known.storage, other, "-n")
    assert (code, document["proved"]) == (5, False)
    code, text = say("roots", "relocate", known.storage, other)
    assert code == 5
    assert "is not proved" in text


def test_db_status(known: Library, ask: Ask, say: Say) -> None:
    code, document = ask("db", "status")
    assert code == 0
    assert (document["sound"], document["files"], document["broken_links"]) == (True, 20, 1)
    assert say("db", "status")[1].splitlines()[0] == f"Catalogue: {known.database}"
    with known.database.open("r+b") as opened:
        opened.truncate(5000)
    code, document = ask("db", "status")
    assert (code, document["sound"]) == (2, False)
    assert "truncated" in document["problem"]


def test_db_status_names_the_copy_that_it_has_made(library: Library, say: Say) -> None:
    library.data.mkdir()
    with closing(sqlite3.connect(library.database)) as connection:
        connection.executescript((Path(__file__).parents[1] / "support/yesterday.sql").read_text())
    options = ("--config", library.config, "--data-dir", library.data)
    code, text = say(*options, "db", "status")
    assert code == 0
    assert f"Newest copy: {library.data}/backups/catalogue-" in text


def test_db_status_without_a_catalogue(known: Library, say: Say) -> None:
    known.database.unlink()
    code, text = say("db", "status")
    assert code == 2
    assert "there is no catalogue yet" in text


def test_db_backup_and_restore(known: Library, ask: Ask, say: Say) -> None:
    before = contents(known.base)
    assert say("db", "backup", "-n")[0] == 0
    assert contents(known.base) == before
    code, document = ask("db", "backup")
    assert code == 0
    assert os.path.exists(document["backup"])
    known.put("Films/Alien (1979).mkv")
    known.import_()
    before = contents(known.base)
    assert ask("db", "restore", "--dry-run")[1]["restored"] == document["backup"]
    assert contents(known.base) == before
    code, restored = ask("db", "restore")
    assert code == 0
    assert os.path.exists(restored["aside"])
    assert len(known.files()) == 20


def test_db_backup_elsewhere(known: Library, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(known.base)
    assert say("db", "backup", "mine.sqlite3")[0] == 0
    assert (known.base / "mine.sqlite3").exists()
    for way in ([], ["--dry-run"]):
        code, text = say("db", "backup", "mine.sqlite3", *way)
        assert code == 2
        assert "exists already" in text


def test_db_restore_where_all_is_lost(known: Library, say: Say) -> None:
    copy = known.base / "mine.sqlite3"
    assert say("db", "backup", copy)[0] == 0
    for entry in known.data.iterdir():
        entry.unlink()
    known.data.rmdir()
    assert say("db", "restore", copy)[0] == 0
    assert len(known.files()) == 20


def test_db_restore_without_a_copy(known: Library, say: Say) -> None:
    code, text = say("db", "restore")
    assert code == 2
    assert "there is no copy to restore" in text


def test_in_french(known: Library, say: Say) -> None:
    known.write_settings(extra='language = "fr"')
    code, text = say("db", "status")
    assert code == 0
    assert "20 fichiers (960 o), 20 films, 0 série, 0 épisode" in text
    assert "1 lien, 1 lien cassé\n" in text
    assert known.links is not None
    text = say("roots", "forget", known.links)[1]
    assert "1 entrée connue serait oubliée" in text
    assert re.search(r"(?<!\xa0): ", text) is None
