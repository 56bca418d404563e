"""How the screens look, at the smallest size that must do and at a comfortable one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable

from tests.tui import broken_links, checks, groups, histories, new_links
from tests.tui.fakes import (
    LINKS,
    STORAGE,
    FakeJob,
    FakeServices,
    app,
    has_ended,
    reach,
    settings,
    until,
)
from tests.tui.scenes import FAILING, REFUSED, RUNNING, freeze
from vidtui import i18n
from vidtui.disk.root_identity import RootState
from vidtui.jobs.base import Finished
from vidtui.jobs.repair.run import FindFinished
from vidtui.tui.app import VidtuiApp
from vidtui.tui.check.screen import Check
from vidtui.tui.dialogs import Ask
from vidtui.tui.home import Home
from vidtui.tui.journal.screen import Journal
from vidtui.tui.links.screen import Links
from vidtui.tui.pending.screen import Pending
from vidtui.tui.queue.screen import Queue
from vidtui.tui.report_cache import ReportView
from vidtui.tui.setup.screen import Setup

pytestmark = pytest.mark.usefixtures("in_utc")

Compare = Callable[..., bool]

SMALL, LARGE = (80, 24), (120, 40)
both_sizes = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


OPEN_GHOST = ["home", "down", "right", "down", "down"]


def shows(one: VidtuiApp, told: str) -> bool:
    parts = one.screen.query("Static, VirtualList, WrappedText")
    return any(told in part.render_line(y).text for part in parts for y in range(part.size.height))


@both_sizes
def test_home(snap_compare: Compare, size: tuple[int, int]) -> None:
    services = FakeServices()
    services.checked = checks.checked()
    one = app(demo=True, services=services)

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Home))
        await until(pilot, lambda: "Ghost" in str(one.screen.query_one("#health").render()))
        await until(pilot, lambda: "offline" in str(one.screen.query_one("#root-lines").render()))
        await until(pilot, lambda: "9,911" in str(one.screen.query_one("#library").render()))
        last = "Orphan" if size == LARGE else "Other"
        await until(pilot, lambda: last in str(one.screen.query_one("#health").render()))

    assert snap_compare(one, terminal_size=size, run_before=before)


def test_home_in_french(snap_compare: Compare) -> None:
    i18n.use("fr")
    one = app(settings=settings(language="fr"))

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Home))
        await until(pilot, lambda: "hors" in str(one.screen.query_one("#root-lines").render()))
        await until(pilot, lambda: "911" in str(one.screen.query_one("#library").render()))

    assert snap_compare(one, terminal_size=SMALL, run_before=before)


@both_sizes
def test_home_of_an_empty_catalogue(snap_compare: Compare, size: tuple[int, int]) -> None:
    services = FakeServices(None)
    services.counts = {}
    one = app(services=services)

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Home))
        await until(pilot, lambda: "offline" in str(one.screen.query_one("#root-lines").render()))
        await until(pilot, lambda: one.screen.query_one("#empty").display)

    assert snap_compare(one, terminal_size=size, run_before=before)


@both_sizes
def test_import_running(snap_compare: Compare, size: tuple[int, int]) -> None:
    gate = threading.Event()
    job = FakeJob([*RUNNING, gate])
    one = app(job=job, start="import")

    async def before(pilot: Pilot[Any]) -> None:
        await pilot.press("r")
        await reach(pilot, job)
        freeze(one)
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=before)
    gate.set()


@both_sizes
@pytest.mark.parametrize(
    "events", [FAILING, REFUSED], ids=["finished-with-errors", "refused-for-safety"]
)
def test_import_over(snap_compare: Compare, size: tuple[int, int], events: list[Any]) -> None:
    one = app(events, start="import")

    async def before(pilot: Pilot[Any]) -> None:
        await pilot.press("r")
        await until(
            pilot,
            lambda: has_ended(one.workspace.imports),
        )

    assert snap_compare(one, terminal_size=size, run_before=before)


@both_sizes
def test_import_help(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(app(start="import"), terminal_size=size, press=["question_mark"])


def queue_services() -> FakeServices:
    services = FakeServices()
    services.rows = list(groups.ROWS)
    services.details = {held.id: held for held in groups.ROW_DETAILS}
    services.sent = 38
    return services


def pending_services() -> FakeServices:
    services = FakeServices()
    services.details = {held.id: held for held in groups.FILMS}
    services.pending = [groups.wait(held) for held in groups.FILMS]
    services.hits = groups.HITS
    return services


@both_sizes
@pytest.mark.parametrize(
    ("events", "keys", "told"),
    [
        ([], [], "Ridley Scott"),
        ([], ["down"], "next try"),
        (groups.ASKING, ["r"], "Ridley Scott"),
        (groups.OUTAGE, ["r"], "Ridley Scott"),
    ],
    ids=["idle", "failed", "running", "outage"],
)
def test_queue(
    snap_compare: Compare, size: tuple[int, int], events: list[Any], keys: list[str], told: str
) -> None:
    gate = threading.Event()
    is_over = events and isinstance(events[-1], Finished)
    asking = FakeJob([*events, *([] if is_over else [gate])])
    one = app(asking=asking, services=queue_services(), start="queue")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Queue))
        await until(pilot, lambda: "all 8" in str(one.screen.query_one("#filters").render()))
        await pilot.press(*keys)
        if events:
            await reach(pilot, asking)
            freeze(one)
        await until(pilot, lambda: told in str(one.screen.query_one("#detail-text").render()))
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=before)
    gate.set()


@both_sizes
@pytest.mark.parametrize(
    ("keys", "selector", "told"),
    [
        ([], "#about", "Villeneuve"),
        (["down", "down"], "#about", "Grail"),
        (["a"], "#sum", "accepted"),
        (["e", "enter"], "#detail-text", "Atreides"),
    ],
    ids=["two-answers", "series", "preview", "search"],
)
def test_pending(
    snap_compare: Compare, size: tuple[int, int], keys: list[str], selector: str, told: str
) -> None:
    one = app(services=pending_services(), start="pending")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Pending) and bool(one.screen.feed.known))
        for key in keys:
            await pilot.press(key)
            for field in one.screen.query("Input"):
                field.cursor_blink = False  # type: ignore[attr-defined]
        await until(pilot, lambda: told in str(one.screen.query_one(selector).render()))
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=before)


@both_sizes
@pytest.mark.parametrize("language", ["en", "fr"])
def test_going_somewhere(snap_compare: Compare, size: tuple[int, int], language: str) -> None:
    i18n.use(language)
    given = settings(language=language)
    one = app(services=queue_services(), start="queue", settings=given)

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Queue))
        await until(pilot, lambda: "8" in str(one.screen.query_one("#filters").render()))
        await until(pilot, lambda: "Ridley" in str(one.screen.query_one("#detail-text").render()))
        await pilot.press("g")
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=before)


@both_sizes
def test_nothing_to_decide(snap_compare: Compare, size: tuple[int, int]) -> None:
    one = app(start="pending")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Pending) and one.screen.feed.loaded)
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=before)


@both_sizes
@pytest.mark.parametrize(
    ("events", "keys", "selector", "told"),
    [
        (broken_links.SEARCHING, [], "#headline", "storage"),
        (broken_links.found(), [], "#about", "inode"),
        (broken_links.found(), [*["down"] * 4, "a", "↵"], "#sum", "ticked"),
        (broken_links.found(), ["t"], ".question", "trash"),
        (broken_links.NOTHING, [], "#empty", "all well"),
        (broken_links.OFFLINE, [], "#empty", "mounted"),
        (broken_links.found(), [*"↵↵ttsssys"], "#said", "Log"),
    ],
    ids=["searching", "review", "group", "trash", "nothing-broken", "storage-offline", "finished"],
)
def test_links(
    snap_compare: Compare,
    size: tuple[int, int],
    events: list[Any],
    keys: list[str],
    selector: str,
    told: str,
) -> None:
    gate = threading.Event()
    is_over = isinstance(events[-1], FindFinished)
    one = app(finding=FakeJob([*events, *([] if is_over else [gate])]), start="links")

    async def before(pilot: Pilot[Any]) -> None:
        search = one.workspace.repairing.runner
        await until(pilot, lambda: isinstance(one.screen, Links) and search.run is not None)
        await until(pilot, lambda: search.active != is_over)
        await pilot.pause()
        await pilot.press(*("enter" if key == "↵" else key for key in keys))
        await until(pilot, lambda: not one.workspace.repairing.outstanding)
        await until(pilot, lambda: told in str(one.screen.query_one(selector).render()))
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=before)
    gate.set()


@both_sizes
@pytest.mark.parametrize(
    ("keys", "selector", "told"),
    [(["down", "right"], "#candidates", "▸2"), (["a", "enter"], "#sum", "1 of 1")],
    ids=["asked", "together"],
)
def test_new_links(
    snap_compare: Compare, size: tuple[int, int], keys: list[str], selector: str, told: str
) -> None:
    one = app(linking=FakeJob(new_links.found()), start="new_links")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: one.workspace.new_links.can_decide)
        await pilot.press(*keys)
        await until(pilot, lambda: told in str(one.screen.query_one(selector).render()))
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=before)


@pytest.mark.parametrize(
    ("language", "keys", "selector", "told"),
    [
        ("en", [], "#said", "Akira"),
        ("fr", [], "#said", "Akira"),
        ("en", ["a", "a"], "#sum", "2 of 2"),
        ("en", ["enter"], "#count", ""),
    ],
    ids=["list", "list-fr", "together", "count"],
)
def test_moves_of_links(
    snap_compare: Compare, language: str, keys: list[str], selector: str, told: str
) -> None:
    i18n.use(language)
    linking = FakeJob(new_links.found_moves())
    one = app(linking=linking, start="new_links", settings=settings(language=language))

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: one.workspace.new_links.can_decide)
        for key in keys:
            await pilot.press(key)
            await until(pilot, lambda: bool(one.screen.query(selector)))
        await until(pilot, lambda: told in str(one.screen.query_one(selector).render()))
        await pilot.pause()

    assert snap_compare(one, terminal_size=SMALL, run_before=before)


@both_sizes
@pytest.mark.parametrize(
    "keys", [["down", "down", "e", "enter"], ["s", "s"]], ids=["other", "plan"]
)
def test_links_otherwise(snap_compare: Compare, size: tuple[int, int], keys: list[str]) -> None:
    services = FakeServices()
    services.plan_read = broken_links.plan()
    services.files = [
        broken_links.proposal("e1", "Films/Cube²/Cube 2 (2002).avi", "chosen"),
        broken_links.proposal("e2", "Films/Cube (1997)/Cube.1997.avi", "chosen", size=0.7),
    ]
    plan = Path("/home/ana/plan.json") if keys[0] == "s" else None
    finding = FakeJob(broken_links.found())
    one = app(finding=finding, services=services, start="links", plan_file=plan)

    async def before(pilot: Pilot[Any]) -> None:
        await until(
            pilot, lambda: isinstance(one.screen, Links) and one.workspace.repairing.can_decide
        )
        for key in keys:
            await pilot.press(key)
            for field in one.screen.query("Input"):
                field.cursor_blink = False  # type: ignore[attr-defined]
        if plan is None:
            told = one.screen.query_one("#detail-text")
            await until(pilot, lambda: "Cube" in str(told.render()))
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=before)


@both_sizes
@pytest.mark.parametrize(
    ("given", "keys", "told"),
    [
        (checks.checked(verified=checks.VERIFIED), ["end", "enter", *OPEN_GHOST], "forget"),
        (None, ["v", "4"], "whole files"),
        (checks.checked(()), [], "agree"),
        (checks.checked(checks.FINDINGS[:6], away=(checks.AWAY, checks.BRAKE)), [], "mounted"),
        (checks.checked(), ["f"], "only what changed"),
    ],
    ids=["all-kinds", "running", "nothing-wrong", "storage-offline", "changed-only"],
)
def test_check(
    snap_compare: Compare,
    size: tuple[int, int],
    given: ReportView | None,
    keys: list[str],
    told: str,
    in_utc: None,
) -> None:
    gate = threading.Event()
    services, job = FakeServices(), FakeJob([*checks.RUNNING, gate])
    services.checked = given
    one = app(services=services, checking=job, start="check")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Check) and one.workspace.checking.loaded)
        await pilot.press(*keys)
        if given is None:
            await reach(pilot, job)
            await pilot.press("right", "down", "down")
        await until(pilot, lambda: shows(one, told))
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=before)
    gate.set()


@both_sizes
@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ([], "Kaamelott"),
        (["tab", "down", "u"], "stays"),
        (["u"], "taken back"),
        (["tab", "down", "enter"], "orphans"),
        (["f", "home"], "imported"),
    ],
    ids=["runs", "refused", "question", "action", "all-runs"],
)
def test_journal(
    snap_compare: Compare,
    size: tuple[int, int],
    keys: list[str],
    told: str,
    in_utc: None,
) -> None:
    services = FakeServices()
    services.journal = list(histories.HISTORY)
    services.stays = {47: "/volume1/trash: the link is no longer there"}
    one = app(services=services, start="journal")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Journal))
        await until(pilot, lambda: bool(one.screen.query_one("#actions").items))  # type: ignore[attr-defined]
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.2)
        await until(pilot, lambda: shows(one, told))
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=before)


@both_sizes
def test_a_root_that_is_named_no_more(snap_compare: Compare, size: tuple[int, int]) -> None:
    services = FakeServices()
    services.left = {b"/mnt/old disk": 7322}
    one = app(services=services, start="settings")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: len(one.screen.query_one(DataTable).rows) == 5)
        await pilot.press("down", "down", "down")
        await until(
            pilot, lambda: "still counted" in str(one.screen.query_one("#detail-text").render())
        )

    assert snap_compare(one, terminal_size=size, run_before=before)


@both_sizes
def test_forgetting_a_root(snap_compare: Compare, size: tuple[int, int]) -> None:
    one = app(services=FakeServices(), start="settings")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: "online" in str(one.screen.query_one("#detail-text").render()))
        await pilot.press("down", "enter", "4")
        await until(pilot, lambda: isinstance(one.screen, Ask) and shows(one, "7322 files"))

    assert snap_compare(one, terminal_size=size, run_before=before)


@both_sizes
def test_roots(snap_compare: Compare, size: tuple[int, int]) -> None:
    one = app(start="settings")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: "online" in str(one.screen.query_one("#detail-text").render()))
        await pilot.press("r", "down", "down")
        await until(pilot, lambda: "✓" in str(one.screen.query_one("#detail-text").render()))

    assert snap_compare(one, terminal_size=size, run_before=before)


@pytest.mark.parametrize(
    ("step", "size"),
    [*((step, SMALL) for step in range(9)), (4, LARGE)],  # a wider terminal only adds margins
    ids=[*(f"{step}-80x24" for step in range(9)), "4-120x40"],
)
def test_setup(snap_compare: Compare, size: tuple[int, int], step: int) -> None:
    one = app(settings=settings(roots=()))

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Setup))
        page = one.screen
        assert isinstance(page, Setup)
        if step > 1:
            page.draft.add("storage", STORAGE, RootState("online"))
            page.draft.add("links", LINKS, RootState("online"))
        answers = ["1", "qwerty", "next", "next", "next", "next", "unmarked", "later"]
        await pilot.press("1") if step else None
        for name in answers[1:step]:
            place = page.query_one("#answers")
            place.focus()
            place.highlighted = place.get_option_index(name)  # type: ignore[attr-defined]
            await pilot.press("enter")
            await pilot.pause()
        if step == 5:
            await until(pilot, lambda: "✓ can" in str(page.query_one("#step-text").render()))
        for field in page.query("Input"):
            field.cursor_blink = False  # type: ignore[attr-defined]
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=before)
