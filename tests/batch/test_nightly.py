"""``vidtui --batch nightly`` as a process: three jobs, one report, a line for the mail."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.check_reports import assert_valid
from tests.support.library import Library
from tests.support.records import RECORDS
from tests.support.running import PATIENCE_S, Done, run, start, strict_json, wait_for_writer
from vidtui.catalogue.lock import WriterLock
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.demo.truth import matroska

MATRIX = "Films/The Matrix (1999)/The Matrix (1999).mkv"
TWINS = "Films/Twins (1988)/Twins (1988).mkv"


def nightly(library: Library, *options: str) -> Done:
    return run("--batch", "nightly", "-q", *options, library=library)


def document(library: Library, *options: str) -> Any:
    done = nightly(library, "--json", *options)
    found = done.json
    assert found["exit"] == done.code
    if found["check"] and "error" not in found["check"]:
        assert_valid(found["check"])
    return found


@pytest.fixture
def server(library: Library) -> Iterator[TmdbStandIn]:
    with TmdbStandIn(RECORDS, limit=None) as stand_in:
        library.use_tmdb(stand_in)
        yield stand_in


def put(library: Library, *names: str) -> None:
    for name in names:
        library.link(name, library.put(name, matroska(6000, name.encode())))


def test_all_is_well(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX)
    library.import_()
    first = nightly(library)
    assert first.code == 0
    assert first.err == b""
    lines = first.text.splitlines()
    assert lines[0] == "vidtui: all is well"
    heads = [line for line in lines if line.startswith("==")]
    assert heads == ["== Import ==", "== Enrichment ==", "== Check ==", "== Technical facts =="]
    assert "1 identified, 0 to decide, 0 failed" in lines
    assert "All is well." in lines
    assert lines[-1].endswith("(read freely)")
    assert "1 file read" in lines


def test_technical_facts_can_be_left_out(library: Library) -> None:
    put(library, MATRIX)
    found = document(library, "--no-probe")
    assert found["probe"] == {"skipped": "Left out, as asked.", "exit": 0}
    assert document(library, "--probe-for", "1h")["probe"]["summary"]["probed"] == 1


def test_what_happened_stands_in_the_first_line(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX)
    library.import_()
    os.unlink(library.path(MATRIX))
    put(library, TWINS)
    found = document(library)
    assert found["exit"] == 4
    assert found["subject"] == "vidtui: 1 imported, 1 to decide, 2 new problems"
    assert found["import"]["summary"]["imported"] == 1
    assert found["enrich"]["waiting"] == 1
    assert [one["kind"] for one in found["check"]["findings"]][:2] == ["ghost_entry", "broken_link"]


def test_what_is_known_is_no_news(library: Library) -> None:
    put(library, MATRIX)
    library.import_()
    library.put(TWINS, b"")
    os.unlink(library.path(MATRIX, library.links))
    assert nightly(library).text.splitlines()[0] == "vidtui: 1 error, 1 new problem"
    assert document(library)["subject"] == "vidtui: 1 error"


def test_a_broken_link_that_is_acknowledged_wakes_nobody(library: Library) -> None:
    put(library, MATRIX)
    library.import_()
    os.rename(library.path(MATRIX), library.path("Films/Matrix (1999).mkv"))
    assert nightly(library).code == 4
    assert document(library)["exit"] == 0
    assert document(library)["import"]["exit"] == 4


def test_a_problem_that_is_not_new_is_not_well(library: Library) -> None:
    put(library, MATRIX)
    library.import_()
    os.unlink(library.path(MATRIX, library.links))
    library.link(MATRIX, "/nowhere/x.mkv")
    assert nightly(library).text.splitlines()[0] == "vidtui: 1 new problem"
    again = nightly(library)
    assert again.code == 0
    assert again.text.splitlines()[0] == "vidtui: 1 problem as before"
    assert run("--batch", "ack", library=library).code == 0
    assert nightly(library).text.splitlines()[0] == "vidtui: all is well"


def test_without_a_token_nothing_is_asked(library: Library) -> None:
    put(library, MATRIX)
    library.import_()
    done = nightly(library)
    assert done.code == 0
    assert "\n== Enrichment ==\nLeft out: there is no TMDB token.\n" in done.text
    assert document(library)["enrich"]["skipped"] == "Left out: there is no TMDB token."


def test_one_that_fails_does_not_keep_the_others(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX)
    library.import_()
    os.rename(library.storage, library.base / "away")
    found = document(library)
    assert found["exit"] == 5
    assert found["subject"] == "vidtui: 1 disk away"
    assert found["enrich"]["summary"]["enriched"] == 1
    assert len(found["check"]["away"]) == 1


def test_a_lock_is_no_reason_not_to_check(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX)
    library.import_()
    lock = WriterLock(library.database)
    lock.acquire("test")
    try:
        found = document(library)
    finally:
        lock.release()
    assert found["exit"] == 6
    assert found["subject"] == "vidtui: Import not done, Enrichment not done"
    assert found["import"]["exit"] == found["enrich"]["exit"] == 6
    assert found["check"]["exit"] == 0


def test_a_token_that_others_can_read(library: Library, server: TmdbStandIn) -> None:
    put(library, MATRIX)
    library.import_()
    library.config.with_name("tmdb-token").chmod(0o644)
    done = nightly(library)
    assert done.code == 2
    assert done.text.startswith("vidtui: Enrichment not done\n")
    assert server.token not in done.text


def test_bytes_are_verified_for_a_while(library: Library) -> None:
    put(library, MATRIX)
    library.import_()
    found = document(library, "--verify-for", "1m")
    assert found["check"]["verified"]["recorded"] == 1
    assert nightly(library, "--verify-for", "soon").code == 2


def test_without_a_catalogue_the_import_makes_one(library: Library) -> None:
    put(library, MATRIX)
    done = nightly(library)
    assert done.code == 0
    assert done.text.splitlines()[0] == "vidtui: 1 imported, all is well"


def test_interrupted_it_stops(library: Library) -> None:
    put(library, MATRIX, TWINS)
    os.truncate(library.path(TWINS), 2**40)
    library.import_()
    child = start("--batch", "nightly", "--verify-for", "1h", "--json", library=library)
    wait_for_writer(library, "check")
    child.send_signal(signal.SIGTERM)
    out, _err = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 130
    found = strict_json(out)
    assert found["subject"].startswith("vidtui: interrupted")
    assert (found["import"]["exit"], found["check"]["complete"]) == (0, False)
