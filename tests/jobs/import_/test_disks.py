"""Disks that are away, wrong, full or half there: nothing is ever taken for deleted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Mount
from tests.support.library import Library, Ran
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.disk import root_identity, root_probe
from vidtui.jobs.base import Progress

Unmount = Callable[[Path], None]


def storage(library: Library) -> bytes:
    return os.fsencode(library.storage)


@pytest.fixture
def on_a_disk(library: Library, mount: Mount) -> Library:
    """Thirty films on a disk of their own, imported."""
    mount(library.storage)
    library.films(30)
    library.link("Alien.mkv", library.path("Films/Film 001 (2001)/Film 001 (2001).mkv"))
    library.import_()
    return library


def test_unmounted(on_a_disk: Library, unmount: Unmount) -> None:
    unmount(on_a_disk.storage)
    ran = on_a_disk.import_()
    assert "is its disk mounted?" in ran.refused[storage(on_a_disk)].reason
    assert ran.refused[storage(on_a_disk)].remedy is None
    assert on_a_disk.missing() == set()
    assert ran.counts.broken_links == 0
    assert on_a_disk.seen_links()[b"Alien.mkv"]["state"] == "ok"
    assert on_a_disk.seen_links()[b"Alien.mkv"]["target"] is not None


def test_unmounted_with_accept_loss_all_the_same(on_a_disk: Library, unmount: Unmount) -> None:
    unmount(on_a_disk.storage)
    assert on_a_disk.import_(accept_loss=True).refused
    assert on_a_disk.missing() == set()


def test_the_mount_point_itself_is_gone(on_a_disk: Library, unmount: Unmount) -> None:
    unmount(on_a_disk.storage)
    on_a_disk.storage.rmdir()
    assert "not there" in on_a_disk.import_().refused[storage(on_a_disk)].reason


def test_another_disk_is_mounted_there(on_a_disk: Library, mount: Mount, unmount: Unmount) -> None:
    unmount(on_a_disk.storage)
    mount(on_a_disk.storage)
    on_a_disk.films(30, first=500)
    ran = on_a_disk.import_()
    assert ran.refused[storage(on_a_disk)].remedy == "confirm-root"
    assert ran.counts.imported == 0
    assert on_a_disk.missing() == set()


def test_mounted_again(on_a_disk: Library, mount: Mount, tmp_path: Path) -> None:
    """The same files on a filesystem with another device number."""
    copy = tmp_path / "copy"
    shutil.copytree(on_a_disk.storage, copy)
    mount(on_a_disk.storage, size="8m")
    shutil.copytree(copy, on_a_disk.storage, dirs_exist_ok=True)
    assert on_a_disk.import_().changes == {"ignored": 30, "links": 1}


def test_the_link_tree_is_unmounted(library: Library, mount: Mount, unmount: Unmount) -> None:
    links = library.base / "video"
    mount(links)
    for name in library.films(30):
        library.link(name, library.path(name))
    library.import_()
    unmount(links)
    ran = library.import_()
    assert os.fsencode(links) in ran.refused
    assert ran.counts.ignored == 30
    assert {row["state"] for row in library.seen_links().values()} == {"ok"}


def test_a_disk_below_the_root_is_unmounted(
    library: Library, mount: Mount, unmount: Unmount
) -> None:
    films = library.storage / "Films"
    mount(films)
    library.films(5)
    library.films(40, folder="Séries/x")
    library.import_()
    unmount(films)
    ran = library.import_()
    assert "Films was a disk of its own" in ran.refused[storage(library)].reason
    assert "vidtui roots confirm" in ran.refused[storage(library)].reason
    assert library.missing() == set()


def test_a_root_that_is_a_link_to_a_disk(library: Library, mount: Mount, unmount: Unmount) -> None:
    disk = library.base / "mnt"
    mount(disk)
    library.storage.rmdir()
    library.storage.symlink_to(disk)
    library.films(30)
    library.import_()
    unmount(disk)
    assert storage(library) in library.import_().refused
    assert library.missing() == set()


def test_unmounted_in_the_middle_of_a_scan(library: Library, mount: Mount) -> None:
    """What lay on the disk vanishes between two folders; an empty mount point stays."""
    library.films(60)
    library.import_()
    aside = library.base / "aside"
    events = []
    for event in library.importing():
        events.append(event)
        if isinstance(event, Progress) and library.storage.exists() and not aside.exists():
            library.storage.rename(aside)
            library.storage.mkdir()
    ran = Ran(events)
    assert storage(library) in ran.refused
    assert library.missing() == set()
    library.storage.rmdir()
    aside.rename(library.storage)
    assert library.import_().changes == {"ignored": 60}


class TestBrake:
    def test_half_of_a_pool_is_gone(self, library: Library) -> None:
        library.films(30, folder="Films/A")
        library.films(30, folder="Films/B", first=100)
        library.import_()
        shutil.rmtree(library.storage / "Films/B")
        ran = library.import_()
        assert ran.refused[storage(library)].remedy == "accept-loss"
        assert "30 of 60" in ran.refused[storage(library)].reason
        assert library.missing() == set()
        assert library.import_(accept_loss=True).changes == {"ignored": 30, "missing": 30}

    def test_files_spread_over_all_folders(self, library: Library) -> None:
        names = library.films(60)
        library.import_()
        for name in names[:21]:
            os.unlink(library.path(name))
        assert library.import_().refused[storage(library)].remedy == "accept-loss"
        library.put(names[0])
        ran = library.import_()
        assert ran.refused == {}
        assert ran.counts.missing == 20

    def test_a_folder_of_twenty_that_is_empty_now(self, library: Library) -> None:
        library.films(20, folder="Films/A")
        library.films(220, folder="Films/B", first=100)
        library.import_()
        for film in (library.storage / "Films/A").iterdir():
            shutil.rmtree(film)
        ran = library.import_()
        assert "the folder Films/A held 20 known files" in ran.refused[storage(library)].reason

    def test_what_moved_elsewhere_does_not_count(self, library: Library) -> None:
        library.films(60)
        library.films(60, folder="Films/B", first=100)
        library.import_()
        library.rename("Films/B", "Films/C")
        assert library.import_().changes == {"ignored": 60, "moved": 60}

    def test_new_files_are_imported_all_the_same(self, library: Library) -> None:
        library.films(60)
        library.films(60, folder="Films/B", first=100)
        library.import_()
        shutil.rmtree(library.storage / "Films/B")
        library.put("Films/Alien (1979).mkv")
        ran = library.import_()
        assert ran.refused
        assert ran.counts.imported == 1
        assert b"Films/Alien (1979).mkv" in library.present()


def test_a_marker_on_a_disk_that_cannot_be_written(library: Library, mount: Mount) -> None:
    library.films(4)
    text = library.config.read_text().replace("[[links]]", "marker = true\n[[links]]")
    library.config.write_text(text)
    mount(library.storage, bind=library.storage)
    if os.system(f"mount -o remount,ro,bind '{library.storage}'"):
        pytest.skip("remounting is not allowed here")
    ran = library.import_()
    (notice,) = ran.notices
    assert "no marker file" in notice
    assert "read-only" in notice.lower()
    assert ran.changes == {"imported": 4, "films": 4}


def test_a_disk_that_hangs(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.films(4)
    library.import_()
    hanging = tmp_path / "hanging.py"
    hanging.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(root_probe, "__file__", str(hanging))
    for look in (root_identity.examine, root_identity.examine_all):
        monkeypatch.setattr(look, "__defaults__", (0.2,))  # a test need not wait 5 s
    ran = library.import_()
    assert ran.refused[storage(library)].reason == "the disk does not answer"
    assert library.missing() == set()


class TestStateFolder:
    def test_a_full_disk_under_the_catalogue(self, library: Library, mount: Mount) -> None:
        mount(library.data, size="512k")
        library.films(40)
        for number in range(600):
            library.put(f"Films/{'x' * 150} {number}/Film {number:03d} (2001).mkv")
        with pytest.raises(CatalogueProblem, match="the disk is full") as caught:
            library.import_()
        assert "\n" not in str(caught.value)
        with pytest.raises(CatalogueProblem, match="the disk is full"):
            library.import_()

    def test_no_room_to_create_one(self, library: Library, mount: Mount) -> None:
        mount(library.data, size="16k")
        (library.data / "filler").write_bytes(b"x" * 8192)
        library.films(1)
        with pytest.raises(CatalogueProblem, match="the disk is full"):
            library.import_()
        assert not library.database.exists()
        assert [path.name for path in library.data.iterdir()] == ["filler"]

    def test_deleted_while_in_use(self, library: Library) -> None:
        library.films(4)
        events = library.importing()
        next(event for event in events if isinstance(event, Progress))
        library.database.unlink()
        with pytest.raises(CatalogueProblem, match="deleted or replaced while in use"):
            list(events)


def test_a_part_of_an_unmounted_disk_is_offline_and_no_mistake(
    on_a_disk: Library, unmount: Unmount
) -> None:
    unmount(on_a_disk.storage)
    ran = on_a_disk.import_(on_a_disk.path("Films/Film 001 (2001)"))
    assert storage(on_a_disk) in ran.refused
    assert on_a_disk.missing() == set()


def test_one_film_of_two_may_be_renamed(library: Library) -> None:
    library.films(2)
    library.import_()
    for number in (1, 2):
        library.rename(f"Films/Film 00{number} (2001)", f"Films/Other {number} (2001)")
    ran = library.import_()
    assert ran.refused == {}
    assert ran.counts.moved == 2
