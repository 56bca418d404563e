"""Whether what else is known of the files speaks against the work that an id leads to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal

from vidtui.metadata.titles import compare, form, similarity
from vidtui.metadata.wanted import Subject, Wanted, known_titles, plausible_year
from vidtui.metadata.works import Film, Show

SIMILAR_ENOUGH: Final = 0.6
"""Below this no title of a work has anything to do with the name."""

_Title = Literal["same", "similar", "other"] | None


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
    name, own = _title(wanted.titles, subject), _title([nfo.title] if nfo.title else [], subject)
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
    is_other = _title([nfo.title] if nfo.title else [], subject) == "other"
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
    return isinstance(subject, Show) and any(
        (season.air_date or "").startswith(str(year)) for season in subject.seasons
    )


def _title(names: Iterable[str], subject: Subject) -> _Title:
    mine = [one for name in names if (one := form(name)).body]
    theirs = [form(title) for title, _how in known_titles(subject)]
    if not mine:
        return None
    if any(compare(one, other).same for one in mine for other in theirs):
        return "same"
    alike = max(similarity(one, other) for one in mine for other in theirs)
    return "similar" if alike >= SIMILAR_ENOUGH else "other"
