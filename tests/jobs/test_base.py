"""A run as both front ends see it, and the thread that a job runs in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from vidtui.errors import Exit
from vidtui.jobs.base import CancelToken, Finished, ItemFailed, Notice, Progress, Refused
from vidtui.jobs.import_.run import ImportCounts, ImportRun
from vidtui.jobs.links.model import LinkCounts
from vidtui.jobs.repair.run import FindRun
from vidtui.jobs.runner import MOST_WAITING, Ended, JobThread

WAIT_S = 30.0


def finished(*, cancelled: bool = False, **counts: int) -> Finished[ImportCounts]:
    return Finished(ImportCounts(**counts), cancelled, 1.0)


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([finished()], Exit.OK),
        ([finished(unknown=1)], Exit.ATTENTION),
        ([ItemFailed(b"/a", "why"), finished(unknown=1)], Exit.ITEMS_FAILED),
        ([Refused(b"/a", "why"), ItemFailed(b"/a", "why"), finished()], Exit.REFUSED),
        ([Refused(b"/a", "why"), finished(cancelled=True)], Exit.INTERRUPTED),
        ([], Exit.INTERRUPTED),
    ],
)
def test_the_worst_of_a_run_is_its_exit_code(events: list[Any], code: Exit) -> None:
    run = ImportRun()
    for event in events:
        run.feed(event)
    run.end()
    assert run.exit_code() is code


def test_a_failure_is_not_taken_for_an_interruption() -> None:
    run = ImportRun()
    run.fail("locked", Exit.LOCKED)
    run.end(cancelled=True)
    assert (run.phase, run.exit_code(), run.failure) == ("failed", Exit.LOCKED, "locked")


def test_a_cancellation_after_the_last_event_counts() -> None:
    run = ImportRun()
    run.feed(finished())
    run.end(cancelled=True)
    assert run.exit_code() is Exit.INTERRUPTED


def test_a_stage_that_is_over_counts_whole() -> None:
    run = FindRun(clock=lambda: 0.0)
    run.feed(Progress("links", 5, None, b"/a", LinkCounts()))
    assert run.share == 0.0
    run.feed(Progress("storage", 1, 4, b"/b", LinkCounts()))
    assert run.share == pytest.approx(0.3 + 0.4 / 4)
    assert (run.stage, run.done, run.total, run.folder) == ("storage", 1, 4, b"/b")


def test_who_is_not_listened_to_waits_until_it_is_cancelled() -> None:
    cancel, is_full, said = CancelToken(), threading.Event(), []

    def events() -> Iterator[Notice]:
        for number in range(MOST_WAITING + 5):
            said.append(number)
            if number == MOST_WAITING:
                is_full.set()
            yield Notice(str(number))

    thread = JobThread(events, cancel)
    thread.start()
    assert is_full.wait(WAIT_S)
    assert thread.alive
    assert len(said) == MOST_WAITING + 1
    cancel.set()
    got = []
    while not isinstance(event := thread.poll(), Ended):
        got += [event] if event is not None else []
    assert len(got) == len(said) == MOST_WAITING + 5


def test_what_a_job_raises_is_its_last_word() -> None:
    def events() -> Iterator[Notice]:
        yield Notice("one")
        raise ValueError("two")

    is_told = threading.Event()
    thread = JobThread(events, CancelToken(), wake=is_told.set)
    thread.start()
    assert is_told.wait(WAIT_S)
    with pytest.raises(ValueError, match="two"):
        list(JobThread(events, CancelToken()).events())
