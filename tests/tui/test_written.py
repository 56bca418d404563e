"""Every screen shows a data folder of an earlier revision."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.written import put_back
from tests.tui.fakes import until
from vidtui.tui.app import VidtuiApp
from vidtui.tui.start import Opening

SHOWN = {
    "h": ("Ghost entries", "Broken links", "interrupted;"),
    "i": ("Ready to import",),
    "q": ("Fargo (1996)", "TMDB is out of order (HTTP", "→ Twins (1988)", "– set aside", "Dune"),
    "d": ("no answer is certain enough", "Le Fabuleux Destin d'Amélie Poulain (2001)", "Ana Maker"),
    "l": ("Alien (1979).mkv", "Heat (1995).mkv"),
    "c": ("5 problems", "2 ghost entries · 2 new", "1 orphan file", "Worth knowing: 4"),
    "j": ("links repaired", "entries forgotten", "your answers", "1 change · 1 undone"),
    "s": ("● online  storage", "● online  links"),
}
"""By the letter of each screen what stands on it."""


@pytest.fixture
def plan(library: Library) -> Path:
    return put_back(library)


def drawn(app: VidtuiApp) -> str:
    """Return the text on the terminal."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def test_every_screen_shows_it(library: Library, plan: Path) -> None:
    app = VidtuiApp(library.settings(), Opening("home", plan_file=plan), frame_s=0)
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        for key, texts in SHOWN.items():
            await pilot.press("g", key)
            await until(pilot, lambda texts=texts: all(text in drawn(app) for text in texts))
            assert "Traceback" not in drawn(app)
