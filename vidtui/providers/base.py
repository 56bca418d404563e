"""What any provider of facts about films and series is asked, and what it answers.

``registry`` says which ones there are; each lies in a folder of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from vidtui.errors import Exit, VidtuiError


class CancelToken(Protocol):
    """Tells whether the user cancelled, and waits for that."""

    def __call__(self) -> bool:
        """Return whether the user cancelled."""
        ...

    def wait(self, seconds: float) -> bool:
        """Wait at most ``seconds``, and return whether the user cancelled."""
        ...


class Source(Protocol):
    """A provider, as one thread asks it. Each method sends one request at least, unless it says so.

    Raises:
        ProviderFailure: there is no answer that can be used; its subclasses say why.
        Stopped: the user cancelled.
    """

    name: str
    """The provider's, as in ``Ref`` and as the ids in file names have it: ``tmdb``."""

    def search(self, kind: WorkKind, title: str, year: int | None = None) -> list[Hit]:
        """Return the first page of works under a title, in the provider's order.

        ``year`` keeps films that were released somewhere in that year, and series first shown
        in it.
        """
        ...

    def find(self, provider: Literal["imdb", "tvdb"], id: str) -> list[Hit]:  # noqa: A002
        """Return the works that another provider knows by this id."""
        ...

    def film(self, id: str) -> Film:  # noqa: A002
        """Return a film by the provider's id or by its IMDb id (``tt…``), in one request."""
        ...

    def series_head(self, id: str) -> Series:  # noqa: A002
        """Return a series and the heads of its seasons, without their episodes, in one request."""
        ...

    def series(self, id: str, likely: Collection[int] = ()) -> Series:  # noqa: A002
        """Return a series with all its episodes, in as few requests as there can be.

        ``likely`` are seasons that are known to exist, to be asked for at once.
        """
        ...


class OnlineSource(Source, Protocol):
    """A source that may be out of reach."""

    def collection(self, id: str) -> Collected:  # noqa: A002
        """Return a collection with all its films, in one request."""
        ...

    def check(self) -> None:
        """Ask one small thing, to see whether address and token work.

        Raises:
            ProviderFailure: they do not.
        """
        ...


WorkKind = Literal["film", "series"]
IdProvider = Literal["tmdb", "imdb", "tvdb"]


class Ref(NamedTuple):
    """A work by the id that a provider gives it: ``Ref("tmdb", "film", "603")``."""

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


