"""Files of known works that are renamed, moved or replaced: answers stand, or are asked anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.eventful import copied, enriched_once
from tests.support.library import Library
from tests.support.records import RECORDS
from vidtui.catalogue.database import open_catalogue
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.jobs.decide import Decisions
from vidtui.providers.base import Ref

BAD = "Séries/Breaking Bad (2008)/Saison 01/Breaking Bad (2008) - S01E0{}.mkv"
MATRIX = "Films/The Matrix (1999)/The Matrix (1999).mkv"


@pytest.fixture(scope="module")
def enriched(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library that was imported and enriched once."""
    names = (BAD.format(1), BAD.format(2), MATRIX, "Films/Dune/Dune.mkv")
    return enriched_once(tmp_path_factory.mktemp("enriched"), names)


@pytest.fixture
def library(enriched: Library, tmp_path: Path) -> Library:
    """A copy of it, to change."""
    return copied(enriched, tmp_path / "library")


@pytest.fixture
def server(library: Library) -> Iterator[TmdbStandIn]:
    """A TMDB that nobody has asked yet."""
    with TmdbStandIn(RECORDS, limit=None) as stand_in:
        library.use_tmdb(stand_in)
        yield stand_in


def episodes(library: Library) -> list[tuple[int, int, int | None]]:
    rows = library.query(
        "SELECT f.season, f.number, e.number AS known FROM file_episode f"
        " LEFT JOIN episode e ON e.id = f.episode_id ORDER BY 1, 2"
    )
    return [tuple(row) for row in rows]


def film_of(library: Library, name: str) -> str | None:
    rows = library.query(
        "SELECT f.path, m.provider_id FROM media_file f JOIN media_group g ON g.id = f.group_id"
        " LEFT JOIN movie m ON m.id = g.movie_id"
    )
    return {row[0].decode(): row[1] for row in rows}[name]


def group(library: Library, title: str) -> int:
    return int(library.query("SELECT id FROM media_group WHERE title = ?", title)[0][0])


def test_an_episode_whose_number_is_corrected(library: Library, server: TmdbStandIn) -> None:
    library.rename(BAD.format(2), BAD.format(5))
    library.import_()
    assert episodes(library) == [(1, 1, 1), (1, 5, 5)]
    library.enrich()
    assert server.requests == []


def test_a_film_whose_name_is_corrected_is_asked_anew(
    library: Library, server: TmdbStandIn
) -> None:
    right = "Films/Alien (1979)/Alien (1979).mkv"
    library.rename(MATRIX, right)
    library.import_()
    library.enrich()
    assert film_of(library, right) == "348"


@pytest.mark.parametrize(
    "name", ["Films/The Matrix (1999).mkv", "Films/Action/the.matrix.1999.1080p.mkv", "Films/x.mkv"]
)
def test_a_film_that_is_only_moved_is_not(name: str, library: Library, server: TmdbStandIn) -> None:
    library.rename(MATRIX, name)
    library.import_()
    library.enrich()
    assert film_of(library, name) == "603"
    assert server.requests == []


def test_names_read_anew_leave_the_episodes_linked(library: Library, server: TmdbStandIn) -> None:
    """As after an upgrade that reads names better."""
    with open_catalogue(library.database).transaction():
        from vidtui.catalogue.models import MediaFile

        MediaFile.update(named_by=0).execute()
    library.import_()
    assert episodes(library) == [(1, 1, 1), (1, 2, 2)]


def test_an_episode_that_comes_from_elsewhere(library: Library, server: TmdbStandIn) -> None:
    library.put("Divers/Breaking.Bad.S01E03.mkv")
    library.import_()
    library.rename("Divers/Breaking.Bad.S01E03.mkv", BAD.format(3))
    library.import_()
    assert (1, 3, 3) in episodes(library)


class TestAnswersStand:
    """What a person said of a file holds when it is moved or renamed."""

    def test_rejected(self, library: Library, server: TmdbStandIn) -> None:
        Decisions(open_catalogue(library.database)).reject(group(library, "Dune"))
        library.rename("Films/Dune/Dune.mkv", "Films/SF/Dune.mkv")
        library.import_()
        library.enrich(retry_not_found=True)
        assert (
            library.query(
                "SELECT count(*) FROM candidate WHERE NOT rejected AND group_id = ?",
                group(library, "Dune"),
            )[0][0]
            == 0
        )

    def test_ignored(self, library: Library, server: TmdbStandIn) -> None:
        Decisions(open_catalogue(library.database)).ignore(group(library, "Dune"))
        library.rename("Films/Dune/Dune.mkv", "Films/Noël chez Mamie (2016).mkv")
        library.import_()
        library.enrich()
        assert server.requests == []
        assert library.query("SELECT count(*) FROM media_group WHERE state = 'pending'")[0][0] == 0

    def test_accepted_and_not_yet_fetched(self, library: Library, server: TmdbStandIn) -> None:
        sitting = Decisions(open_catalogue(library.database))
        with open_catalogue(library.database).transaction():
            from vidtui.catalogue.models import Movie

            Movie.delete().where(Movie.provider_id == "841").execute()
        sitting.accept(group(library, "Dune"), Ref("tmdb", "film", "841"))
        library.rename("Films/Dune/Dune.mkv", "Films/Vieux/Dune.mkv")
        library.import_()
        library.enrich()
        assert film_of(library, "Films/Vieux/Dune.mkv") == "841"


def test_a_replaced_file_has_no_running_time_of_the_old_one(
    library: Library, server: TmdbStandIn
) -> None:
    with open_catalogue(library.database).transaction():
        from vidtui.catalogue.models import MediaFile

        MediaFile.update(probe='{"runtime": 100.0}').execute()
    library.put(MATRIX, b"another film altogether" * 10)
    library.import_()
    assert library.file(MATRIX)["probe"] is None
