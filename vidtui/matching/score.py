"""How well a work fits what the disk says of a group of files, and why.

A score is made of the title and the year, and where they are known of the running time, the
episodes and the country. Vetoes bar automatic acceptance, never a person's choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from vidtui.matching.evidence import evidence
from vidtui.matching.query import Scored, Subject, Wanted, known_titles, plausible_year
from vidtui.matching.running_times import NEAR, fit_runtime
from vidtui.matching.titles import (
    Form,
    Likeness,
    compare,
    country_of,
    form,
    is_one_word,
    normal_country,
    similarity,
)
from vidtui.providers.base import Film, Hit, Series

__all__ = ["Scored", "Subject", "Wanted", "evidence", "score"]

TITLE: Final = 0.7
YEAR: Final = 0.3
"""What title and year weigh; together they are the whole score."""
ALTERNATIVE: Final = 0.96
"""A title that is neither the original nor the localised one: works have many such titles."""
LATER: Final = 0.98
"""Another reading of the name than the first."""
DISAGREE: Final = 0.9
"""The sources of the name disagree: the same title and year are still enough, nothing less is."""
OTHER_RUNTIME: Final = 0.85
VETOED: Final = 0.6
NEVER_ALONE: Final = 0.84
"""The most that a work under another title gets, whatever else fits."""


def score(wanted: Wanted, subject: Subject, runtime: float | None = None) -> Scored:
    """Return how well ``subject`` fits.

    Args:
        wanted: what the disk says.
        subject: a search result, or a work with its details, which are then used too.
        runtime: how long the file runs, in minutes, where that is known.
    """
    title = _title(wanted, subject)
    firm = title["how"] in ("localised", "original") and title["reading"] == 0
    parts: dict[str, Any] = {"title": title, "year": fit_year(wanted, subject, firm=firm)}
    details = {
        "runtime": fit_runtime(subject, runtime, is_edition=wanted.is_edition),
        "episodes": fit_episodes(wanted, subject),
        "country": fit_country(wanted, subject),
    }
    parts |= {name: part for name, part in details.items() if part is not None}
    parts["vetoes"] = _vetoes(wanted, subject, parts)
    if not wanted.agree:
        parts["agree"] = False
    value = _value(parts)
    if same := fit_ids(wanted, subject):
        parts["id"] = same
        if same["other"] or is_contradicted(wanted, subject, by_nfo=same["nfo"]):
            parts["vetoes"].append("id")
            parts["nfo"] = nfo_part(wanted, subject)
        else:
            value = 1.0
    return Scored(subject, round(value, 4), parts)


def _value(parts: Mapping[str, Any]) -> float:
    value: float = TITLE * parts["title"]["value"] + YEAR * parts["year"]["value"]
    runs = _is_undated(parts) and _confirms(parts)
    for _detail in range(_details(parts)):
        value += (1 - value) / 2
    if "runtime" in parts and parts["runtime"]["run"] not in NEAR:
        value *= OTHER_RUNTIME
    if not parts["title"]["same"]:
        value = min(value, NEVER_ALONE)
    if parts.get("agree") is False and (not runs or is_one_word(parts["title"]["title"])):
        value *= DISAGREE
    return value * VETOED if parts["vetoes"] else value


def _is_undated(parts: Mapping[str, Any]) -> bool:
    return parts["year"]["how"] in ("missing", "unknown")


def _details(parts: Mapping[str, Any]) -> int:
    """Count what speaks for a work in place of a year that is not known."""
    if not _is_undated(parts):
        return 0
    others = (parts.get(name, {}).get("fits", False) for name in ("episodes", "country"))
    return sum((_confirms(parts), *map(bool, others)))


def _confirms(parts: Mapping[str, Any]) -> bool:
    """Tell whether the running time makes up for a year that is not known."""
    run = parts.get("runtime", {}).get("run")
    return run == "fits" or (run in NEAR and not is_one_word(parts["title"]["title"]))


def _title(wanted: Wanted, subject: Subject) -> dict[str, Any]:
    """Compare every reading of the name with every title of the work, and keep the best pair."""
    best = _title_part(Likeness(0.0, same=False, other_number=False), "similar", "", "", 0)
    works = [(title, how, form(title)) for title, how in known_titles(subject)]
    seen: set[Form] = set()
    for reading, name in enumerate(wanted.titles):
        mine = form(name)
        if mine in seen:
            continue
        seen.add(mine)
        for title, how, theirs in works:
            part = _title_part(compare(mine, theirs), how, title, name, reading)
            if part["value"] > best["value"]:
                best = part
    return best


def _title_part(
    likeness: Likeness, how: str, title: str, wanted: str, reading: int
) -> dict[str, Any]:
    value = likeness.value
    if how == "alternative":
        value *= ALTERNATIVE
    if reading:
        value *= LATER
    return {
        "value": round(value, 4),
        "likeness": round(likeness.value, 4),
        "same": likeness.same,
        "how": how if likeness.same else "similar",
        "title": title,
        "wanted": wanted,
        "reading": reading,
        "other_number": likeness.other_number,
    }


def _vetoes(wanted: Wanted, subject: Subject, parts: Mapping[str, Any]) -> list[str]:
    fits = {"fits": True}
    found = {
        "kind": wanted.kind not in ("unknown", subject.ref.kind),
        "part": parts["title"]["other_number"],
        "year": parts["year"]["how"] == "off",
        "country": not parts.get("country", fits)["fits"],
        "episodes": not parts.get("episodes", fits)["fits"],
    }
    return [name for name, holds in found.items() if holds]


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
        late = RELEASED_LATE if firm else WEAK
        value = RELEASED if off is None or off <= 1 else late
        return part | {"value": value, "how": "released", "country": country}
    return part | _other_year(off, firm=firm)


def _other_year(off: int | None, *, firm: bool) -> Part:
    """Return what a year is worth that is so many years off the work's, if that has one."""
    if off is None:
        return {"value": NO_YEAR, "how": "unknown"}
    if off == 1:
        return {"value": ONE_OFF if firm else WEAK, "how": "near"}
    return {"value": 0.0, "how": "off"}


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
    held = _episodes_of(subject) if isinstance(subject, Series) else {}
    if not files or not any(held.values()):
        return None
    seasons = {season for season, _number in files}
    absent = sorted(seasons - {season for season, numbers in held.items() if numbers})
    found = [number in held[season] for season, number in files if season not in absent]
    fits = 2 * len(absent) < len(seasons) and _are_enough(found)
    missing = len(files) - found.count(True)
    return {"fits": fits, "missing": missing, "of": len(files), "seasons": absent}


