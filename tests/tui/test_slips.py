"""What a slip of the hand does: nothing, or a question whose first answer changes nothing."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from textual.events import Key
from textual.pilot import Pilot

from tests.tui import broken_links, groups
from tests.tui.broken_links import ALIEN, BRAZIL, CUBE, found
from tests.tui.fakes import FakeJob, FakeServices, app, reach, until
from tests.tui.scenes import RUNNING
from vidtui.tui import page
from vidtui.tui.app import VidtuiApp
from vidtui.tui.dialogs import Ask
from vidtui.tui.links.screen import Links


def asked(one: VidtuiApp) -> str:
    return " ".join(str(part.render()) for part in one.screen.query("Static"))


async def reviewing(one: VidtuiApp, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: isinstance(one.page, Links))
    await until(pilot, lambda: one.workspace.repairing.can_decide)
    await pilot.pause()


@pytest.mark.parametrize("key", ["t", "delete"])
async def test_the_trash_beside_a_proposal_asks_with_the_safe_answer_first(key: str) -> None:
    services = FakeServices()
    one = app(services=services, finding=FakeJob(found([ALIEN], groups=())), start="links")
    async with one.run_test() as pilot:
        await reviewing(one, pilot)
        await pilot.press(key)
        assert isinstance(one.screen, Ask)
        assert "Put this link in the trash?" in asked(one)
        assert "Alien (1979) 1080p.mkv" in asked(one)
        await pilot.press("enter")
        assert isinstance(one.screen, Links)
        assert services.decided == []
        for leave in ("1", "escape", "q"):
            await pilot.press(key, leave)
            assert isinstance(one.screen, Links)
        assert services.decided == []
        await pilot.press(key, key, "2")
        await until(pilot, lambda: len(services.decided) == 1)
        assert services.decided[0].verb == "orphan"


async def test_what_is_under_no_known_root_asks_too() -> None:
    outside = replace(CUBE, is_outside=True)
    services = FakeServices()
    one = app(services=services, finding=FakeJob(found([outside], groups=())), start="links")
    async with one.run_test() as pilot:
        await reviewing(one, pilot)
        await pilot.press("t")
        assert isinstance(one.screen, Ask)
        assert "its disk may be away" in asked(one)
        await pilot.press("enter")
        assert services.decided == []


async def test_without_a_proposal_under_a_known_root_it_goes_at_once() -> None:
    services = FakeServices()
    one = app(services=services, finding=FakeJob(found([CUBE], groups=())), start="links")
    async with one.run_test() as pilot:
        await reviewing(one, pilot)
        await pilot.press("t")
        assert isinstance(one.screen, Links)
        await until(pilot, lambda: len(services.decided) == 1)
        assert services.decided[0].verb == "orphan"


async def test_the_link_that_was_asked_about_is_the_one_that_goes() -> None:
    """Somebody else may decide it while the question stands."""
    services = FakeServices()
    one = app(services=services, finding=FakeJob(found([ALIEN], groups=())), start="links")
    async with one.run_test() as pilot:
        await reviewing(one, pilot)
        await pilot.press("t")
        work = one.workspace.repairing
        row = work.review.row(ALIEN.place)
        assert row is not None
        work.decide(row, "skip")
        await pilot.press("2")
        await until(pilot, lambda: not work.outstanding)
        assert [one.verb for one in services.decided if one.verb == "orphan"] == []


@pytest.fixture
def hands_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is pressed twice in a test was pressed within a second."""
    monkeypatch.setattr(page, "SLIP_S", 1000.0)


@pytest.mark.usefixtures("hands_slip")
@pytest.mark.parametrize("start", ["import", "queue", "links", "check"])
async def test_a_second_press_starts_nothing_and_asks_nothing(
    start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    steps = {
        "import": RUNNING,
        "queue": groups.ASKING,
        "links": broken_links.SEARCHING,
        "check": [],
    }[start]
    job = FakeJob([*steps, gate])
    services = FakeServices()
    services.rows = list(groups.ROWS)
    one = app(job=job, asking=job, finding=job, checking=job, services=services, start=start)
    async with one.run_test() as pilot:
        await until(pilot, lambda: one.page is not None and one.page.ready)
        if start == "links":  # it begins by itself
            await reach(pilot, job)
            one.workspace.repairing.runner.cancel()
            gate.set()
            await until(pilot, lambda: not one.workspace.repairing.runner.alive)
            gate.clear()
            job.started.clear()
        await pilot.press("r", "r", "r")
        await reach(pilot, job)
        assert one.screen is one.page
        assert len(job.started) == 1
        await pilot.press("r")
        assert one.screen is one.page  # also now that it is known to run
        monkeypatch.setattr(page, "SLIP_S", 0.0)
        await pilot.press("r")
        assert isinstance(one.screen, Ask)
        await pilot.press("enter")
        assert not job.cancel()
        gate.set()


@pytest.mark.usefixtures("hands_slip")
async def test_each_page_has_a_press_of_its_own() -> None:
    services = FakeServices()
    one = app(services=services, start="home")
    async with one.run_test() as pilot:
        await until(pilot, lambda: one.page is not None and one.page.ready)
        await pilot.press("r", "g", "s")
        await until(pilot, lambda: one.current_mode == "settings" and one.screen.ready)  # type: ignore[attr-defined]
        await pilot.press("r")
        await until(pilot, lambda: ("look_at_roots",) in services.calls)
        await pilot.press("r")
        await pilot.pause()
        assert services.calls.count(("look_at_roots",)) == 1


@pytest.mark.usefixtures("hands_slip")
async def test_in_a_field_it_types_as_often_as_it_is_pressed() -> None:
    services = FakeServices()
    services.rows = list(groups.ROWS)
    one = app(services=services, start="queue")
    async with one.run_test() as pilot:
        await until(pilot, lambda: one.page is not None and one.page.ready)
        await pilot.press("slash", *"rrr")
        assert one.screen.query_one("#needle").value == "rrr"  # type: ignore[attr-defined]


async def test_a_choice_typed_ahead_is_one_of_the_row_that_is_highlighted_by_then() -> None:
    services = FakeServices()
    one = app(services=services, finding=FakeJob(found([ALIEN, BRAZIL], groups=())), start="links")
    async with one.run_test() as pilot:
        await reviewing(one, pilot)
        for name in ("j", "enter"):
            one.post_message(Key(name, name if name == "j" else None))
        await until(pilot, lambda: len(services.decided) == 1)
        assert services.decided[0].proposal in services.decided[0].link.proposals
