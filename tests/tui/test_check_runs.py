"""What the Check screen says of a check that runs, was stopped, failed or could not be kept."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.check_screen import drawn, here, kept, lines, ready, text
from tests.tui.checks import (
    AWAY,
    COUNTS,
    FINDINGS,
    GHOST,
    GIB,
    RUNNING,
    SILENT,
    STARTED,
    VERIFIED,
    checked,
    finished,
    many,
)
from tests.tui.fakes import FakeJob, FakeServices, app, reach, until
from vidtui.errors import UsageProblem
from vidtui.jobs.base import Progress
from vidtui.jobs.check.findings import CheckCounts
from vidtui.jobs.check.run import CheckFinished, CheckOptions, CheckRun, Found
from vidtui.tui.app import VidtuiApp
from vidtui.tui.home import Home

WHY = "/home/ana/.local/share/vidtui/reports: cannot be written: Permission denied"
FAILS = (
    "/volume9/stockage: this root was never imported, so that nobody can say what is missing "
    "from it; import it first: vidtui import /volume9/stockage"
)
PART = [STARTED, Found(FINDINGS[:2])]


def saves(services: FakeServices) -> list[tuple[object, ...]]:
    return [call for call in services.calls if call[0] == "save"]


async def stop(one: VidtuiApp, pilot: Pilot[Any], job: FakeJob, gate: threading.Event) -> None:
    await reach(pilot, job)
    await pilot.press("r", "2")
    assert job.cancel()
    gate.set()
    await until(
        pilot,
        lambda: not one.workspace.checking.runner.active and not one.workspace.checking.saving,
    )


async def test_esc_closes_the_filter_and_stops_no_check() -> None:
    gate = threading.Event()
    job = FakeJob([*RUNNING, gate])
    one, _services = kept(checking=job)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("r")
        await reach(pilot, job)
        await pilot.press("slash", "x", "escape")
        assert not one.screen.query_one("#filter").display
        assert not job.cancel()
        assert one.workspace.checking.tree.needle == ""
        await pilot.press("escape")
        assert not job.cancel()
        await pilot.press("r", "2")
        assert job.cancel()
        gate.set()


async def test_whole_files_that_were_not_reached_replace_no_report() -> None:
    gate = threading.Event()
    job = FakeJob([*PART, gate, CheckFinished(COUNTS, True, 3, verified=None)])
    one, services = kept(checking=job)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("v", "4")
        await stop(one, pilot, job, gate)
        assert not saves(services)
        assert text(one, "#headline").startswith("■ Stopped: this is a part only")


async def test_a_report_that_could_not_be_kept_is_whole_and_says_why() -> None:
    gate = threading.Event()
    job = FakeJob(finished())
    one, services = kept(checking=job)
    services.save_problem = UsageProblem(WHY)
    async with one.run_test(size=(80, 24)) as pilot:
        await ready(one, pilot)
        await pilot.press("r")
        await until(pilot, lambda: one.workspace.checking.unkept == WHY)
        await pilot.press("g", "h")
        await until(pilot, lambda: isinstance(one.screen, Home))
        await pilot.press("g", "c")
        said = text(one, "#headline")
        assert said.startswith(f"✗ The report could not be kept: {WHY}")
        assert said.splitlines()[-1].startswith("▲ 12 problems · 1 known · checked ")
        assert "Stopped" not in said
        assert len(drawn(one)) >= 8
        services.save_problem, job.steps = None, [STARTED, gate, *finished()[1:]]
        await pilot.press("r")
        await reach(pilot, job)
        assert "could not" not in text(one, "#headline")
        gate.set()
        await until(pilot, lambda: bool(saves(services)))


async def test_from_a_part_a_key_leads_back_to_the_last_check() -> None:
    gate = threading.Event()
    job = FakeJob([*PART, gate, CheckFinished(COUNTS, True, 3, verified=None)])
    one, services = kept(checking=job)
    async with one.run_test(size=(110, 30)) as pilot:
        await ready(one, pilot)
        assert "Last check" not in text(one, "Keys")
        await pilot.press("r")
        await stop(one, pilot, job, gate)
        assert len(drawn(one)) == 2
        await until(pilot, lambda: "Last check" in text(one, "Keys"))
        assert "JSON" not in text(one, "Keys")
        await pilot.press("f")
        await until(pilot, lambda: one.workspace.checking.shown is services.checked)
        assert len(drawn(one)) == 11
        assert text(one, "#headline").endswith("checked 3 hours ago")
        assert "JSON" in text(one, "Keys")
        assert "Changes" in text(one, "Keys")
        assert "Last check" not in text(one, "Keys")


async def test_a_run_that_fails_at_once_leaves_the_last_check_in_sight() -> None:
    gate = threading.Event()
    job = FakeJob([gate, UsageProblem(FAILS)])
    one, _services = kept(checking=job, check_options=CheckOptions())
    async with one.run_test(size=(80, 24)) as pilot:
        await reach(pilot, job)
        await until(pilot, lambda: one.workspace.checking.last is not None)
        assert one.workspace.checking.runner.run is not None
        assert (
            one.workspace.checking.runner.run.expected == one.workspace.checking.last.report.counts
        )
        gate.set()
        await until(pilot, lambda: len(lines(one).items) == 11)
        said = text(one, "#headline").splitlines()
        assert said[0] == f"✗ {FAILS}"
        assert said[1] == "▲ 12 problems · 3 new · 1 known · 1 gone · checked 3 hours ago"
        assert one.screen.query_one("#headline").size.height == 3
        shown = [part.render_line(y).text for part in [one.screen.query_one("#headline")]
                 for y in range(part.size.height)]  # fmt: skip
        assert "vidtui import /volume9/stockage" in " ".join(" ".join(shown).split())


async def test_a_run_that_fails_without_a_report_says_that_there_is_none() -> None:
    one = app(checking=FakeJob([UsageProblem(FAILS)]), start="check", check_options=CheckOptions())
    async with one.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: one.workspace.checking.loaded)
        assert "No check yet" in text(one, "#empty")
        assert FAILS in text(one, "#headline")


async def test_a_run_that_fails_later_leaves_what_it_found() -> None:
    one, _services = kept(checking=FakeJob([*PART, UsageProblem(FAILS)]))
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("r")
        await until(pilot, lambda: FAILS in text(one, "#headline"))
        assert "this is a part only" in text(one, "#headline").splitlines()[-1]
        assert len(drawn(one)) == 2


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (FINDINGS, "12 problems · 3 new · 1 known"),
        ((), "nothing is wrong where it could be looked"),
    ],
)
async def test_a_root_that_is_away_is_told_first(found: tuple[Any, ...], told: str) -> None:
    one, _services = kept(checked(found, away=(AWAY,)))
    async with one.run_test(size=(80, 24)) as pilot:
        await ready(one, pilot)
        assert text(one, "#headline") == f"▲ 1 root not looked at · {told} · checked 3 hours ago"


async def test_the_rate_gives_way_and_the_share_is_of_the_bytes() -> None:
    gate = threading.Event()
    job = FakeJob([*RUNNING, gate])
    one, _services = kept(checking=job)
    async with one.run_test(size=(80, 24)) as pilot:
        await ready(one, pilot)
        await pilot.press("v", "4")
        await reach(pilot, job)
        run = one.workspace.checking.runner.run
        assert run is not None
        clock = [0.0]
        run.clock, run.stages["hashes"].meter._clock = lambda: clock[0], lambda: clock[0]
        run.stages["hashes"].meter._points.clear()
        for done in (120, 121):
            clock[0] += 10
            run.feed(Progress("hashes", done * GIB, 3900 * GIB, b"/a", CheckCounts(9, 9, 7)))
        one.workspace.show_progress()
        await until(pilot, lambda: "left" in text(one, "#headline"))
        head = text(one, "#headline")
        assert head == "▸ Reading whole files · 3 % · 121.0 GiB / 3.8 TiB · 10:29:50 left"
        await pilot.resize_terminal(120, 30)
        await until(pilot, lambda: text(one, "#headline") == f"{head} · 102.4 MiB/s")
        assert text(one, "#second").startswith("7 problems")
        gate.set()


def test_nothing_is_done_before_whole_files_are_read() -> None:
    run = CheckRun(CheckOptions(verify=True))
    run.feed(Progress("links", 5, 10, b"", CheckCounts()))
    assert (run.share, run.percent) == (0.0, None)
    run.feed(Progress("hashes", 1, 4, b"", CheckCounts()))
    assert (run.share, run.percent) == (0.25, 25)
    timed = CheckRun(CheckOptions(verify=True, verify_s=10), clock=iter((0, 5, 5, 5)).__next__)
    timed.feed(Progress("hashes", 1, 100, b"", CheckCounts()))
    assert (timed.share, timed.percent) == (0.5, 1)


async def test_what_changed_silently_is_scrolled_to_when_a_run_finds_it() -> None:
    found = many(60)
    gate = threading.Event()
    job = FakeJob([STARTED, Found((GHOST, *found)), gate, Found((SILENT,)),
                   CheckFinished(COUNTS, False, 3, verified=VERIFIED)])  # fmt: skip
    one, services = kept(checked((GHOST, *found), before=(GHOST, *found)), checking=job)
    async with one.run_test(size=(80, 24)) as pilot:
        await ready(one, pilot)
        await pilot.press("v", "4")
        await reach(pilot, job)
        await pilot.press("down", "right", "end")
        assert lines(one).scroll_offset.y > 10
        gate.set()
        await until(
            pilot, lambda: bool(saves(services)) and one.workspace.checking.shown is not None
        )
        assert here(one).startswith("▸ 1 file changed silently · 1 new · the disk may be failing")
        assert lines(one).scroll_offset.y == 0
        job.steps = [STARTED, Found((GHOST, *found, SILENT)),
                     CheckFinished(COUNTS, False, 3, verified=VERIFIED)]  # fmt: skip
        await pilot.press("end", "v", "4")
        await until(
            pilot, lambda: len(saves(services)) == 2 and one.workspace.checking.shown is not None
        )
        assert lines(one).scroll_offset.y > 10  # nothing that was not known


async def test_home_does_not_call_a_check_stopped_that_read_some_files() -> None:
    services = FakeServices()
    services.checked = checked(complete=False, verified=VERIFIED)
    one = app(services=services)
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "3 hours ago" in text(one, "#health"))
        assert "stopped" not in text(one, "#health")
        assert "Other problems" in text(one, "#health")


async def test_the_way_changes_are_shown_ends_with_the_next_run() -> None:
    job = FakeJob(finished())
    one, services = kept(checked(before=FINDINGS), checking=job)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("f")
        said = "Nothing has changed since the check before (1 day ago); f shows all."
        assert text(one, "#none") == said
        await pilot.press("r")
        await until(
            pilot, lambda: bool(saves(services)) and one.workspace.checking.shown is not None
        )
        assert not one.workspace.checking.tree.only_changes
        assert len(drawn(one)) == 11


async def test_gone_findings_do_not_count() -> None:
    given = checked((GHOST,), before=(GHOST, *FINDINGS[3:4], *many(2)))
    one, _services = kept(given)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("f")
        shown = "\n".join(drawn(one))
        assert "▾ Broken links · 1 gone · they show nothing" in shown
        assert "/volume1/stockage/Films  2 gone" in shown
        await pilot.press("down", "down")
        assert "0" not in text(one, "#detail-text")


async def test_a_check_of_another_process_is_read_while_one_runs() -> None:
    gate = threading.Event()
    job = FakeJob([STARTED, gate, UsageProblem("no")])
    one, services = kept(checking=job)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("r")
        await reach(pilot, job)
        other = replace(checked((GHOST,)))
        services.checked = other
        await pilot.press("g", "h", "g", "c")
        await until(pilot, lambda: one.workspace.checking.last is other)
        assert one.workspace.checking.shown is None
        gate.set()


async def test_a_check_of_another_process_is_shown_while_one_looks() -> None:
    one, services = kept()
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        services.checked = replace(checked((GHOST,)))
        one.screen._look()  # as it does by itself every few seconds
        await until(pilot, lambda: one.workspace.checking.shown is services.checked)
        assert "1 problem" in text(one, "#headline")