class FilmCollection(NamedTuple):
    """The collection that a film belongs to."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Member:
    """A film of a collection; ``date`` is that of its first release, as ``2026-11-30``."""

    id: str = field(metadata={"json": "id"})
    title: str = field(metadata={"json": "title"})
    date: str | None = field(default=None, metadata={"json": "date"})


@dataclass(frozen=True, slots=True)
class Collected:
    """A collection with all its films."""

    id: str
    title: str
    members: tuple[Member, ...]


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
    poster_path: str | None = None
    adult: bool = False


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """One episode; ``title`` is None where the provider only numbers it."""

    number: int = field(metadata={"json": "number"})
    title: Text | None = field(default=None, metadata={"json": "title"})
    overview: Text | None = field(default=None, metadata={"json": "overview"})
    air_date: str | None = field(default=None, metadata={"json": "air_date"})
    runtime: float | None = field(default=None, metadata={"json": "runtime"})


@dataclass(frozen=True, slots=True)
class SeasonFacts:
    """One season; specials are season 0. ``episodes`` is None while they were not asked for."""

    number: int = field(metadata={"json": "number"})
    title: str | None = field(default=None, metadata={"json": "title"})
    overview: Text | None = field(default=None, metadata={"json": "overview"})
    air_date: str | None = field(default=None, metadata={"json": "air_date"})
    poster_path: str | None = field(default=None, metadata={"json": "poster_path"})
    episode_count: int = field(default=0, metadata={"json": "episode_count"})
    episodes: tuple[EpisodeFacts, ...] | None = field(default=None, metadata={"json": "episodes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What films and series have in common.

    ``titles`` are all titles under which the work is known (localised, original, alternative,
    translated), each once. ``ids`` maps ``tmdb``, ``imdb``, ``tvdb`` to the id as text, ``tt``
    kept. ``cast`` and ``crew`` are their heads only. ``rating`` is out of ten.
    ``adult`` is what the provider marks so.
    """

    ref: Ref = field(metadata={"json": "ref"})
    title: Text = field(metadata={"json": "title"})
    original_title: str = field(metadata={"json": "original_title"})
    original_language: str = field(metadata={"json": "original_language"})
    year: int | None = field(metadata={"json": "year"})
    titles: tuple[str, ...] = field(default=(), metadata={"json": "titles"})
    overview: Text | None = field(default=None, metadata={"json": "overview"})
    genres: tuple[str, ...] = field(default=(), metadata={"json": "genres"})
    rating: float | None = field(default=None, metadata={"json": "rating"})
    votes: int = field(default=0, metadata={"json": "votes"})
    countries: tuple[str, ...] = field(default=(), metadata={"json": "countries"})
    cast: tuple[Person, ...] = field(default=(), metadata={"json": "cast"})
    crew: tuple[Person, ...] = field(default=(), metadata={"json": "crew"})
    poster_path: str | None = field(default=None, metadata={"json": "poster_path"})
    backdrop_path: str | None = field(default=None, metadata={"json": "backdrop_path"})
    adult: bool = field(default=False, metadata={"json": "adult"})
    ids: Mapping[str, str] = field(default_factory=dict, metadata={"json": "ids"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Film(Work):
    """A film; ``release_years`` holds the year of its first release by country."""

    runtime: float | None = field(default=None, metadata={"json": "runtime"})
    release_years: Mapping[str, int] = field(
        default_factory=dict, metadata={"json": "release_years"}
    )
    collection: FilmCollection | None = field(default=None, metadata={"json": "collection"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Series(Work):
    """A series with its seasons, in their order; ``ended`` is None where nobody says."""

    ended: bool | None = field(default=None, metadata={"json": "ended"})
    seasons: tuple[SeasonFacts, ...] = field(default=(), metadata={"json": "seasons"})


@dataclass(frozen=True, slots=True)
class Summary:
    """What a person is shown of a work to decide; kept with a candidate as JSON.

    ``runtime`` is None for series, ``seasons`` (without specials) for films.
    """

    title: str = field(metadata={"json": "title"})
    original_title: str = field(metadata={"json": "original_title"})
    year: int | None = field(metadata={"json": "year"})
    runtime: float | None = field(default=None, metadata={"json": "runtime"})
    makers: tuple[str, ...] = field(default=(), metadata={"json": "makers"})
    countries: tuple[str, ...] = field(default=(), metadata={"json": "countries"})
    seasons: int | None = field(default=None, metadata={"json": "seasons"})
    overview: str = field(default="", metadata={"json": "overview"})
    poster_path: str | None = field(default=None, metadata={"json": "poster_path"})
    adult: bool = field(default=False, metadata={"json": "adult"})


MAKERS = ("Director", "Creator")


def summary(work: Hit | Film | Series) -> Summary:
    """Return what to show of a work; of a mere search result that is little."""
    if isinstance(work, Hit):
        return Summary(
            work.title,
            work.original_title,
            work.year,
            countries=work.countries,
            overview=work.overview,
            poster_path=work.poster_path,
            adult=work.adult,
        )
    return Summary(
        title=work.title.value,
        original_title=work.original_title,
        year=work.year,
        runtime=work.runtime if isinstance(work, Film) else None,
        makers=tuple(person.name for person in work.crew if person.role in MAKERS),
        countries=work.countries,
        seasons=sum(season.number > 0 for season in work.seasons)
        if isinstance(work, Series)
        else None,
        overview=work.overview.value if work.overview else "",
        poster_path=work.poster_path,
        adult=work.adult,
    )


class ProviderFailure(VidtuiError):
    """A question to the provider got no answer that can be used."""

    exit = Exit.API


class Denied(ProviderFailure):
    """The token is refused: no question will be answered before that is mended."""


class Unavailable(ProviderFailure):
    """The provider cannot be reached or is out of order; the same question may work later.

    ``retry_after`` is what the provider asks to be waited, in seconds, None where it did not.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotThere(ProviderFailure):
    """The provider does not know what was asked for."""


class BadQuestion(ProviderFailure):
    """The provider refuses the question as such (400, 422); asking again is of no use."""


class BadAnswer(ProviderFailure):
    """An answer from the provider itself that makes no sense."""


class TooLarge(ProviderFailure):
    """An answer over the size limit."""


class Stopped(Exception):
    """The user cancelled while waiting for a turn or an answer."""
