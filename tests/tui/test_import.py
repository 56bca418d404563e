from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from tests.tui.fakes import (
    SECOND,
    STORAGE,
    FakeJob,
    FakeServices,
    app,
    is_idle,
    reach,
    settings,
    until,
)
from tests.tui.scenes import COUNTS, ERRORS, FAILING, FOLDER, REFUSED, RUNNING, STARTED
from vidtui import i18n
from vidtui.errors import Exit, LockHeld
from vidtui.jobs.base import Finished, ItemFailed, Progress, Refused
from vidtui.jobs.import_.run import ImportCounts, ImportOptions, ImportRun, named_counts, summary
from vidtui.tui.bars import Bars
from vidtui.tui.dialogs import Ask, Tell
from vidtui.tui.import_ import Import, counts, introduction
from vidtui.tui.widgets import VirtualList
from vidtui.typed_json import to_json


def text(app_, selector: str) -> str:  # type: ignore[no-untyped-def]
    return str(app_.screen.query_one(selector).render())


async def test_it_waits_until_told_and_says_what_it_would_read() -> None:
    one = app(start="import")
    async with one.run_test() as pilot:
        await pilot.pause()
        assert "Press r to start" in text(one, "#headline")
        assert "/volume1/stockage" in text(one, "#headline")
        assert one.workspace.imports.run is None


async def test_an_import_given_on_the_command_line_starts_by_itself() -> None:
    job = FakeJob(FAILING)
    one = app(job=job, import_options=ImportOptions(paths=(STORAGE + b"/Films",), from_links=True))
    async with one.run_test() as pilot:
        await until(pilot, lambda: is_idle(one.workspace.imports))
        assert isinstance(one.screen, Import)
        assert job.started[0][1].from_links
        await pilot.press("v", "2")
        await until(pilot, lambda: len(job.started) == 2)
        assert job.started[1][1] == ImportOptions(
            paths=(STORAGE + b"/Films",), from_links=True, dry_run=True
        )


async def test_progress_folder_counts_and_errors_show_as_they_come() -> None:
    gate = threading.Event()
    job = FakeJob([*RUNNING, gate, *FAILING[-2:]])
    one = app(job=job, start="import")
    async with one.run_test() as pilot:
        await pilot.press("enter")
        await reach(pilot, job)
        bars = text(one, "Bars")
        assert "9,912" in bars
        assert "1,240 / 1,845" in bars
        assert "96 so far" in bars
        assert "36 %" in bars
        assert "Destin d'Amélie Poulain" in text(one, "#folder")
        assert "1,820 imported" in text(one, "#counts")
        assert one.screen.query_one(VirtualList).virtual_size.height == 2
        gate.set()
        await until(pilot, lambda: not one.workspace.imports.active)
        assert "1,820 imported, 8,062 ignored, 2 errors" in text(one, "#headline")
        assert "27 broken links" in text(one, "#counts")
        await pilot.press("enter", "escape")
        assert len(job.started) == 1
        assert not one.screen.query_one("#folder").display


