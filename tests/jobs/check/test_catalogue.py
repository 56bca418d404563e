"""What the catalogue itself tells: duplicates, what waits, and files that no link shows."""

from __future__ import annotations

import os
import subprocess
from typing import Any

import pytest

from tests.support.checking import Checked
from tests.support.library import Library
from tests.support.names import HOSTILE
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import Group, MediaFile, Movie
from vidtui.jobs.check.kinds import evidence

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"
DARK = "Séries/Dark (2017)/Saison 02/Dark (2017) - S02E03-E04.mkv"


def write(library: Library, model: Any, **values: Any) -> None:
    """Write into all rows of a table."""
    with open_catalogue(library.database).transaction():
        model.update(**values).execute()


def commands(library: Library) -> list[str]:
    found = library.check().by_kind.get("unlinked_file", [])
    return [one.command for one in found if one.command is not None]


def run_all(library: Library) -> None:
    for command in commands(library):
        subprocess.run(["bash", "-c", command], check=True, cwd="/")


def made(library: Library) -> list[str]:
    assert library.links is not None
    return sorted(
        os.path.relpath(os.path.join(parent, name), library.links)
        for parent, _folders, names in os.walk(library.links)
        for name in names
    )


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
    """What the command makes is what the next check wants."""
    library.put(ALIEN)
    library.put(DARK)
    library.put("Films/Alien (1979)/Extras/Making of.mkv")
    library.import_()
    assert library.check().paths == {"unlinked_file": [ALIEN, DARK]}
    run_all(library)
    assert made(library) == [ALIEN, "Séries/Dark (2017)/Season 02/Dark (2017) - S02E03-E04.mkv"]
    assert library.check().paths == {}
    library.import_()
    assert library.check().paths == {}


def test_editions_and_parts_get_places_of_their_own(library: Library) -> None:
    for name in ("Ran (1985) - 1080p", "Ran (1985) - 2160p", "Ran (1985) CD1", "Ran (1985) CD2"):
        library.put(f"Films/Ran (1985)/{name}.mkv")
    library.import_()
    run_all(library)
    assert made(library) == [
        "Films/Ran (1985)/Ran (1985) - 2.mkv",
        "Films/Ran (1985)/Ran (1985)-part1.mkv",
        "Films/Ran (1985)/Ran (1985)-part2.mkv",
        "Films/Ran (1985)/Ran (1985).mkv",
    ]
    assert library.check().paths == {}


def test_what_is_there_is_left_alone(library: Library) -> None:
    library.put(ALIEN)
    library.link(ALIEN, library.put("Films/Other.mkv", on=library.base / "else"))
    library.import_()
    run_all(library)
    assert made(library) == ["Films/Alien (1979)/Alien (1979) - 2.mkv", ALIEN]


def test_links_go_where_links_are(library: Library) -> None:
    library.link("Movies/Ran (1985)/Ran.mkv", library.put("Films/Ran (1985)/Ran (1985).mkv"))
    library.put(ALIEN)
    library.put(DARK)
    library.import_()
    run_all(library)
    assert made(library) == [
        "Movies/Alien (1979)/Alien (1979).mkv",
        "Movies/Ran (1985)/Ran.mkv",
        "Séries/Dark (2017)/Season 02/Dark (2017) - S02E03-E04.mkv",
    ]


def test_a_link_root_of_films_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    library = Library(tmp_path_factory.mktemp("two"), links="video/Films")
    series = library.base / "video" / "Séries"
    series.mkdir()
    library.write_settings(tables=f'[[links]]\npath = "{series}"\n')
    library.put(ALIEN)
    library.put(DARK)
    library.import_()
    run_all(library)
    assert made(library) == ["Alien (1979)/Alien (1979).mkv"]
    assert (series / "Dark (2017)" / "Season 02").is_dir()
    assert library.check().paths == {}


def test_in_the_view_of_the_media_centre(library: Library) -> None:
    path_map = f'[[path_map]]\nwritten = "/media"\nhere = "{library.storage}"\n'
    library.write_settings(tables=path_map)
    library.put(ALIEN)
    library.import_()
    run_all(library)
    assert os.readlink(library.path(ALIEN, library.links)) == os.fsencode(f"/media/{ALIEN}")
    assert library.check().paths == {}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_file_names(library: Library, name: bytes) -> None:
    film = library.put(b"Films/" + name + b".mkv")
    library.import_()
    write(library, Group, title="Alien", year=1979)
    run_all(library)
    assert os.readlink(library.path(ALIEN, library.links)) == film
    assert library.check().paths.keys() <= {"pending_group"}


@pytest.mark.parametrize(
    "title",
    [
        "../../etc/passwd", "/etc/passwd", "..", ".", "....", "", "x" * 300, "é" * 300, "-rf",
        "a/b\\c", "new\nline", "$(touch x) `y` 'z' \"q\"", "\x1b[31m", "\u202eevil", "A: 3?", "~",
    ],
)  # fmt: skip
def test_hostile_titles(library: Library, title: str) -> None:
    library.put(ALIEN)
    library.import_()
    with open_catalogue(library.database).transaction():
        movie = Movie.create(provider="tmdb", provider_id="1", title=title, fetched_at=0)
        Group.update(movie=movie.id).execute()
    run_all(library)
    (link,) = made(library)
    assert link.startswith("Films/")
    assert link.count("/") == 2
    assert library.check().paths == {}


def test_series_without_numbers_get_no_command(library: Library) -> None:
    library.put("Séries/Journal (2008)/Journal 2008-01-06.mkv")
    library.import_()
    (found,) = library.check().by_kind["unlinked_file"]
    assert found.command is None


def test_absolute_numbers_are_no_specials(library: Library) -> None:
    library.put("Séries/Anime/Naruto/Naruto - 101.mkv")
    library.import_()
    assert library.query("SELECT season, number FROM file_episode")[0][:] == (None, 101)
    (command,) = commands(library)
    assert "/Season 01/" in command
    assert "S01E101" in command


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
