"""Films and series as any provider describes them, checked and free of the provider's shapes.

Texts are foreign: they may hold anything a string of valid Unicode can hold except NUL, and are
shown through ``text.show`` only. Durations are minutes, dates ISO ``YYYY-MM-DD``, languages ISO
639-1 with or without a country (``fr``, ``fr-FR``), countries ISO 3166-1 (``FR``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

WorkKind = Literal["film", "series"]
IdProvider = Literal["tmdb", "imdb", "tvdb"]


class Ref(NamedTuple):
    """Which work: ``Ref("tmdb", "film", "603")``."""

    provider: str
    kind: WorkKind
    id: str


class Text(NamedTuple):
    """A text, and the language in which the provider had it."""

    value: str
    language: str


class Person(NamedTuple):
    """Somebody of the cast or the crew; ``role`` is the character or the job."""

    name: str
    role: str


class Collection(NamedTuple):
    """The collection that a film belongs to."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One result of a search: enough to rank it, no running time and no further titles."""

    ref: Ref
    title: str
    original_title: str
    year: int | None
    overview: str = ""
    countries: tuple[str, ...] = ()
    popularity: float = 0.0


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """One episode; ``title`` is None where the provider only numbers it."""

    number: int
    title: Text | None = None
    overview: Text | None = None
    air_date: str | None = None
    runtime: float | None = None


@dataclass(frozen=True, slots=True)
class SeasonFacts:
    """One season; specials are season 0. ``episodes`` is None while they were not asked for."""

    number: int
    title: str | None = None
    overview: Text | None = None
    air_date: str | None = None
    poster_path: str | None = None
    episode_count: int = 0
    episodes: tuple[EpisodeFacts, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What films and series have in common.

    ``titles`` are all titles under which the work is known (localised, original, alternative,
    translated), each once. ``ids`` maps ``tmdb``, ``imdb``, ``tvdb`` to the id as text, ``tt``
    kept. ``cast`` and ``crew`` are their heads only. ``rating`` is out of ten.
    """

    ref: Ref
    title: Text
    original_title: str
    original_language: str
    year: int | None
    titles: tuple[str, ...] = ()
    overview: Text | None = None
    genres: tuple[str, ...] = ()
    rating: float | None = None
    votes: int = 0
    countries: tuple[str, ...] = ()
    cast: tuple[Person, ...] = ()
    crew: tuple[Person, ...] = ()
    poster_path: str | None = None
    backdrop_path: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Film(Work):
    """A film; ``release_years`` holds the year of its first release by country."""

    runtime: float | None = None
    release_years: Mapping[str, int] = field(default_factory=dict)
    collection: Collection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Show(Work):
    """A series with its seasons, in their order."""

    seasons: tuple[SeasonFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a person is shown of a work to decide; kept with a candidate as JSON.

    ``runtime`` is None for series, ``seasons`` (without specials) for films.
    """

    title: str
    original_title: str
    year: int | None
    runtime: float | None = None
    makers: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    seasons: int | None = None
    overview: str = ""


MAKERS = ("Director", "Creator")


def summary(work: Hit | Film | Show) -> Summary:
    """Return what to show of a work; of a mere search result that is little."""
    if isinstance(work, Hit):
        return Summary(
            work.title,
            work.original_title,
            work.year,
            countries=work.countries,
            overview=work.overview,
        )
    return Summary(
        title=work.title.value,
        original_title=work.original_title,
        year=work.year,
        runtime=work.runtime if isinstance(work, Film) else None,
        makers=tuple(person.name for person in work.crew if person.role in MAKERS),
        countries=work.countries,
        seasons=sum(season.number > 0 for season in work.seasons)
        if isinstance(work, Show)
        else None,
        overview=work.overview.value if work.overview else "",
    )
