"""The palette finds what is meant, whatever the accents, and can be left without Esc."""

from __future__ import annotations

import pytest
from textual.command import CommandList
from textual.pilot import Pilot

from tests.tui.fakes import app, until
from vidtui import i18n
from vidtui.tui.app import VidtuiApp
from vidtui.tui.palette import Palette


def listed(one: VidtuiApp) -> list[str]:
    """Return what the palette lists, its first line each."""
    options = one.screen.query_one(CommandList).options
    return [str(option.prompt.plain).splitlines()[0] for option in options]  # type: ignore[union-attr]


async def search(pilot: Pilot[None], words: str, found: str) -> list[str]:
    """Type words into the palette, empty before; return what is found, once that is there."""
    one = pilot.app
    assert isinstance(one, VidtuiApp)
    await pilot.press("colon")
    await until(pilot, lambda: isinstance(one.screen, Palette) and bool(listed(one)))
    await pilot.press(*words)
    await until(pilot, lambda: found in listed(one))
    return listed(one)


@pytest.mark.parametrize(
    ("language", "words", "found"),
    [
        ("en", "theme", "Theme"),
        ("en", "colours", "Theme"),
        ("en", "zzz", "Nothing is called that"),
        ("fr", "theme", "Thème"),
        ("fr", "thème", "Thème"),
        ("fr", "THÈME", "Thème"),
        ("fr", "couleurs", "Thème"),
        ("fr", "controle", "Contrôle"),
        ("fr", "zzz", "Rien ne porte ce nom"),
    ],
)
async def test_what_is_found(language: str, words: str, found: str) -> None:
    i18n.use(language)
    one = app()
    async with one.run_test(size=(100, 40)) as pilot:
        await search(pilot, words, found)


async def test_the_acts_of_the_page_come_first_and_are_done() -> None:
    one = app(start="settings")
    async with one.run_test(size=(100, 40)) as pilot:
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(one.screen, Palette) and len(listed(one)) > 5)
        assert listed(one).index("Look now") < listed(one).index("Home")
        await pilot.press(*"look", "enter")
        await until(pilot, lambda: ("look_at_roots",) in one.workspace.services.calls)  # type: ignore[attr-defined]


async def test_backspace_in_an_empty_field_leaves() -> None:
    one = app()
    async with one.run_test() as pilot:
        await search(pilot, "zz", "Nothing is called that")
        await pilot.press("backspace", "backspace")
        assert isinstance(one.screen, Palette)
        await pilot.press("backspace")
        await until(pilot, lambda: one.screen is one.page)
