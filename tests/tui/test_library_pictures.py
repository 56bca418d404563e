"""How the Library screen looks: at the smallest size, larger ones, and in French."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.library.shelf import build
from tests.tui.fakes import FakeServices, app, settings, until
from vidtui import i18n
from vidtui.catalogue import models
from vidtui.catalogue.database import Catalogue
from vidtui.settings.model import Settings
from vidtui.tui.library.screen import Library

pytestmark = pytest.mark.usefixtures("in_utc")

SIZES = {"80x24": ((80, 24), "en"), "120x40": ((120, 40), "en"), "200x50": ((200, 50), "en"),
         "french": ((80, 24), "fr")}  # fmt: skip


class Shelved(FakeServices):
    """The catalogue of the shelf, wherever it is; all else is made up."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.catalogue = catalogue

    def today(self) -> str:
        return "2026-11-30"

    def _catalogue(self, settings: Settings) -> Catalogue:
        return self.catalogue


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    catalogue, _known = build(tmp_path_factory.mktemp("shelf"))
    with catalogue.session(), catalogue.transaction():
        season = models.Season.create(series=1, number=1)
        for number, title in enumerate(("Pilot", "Cat's in the Bag…", "Last"), 1):
            date = f"20{8 + 20 * (number == 3):02}-01-0{number}"
            models.Episode.create(season=season, number=number, title=title, air_date=date)
        models.FileEpisode.update(episode=1).where(models.FileEpisode.number == 1).execute()
    return catalogue


@pytest.mark.parametrize("shown", SIZES)
def test_library(snap_compare: Callable[..., bool], shelf: Catalogue, shown: str) -> None:
    size, language = SIZES[shown]
    i18n.use(language)
    one = app(services=Shelved(shelf), settings=settings(language=language), start="library")

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(one.screen, Library))
        page = one.screen
        assert isinstance(page, Library)
        await until(pilot, lambda: page.feed.shelf is not None)
        titles = [item.title for item in page.feed.lines]  # type: ignore[union-attr]
        page.listed.cursor = titles.index("The Show")
        await until(pilot, lambda: page.can_unfold)
        await pilot.press("right")
        await until(pilot, lambda: len(page.feed.lines) == 8)
        await pilot.press("down", "right")
        await until(pilot, lambda: len(page.feed.lines) == 12)
        await pilot.press("up")
        await until(pilot, lambda: page.feed.about_of == page.item and page.feed.about is not None)
        await until(pilot, lambda: page.row is not None and page.row.files == 2)

    assert snap_compare(one, terminal_size=size, run_before=before)
