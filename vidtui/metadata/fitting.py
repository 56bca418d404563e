"""The parts of a score beside the title: year, running time, country, episodes and ids.

Each function returns a part that can be kept as JSON, or None where nothing can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vidtui.metadata.titles import country_of, normal_country
from vidtui.metadata.wanted import Subject, Wanted, known_titles, plausible_year
from vidtui.metadata.works import Film, Hit, Show

Part = dict[str, Any]

RELEASED: Final = 0.95
"""The year of a release in some country, one off the first."""
RELEASED_LATE: Final = 0.6
"""The same more than one year off: it may be another film's year as well."""
ONE_OFF: Final = 0.75
WEAK: Final = 0.5
"""A year that is not the work's own, and a title that is no firm one: too little together."""
NO_YEAR: Final = 1 / 3
"""Name or work give no year: the title alone stays below what is accepted."""

EPISODES_FEW: Final = 2
EPISODES_SHARE: Final = 0.25
"""Databases order episodes differently: so many, or this share, may not be in the series."""


def fit_year(wanted: Wanted, subject: Subject, *, firm: bool) -> Part:
    """Compare the year; ``firm`` says whether the title is one that is hardly a coincidence."""
    name, work = plausible_year(wanted.year), subject.year
    part: Part = {"wanted": name, "work": work}
    if name is None:
        return part | {"value": NO_YEAR, "how": "missing"}
    if name == work:
        return part | {"value": 1.0, "how": "same"}
    off = None if work is None else abs(name - work)
    if country := _released_in(subject, name):
        late = off is not None and off > 1
        value = RELEASED if not late else RELEASED_LATE if firm else WEAK
        return part | {"value": value, "how": "released", "country": country}
    if off is None:
        return part | {"value": NO_YEAR, "how": "unknown"}
    if off == 1:
        return part | {"value": ONE_OFF if firm else WEAK, "how": "near"}
    return part | {"value": 0.0, "how": "off"}


def _released_in(subject: Subject, year: int) -> str | None:
    if not isinstance(subject, Film):
        return None
    return min((c for c, known in subject.release_years.items() if known == year), default=None)


def fit_country(wanted: Wanted, subject: Subject) -> Part | None:
    """Compare the country of a series; in a film's name such letters are mostly a language."""
    if subject.ref.kind != "series" or not wanted.country:
        return None
    tagged = {country_of(title) for title, _how in known_titles(subject)} - {None}
    works = sorted({normal_country(country) for country in subject.countries or tagged if country})
    if not works:
        return None
    name = normal_country(wanted.country)
    return {"wanted": name, "work": works, "fits": name in works}


def fit_episodes(wanted: Wanted, subject: Subject) -> Part | None:
    """Look for the files' episodes in a series whose seasons are known; specials do not count."""
    files = [episode for episode in wanted.episodes if episode[0] > 0]
    if not files or not isinstance(subject, Show):
        return None
    held = {
        season.number: set(range(1, season.episode_count + 1))
        | {episode.number for episode in season.episodes or ()}
        for season in subject.seasons
    }
    if not any(numbers for season, numbers in held.items() if season > 0):
        return None
    seasons = {season for season, _number in files}
    absent = sorted(season for season in seasons if not held.get(season))
    found = [number in held[season] for season, number in files if season not in absent]
    fits = (
        2 * len(absent) < len(seasons)
        and any(found)
        and found.count(False) <= max(EPISODES_FEW, EPISODES_SHARE * len(found))
    )
    missing = len(files) - found.count(True)
    return {"fits": fits, "missing": missing, "of": len(files), "seasons": absent}


def fit_ids(wanted: Wanted, subject: Subject) -> Part | None:
    """Return the id of the name that a work has; ``other`` is an id that it has otherwise."""
    if wanted.kind not in ("unknown", subject.ref.kind):
        return None
    known = {subject.ref.provider: subject.ref.id}
    if not isinstance(subject, Hit):
        known = {**subject.ids, **known}
    same = [p for p in ("tmdb", "tvdb", "imdb") if _same_id(wanted, known, p)]
    # Where the name has the provider's own id, only that one says which work it is.
    own = subject.ref.provider
    if not same or (own in wanted.ids and own not in same):
        return None
    other = "imdb" in wanted.ids and bool(known.get("imdb")) and "imdb" not in same
    found = {"provider": same[0], "id": known[same[0]], "other": known["imdb"] if other else None}
    return found | {"nfo": same[0] in wanted.nfo.ids}


def _same_id(wanted: Wanted, known: Mapping[str, str], provider: str) -> bool:
    mine = wanted.ids.get(provider, "")
    return bool(mine) and mine.lower() == known.get(provider, "").lower()
