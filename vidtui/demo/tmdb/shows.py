"""What TMDB says about a series, its seasons and their episodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vidtui.demo.model import EpisodeRecord, SeasonRecord, SeriesRecord
from vidtui.demo.tmdb import shapes
from vidtui.demo.tmdb.shapes import Json


def every_title(series: SeriesRecord) -> tuple[str, ...]:
    """Return all the titles under which a search finds a series."""
    return (series.name, *series.names.values(), *(title for _, title in series.alternatives))


def years(series: SeriesRecord) -> set[str]:
    """Return every year in which an episode was first shown."""
    return {e.air_date[:4] for season in series.seasons for e in season.episodes}


def item(series: SeriesRecord, language: str) -> Json:
    """Return a series as lists and search results show it."""
    return {
        "adult": series.adult,
        "backdrop_path": None,
        "genre_ids": list(series.genres),
        "id": series.id,
        "origin_country": list(series.countries),
        "original_language": series.original_language,
        "original_name": series.name,
        "overview": shapes.pick(series.overviews, language),
        "popularity": float(series.popularity),
        "poster_path": series.poster_path,
        "first_air_date": series.first_air_date,
        "name": shapes.pick(series.names, language) or series.name,
        "vote_average": 8.0,
        "vote_count": int(series.popularity * 100),
    }


def details(series: SeriesRecord, language: str) -> Json:
    """Return a series' own page, without what may be appended."""
    answer = item(series, language)
    del answer["genre_ids"]
    regular = [season for season in series.seasons if season.number]
    return answer | {
        "created_by": [
            {
                "id": shapes.number(name),
                "credit_id": shapes.credit(name),
                "name": name,
                "original_name": name,
                "gender": 0,
                "profile_path": None,
            }
            for name in series.creators
        ],
        "episode_run_time": [],
        "genres": shapes.genres(shapes.TV_GENRES, series.genres, language),
        "homepage": "",
        "in_production": False,
        "languages": [series.original_language],
        "last_air_date": series.last_air_date or None,
        "last_episode_to_air": _last_episode(series, language),
        "networks": [],
        "next_episode_to_air": None,
        "number_of_episodes": sum(len(season.episodes) for season in regular),
        "number_of_seasons": len(regular),
        "production_companies": [],
        "production_countries": shapes.countries(series.countries),
        "seasons": [
            _season_head(series, season, language) | {"episode_count": len(season.episodes)}
            for season in series.seasons
        ],
        "spoken_languages": [shapes.spoken(series.original_language)],
        "status": series.status,
        "tagline": "",
        "type": series.type,
    }


def season(series: SeriesRecord, number: int, language: str) -> Json | None:
    """Return one season with its episodes, None where the series has no such season."""
    for record in series.seasons:
        if record.number == number:
            return _season_head(series, record, language) | {
                "_id": shapes.credit(f"{series.id}/{number}"),
                "episodes": [
                    _episode(series, record, episode, language) | {"crew": [], "guest_stars": []}
                    for episode in record.episodes
                ],
            }
    return None


def _season_head(series: SeriesRecord, record: SeasonRecord, language: str) -> Json:
    name = f"{shapes.word('Season', language)} {record.number}"
    return {
        "air_date": record.air_date or None,
        "id": series.id * 100 + record.number,
        "name": name if record.number else shapes.word("Specials", language),
        "overview": shapes.pick(record.overviews, language),
        "poster_path": None,
        "season_number": record.number,
        "vote_average": 0.0,
    }


def _episode(
    series: SeriesRecord, record: SeasonRecord, episode: EpisodeRecord, language: str
) -> Json:
    unnamed = f"{shapes.word('Episode', language)} {episode.number}"
    last = bool(record.number) and episode is record.episodes[-1]
    return {
        "air_date": episode.air_date or None,
        "episode_number": episode.number,
        "episode_type": "finale" if last else "standard",
        "id": (series.id * 100 + record.number) * 10_000 + episode.number,
        "name": shapes.pick(episode.names, language) or unnamed,
        "overview": shapes.pick(episode.overviews, language),
        "production_code": "",
        "runtime": episode.runtime or None,
        "season_number": record.number,
        "show_id": series.id,
        "still_path": None,
        "vote_average": 0.0,
        "vote_count": 0,
    }


def _last_episode(series: SeriesRecord, language: str) -> Json | None:
    for record in reversed(series.seasons):
        if record.number and record.episodes:
            return _episode(series, record, record.episodes[-1], language)
    return None


def _credits(series: SeriesRecord) -> Json:
    producers = shapes.crew(series.creators, "Production", "Executive Producer")
    return {"cast": shapes.cast(series.cast), "crew": producers}


def _external_ids(series: SeriesRecord) -> Json:
    others = ("freebase_mid", "freebase_id", "tvrage_id", "wikidata_id")
    networks = ("facebook_id", "instagram_id", "twitter_id")
    known = {"imdb_id": series.imdb_id, "tvdb_id": series.tvdb_id}
    return known | dict.fromkeys(others + networks)


def _translations(series: SeriesRecord) -> Json:
    return shapes.translations(series.names, series.overviews, series.original_language, "name")


PARTS: Final[dict[str, Callable[[SeriesRecord], Json]]] = {
    "alternative_titles": lambda series: {"results": shapes.titles(series.alternatives)},
    "content_ratings": lambda _series: {"results": []},
    "credits": _credits,
    "external_ids": _external_ids,
    "images": lambda series: shapes.images(series.poster_path),
    "keywords": lambda series: {"results": shapes.keywords(series.keywords)},
    "translations": _translations,
    "videos": lambda _series: {"results": []},
}
"""What may be appended to a series' page besides ``season/N``, or asked for alone."""
