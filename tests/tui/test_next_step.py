"""What comes next is said with its key: on Home always, on a page once its job has ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui import broken_links, groups
from tests.tui.checks import checked
from tests.tui.fakes import NOW, TOTALS, FakeJob, FakeServices, app, until
from tests.tui.scenes import FAILING
from vidtui.catalogue.totals import Totals
from vidtui.tui.app import VidtuiApp
from vidtui.tui.cards import Card
from vidtui.tui.next_step import NextStep

DONE = replace(TOTALS, queued=0, pending=0, failed=0, broken_links=0, last_import=NOW - 9 * 86400)
CHECKED = checked(())


def said(one: VidtuiApp) -> str:
    line = one.screen.query_one(NextStep)
    return str(line.render()) if line.display else ""


@pytest.mark.parametrize(
    ("held", "is_checked", "told"),
    [
        (TOTALS, True, "Next: g q asks TMDB what 1,204 films and series are"),
        (replace(TOTALS, queued=0), True, "Next: g d 31 wait for your decision"),
        (replace(DONE, broken_links=1), False, "Next: g l 1 broken link waits for a review"),
        (DONE, False, "Next: g c finds out whether disk, catalogue and links agree"),
        (replace(DONE, last_import=NOW), True, "Next: g c checks again: much has changed since"),
        (replace(DONE, failed=2), True, "Next: g q 2 failed at TMDB"),
        (DONE, True, "✓ Nothing waits for you."),
        (Totals(), True, ""),
    ],
)
async def test_home_says_the_next_useful_step(held: Totals, is_checked: bool, told: str) -> None:
    services = FakeServices(held)
    services.checked = CHECKED if is_checked else None
    one = app(services=services)
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: one.workspace.counted and one.workspace.checking.loaded)
        await until(pilot, lambda: said(one) == told)


async def test_a_click_on_it_goes_there() -> None:
    one = app(services=FakeServices())
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Next: g q" in said(one))
        await pilot.click(NextStep, offset=(5, 0))
        assert one.current_mode == "queue"


async def test_a_page_says_it_when_its_job_has_ended_and_not_before() -> None:
    services = FakeServices(replace(TOTALS, queued=3))
    job, asking = FakeJob(FAILING), FakeJob([*groups.ASKING, groups.FINISHED])
    services.checked = None
    one = app(job=job, asking=asking, services=services, start="import")
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: one.workspace.counted)
        assert said(one) == ""
        await pilot.press("r")
        await until(pilot, lambda: said(one) == "Next: g q asks TMDB what 3 films and series are")
        await pilot.press("g", "q")
        assert said(one) == ""
        services.held = replace(TOTALS, queued=0)
        await pilot.press("r")
        await until(pilot, lambda: said(one) == "Next: g d 31 wait for your decision")
        services.held = DONE
        await pilot.press("g", "d")
        one.workspace.count()
        await until(pilot, lambda: said(one).startswith("Next: g c finds out"))


async def test_after_a_review_the_check_comes() -> None:
    services = FakeServices(DONE)
    services.checked = CHECKED
    one = app(finding=FakeJob(broken_links.found()), services=services, start="links")
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: one.workspace.repairing.can_decide)
        assert said(one) == ""
        for key in "↵↵ttsssys":
            await pilot.press("enter" if key == "↵" else key)
        await until(pilot, lambda: one.workspace.repairing.has_nothing_left)
        await until(pilot, lambda: said(one) == "Next: g c checks again: much has changed since")


async def test_boxes_of_home_are_gone_through_and_lead_on() -> None:
    services = FakeServices()
    services.checked = checked()
    one = app(services=services)
    async with one.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "9,911" in str(one.screen.query_one("#library").render()))
        visited = []
        for key in ("down", "right", "j", "l"):
            await pilot.press(key)
            visited.append(one.focused.id if one.focused else None)
        assert visited == ["library", "groups", "health", "import"]
        await pilot.press("h")
        assert one.focused is not None
        assert one.focused.id == "health"
        await pilot.press("enter")
        assert one.current_mode == "check"
        await pilot.press("g", "h")
        card = one.screen.query_one("#import", Card)
        await pilot.click(card, offset=(3, 1))
        assert one.current_mode == "import"
