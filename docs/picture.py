"""Draws the README's pictures: import, what waits after the enrichment, and broken links.

python docs/picture.py
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from textual.pilot import Pilot

from vidtui.demo.builder import break_links, build_demo, write_config
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.jobs.enrich.run import EnrichOptions
from vidtui.jobs.import_.run import ImportOptions
from vidtui.settings import model
from vidtui.tui.app import VidtuiApp
from vidtui.tui.start import Opening

FOLDER = Path("/tmp/demo")  # noqa: S108 - a short path, since it is in the picture
PICTURES = Path(__file__).parent
WAITING_S = 0.5


async def draw() -> None:
    """Import and enrich the demo in an app without a terminal, and keep two of its screens."""
    demo = build_demo(FOLDER)
    with TmdbStandIn(limit=None) as stand_in:
        write_config(demo, "en", tmdb_url=stand_in.url)
        pace = {"tmdb.requests_per_10_s": 400}
        loaded = model.load(pace, config=demo.config, data_dir=demo.data, env={})
        app = VidtuiApp(loaded, Opening(import_options=ImportOptions(), demo=True))
        async with app.run_test(size=(92, 24)) as pilot:
            while app.workspace.imports.active:
                await pilot.pause(0.1)
            await keep(pilot, "import")
            app.workspace.enriching.start(EnrichOptions())
            while app.workspace.enrichment.run is None or app.workspace.enrichment.active:
                await pilot.pause(0.1)
            await pilot.press("g", "d")
            await keep(pilot, "pending")
    shutil.rmtree(FOLDER)
    await draw_links()


async def draw_links() -> None:
    """Break the links of a demo that was imported while they were well, and review them."""
    demo = build_demo(FOLDER, healthy=True)
    loaded = model.load(config=demo.config, data_dir=demo.data, env={})
    app = VidtuiApp(loaded, Opening(import_options=ImportOptions(), demo=True))
    async with app.run_test(size=(100, 28)) as pilot:
        while app.workspace.imports.active:
            await pilot.pause(0.1)
        break_links(demo)
        await pilot.press("g", "l")
        while app.workspace.repairing.review.plan is None:
            await pilot.pause(0.1)
        await pilot.pause(WAITING_S)
        await pilot.press("down", "down", "down")
        await keep(pilot, "links")
    shutil.rmtree(FOLDER)


async def keep(pilot: Pilot[None], name: str) -> None:
    """Write the screen as it is once it has loaded."""
    await pilot.pause(WAITING_S)
    picture = pilot.app.export_screenshot(title="vidtui demo")
    (PICTURES / f"{name}.svg").write_text(picture, "utf-8")


if __name__ == "__main__":
    asyncio.run(draw())
