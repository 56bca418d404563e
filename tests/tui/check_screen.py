"""The Check screen as a test sees it."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.checks import checked
from tests.tui.fakes import FakeServices, app, until
from vidtui.tui.app import VidtuiApp
from vidtui.tui.check.screen import Check
from vidtui.tui.report_cache import ReportView
from vidtui.tui.widgets import VirtualList


def text(one: VidtuiApp, selector: str) -> str:
    return str(one.screen.query_one(selector).render())


def lines(one: VidtuiApp) -> VirtualList[Any]:
    assert isinstance(one.page, Check)
    return one.page.query_one("#rows TreeLines", VirtualList)


def drawn(one: VidtuiApp) -> list[str]:
    listed = lines(one)
    found = [listed.render_line(y).text for y in range(listed.size.height)]
    return [line.rstrip() for line in found if line.strip()]


def here(one: VidtuiApp) -> str:
    listed = lines(one)
    return listed.render_line(listed.cursor - listed.scroll_offset.y).text.strip()


async def ready(one: VidtuiApp, pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: isinstance(one.page, Check) and one.workspace.checking.loaded)


def kept(given: ReportView | None = None, **rest: Any) -> tuple[VidtuiApp, FakeServices]:
    services = FakeServices()
    services.checked = given or checked()
    return app(services=services, start="check", **rest), services
