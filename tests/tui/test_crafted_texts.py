"""A catalogue whose texts somebody else wrote: nothing in it steers the terminal that shows it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.support.library import Library
from tests.support.records import RECORDS
from tests.support.running import checked_text
from tests.tui.fakes import until
from tests.tui.test_hostile import BAD, seen
from vidtui import i18n
from vidtui.cli import program as cli
from vidtui.demo.tmdb import Reply, TmdbStandIn
from vidtui.tui.app import VidtuiApp
from vidtui.tui.start import Opening

CRAFTED = "\x1b]0;owned\x07\u202e\x9b31m\x7f\u2028\ufeff\nvidtui: all is well"
COLUMNS = {
    "media_group": ("error", "title"),
    "property": ("value",),
    "root": ("uuid",),
    "run": ("command", "state", "summary"),
    "action": ("kind", "outcome"),
    "movie": ("title", "original_title"),
    "candidate": ("provider_id", "title", "original_title"),
    "problem": ("reason",),
}


def crafted(value: Any) -> Any:
    """Return JSON with another text in place of each that stands in it."""
    if isinstance(value, dict):
        return {key: crafted(held) for key, held in value.items()}
    if isinstance(value, list):
        return [crafted(held) for held in value]
    return CRAFTED if isinstance(value, str) else value


def craft(library: Library) -> None:
    with closing(sqlite3.connect(library.database)) as connection, connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        for table, columns in COLUMNS.items():
            held = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            for column in held & set(columns):
                text = json.dumps(CRAFTED) if column == "summary" else CRAFTED
                connection.execute(
                    f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} IS NOT NULL", (text,)
                )
        assert {"media_group", "candidate", "property"} <= tables
        for id_, parts in connection.execute("SELECT id, parts FROM candidate").fetchall():
            text = json.dumps(crafted(json.loads(parts)))
            connection.execute("UPDATE candidate SET parts = ? WHERE id = ?", (text, id_))


async def test_nothing_in_a_catalogue_steers_the_terminal(
    library: Library, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    given = ["--batch", "--config", str(library.config), "--data-dir", str(library.data)]
    with TmdbStandIn(RECORDS, limit=None) as server:
        library.use_tmdb(server)
        server.script("/search", lambda ask: Reply(422) if "003" in ask.query["query"] else None)
        library.put("Films/Twins (1988)/Twins (1988).mkv")
        library.put("Films/The Matrix (1999)/The Matrix (1999).mkv")
        for name in library.films(8):
            library.link(name, library.path(name))
        library.import_()
        library.enrich()
    library.rename("Films/Film 001 (2001)", "Films/Moved")
    shutil.rmtree(library.storage / "Films/Film 002 (2001)")
    craft(library)
    capfdbinary.readouterr()
    for command in (
        ("pending",),
        ("journal",),
        ("db", "status"),
        ("repair-links", "-q"),
        ("roots", "list"),
        ("check", "-q"),
        ("forget", "--all-ghosts", "--dry-run"),
        ("enrich", "--dry-run"),
    ):
        for options in ((), ("--json",)):
            cli.run([*given, *command, *options])
            out, err = capfdbinary.readouterr()
            said = checked_text(out) + checked_text(err)
            assert said
            assert "internal failure" not in said, command
            assert not [one for one in said.splitlines() if one.startswith("vidtui: all is")], said
            if options:
                json.loads(out)
    for name in os.listdir(library.data / "reports"):
        checked_text((library.data / "reports" / name).read_bytes())
    with closing(sqlite3.connect(library.database)) as connection, connection:
        connection.execute(
            "UPDATE root SET seen_state = 'offline', seen_reason = ?, filesystem = ?",
            (CRAFTED, CRAFTED),
        )
    i18n.use("en")
    for start in ("roots", "queue", "pending", "journal"):
        app = VidtuiApp(library.settings(), Opening(start))  # type: ignore[arg-type]
        async with app.run_test(size=(160, 50)) as pilot:
            if start == "journal":
                await pilot.press("v")
            await until(pilot, lambda app=app: "owned" in seen(app))  # type: ignore[misc]
            for key in ("down", "enter", "down"):
                await pilot.press(key)
            assert not BAD.search(seen(app).replace("\n", ""))


def spoil_numbers(library: Library, number: int) -> None:
    """Write a number into every column that holds any, but for ids."""
    with closing(sqlite3.connect(library.database)) as connection, connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        for (table,) in tables:
            ids = {row[3] for row in connection.execute(f"PRAGMA foreign_key_list({table})")}
            for column in connection.execute(f"PRAGMA table_info({table})").fetchall():
                if column[2] == "INTEGER" and column[1] not in {"id", *ids}:
                    connection.execute(f"UPDATE OR IGNORE {table} SET {column[1]} = ?", (number,))


@pytest.mark.parametrize("number", [2**62, -(2**62)])
async def test_no_number_in_a_catalogue_ends_the_app(library: Library, number: int) -> None:
    """Times that no calendar knows, sizes of no file: what is foreign may hold them."""
    for name in library.films(4):
        library.link(name, library.path(name))
    library.import_()
    spoil_numbers(library, number)
    for start in ("home", "roots", "queue", "pending", "journal"):
        app = VidtuiApp(library.settings(), Opening(start))  # type: ignore[arg-type]
        async with app.run_test(size=(160, 50)) as pilot:
            if start in ("home", "roots"):
                await until(pilot, lambda app=app: "seen ?" in seen(app))  # type: ignore[misc]
            for key in ("down", "enter", "escape"):
                await pilot.press(key)
        assert not app.return_code
