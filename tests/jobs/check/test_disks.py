"""Disks that are away, wrong or half there: they are stated, and no verdict lies beneath."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Mount
from tests.support.checking import Checked
from tests.support.library import Library
from tests.support.running import REPOSITORY, environment
from vidtui.disk import root_identity
from vidtui.jobs.base import Progress

Unmount = Callable[[Path], None]
OLD_NS = 10**18


def at(path: Path | None) -> bytes:
    assert path is not None
    return os.fsencode(path)


def linked(library: Library, names: list[str], on: Path | None = None) -> None:
    for name in names:
        library.link(name, library.path(name, on))


@pytest.fixture
def two_disks(library: Library, mount: Mount) -> Library:
    """Thirty films on a disk of their own, thirty on another; all linked and imported."""
    other = library.base / "disk2"
    mount(library.storage)
    other.mkdir()
    library.write_settings(library.storage, other)
    linked(library, library.films(30))
    names = [f"Films/Other {n} (2001).mkv" for n in range(30)]
    for name in names:
        library.put(name, on=other, mtime_ns=OLD_NS)
    linked(library, names, other)
    library.import_()
    os.unlink(library.path(names[0], other))
    return library


OTHER_STILL_CHECKED = {
    "ghost_entry": ["Films/Other 0 (2001).mkv"],
    "broken_link": ["Films/Other 0 (2001).mkv"],
}


def test_unmounted(two_disks: Library, unmount: Unmount) -> None:
    unmount(two_disks.storage)
    checked = two_disks.check(accept_loss=True)
    assert list(checked.away) == [at(two_disks.storage)]
    assert "is its disk mounted?" in checked.away[at(two_disks.storage)].reason
    assert checked.paths == OTHER_STILL_CHECKED


def test_the_mount_point_is_gone(two_disks: Library, unmount: Unmount) -> None:
    unmount(two_disks.storage)
    two_disks.storage.rmdir()
    checked = two_disks.check()
    assert list(checked.away) == [at(two_disks.storage)]
    assert checked.paths == OTHER_STILL_CHECKED


def test_another_disk_is_there(two_disks: Library, mount: Mount, unmount: Unmount) -> None:
    unmount(two_disks.storage)
    mount(two_disks.storage)
    two_disks.films(30, first=500)
    checked = two_disks.check()
    away = checked.away[at(two_disks.storage)]
    assert away.remedy == "confirm-root"
    assert away.command is not None
    assert " roots confirm " in away.command
    assert checked.paths == OTHER_STILL_CHECKED


def test_a_hung_disk(two_disks: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    real = root_identity._finish
    asked = 0

    def hung(child: Any, deadline: float) -> dict[str, Any] | None:
        nonlocal asked
        asked += 1
        answer = real(child, deadline)
        return None if asked == 1 else answer

    monkeypatch.setattr(root_identity, "_finish", hung)
    checked = two_disks.check()
    assert checked.away[at(two_disks.storage)].reason == "the disk does not answer"
    assert checked.paths == OTHER_STILL_CHECKED


def test_the_link_tree_is_unmounted(library: Library, mount: Mount, unmount: Unmount) -> None:
    assert library.links is not None
    mount(library.links)
    linked(library, library.films(30))
    library.import_()
    os.unlink(library.path("Films/Film 001 (2001)/Film 001 (2001).mkv"))
    unmount(library.links)
    checked = library.check()
    assert list(checked.away) == [at(library.links)]
    assert set(checked.paths) == {"ghost_entry"}, "no file is without a link for that"


def test_half_of_a_pool_is_gone(library: Library, mount: Mount, unmount: Unmount) -> None:
    films = library.storage / "Films"
    mount(films)
    linked(library, library.films(30))
    linked(library, library.films(40, folder="Séries/x"))
    library.import_()
    unmount(films)
    checked = library.check(accept_loss=True)
    assert "Films was a disk of its own" in checked.away[at(library.storage)].reason
    assert checked.paths == {}


def test_half_of_a_merged_pool_is_gone(library: Library) -> None:
    """No mount point tells: the files of one branch are simply not in the merged view."""
    names = library.films(100)
    linked(library, names)
    library.import_()
    for name in names[::3]:
        os.unlink(library.path(name))
    checked = library.check()
    assert checked.away[at(library.storage)].remedy == "accept-loss"
    assert checked.paths == {}


def test_a_root_that_is_a_link_to_a_disk(library: Library, mount: Mount, unmount: Unmount) -> None:
    """Its links are relative to the real path, and are known to have shown its files."""
    disk = library.base / "mnt"
    mount(disk)
    library.storage.rmdir()
    library.storage.symlink_to(disk)
    for name in library.films(30):
        library.link(
            name, os.path.relpath(disk / name, os.path.dirname(library.base / "video" / name))
        )
    library.import_()
    unmount(disk)
    checked = library.check()
    assert list(checked.away) == [at(library.storage)]
    assert checked.paths == {}


def test_a_root_below_a_link(library: Library, mount: Mount, unmount: Unmount) -> None:
    mount(library.storage)
    (library.base / "alias").symlink_to(library.base)
    library.write_settings(library.base / "alias" / "stockage")
    for number, name in enumerate(library.films(30)):
        target = library.path(name)
        link = os.path.dirname(library.path(name, library.links))
        library.link(name, target if number % 2 else os.path.relpath(target, link))
    library.import_()
    library.link("New.mkv", library.path("Films/New (2026).mkv"))
    unmount(library.storage)
    checked = library.check()
    assert list(checked.away) == [at(library.base / "alias" / "stockage")]
    assert checked.paths == {}


def test_links_to_links_of_a_tree_that_is_away(
    library: Library, mount: Mount, unmount: Unmount
) -> None:
    assert library.links is not None
    mount(library.links)
    other = library.base / "video2"
    other.mkdir()
    library.write_settings(tables=f'[[links]]\npath = "{other}"\n')
    names = library.films(30)
    linked(library, names)
    for name in names:
        (other / os.path.basename(name)).symlink_to(library.links / name)
    library.import_()
    unmount(library.links)
    checked = library.check()
    assert list(checked.away) == [at(library.links)]
    assert checked.paths == {}


@pytest.mark.parametrize("stage", ["storage", "links", "catalogue"])
def test_unmounted_between_two_events(
    two_disks: Library, unmount: Unmount, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr("vidtui.jobs.roots.live.PROGRESS_INTERVAL_S", 0.0)
    events, gone = [], False
    for event in two_disks.checking():
        events.append(event)
        if isinstance(event, Progress) and event.stage == stage and not gone:
            gone = True
            unmount(two_disks.storage)
    checked = Checked(events)
    assert gone
    if stage != "catalogue":
        assert list(checked.away) == [at(two_disks.storage)]
        assert checked.finished.counts.links == 60
    assert checked.paths == OTHER_STILL_CHECKED


def test_the_link_tree_is_unmounted_meanwhile(
    library: Library, mount: Mount, unmount: Unmount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vidtui.jobs.roots.live.PROGRESS_INTERVAL_S", 0.0)
    assert library.links is not None
    mount(library.links)
    linked(library, library.films(30))
    library.import_()
    events, gone = [], False
    for event in library.checking():
        events.append(event)
        if isinstance(event, Progress) and event.stage == "links" and not gone:
            gone = True
            unmount(library.links)
    checked = Checked(events)
    assert list(checked.away) == [at(library.links)]
    assert checked.paths == {}


def test_links_that_show_as_files(library: Library) -> None:
    names = library.films(30)
    linked(library, names)
    library.import_()
    assert library.links is not None
    for name in names:
        os.unlink(library.path(name, library.links))
        library.put(name, b"a link, says the share", on=library.links)
    checked = library.check()
    assert "run vidtui on the NAS" in checked.away[at(library.links)].reason
    assert checked.paths == {}


def bound_check(library: Library) -> dict[str, list[str]]:
    """Check in a process that the permissions of files bind."""
    code = (
        "import json; from pathlib import Path; from tests.support.library import Library;"
        f"library = Library.__new__(Library); library.config = Path({str(library.config)!r});"
        f"library.data = Path({str(library.data)!r}); print(json.dumps(library.check().paths))"
    )
    line = [sys.executable, "-c", code]
    if os.geteuid() == 0:
        line = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *line]
    done = subprocess.run(
        line, env=environment(library), cwd=REPOSITORY, capture_output=True, check=True
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.mark.usefixtures("bound")
def test_no_permission_on_a_folder(library: Library) -> None:
    names = library.films(5)
    linked(library, names)
    library.import_()
    folder = os.path.dirname(library.path(names[0]))
    os.chmod(folder, 0)
    try:
        # The link into it is not told of again.
        assert bound_check(library) == {"unreadable": ["Films/Film 001 (2001)"]}
    finally:
        os.chmod(folder, 0o755)


@pytest.mark.usefixtures("bound")
def test_no_permission_on_a_file_and_on_a_folder_of_links(library: Library) -> None:
    names = library.films(5)
    linked(library, names)
    library.import_()
    assert library.links is not None
    folder = os.path.dirname(library.path(names[1], library.links))
    os.chmod(library.path(names[0]), 0)
    os.chmod(folder, 0)
    try:
        # And no file is without a link because nobody can say.
        found = bound_check(library)
    finally:
        os.chmod(folder, 0o755)
    assert found == {
        "unreadable": ["Films/Film 001 (2001)/Film 001 (2001).mkv", "Films/Film 002 (2001)"]
    }


def test_mounted_again_elsewhere(two_disks: Library, mount: Mount, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(two_disks.storage, copy)
    mount(two_disks.storage, size="8m")
    shutil.copytree(copy, two_disks.storage, dirs_exist_ok=True)
    assert two_disks.check().paths == OTHER_STILL_CHECKED
