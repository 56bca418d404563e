"""A file of a known series without an episode of it is told: by enrichment, import and check."""

from __future__ import annotations

from tests.support.library import Library
from tests.support.records import show
from vidtui.demo.model import Records
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.jobs.check import kinds
from vidtui.jobs.check.kinds import INFORMATION

FOLDER = "Séries/Casa (2017)"
KNOWN, UNKNOWN = f"{FOLDER}/Saison 1/Casa - S01E02.mkv", f"{FOLDER}/Saison 4/Casa - S04E01.mkv"
SECOND = f"{FOLDER}/Saison 2/Casa - S02E03.mkv"
NAMELESS = f"{FOLDER}/Saison 1/Casa - Le mariage.mkv"
PACK = "Films/Rambo Collection (1982-2019)/Rambo Collection (1982-2019).mkv"
CASA = show(756, "Casa", 2017, {1: 22, 2: 16, 3: 10})


def test_they_are_told(library: Library) -> None:
    for name in (KNOWN, SECOND, UNKNOWN, NAMELESS, PACK):
        library.put(name)
    assert library.import_().counts.strays == 0
    with TmdbStandIn(Records((), (CASA,)), limit=None) as server:
        library.use_tmdb(server)
        enriched = library.enrich()
    assert enriched.counts.series == 1
    assert enriched.counts.strays == 2
    again = library.import_().counts
    assert (again.strays, again.packs) == (2, 1)
    checked = library.check()
    assert sorted(checked.paths["unknown_episode"]) == sorted([UNKNOWN, NAMELESS])
    told = {kinds.evidence(one) for one in checked.by_kind["unknown_episode"]}
    assert told == {"Casa: S04E01", "Casa: the name says no episode"}
    assert {one.kind for one in checked.findings} <= {*INFORMATION}


def test_what_is_gone_is_not(library: Library) -> None:
    library.films(3)
    for name in (KNOWN, SECOND, UNKNOWN):
        library.put(name)
    library.import_()
    with TmdbStandIn(Records((), (CASA,)), limit=None) as server:
        library.use_tmdb(server)
        library.enrich()
    (library.storage / UNKNOWN).unlink()
    checked = library.check()
    assert checked.paths["ghost_entry"] == [UNKNOWN]
    assert "unknown_episode" not in checked.paths
    assert library.import_().counts.strays == 0
