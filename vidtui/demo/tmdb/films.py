"""What TMDB says about a film."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from vidtui.demo.model import FilmRecord
from vidtui.demo.tmdb import shapes
from vidtui.demo.tmdb.shapes import Json


def every_title(film: FilmRecord) -> tuple[str, ...]:
    """Return all the titles under which a search finds a film."""
    return (film.title, *film.titles.values(), *(title for _, title in film.alternatives))


def years(film: FilmRecord) -> set[str]:
    """Return every year in which a film was released somewhere."""
    return {date[:4] for date in (film.release_date, *film.releases.values())}


def item(film: FilmRecord, language: str, region: str = "") -> Json:
    """Return a film as lists and search results show it: no runtime, no other titles."""
    return {
        "adult": film.adult,
        "backdrop_path": None,
        "genre_ids": list(film.genres),
        "id": film.id,
        "original_language": film.original_language,
        "original_title": film.title,
        "overview": shapes.pick(film.overviews, language),
        "popularity": float(film.popularity),
        "poster_path": film.poster_path,
        "release_date": film.releases.get(region, film.release_date),
        "title": shapes.pick(film.titles, language) or film.title,
        "video": False,
        "vote_average": 7.0,
        "vote_count": int(film.popularity * 100),
    }


def details(film: FilmRecord, language: str) -> Json:
    """Return a film's own page, without what may be appended."""
    answer = item(film, language)
    del answer["genre_ids"]
    return answer | {
        "belongs_to_collection": belongs_to(film),
        "budget": 0,
        "genres": shapes.genres(shapes.MOVIE_GENRES, film.genres, language),
        "homepage": "",
        "imdb_id": film.imdb_id,
        "origin_country": list(film.countries),
        "production_companies": [],
        "production_countries": shapes.countries(film.countries),
        "revenue": 0,
        "runtime": film.runtime,
        "spoken_languages": [shapes.spoken(film.original_language)],
        "status": "Released",
        "tagline": "",
    }


def _credits(film: FilmRecord) -> Json:
    cast = [member | {"cast_id": number} for number, member in enumerate(shapes.cast(film.cast), 1)]
    return {"cast": cast, "crew": shapes.crew(film.directors, "Directing", "Director")}


def _external_ids(film: FilmRecord) -> Json:
    nothing = dict.fromkeys(("wikidata_id", "facebook_id", "instagram_id", "twitter_id"))
    return {"imdb_id": film.imdb_id} | nothing


def _release_dates(film: FilmRecord) -> Json:
    releases = dict.fromkeys(film.countries[:1], film.release_date) | dict(film.releases)
    return {
        "results": [
            {
                "iso_3166_1": country,
                "release_dates": [
                    {
                        "certification": "",
                        "descriptors": [],
                        "iso_639_1": "",
                        "note": "",
                        "release_date": f"{date}T00:00:00.000Z",
                        "type": 3,  # in cinemas
                    }
                ],
            }
            for country, date in releases.items()
            if date
        ]
    }


def _translations(film: FilmRecord) -> Json:
    return shapes.translations(
        film.titles, film.overviews, film.original_language, "title", runtime=film.runtime
    )


PARTS: Final[dict[str, Callable[[FilmRecord], Json]]] = {
    "alternative_titles": lambda film: {"titles": shapes.titles(film.alternatives)},
    "credits": _credits,
    "external_ids": _external_ids,
    "images": lambda film: shapes.images(film.poster_path),
    "keywords": lambda film: {"keywords": shapes.keywords(film.keywords)},
    "release_dates": _release_dates,
    "translations": _translations,
    "videos": lambda _film: {"results": []},
}
"""What may be appended to a film's page, or asked for alone."""


def belongs_to(film: FilmRecord) -> Json | None:
    """Return the collection of a film as the film tells it."""
    if film.collection is None:
        return None
    id_, name = film.collection
    return {"id": id_, "name": name, "poster_path": None, "backdrop_path": None}


def collection(id_: int, members: Sequence[FilmRecord], language: str) -> Json:
    """Return a collection with its films."""
    name = next(film.collection[1] for film in members if film.collection is not None)
    return {
        "id": id_,
        "name": name,
        "overview": "",
        "poster_path": None,
        "backdrop_path": None,
        "parts": [{**item(film, language), "media_type": "movie"} for film in members],
    }
