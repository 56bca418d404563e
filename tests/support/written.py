"""A data folder as an earlier revision wrote it, and the files that stand in the library's place.

The revision before the house was rebuilt (fdba4b6) wrote what is in the folder ``written``, over
the files below, in these steps: an import, an enrichment (of which TMDB failed one film), an
accepted proposal, a work that was set, two groups ignored of which one was undone, a check,
``ack``, a plan applied that repaired the link of the first episode and put the link to ``GONE`` in
the trash, that file forgotten, another plan (not applied) for what had moved and gone since, a
check, and a repair of the link of the second episode that was killed right after the link was
exchanged. Then ``BASE`` was put wherever the path of the folder stood, as
text or in hexadecimal. It is never written anew: what is there lies in the folders of users.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.library import Library, Name, as_bytes
from tests.support.records import film, show
from vidtui.demo.model import Records

WRITTEN = Path(__file__).parent / "written"
BASE = "/base-of-what-was-written"
FIRST_NS = 1_600_000_000_000_000_000
ALIEN = "Films/Alien (1979)/Alien (1979).mkv"
DUNE = "Films/Dune/Dune.mkv"
FARGO = "Films/Fargo (1996)/Fargo (1996).mkv"
GONE = "Films/Gone (1990)/Gone (1990).mkv"
HEAT = "Films/Heat (1995)/Heat (1995).mkv"
HOME = "Films/Vacances chez mamie/Vacances chez mamie.mkv"
LATIN = b"Films/Am\xe9lie (2001)/Am\xe9lie (2001).mkv"
MATRIX = "Films/The Matrix (1999)/The Matrix (1999).mkv"
TWINS = "Films/Twins (1988)/Twins (1988).mkv"
EPISODES = [f"Séries/Breaking Bad/Season 01/Breaking Bad S01E0{n}.mkv" for n in (1, 2, 3)]
FILES: list[Name] = [ALIEN, DUNE, FARGO, GONE, HEAT, HOME, LATIN, MATRIX, TWINS, *EPISODES]
LINKED: list[Name] = [ALIEN, FARGO, GONE, HEAT, LATIN, MATRIX, TWINS, *EPISODES]
REPAIRED, INTERRUPTED = (f"Séries/Moved/Breaking Bad S01E0{n}.mkv" for n in (1, 2))
MOVED = "Films/Science-fiction/Alien (1979).mkv"
RECORDS = Records(
    (
        film(348, "Alien", 1979, titles={"fr": "Alien, le huitième passager"}),
        film(841, "Dune", 1984),
        film(438631, "Dune", 2021),
        film(275, "Fargo", 1996),
        film(949, "Heat", 1995),
        film(194, "Le Fabuleux Destin d'Amélie Poulain", 2001, original_language="fr"),
        film(603, "The Matrix", 1999, titles={"fr": "Matrix"}, imdb_id="tt0133093"),
        film(9001, "Twins", 1988),
        film(9002, "Twins", 1988),
    ),
    (show(1396, "Breaking Bad", 2008, {1: 7}),),
)


TRASHED = f"orphans/2026-11-30/video/{GONE}"


def put_back(library: Library) -> Path:
    """Make a data folder of what was written, and the files and links; return the plan."""
    for name in FILES:
        library.put(name, mtime_ns=FIRST_NS + len(as_bytes(name)))
    for name in LINKED:
        library.link(name, text_to(library, name, name))
    for link, file in zip(EPISODES, (REPAIRED, INTERRUPTED), strict=False):
        library.rename(link, file)
        os.unlink(library.path(link, library.links))
        library.link(link, text_to(library, link, file))
    library.rename(ALIEN, MOVED)
    for name in (GONE, HEAT):
        os.unlink(library.path(name))
    trashed = library.base / "trash" / TRASHED
    trashed.parent.mkdir(parents=True)
    os.rename(library.path(GONE, library.links), trashed)
    reports = library.data / "reports"
    reports.mkdir(0o700, parents=True)
    for path in WRITTEN.glob("*.json"):
        place = library.base if path.name == "plan.json" else reports
        (place / path.name).write_text(_of(library, path), "utf-8")
    with closing(sqlite3.connect(library.database)) as connection:
        connection.executescript(_of(library, WRITTEN / "catalogue.sql"))
    return library.base / "plan.json"


def text_to(library: Library, link: Name, target: Name) -> bytes:
    """Return the text of a link to a file on storage."""
    folder = os.path.dirname(library.path(link, library.links))
    return os.path.relpath(library.path(target), folder)


def _of(library: Library, path: Path) -> str:
    """Return what was written as if it had been in this library."""
    text, here = path.read_text("utf-8"), str(library.base)
    text = text.replace(BASE.encode().hex(), here.encode().hex())
    return text.replace(BASE.encode().hex().upper(), here.encode().hex()).replace(BASE, here)
