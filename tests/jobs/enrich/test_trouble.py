"""An enrichment that is refused, cut off, killed or stopped: nothing is lost, nothing leaks."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import Impatient, Library
from tests.support.records import film
from tests.support.running import PATIENCE_S, run, start
from vidtui.catalogue.lock import WriterLock
from vidtui.catalogue.queue import Asked
from vidtui.demo.model import Records
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn
from vidtui.errors import Exit, LockHeld, UsageProblem
from vidtui.jobs.base import Finished
from vidtui.jobs.enrich.group import Became, Context
from vidtui.jobs.enrich.job import EnrichJob
from vidtui.jobs.enrich.run import EnrichEvent, EnrichOptions, EnrichStopped, GroupFailed

COUNT = 12
CANARY = "canary-eyJhbGciOiJIUzI1NiJ9.secret-0123456789"


@pytest.fixture
def server(library: Library) -> Iterator[TmdbStandIn]:
    """A TMDB that knows the films of the library."""
    films = tuple(film(n, f"Film {n:03d}", 2001) for n in range(1, COUNT + 1))
    with TmdbStandIn(Records(films), token=CANARY, limit=None) as stand_in:
        library.films(COUNT)
        library.import_()
        library.use_tmdb(stand_in)
        yield stand_in


def states(library: Library) -> dict[str, int]:
    rows = library.query("SELECT state, count(*) FROM media_group GROUP BY state")
    return dict(map(tuple, rows))


def is_about(number: int, request: Request) -> bool:
    return f"{number:03d}" in request.query.get("query", "")


def test_a_refused_token_stops_the_run_once(
    library: Library, server: TmdbStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the thread that decides is slow to hear of it."""
    too_many, real = threading.Event(), EnrichJob._take

    def count(_request: Request) -> None:
        if len(server.requests) > 3:
            too_many.set()

    def slow(*arguments: Any) -> Iterator[EnrichEvent]:
        too_many.wait(0.3)
        yield from real(*arguments)

    server.script("/", count)
    monkeypatch.setattr(EnrichJob, "_take", slow)
    library.config.with_name("tmdb-token").write_text("another-token-than-that")
    outcome = library.enrich()
    assert outcome.phase == "denied"
    assert outcome.failure is not None
    assert "VIDTUI_TMDB_TOKEN" in outcome.failure
    assert outcome.exit_code() == Exit.API
    assert 1 <= len(server.requests) <= 3  # one a thread
    assert states(library) == {"queued": COUNT}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(503, {}, b""),
        Reply(200, {}, b"<html>Please log in</html>"),
        Reply(302, {"Location": "http://portal.example/"}),
        Reply(0, end="close"),
    ],
    ids=["out of order", "login page", "redirection", "hangs up"],
)
def test_an_outage_fails_nothing(reply: Reply, library: Library, server: TmdbStandIn) -> None:
    server.script("/", lambda _request: reply)
    outcome = library.enrich()
    assert outcome.phase == "outage"
    assert outcome.exit_code() == Exit.API
    assert outcome.counts.put_back >= 5
    assert outcome.failures == []
    assert states(library) == {"queued": COUNT}
    assert len(server.requests) <= 8 * 4 + 2


def test_a_dead_api_with_little_to_ask_is_an_outage_too(
    library: Library, server: TmdbStandIn
) -> None:
    server.fail_next(10_000, 503)
    outcome = library.enrich(limit=2)
    assert outcome.phase == "outage"
    assert states(library) == {"queued": COUNT}


def test_one_that_fails_does_not_hold_up_the_others(library: Library, server: TmdbStandIn) -> None:
    server.script("/search", lambda request: Reply(500) if is_about(3, request) else None)
    outcome = library.enrich()
    assert outcome.phase == "finished"
    assert outcome.exit_code() == Exit.ITEMS_FAILED
    assert [failed.title for failed in outcome.failures] == ["Film 003"]
    assert states(library) == {"enriched": COUNT - 1, "failed": 1}
    (row,) = library.query("SELECT * FROM media_group WHERE state = 'failed'")
    assert "500" in row["error"]
    assert row["attempts"] == 1
    assert row["next_try"] > row["changed_at"]
    assert sum(is_about(3, request) for request in server.requests) == 4
    (log,) = (library.data / "logs").glob("enrich-*.log")
    assert log.read_text().count("\n") == 1
    assert "Film 003" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_a_failed_one_is_tried_again_when_due_or_when_asked(
    library: Library, server: TmdbStandIn
) -> None:
    server.script("/search", lambda request: Reply(500) if is_about(3, request) else None)
    library.enrich()
    server.requests.clear()
    library.enrich()
    assert server.requests == []  # not due
    assert library.enrich(retry_failed=True).counts.failed == 1
    (row,) = library.query("SELECT * FROM media_group WHERE state = 'failed'")
    assert row["attempts"] == 2
    assert row["next_try"] - row["changed_at"] == 2 * 3600
    with TmdbStandIn(Records((film(3, "Film 003", 2001),)), limit=None) as healthy:
        library.use_tmdb(healthy)
        make_due(library)
        assert library.enrich().counts.enriched == 1
    assert states(library) == {"enriched": COUNT}


