"""What TMDB's films and series have in common, as our own types.

TMDB falls back to no other language: what is untranslated comes as an empty summary and under the
original title. The other languages stand in ``translations``, where an empty title means that the
original one is used there too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final, NamedTuple

from vidtui.i18n import _
from vidtui.providers import fields
from vidtui.providers.base import (
    BadAnswer,
    Collected,
    Film,
    FilmCollection,
    Hit,
    Member,
    Person,
    Ref,
    Text,
    WorkKind,
)
from vidtui.providers.fields import MOST_TEXT, Answer

PARTS: Final = ("external_ids", "credits", "translations", "alternative_titles")
"""What is appended to every question about one work."""

MOST_TITLES: Final = 300
MOST_MEMBERS: Final = 300
"""Films of one collection."""
MOST_PEOPLE: Final = 20
MOST_NAMES: Final = 30
"""Genres or countries of one work."""

_TITLE: Final[dict[WorkKind, str]] = {"film": "title", "series": "name"}
_DATE: Final[dict[WorkKind, str]] = {"film": "release_date", "series": "first_air_date"}
_MOST_POPULAR: Final = 1e9
_ENGLISH: Final = "en-US"

_JOBS: Final = (
    "Creator",
    "Director",
    "Writer",
    "Screenplay",
    "Teleplay",
    "Co-Writer",
    "Story",
    "Author",
    "Novel",
    "Book",
    "Comic Book",
    "Original Music Composer",
    "Music",
    "Director of Photography",
)
"""The jobs of a crew that are kept, the foremost first; as TMDB names them."""
_RANK: Final = {job: rank for rank, job in enumerate(_JOBS)}


class Translation(NamedTuple):
    """What a work is called in one language, ``fr-FR``; None where that is not said."""

    language: str
    title: str | None
    overview: str | None


def hit(item: Answer, kind: WorkKind) -> Hit | None:
    """Return one result of a search, None where it has no id or no title."""
    id_ = fields.identifier(item.get("id"))
    title, original = _titles(item, kind)
    if id_ is None or not title:
        return None
    return Hit(
        Ref("tmdb", kind, id_),
        title,
        original,
        fields.year(item.get(_DATE[kind])),
        fields.text(item.get("overview"), MOST_TEXT) or "",
        tuple(_codes(fields.entries(item.get("origin_country"), MOST_NAMES))),
        fields.number(item.get("popularity"), 0.0, _MOST_POPULAR) or 0.0,
        fields.image_path(item.get("poster_path")),
        item.get("adult") is True,
    )


def common(answer: Answer, kind: WorkKind, asked: str) -> dict[str, Any]:
    """Return the fields that films and series share; ``asked`` is the language of the answer.

    Raises:
        BadAnswer: no id or no title.
    """
    id_ = fields.identifier(answer.get("id"))
    title, original = _titles(answer, kind)
    if id_ is None or not title:
        raise BadAnswer(_("TMDB's answer has no id or no title"))
    language = fields.language(answer.get("original_language")) or ""
    known = _translations(answer, kind)
    near = _by_nearness(known, asked)
    return {
        "ref": Ref("tmdb", kind, id_),
        "title": _title(title, original, language, asked, near),
        "original_title": original,
        "original_language": language,
        "year": fields.year(answer.get(_DATE[kind])),
        "titles": _all_titles(title, original, near, answer, known),
        "overview": _overview(answer, language, asked, near, known),
        "genres": tuple(_names(answer.get("genres"))),
        "rating": fields.number(answer.get("vote_average"), 0.0, 10.0) or None,
        "votes": fields.integer(answer.get("vote_count"), 0, fields.MOST_COUNT) or 0,
        "countries": _countries(answer),
        "cast": _cast(answer),
        "crew": _crew(answer),
        "adult": answer.get("adult") is True,
        "poster_path": fields.image_path(answer.get("poster_path")),
        "backdrop_path": fields.image_path(answer.get("backdrop_path")),
        "ids": {"tmdb": id_, **_external_ids(answer)},
    }


def _titles(answer: Answer, kind: WorkKind) -> tuple[str, str]:
    """Return the title and the original one, each in the other's place where it is missing."""
    title = fields.text(answer.get(_TITLE[kind]))
    original = fields.text(answer.get(f"original_{_TITLE[kind]}"))
    return title or original or "", original or title or ""


def _translations(answer: Answer, kind: WorkKind) -> list[Translation]:
    found = []
    for entry in fields.objects(fields.mapping(answer.get("translations")).get("translations")):
        language = fields.language(entry.get("iso_639_1"))
        country = fields.country(entry.get("iso_3166_1"))
        data = fields.mapping(entry.get("data"))
        title = fields.text(data.get(_TITLE[kind]))
        overview = fields.text(data.get("overview"), MOST_TEXT)
        if language and (title or overview):
            tag = f"{language}-{country}" if country else language
            found.append(Translation(tag, title, overview))
    return found


def _by_nearness(known: Iterable[Translation], asked: str) -> list[Translation]:
    """Return the translations into the language asked for, its own country's first."""
    near = [one for one in known if _base(one.language) == _base(asked)]
    return sorted(near, key=lambda one: one.language != asked)


def _title(title: str, original: str, language: str, asked: str, near: list[Translation]) -> Text:
    if title != original:
        return Text(title, asked)
    for one in near:
        if one.title:
            return Text(one.title, one.language)
        if one.language == asked:
            break  # known there, under its original title
    return Text(original, language or asked)


