"""What every command prints for scripts, word for word, over one library.

A change here is a change of what scripts read: written anew on purpose only, by
``pytest tests/batch/test_golden.py --golden-update``.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support import golden
from tests.support.library import Library
from tests.support.records import film, show
from tests.support.running import Done, checked_text
from vidtui.catalogue.lock import WriterLock
from vidtui.demo.model import Records
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn
from vidtui.demo.truth import matroska
from vidtui.disk import prober
from vidtui.jobs.base import CancelToken
from vidtui.text import printable as shown

FIRST_NS = 1_600_000_000_000_000_000
ALIEN = "Films/Alien (1979)/Alien (1979).mkv"
DUNE = "Films/Dune/Dune.mkv"
HEAT = "Films/Heat (1995)/Heat (1995).mkv"
HOME = "Films/Vacances chez mamie/Vacances chez mamie.mkv"
LATIN = b"Films/Am\xe9lie (2001)/Am\xe9lie (2001).mkv"
MATRIX = "Films/The Matrix (1999)/The Matrix (1999).mkv"
TWINS = "Films/Twins (1988)/Twins (1988).mkv"
MOVED = "Films/Science-fiction/Alien (1979).mkv"
SERIES = [f"Séries/Breaking Bad/Season 01/Breaking Bad S01E{n:02}.mkv" for n in (1, 2, 9)]
LINKED: tuple[str | bytes, ...] = (ALIEN, HEAT, MATRIX, TWINS, LATIN, *SERIES[:2])
SECOND = "Films/Fargo (1996)/Fargo (1996).mkv"
RECORDS = Records(
    (
        film(348, "Alien", 1979, titles={"fr": "Alien, le huitième passager"}),
        film(841, "Dune", 1984),
        film(438631, "Dune", 2021),
        film(949, "Heat", 1995),
        film(603, "The Matrix", 1999, titles={"fr": "Matrix"}, imdb_id="tt0133093"),
        film(9001, "Twins", 1988),
        film(9002, "Twins", 1988),
        film(275, "Fargo", 1996),
        film(194, "Amélie", 2001),
    ),
    (show(1396, "Breaking Bad", 2008, {1: 7}),),
)

JSON_COLUMNS = (
    ("media_group", "key", ("evidence",)),
    ("movie", "provider_id", ("details",)),
    ("series", "provider_id", ("details",)),
    ("season", "id", ("details",)),
    ("episode", "id", ("details",)),
    ("candidate", "group_id, provider_id", ("parts", "work")),
    ("run", "id", ("summary",)),
    ("action", "id", ("intent",)),
    ("action_part", "id", ("held",)),
    ("root", "path", ("mounts",)),
)


class Sitting:
    """One library, and what each command printed over it, by name."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.second = library.base / "second"
        self.printed: dict[str, Any] = {}
        self._normaliser = golden.Normaliser(library.base)

    def put(self, name: str | bytes, content: bytes | None = None, on: Path | None = None) -> bytes:
        return self.library.put(name, content, mtime_ns=FIRST_NS, on=on)

    def run(self, name: str, *arguments: str | bytes) -> Done:
        """Run a command, and keep what it said under a name."""
        done = golden.run(self.library, *arguments)
        said: dict[str, Any] = {"arguments": [shown(os.fsencode(one)) for one in arguments]}
        said |= {"code": done.code, "errors": checked_text(done.err).splitlines()}
        if "--json-lines" in arguments:
            said["lines"] = self._normaliser.lines(done.lines)
        elif done.out and "--json" in arguments:
            said["document"] = done.json
        else:
            said["text"] = done.text.splitlines()
        assert name not in self.printed
        self.printed[name] = self._normaliser.of(said)
        return done

    def keep(self, name: str, stored: Any) -> None:
        """Keep what was stored under a name."""
        self.printed[name] = self._normaliser.of(stored)

    def settings(self, server: TmdbStandIn, *storage: Path) -> None:
        """Let the settings name these roots, and the server."""
        tmdb = f'[tmdb]\nurl = "{server.url}"\nrequests_per_10_s = 400\n'
        self.library.write_settings(*storage, tables=tmdb)


