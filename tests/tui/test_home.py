from __future__ import annotations

import re
import threading

import pytest

from tests.support.check_reports import finding
from tests.tui.checks import AWAY, checked
from tests.tui.fakes import NOW, SECOND, FakeJob, FakeServices, app, reach, settings, until
from tests.tui.scenes import FAILING, RUNNING
from vidtui import i18n
from vidtui.catalogue.totals import Totals
from vidtui.disk.root_identity import RootState
from vidtui.errors import VidtuiError
from vidtui.jobs.check.kinds import ISSUES, title
from vidtui.settings.model import RootSetting
from vidtui.tui.dialogs import Help
from vidtui.tui.home import Card, Home, health

pytestmark = pytest.mark.usefixtures("in_utc")


def text(app_, selector: str) -> str:  # type: ignore[no-untyped-def]
    return str(app_.screen.query_one(selector).render())


async def test_counts_and_states_come_from_threads() -> None:
    services = FakeServices()
    services.gate = threading.Event()
    one = app(services=services)
    async with one.run_test() as pilot:
        await pilot.pause()
        assert "…" in text(one, "#library")
        assert "◌ …" in text(one, "#root-lines")
        services.gate.set()
        await until(pilot, lambda: "9,911" in text(one, "#library"))
        await until(pilot, lambda: "○ offline" in text(one, "#root-lines"))
        assert "34.9 TiB" in text(one, "#library")
        await until(pilot, lambda: "27" in text(one, "#health"))
        assert "3 hours ago" in text(one, "#import")


async def test_a_root_shows_when_it_was_seen_and_is_not_looked_at() -> None:
    services = FakeServices()
    services.unseen = {SECOND}
    one = app(services=services)
    async with one.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: "● online" in text(one, "#root-lines"))
        first, second, _links = text(one, "#root-lines").splitlines()
        assert re.search(r"● online, seen \d\d:\d\d ", first)
        assert second.startswith("◌ not looked at ")
        await pilot.press("r")
        await pilot.pause()
        assert ("look_at_roots",) not in services.calls
        services.seen_at = NOW - 3 * 24 * 3600
        await pilot.press("r")
        await until(pilot, lambda: "seen 2023-11-1" in text(one, "#root-lines"))


async def test_an_empty_catalogue_says_what_to_press() -> None:
    one = app(services=FakeServices(None))
    async with one.run_test() as pilot:
        await until(pilot, lambda: one.screen.query_one("#empty").display)
        assert "Press g i" in text(one, "#empty")
        assert not one.screen.query_one("#cards").display


async def test_a_damaged_catalogue_is_one_line_and_disks_still_show() -> None:
    services = FakeServices()
    services.problem = VidtuiError("[/x]: the catalogue is damaged")
    one = app(services=services)
    async with one.run_test() as pilot:
        await until(pilot, lambda: "damaged" in text(one, "#problem"))
        await until(pilot, lambda: "● online" in text(one, "#root-lines"))