def test_one_film_that_always_fails_is_no_outage(library: Library, server: TmdbStandIn) -> None:
    """Alone in the queue, it would else stop every run and never be put off."""
    server.script("/search", lambda request: Reply(500) if is_about(3, request) else None)
    library.enrich()
    outcome = library.enrich(retry_failed=True)
    assert outcome.phase == "finished"
    assert outcome.counts.failed == 1


def test_a_few_that_always_fail_do_not_block_the_queue(
    library: Library, server: TmdbStandIn
) -> None:
    broken = range(1, 7)
    server.script(
        "/search",
        lambda request: Reply(500) if any(is_about(n, request) for n in broken) else None,
    )
    assert library.enrich().phase == "finished"
    assert states(library) == {"failed": len(broken), "enriched": COUNT - len(broken)}


def test_half_an_outage_does_not_fail_the_queue(library: Library, server: TmdbStandIn) -> None:
    """Searches work, no film does: that is no fault of the films."""
    server.script("/movie", lambda _request: Reply(503))
    outcome = library.enrich()
    assert outcome.phase == "outage"
    assert states(library).get("failed", 0) <= 8
    assert states(library)["queued"] >= COUNT - 8


def make_due(library: Library) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(library.database)) as connection:
        connection.execute("UPDATE media_group SET next_try = 1 WHERE state = 'failed'")
        connection.commit()


