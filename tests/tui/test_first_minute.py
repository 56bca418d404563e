"""The first minute that the README tells, key by key, on the demo that it opens."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.support.spared import MOST_CALLS
from tests.tui.fakes import is_idle, until
from vidtui.demo import running
from vidtui.demo.running import demo_settings
from vidtui.demo.tmdb.server import TmdbStandIn
from vidtui.tui.app import VidtuiApp
from vidtui.tui.next_step import NextStep
from vidtui.tui.start import Opening

README = Path(__file__).parents[2] / "README.md"
FRENCH = README.with_name("README.fr.md")


def told(page: Path) -> list[str]:
    """Return the keys that the sentence below the first command names."""
    text = re.split(r"demo\n```\n", page.read_text("utf-8"), maxsplit=1)[1].split("```", 1)[0]
    return [key.lower() for key in re.findall(r"`(\w{1,6})`", text)]


def said(one: VidtuiApp) -> str:
    return str(one.screen.query_one(NextStep).render())


def test_both_languages_tell_the_same_keys() -> None:
    assert told(FRENCH) == [{"enter": "entrée"}.get(key, key) for key in told(README)]


async def test_the_keys_of_the_first_minute_do_what_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "TmdbStandIn", partial(TmdbStandIn, limit=None))
    keys = told(README)
    assert keys == [*"gir", *"gqr", "g", "d", "enter", "g", "l", "enter"]
    with demo_settings(None, "en") as settings:
        one = VidtuiApp(
            replace(settings, tmdb_requests_per_10_s=MOST_CALLS), Opening(demo=True), frame_s=1.0
        )
        work = one.workspace
        async with one.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: work.counted)
            await pilot.press(*keys[:3])
            await until(pilot, lambda: work.imports.run is not None and is_idle(work.imports))
            await until(pilot, lambda: "Next: g q asks TMDB" in said(one))
            await pilot.press(*keys[3:6])
            await until(pilot, lambda: work.enrichment.run is not None and is_idle(work.enrichment))
            await until(pilot, lambda: "Next: g d" in said(one))
            waiting = work.awaited["pending"]
            assert waiting
            await pilot.press(*keys[6:8])
            await until(pilot, lambda: bool(one.screen.offers))  # type: ignore[attr-defined]
            await pilot.press(keys[8])
            await until(pilot, lambda: work.awaited["pending"] < waiting)
            await pilot.press(*keys[9:11])
            await until(pilot, lambda: work.repairing.can_decide)
            await pilot.pause(0.6)  # a key that was meant for the page before decides nothing
            await pilot.press(keys[11])
            await until(pilot, lambda: work.repairing.review.counts["repaired"] == 1)
