"""Run as a program: an app without a screen that has its catalogue open until it is killed.

It says on stdout, after each look, how many films it knows to be identified and committed.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from tests.support.library import Library
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import Group
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.jobs.enrich.run import EnrichOptions
from vidtui.settings.model import Settings
from vidtui.tui.app import VidtuiApp
from vidtui.tui.start import Opening

LOOK_S = 0.02


def look(settings: Settings) -> None:
    """Read again and again, in one session that stays open."""
    with open_catalogue(settings.database).session():
        while True:
            known = Group.select().where(Group.state != "queued").count()
            os.write(1, b"%d\n" % known)  # what is printed, Textual keeps
            time.sleep(LOOK_S)


def main(base: str, what: str) -> None:
    library = Library(Path(base))
    with TmdbStandIn(limit=None) as server:
        library.use_tmdb(server, calls=60 if what == "enriches" else 400)
        settings = library.settings()
        threading.Thread(target=look, args=(settings,), daemon=True).start()
        enriches = EnrichOptions() if what == "enriches" else None
        VidtuiApp(settings, Opening("queue", enrich_options=enriches)).run(headless=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
