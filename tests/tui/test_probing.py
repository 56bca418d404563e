"""Technical facts from the app: asked about once after an import, or read when asked to."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from tests.tui.fakes import NOW, FakeJob, FakeServices, app, has_ended, reach, settings, until
from tests.tui.scenes import STARTED
from vidtui.jobs.base import Finished, ItemFailed, Progress
from vidtui.jobs.import_.run import ImportCounts
from vidtui.jobs.probe.run import ProbeCounts, ProbeOptions, ProbeStarted
from vidtui.settings.model import Settings, load
from vidtui.tui.app import VidtuiApp
from vidtui.tui.dialogs import Ask, Tell
from vidtui.tui.library.session import SAMPLE

IMPORTED = [STARTED, Finished(ImportCounts(), cancelled=False, seconds=1)]
CATALOGUE = Path("/home/ana/catalogue.sqlite3")


class Services(FakeServices):
    waiting_files = 1964

    def unprobed(self, settings: Settings) -> int:
        return self.waiting_files


def probed(probed: int, left: int) -> list[Any]:
    counts = ProbeCounts(probed=probed, left=left)
    return [
        ProbeStarted("probe", CATALOGUE, probed + left),
        Progress("probe", probed, probed + left, b"", counts),
        Finished(counts, cancelled=False, seconds=2),
    ]


def made(config: Path, job: FakeJob, *, can: bool = True, text: str = "", **more: Any) -> VidtuiApp:
    config.write_text(text, "utf-8")
    services = Services()
    services.has_prober = can
    given = settings(config=config)
    if text:
        auto = load(config=config, data_dir=given.data_dir, env={}).probe_auto
        given = Settings(**{**vars(given), "probe_auto": auto})
    return app(IMPORTED, probing=job, services=services, settings=given, **more)


def saved(config: Path) -> bool | None:
    return load(config=config, data_dir=config.parent, env={}).probe_auto


async def test_after_an_import_it_is_asked_once_with_an_estimate(tmp_path: Path) -> None:
    config, job = tmp_path / "config.toml", FakeJob(probed(SAMPLE, 1944))
    one = made(config, job, start="import")
    async with one.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        assert [options for _settings, options in job.started] == [ProbeOptions(most=SAMPLE)]
        text = "\n".join(str(part.render()) for part in one.screen.query("Static"))
        assert "1,944 files have no technical facts yet: about" in text
        await pilot.press("2")
        await until(pilot, lambda: saved(config) is True)
        await until(pilot, lambda: len(job.started) == 2)
        assert job.started[-1][1] == ProbeOptions()
        await until(pilot, lambda: has_ended(one.workspace.probing.runner))
        assert one.workspace.settings.probe_auto is True


async def test_a_no_is_kept_and_nothing_is_read_any_more(tmp_path: Path) -> None:
    config, job = tmp_path / "config.toml", FakeJob(probed(SAMPLE, 1944))
    one = made(config, job, start="import", text='language = "en"\n')
    async with one.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("enter")
        await until(pilot, lambda: saved(config) is False)
        await pilot.press("r")
        await until(pilot, lambda: has_ended(one.workspace.imports))
        assert len(job.started) == 1
        assert not isinstance(one.screen, Ask)


async def test_what_is_set_or_cannot_be_is_not_asked(tmp_path: Path) -> None:
    for can, text, started in (
        (False, "", []),
        (True, "[probe]\nauto = true\n", [ProbeOptions()]),
        (True, "[probe]\nauto = false\n", []),
    ):
        job = FakeJob(probed(3, 0))
        one = made(tmp_path / "config.toml", job, can=can, text=text, start="import")
        async with one.run_test(size=(80, 24)) as pilot:
            await pilot.press("r")
            await until(pilot, lambda one=one: has_ended(one.workspace.imports))
            count = len(started)
            await until(pilot, lambda job=job, count=count: len(job.started) == count)
            assert [options for _settings, options in job.started] == started
            assert not isinstance(one.screen, Ask)


async def test_it_is_started_from_the_library_and_goes_on_elsewhere(tmp_path: Path) -> None:
    gate = threading.Event()
    counts = ProbeCounts(probed=491, left=1473)
    job = FakeJob(
        [
            ProbeStarted("probe", CATALOGUE, 1964),
            Progress("probe", 491, 1964, b"", counts),
            ItemFailed(b"/nas/\x1b[31mbad.mkv", "Input/output error"),
            gate,
            Finished(counts, cancelled=True, seconds=NOW),
        ]
    )
    one = made(tmp_path / "config.toml", job, start="library")
    async with one.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("3")
        await reach(pilot, job)
        assert job.started[0][1] == ProbeOptions(for_s=3600.0)
        await pilot.press("g", "j")
        bar = one.screen.query_one("TabBar")
        await until(pilot, lambda: "facts 25 %" in str(bar.render()))
        await pilot.press("g", "b", "v")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("2")
        gate.set()
        await until(pilot, lambda: has_ended(one.workspace.probing.runner))
        await pilot.press("m")
        await until(pilot, lambda: isinstance(one.screen, Tell))
        text = "\n".join(str(part.render()) for part in one.screen.query("Static"))
        assert "\\x1b[31mbad.mkv" in text
        await pilot.press("escape", "q")
