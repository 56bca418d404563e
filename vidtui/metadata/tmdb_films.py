"""TMDB's answer about a film, as our own type."""

from __future__ import annotations

from typing import Final

from vidtui.metadata import reading
from vidtui.metadata.reading import Answer
from vidtui.metadata.tmdb_works import common
from vidtui.metadata.works import Collection, Film

_PREMIERE: Final = 1
_RELEASES: Final = range(2, 7)  # in cinemas, some or all, digital, on disc, on television


def film(answer: Answer, asked: str) -> Film:
    """Return the film of an answer in the language ``asked``.

    Raises:
        BadAnswer: no id or no title.
    """
    return Film(
        **common(answer, "film", asked),
        runtime=reading.minutes(answer.get("runtime")),
        release_years=_release_years(answer),
        collection=_collection(answer),
    )


def _release_years(answer: Answer) -> dict[str, int]:
    """Return the year of the first release by country.

    Any way of releasing counts, since a film may never have been in cinemas. A premiere counts
    only where there is nothing else: a festival's screening in the year before is no release, and
    would hide the year that people know a film by.
    """
    found: dict[str, int] = {}
    results = reading.mapping(answer.get("release_dates")).get("results")
    for entry in reading.objects(results):
        releases, premieres = [], []
        for release in reading.objects(entry.get("release_dates")):
            how = reading.integer(release.get("type"), _PREMIERE, _RELEASES[-1])
            if year := reading.year(release.get("release_date")):
                if how == _PREMIERE:
                    premieres.append(year)
                elif how is not None:
                    releases.append(year)
        country = reading.country(entry.get("iso_3166_1"))
        if country and country not in found and (years := releases or premieres):
            found[country] = min(years)
    return found


def _collection(answer: Answer) -> Collection | None:
    held = reading.mapping(answer.get("belongs_to_collection"))
    id_, title = reading.identifier(held.get("id")), reading.text(held.get("name"))
    return Collection(id_, title) if id_ and title else None
