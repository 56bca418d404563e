"""Full disks under the links, the log and the catalogue: each link is old or new, nothing lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Mount
from tests.library.link_trees import WAYS, lack
from tests.support.library import Library
from tests.support.repairs import Sitting, actions, break_links, stood, strays, text_of
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.problems import CatalogueProblem
from vidtui.jobs.repair.settling import is_unsettled

ALIEN, HEAT = stood("Alien"), stood("Heat")


def fill(folder: Path) -> Path:
    """Use up the last byte of a small disk; removing the file frees it."""
    filler = folder / "filler"
    with open(filler, "wb") as opened:
        try:
            while True:
                os.write(opened.fileno(), bytes(4096))
        except OSError:
            return filler


def use_inodes(folder: Path) -> None:
    """Use up the last inode of a small disk."""
    number = 0
    while True:
        try:
            (folder / f"inode {number}").touch()
        except OSError:
            return
        number += 1


@pytest.mark.parametrize("way", ["exchange", "aside"])
def test_no_inode_left_under_the_links(
    library: Library, mount: Mount, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    assert library.links is not None
    mount(library.links, options="rw,nr_inodes=40")
    break_links(library, ("Alien",))
    sitting = Sitting(library)
    before = text_of(library, ALIEN)
    use_inodes(library.links)
    lack(monkeypatch, WAYS[way])
    outcome = sitting.apply("Alien")
    assert (outcome.state, text_of(library, ALIEN)) == ("failed", before)
    assert "full" in outcome.reason or "space" in outcome.reason
    assert strays(library.links) == []
    assert [undone for _kind, _outcome, undone in actions(library)] == [False]
    assert not is_unsettled(open_catalogue(library.database))


def test_a_full_trash_takes_no_link(library: Library, mount: Mount) -> None:
    mount(library.base / "trash", options="rw,nr_inodes=3")
    break_links(library, (), ("Alien",))
    sitting = Sitting(library)
    before = text_of(library, ALIEN)
    assert sitting.apply("Alien", "orphan").state == "failed"
    assert text_of(library, ALIEN) == before


def test_a_log_that_cannot_be_written_is_told_and_keeps_no_repair(library: Library) -> None:
    break_links(library, ("Alien",))
    sitting = Sitting(library)
    (library.data / "logs").write_bytes(b"no folder")
    sitting.done("Alien")
    assert os.path.isfile(library.path(ALIEN, library.links))
    assert str(library.data / "logs") in sitting.repairs.log_problem


def test_a_full_disk_under_the_catalogue(library: Library, mount: Mount) -> None:
    mount(library.data, size="4m")
    break_links(library, ("Alien", "Heat"))
    sitting = Sitting(library)
    alien, heat = text_of(library, ALIEN), text_of(library, HEAT)
    filler = fill(library.data)
    with pytest.raises(CatalogueProblem, match="full"):
        sitting.apply("Alien")
    assert (text_of(library, ALIEN), text_of(library, HEAT)) == (alien, heat)
    filler.unlink()
    Sitting(library).done("Alien")
    assert os.path.isfile(library.path(ALIEN, library.links))
    assert not is_unsettled(open_catalogue(library.database))
