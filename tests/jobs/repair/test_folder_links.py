"""A link to a folder whose folder is elsewhere now is proposed that, by what was in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.finding import cautions, reasons
from tests.support.library import Library
from tests.support.plans import assert_valid
from tests.support.repairs import Sitting, texts
from vidtui.jobs.repair import accepting, plan_file

SHOW = "Séries/Dark"


def show(library: Library, folder: str = SHOW, seasons: int = 2, episodes: int = 3) -> None:
    for season in range(1, seasons + 1):
        for number in range(1, episodes + 1):
            library.put(f"{folder}/Saison {season:02d}/S{season:02d}E{number:02d}.mkv")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path)
    library.films(6)
    show(library)
    library.link(SHOW, library.path(SHOW))
    library.import_()
    return library


@pytest.mark.parametrize("has_imported", [False, True])
@pytest.mark.parametrize(
    "new", ["Séries/Dark (2017)", "Autres/Séries/Dark", b"S\xff/new\nline", "-x/$(id)"]
)
def test_a_folder_that_was_renamed_or_moved(
    library: Library, new: str | bytes, has_imported: bool
) -> None:
    library.rename(SHOW, new)
    if has_imported:
        library.import_()

    sitting = Sitting(library)

    (one,) = sitting.found.link(SHOW).proposals
    assert (one.tier, one.is_folder, one.cautions) == ("same-file", True, ())
    assert one.place.absolute == library.path(new)
    assert reasons(one) == ["folder-files"]
    plan = sitting.found.plan
    assert accepting.accept(plan, ["same-file"]) == 1
    document = plan_file.document(plan)
    assert_valid(document)
    assert document["links"][0]["proposals"][0]["folder"] is True
    before = texts(library.links or Path())
    sitting.done("", path=os.fsencode(SHOW))
    assert os.readlink(library.path(SHOW, library.links)) == library.path(new)
    assert not library.find().plan.links
    assert sitting.undo() is not None
    assert texts(library.links or Path()) == before


def test_files_that_were_renamed_in_it_tell_the_folder_too(library: Library) -> None:
    show(library, "Séries/Flat", seasons=1)
    library.link("Séries/Flat", library.path("Séries/Flat/Saison 01"))
    library.import_()
    os.rename(library.path("Séries/Flat/Saison 01"), library.path("Séries/Flat/S1"))
    for number in range(1, 4):
        library.rename(
            f"Séries/Flat/S1/S01E{number:02d}.mkv", f"Séries/Flat/S1/Épisode {number}.mkv"
        )

    assert library.find().best("Séries/Flat") == ("same-file", "Séries/Flat/S1")


def test_a_copied_folder_is_told_by_its_bytes(library: Library) -> None:
    shutil.copytree(library.path(SHOW), library.path("Copie"))
    shutil.rmtree(library.path(SHOW))

    found = library.find()

    assert found.best(SHOW) == ("same-sample", "Copie")


def test_a_folder_that_was_split_is_for_a_person(library: Library) -> None:
    library.rename(f"{SHOW}/Saison 01", "Séries/A/Saison 01")
    library.rename(f"{SHOW}/Saison 02", "Séries/B/Saison 02")
    os.rmdir(library.path(SHOW))

    found = library.find()

    assert sorted(found.offered(SHOW)) == ["Séries/A", "Séries/B"]
    assert [cautions(one) for one in found.link(SHOW).proposals] == [["folder-split"]] * 2
    assert accepting.accept(found.plan, ["same-file", "same-sample", "same-name"]) == 0
    assert plan_file.trash_orphans(found.plan) == 0


def test_little_that_is_left_is_for_a_person(library: Library) -> None:
    library.rename(f"{SHOW}/Saison 01/S01E01.mkv", "Séries/A/Saison 01/S01E01.mkv")
    shutil.rmtree(library.path(SHOW))

    (one,) = library.find().link(SHOW).proposals

    assert cautions(one) == ["folder-lacks"]


def test_a_folder_of_nothing_known_has_no_proposal(library: Library) -> None:
    library.put("Séries/Notes/readme.txt")
    library.link("Séries/Notes", library.path("Séries/Notes"))
    library.import_()
    library.rename("Séries/Notes", "Séries/Notes 2")

    assert library.find().offered("Séries/Notes") == []


def _swap_for_another(path: bytes) -> None:
    os.rename(path, path + b".kept")
    os.mkdir(path)
    os.utime(path, ns=(1, 1))


def _swap_for_link(path: bytes) -> None:
    os.rename(path, path + b".kept")
    os.symlink(path + b".kept", path)


@pytest.mark.parametrize("spoil", [_swap_for_another, _swap_for_link, shutil.rmtree])
def test_a_folder_that_changed_since_is_refused(
    library: Library, spoil: Callable[[bytes], None]
) -> None:
    library.rename(SHOW, "Séries/New")
    sitting = Sitting(library)
    before = texts(library.links or Path())
    spoil(library.path("Séries/New"))

    outcome = sitting.apply("", path=os.fsencode(SHOW))

    assert outcome.state == "refused"
    assert texts(library.links or Path()) == before
