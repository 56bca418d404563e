"""What was known of links stays known while a disk is away, or leaves during an import."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.support.library import Library, Ran
from vidtui.catalogue import totals as queries
from vidtui.catalogue.database import open_catalogue
from vidtui.disk import root_identity, root_probe
from vidtui.jobs.base import Progress
from vidtui.jobs.import_.run import ImportEvent
from vidtui.jobs.repair import accepting


def run_and_lose_the_disk(library: Library, after: str) -> Ran:
    """Import; when the first progress of a stage comes, only the mount point is left."""
    events: list[ImportEvent] = []
    aside = library.base / "aside"
    for event in library.importing():
        events.append(event)
        if isinstance(event, Progress) and event.stage == after and not aside.exists():
            library.storage.rename(aside)
            library.storage.mkdir()
    assert aside.exists()
    return Ran(events)


@pytest.mark.parametrize("stage", ["scan", "samples", "names"])
def test_links_to_a_disk_that_left_are_unknown(library: Library, stage: str) -> None:
    for number, name in enumerate(library.films(30)):
        library.link(f"{number}.mkv", library.path(name))
    library.link("really broken.mkv", "/nowhere/at all.mkv")
    library.import_()
    ran = run_and_lose_the_disk(library, stage)
    links = library.seen_links()
    assert {path for path, link in links.items() if link["state"] == "broken"} == {
        b"really broken.mkv"
    }
    assert all(link["target"] is not None for path, link in links.items() if path[:1].isdigit())
    assert ran.counts.broken_links == 1


def test_links_by_way_of_a_tree_that_is_away_are_unknown(library: Library) -> None:
    assert library.links is not None
    other = library.base / "video2"
    other.mkdir()
    library.write_settings(tables=f'[[links]]\npath = "{other}"\n')
    for name in library.films(30):
        library.link(name, library.path(name))
        (other / os.path.basename(name)).symlink_to(library.links / name)
    library.import_()
    library.links.rename(library.base / "aside")
    ran = library.import_()
    assert ran.counts.broken_links == 0
    assert all(one["target"] for path, one in library.seen_links().items())


def test_links_to_the_real_path_of_a_disk_that_left_are_unknown(library: Library) -> None:
    (library.base / "alias").symlink_to(library.base)
    library.write_settings(library.base / "alias" / "stockage")
    for name in library.films(30):
        library.link(name, library.path(name))
    library.import_()
    library.storage.rename(library.base / "aside")
    assert library.import_().counts.broken_links == 0


def test_links_to_an_empty_storage_never_seen_before_are_unknown(library: Library) -> None:
    library.link("Alien.mkv", library.path("Films/Alien (1979).mkv"))
    ran = library.import_()
    assert ran.counts.broken_links == 0
    assert library.seen_links()[b"Alien.mkv"]["state"] == "unknown"
    assert ran.notices


HALF = "Films/Big Buck (2008)/Big Buck (2008)-part2.mkv"


def is_unmounted(library: Library, _patch: pytest.MonkeyPatch) -> None:
    library.storage.rename(library.base / "aside")
    library.storage.mkdir()


def is_not_there(library: Library, _patch: pytest.MonkeyPatch) -> None:
    library.storage.rename(library.base / "aside")


def is_another_disk(library: Library, patch: pytest.MonkeyPatch) -> None:
    is_unmounted(library, patch)
    library.films(30, first=500)


def hangs(library: Library, patch: pytest.MonkeyPatch) -> None:
    hanging = library.base / "hanging.py"
    hanging.write_text("import time; time.sleep(60)")
    patch.setattr(root_probe, "__file__", str(hanging))
    for look in (root_identity.examine, root_identity.examine_all):
        patch.setattr(look, "__defaults__", (0.2,))  # a test need not wait 5 s


def fails(library: Library, patch: pytest.MonkeyPatch) -> None:
    """The root answers, and whatever lies below gives an input/output error."""
    below, lstat = library.path("Films/"), os.lstat

    def failing(path: Any, **options: Any) -> os.stat_result:
        if os.fsencode(path).startswith(below):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return lstat(path, **options)

    scandir = os.scandir

    def listing(path: Any) -> Any:
        if not isinstance(path, int) and (os.fsencode(path) + b"/").startswith(below):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return scandir(path)

    patch.setattr(os, "lstat", failing)
    patch.setattr(os, "scandir", listing)


def shows_a_part(library: Library, _patch: pytest.MonkeyPatch) -> None:
    """One disk of a pool is away, which is more than a person deletes at once."""
    shutil.copytree(library.storage, library.base / "aside", symlinks=True)
    for film in sorted((library.storage / "Films").iterdir())[:22]:
        shutil.rmtree(film)


@pytest.mark.parametrize(
    "away", [is_unmounted, is_not_there, is_another_disk, hangs, fails, shows_a_part]
)
@pytest.mark.parametrize("dry_run", [False, True])
def test_an_import_without_the_disk_forgets_nothing(
    library: Library,
    away: Callable[[Library, pytest.MonkeyPatch], None],
    dry_run: bool,
) -> None:
    for name in (*library.films(30), HALF.replace("part2", "part1"), HALF):
        library.put(name)
        library.link(name, library.path(name))
    library.link("really broken.mkv", "/nowhere/at all.mkv")
    library.link("circle.mkv", "circle.mkv")
    library.import_()
    before, totals = library.seen_links(), totals_of(library)
    with pytest.MonkeyPatch.context() as patch:
        away(library, patch)
        ran = library.import_(dry_run=dry_run)
        assert ran.refused or ran.errors
        assert ran.counts.broken_links == (0 if away is hangs else 2)
    assert {path: tuple(row) for path, row in library.seen_links().items()} == {
        path: tuple(row) for path, row in before.items()
    }
    assert totals_of(library) == totals


def totals_of(library: Library) -> object:
    with open_catalogue(library.database).session():
        return replace(queries.totals(), last_import=None)


def test_a_link_that_was_changed_meanwhile_is_not_what_it_was(library: Library) -> None:
    first, second = library.films(2)
    path = library.link("Alien.mkv", library.path(first))
    library.import_()
    os.unlink(path)
    library.link("Alien.mkv", library.path(second))
    is_not_there(library, pytest.MonkeyPatch())
    library.import_()
    link = library.seen_links()[b"Alien.mkv"]
    assert (link["text"], link["state"]) == (library.path(second), "unknown")
    (library.base / "aside").rename(library.storage)
    library.import_()
    link = library.seen_links()[b"Alien.mkv"]
    assert (link["state"], link["target"]) == ("ok", os.fsencode(second))


def test_a_link_that_returns_while_the_disk_is_away_is_there(library: Library) -> None:
    (name,) = library.films(1)
    path = library.link("Alien.mkv", library.path(name))
    library.link("other.mkv", library.path(name))
    library.import_()
    os.unlink(path)
    library.import_()
    assert library.seen_links()[b"Alien.mkv"]["state"] == "gone"
    library.link("Alien.mkv", library.path(name))
    is_not_there(library, pytest.MonkeyPatch())
    library.import_()
    assert library.seen_links()[b"Alien.mkv"]["state"] == "unknown"


def test_no_other_half_is_marked_after_a_refused_import(library: Library) -> None:
    other = HALF.replace("part2", "part1")
    for name in (HALF, other):
        library.put(name)
        library.link(name, library.path(name))
    library.import_()
    is_unmounted(library, pytest.MonkeyPatch())
    assert library.import_().refused
    library.storage.rmdir()
    (library.base / "aside").rename(library.storage)
    os.unlink(library.path(other))
    found = library.find()
    assert accepting.accept(found.plan, ["same-file", "same-sample", "same-name", "same-work"]) == 0