def _episodes_of(show: Series) -> dict[int, set[int]]:
    """Return the numbers of a series' episodes by season, without specials."""
    return {
        season.number: set(range(1, season.episode_count + 1))
        | {episode.number for episode in season.episodes or ()}
        for season in show.seasons
        if season.number > 0
    }


def _are_enough(found: Sequence[bool]) -> bool:
    """Tell whether so few episodes are missing that databases may just order them differently."""
    few = max(EPISODES_FEW, EPISODES_SHARE * len(found))
    return any(found) and found.count(False) <= few


def fit_ids(wanted: Wanted, subject: Subject) -> Part | None:
    """Return the id of the name that a work has; ``other`` is an id that it has otherwise."""
    if wanted.kind not in ("unknown", subject.ref.kind):
        return None
    known = {subject.ref.provider: subject.ref.id}
    if not isinstance(subject, Hit):
        known = {**subject.ids, **known}
    same = [p for p in ("tmdb", "tvdb", "imdb") if _same_id(wanted, known, p)]
    unlike = wanted.ids.keys() - set(same)
    # Where the name has the provider's own id, only that one says which work it is.
    if not same or subject.ref.provider in unlike:
        return None
    other = known.get("imdb") if "imdb" in unlike else None
    found = {"provider": same[0], "id": known[same[0]], "other": other or None}
    return found | {"nfo": same[0] in wanted.nfo.ids}


def _same_id(wanted: Wanted, known: Mapping[str, str], provider: str) -> bool:
    mine = wanted.ids.get(provider, "")
    return bool(mine) and mine.lower() == known.get(provider, "").lower()


SIMILAR_ENOUGH: Final = 0.6
"""Below this no title of a work has anything to do with the name."""

_TitleMatch = Literal["same", "similar", "other"] | None


def is_contradicted(wanted: Wanted, subject: Subject, *, by_nfo: bool) -> bool:
    """Tell whether a person has to be asked although an id says which work it is.

    An id in a name beats the title beside it unless nothing agrees. An NFO was mostly written by a
    program that took the wrong one of two remakes as easily as anybody: the year of the name has
    to agree with it.

    Args:
        wanted: what the disk says.
        subject: the work of the id, with its details.
        by_nfo: whether the id stands in the NFO alone.
    """
    nfo = wanted.nfo
    if nfo.ids.get(subject.ref.provider, subject.ref.id) != subject.ref.id:
        return True
    name, own = (
        _title_match(wanted.titles, subject),
        _title_match([nfo.title] if nfo.title else [], subject),
    )
    if own == "other" and name not in ("same", "similar"):
        return True
    year = is_of_year(subject, wanted.year)
    if year is None:
        year = is_of_year(subject, nfo.year)
    if year is False:
        return by_nfo or "same" not in (name, own)
    return year is None and name == "other" and own is None


def nfo_part(wanted: Wanted, subject: Subject) -> dict[str, Any] | None:
    """Return what the NFO says of itself, None where it says nothing or just what the work is."""
    nfo = wanted.nfo
    is_other = _title_match([nfo.title] if nfo.title else [], subject) == "other"
    if not is_other and is_of_year(subject, nfo.year) is not False:
        return None
    return {"title": nfo.title, "year": nfo.year}


def is_of_year(subject: Subject, year: int | None) -> bool | None:
    """Tell whether a work may well be of a year, None where one of them is not known."""
    year = plausible_year(year)
    if year is None or subject.year is None:
        return None
    return (
        abs(year - subject.year) <= 1
        or (isinstance(subject, Film) and year in subject.release_years.values())
        or _aired_in(subject, year)
    )


def _aired_in(subject: Subject, year: int) -> bool:
    """Tell whether a season is of this year: names of series often have that one."""
    return isinstance(subject, Series) and any(
        (season.air_date or "").startswith(str(year)) for season in subject.seasons
    )


def _title_match(names: Iterable[str], subject: Subject) -> _TitleMatch:
    mine = [one for name in names if (one := form(name)).body]
    pairs = [(one, form(title)) for one in mine for title, _how in known_titles(subject)]
    if not mine:
        return None
    if any(compare(one, other).same for one, other in pairs):
        return "same"
    alike = max(similarity(one, other) for one, other in pairs)
    return "similar" if alike >= SIMILAR_ENOUGH else "other"