def _overview(
    answer: Answer, language: str, asked: str, near: list[Translation], known: list[Translation]
) -> Text | None:
    own = fields.text(answer.get("overview"), MOST_TEXT)
    original = [one for one in known if _base(one.language) == language]
    for one in (Translation(asked, None, own), *near, *original, *_by_nearness(known, _ENGLISH)):
        if one.overview:
            return Text(one.overview, one.language)
    return None


def _all_titles(
    title: str,
    original: str,
    near: list[Translation],
    answer: Answer,
    known: list[Translation],
) -> tuple[str, ...]:
    """Return every title once, the likeliest in names of files first."""
    alternative = fields.mapping(answer.get("alternative_titles"))
    others = alternative.get("titles", alternative.get("results"))
    found = dict.fromkeys((title, original))
    found |= dict.fromkeys(
        one.title for one in (*near, *_by_nearness(known, _ENGLISH)) if one.title
    )
    found |= dict.fromkeys(
        other for entry in fields.objects(others) if (other := fields.text(entry.get("title")))
    )
    found |= dict.fromkeys(one.title for one in known if one.title)
    return tuple(found)[:MOST_TITLES]


def _base(language: str) -> str:
    return language.partition("-")[0]


def _names(value: object) -> Iterator[str]:
    for entry in fields.entries(value, MOST_NAMES):
        if name := fields.text(fields.mapping(entry).get("name")):
            yield name


def _codes(values: Iterable[object]) -> Iterator[str]:
    return filter(None, dict.fromkeys(fields.country(value) for value in values if value))


def _countries(answer: Answer) -> tuple[str, ...]:
    """Return where a work comes from; where it was paid for counts only without that."""
    producing = fields.entries(answer.get("production_countries"), MOST_NAMES)
    return tuple(_codes(fields.entries(answer.get("origin_country"), MOST_NAMES))) or tuple(
        _codes(fields.mapping(entry).get("iso_3166_1") for entry in producing)
    )


def _cast(answer: Answer) -> tuple[Person, ...]:
    cast = fields.objects(fields.mapping(answer.get("credits")).get("cast"))
    return tuple(_people((entry, entry.get("character")) for entry in cast))[:MOST_PEOPLE]


def _crew(answer: Answer) -> tuple[Person, ...]:
    crew = fields.objects(fields.mapping(answer.get("credits")).get("crew"))
    creators = ((entry, "Creator") for entry in fields.objects(answer.get("created_by")))
    jobs = ((entry, entry.get("job")) for entry in crew)
    kept = [person for person in _people(chain(creators, jobs)) if person.role in _RANK]
    return tuple(sorted(dict.fromkeys(kept), key=lambda person: _RANK[person.role]))[:MOST_PEOPLE]


def _people(roles: Iterable[tuple[Answer, object]]) -> Iterator[Person]:
    for entry, role in roles:
        if name := fields.text(entry.get("name")):
            yield Person(name, fields.text(role) or "")


def _external_ids(answer: Answer) -> dict[str, str]:
    held = fields.mapping(answer.get("external_ids"))
    imdb = fields.imdb_id(held.get("imdb_id")) or fields.imdb_id(answer.get("imdb_id"))
    tvdb = fields.identifier(held.get("tvdb_id"))
    return {key: value for key, value in (("imdb", imdb), ("tvdb", tvdb)) if value}


_PREMIERE: Final = 1
_RELEASES: Final = range(2, 7)  # in cinemas, some or all, digital, on disc, on television


def film(answer: Answer, asked: str) -> Film:
    """Return the film of an answer in the language ``asked``.

    Raises:
        BadAnswer: no id or no title.
    """
    return Film(
        **common(answer, "film", asked),
        runtime=fields.minutes(answer.get("runtime")),
        release_years=_release_years(answer),
        collection=_collection(answer),
    )


def collection(answer: Answer) -> Collected:
    """Return the collection of an answer with all its films.

    Raises:
        BadAnswer: no id, no title or no list of films.
    """
    id_, title = fields.identifier(answer.get("id")), fields.text(answer.get("name"))
    parts = answer.get("parts")
    if id_ is None or not title or not isinstance(parts, list):
        raise BadAnswer(_("TMDB's answer makes no sense"))
    found: dict[str, Member] = {}
    for part in fields.objects(parts):
        ref, name = fields.identifier(part.get("id")), fields.text(part.get("title"))
        if ref is not None and name and len(found) < MOST_MEMBERS:
            found.setdefault(ref, Member(ref, name, fields.date(part.get("release_date"))))
    return Collected(id_, title, tuple(found.values()))


def _release_years(answer: Answer) -> dict[str, int]:
    """Return the year of the first release by country.

    Any way of releasing counts, since a film may never have been in cinemas. A premiere counts
    only where there is nothing else: a festival's screening in the year before is no release, and
    would hide the year that people know a film by.
    """
    found: dict[str, int] = {}
    results = fields.mapping(answer.get("release_dates")).get("results")
    for entry in fields.objects(results):
        releases, premieres = [], []
        for release in fields.objects(entry.get("release_dates")):
            how = fields.integer(release.get("type"), _PREMIERE, _RELEASES[-1])
            if year := fields.year(release.get("release_date")):
                if how == _PREMIERE:
                    premieres.append(year)
                elif how is not None:
                    releases.append(year)
        country = fields.country(entry.get("iso_3166_1"))
        if country and country not in found and (years := releases or premieres):
            found[country] = min(years)
    return found


def _collection(answer: Answer) -> FilmCollection | None:
    held = fields.mapping(answer.get("belongs_to_collection"))
    id_, title = fields.identifier(held.get("id")), fields.text(held.get("name"))
    return FilmCollection(id_, title) if id_ and title else None
