"""What the folders say, past what whole imports show."""

from __future__ import annotations

import pytest

from tests.support.names import HOSTILE
from vidtui.disk.classify import Hierarchy
from vidtui.settings.values import ANIME_FOLDERS, FILM_FOLDERS, SERIES_FOLDERS
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


SUFFIXES = """
trailer sample scene clip interview behindthescenes deleted deletedscene featurette short other
extra trailer2 trailer-2 scene3 deletedscenes teaser bonus making-of behind-the-scenes
""".split()  # noqa: SIM905 - a table of words reads better than a list of strings
"""What Jellyfin, Emby, Kodi and Plex have people write behind a hyphen, and what is written so."""
WORDS = (
    """
Making-of|Making of|Le making of|Bande annonce|Bande-annonce VF|Bande annonce VOST 2|BA|Teaser
Trailer|Trailer 2|Trailer VO|Featurette|Scènes coupées|Scène coupée 3|Scènes supprimées
Scènes inédites|Bêtisier|Gag reel|Bloopers|Outtakes|Interview|Interviews|Entretien|Coulisses
Les coulisses|Dans les coulisses|Behind the scenes|Deleted scenes|Deleted Scene 02|Bonus|Bonus 1
Les bonus|Extras|Court métrage|Short Film|Clip|Clip vidéo|Music video|Commentaire audio|Storyboard
Galerie|Promo|TV Spot|Spot TV 3|Reportage|Alternate Ending|Fin alternative|Extrait|Supplements
Entfallene Szenen|Gelöschte Szenen|Hinter den Kulissen|Bonusmaterial|Kurzfilm|Musikvideo|Pannen
Bande annonce officielle VF|1 - Making of|Making of [1080p]
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
"""What people call extras in French, English and German."""


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_suffixes_of_extras(hierarchy: Hierarchy, suffix: str) -> None:
    for stem in ("Avatar (2009)", "The World of Pandora", "avatar"):
        assert hierarchy.kind(f"Films/Avatar (2009)/{stem}-{suffix}.mkv".encode()) == "extra"
    assert hierarchy.kind(f"Films/Avatar (2009)-{suffix}.mkv".encode()) == "extra"


@pytest.mark.parametrize("words", WORDS)
def test_extras_in_words(hierarchy: Hierarchy, words: str) -> None:
    folder = "Films/Avatar (2009)"
    for name in (
        f"{folder}/{words}",
        f"{folder}/Avatar (2009) - {words}",
        f"{folder}/Avatar - {words}",
        f"{folder}/Avatar {words}",
        f"Films/Avatar (2009) - {words}",
        f"Films/Avatar.2009.1080p.BluRay-GRP/Avatar.2009.{words.replace(' ', '.')}",
    ):
        assert hierarchy.kind(f"{name}.mkv".encode()) == "extra", name


@pytest.mark.parametrize(
    "path",
    [
        "Films/Alien (1979)/Alien-trailer.mkv",
        "Films/a/Sample/x.mkv",
        "Films/a/SAMPLE.mkv",
        "Films/Ratatouille (2007)/Your Friend the Rat - Short Film.mkv",
        "Films/Avatar (2009)/Making of Avatar.mkv",
        "Films/Avatar (2009)/Avatar - Making of - Les décors.mkv",
        "Films/Avatar (2009)/Featurette - Sound.mkv",
        "Films/Avatar - Bande annonce.mkv",
        "Films/Avatar (2009)/Making of/x.mkv",
        "Films/Avatar (2009)/Scènes coupées/01.mkv",
        "Films/Avatar (2009)/Trailers/01.mkv",
        "Films/Avatar (2009)/backdrops/x.mp4",
        "Films/Avatar [2009]/Other/x.mkv",
        "Films/Avatar.2009.1080p/Shorts/x.mkv",
        "Films/Avatar {tmdb-19995}/Interviews/x.mkv",
        "Films/Avatar/Bonus/x.mkv",
        "Films/Extras (2005)/Extras (2005) - Bande annonce.mkv",
        "Films/Alien (1979)/Extras/Extras.mkv",
        "Séries/Lost (2004)/Saison 1/Making-of.mkv",
        "Séries/Lost (2004)/Lost - Bande annonce.mkv",
        "Séries/Lost (2004)/Saison 1/Lost - Bêtisier.mkv",
        "Divers/Avatar (2009)/Bande annonce VF.mkv",
    ],
)
def test_extras(hierarchy: Hierarchy, path: str) -> None:
    assert hierarchy.kind(path.encode()) == "extra"


@pytest.mark.parametrize(
    "path",
    [
        "Films/The Interview (2014)/The Interview (2014).mkv",
        "Films/The Interview (2014)/The Interview (2014) FRENCH 1080p.mkv",
        "Films/The Interview (2014)/The.Interview.2014.FRENCH.mkv",
        "Films/The-Interview.mkv",
        "Films/Entretien avec un vampire (1994)/Interview with the Vampire.mkv",
        "Films/A Short Film About Love (1988)/A Short Film About Love (1988).mkv",
        "Films/Le Casse du siècle (2015)/The Big Short.mkv",
        "Films/Trailer (2014).mkv",
        "Films/Trailer.2014.1080p.mkv",
        "Films/Clip (2012)/Clip.mkv",
        "Films/Clip/Clip.mkv",
        "Films/Making Of (2006)/Making Of.mkv",
        "Films/Making Of/Making Of.mkv",
        "Films/Bonus (2016)/Bonus (2016) VF.mkv",
        "Films/Extras/Extras.mkv",
        "Films/Woody Allen/Interview.mkv",
        "Films/Woody Allen/Scoop.mkv",
        "Films/Saga/Making Waves (2019).mkv",
        "Films/Avatar (2009)/Avatar (2009) - Version longue.mkv",
        "Films/Avatar.2009.1080p.BluRay.x264-SCENE.mkv",
        "Films/Avatar.2009.1080p.BluRay.x264-CLIP/Avatar.2009.1080p.BluRay.x264-CLIP.mkv",
        "Films/Avatar (2009)/Avatar (2009) - Extended.mkv",
        "Films/Another Short (2010).mkv",
        "Films/Trailer Park Boys (2006)/Trailer Park Boys.mkv",
        "Films/Shorts/Paperman (2012).mkv",
        "Films/Promo (2010)/Promo.mkv",
        "Films/Batman (1989)/Batman.mkv",
    ],
)
def test_films_that_are_called_like_extras(hierarchy: Hierarchy, path: str) -> None:
    assert hierarchy.kind(path.encode()) == "film"


@pytest.mark.parametrize(
    "path",
    [
        "Séries/Lost (2004)/Saison 1/05 - Making of.mkv",
        "Séries/Lost (2004)/Saison 1/Lost S01E05 - Bonus.mkv",
        "Séries/Lost (2004)/Saison 1/Lost - 1x05 - The-Other.mkv",
        "Séries/Lost (2004)/Saison 1/Lost S01E05 - Each-Other.mkv",
        "Séries/Extras (2005)/Saison 1/Extras - 05 - Clip.mkv",
    ],
)
def test_episodes_that_are_called_like_extras(hierarchy: Hierarchy, path: str) -> None:
    assert hierarchy.kind(path.encode()) == "series"


def test_genres_are_no_extras_unless_inside_a_work(hierarchy: Hierarchy) -> None:
    assert hierarchy.kind(b"Films/Shorts/Paperman (2012).mkv") == "film"
    assert hierarchy.kind(b"Films/Alien (1979)/Shorts/x.mkv") == "extra"
