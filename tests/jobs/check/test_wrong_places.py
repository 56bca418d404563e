"""What a check tells of places, for information: it never asks for attention."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.library import Library
from vidtui.jobs.check.kinds import INFORMATION
from vidtui.jobs.links import large_folders


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path)
    for name in ("Dune (2021)", "Blade Runner (1982)", "Alien (1979)", "Été (2019)"):
        library.put(f"Films/{name}/{name}.mkv")
    for year in (2019, 2021):
        show = f"Ghosts ({year})"
        for number in (1, 2):
            library.put(f"Séries/{show}/Saison 01/{show} - S01E{number:02d}.mkv")
    return library


def show(library: Library, place: str, name: str) -> str:
    library.link(place, library.path(name))
    return place


def test_a_link_in_another_works_folder(library: Library) -> None:
    blade, dune = "Films/Blade Runner (1982)/Blade Runner (1982).mkv", "Films/Dune (2021)"
    alien, ghosts = "Films/Alien (1979)/Alien (1979).mkv", "Séries/Ghosts ({0})/Saison 01"
    old, new = ghosts.format(2019), ghosts.format(2021)
    show(library, f"{dune}/Dune (2021) - 1080p.mkv", f"{dune}/Dune (2021).mkv")
    show(library, "Films/Les (meilleurs)/Alien (1979).mkv", alien)
    show(library, "Films/Alien Saga (1979)/A.mkv", alien)
    show(library, "Films/ÉTÉ (2019)/x.mkv", "Films/Été (2019)/Été (2019).mkv")
    show(library, f"{old}/S01E01.mkv", f"{old}/Ghosts (2019) - S01E01.mkv")
    wrong = [
        show(library, f"{dune}/Blade Runner (1982).mkv", blade),
        show(library, f"{old}/Ghosts (2021) - S01E02.mkv", f"{new}/Ghosts (2021) - S01E02.mkv"),
    ]
    library.import_()

    checked = library.check()

    assert checked.paths["misplaced_link"] == wrong
    assert {tuple(one.facts.values()) for one in checked.by_kind["misplaced_link"]} == {
        ("Dune (2021)", "Blade Runner"),
        ("Ghosts (2019)", "Ghosts"),
    }
    assert {"misplaced_link", "large_folder", "shared_target"} <= set(INFORMATION)


def many(library: Library, folder: str, count: int) -> None:
    for number in range(count):
        library.link(f"{folder}/{number:03d}.mkv", b"nowhere")


@pytest.mark.parametrize("ranges", [("A-I", "J-Z"), ("#", "A"), ("1980-1989", "1990–1999")])
def test_a_large_folder_where_others_are_split(
    library: Library, ranges: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_folders, "MOST_ENTRIES", 60)
    first, second = ranges
    many(library, f"Films/Comédie/{first}", 61)
    many(library, f"Films/Comédie/{second}", 60)
    many(library, "Films/Drame", 61)
    many(library, "Séries/Dark", 61)
    for number in range(61):
        library.link(f"Films/Guerre/Film {number}/x.mkv", b"nowhere")
    library.import_()

    checked = library.check()

    assert checked.paths["large_folder"] == [
        f"Films/Comédie/{first}", "Films/Drame", "Films/Guerre",
    ]  # fmt: skip
    assert {one.facts["split"] for one in checked.by_kind["large_folder"]} == {"Films/Comédie"}


def test_a_large_folder_where_nothing_is_split(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_folders, "MOST_ENTRIES", 60)
    many(library, "Films", 61)
    many(library, "Films/A-I", 1)
    library.import_()
    assert "large_folder" not in library.check().by_kind
