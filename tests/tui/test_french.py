"""In French no page, window, palette or setup step shows an English word."""

from __future__ import annotations

import pytest
from textual.command import CommandList
from textual.pilot import Pilot
from textual.widgets import OptionList

from tests.support.french import untranslated
from tests.tui import broken_links, checks, groups, new_links
from tests.tui.fakes import FakeJob, FakeServices, app, settings, until
from tests.tui.test_hostile import seen
from tests.tui.test_language import choose
from vidtui import i18n
from vidtui.settings.model import RootSetting
from vidtui.tui.app import PAGES, VidtuiApp
from vidtui.tui.palette import Palette
from vidtui.tui.setup.screen import Setup
from vidtui.tui.terminal import AskQuit, AskUnsaved

# Names of keys, languages, themes, folders and works; words that French has too.
SAME = set(
    "esc home end english language stockage video volume films ana the wire series".split()  # noqa: SIM905
)


@pytest.fixture(autouse=True)
def french() -> None:
    i18n.use("fr")


def english_in(text: str) -> set[str]:
    return untranslated(text) - SAME


def full() -> VidtuiApp:
    """Return an app with something on every page."""
    services = FakeServices()
    services.rows = [row for row in groups.ROWS if row.state != "failed"]  # they say why as told
    services.checked = checks.checked()
    return app(
        services=services,
        finding=FakeJob(broken_links.found()),
        linking=FakeJob(new_links.found()),
        settings=settings(language="fr"),
        demo=True,
    )


async def test_every_page_with_its_help_and_commands() -> None:
    one = full()
    found = {}
    async with one.run_test(size=(160, 50)) as pilot:
        for page in PAGES:
            if not (page.LETTER or page.TAB):
                continue
            if one.current_mode != page.MODE:
                one.switch_mode(page.MODE)
            await until(pilot, lambda page=page: isinstance(one.screen, page))  # type: ignore[misc]
            await pilot.pause()
            found[page.MODE] = english_in(seen(one))
            await pilot.press("question_mark")
            found[f"{page.MODE} help"] = english_in(seen(one))
            await pilot.press("escape", "g")
            found[f"{page.MODE} places"] = english_in(seen(one))
            await pilot.press("escape", "colon")
            await until(pilot, lambda: isinstance(one.screen, Palette))
            commands = one.screen.query_one(CommandList)
            await until(pilot, lambda commands=commands: commands.option_count > 8)  # type: ignore[misc]
            text = " ".join(str(option.prompt) for option in commands.options)
            found[f"{page.MODE} palette"] = english_in(text)
            await pilot.press("escape")
            await until(pilot, lambda page=page: isinstance(one.screen, page))  # type: ignore[misc]
        for window in (
            AskQuit(imports=True, asks=True),
            AskQuit(imports=True, asks=False),
            AskQuit(imports=False, asks=False, verifies=True),
            AskUnsaved(),
        ):
            one.push_screen(window)
            await pilot.pause()
            found[type(window).__name__] = english_in(seen(one))
            await pilot.press("escape")
    assert {place: words for place, words in found.items() if words} == {}


async def test_every_step_of_the_setup() -> None:
    one = app(settings=settings(roots=(RootSetting("links", b"/volume1/video"),), language="fr"))
    async with one.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(one.screen, Setup))
        page = one.screen
        assert isinstance(page, Setup)
        page.draft.storage.append(b"/volume1/stockage")
        for name in ("fr", "qwerty", "next", "next", "next", "next", "unmarked", "later"):
            assert english_in(seen(one)) == set(), page.step.title
            await choose(pilot, name)
        assert english_in(seen(one)) == set()


async def nothing_is_found(pilot: Pilot[None]) -> None:
    options = pilot.app.screen.query_one(OptionList)
    await until(pilot, lambda: options.option_count == 1)
    assert english_in(str(options.options[0].prompt)) == set()


@pytest.mark.parametrize("themes", [False, True], ids=["commands", "themes"])
async def test_what_is_said_where_nothing_is_found(themes: bool) -> None:
    one = app(settings=settings(language="fr"))
    async with one.run_test() as pilot:
        await pilot.pause()
        one.search_themes() if themes else one.action_command_palette()
        await until(pilot, lambda: isinstance(one.screen, Palette))
        await pilot.press(*"zzz")
        await nothing_is_found(pilot)