def import_all(sitting: Sitting, server: TmdbStandIn) -> None:
    """A new catalogue, a disk that is away, an error; then what there is to know of each."""
    library = sitting.library
    sitting.run("db-status-none", "db", "status", "--json")
    sitting.run("roots-list-new", "roots", "list", "--json")
    for name in (*LINKED, DUNE, HOME, SERIES[2]):
        sitting.put(name)
    sitting.put("Films/Heat (1995)/extras/Making of.mkv")
    sitting.put("Séries/Copie/Breaking Bad S01E01.mkv", b"video: " + SERIES[0].encode())
    sitting.put("stray.mkv")
    sitting.put(SECOND, on=sitting.second)
    for name in LINKED:
        library.link(name, os.path.relpath(library.path(name), os.path.dirname(
            library.path(name, library.links))))  # fmt: skip
    library.link("Films/loop.mkv", "loop.mkv")
    library.use_tmdb(server)
    sitting.settings(server, library.storage, sitting.second)
    sitting.run("import-dry-run", "import", "--dry-run", "--json")
    sitting.run("import-lines", "import", "-q", "--json-lines")
    sitting.put("Films/Empty (2000)/Empty (2000).mkv", b"")
    os.rename(sitting.second, library.base / "away")
    sitting.run("import-refused", "import", "-q", "--json")
    sitting.run("import-refused-lines", "import", "-q", "--json-lines")
    os.rename(library.base / "away", sitting.second)
    os.unlink(library.path("Films/Empty (2000)/Empty (2000).mkv"))
    # Files that came in the second in which their series is fetched have it fetched again.
    with closing(sqlite3.connect(library.database)) as connection, connection:
        connection.execute("UPDATE media_file SET added_at = added_at - 60")


def enrich(sitting: Sitting, server: TmdbStandIn) -> None:
    sitting.run("enrich-dry-run", "enrich", "-q", "--dry-run", "--json")
    server.script("/search/movie", lambda request: _broken(server, request))
    sitting.run("enrich-lines", "enrich", "-q", "--json-lines")
    sitting.run("enrich-nothing", "enrich", "-q", "--json")
    right, server.token = server.token, "another"
    sitting.run("enrich-denied", "enrich", "-q", "--retry-failed", "--json")
    sitting.run("enrich-denied-lines", "enrich", "-q", "--retry-failed", "--json-lines")
    server.token = right


def decide(sitting: Sitting, server: TmdbStandIn) -> None:
    sitting.run("pending", "pending", "--json")
    dune, twins, home = (
        str(sitting.library.file(name)["group_id"]) for name in (DUNE, TWINS, HOME)
    )
    sitting.run("pending-accept-dry-run", "pending", "accept", dune, "1", "-n", "--json")
    sitting.run("pending-accept", "pending", "accept", dune, "1", "--json")
    sitting.run("pending-set", "pending", "set", twins, "tmdb:9002", "--json")
    sitting.run("pending-ignore", "pending", "ignore", home, "--json")
    sitting.run("pending-no-group", "pending", "accept", "999", "1", "--json")
    sitting.run("pending-no-proposal", "pending", "accept", home, "tmdb:1", "--json")
    sitting.run("pending-set-nothing", "pending", "set", dune, "nothing at all", "--json")


def check(sitting: Sitting) -> None:
    library = sitting.library
    library.rename(ALIEN, MOVED)
    os.unlink(library.path(HEAT))
    sitting.put("Films/New (2020)/New (2020).mkv")
    sitting.run("ack-nothing", "ack", "--json")
    sitting.run("check-lines", "check", "-q", "--json-lines")
    sitting.run("ack-dry-run", "ack", "--dry-run", "--json")
    sitting.run("ack", "ack", "--json")
    sitting.run("check", "check", "-q", "--verify-hash", "--json")
    sitting.run("check-kind", "check", "-q", "--kind", "ghost_entry", "--new-only", "--json")
    os.rename(sitting.second, library.base / "away")
    sitting.run("check-away", "check", "-q", "--json")
    sitting.run("repair-links-away", "repair-links", "-q", "--json")
    sitting.put("another.mkv", on=sitting.second)
    sitting.run("check-another-disk", "check", "-q", "--kind", "ghost_entry", "--json-lines")
    sitting.run("repair-links-another-disk", "repair-links", "-q", "--json-lines")
    shutil.rmtree(sitting.second)
    os.rename(library.base / "away", sitting.second)


def lose(sitting: Sitting) -> None:
    """Most of a disk goes at once."""
    films, away = sitting.library.storage / "Films", sitting.library.base / "away"
    os.rename(films, away)
    sitting.run("import-loss", "import", "-q", "--json")
    sitting.run("check-loss", "check", "-q", "--json")
    sitting.run("check-loss-lines", "check", "-q", "--kind", "growing_file", "--json-lines")
    sitting.run("repair-links-loss", "repair-links", "-q", "--json")
    sitting.run("forget-loss", "forget", bytes(films), "--json")
    os.rename(away, films)


def repair(sitting: Sitting) -> None:
    marks = ("--accept", "same-file", "--trash-orphan-links")
    plan = sitting.library.base / "plan.json"
    sitting.run("repair-links-lines", "repair-links", "-q", "--json-lines")
    sitting.run("repair-links-undecided", "repair-links", "-q", "--json")
    plan.write_bytes(sitting.run("repair-links", "repair-links", "-q", *marks, "--json").out)
    apply = ("repair-links", "-q", "--apply", str(plan))
    sitting.run("repair-links-apply-dry-run", *apply, "--dry-run", "--json")
    sitting.run("repair-links-apply-lines", *apply, "--json-lines")
    sitting.run("repair-links-apply-again", *apply, "--json")
    plan.write_text("{}")
    sitting.run("repair-links-no-plan", *apply, "--json")


