"""Imports as they are when a picture is taken."""

from __future__ import annotations

from pathlib import Path

from tests.tui.fakes import LINKS, SECOND, STORAGE
from vidtui.jobs.base import Finished, ItemFailed, Notice, Progress, Refused
from vidtui.jobs.import_.run import ImportCounts, ImportEvent, ImportStarted
from vidtui.tui.app import VidtuiApp

CATALOGUE = Path("/home/ana/catalogue.sqlite3")
STARTED = ImportStarted("import", CATALOGUE, False, (STORAGE,))
FOLDER = STORAGE + "/Films/Le Fabuleux Destin d'Amélie Poulain (2001)".encode()
COUNTS = ImportCounts(
    imported=1820,
    ignored=8062,
    errors=2,
    moved=14,
    changed=3,
    extras=21,
    films=240,
    series=11,
    links=9731,
    broken_links=27,
)
ERRORS = [
    ItemFailed(STORAGE + b"/Films/Alien (1979)/Alien (1979).mkv", "Input/output error"),
    ItemFailed(STORAGE + "/Séries/Kaamelott/Saison 1".encode(), "Permission denied"),
]
RUNNING: list[ImportEvent] = [
    STARTED,
    Progress("scan", 9912, 9912, FOLDER, COUNTS),
    ERRORS[0],
    Progress("samples", 1240, 1845, FOLDER, COUNTS),
    ERRORS[1],
    Progress("names", 96, None, FOLDER, COUNTS),
]
FAILING: list[ImportEvent] = [
    STARTED,
    Progress("scan", 9912, 9912, FOLDER, COUNTS),
    Progress("samples", 1845, 1845, FOLDER, COUNTS),
    Progress("names", 1845, 1845, FOLDER, COUNTS),
    Progress("links", 9731, 9731, LINKS, COUNTS),
    Notice("the links were judged through the path map /media"),
    *ERRORS,
    Finished(COUNTS, cancelled=False, seconds=754),
]
REFUSED: list[ImportEvent] = [
    STARTED,
    Progress("scan", 9912, 9912, FOLDER, COUNTS),
    Refused(STORAGE, "1,204 of 7,322 known files are gone at once", "accept-loss"),
    Refused(SECOND, "only 3 of 64 files that we know are here", "confirm-root"),
    Finished(ImportCounts(ignored=6118), cancelled=False, seconds=12),
]


def freeze(app: VidtuiApp) -> None:
    """Stop the clocks of the app's jobs at fixed times."""
    for run in (app.workspace.imports.run, app.workspace.enrichment.run):
        if run is not None and run.seconds is None:
            run.seconds = 125.0
    app.workspace.show_progress()
