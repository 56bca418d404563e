"""j, k, g g and G move in every list, on pages and in windows, and in long texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.containers import VerticalScroll
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList

from tests.tui import broken_links, checks, groups, histories
from tests.tui.fakes import FakeJob, FakeServices, app, settings, until
from tests.tui.scenes import FAILING
from vidtui.tui.app import VidtuiApp
from vidtui.tui.dialogs import Ask, Help
from vidtui.tui.widgets import VirtualList


def services() -> FakeServices:
    one = FakeServices()
    one.rows = list(groups.ROWS)
    one.details = {held.id: held for held in (*groups.ROW_DETAILS, *groups.FILMS)}
    one.pending = [groups.wait(held) for held in groups.FILMS]
    one.hits = groups.HITS
    one.checked = checks.checked()
    one.journal = list(histories.HISTORY)
    one.tree = {b"/volume1": [b"a", b"b", b"c"]}
    return one


def place(one: VidtuiApp) -> tuple[int, int]:
    """Return where the cursor of the focused list is, and where its last line is."""
    match one.focused:
        case VirtualList() as lines:
            return lines.cursor, len(lines.items) - 1
        case OptionList() as answers:
            return answers.highlighted or 0, answers.option_count - 1
        case DataTable() as table:
            return table.cursor_row, table.row_count - 1
    raise AssertionError(one.focused)


async def moves(one: VidtuiApp, pilot: Pilot[None]) -> None:
    """Move to the end and to the top, and by one line between."""
    await until(pilot, lambda: one.focused is not None and place(one)[1] >= 1)
    window = one.screen
    await pilot.press("g", "g")
    first, last = place(one)
    assert first <= 1  # a heading may stand above it
    await pilot.press("j")
    second = place(one)[0]
    assert second > first
    await pilot.press("k")
    assert place(one)[0] == first
    await pilot.press("G")
    assert place(one)[0] == last
    await pilot.press("k")
    assert place(one)[0] < last
    await pilot.press("j")
    assert place(one)[0] == last
    await pilot.press("g", "g")
    assert place(one)[0] == first
    assert one.screen is window


@pytest.mark.parametrize("start", ["queue", "pending", "links", "check", "journal", "settings"])
async def test_in_the_list_of_a_page(start: str) -> None:
    one = app(services=services(), finding=FakeJob(broken_links.found()), start=start)
    async with one.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: start != "links" or one.workspace.repairing.can_decide)
        await moves(one, pilot)


async def test_in_the_errors_of_an_import() -> None:
    one = app(FAILING, start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await moves(one, pilot)


async def test_in_the_actions_of_a_run() -> None:
    one = app(services=services(), start="journal")
    async with one.run_test() as pilot:
        await until(pilot, lambda: bool(one.screen.query_one("#actions", VirtualList).items))
        await pilot.press("tab")
        assert one.focused is one.screen.query_one("#actions")
        await moves(one, pilot)


@pytest.mark.parametrize(
    ("start", "keys"),
    [
        ("links", ["down"] * 5 + ["a", "enter"]),
        ("pending", ["a"]),
        ("pending", ["e", "enter"]),
        ("settings", ["enter"]),
        ("settings", ["G", "enter", "1"]),
        ("check", ["v"]),
        ("import", ["v"]),
    ],
    ids=["group", "reason", "search", "acts", "picker", "question", "more"],
)
async def test_in_the_list_of_a_window(start: str, keys: list[str]) -> None:
    one = app(services=services(), finding=FakeJob(broken_links.found()), start=start)
    async with one.run_test() as pilot:
        page = one.screen_stack[0]
        await until(pilot, lambda: one.page is not None and one.page.ready)
        ready: Callable[[], Any] = {
            "links": lambda: one.workspace.repairing.can_decide,
            "pending": lambda: bool(one.screen.feed.known),  # type: ignore[attr-defined]
            "settings": lambda: one.screen.query_one(DataTable).row_count == 4,
            "check": lambda: one.workspace.checking.loaded,
        }.get(start, lambda: True)
        await until(pilot, ready)
        await pilot.pause()
        await pilot.press(*keys)
        assert one.screen is not page
        await until(pilot, lambda: isinstance(one.focused, (OptionList, VirtualList)))
        await moves(one, pilot)
        assert one.screen_stack[-1] is one.screen
        assert len(one.screen_stack) == 2


async def test_in_the_answers_of_the_setup() -> None:
    one = app(settings=settings(roots=()))
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(one.focused, OptionList))
        await moves(one, pilot)


@pytest.mark.parametrize(
    ("start", "keys"), [("links", ["question_mark"]), ("links", ["d"])], ids=["help", "details"]
)
async def test_in_a_long_text(start: str, keys: list[str]) -> None:
    one = app(services=services(), finding=FakeJob(broken_links.found()), start=start)
    async with one.run_test(size=(50, 18)) as pilot:
        await until(pilot, lambda: one.workspace.repairing.can_decide)
        await pilot.pause()
        await pilot.press(*keys)
        text = one.screen.query_one(VerticalScroll)
        await until(pilot, lambda: text.max_scroll_y > 2)
        assert text.has_focus
        await pilot.press("j", "j")
        await until(pilot, lambda: text.scroll_offset.y == 2)
        await pilot.press("k")
        await until(pilot, lambda: text.scroll_offset.y == 1)
        await pilot.press("G")
        await until(pilot, lambda: text.scroll_offset.y == text.max_scroll_y)
        await pilot.press("g", "g")
        await until(pilot, lambda: text.scroll_offset.y == 0)


async def test_in_a_window_a_letter_leads_nowhere_and_answers_nothing() -> None:
    job = FakeJob(FAILING)
    one = app(job=job, start="import")
    async with one.run_test() as pilot:
        await pilot.press("v")
        window = one.screen
        assert isinstance(window, Ask)
        for name in ("l", "2", "enter", "escape", "q"):
            await pilot.press("g", name)
            assert one.screen is window
        for name in ("g", "2"):  # typed ahead
            one.post_message(Key(name, name))
        await pilot.pause()
        await pilot.pause()
        assert one.screen is window
        assert job.started == []
        await pilot.press("2")
        await until(pilot, lambda: bool(job.started))


async def test_q_closes_a_window_and_nothing_else() -> None:
    one = app(start="import")
    async with one.run_test() as pilot:
        for keys in (["v"], ["question_mark"]):
            await pilot.press(*keys)
            assert isinstance(one.screen, (Ask, Help))
            await pilot.press("q")
            assert len(one.screen_stack) == 1
        assert one.return_code is None
