"""Modes, keys, palette and help come from one place each, and sentences name the keys in force."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from textual.binding import Binding

from tests.tui.checks import checked
from tests.tui.fakes import FakeServices, app, settings, until
from vidtui import i18n, tui
from vidtui.tui import bindings
from vidtui.tui.app import PAGES, VidtuiApp
from vidtui.tui.bindings import key_of
from vidtui.tui.dialogs import KEY_WIDTH, Help
from vidtui.tui.new_links.screen import NewLinks
from vidtui.tui.page import Page
from vidtui.tui.setup.screen import Setup
from vidtui.tui.start import Start
from vidtui.tui.widgets import WrappedText

NAMED = re.compile(r"\{(\w+)\}")
LETTER = re.compile(r"(?<![\w{.'’&-])[b-hj-zB-HJ-Z](?![\w}'’&])")
UNITS = {
    "{count} d",
    "{count} h",
    "{count}/s",
    "{year}s",
    "{sent} of {most} requests in the last 10 s",
    "[keys] {name}: must be keys such as u, ctrl+u or f5, not {keys}",  # of any action
}


def test_a_command_can_open_every_page_but_the_setup() -> None:
    assert {page.MODE for page in PAGES if page is not Setup} == set(get_args(Start))
    assert {page for page in PAGES if page.LETTER} == set(PAGES) - {Setup, NewLinks}
    assert all(page.LABEL and page.ABOUT for page in PAGES)
    assert all(page.EXPLANATION for page in PAGES if page.LETTER)


def test_no_two_pages_have_one_mode_or_letter() -> None:
    assert len({page.MODE for page in PAGES}) == len(PAGES)
    letters = [page.LETTER for page in PAGES if page not in (Setup, NewLinks)]  # these have none
    assert len(set(letters)) == len(letters)
    assert NewLinks.TAB in {page.MODE for page in PAGES if page.LETTER}


def test_how_the_app_begins_is_known_without_textual() -> None:
    code = "import sys, vidtui.cli, vidtui.tui.start; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_keys_palette_and_help_name_every_page() -> None:
    one = app(services=FakeServices())
    async with one.run_test(size=(140, 50)) as pilot:
        await until(pilot, lambda: one.page is not None and one.page.ready)
        offered = {command.title for command in one.get_system_commands(one.screen)}
        assert {page.LABEL for page in PAGES if page.LETTER} <= offered
        for page in PAGES:
            if page.LETTER:
                await pilot.press("g", page.LETTER)
                await until(pilot, lambda page=page: isinstance(one.page, page))
                assert one.current_mode == page.MODE


def ids(page: type[Page]) -> dict[str, Binding]:
    return {
        binding.id: binding
        for binding in page.BINDINGS
        if isinstance(binding, Binding) and binding.id is not None
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_binding_of_a_page_has_an_id_of_its_own(page: type[Page]) -> None:
    bound = [one for one in page.BINDINGS if isinstance(one, Binding)]
    assert len(ids(page)) == len(bound)
    for name in ids(page):
        assert key_of(name)


@pytest.fixture
def rebound(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Every key of every page is another one: the number of its place."""
    keys = {name: chr(0x2460 + at) for at, name in enumerate(sorted(bindings._defaults))}
    monkeypatch.setattr(bindings, "_defaults", keys)
    monkeypatch.setattr(bindings, "format_key", str)
    return keys


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_says_of_itself_follows_its_keys(
    page: type[Page], language: str, rebound: dict[str, str]
) -> None:
    i18n.use(language)
    said = page.about()
    assert "{" not in said
    for action in NAMED.findall(page.ABOUT):
        assert rebound[f"{page.MODE}.{action}"] in said


def sentences() -> Iterator[tuple[str, str]]:
    """Yield by file what the app says, and every single letter that is drawn as a key."""
    for file in sorted(Path(inspect.getfile(tui)).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "_",
                "N_",
                "ngettext",
            ):
                for given in node.args:
                    if isinstance(given, ast.Constant) and isinstance(given.value, str):
                        yield file.name, given.value
            if isinstance(node, ast.Tuple) and len(node.elts) == 2:
                first, style = node.elts
                is_key = isinstance(first, ast.Constant) and len(str(first.value).strip()) == 1
                if is_key and isinstance(style, ast.Constant) and "bold" in str(style.value):
                    yield file.name, f" {first.value} "


def test_no_sentence_names_a_key_by_its_letter() -> None:
    marks = "▸○●▲✓✗■…–!·"
    found = [
        (file, text)
        for file, text in sentences()
        if LETTER.search(text) and text not in UNITS and text.strip() not in marks
    ]
    assert found == []


NAMES = re.compile(r"""(?:key_of|styled_key|hint)\(\s*["']([a-zA-Z]+\.\w+)["']""")


def test_every_key_that_a_sentence_names_is_there() -> None:
    files = Path(inspect.getfile(tui)).parent.rglob("*.py")
    named = {name for file in files for name in NAMES.findall(file.read_text())}
    assert len(named) >= 20
    assert named - bindings._defaults.keys() == set()


async def test_sentences_on_a_screen_follow_the_keys(rebound: dict[str, str]) -> None:
    services = FakeServices()
    services.checked = checked()
    one: VidtuiApp = app(services=services, start="home")
    async with one.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: one.page is not None and one.page.ready)
        subtitle = str(one.screen.query_one("#groups").border_subtitle)
        assert rebound["go.queue"] in subtitle
        assert rebound["go.pending"] in subtitle


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_help_wraps_below_its_beginning_and_says_no_key_twice(language: str) -> None:
    i18n.use(language)
    one = app(services=FakeServices(), start="check", settings=settings(language=language))
    async with one.run_test(size=(60, 24)) as pilot:
        await until(pilot, lambda: one.page is not None and one.page.ready)
        await pilot.press("question_mark")
        assert isinstance(one.screen, Help)
        keys = one.screen.query_one("#keys", WrappedText)
        lines = [keys.render_line(y).text for y in range(keys.size.height)]
        further = [line for line in lines if line.startswith(" ")]
        assert further
        assert all(line.startswith(" " * KEY_WIDTH) and line[KEY_WIDTH] != " " for line in further)
        assert all(len(line.rstrip()) <= keys.size.width for line in lines)
        named = [key for line in lines for key in line[:KEY_WIDTH].split()]
        assert len(named) == len(set(named))
        assert named[-4:] == ["j", "k", "gg", "G"]
