"""What the folders say, past what whole imports show."""

from __future__ import annotations

import pytest

from tests.support.names import HOSTILE
from vidtui.library.hierarchy import Hierarchy
from vidtui.settings import ANIME_FOLDERS, FILM_FOLDERS, SERIES_FOLDERS
from vidtui.text import fold


@pytest.fixture
def hierarchy() -> Hierarchy:
    names = (FILM_FOLDERS, SERIES_FOLDERS, ANIME_FOLDERS)
    return Hierarchy(*(frozenset(map(fold, group)) for group in names))


@pytest.mark.parametrize(
    ("path", "root", "kind", "expected", "depth"),
    [
        (b"a.mkv", b"Films", None, "film", 0),
        (b"Films/a.mkv", b"stockage", None, "film", 1),
        (b"x/y/TV Shows/a.mkv", b"stockage", None, "series", 3),
        ("Se\u0301ries/a.mkv".encode(), b"", None, "series", 1),
        (b"S\xe9ries/a.mkv", b"", None, "series", 1),
        (b"Films/a.mkv", b"", "series", "series", 0),
        (b"Filmographie/a.mkv", b"", None, "unknown", 0),
        (b"Manga/Naruto - 101.mkv", b"", None, "series", 0),
        (b"Films/Anime/Akira (1988).mkv", b"", None, "film", 1),
    ],
)
def test_kind_and_depth(
    hierarchy: Hierarchy, path: bytes, root: bytes, kind: str | None, expected: str, depth: int
) -> None:
    place = hierarchy.place(path, root, kind)
    assert (place.kind, place.kind_depth) == (expected, depth)
    assert hierarchy.kind(path, root, kind) == expected


FILMS = (
    """
Films HD|Films 4K|movies-fr|Movies_VF|Movies (4K)|Films [1080p]|Films VOSTFR|Films en français
FilmsHD|Movies4K|moviesfr|01 - Films|Films 2|Films 2010-2019|Films A-M|Mes films|Nouveaux films
Films enfants|Films d'animation|Films à voir|Films (NAS)|Old Movies|Kids Movies|Film HD|Film VF
Filme|Filme HD|Meine Filme|Films étrangers|Movies 80s|Films - Collections|Téléfilms|Películas
Films Plex|Films SF
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
SERIES = (
    """
Séries TV|TV Series|TV-Series|TVSeries|TV Shows HD|TvShows|tvshows|Series_TV|SeriesTV|seriestv
Séries VOSTFR|Séries US|Séries en cours|Séries terminées|Serie TV|TV HD|Mini-séries|Miniséries
Web-séries|Serien|Meine Serien|Serien (deutsch)|Séries animées|Kids TV|My TV Shows|Séries 2|TV
Nos séries TV|Series - English|Shows|02 - Séries|Séries (VF)|Émissions TV
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
NEITHER = (
    """
Films et séries|Movies & TV|TV Movies|Séries Films|Home Movies|Scary Movie|Movie 43|Movie 43 (2013)
Un film|Un film (2010)|The Movie|Le Film|Film socialisme|The Show|Film noir|Bee Movie
Filmographie|Live TV|TV Recordings|Showtime|Show Boat|Date Movie|Seriesly|Documentaires TV|Filmmaker
The Lego Movie|TV Nation|Film (1965)|Serien Junkies|Divers|Vidéos|Animation|HD|VF
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
"""Folders of both, of one title, or of something else: they say nothing, so that a person does."""


@pytest.mark.parametrize(
    ("name", "kind"),
    [*((n, "film") for n in FILMS), *((n, "series") for n in SERIES)]
    + [(n, "unknown") for n in NEITHER],
)
def test_a_kind_and_words_that_say_nothing_else(hierarchy: Hierarchy, name: str, kind: str) -> None:
    assert hierarchy.kind(f"{name}/x/x.mkv".encode()) == kind
    assert hierarchy.kind(f"Vidéos/{name}/x/x.mkv".encode(), b"stockage") == kind


@pytest.mark.parametrize("name", ["Animes VOSTFR", "Anime HD", "Mangas VF", "Animés", "AnimesHD"])
def test_anime_alone_is_a_series_only_with_episodes(hierarchy: Hierarchy, name: str) -> None:
    assert hierarchy.kind(f"{name}/Naruto - 101.mkv".encode()) == "series"
    assert hierarchy.kind(f"{name}/Akira (1988).mkv".encode()) == "unknown"
    assert hierarchy.place(f"Séries/{name}/Naruto - 101.mkv".encode()).is_anime


@pytest.mark.parametrize(
    ("path", "work"),
    [
        (b"Films/Heat/BDMV/STREAM/00001.m2ts", "Films/Heat"),
        (b"Films/Heat/video_ts/VTS_01_1.VOB", "Films/Heat"),
        (b"BDMV/STREAM/00001.m2ts", "BDMV/STREAM/00001.m2ts"),
        (b"Films/Heat/Disc 1/BDMV/STREAM/1.m2ts", "Films/Heat/Disc 1"),
        (b"Films/Heat.iso", "Films/Heat.iso"),
    ],
)
def test_a_disc_is_one_work(hierarchy: Hierarchy, path: bytes, work: str) -> None:
    assert hierarchy.place(path).work == work


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_have_a_kind(hierarchy: Hierarchy, name: bytes) -> None:
    assert hierarchy.kind(b"Films/" + name + b"/" + name + b".mkv") == "film"


@pytest.mark.parametrize(
    "path",
    [b"Films/Alien (1979)/Alien-trailer.mkv", b"Films/a/Sample/x.mkv", b"Films/a/SAMPLE.mkv"],
)
def test_extras(hierarchy: Hierarchy, path: bytes) -> None:
    assert hierarchy.kind(path) == "extra"


def test_genres_are_no_extras_unless_inside_a_work(hierarchy: Hierarchy) -> None:
    assert hierarchy.kind(b"Films/Shorts/Paperman (2012).mkv") == "film"
    assert hierarchy.kind(b"Films/Alien (1979)/Shorts/x.mkv") == "extra"