def undo(sitting: Sitting) -> None:
    sitting.run("journal", "journal", "--json")
    sitting.run("journal-all", "journal", "--all", "--json")
    sitting.run("undo-dry-run", "undo", "--dry-run", "--json")
    run = sitting.printed["undo-dry-run"]["document"]["run"]
    sitting.run("journal-run", "journal", "--run", str(run), "--json")
    sitting.run("undo", "undo", str(run), "--json")
    sitting.run("undo-again", "undo", str(run), "--json")
    sitting.run("undo-action", "undo", "--action", "1", "--json")
    sitting.run("undo-day", "undo", "--day", "2001-01-01", "--json")
    sitting.run("journal-no-run", "journal", "--run", "999", "--json")


def forget(sitting: Sitting, server: TmdbStandIn) -> None:
    library = sitting.library
    heat, third = library.path(HEAT), library.base / "third"
    sitting.run("forget-dry-run", "forget", heat, "--dry-run", "--json")
    sitting.run("forget", "forget", heat, "--json")
    sitting.run("forget-refused", "forget", library.path(MATRIX), "--json")
    sitting.run("forget-all", "forget", "--all-ghosts", "--json")
    sitting.run("roots-list", "roots", "list", "--json")
    relocate = ("roots", "relocate", bytes(sitting.second), str(third))
    third.mkdir()
    sitting.run("roots-relocate-unproved", *relocate, "--dry-run", "--json")
    sitting.run("roots-relocate-refused", *relocate, "--json")
    third.rmdir()
    os.rename(sitting.second, third)
    sitting.settings(server, library.storage, third)
    sitting.run("import-moved-root", "import", "-q", "--json")
    sitting.run("roots-list-moved", "--path-map", f"/media={third}", "roots", "list", "--json")
    sitting.settings(server, library.storage, sitting.second)
    sitting.run("roots-relocate-dry-run", *relocate, "--dry-run", "--json")
    sitting.run("roots-relocate", *relocate, "--json")
    gone = ("roots", "forget", str(third))
    sitting.run("roots-forget-refused", *gone, "--json")
    os.rename(third, sitting.second)
    sitting.run("roots-forget-dry-run", *gone, "--dry-run", "--accept-loss", "--json")
    sitting.run("roots-forget", *gone, "--accept-loss", "--json")


def stored(sitting: Sitting) -> None:
    """All that was written as JSON, or as lines, into the data folder and the trash."""
    library = sitting.library
    for table, order, columns in JSON_COLUMNS:
        rows = library.query(f"SELECT {order}, {', '.join(columns)} FROM {table} ORDER BY {order}")
        found = [{key: json.loads(row[key]) for key in columns if row[key]} for row in rows]
        sitting.keep(f"stored-{table}", found)
    reports = sorted((library.data / "reports").glob("check-*.json"))
    sitting.keep("stored-report", json.loads(reports[0].read_text("utf-8")))
    sitting.keep("stored-known", json.loads((library.data / "reports/known.json").read_text()))
    sitting.printed["stored-known"]["ids"].sort()
    (orphans,) = library.base.glob("trash/*/*/*.jsonl")
    lines = orphans.read_text("utf-8").splitlines()
    sitting.keep("stored-orphans", [json.loads(line) for line in lines])
    for path in (library.data / "logs").iterdir():
        logged = [line.split("\t")[1:] for line in path.read_text("utf-8").splitlines()]
        sitting.keep(f"stored-log-{path.name.partition('-')[0]}", logged)


def keep(sitting: Sitting) -> None:
    sitting.run("db-status", "db", "status", "--json")
    sitting.run("db-backup-dry-run", "db", "backup", "--dry-run", "--json")
    sitting.run("db-backup", "db", "backup", "--json")
    copy = str(sitting.library.base / "copy.sqlite3")
    sitting.run("db-backup-to", "db", "backup", copy, "--json")
    sitting.run("db-restore-dry-run", "db", "restore", copy, "--dry-run", "--json")
    sitting.run("db-restore", "db", "restore", copy, "--json")
    sitting.run("db-restore-none", "db", "restore", copy + ".none", "--json")
    sitting.library.database.write_bytes(b"no database" * 500)
    sitting.run("db-status-damaged", "db", "status", "--json")
    sitting.run("db-restore-newest", "db", "restore", copy, "--json")


