"""What public reports say of other tools that rename, tried against moves of links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.jobs.link.test_renaming import applied, decided, moves
from tests.support.library import Library, contents
from tests.support.linking import identify, look, tree
from vidtui.catalogue.database import open_catalogue
from vidtui.jobs import undo as undoing

FILMS = 24


def film(number: int) -> str:
    return f"Film {number:03d} (2001)/Film {number:03d} (2001).mkv"


def episode(number: int) -> str:
    return f"Dark (2017)/Saison 01/Dark (2017) - S01E{number:02d}.mkv"


@pytest.fixture
def known(tmp_path: Path) -> Library:
    """Films and series with links by one layout, and what went wrong in other tools' trees."""
    library = Library(tmp_path)
    assert library.links is not None
    real = tmp_path / "disk/real video"
    real.mkdir(parents=True)
    library.links.rmdir()
    library.links.symlink_to(real)  # FileBot 40: the folder itself is reached through a link
    library.films(FILMS)
    for show in range(1, 31):
        name = f"Show {show:02d} (2010)"
        library.put(f"Séries/{name}/Saison 01/{name} - S01E01.mkv")
        library.link(
            f"Séries/{name}/Saison 01/{name} - S01E01.mkv",
            library.path(f"Séries/{name}/Saison 01/{name} - S01E01.mkv"),
        )
    for number in range(1, FILMS + 1):
        if number != 3:
            library.link(f"Films/{film(number)}", library.path(f"Films/{film(number)}"))
    return library


def finished(library: Library) -> Library:
    library.import_()
    identify(library)
    return library


def there_and_back(library: Library, wanted: dict[bytes, bytes], **options: str) -> None:
    """Move what is planned; storage stays as it is, and the tree comes back byte for byte."""
    assert library.links is not None
    root, storage = str(library.links), contents(library.storage)
    before = tree(root)
    plan = decided(library, **options)
    assert moves(plan).items() >= wanted.items()
    run = applied(library, plan)
    assert run.counts.moved == len(plan.moves), [one.reason for one in run.moved if one.reason]
    assert contents(library.storage) == storage
    assert not look(library, rename=True, **options).plan.moves
    assert run.finished is not None
    catalogue = open_catalogue(library.database)
    undone = undoing.undo(catalogue, library.settings(), run.finished.run or 0, dry_run=False)
    assert not any(one.refused for one in undone)
    assert tree(root) == before


def test_a_folder_within_its_own_and_files_of_the_media_centre(known: Library) -> None:
    """Season packs nested twice (qui 2088); posters and NFO among links (Riven 739)."""
    nested = f"Films/Film 003 (2001)/{film(3)}"
    known.link(nested, known.path(f"Films/{film(3)}"))
    known.put("Films/Film 003 (2001)/poster.jpg", b"a picture", on=known.links)
    known.put("Séries/Show 01 (2010)/season01-poster.jpg", b"a picture", on=known.links)
    known.put("Séries/Show 01 (2010)/tvshow.nfo", b"<tvshow/>", on=known.links)
    finished(known)
    wanted = {nested.encode(): f"Films/{film(3)}".encode()}
    there_and_back(known, wanted)


def test_another_form_of_all_names(known: Library) -> None:
    """``The Name`` becomes ``Name, The`` (Radarr 353); the folder as well (Radarr 1167, 2048)."""
    known.put("Films/The Thing (1982)/The Thing (1982).mkv")
    known.put("Films/The Thing (1982)/The Thing (1982).fr.srt", b"subtitles")
    for suffix in ("mkv", "fr.srt"):
        name = f"Films/The Thing (1982)/The Thing (1982).{suffix}"
        known.link(name, known.path(name))
    known.link("Films/Film 003 (2001)/Film 003 (2001).mkv", known.path(f"Films/{film(3)}"))
    finished(known)
    template = "Films/{Movie TitleThe} ({Release Year})/{Movie TitleThe} ({Release Year})"
    new = b"Films/Thing, The (1982)/Thing, The (1982).mkv"
    there_and_back(known, {b"Films/The Thing (1982)/The Thing (1982).mkv": new}, film=template)


def test_samples_extras_and_other_capitals_stay(known: Library) -> None:
    """Samples were linked (Riven 687); other capitals alone moved a name onto itself (Sonarr)."""
    known.put("Films/Film 001 (2001)/sample.mkv", b"a sample")
    known.put("Films/Film 001 (2001)/Extras/Making of.mkv", b"an extra")
    known.link("Films/Film 001 (2001)/Extras/Making of.mkv",
               known.path("Films/Film 001 (2001)/Extras/Making of.mkv"))  # fmt: skip
    known.link("Films/FILM 003 (2001)/film 003 (2001).MKV", known.path(f"Films/{film(3)}"))
    finished(known)
    plan = look(known, rename=True).plan
    assert (plan.moves, plan.staying) == ([], [])
    assert look(known).plan.files == []


def test_episodes_of_one_show_in_the_folder_of_another(known: Library) -> None:
    """All of a show went into another's folder (Sonarr's wrong series); they know their own."""
    for number in (1, 2, 3):
        known.put(f"Séries/{episode(number)}")
        name = os.path.basename(episode(number))
        known.link(
            f"Séries/Show 02 (2010)/Saison 01/{name}", known.path(f"Séries/{episode(number)}")
        )
    known.link("Films/Film 003 (2001)/Film 003 (2001).mkv", known.path(f"Films/{film(3)}"))
    finished(known)
    plan = decided(known, episode="Séries/{Series Title} ({Series Year})/Saison {season:00}/"
                   "{Series Title} ({Series Year}) - S{season:00}E{episode:00}")  # fmt: skip
    assert len(plan.moves) == 3
