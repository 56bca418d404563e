"""What the catalogue itself tells: duplicates, what waits, and files that no link shows."""

from __future__ import annotations

import os
import subprocess
from typing import Any

from tests.support.checking import Checked
from tests.support.library import Library
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import Group, MediaFile
from vidtui.jobs.check.kinds import evidence
from vidtui.jobs.suggest import line, quoted

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"
DARK = "Séries/Dark (2017)/Saison 02/Dark (2017) - S02E03-E04.mkv"


def write(library: Library, model: Any, **values: Any) -> None:
    """Write into all rows of a table."""
    with open_catalogue(library.database).transaction():
        model.update(**values).execute()


def commands(library: Library) -> list[str]:
    found = library.check().by_kind.get("unlinked_file", [])
    return [one.command for one in found if one.command is not None]


def test_duplicates(library: Library) -> None:
    content = b"the same film"
    first = library.put("Films/A (2000)/A (2000).mkv", content)
    second = library.put("Films/B (2000)/B (2000).mkv", content)
    library.put("Films/A (2000)/Extras/again.mkv", content)
    library.put("Films/C (2000)/C (2000).mkv", content + b"!")
    library.import_()
    found = library.check().one("duplicate")
    assert (found.absolute, found.detail) == (second, first)
    assert found.command is not None
    subprocess.run(["bash", "-c", found.command], check=True)
    os.unlink(first)
    assert "duplicate" not in library.check().paths


def test_duplicates_on_a_disk_that_left_are_nothing(library: Library) -> None:
    other = library.base / "disk2"
    other.mkdir()
    library.write_settings(library.storage, other)
    library.films(5)
    library.put(ALIEN, b"the same film")
    library.put(ALIEN, b"the same film", on=other)
    library.put("Films/B (2000).mkv", on=other)
    library.import_()
    assert "duplicate" in library.check().paths
    events = []
    for event in library.checking():
        events.append(event)
        if len(events) == 1:
            other.rename(library.base / "aside")
    checked = Checked(events)
    assert list(checked.away) == [os.fsencode(other)]
    assert set(checked.paths) == {"unlinked_file"}


def test_groups(library: Library) -> None:
    library.put(ALIEN)
    library.put(DARK)
    library.import_()
    write(library, Group, state="pending")
    checked = library.check()
    assert checked.paths["pending_group"] == ["Alien", "Dark"]
    first = checked.by_kind["pending_group"][0]
    assert (first.root, first.path, first.facts["year"]) == (b"", b"", 1979)
    assert first.command is not None
    assert first.command.endswith(" pending")
    write(library, Group, state="failed")
    first = library.check().by_kind["failed_group"][0]
    assert first.command is not None
    assert first.command.endswith("--batch enrich --retry-failed")
    write(library, Group, state="ignored")
    assert {"failed_group", "pending_group"}.isdisjoint(library.check().paths)


def test_a_film_and_a_series_of_one_key_are_two(library: Library) -> None:
    library.put("Films/Dune (2000)/Dune (2000).mkv")
    library.put("Séries/Dune (2000)/Saison 01/Dune (2000) - S01E01.mkv")
    library.import_()
    write(library, Group, state="pending")
    assert len({one.id for one in library.check().by_kind["pending_group"]}) == 2


def test_films_and_episodes_without_a_link(library: Library) -> None:
    library.put(ALIEN)
    library.put(DARK)
    library.put("Films/Alien (1979)/Extras/Making of.mkv")
    library.import_()
    assert library.check().paths == {"unlinked_file": [ALIEN, DARK]}
    assert commands(library) == [
        line(library.vidtui, "link", quoted(library.path(name))) for name in (ALIEN, DARK)
    ]


def test_what_a_broken_link_is_to_get_wants_no_other(library: Library) -> None:
    """The file moved, its name came to lie elsewhere, or the same film came anew."""
    moved, renamed = "Films/Ran (1985)/Ran (1985).mkv", "Films/Heat (1995)/Heat (1995).mkv"
    for name in (ALIEN, moved, renamed):
        library.put(name)
        library.link(name, library.path(name))
    library.import_()
    library.rename(moved, "Films/Japan/Ran.mkv")
    library.import_()
    os.unlink(library.path(ALIEN))
    os.unlink(library.path(renamed))
    library.put("Films/Alien (1979)/Alien.1979.1080p.mkv", b"another version")
    library.put("Films/Crime/Heat (1995).mkv", b"again")
    library.import_()
    found = {one.path: one for one in library.check().by_kind["unlinked_file"]}
    for name, link in (
        (b"Films/Japan/Ran.mkv", moved),
        (b"Films/Alien (1979)/Alien.1979.1080p.mkv", ALIEN),
        (b"Films/Crime/Heat (1995).mkv", renamed),
    ):
        assert str(found[name].command).endswith("repair-links")
        assert found[name].facts["awaited_by"] == os.fsdecode(library.path(link, library.links))


def test_series_without_numbers_get_no_command(library: Library) -> None:
    library.put("Séries/Journal (2008)/Journal 2008-01-06.mkv")
    library.import_()
    (found,) = library.check().by_kind["unlinked_file"]
    assert found.command is None


def test_only_what_is_there_and_known_wants_a_link(library: Library) -> None:
    library.put(ALIEN)
    library.put("Unsorted/thing.mkv")
    library.import_()
    write(library, MediaFile, kind="unknown")
    assert "unlinked_file" not in library.check().paths


def test_a_file_that_a_broken_link_should_show_gets_no_second_link(library: Library) -> None:
    named = "Films/Old/Alien (1979).mkv"
    library.put(ALIEN)
    library.link("Films/Le 8e passager.mkv", library.path(named))
    library.put("Films/Heat (1995)/Heat (1995) - 1080p.mkv", b"the one that goes")
    library.link("Films/Heat.mkv", library.path("Films/Heat (1995)/Heat (1995) - 1080p.mkv"))
    library.put("Films/Ran (1985)/Ran (1985).mkv", b"another film")
    library.import_()
    os.unlink(library.path("Films/Heat (1995)/Heat (1995) - 1080p.mkv"))
    library.put("Films/Heat (1995)/Heat (1995) - 2160p.mkv", b"the one that came")
    library.import_(accept_loss=True)
    assert library.links is not None
    video = os.fsencode(library.links)
    found = {one.path: one for one in library.check().by_kind["unlinked_file"]}
    awaited = {path: one.facts.get("awaited_by") for path, one in found.items()}
    assert awaited == {
        ALIEN.encode(): os.fsdecode(video + b"/Films/Le 8e passager.mkv"),
        b"Films/Heat (1995)/Heat (1995) - 2160p.mkv": os.fsdecode(video + b"/Films/Heat.mkv"),
        b"Films/Ran (1985)/Ran (1985).mkv": None,
    }
    for path, link in awaited.items():
        command = found[path].command or ""
        assert command.endswith("repair-links") is (link is not None)
        if link is not None:
            assert evidence(found[path]) == f"a broken link should show it: {link}"
