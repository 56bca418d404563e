"""``vidtui doctor``: whatever is wrong is named, with what helps; nothing is changed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support import schemas
from tests.support.library import Library, contents
from tests.support.running import Done, run
from vidtui.catalogue.lock import WriterLock
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.jobs.doctor import machine


def examined(
    library: Library, *more: str | bytes, **env: str
) -> tuple[Done, list[Mapping[str, Any]]]:
    done = run("doctor", "--json", *(more or ("--offline",)), library=library, **env)
    assert b"Traceback" not in done.err
    schemas.check("doctor", done.json)
    assert done.json["exit"] == done.code
    return done, done.json["found"]


def wrong(found: list[Mapping[str, Any]], area: str = "") -> list[Mapping[str, Any]]:
    return [one for one in found if one["state"] == "wrong" and area in ("", one["area"])]


@pytest.fixture
def known(library: Library) -> Library:
    library.films(20)
    library.link("Films/a", "../../stockage/Films/Film 001 (2001)/Film 001 (2001).mkv")
    library.import_()
    return library


def test_all_is_well_and_nothing_is_changed(known: Library) -> None:
    before = contents(known.base)
    done, found = examined(known)
    assert wrong(found) == []
    assert done.code == 0
    assert {"settings", "data", "catalogue", "roots", "machine"} <= {one["area"] for one in found}
    assert any("link can be made" in one["text"] for one in found)
    after = contents(known.base)
    assert {n for n in after if ".vidtui-try" in str(n)} == set()
    assert after == before


def test_a_disk_that_is_away(known: Library) -> None:
    os.rename(known.storage, known.base / "away")
    done, found = examined(known)
    (one,) = wrong(found)
    assert done.code == 5
    assert one["area"] == "roots"
    assert "is its disk mounted?" in one["text"]
    assert one["help"].endswith("roots list")


def test_a_root_never_seen_that_is_empty(library: Library) -> None:
    done, found = examined(library)
    assert done.code == 5
    assert any("mounted?" in one["text"] for one in wrong(found, "roots"))


def test_wrong_settings_are_told_and_the_rest_is_looked_at(known: Library) -> None:
    known.config.write_text("volatile_days = -1\n")
    done, found = examined(known, "--offline", "--full")
    (one,) = wrong(found)
    assert done.code == 2
    assert "volatile_days" in one["text"]
    assert one["help"].endswith("config edit")
    assert str(known.config) in one["help"]
    assert any(one["area"] == "machine" for one in found)


@pytest.mark.parametrize(
    "text", ["\xff", "a = [", 'x = "\x00"', "language = 3\n", "[tmdb]\ntoken = 1\n"]
)
def test_hostile_settings_are_one_line(known: Library, text: str) -> None:
    known.config.write_bytes(text.encode("latin-1"))
    assert [one["area"] for one in wrong(examined(known)[1])] == ["settings"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_catalogue(known: Library, content: bytes) -> None:
    for suffix in ("-wal", "-shm"):
        known.database.with_name(known.database.name + suffix).unlink(missing_ok=True)
    known.database.write_bytes(content)
    done, found = examined(known)
    assert done.code == 2
    assert [one["area"] for one in wrong(found)] == ["catalogue"]
    assert "restore" in wrong(found)[0]["help"]


def test_who_writes_is_told(known: Library) -> None:
    lock = WriterLock(known.database)
    lock.acquire("import")
    try:
        done, found = examined(known)
    finally:
        lock.release()
    (one,) = [one for one in found if one["subject"] == "lock"]
    assert f"process {os.getpid()}" in one["text"]
    assert done.code == 0


def test_a_trash_that_cannot_be(known: Library) -> None:
    (known.base / "trash").symlink_to("elsewhere")
    done, found = examined(known)
    assert done.code == 4
    assert ["no trash can be here" in one["text"] for one in wrong(found)] == [True]


@pytest.mark.parametrize(("content", "told"), [("short", "token"), ("0" * 32, "v3")])
def test_a_token_that_cannot_be(known: Library, content: str, told: str) -> None:
    token = known.settings().tmdb_token_file
    token.write_text(content)
    token.chmod(0o600)
    done, found = examined(known)
    assert done.code == 2
    assert told in wrong(found, "token")[0]["text"]
    assert "0" * 32 not in done.text


def test_tmdb_is_asked_unless_offline(known: Library) -> None:
    with TmdbStandIn(limit=None) as server:
        known.use_tmdb(server)
        done, found = examined(known, "--full")
        assert done.code == 0, wrong(found)
        assert any("it answers" in one["text"] for one in found)
        server.script("/configuration", lambda _request: _denied())
        done, found = examined(known, "--full")
        assert done.code == 7
        asked = len(server.requests)
        examined(known, "--offline")
        assert len(server.requests) == asked
    secret = known.settings().tmdb_token_file.read_text().strip()
    assert secret not in done.text


def _denied() -> Any:
    from vidtui.demo.tmdb import Reply

    return Reply(401, body=json.dumps({"status_code": 7}).encode())


def test_names_are_left_out_unless_asked_for(known: Library, tmp_path: Path) -> None:
    known.write_settings(extra=f'trash = "{known.links}/.Secret film"')
    done, _found = examined(known, USER="tartempion", HOME="/srv/tartempion")
    assert "Secret film" not in done.text
    assert "tartempion" not in done.text
    full, _found = examined(known, "--offline", "--full", USER="tartempion")
    assert "Secret film" in full.text


def test_without_any_settings(tmp_path: Path) -> None:
    done = run(
        "doctor",
        "--offline",
        VIDTUI_CONFIG=f"{tmp_path}/none.toml",
        VIDTUI_DATA_DIR=f"{tmp_path}/d",
    )
    assert done.code == 2
    assert "✗" in done.text
    assert "no root is configured" in done.text
    assert not (tmp_path / "d").exists()


def test_in_french(known: Library) -> None:
    done = run("--language", "fr", "doctor", "--offline", library=known)
    assert "Réglages" in done.text
    assert "Settings" not in done.text


def test_an_extra_that_the_settings_need_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_version", lambda name: None if name == "apprise" else "1")
    states = {one.subject: one.state for one in machine.examine({"notify"})}
    assert states["notify"] == "wrong"
    assert states["mediainfo"] == "ok"
    assert {one.subject: one.state for one in machine.examine()}["notify"] == "told"
