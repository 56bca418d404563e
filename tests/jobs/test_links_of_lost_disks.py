"""A disk that leaves during an import breaks none of the links that lead to it."""

from __future__ import annotations

import os

import pytest

from tests.support.library import Library, Ran
from vidtui.jobs.events import Event, Progress, Stage


def run_and_lose_the_disk(library: Library, after: Stage) -> Ran:
    """Import; when the first progress of a stage comes, only the mount point is left."""
    events: list[Event] = []
    aside = library.base / "aside"
    for event in library.importing():
        events.append(event)
        if isinstance(event, Progress) and event.stage == after and not aside.exists():
            library.storage.rename(aside)
            library.storage.mkdir()
    assert aside.exists()
    return Ran(events)


@pytest.mark.parametrize("stage", ["scan", "samples", "names"])
def test_links_to_a_disk_that_left_are_unknown(library: Library, stage: Stage) -> None:
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