def nightly(sitting: Sitting) -> None:
    library = sitting.library
    sitting.put("Films/Alien (1979)/Alien (1979) copy.mkv")
    sitting.run("nightly", "nightly", "-q", "--json")
    token = library.config.with_name("tmdb-token")
    token.unlink()
    sitting.run("nightly-no-token", "nightly", "-q", "--json")
    sitting.run("enrich-no-token", "enrich", "-q", "--json")
    os.rename(library.storage, library.base / "away")
    sitting.run("nightly-away", "nightly", "-q", "--json")
    os.rename(library.base / "away", library.storage)
    lock = WriterLock(library.database)
    lock.acquire("import")
    sitting.run("import-busy", "import", "-q", "--json")
    lock.release()
    sitting.run("usage", "journal", "--run", "9" * 20, "--json")


def look(sitting: Sitting) -> None:
    """The technical facts of real videos, one of them cut off."""
    for name, lines, languages in (
        (ALIEN, 1080, ("fre", "eng")),
        (MATRIX, 2160, ("eng",)),
        (LATIN, 576, ("fre",)),
    ):
        sitting.put(name, matroska(7200, os.fsencode(name), height=lines, audio=languages))
    sitting.put(os.fsencode(MATRIX)[:-4] + b".fr.forced.srt", b"1")
    sitting.put(SERIES[0], matroska(2700, b"x", audio=("eng",), subtitles=("fre",))[:400])
    sitting.run("import-videos", "import", "-q", "--json")
    sitting.run("probe-dry-run", "probe", "--dry-run", "--json")
    # With a budget they are read one after the other, and every byte counts.
    sitting.run("probe-lines", "probe", "-q", "--read-at-most", "1G", "--json-lines")
    sitting.run("probe", "probe", "-q", "--json")
    sitting.run("list", "list")
    sitting.run("list-files", "list", "--files", "kind:film")
    sitting.run("list-json", "list", "--json")
    sitting.run("list-lines", "list", "--json-lines", "audio:fr", "-is:missing", "size-")
    sitting.run("list-csv", "list", "--csv", "id:tmdb:603")
    sitting.run("list-format", "list", "--format", "{titre} ({year}) {qualité}", "kind:film")
    sitting.run("list-nothing", "list", "--json", "no such film")
    sitting.run("list-no-field", "list", "yaer:1999", "--json")
    sitting.run("list-fields", "list", "--fields")
    sitting.run("stats", "stats")
    sitting.run("stats-json", "stats", "--json", "kind:film")
    sitting.run("list-suspects", "list", "is:suspect")
    matrix = str(sitting.library.file(MATRIX)["group_id"])
    sitting.run("confirm-dry-run", "confirm", matrix, "--dry-run", "--json")
    sitting.run("confirm", "confirm", matrix, "--json")
    sitting.run("confirm-again", "confirm", matrix, "--json")
    sitting.run("gaps", "gaps")
    languages = ("--audio-languages", "fr", "--subtitle-languages", "en")
    sitting.run("gaps-json", *languages, "gaps", "--json")
    sitting.run("gaps-kind", *languages, "gaps", "--kind", "language", "--kind", "resolution")
    sitting.run("gaps-no-language", "--audio-languages", "klingon", "gaps", "--json")
    sitting.run("check-broken-container", "check", "-q", "--kind", "broken_container", "--json")


def _broken(server: TmdbStandIn, request: Request) -> Reply:
    """Say of one film that the server is out of order."""
    if "Alien" in request.query.get("query", ""):
        return Reply(500, {}, b"")
    return server._answer(request)


@pytest.fixture(scope="module")
def sitting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    sitting = Sitting(Library(tmp_path_factory.mktemp("golden")))
    with TmdbStandIn(RECORDS, limit=None) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(CancelToken, "wait", lambda self, _seconds: self())
        patch.setattr(prober, "is_available", lambda: False)
        import_all(sitting, server)
        enrich(sitting, server)
        decide(sitting, server)
        check(sitting)
        lose(sitting)
        repair(sitting)
        undo(sitting)
        forget(sitting, server)
        stored(sitting)
        keep(sitting)
        nightly(sitting)
        patch.setattr(prober, "is_available", lambda: True)
        look(sitting)
        yield sitting


def test_every_document_is_as_it_was(sitting: Sitting, request: pytest.FixtureRequest) -> None:
    if request.config.getoption(golden.UPDATE):
        golden.write_all(sitting.printed)
    assert set(sitting.printed) == golden.names()
    for name, printed in sitting.printed.items():
        assert printed == golden.written(name), name


def test_every_document_keeps_to_its_schema() -> None:
    """No member is allowed that it does not name."""
    found = list(golden.reports())
    assert len(found) > 100
    for name, document, command in found:
        assert golden.is_valid(document, command), (name, document)
        assert not golden.is_valid({**document, "another": 1}, command), name
