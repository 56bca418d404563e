"""Parts that the answers about films and about series share, in TMDB's own shapes.

A language is one country's unless said, and nothing falls back to another.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from vidtui.demo.model import Person, Texts

DEFAULT_LANGUAGE: Final = "en-US"

NAMES: Final = {
    "de": ("Deutsch", "German", "DE"),
    "en": ("English", "English", "US"),
    "es": ("Español", "Spanish", "ES"),
    "fr": ("Français", "French", "FR"),
    "it": ("Italiano", "Italian", "IT"),
    "ja": ("日本語", "Japanese", "JP"),
    "ko": ("한국어/조선말", "Korean", "KR"),
    "pt": ("Português", "Portuguese", "PT"),
    "zh": ("普通话", "Mandarin", "CN"),
}
"""By ISO 639-1 code: the language's own name, its English name, the country it stands for."""

_WORDS: Final = {
    "fr": {"Season": "Saison", "Episode": "Épisode", "Specials": "Épisodes spéciaux"},
}


def full(language: str) -> str:
    """Return ``language`` with its country: ``fr`` is ``fr-FR``."""
    code, _, country = language.partition("-")
    return f"{code}-{country or NAMES.get(code, ('', '', code.upper()))[2]}"


def pick(texts: Texts, language: str) -> str:
    """Return the text in exactly this language, ``""`` where it is not translated."""
    wanted = full(language)
    return next((text for key, text in texts.items() if full(key) == wanted), "")


def word(english: str, language: str) -> str:
    """Return one of TMDB's own words, such as "Season", in a language."""
    return _WORDS.get(language.partition("-")[0], {}).get(english, english)


def translations(
    titles: Texts, overviews: Texts, original: str, title: str, **others: object
) -> Json:
    """Return what a work is called in each language that something of it is written in.

    Args:
        titles: its titles by language.
        overviews: its summaries by language.
        original: its own language.
        title: how TMDB calls a title there.
        others: what else stands beside it.
    """
    tags = sorted({full(key) for key in (*titles, *overviews, original)})
    return {
        "translations": [
            _head(tag)
            | {
                "data": {
                    title: pick(titles, tag),
                    "overview": pick(overviews, tag),
                    "homepage": "",
                    "tagline": "",
                    **others,
                }
            }
            for tag in tags
        ]
    }


def spoken(code: str) -> Mapping[str, str]:
    """Return a language as ``spoken_languages`` shows it."""
    name, english, _ = NAMES.get(code, (code, code, ""))
    return {"english_name": english, "iso_639_1": code, "name": name}


def _head(tag: str) -> dict[str, str]:
    code, _, country = tag.partition("-")
    name, english, _ = NAMES.get(code, (code, code, ""))
    return {"iso_3166_1": country, "iso_639_1": code, "name": name, "english_name": english}


Json = dict[str, Any]

_COUNTRIES: Final = {
    "DE": "Germany",
    "ES": "Spain",
    "FR": "France",
    "GB": "United Kingdom",
    "IT": "Italy",
    "JP": "Japan",
    "US": "United States of America",
}

_GENRES: Final = {
    16: ("Animation", "Animation"),
    35: ("Comedy", "Comédie"),
    37: ("Western", "Western"),
    80: ("Crime", "Crime"),
    99: ("Documentary", "Documentaire"),
    18: ("Drama", "Drame"),
    9648: ("Mystery", "Mystère"),
    10751: ("Family", "Familial"),
}
MOVIE_GENRES: Final = _GENRES | {
    12: ("Adventure", "Aventure"),
    14: ("Fantasy", "Fantastique"),
    27: ("Horror", "Horreur"),
    28: ("Action", "Action"),
    36: ("History", "Histoire"),
    53: ("Thriller", "Thriller"),
    878: ("Science Fiction", "Science-Fiction"),
    10402: ("Music", "Musique"),
    10749: ("Romance", "Romance"),
    10752: ("War", "Guerre"),
    10770: ("TV Movie", "Téléfilm"),
}
TV_GENRES: Final = _GENRES | {
    10759: ("Action & Adventure", "Action & Adventure"),
    10762: ("Kids", "Kids"),
    10763: ("News", "News"),
    10764: ("Reality", "Reality"),
    10765: ("Sci-Fi & Fantasy", "Science-Fiction & Fantastique"),
    10766: ("Soap", "Soap"),
    10767: ("Talk", "Talk"),
    10768: ("War & Politics", "War & Politics"),
}

CONFIGURATION: Final[Json] = {
    "images": {
        "base_url": "http://image.tmdb.org/t/p/",
        "secure_base_url": "https://image.tmdb.org/t/p/",
        "backdrop_sizes": ["w300", "w780", "w1280", "original"],
        "logo_sizes": ["w45", "w92", "w154", "w185", "w300", "w500", "original"],
        "poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"],
        "profile_sizes": ["w45", "w185", "h632", "original"],
        "still_sizes": ["w92", "w185", "w300", "original"],
    },
    "change_keys": ["overview", "release_dates", "season", "title", "translations"],
}


def genres(known: Mapping[int, tuple[str, str]], ids: Iterable[int], language: str) -> list[Json]:
    """Return genres by id, named in French for French and in English otherwise."""
    column = 1 if language.startswith("fr") else 0
    return [{"id": id_, "name": known[id_][column] if id_ in known else str(id_)} for id_ in ids]


def countries(codes: Iterable[str]) -> list[Json]:
    """Return countries as ``production_countries`` shows them."""
    return [{"iso_3166_1": code, "name": _COUNTRIES.get(code, code)} for code in codes]


def number(text: str) -> int:
    """Return a stable id for something that the records only name."""
    return zlib.crc32(text.encode()) % 10_000_000


def credit(text: str) -> str:
    """Return a stable credit id, 24 hexadecimal digits as TMDB's are."""
    return f"{zlib.crc32(text.encode()):024x}"


def person(name: str, department: str) -> Json:
    """Return somebody as casts and crews show them."""
    return {
        "adult": False,
        "gender": 0,
        "id": number(name),
        "known_for_department": department,
        "name": name,
        "original_name": name,
        "popularity": 0.5,
        "profile_path": None,
    }


def cast(people: Iterable[Person]) -> list[Json]:
    """Return the cast of a series; films add ``cast_id``."""
    return [
        person(member.name, "Acting")
        | {"character": member.role, "credit_id": credit(member.name + member.role), "order": order}
        for order, member in enumerate(people)
    ]


def crew(names: Iterable[str], department: str, job: str) -> list[Json]:
    """Return crew members of one job."""
    return [
        person(name, department)
        | {"credit_id": credit(name + job), "department": department, "job": job}
        for name in names
    ]


def images(poster_path: str | None) -> Json:
    """Return the images of a work: at most its one poster."""
    poster = {
        "aspect_ratio": 0.667,
        "height": 1500,
        "iso_639_1": None,
        "file_path": poster_path,
        "vote_average": 5.0,
        "vote_count": 1,
        "width": 1000,
    }
    return {"backdrops": [], "logos": [], "posters": [poster] if poster_path else []}


def titles(alternatives: Iterable[tuple[str, str]]) -> list[Json]:
    """Return alternative titles."""
    return [{"iso_3166_1": country, "title": title, "type": ""} for country, title in alternatives]


def keywords(words: Iterable[str]) -> list[Json]:
    """Return keywords."""
    return [{"id": number(word), "name": word} for word in words]