def test_a_bug_on_one_group_is_reported_and_the_queue_goes_on(
    library: Library, server: TmdbStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vidtui.jobs.enrich import job as enriching

    real = enriching.enrich

    def faulty(context: Context, asked: Asked) -> Became:
        if asked.title == "Film 003":
            raise ZeroDivisionError(CANARY)
        return real(context, asked)

    monkeypatch.setattr(enriching, "enrich", faulty)
    outcome = library.enrich()
    assert states(library) == {"enriched": COUNT - 1, "failed": 1}
    assert "ZeroDivisionError" in outcome.failures[0].reason


def test_a_cancellation_keeps_what_was_done(library: Library, server: TmdbStandIn) -> None:
    cancel = Impatient()
    server.script("/search", lambda request: cancel.set() if is_about(4, request) else None)
    outcome = library.enrich(cancel=cancel)
    assert outcome.phase == "cancelled"
    assert outcome.exit_code() == Exit.INTERRUPTED
    done = states(library).get("enriched", 0)
    assert done + states(library)["queued"] == COUNT
    server.requests.clear()
    assert library.enrich().counts.enriched == COUNT - done
    assert states(library) == {"enriched": COUNT}


def test_a_run_that_hangs_is_left_within_a_second(library: Library, server: TmdbStandIn) -> None:
    cancel = Impatient()

    def hang(_request: Request) -> None:
        cancel.set()
        server.closing.wait(PATIENCE_S)

    server.script("/search", hang)
    assert library.enrich(cancel=cancel).phase == "cancelled"
    assert states(library) == {"queued": COUNT}


def test_killed_at_any_moment_it_goes_on(library: Library, server: TmdbStandIn) -> None:
    """Nothing enriched is asked for again, and nothing is lost, wherever the kill falls."""
    for moment in (1, 2, 3, 5):
        server.requests.clear()
        reached = threading.Event()

        def note(
            _request: Request, moment: int = moment, reached: threading.Event = reached
        ) -> None:
            if len(server.requests) >= moment:
                reached.set()

        server.script("/", note)
        process = start("--batch", "enrich", "--quiet", library=library)
        assert reached.wait(PATIENCE_S)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert set(states(library)) <= {"queued", "enriched"}
    already = {row[0] for row in library.query("SELECT provider_id FROM movie")}
    server.requests.clear()
    assert library.enrich().phase == "finished"
    assert states(library) == {"enriched": COUNT}
    assert not {f"/movie/{id_}" for id_ in already} & {one.path for one in server.requests}
    runs = [row[0] for row in library.query("SELECT state FROM run WHERE command = 'enrich'")]
    assert runs[-1] == "done"
    assert set(runs[:-1]) == {"interrupted"}


@pytest.mark.parametrize("status", [200, 401, 422])
def test_the_token_is_nowhere(status: int, library: Library, server: TmdbStandIn) -> None:
    if status != 200:
        server.script("/", lambda _request: Reply(status))
    said = b""
    for options in (("--json",), ("--json-lines",), ()):
        done = run("--batch", "enrich", "--limit", "2", *options, library=library)
        said += done.out + done.err
    assert said
    assert b"secret" not in said
    for folder, _folders, names in os.walk(library.data):
        for name in names:
            assert b"secret" not in Path(folder, name).read_bytes(), name


def test_another_writer_is_told_apart(library: Library, server: TmdbStandIn) -> None:
    process = start("--batch", "enrich", "--quiet", library=library)
    try:
        asked = threading.Event()

        def hang(_request: Request) -> None:
            asked.set()
            server.closing.wait(PATIENCE_S)

        server.script("/", hang)
        assert asked.wait(PATIENCE_S)
        holder = WriterLock(library.database).other()
        assert holder is not None
        assert (holder.pid, holder.purpose) == (process.pid, "enrich")
        with pytest.raises(LockHeld, match="enrich"):
            library.enrich()
    finally:
        process.kill()
        process.communicate()


def test_without_a_token_nothing_begins(library: Library, server: TmdbStandIn) -> None:
    library.config.with_name("tmdb-token").unlink()
    with pytest.raises(UsageProblem, match="VIDTUI_TMDB_TOKEN"):
        library.enrich()
    done = run("--batch", "enrich", library=library)
    assert done.code == Exit.USAGE
    assert "tmdb-token" in done.complaint
    assert server.requests == []


def test_what_failed_is_said_as_it_happens(library: Library, server: TmdbStandIn) -> None:
    server.script("/search", lambda request: Reply(422) if is_about(3, request) else None)
    job = EnrichJob(library.settings(), EnrichOptions(), Impatient())
    failed = [event for event in job.run() if isinstance(event, GroupFailed)]
    assert [event.title for event in failed] == ["Film 003"]


def test_an_answer_of_something_else_is_an_outage(library: Library, server: TmdbStandIn) -> None:
    server.script("/", lambda _request: Reply.of({"status": "please log in"}))
    assert library.enrich().phase == "outage"
    assert states(library) == {"queued": COUNT}


@pytest.mark.parametrize("option", ["retry_failed", "retry_not_found"])
def test_a_limit_touches_no_more_than_it_says(
    option: str, library: Library, server: TmdbStandIn
) -> None:
    status = 422 if option == "retry_failed" else 200
    empty = {"page": 1, "results": [], "total_pages": 1, "total_results": 0}
    server.script("/search", lambda _request: Reply.of(empty, status))
    library.enrich()
    before = states(library)
    assert before in ({"failed": COUNT}, {"pending": COUNT})
    library.enrich(limit=1, **{option: True})
    assert states(library) == before
    server.script("/", lambda _request: Reply(401))
    library.enrich(**{option: True})
    assert states(library) == before


def test_a_refusal_is_told_once(library: Library, server: TmdbStandIn) -> None:
    server.script("/", lambda _request: Reply(401))
    job = EnrichJob(library.settings(), EnrichOptions(), Impatient())
    events = list(job.run())
    assert sum(isinstance(event, EnrichStopped) for event in events) == 1
    assert isinstance(events[-1], Finished)
    assert events[-1].counts.put_back >= 1


def test_an_error_in_a_thread_is_not_lost(
    library: Library, server: TmdbStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vidtui.catalogue import queue

    def fail(_group: int) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(queue, "asked", fail)
    with pytest.raises(ZeroDivisionError):
        library.enrich()
    runs = [row[0] for row in library.query("SELECT state FROM run WHERE command = 'enrich'")]
    assert runs == ["failed"]


def test_a_log_that_cannot_be_written_is_told_once(library: Library, server: TmdbStandIn) -> None:
    (library.data / "logs").write_text("a file where the folder should be")
    server.script("/search", lambda _request: Reply(422))
    outcome = library.enrich()
    assert outcome.counts.failed == COUNT
    assert sum("log" in notice for notice in outcome.notices) == 1


def test_a_run_that_is_over_writes_nothing_more(library: Library, server: TmdbStandIn) -> None:
    """A thread that comes back late finds that the lock is no longer its own."""
    cancel, gate = Impatient(), threading.Event()

    def late(_request: Request) -> None:
        cancel.set()
        gate.wait(PATIENCE_S)

    server.script("/movie", late)
    library.enrich(cancel=cancel)
    gate.set()
    for thread in threading.enumerate():
        if thread.name.startswith("enrich-"):
            thread.join(PATIENCE_S)
    assert states(library) == {"queued": COUNT}
