"""The important screens where there is much room: nothing that matters is cut at 200x50."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui import broken_links, checks, groups
from tests.tui.fakes import SECOND, STORAGE, FakeJob, FakeServices, app, settings, until
from vidtui import i18n
from vidtui.catalogue.roots import Space
from vidtui.tui.app import VidtuiApp
from vidtui.tui.home import Home
from vidtui.tui.services import Overview
from vidtui.tui.widgets import VirtualList

Compare = Callable[..., bool]
HUGE = (200, 50)
TIB = 1 << 40


def drawn() -> FakeServices:
    """Services that know enough for everything on Home."""
    services = FakeServices()
    services.checked = checks.checked()
    services.spaces = {
        STORAGE: (28 * TIB, Space(40 * TIB, 2 * TIB)),
        SECOND: (6 * TIB, Space(16 * TIB, 9 * TIB)),
    }
    services.overviewed = Overview(
        [(at, count) for at, count in enumerate((120, 96, 96, 41, 300, 12, 9, 0, 4, 9))],
        [(1930, 4), (1950, 19), (1960, 66), (1970, 140), (1980, 260), (1990, 401), (2000, 392)],
        [(2160, 310), (1080, 890), (720, 200), (480, 82)],
    )
    return services


@pytest.mark.usefixtures("in_utc")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_home(snap_compare: Compare, language: str) -> None:
    i18n.use(language)
    one = app(services=drawn(), settings=settings(language=language))

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Home) and one.screen.ready)
        await until(pilot, lambda: "890" in text(one, "#pictures"))
        await until(pilot, lambda: "▒" in text(one, "#root-lines"))
        await until(pilot, lambda: one.screen.query_one("#graphs").region.height > 5)
        await until(pilot, lambda: len(text(one, "#health").splitlines()) > 5)
        await pilot.press("down")

    assert snap_compare(one, terminal_size=HUGE, run_before=before)


def test_links(snap_compare: Compare) -> None:
    one = app(finding=FakeJob(broken_links.found()), start="links")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: one.workspace.repairing.can_decide)
        await until(pilot, lambda: "inode" in text(one, "#about"))

    assert snap_compare(one, terminal_size=HUGE, run_before=before)


def test_queue(snap_compare: Compare) -> None:
    services = FakeServices()
    services.rows = list(groups.ROWS)
    services.details = {held.id: held for held in groups.ROW_DETAILS}
    one = app(services=services, start="queue")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: "Ridley Scott" in text(one, "#detail-text"))
        await pilot.press("down", "down", "down", "down")
        await until(pilot, lambda: "S01E100" in text(one, "#detail-text"))
        await pilot.press("d")
        await until(pilot, lambda: "100 files" in text(one, "#sum"))

    assert snap_compare(one, terminal_size=HUGE, run_before=before)


def text(one: VidtuiApp, selector: str) -> str:
    return str(one.screen.query_one(selector).render())


@pytest.mark.parametrize("start", ["links", "queue", "check", "pending", "journal"])
async def test_no_list_is_narrower_where_there_is_more_room(start: str) -> None:
    services = drawn()
    services.rows = list(groups.ROWS)
    services.details = {held.id: held for held in (*groups.ROW_DETAILS, *groups.FILMS)}
    services.pending = [groups.wait(held) for held in groups.FILMS]
    one = app(finding=FakeJob(broken_links.found()), services=services, start=start)
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: one.workspace.counted)
        if start == "links":
            await until(pilot, lambda: one.workspace.repairing.can_decide)
        widths: list[int] = []
        for size in ((80, 24), (110, 30), (120, 40), (170, 45), HUGE):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            listed = one.screen.query_one(VirtualList)
            widths.append(listed.region.width)
            keys = text(one, "Keys")
            assert "g Go to" in keys
            assert "? Help" in keys
        assert widths == sorted(widths)
