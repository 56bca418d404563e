"""Walking a tree: everything is found, nothing is followed, no error is hidden."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.names import HOSTILE
from vidtui.disk import scan
from vidtui.disk.scan import ScanRules, walk
from vidtui.settings.values import IGNORED_FOLDERS

RULES = ScanRules(frozenset({b".mkv", b".mp4"}), IGNORED_FOLDERS, [])


def found(root: Path, rules: ScanRules = RULES, below: bytes = b"") -> list[bytes]:
    return [file.path for folder in walk(os.fsencode(root), rules, below) for file in folder.files]


def test_folders_come_in_a_stable_order(library: Library) -> None:
    for name in ("b/2.mkv", "a/1.mkv", "a/z/3.mkv", "a!/0.mkv", "top.mkv"):
        library.put(name)
    folders = [folder.path for folder in walk(os.fsencode(library.storage), RULES)]
    assert folders == [b"", b"a", b"a/z", b"a!", b"b"]


def test_what_is_told_of_a_file(library: Library) -> None:
    path = library.put("Films/Alien.MKV", b"12345", mtime_ns=-1_500_000_000)
    library.put("Films/Alien.nfo")
    library.put("Films/notes.txt")
    os.symlink("Alien.MKV", library.path("Films/link.mkv"))
    (_root, folder) = walk(os.fsencode(library.storage), RULES)
    (file,) = folder.files
    status = os.stat(path)
    assert (file.path, file.size, file.mtime_ns) == (b"Films/Alien.MKV", 5, -1_500_000_000)
    assert file.inode == status.st_ino
    assert folder.links == [b"Films/link.mkv"]
    assert folder.sidecars == [b"Films/Alien.nfo"]


def test_links_to_folders_are_not_followed(library: Library) -> None:
    library.put("Films/Alien.mkv")
    os.symlink("..", library.path("Films/loop"))
    assert found(library.storage) == [b"Films/Alien.mkv"]


def test_a_part_of_the_tree(library: Library) -> None:
    library.put("Films/A/1.mkv")
    library.put("Films/AB/2.mkv")
    assert found(library.storage, below=b"Films/A") == [b"Films/A/1.mkv"]


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names(library: Library, name: bytes) -> None:
    library.put(name + b"x/" + name + b".mkv")
    assert found(library.storage) == [name + b"x/" + name + b".mkv"]


def test_a_folder_that_is_not_there_or_no_folder(library: Library) -> None:
    library.put("file.mkv")
    for below, code in ((b"nothing", errno.ENOENT), (b"file.mkv", errno.ENOTDIR)):
        (folder,) = walk(os.fsencode(library.storage), RULES, below)
        assert folder.error is not None
        assert folder.error.errno == code


def test_a_folder_that_vanishes_during_the_walk(library: Library) -> None:
    library.put("a/1.mkv")
    library.put("b/2.mkv")
    folders = walk(os.fsencode(library.storage), RULES)
    next(folders)
    os.unlink(library.path("b/2.mkv"))
    os.rmdir(library.path("b"))
    (whole, gone) = folders
    assert whole.error is None
    assert gone.error is not None
    assert gone.error.errno == errno.ENOENT


def test_a_very_large_folder_comes_in_pieces(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "PIECE", 10)
    names = {library.put(f"{number}.mkv") for number in range(35)}
    pieces = list(walk(os.fsencode(library.storage), RULES))
    assert [len(piece.files) for piece in pieces] == [10, 10, 10, 5]
    assert {library.path(file.path) for piece in pieces for file in piece.files} == names


def test_deep_trees_need_no_deep_stack(library: Library) -> None:
    for depth in range(1, 1501):
        os.mkdir(library.path("d/" * depth))
    name = "d/" * 1500 + "x.mkv"
    library.put(name)
    assert found(library.storage) == [name.encode()]
    # pytest's own cleaning up would need the deep stack.
    subprocess.run(["rm", "-rf", library.path("d")], check=True)


@pytest.mark.parametrize(
    ("name", "is_video"),
    [
        (b"a.mkv", True),
        (b"a.MP4", True),
        (b"a.b.mkv", True),
        (b".mkv", True),
        (b"mkv", False),
        (b"a.mkv.part", False),
        (b"._a.mkv", False),
        (b"a.mkv ", False),
        (b"\xff.mkv", True),
    ],
)
def test_what_is_a_video(name: bytes, is_video: bool) -> None:
    assert RULES.is_video(name) is is_video


@pytest.mark.parametrize(
    ("path", "excluded"),
    [
        (b"Films/a.mkv", False),
        (b"a.mkv", False),
        (b"Films/#recycle/a.mkv", True),
        (b"Films/#RECYCLE/a.mkv", True),
        (b".Trash-1000/files/a.mkv", True),
        (b"Films/a.avi", True),
        (b"#recycle.mkv", False),
    ],
)
def test_what_is_no_longer_looked_at(path: bytes, excluded: bool) -> None:
    assert RULES.excludes(path) is excluded


BINS = (
    """
