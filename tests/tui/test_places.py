"""Going somewhere: by letter, by number, by click, to the page beside; and what only cancels."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.fakes import FakeServices, app, settings, until
from tests.tui.groups import ROW_DETAILS, ROWS
from vidtui import i18n
from vidtui.tui.app import PAGES, TABS, VidtuiApp
from vidtui.tui.dialogs import GoTo, Help
from vidtui.tui.home import Home
from vidtui.tui.setup.screen import Setup
from vidtui.tui.tabs import TabBar

MODES = [tab.mode for tab in TABS]
LETTERS = {page.MODE: page.LETTER for page in PAGES if page.LETTER}


@asynccontextmanager
async def opened(
    start: str = "home", size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[VidtuiApp, Pilot[None]]]:
    services = FakeServices()
    services.rows = list(ROWS)
    services.details = {held.id: held for held in ROW_DETAILS}
    one = app(services=services, start=start)
    async with one.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: one.page is not None and one.page.ready)
        yield one, pilot


async def arrive(one: VidtuiApp, pilot: Pilot[None], mode: str) -> None:
    await until(
        pilot, lambda: one.current_mode == mode and one.page is one.screen and one.page.ready
    )


def test_the_letters_are_those_of_the_rule() -> None:
    assert LETTERS == {
        "home": "h",
        "library": "b",
        "import": "i",
        "queue": "q",
        "pending": "d",
        "links": "l",
        "check": "c",
        "journal": "j",
        "settings": "s",
    }


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_page_is_reached_by_its_letter_in_both_languages(language: str) -> None:
    i18n.use(language)
    async with opened() as (one, pilot):
        for mode in [*MODES[1:], "home"]:
            await pilot.press("g", LETTERS[mode])
            await arrive(one, pilot, mode)
            assert len(one.screen_stack) == 1


async def test_every_page_is_reached_by_its_number() -> None:
    async with opened() as (one, pilot):
        for number, mode in [*enumerate(MODES[1:], 2), (1, "home")]:
            await pilot.press("g", str(number))
            await arrive(one, pilot, mode)


async def test_every_page_is_reached_by_a_function_key() -> None:
    async with opened() as (one, pilot):
        for number, mode in [*enumerate(MODES[1:], 3), (2, "home")]:
            await pilot.press(f"f{number}")
            await arrive(one, pilot, mode)


async def test_every_page_is_reached_by_a_click_on_its_tab() -> None:
    async with opened(size=(80, 24)) as (one, pilot):
        for mode in [*MODES[1:], "home"]:
            bar = one.screen.query_one(TabBar)
            (place,) = [one for one in bar._places(bar.content_size.width) if one.mode == mode]
            await pilot.click(TabBar, offset=(place.start, 0))
            await arrive(one, pilot, mode)
            await pilot.click(TabBar, offset=(place.end - 1, 0))
            assert one.current_mode == mode


@pytest.mark.parametrize(
    ("onward", "back"),
    [("greater_than_sign", "less_than_sign"), ("right_square_bracket", "left_square_bracket")],
)
async def test_the_pages_beside_are_gone_round(onward: str, back: str) -> None:
    async with opened() as (one, pilot):
        for mode in [*MODES[1:], "home"]:
            await pilot.press(onward)
            await arrive(one, pilot, mode)
        for mode in [*reversed(MODES[1:]), "home"]:
            await pilot.press(back)
            await arrive(one, pilot, mode)


@pytest.mark.parametrize("key", ["x", "q", "t", "enter", "space", "0", "escape", "down", "y"])
async def test_an_unknown_key_only_cancels(key: str) -> None:
    async with opened("queue") as (one, pilot):
        before = one.screen
        if key == "q":  # it leads to where one is
            assert LETTERS["queue"] == key
        await pilot.press("g")
        assert isinstance(one.screen, GoTo)
        await pilot.press(key)
        assert one.screen is before
        assert one.return_code is None
        listed = one.screen.query_one("#list")
        assert listed.cursor == 0  # type: ignore[attr-defined]
        await pilot.press("down")
        assert listed.cursor == 1  # type: ignore[attr-defined]


async def test_what_follows_stands_where_the_keys_stand() -> None:
    async with opened(size=(80, 24)) as (one, pilot):
        await pilot.press("g")
        shown = " ".join(str(one.screen.query_one("#places").render()).split())
        for page in PAGES:
            if page.LETTER:
                assert f"{page.LETTER} {page.LABEL}" in shown
        assert shown.endswith("g Top")
        for line in str(one.screen.query_one("#places").render()).splitlines():
            assert not line.split()[-1].islower()  # no letter is parted from its page
        assert one.screen.query_one("#places").region.bottom == 24
        await pilot.press("l")
        await arrive(one, pilot, "links")


def typed(one: VidtuiApp, *names: str) -> None:
    """Post all keys before the first of them is looked at, as a quick hand does."""
    for name in names:
        one.post_message(Key(name, name if len(name) == 1 else None))


async def test_both_keys_may_be_typed_ahead() -> None:
    async with opened() as (one, pilot):
        typed(one, "g", "l")
        await arrive(one, pilot, "links")
        assert not one._notifications  # nothing is said of l, which was an answer


async def test_an_unknown_key_that_was_typed_ahead_does_nothing() -> None:
    async with opened() as (one, pilot):
        typed(one, "g", "r")
        await until(pilot, lambda: isinstance(one.screen, Home))
        await pilot.pause()
        assert isinstance(one.screen, Home)
        typed(one, "g", "question_mark")
        await pilot.pause()
        await until(pilot, lambda: isinstance(one.screen, Home))
        assert not any(isinstance(screen, Help) for screen in one.screen_stack)


async def test_in_a_field_every_key_types() -> None:
    async with opened("queue") as (one, pilot):
        await until(pilot, lambda: len(one.screen.query_one("#list").items) == len(ROWS))  # type: ignore[attr-defined]
        await pilot.press("slash", *"gl<[12r")
        assert one.current_mode == "queue"
        assert one.screen.query_one("#needle", Input).value == "gl<[12r"
        assert not isinstance(one.screen, GoTo)


async def test_before_the_setup_is_done_nothing_leads_away() -> None:
    one = app(settings=settings(roots=()))
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(one.screen, Setup))
        for keys in (["g", "l"], ["g", "2"], ["greater_than_sign"], ["f4"]):
            await pilot.press(*keys)
            assert isinstance(one.screen, Setup)
        await pilot.click(TabBar, offset=(12, 0))
        assert isinstance(one.screen, Setup)
        assert "Go to" not in str(one.screen.query_one("Keys").render())
