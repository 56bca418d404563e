"""Draws the README's picture: the import of the demo, as it stands when it is over.

python docs/picture.py
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from vidtui import settings
from vidtui.demo.builder import build_demo
from vidtui.jobs.importing import ImportOptions
from vidtui.tui.app import VidtuiApp

FOLDER = Path("/tmp/demo")  # noqa: S108 - a short path, since it is in the picture
PICTURE = Path(__file__).parent / "import.svg"


async def draw() -> None:
    """Import the demo in an app without a terminal, and keep its last screen."""
    demo = build_demo(FOLDER)
    loaded = settings.load(config=demo.config, data_dir=demo.data, env={})
    app = VidtuiApp(loaded, demo=True, import_options=ImportOptions())
    async with app.run_test(size=(92, 24)) as pilot:
        while app.imports.active:
            await pilot.pause(0.1)
        await pilot.pause()
        PICTURE.write_text(app.export_screenshot(title="vidtui demo"), "utf-8")
    shutil.rmtree(FOLDER)


if __name__ == "__main__":
    asyncio.run(draw())
