"""What is highlighted, the line of keys and all texts can be read in every theme offered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from tests.tui import groups
from tests.tui.fakes import FakeServices, app, settings, until
from vidtui.tui.app import VidtuiApp
from vidtui.tui.colours import LEAST, contrast, readable

TEXTS = ("foreground", "text-accent", "text-success", "text-warning", "text-error", "quiet")
GROUNDS = ("background", "surface", "panel")
PAIRS = [
    ("block-cursor-foreground", "block-cursor-background"),
    ("footer-foreground", "footer-background"),
    ("footer-key-foreground", "footer-background"),
    *((text, ground) for text in TEXTS for ground in GROUNDS),
]


def shown(value: str, ground: Color) -> Color:
    colour = Color.parse(value)
    return ground.blend(colour.with_alpha(1.0), colour.a, 1.0)


@pytest.fixture(scope="module")
def worn() -> VidtuiApp:
    return app()


@pytest.mark.parametrize("name", sorted(BUILTIN_THEMES))
def test_every_theme_can_be_read(name: str, worn: VidtuiApp) -> None:
    assert set(worn.available_themes) == set(BUILTIN_THEMES)
    theme = worn.get_theme(name)
    assert theme is not None
    variables = readable(
        {
            **worn.get_theme_variable_defaults(),
            **theme.to_color_system().generate(),
            **theme.variables,
        }
    )
    if theme.ansi:  # the terminal's own colours, which only it knows
        assert variables["block-cursor-text-style"] == "bold reverse"
        for text, ground in PAIRS[:3]:
            assert variables[text] == variables[ground] == "ansi_default"
        return
    ratios = {}
    back = Color.parse(variables["background"])
    for text, ground in PAIRS:
        behind = shown(variables[ground], back)
        ratios[text, ground] = contrast(shown(variables[text], behind), behind)
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < LEAST} == {}


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(21)
    # Black on this grey is 5.3 in truecolor; 256 colours know the grey too.
    assert contrast(Color.parse("#000"), Color.parse("#808080")) == pytest.approx(5.3, abs=0.1)


async def row_styles(one: VidtuiApp) -> tuple[set[bool], set[bool]]:
    """Return whether the highlighted row is reversed, and the one below."""
    async with one.run_test() as pilot:
        await until(pilot, lambda: len(one.screen.query_one("#list").items) > 2)  # type: ignore[attr-defined]
        rows = one.screen.query_one("#list")
        rows.focus()
        await pilot.pause()
        at = rows.cursor  # type: ignore[attr-defined]
        found = [
            {bool(part.style and part.style.reverse) for part in rows.render_line(y)}
            for y in (at, at + 1)
        ]
    return found[0], found[1]


@pytest.mark.parametrize(
    ("term", "variables", "theme"),
    [
        ("screen", {"COLORTERM": ""}, ""),
        ("xterm", {"COLORTERM": ""}, "nord"),
        ("xterm-256color", {"COLORTERM": "truecolor", "NO_COLOR": "1"}, ""),
        ("xterm-256color", {"COLORTERM": "", "NO_COLOR": "1"}, "solarized-light"),
    ],
)
async def test_few_colours_show_the_highlighted_row_reversed(
    term: str, variables: dict[str, str], theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"TERM": term, **variables}.items():
        monkeypatch.setenv(name, value)
    services = FakeServices()
    services.rows = list(groups.ROWS)
    services.details = {held.id: held for held in groups.ROW_DETAILS}
    one = app(services=services, start="queue", settings=replace(settings(), theme=theme))
    assert await row_styles(one) == ({True}, {False})
    assert one.theme == (theme or "ansi-dark")
    assert one.workspace.settings.theme == theme  # what nobody chose is not kept


async def test_many_colours_show_it_by_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "screen-256color")
    monkeypatch.setenv("COLORTERM", "")
    services = FakeServices()
    services.rows = list(groups.ROWS)
    services.details = {held.id: held for held in groups.ROW_DETAILS}
    one = app(services=services, start="queue")
    assert one.console.color_system == "256"
    assert await row_styles(one) == ({False}, {False})
