"""A small made-up library, for want of another: films that invite mistakes, in many styles.

Remakes, sequels, one-word titles, twins of one title and year, titles of several countries: about
as many of each as real libraries have, and some more.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from judge.truth import TrueFile, Truth
from vidtui.demo.model import FilmRecord

FIRST_ID, LAST_ID = 1000, 1400
"""Every second id is a work of its own, the one after it its namesake or sequel, if any."""

_NOUNS = """
Lantern Orchard Harbour Meadow Compass Cinder Thistle Gallery Winter Signal Cathedral Marble Voyage
Sparrow Ember Garden Island Kestrel Nectar Pebble Quarry Saffron Timber Velvet Willow Zephyr Anchor
"""
_FRENCH = """
Lanterne Verger Port Prairie Boussole Cendre Chardon Galerie Hiver Signal Cathédrale Marbre Voyage
Moineau Braise Jardin Île Crécerelle Nectar Galet Carrière Safran Bois Velours Saule Zéphyr Ancre
"""
_ADJECTIVES = "Silent|Silencieux Broken|Brisé Last|Dernier Hidden|Caché Blue|Bleu Lost|Perdu"
_GROUPS = ("PopHD", "LOST", "NTb", "FLUX", "QTZ")


def library(seed: int = 7) -> Truth:
    """Return the library, the same for the same seed."""
    rng = Random(seed)
    films = {film.id: film for film in _films(rng)}
    files = {}
    for film in films.values():
        for _copy in range(1 + (rng.random() < 0.2)):
            path = _path(film, rng)
            files[path] = TrueFile(path, film.id)
    return Truth(None, films, tuple(files.values()))


def _films(rng: Random) -> Iterator[FilmRecord]:
    nouns = list(zip(_NOUNS.split(), _FRENCH.split(), strict=True))
    adjectives = [pair.split("|") for pair in _ADJECTIVES.split()]
    id_ = FIRST_ID
    while id_ < LAST_ID:
        (noun, french), (other, autre) = rng.sample(nouns, 2)
        adjective, adjectif = rng.choice(adjectives)
        english, local = rng.choice(
            [
                (noun, french),
                (f"The {noun}", f"Le {french}"),
                (f"{adjective} {noun}", f"{french} {adjectif.lower()}"),
                (f"The {noun} and the {other}", f"Le {french} et le {autre}"),
                (f"{noun}: The {adjective} {other}", f"{french} : {autre} {adjectif.lower()}"),
                (f"{noun} of the {adjective} {other}", f"{french} du {autre} {adjectif.lower()}"),
            ]
        )
        year, trap = rng.randrange(1950, 2022), rng.random()
        yield _film(id_, english, local, year, rng)
        if trap < 0.05:
            yield _film(id_ + 1, english, local, year + rng.randrange(8, 40), rng)
        elif trap < 0.15:
            yield _film(id_ + 1, f"{english} II", f"{local} 2", year + rng.randrange(1, 6), rng)
        elif trap < 0.16:
            yield _film(id_ + 1, english, local, year, rng)
        elif trap < 0.18:
            yield _film(id_ + 1, english, local, year + 1, rng)
        id_ += 2


def _film(id_: int, english: str, local: str, year: int, rng: Random) -> FilmRecord:
    is_french = rng.random() < 0.4
    also = (("US", f"{english} Rising"),) if rng.random() < 0.1 else ()
    return FilmRecord(
        id=id_,
        title=local if is_french else english,
        release_date=f"{min(year, 2025)}-06-01",
        runtime=rng.randrange(75, 170),
        original_language="fr" if is_french else "en",
        titles={"en": english} if is_french else {"fr": local},
        alternatives=also,
        imdb_id=f"tt{7_000_000 + id_}",
        popularity=rng.random() * 10,
    )


def _path(film: FilmRecord, rng: Random) -> str:
    year = film.release_date[:4]
    title = film.titles.get("fr", film.title) if rng.random() < 0.7 else film.title
    title = title.replace(" : ", " - ").replace(": ", " - ")
    dots = title.replace(" - ", " ").replace(" ", ".")
    group, quality = rng.choice(_GROUPS), rng.choice(("720p", "1080p", "2160p"))
    name = rng.choice(
        [
            f"{title} ({year})/{title} ({year})",
            f"{title} ({year})/{title} ({year}) - {quality}",
            f"{title} ({year}) MULTi AC3 HEVC {quality}",
            f"{dots}.{year}.FRENCH.{quality}.BluRay.x264-{group}",
            f"{dots}.{year}.MULTi.{quality}.WEB-DL.x265-{group}",
            f"{title} {year} MULTi VFF {quality} BluRay AC3 x264 {group}",
            f"{title} [{year}]",
            f"{title} VOSTFR DVDRip",
            f"{title} ({year}) {{tmdb-{film.id}}}/{title} ({year})",
        ]
    )
    return f"Films/{title[0]}/{name}.mkv"
