"""Hard links are one file with several paths: no duplicate, counted once, shown by any of them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.support.finding import cautions, reasons
from tests.support.library import Library
from tests.support.repairs import Sitting
from vidtui.catalogue.database import open_catalogue
from vidtui.jobs.repair import accepting
from vidtui.library import statistics
from vidtui.library.gaps import _versions
from vidtui.library.index import Index

FILM = "Films/Dur (2011)/Dur (2011).mkv"
SEED = "downloads/Dur.2011.1080p.WEB-GRP.mkv"
HOSTILE = b"downloads/\xff\nDur.2011.mkv"


def hard(library: Library, old: str, new: str | bytes, *, on: Path | None = None) -> None:
    place = library.path(new, on)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    os.link(library.path(old), place)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path)
    library.films(6)
    library.put(FILM)
    hard(library, FILM, SEED)
    return library


def test_its_other_path_is_the_same_film(library: Library) -> None:
    """What is downloaded lies in no folder of films: the path that does says what it is."""
    hard(library, FILM, HOSTILE)
    ran = library.import_()

    rows = [library.file(name) for name in (FILM, SEED, HOSTILE)]
    assert {row["group_id"] for row in rows} == {rows[0]["group_id"]}
    assert {row["kind"] for row in rows} == {"film"}
    assert ran.counts.duplicates == 0
    checked = library.check()
    assert not {"duplicate", "pending_group"}.intersection(checked.by_kind)


def test_what_was_there_before_is_known_once_its_film_is(library: Library) -> None:
    os.unlink(library.path(FILM))
    library.import_()
    assert library.file(SEED)["kind"] == "unknown"
    hard(library, SEED, FILM)

    library.import_()

    assert library.file(SEED)["group_id"] == library.file(FILM)["group_id"]
    assert library.file(SEED)["kind"] == "film"
    assert library.import_().changes == {"ignored": 8}


def test_episodes_come_along(library: Library) -> None:
    episode = "Séries/Dark (2017)/Saison 01/Dark (2017) - S01E02.mkv"
    library.put(episode)
    hard(library, episode, "downloads/dark.mkv")
    library.import_()
    assert library.episodes("downloads/dark.mkv") == library.episodes(episode) == [(1, 2)]


def test_a_copy_is_a_duplicate_and_takes_its_room(library: Library) -> None:
    shutil.copyfile(library.path(FILM), library.path("Films/Copie (2011).mkv"))
    ran = library.import_()
    assert ran.counts.duplicates == 1

    found = library.check().one("duplicate")

    assert found.facts["size"] == os.path.getsize(library.path(FILM))


def test_it_is_counted_once(library: Library) -> None:
    library.import_()
    catalogue = open_catalogue(library.database)
    index = Index(catalogue)
    places = range(len(index.files))
    with catalogue.session():
        counted = statistics.counted(index, places)
        assert list(_versions(index, range(len(index.keys)), places)) == []
    assert counted.total.files == 7
    assert sum(counted.by["kind"][kind].files for kind in counted.by["kind"]) == 7
    assert max(index.column("versions", "versions").values) == 1
    assert not any("duplicate" in one for one in index.column("is", "flags").values)


@pytest.mark.parametrize("shown", [FILM, SEED])
def test_a_link_to_any_path_shows_it(library: Library, shown: str) -> None:
    library.import_()
    library.link("Films/Dur.mkv", library.path(shown))

    unlinked = library.check().paths["unlinked_file"]

    assert not {FILM, SEED}.intersection(unlinked)
    assert len(unlinked) == 6


def test_a_hard_link_in_the_link_tree_shows_it(library: Library) -> None:
    hard(library, FILM, "Films/Dur (2011).mkv", on=library.links)
    library.put("Films/Mine.mkv", b"not on storage", on=library.links)
    library.import_()

    assert not {FILM, SEED}.intersection(library.check().paths["unlinked_file"])


def test_two_links_to_two_paths_of_one_file_are_told(library: Library) -> None:
    library.link("Films/Dur.mkv", library.path(FILM))
    library.link("Films/Encore.mkv", library.path(SEED))
    library.import_()
    found = library.check().one("shared_target")
    both = {found.absolute, found.detail}
    assert both == {library.path(f"Films/{name}.mkv", library.links) for name in ("Dur", "Encore")}


def test_a_link_may_go_to_the_path_that_is_left(library: Library) -> None:
    library.link("Films/Dur.mkv", library.path(FILM))
    library.import_()
    os.unlink(library.path(FILM))

    sitting = Sitting(library)

    (one,) = sitting.found.link("Films/Dur.mkv").proposals
    assert (one.tier, os.fsdecode(one.place.path)) == ("same-file", SEED)
    assert cautions(one) == []
    assert "hard-link" in reasons(one)
    assert accepting.accept(sitting.found.plan, ["same-file"]) == 1
    sitting.done("", path=b"Films/Dur.mkv")
    assert os.readlink(library.path("Films/Dur.mkv", library.links)) == library.path(SEED)


def test_either_new_path_may_be_taken(library: Library) -> None:
    """Both paths were renamed: it is one file, and no question which of two."""
    library.link("Films/Dur.mkv", library.path(FILM))
    library.import_()
    library.rename(FILM, "Films/Dur/Dur (2011) 1080p.mkv")
    library.rename(SEED, "downloads/x.mkv")

    found = library.find()

    link = found.link("Films/Dur.mkv")
    assert found.offered("Films/Dur.mkv") == ["Films/Dur/Dur (2011) 1080p.mkv", "downloads/x.mkv"]
    assert all(one.tier == "same-file" and not one.cautions for one in link.proposals)
    assert all("hard-link" in reasons(one) for one in link.proposals)
    assert link.has_clear(link.proposals[0])


def test_a_copy_with_the_same_date_is_none(library: Library) -> None:
    """Its inode is another one: a person is asked, as ever."""
    os.unlink(library.path(SEED))
    shutil.copy2(library.path(FILM), library.path(SEED))
    library.link("Films/Dur.mkv", library.path(FILM))
    library.import_()
    os.unlink(library.path(FILM))

    (one,) = library.find().link("Films/Dur.mkv").proposals

    assert cautions(one) == ["sample-shared"]
