"""A library to which everything has happened: every table of its catalogue holds something."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from tests.support.library import Library
from tests.support.records import RECORDS
from tests.support.repairs import Sitting, break_links
from vidtui.catalogue import freshness
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import CentreNotice
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.jobs import forget
from vidtui.jobs.decide import Decisions
from vidtui.jobs.roots import change
from vidtui.jobs.roots import forget as root_forgetting
from vidtui.providers.base import Collected, Member

FILMS = (
    "Films/The Matrix (1999)/The Matrix (1999).mkv",
    "Films/Alien (1979)/Alien (1979).mkv",
    "Films/Twins (1988)/Twins (1988).mkv",
    "Films/Dune/Dune.mkv",
    "Films/Nobody Knows This (1999)/Nobody Knows This (1999).mkv",
    "Divers/The Matrix (1999).mkv",
)
SERIES = "Séries/Breaking Bad (2008)/Saison 01/Breaking Bad (2008) - S01E0{}.mkv"
WRONG = b"Films/Alien (1979).mkv"


def eventful(base: Path) -> Library:
    """Import, move, repair, trash, keep, enrich, decide, forget, relocate."""
    library = Library(base)
    for name in (*FILMS, SERIES.format(1), SERIES.format(2)):
        library.put(name)
    library.link(WRONG, library.path(FILMS[1]))
    ghost = library.put("Films/Ghost (1990)/Ghost (1990).mkv")
    library.import_()
    _relocate(library)
    _forget_a_root(library)
    break_links(library, ("Alien", "Moved"), ("Heat", "Gone"))
    with TmdbStandIn(RECORDS, limit=None) as server:
        library.use_tmdb(server)
        library.enrich()
    sitting = Sitting(library)
    sitting.done("Alien")
    sitting.done("Heat", "orphan")
    sitting.repairs.finish()
    library.import_()
    os.unlink(library.path(WRONG, library.links))
    library.link(WRONG, library.path(FILMS[0]))
    sitting = Sitting(library)
    sitting.done("", "keep", path=WRONG)
    sitting.repairs.finish()
    catalogue = open_catalogue(library.database)
    for title, verb in (("Twins", "reject"), ("Nobody Knows This", "ignore")):
        (row,) = library.query("SELECT id FROM media_group WHERE title = ?", title)
        getattr(Decisions(catalogue), verb)(row[0])
    os.unlink(ghost)
    with catalogue.session():
        collection = Collected("8091", "Alien - Saga", (Member("348", "Alien", "1979-05-25"),))
        freshness.keep_collection("tmdb", collection, 1)
        CentreNotice.create(centre="jellyfin", folder=b"/video/Films", since=1)
    settings = library.settings()
    planned = forget.plan(catalogue, settings, [ghost])
    assert len(forget.forget(catalogue, settings, planned).ghosts) == 1
    return library


def enriched_once(base: Path, names: Iterable[str]) -> Library:
    """A library of some files that was imported and enriched, its TMDB gone since."""
    library = Library(base)
    for name in names:
        library.put(name)
    library.import_()
    with TmdbStandIn(RECORDS, limit=None) as stand_in:
        library.use_tmdb(stand_in)
        library.enrich()
    return library


def copied(library: Library, base: Path) -> Library:
    """Another library with the same files and catalogue, whose roots the catalogue knows."""
    shutil.copytree(library.base, base, symlinks=True)
    copy = Library(base)
    copy.extra = library.extra
    copy.write_settings(extra=library.extra)
    with closing(sqlite3.connect(copy.database)) as connection:
        for root, path in connection.execute("SELECT id, path FROM root").fetchall():
            place = path.replace(os.fsencode(library.base), os.fsencode(base))
            connection.execute("UPDATE root SET path = ? WHERE id = ?", (place, root))
        connection.commit()
    return copy


def _forget_a_root(library: Library) -> None:
    """Add a storage root, and forget it."""
    more = library.base / "more"
    library.put("Films/Other (2001).mkv", on=more)
    library.write_settings(library.storage, more)
    library.import_()
    catalogue, settings = open_catalogue(library.database), library.settings()
    root_forgetting.forget(catalogue, settings, os.fsencode(more), accept_loss=True)


def _relocate(library: Library) -> None:
    """Move the storage root away and back again."""
    catalogue, here = open_catalogue(library.database), os.fsencode(library.storage)
    there = os.fsencode(library.base / "elsewhere")
    for old, new in ((here, there), (there, here)):
        os.rename(old, new)
        settings = library.settings()
        change.relocate(catalogue, settings, change.plan_relocation(catalogue, settings, old, new))