async def test_an_import_shows_and_is_counted_when_over() -> None:
    gate, last = threading.Event(), threading.Event()
    services, job = FakeServices(), FakeJob([*RUNNING, gate, *FAILING, last])
    one = app(job=job, services=services, start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await reach(pilot, job)
        await pilot.press("g", "h")
        await until(pilot, lambda: isinstance(one.screen, Home))
        assert "Under way" in text(one, "#import")
        assert "import 36 %" in text(one, "TabBar")
        await pilot.press("g", "s")
        assert "import 36 %" in text(one, "TabBar")
        await pilot.press("g", "h")
        services.held = Totals(films=7, files=7)
        gate.set()
        await reach(pilot, job)
        last.set()
        await until(pilot, lambda: "7" in text(one, "#library"))


async def test_a_key_can_be_clicked() -> None:
    one = app()
    async with one.run_test() as pilot:
        await pilot.pause()
        keys = text(one, "Keys")
        await pilot.click("Keys", offset=(keys.index("Help") + 1, 0))
        await until(pilot, lambda: isinstance(one.screen, Help))


async def test_the_demo_says_so() -> None:
    one = app(demo=True)
    async with one.run_test() as pilot:
        await pilot.pause()
        assert "made-up files" in text(one, "TabBar")


async def test_many_roots_scroll_and_the_rest_stays() -> None:
    roots = tuple(RootSetting("storage", b"/disk%d" % at) for at in range(40))
    one = app(settings=settings(roots=roots))
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "/disk39" in text(one, "#root-lines"))
        assert one.screen.query_one("Keys").region.height == 1
        assert one.screen.query_one("#library", Card).region.height > 6


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_six_roots_fit_beside_all_else(language: str) -> None:
    i18n.use(language)
    paths = [b"/volume%d/stockage/des/videos" % at for at in range(6)]
    roots = tuple(RootSetting("storage", path) for path in paths)
    services = FakeServices()
    services.states[paths[0]] = RootState("unrecognised", "strange")
    gate = threading.Event()
    job = FakeJob([*RUNNING, gate])
    one = app(job=job, services=services, settings=settings(roots=roots, language=language))
    async with one.run_test(size=(80, 24)) as pilot:
        one.workspace.start_import()
        await reach(pilot, job)
        await pilot.press("g", "h")
        await until(pilot, lambda: "▲" in text(one, "#root-lines"))
        await pilot.pause()
        for path in paths:
            assert path.decode() in text(one, "#root-lines")
        assert one.screen.query_one("#roots").max_scroll_y == 0
        boxes = [one.screen.query_one(name) for name in ("#cards", "#roots", "Keys")]
        assert all(box.region in one.screen.region for box in boxes)
        assert boxes[0].region.bottom <= boxes[1].region.y
        assert boxes[1].region.bottom <= boxes[2].region.y
        gate.set()


async def test_the_health_takes_only_the_lines_that_are_left() -> None:
    roots = tuple(RootSetting("storage", b"/disk%d" % at) for at in range(6))
    services = FakeServices()
    services.checked = checked(away=(AWAY,))
    one = app(services=services, settings=settings(roots=roots))
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "3 hours ago" in text(one, "#health"))
        await until(pilot, lambda: "/disk5" in text(one, "#root-lines"))
        assert text(one, "#health").splitlines()[-1].split() == ["Other", "problems", "6"]
        assert one.screen.query_one("#roots").max_scroll_y == 0
        for size, last in (((80, 30), "Orphan"), ((80, 24), "Other"), ((120, 40), "Orphan")):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: last in text(one, "#health").splitlines()[-1])  # noqa: B023
            card = one.screen.query_one("#health")
            assert len(text(one, "#health").splitlines()) <= card.content_size.height
            assert card.region.bottom <= one.screen.query_one("#roots").region.y
            assert one.screen.query_one("#roots").max_scroll_y == 0


async def test_what_an_interrupted_repair_left_is_told_at_the_start() -> None:
    services = FakeServices()
    services.unsettled = ["[/x] a repair was interrupted; it is done now"]
    one = app(services=services)
    async with one.run_test(notifications=True) as pilot:
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        assert services.unsettled[0] in str(one.screen.query("Toast").first().render())


async def test_what_is_unsafe_is_said_first() -> None:
    warning = "[/x] others can write in this folder"
    one = app(warnings=(warning,))
    async with one.run_test(notifications=True) as pilot:
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        assert warning in str(one.screen.query("Toast").first().render())


def test_every_problem_has_its_line() -> None:
    told = health(checked([finding(kind) for kind in ISSUES]), Totals(broken_links=2), NOW)
    kinds = [kind for kind in ISSUES if kind != "loop_link"]  # counted with the broken ones
    assert [name for name, _count, _style in told[1:]] == [title(kind) for kind in kinds]
