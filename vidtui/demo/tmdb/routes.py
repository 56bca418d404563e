"""Which address gives which answer, and what a wrong question gets.

A search is for whole words in a title of any language, without guessing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from vidtui.demo.model import FilmRecord, Records, SeriesRecord
from vidtui.demo.tmdb import films, shapes, shows
from vidtui.demo.tmdb.shapes import Json
from vidtui.text import fold


class TitleIndex:
    """Finds works by the folded words of their titles; quick for many thousands of works."""

    def __init__(self) -> None:
        self._titles: list[tuple[int, str]] = []  # the work, its title folded
        self._holding: defaultdict[str, set[int]] = defaultdict(set)
        self._popularity: dict[int, float] = {}

    def add(self, work: int, titles: Iterable[str], popularity: float) -> None:
        """Make the work of this id known under all its titles."""
        self._popularity[work] = popularity
        for folded in {fold(title) for title in titles}:
            for word in folded.split():
                self._holding[word].add(len(self._titles))
            self._titles.append((work, folded))

    def search(self, query: str) -> list[int]:
        """Return the works with a title that holds every word: exact first, then popular."""
        folded = fold(query)
        holding = sorted((self._holding.get(word, set()) for word in folded.split()), key=len)
        if not holding:
            return []
        inexact: dict[int, bool] = {}
        for number in holding[0].intersection(*holding[1:]):
            work, title = self._titles[number]
            inexact[work] = inexact.get(work, True) and title != folded
        return sorted(inexact, key=lambda work: (inexact[work], -self._popularity[work], work))


PAGE_SIZE: Final = 20
LAST_PAGE: Final = 500
APPEND_LIMIT: Final = 20

_Work = TypeVar("_Work", FilmRecord, SeriesRecord)
Answer = tuple[int, Json]
Query = Mapping[str, str]

_CODES: Final = {
    401: (7, "Invalid API key: You must be granted a valid key."),
    404: (34, "The resource you requested could not be found."),
    429: (25, "Your request count is over the allowed limit."),
    500: (11, "Internal error: Something went wrong, contact TMDB."),
    502: (42, "Couldn't connect to the backend server."),
    503: (9, "Service offline: This service is temporarily offline, try again later."),
    504: (24, "Your request to the backend server timed out. Try again."),
}
_PAGE: Final = (
    22,
    "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.",
)
_PARAMETERS: Final = (5, "Invalid parameters: Your request parameters are incorrect.")
_APPENDED: Final = (
    27,
    "Too many append to response objects: The maximum number of remote calls is 20.",
)


def failure(status: int, reason: tuple[int, str] | None = None) -> Answer:
    """Return the answer TMDB gives with an HTTP status other than 200."""
    code, message = reason or _CODES.get(status, (11, "Internal error."))
    return status, {"status_code": code, "status_message": message, "success": False}


class Routes:
    """Answers questions from records; it keeps no state, so threads may share it."""

    def __init__(self, records: Records) -> None:
        self._films = {film.id: film for film in records.films}
        self._series = {series.id: series for series in records.series}
        self._film_titles = _indexed(records.films, films.every_title)
        self._series_titles = _indexed(records.series, shows.every_title)
        self._films_by_imdb = {film.imdb_id: film for film in records.films if film.imdb_id}
        self._series_by = {
            "imdb_id": {s.imdb_id: s for s in records.series if s.imdb_id},
            "tvdb_id": {str(s.tvdb_id): s for s in records.series if s.tvdb_id},
        }

    def answer(self, path: str, query: Query) -> Answer:
        """Return the HTTP status and the JSON for a path such as ``/movie/603``."""
        language = query.get("language") or shapes.DEFAULT_LANGUAGE
        match path.strip("/").split("/"):
            case ["search", "movie"]:
                return self._search_films(query, language)
            case ["search", "tv"]:
                return self._search_series(query, language)
            case ["movie", id_, *rest] if film := self._film(id_):
                return _film_answer(film, rest, query, language)
            case ["tv", id_, *rest] if series := self._series.get(_integer(id_)):
                return _series_answer(series, rest, query, language)
            case ["collection", id_] if members := self._members(id_):
                return 200, films.collection(_integer(id_), members, language)
            case ["find", id_]:
                return self._find(id_, query.get("external_source", ""), language)
            case ["configuration"]:
                return 200, shapes.CONFIGURATION
            case ["genre", "movie", "list"]:
                known = shapes.MOVIE_GENRES
                return 200, {"genres": shapes.genres(known, sorted(known), language)}
            case ["genre", "tv", "list"]:
                known = shapes.TV_GENRES
                return 200, {"genres": shapes.genres(known, sorted(known), language)}
        return failure(404)

    def _members(self, id_: str) -> list[FilmRecord]:
        wanted = _integer(id_)
        held = self._films.values()
        return [film for film in held if film.collection and film.collection[0] == wanted]

    def _film(self, id_: str) -> FilmRecord | None:
        """Return a film by its own id or, as TMDB takes it too, by that of IMDb."""
        return self._films.get(_integer(id_)) or self._films_by_imdb.get(id_)

    def _search_films(self, query: Query, language: str) -> Answer:
        adult = query.get("include_adult") == "true"
        primary, year = query.get("primary_release_year", ""), query.get("year", "")
        found = [
            film
            for film in map(
                self._films.__getitem__, self._film_titles.search(query.get("query", ""))
            )
            if (adult or not film.adult)
            and (not primary or film.release_date.startswith(primary))
            and (not year or year in films.years(film))
        ]
        region = query.get("region", "")
        return _page(found, query, lambda film: films.item(film, language, region))

    def _search_series(self, query: Query, language: str) -> Answer:
        adult = query.get("include_adult") == "true"
        first, year = query.get("first_air_date_year", ""), query.get("year", "")
        matches = self._series_titles.search(query.get("query", ""))
        found = [
            series
            for series in map(self._series.__getitem__, matches)
            if (adult or not series.adult)
            and (not first or series.first_air_date.startswith(first))
            and (not year or year in shows.years(series))
        ]
        return _page(found, query, lambda series: shows.item(series, language))

    def _find(self, external_id: str, source: str, language: str) -> Answer:
        if source not in self._series_by:
            return failure(422, _PARAMETERS)
        film = self._films_by_imdb.get(external_id) if source == "imdb_id" else None
        series = self._series_by[source].get(external_id)
        return 200, {
            "movie_results": [films.item(film, language) | {"media_type": "movie"}] if film else [],
            "person_results": [],
            "tv_results": [shows.item(series, language) | {"media_type": "tv"}] if series else [],
            "tv_episode_results": [],
            "tv_season_results": [],
        }


def _integer(text: str) -> int:
    """Return a path component as a number, -1 when it is none: no record has it."""
    return int(text) if text.isascii() and text.isdigit() else -1


def _page(found: Sequence[_Work], query: Query, shape: Callable[[_Work], Json]) -> Answer:
    if not query.get("query"):
        return 422, {"errors": ["query must be provided"]}
    page = _integer(query.get("page", "1"))
    if not 1 <= page <= LAST_PAGE:
        return failure(400, _PAGE)
    start = (page - 1) * PAGE_SIZE
    return 200, {
        "page": page,
        "results": [shape(work) for work in found[start : start + PAGE_SIZE]],
        "total_pages": max(1, -(-len(found) // PAGE_SIZE)),
        "total_results": len(found),
    }


def _film_answer(film: FilmRecord, rest: list[str], query: Query, language: str) -> Answer:
    def part(name: str) -> Json | None:
        return films.PARTS[name](film) if name in films.PARTS else None

    return _work_answer(films.details(film, language), part, rest, query)


def _series_answer(series: SeriesRecord, rest: list[str], query: Query, language: str) -> Answer:
    def part(name: str) -> Json | None:
        head, _, number = name.partition("/")
        if head == "season":
            return shows.season(series, _integer(number), language)
        return shows.PARTS[name](series) if name in shows.PARTS else None

    return _work_answer(shows.details(series, language), part, rest, query)


def _work_answer(
    details: Json, part: Callable[[str], Json | None], rest: list[str], query: Query
) -> Answer:
    """Return a work's page with what is appended, or the one part that ``rest`` names."""
    if rest:
        alone = part("/".join(rest))
        return failure(404) if alone is None else (200, {"id": details["id"]} | alone)
    names = [name for name in query.get("append_to_response", "").split(",") if name]
    if len(names) > APPEND_LIMIT:
        return failure(400, _APPENDED)
    parts = ((name, part(name)) for name in names)
    return 200, details | {name: found for name, found in parts if found is not None}


def _indexed(works: Iterable[_Work], titles: Callable[[_Work], Iterable[str]]) -> TitleIndex:
    """Return what finds works by all their titles."""
    index = TitleIndex()
    for work in works:
        index.add(work.id, titles(work), work.popularity)
    return index
