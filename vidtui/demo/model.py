"""What the TMDB stand-in knows: films and series as plain, immutable records.

Texts are mappings by language, keyed ``"fr"`` (the language's own country: ``fr-FR``) or
``"fr-CA"``. What is absent is untranslated, and nothing falls back: as in the real API.

Those of the demo stand in ``records.json`` beside this module. Titles, dates, running times and
identifiers of existing works are plain facts; works numbered from 9,000,000 are made up. Every
summary was written for this program.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

Texts = Mapping[str, str]

DEMO_TOKEN: Final = "demo-token"  # noqa: S105 - what the loopback stand-in accepts, no secret


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the cast or the crew; ``role`` is the character or the job."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class FilmRecord:
    """One film. ``release_date`` is ISO or ``""``; ``runtime`` is in minutes, 0 when unknown.

    ``titles`` holds the titles that differ from ``title``, the original one; ``releases`` maps a
    country (``"FR"``) to its own ISO release date; ``alternatives`` are (country, title) pairs;
    ``collection`` is the id and the name of the one it belongs to.
    """

    id: int
    title: str
    release_date: str
    runtime: int = 0
    original_language: str = "en"
    titles: Texts = field(default_factory=dict)
    overviews: Texts = field(default_factory=dict)
    alternatives: tuple[tuple[str, str], ...] = ()
    releases: Mapping[str, str] = field(default_factory=dict)
    imdb_id: str | None = None
    directors: tuple[str, ...] = ()
    cast: tuple[Person, ...] = ()
    genres: tuple[int, ...] = ()
    keywords: tuple[str, ...] = ()
    countries: tuple[str, ...] = ("US",)
    popularity: float = 1.0
    poster_path: str | None = None
    adult: bool = False
    collection: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class EpisodeRecord:
    """One episode; without a name in a language the stand-in answers "Episode 3"."""

    number: int
    air_date: str = ""
    runtime: int = 0
    names: Texts = field(default_factory=dict)
    overviews: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeasonRecord:
    """One season; number 0 holds the specials."""

    number: int
    episodes: tuple[EpisodeRecord, ...]
    overviews: Texts = field(default_factory=dict)

    @property
    def air_date(self) -> str:
        """The date of its first episode, ``""`` when unknown."""
        return self.episodes[0].air_date if self.episodes else ""


@dataclass(frozen=True, slots=True)
class SeriesRecord:
    """One series; the fields are those of ``FilmRecord``, under the names TMDB gives series."""

    id: int
    name: str
    seasons: tuple[SeasonRecord, ...]
    original_language: str = "en"
    names: Texts = field(default_factory=dict)
    overviews: Texts = field(default_factory=dict)
    alternatives: tuple[tuple[str, str], ...] = ()
    imdb_id: str | None = None
    tvdb_id: int | None = None
    creators: tuple[str, ...] = ()
    cast: tuple[Person, ...] = ()
    genres: tuple[int, ...] = ()
    keywords: tuple[str, ...] = ()
    countries: tuple[str, ...] = ("US",)
    popularity: float = 1.0
    poster_path: str | None = None
    type: str = "Scripted"
    adult: bool = False
    status: str = "Ended"

    @property
    def first_air_date(self) -> str:
        """The date of the first episode that is no special, ``""`` when unknown."""
        dates = [season.air_date for season in self.seasons if season.number and season.air_date]
        return min(dates, default="")

    @property
    def last_air_date(self) -> str:
        """The date of the last episode that is no special, ``""`` when unknown."""
        dates = [e.air_date for s in self.seasons if s.number for e in s.episodes if e.air_date]
        return max(dates, default="")


@dataclass(frozen=True, slots=True)
class Records:
    """All that one stand-in knows."""

    films: tuple[FilmRecord, ...] = ()
    series: tuple[SeriesRecord, ...] = ()


def _load(file: Path) -> Records:
    """Return what a file holds: the fields of records by their names, series with seasons."""
    held = json.loads(file.read_text("utf-8"))
    return Records(
        tuple(map(_film, held["films"])),
        tuple(_series(one) for one in held["series"]),
    )


def _film(held: Mapping[str, Any]) -> FilmRecord:
    cast = tuple(Person(*one) for one in held.get("cast", ()))
    poster = f"/demo{held['id']}.png"
    return FilmRecord(**{**_frozen(held), "cast": cast, "poster_path": poster})


def _series(held: Mapping[str, Any]) -> SeriesRecord:
    seasons = tuple(map(_season, held["seasons"]))
    poster = f"/demo{held['id']}.png"
    return SeriesRecord(**{**_frozen(held), "seasons": seasons, "poster_path": poster})


def _season(held: Mapping[str, Any]) -> SeasonRecord:
    """Return a season of ``episodes`` episodes, each of ``runtime`` minutes.

    Where ``aired`` has fewer dates, the others follow a week after one another; ``names`` has the
    first episodes' names by language.
    """
    dates = [date.fromisoformat(text) for text in held["aired"]]
    while len(dates) < held["episodes"]:
        dates.append(dates[-1] + timedelta(weeks=1))
    named = held.get("names", {})
    episodes = (
        EpisodeRecord(
            index + 1,
            day.isoformat(),
            held["runtime"],
            {language: names[index] for language, names in named.items() if index < len(names)},
        )
        for index, day in enumerate(dates)
    )
    return SeasonRecord(held["number"], tuple(episodes))


def _frozen(value: Any) -> Any:
    """Return JSON with tuples for its lists."""
    if isinstance(value, dict):
        return {name: _frozen(one) for name, one in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


RECORDS: Final = _load(Path(__file__).with_name("records.json"))