async def test_an_error_opens_whole() -> None:
    one = app(FAILING, start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await until(pilot, lambda: not one.workspace.imports.active)
        await pilot.press("down", "enter")
        assert isinstance(one.screen, Tell)
        shown = [str(part.render()) for part in one.screen.query("Static")]
        assert "/volume1/stockage/Séries/Kaamelott/Saison 1" in shown
        assert "Permission denied" in shown
        await pilot.press("escape")
        assert isinstance(one.screen, Import)


async def test_cancel_asks_and_enter_alone_lets_it_go_on() -> None:
    gate = threading.Event()
    job = FakeJob([*RUNNING, gate, Finished(COUNTS, cancelled=True, seconds=3)])
    one = app(job=job, start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await reach(pilot, job)
        await pilot.press("r", "enter")
        assert not job.cancel()
        await pilot.press("r")
        assert isinstance(one.screen, Ask)
        await pilot.press("escape")
        assert not job.cancel()
        await pilot.press("r", "2")
        assert job.cancel()
        assert "Stopping" in text(one, "#headline")
        gate.set()
        await until(pilot, lambda: not one.workspace.imports.active)
        assert "Stopped: 1,820 imported" in text(one, "#headline")


async def test_it_goes_on_while_one_looks_elsewhere_and_only_one_runs() -> None:
    gate, last = threading.Event(), threading.Event()
    job = FakeJob([STARTED, gate, *RUNNING[1:], last])
    one = app(job=job, start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await reach(pilot, job)
        await pilot.press("g", "s", "g", "h")
        gate.set()
        await reach(pilot, job)
        await pilot.press("g", "i")
        await until(pilot, lambda: "1,240 / 1,845" in text(one, "Bars"))
        await pilot.press("r")
        assert isinstance(one.screen, Ask)
        await pilot.press("enter")
        one.workspace.start_import()
        await pilot.pause()
        assert len(job.started) == 1
        last.set()


async def test_a_failure_is_one_line() -> None:
    one = app([STARTED, LockHeld("another vidtui is [/writing]")], start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await until(pilot, lambda: not one.workspace.imports.active)
        assert "✗ another vidtui is [/writing]" in text(one, "#headline")
        assert one.workspace.imports.run is not None
        assert one.workspace.imports.run.exit is Exit.LOCKED


async def test_losses_are_accepted_only_after_a_question() -> None:
    job = FakeJob(REFUSED)
    one = app(job=job, start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await until(pilot, lambda: is_idle(one.workspace.imports))
        assert "1,204 of 7,322 known files are gone" in text(one, "#refused-text")
        await pilot.press("enter", "enter")
        assert len(job.started) == 1
        await pilot.press("enter", "2")
        await until(pilot, lambda: len(job.started) == 2)
        assert job.started[1][1].accept_loss


async def test_beside_errors_enter_is_the_way_on_and_tab_leads_to_them() -> None:
    gate = threading.Event()
    job = FakeJob([STARTED, *ERRORS, gate, *REFUSED[1:]])
    one = app(job=job, start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await reach(pilot, job)
        await pilot.press("enter")
        assert isinstance(one.screen, Tell)  # while it runs they are all there is to open
        await pilot.press("escape")
        gate.set()
        await until(pilot, lambda: is_idle(one.workspace.imports))
        await pilot.press("enter")
        assert isinstance(one.screen, Ask)
        await pilot.press("enter", "tab", "enter")
        assert isinstance(one.screen, Tell)
        await pilot.press("escape", "down", "enter")
        assert isinstance(one.screen, Tell)
        assert len(job.started) == 1


async def test_a_strange_disk_is_confirmed_and_imported() -> None:
    job, services = FakeJob(REFUSED), FakeServices()
    one = app(job=job, services=services, start="import")
    async with one.run_test() as pilot:
        await pilot.press("v", "2")
        await until(pilot, lambda: is_idle(one.workspace.imports))
        await pilot.press("enter", "3")
        await until(pilot, lambda: len(job.started) == 2)
        assert ("confirm", SECOND) in services.calls
        assert not job.started[1][1].accept_loss
        assert job.started[1][1].dry_run


async def test_a_root_that_has_moved_is_noted_and_imported() -> None:
    moved = [Refused(SECOND, "it holds what /mnt/old held", "relocate-root", b"/mnt/old")]
    job, services = FakeJob([REFUSED[0], *moved, REFUSED[-1]]), FakeServices()
    one = app(job=job, services=services, start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await until(pilot, lambda: is_idle(one.workspace.imports))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("2")
        await until(pilot, lambda: len(job.started) == 2)
        assert ("relocate", b"/mnt/old", SECOND) in services.calls
        assert not job.started[1][1].accept_loss


async def test_a_dry_run_says_that_nothing_was_written() -> None:
    job = FakeJob(FAILING)
    one = app(job=job, start="import")
    async with one.run_test() as pilot:
        await pilot.press("v", "2")
        await until(pilot, lambda: not one.workspace.imports.active)
        assert job.started[0][1].dry_run
        assert "Dry run" in text(one, "#headline")
        assert "Nothing was written." in text(one, "#notes")


async def test_a_hundred_thousand_errors_stay_light() -> None:
    gate = threading.Event()
    many = [ItemFailed(b"/volume1/%d.mkv" % at, "unreadable") for at in range(100_000)]
    job = FakeJob([STARTED, *many, gate])
    one = app(job=job, start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await reach(pilot, job)
        await until(pilot, lambda: one.screen.query_one(VirtualList).virtual_size.height == 100_000)
        await pilot.press("end")
        assert one.screen.query_one(VirtualList).cursor == 99_999
        assert len(list(one.screen.query("*"))) < 40
        gate.set()


def test_the_whole_is_passed_over_where_a_stage_had_nothing_to_do() -> None:
    run = ImportRun(clock=lambda: 0.0)
    run.feed(Progress("scan", 10, 10, b"/", ImportCounts()))
    assert run.share == pytest.approx(0.1)
    run.feed(Progress("links", 1, 2, b"/", ImportCounts()))
    assert run.share == pytest.approx(0.95)
    run.feed(Finished(ImportCounts(), cancelled=False, seconds=1))
    assert run.share == 1.0


def test_remaining_time_follows_from_what_is_done() -> None:
    now = [0.0]
    run = ImportRun(clock=lambda: now[0])
    now[0] = 10.0
    run.feed(Progress("scan", 10, 10, FOLDER, ImportCounts()))
    run.feed(Progress("samples", 50, 100, FOLDER, ImportCounts()))
    assert run.share == pytest.approx(0.3)
    assert run.remaining_s == pytest.approx(10 * 0.7 / 0.3)


def test_a_job_that_says_nothing_of_its_end_counts_as_stopped() -> None:
    run = ImportRun(clock=lambda: 5.0)
    run.feed(STARTED)
    run.end()
    assert run.phase == "cancelled"


async def test_real_import(tmp_path: Path) -> None:
    """The contract with the real job, from an empty catalogue to the counts on Home."""
    from dataclasses import replace

    from vidtui.settings.model import RootSetting
    from vidtui.tui.app import VidtuiApp
    from vidtui.tui.start import Opening

    films = tmp_path / "stockage" / "Films"
    films.mkdir(parents=True)
    (films / "Alien (1979).mkv").write_bytes(b"x" * 300)
    given = settings(
        roots=(RootSetting("storage", bytes(tmp_path / "stockage")),),
        config=tmp_path / "config.toml",
        data=tmp_path / "data",
    )
    one = VidtuiApp(replace(given, path_maps=()), Opening("import"), frame_s=0)
    async with one.run_test() as pilot:
        await pilot.press("r")
        await until(pilot, lambda: not one.workspace.imports.active)
        assert "1 imported, 0 ignored, 0 errors" in text(one, "#headline")
        await pilot.press("g", "h")
        await until(pilot, lambda: "just now" in text(one, "#import"))
        await until(pilot, lambda: "● online" in text(one, "#root-lines"))


def over(counts: ImportCounts) -> ImportRun:
    run = ImportRun(clock=lambda: 0.0)
    run.feed(Finished(counts, cancelled=False, seconds=1))
    return run


def test_one_is_no_plural() -> None:
    run = over(ImportCounts(errors=1, duplicates=1, films=1, links=1, broken_links=1))
    shown = " ".join(counts(run, 200).plain.split())
    assert shown == ("0 imported 0 ignored 1 error 1 duplicate 1 new film 1 link 1 broken link")
    i18n.use("fr")
    assert "1 lien cassé" in counts(run, 200).plain
    assert summary(run.counts, str) == "0 importé, 0 ignoré, 1 erreur"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("figure", [7, 1_234_567])
def test_counts_are_whole_in_any_language(language: str, figure: int) -> None:
    i18n.use(language)
    held = ImportCounts(**dict.fromkeys(to_json(ImportCounts()), figure))
    lines = counts(over(held), 76).plain.split("\n")
    assert max(map(len, lines)) <= 76
    for name, _count in named_counts(held):
        assert any(name in line for line in lines)


def test_labels_keep_their_distance() -> None:
    for language in ("en", "fr"):
        i18n.use(language)
        for line in introduction(settings(), (), 76).plain.split("\n")[2:5]:
            assert re.search(r"\S  +/volume", line)


def test_bars_have_no_clock_of_their_own() -> None:
    assert Bars().auto_refresh is None
    assert ERRORS
