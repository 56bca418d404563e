"""``-v``: each decision on a line, where it was asked for, without secrets."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.records import film
from tests.support.running import checked_text, run
from vidtui import verbose
from vidtui.demo.model import Records
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.errors import UsageProblem
from vidtui.settings.token import Token


@pytest.fixture(autouse=True)
def silent_again() -> Iterator[None]:
    yield
    verbose.begin(0, None)


def test_decisions_go_to_standard_error_and_the_report_stays_alone(library: Library) -> None:
    library.put("Films/Heat (1995)/Heat (1995).mkv")
    done = run("--batch", "-v", "import", "-q", "--json", library=library)
    assert done.json["summary"]["imported"] == 1
    assert "new: Films/Heat (1995)/Heat (1995).mkv" in checked_text(done.err)
    assert run("--batch", "import", "-q", library=library).err == b""


def test_questions_and_verdicts_are_told_and_the_token_never(library: Library) -> None:
    library.put("Films/Heat (1995)/Heat (1995).mkv")
    library.put("Films/Nobody knows it (1901)/Nobody knows it (1901).mkv")
    log = library.base / "logs" / "decisions.log"
    with TmdbStandIn(Records((film(949, "Heat", 1995),), ()), limit=None) as server:
        library.use_tmdb(server)
        library.import_()
        words = ["--batch", "-vv", "--log-file", str(log), "enrich", "-q"]
        done = run(*words, library=library)
    text = log.read_text("utf-8")
    assert done.err == b""
    assert "GET /search/movie" in text
    assert "'Heat' (1995): taken by rule" in text
    assert "waits: nothing-found" in text
    assert Path(library.settings().tmdb_token_file).read_text().strip() not in text
    assert log.stat().st_mode & 0o077 == 0


def test_a_secret_is_taken_out_wherever_it_comes_from(tmp_path: Path) -> None:
    log = tmp_path / "log"
    Token("averysecrettoken")
    verbose.begin(1, log)
    logging.getLogger("vidtui.x").info("before averysecrettoken\x1b[31m\nafter")
    logging.getLogger("vidtui.x").debug("not asked for")
    assert log.read_text().split(" ", 1)[1] == "x: before (secret)\\x1b[31m\\nafter\n"


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_file_of_ours_is_refused(kind: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    {"folder": log.mkdir, "link": lambda: log.symlink_to("x"), "pipe": lambda: os.mkfifo(log)}[
        kind
    ]()
    with pytest.raises(UsageProblem, match="log"):
        verbose.begin(1, log)


def test_a_log_that_cannot_be_is_one_line(library: Library) -> None:
    done = run("--batch", "--log-file", str(library.storage), "db", "status", library=library)
    assert done.code == 2
    assert str(library.storage) in done.complaint


def test_a_log_on_a_full_disk_stops_nothing(library: Library, tmp_path: Path) -> None:
    log = tmp_path / "log"
    verbose.begin(1, log)
    log.unlink()
    log.mkdir()
    logging.getLogger("vidtui.x").info("nobody reads it")
    assert json.loads(json.dumps(os.listdir(log))) == []