.recycle|.Recycle.Bin|.recyclebin|Recycle Bin|$RECYCLE.BIN|RECYCLER|Recycled|#recycle|@Recycle
@sharebin|Network Recycle Bin|Network Recycle Bin 1|Network Trash Folder|.Trash|.Trash-1000
.Trashes|.deletedByTMM|#snapshot|.snapshot|.snapshots|~snapshot|@Recently-Snapshot
@GMT-2024.01.05-10.00.00|.zfs|@eaDir|@tmp|@SynoResource|@SynologyCloudSync|.@__thumb|@__thumb
.@upload_cache|lost+found|LOST.DIR|FOUND.000|.AppleDouble|.TemporaryItems|System Volume Information
.stversions|.stfolder|.sync|.SyncArchive|.dropbox.cache|files_trashbin|_gsdata_|.~tmp~|.debris
_UNPACK_x|_unpack_Film.2001.1080p|_FAILED_Film.2001|__ADMIN__|incomplete|Incomplete|.incomplete
.unwanted|.grab|.actors|extrafanart|extrathumbs|Plex Versions|Film (2001).trickplay
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
"""What bins, snapshots, synchronisers, downloaders and metadata tools call their folders."""
LIBRARY = (
    """
Films|.45 (2006)|Trash (2014)|Trash|Sync (2010)|Recycle (2004)|Incomplete Strangers (2010)
Recyclages|@Home (2001)|#Alive (2020)|$ (1971)|Temp|Downloads|Found (2012)|Lost (2004)|_Films
Les Corbeilles (1980)|Unpacked (2019)|Metadata (2015)|.hack SIGN (2002)|Snapshot (1979)
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
"""Folders of films and of libraries that are called nearly so."""


@pytest.mark.parametrize("name", BINS)
def test_bins_and_leftovers_are_never_looked_at(name: str) -> None:
    assert RULES.ignores(name.encode())
    assert RULES.excludes(f"Films/{name}/Film (2001)/Film (2001).mkv".encode())


@pytest.mark.parametrize("name", LIBRARY)
def test_films_that_are_called_nearly_like_bins_are_looked_at(name: str) -> None:
    assert not RULES.ignores(name.encode())


@pytest.mark.parametrize("name", ["À trier", "à TRIER", "A\u0300 trier", "ÉTÉ 2", "Ça b", "Œ"])
def test_names_with_accents_are_ignored_however_they_are_written(name: str) -> None:
    rules = ScanRules(frozenset(), ["À trier", "É*", "[çñ]a ?", "œ"], [])
    assert rules.ignores(name.encode())
    assert not rules.ignores(b"\xc0 trier")


def test_no_ignored_folders_ignore_nothing() -> None:
    assert not ScanRules(frozenset(), [], []).ignores(b"#recycle")
