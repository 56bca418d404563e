"""Applying a plan: the brake, and what happens when something goes wrong in the middle."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.plans import LINKS, link, plan, proposal
from vidtui.errors import Exit
from vidtui.jobs.base import CancelToken
from vidtui.jobs.links.model import Decision, Outcome, Planned
from vidtui.jobs.repair import accepting, plan_file
from vidtui.jobs.repair.apply import ApplyJob, brake, decided
from vidtui.jobs.repair.find import FindJob
from vidtui.jobs.repair.run import (
    ApplyEvent,
    ApplyFinished,
    ApplyOptions,
    ApplyStarted,
    FindFinished,
    FindOptions,
)
from vidtui.jobs.roots import status_cache


def test_what_is_decided() -> None:
    best, other = proposal("1"), proposal("2")
    repaired = link(b"a", best, other)
    made = plan(
        Planned(repaired, "repair", "2"),
        Planned(link(b"b"), "orphan"),
        Planned(link(b"c", best), "skip", "1"),
        Planned(link(b"d", best), None, "1"),
        Planned(link(b"e", best, problem="wrong"), "keep", "1"),
    )
    assert [(one.link.place.path, one.verb, one.proposal) for one in decided(made)] == [
        (b"a", "repair", other),
        (b"b", "orphan", None),
        (b"e", "keep", None),
    ]


@pytest.mark.parametrize(
    ("orphans", "known", "holds"),
    [(20, 0, False), (21, 0, True), (21, 209, True), (21, 210, False), (30, 299, True)],
)
def test_the_brake(orphans: int, known: int, holds: bool) -> None:
    decisions = [Decision(link(b"%d" % n), "orphan") for n in range(orphans)]
    decisions += [Decision(link(b"r%d" % n, proposal()), "repair", proposal()) for n in range(50)]
    refused = brake(decisions, {LINKS: known})
    assert [one.remedy for one in refused] == (["accept-loss"] if holds else [])


@pytest.fixture
def broken(library: Library) -> Library:
    """Three links whose films have moved, in a library that is recognised without them."""
    for folder in "abc":
        library.films(20, folder)
    names = library.films(3)
    for name in names:
        library.link(name, library.path(name))
    library.import_()
    for name in names:
        library.rename(name, name.replace("Films/", "Films/Moved/"))
    return library


def apply_(
    library: Library, between: Callable[[], None], cancel: CancelToken | None = None
) -> list[ApplyEvent]:
    """Make a plan and apply it; do something after its first link."""
    found = list(FindJob(library.settings(), FindOptions(), CancelToken()).run())[-1]
    assert isinstance(found, FindFinished)
    assert found.plan is not None
    accepting.accept(found.plan, ("same-file",))
    path: Path = library.base / "plan.json"
    plan_file.write(path, found.plan)
    events: list[ApplyEvent] = []
    for event in ApplyJob(library.settings(), ApplyOptions(path), cancel or CancelToken()).run():
        events.append(event)
        if isinstance(event, Outcome) and len(events) == 2:
            between()
    assert isinstance(events[0], ApplyStarted)
    assert events[0].decided == 3
    return events


def finished(events: list[ApplyEvent]) -> ApplyFinished:
    assert isinstance(events[-1], ApplyFinished)
    return events[-1]


def run_states(library: Library) -> list[str]:
    rows = library.query("SELECT state FROM run WHERE command = 'repair-links'")
    return [row["state"] for row in rows]


def test_all_of_it(broken: Library) -> None:
    events = apply_(broken, lambda: None)
    end = finished(events)
    assert (end.counts.untouched, end.cancelled, end.exit, end.notices) == (0, False, Exit.OK, ())
    assert len(events) == 5
    assert run_states(broken) == ["done"]


def test_a_cancellation_leaves_the_rest(broken: Library) -> None:
    cancel = CancelToken()
    end = finished(apply_(broken, cancel.set, cancel))
    assert (end.counts.untouched, end.cancelled, end.exit) == (2, True, Exit.OK)
    assert len(broken.query("SELECT 1 FROM action WHERE outcome = 'done'")) == 1


def test_a_disk_that_goes_away_in_the_middle(
    broken: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status_cache, "FRESH_S", 0.0)
    end = finished(apply_(broken, lambda: os.rename(broken.storage, broken.base / "away")))
    assert (end.counts.untouched, end.cancelled, end.exit) == (2, False, Exit.REFUSED)
    assert end.stopped.startswith(f"{broken.storage}: ")
    assert len(broken.query("SELECT 1 FROM action WHERE outcome = 'done'")) == 1
    assert run_states(broken) == ["done"]


def test_a_log_that_cannot_be_written_is_told(broken: Library) -> None:
    (broken.data / "logs").write_text("no folder")
    end = finished(apply_(broken, lambda: None))
    assert end.counts.untouched == 0
    assert len(end.notices) == 1
    assert "the log cannot be written" in end.notices[0]
