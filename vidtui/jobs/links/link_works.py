"""What film or episode a link or a file is, and what bars taking one for the other."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from vidtui.catalogue import repairs
from vidtui.catalogue.repairs import Episode, NamedFile, StoredGroup
from vidtui.disk.naming.episodes import find_marker
from vidtui.disk.naming.name import Name
from vidtui.disk.naming.titles import find_disc, find_half
from vidtui.matching.titles import Form, compare, form, similarity
from vidtui.text import readable

Veto = Literal["kind", "id", "year", "country", "episode", "part", "number"]


@dataclass(frozen=True, slots=True)
class Work:
    """A film or episodes of a series. ``forms`` are its titles, ready to be compared.

    ``guesses`` are further titles that the name may hold. ``known`` is the provider's id where
    it has been identified, ``known_year`` the year that the provider gives.
    """

    kind: str
    forms: tuple[Form, ...]
    guesses: tuple[Form, ...] = ()
    title: str = ""
    year: int | None = None
    country: str | None = None
    episodes: frozenset[Episode] = frozenset()
    part: int | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    known: str | None = None
    known_year: int | None = None

    @property
    def is_series(self) -> bool:
        """Whether it is told by its episodes."""
        return self.kind == "series" or bool(self.episodes)


class Likeness(NamedTuple):
    """How alike the titles of two works are, from 0 to 1.

    ``same``: a title of theirs is the same. ``may_be_same``: one that a name may hold is.
    """

    value: float
    same: bool
    may_be_same: bool = False


def of_name(name: Name, kind: str) -> Work:
    """Return the work that a name says."""
    episodes: list[Episode] = []
    if kind != "film":
        episodes = [(name.season, number, None) for number in name.episodes]
        if name.air_date and not episodes:
            episodes = [(None, None, name.air_date)]
    return Work(
        kind=kind,
        forms=_forms(name.titles[:1]),
        guesses=_forms(name.titles[1:]),
        title=name.titles[0] if name.titles else "",
        year=name.year,
        country=name.country,
        episodes=frozenset(episodes),
        part=name.part,
        ids=name.ids,
    )


def of_group(group: StoredGroup, episodes: Iterable[Episode] = (), part: int | None = None) -> Work:
    """Return the work of a file in a group."""
    return Work(
        kind=group.kind,
        forms=_forms(group.titles),
        guesses=_forms(group.guesses),
        title=group.titles[0] if group.titles else "",
        year=group.year,
        country=group.country,
        episodes=frozenset(episodes),
        part=part,
        ids=group.ids,
        known=group.work,
        known_year=group.work_year,
    )


def keys(work: Work) -> set[str]:
    """Return what works of the same title, or films of the same id, have in common."""
    titles = (*work.forms, *work.guesses)
    ids = () if work.is_series else work.ids.items()
    return {
        *(key for one in titles for key in keys_of(one)),
        *(f"{provider}:{value}" for provider, value in ids),
    }


def keys_of(title: Form) -> tuple[str, ...]:
    """Return what writings of one title have in common."""
    return tuple(key for key in (title.joined, title.loose) if key)


def likeness(one: Work, other: Work) -> Likeness:
    """Compare the titles of two works; other numbers in them make other works."""
    best, has_other_number = 0.0, False
    for mine in one.forms:
        for theirs in other.forms:
            found = compare(mine, theirs)
            if found.same:
                return Likeness(1.0, same=True, may_be_same=True)
            if mine.numbers and theirs.numbers and found.other_number:
                has_other_number = True
            elif not found.other_number:
                best = max(best, similarity(mine, theirs))
    if has_other_number:
        return Likeness(0.0, same=False)
    return Likeness(best, same=False, may_be_same=_may_be_same(one, other))


def _may_be_same(one: Work, other: Work) -> bool:
    pairs = [
        *itertools.product(one.guesses, other.forms),
        *itertools.product(one.forms, other.guesses),
    ]
    return any(compare(mine, theirs).same for mine, theirs in pairs)


def veto(one: Work, other: Work) -> Veto | None:
    """Return what bars taking one work for the other, titles aside; None where nothing does."""
    if {one.kind, other.kind} == {"film", "series"}:
        return "kind"
    if one.known and one.known == other.known:
        return _other_file(one, other)
    # Names of series files may hold the ids of single episodes.
    if not one.is_series and any(differ(id_, other.ids.get(key)) for key, id_ in one.ids.items()):
        return "id"
    if not are_near(one.year, other.year):
        return "year"
    return "country" if differ(one.country, other.country) else _other_file(one, other)


def differ(one: object, other: object) -> bool:
    """Whether both are known, and not the same."""
    return bool(one and other) and one != other


def are_near(year: int | None, other: int | None) -> bool:
    """Whether two years may be one: a year apart, or not known."""
    return not year or not other or abs(year - other) <= 1


def _other_file(one: Work, other: Work) -> Veto | None:
    if (one.is_series or other.is_series) and (one.episodes != other.episodes or not one.episodes):
        return "episode"
    # A half stands in neither for the other half nor for the whole.
    if other.part and one.part != other.part:
        return "part"
    return None


def other_works(changes: Mapping[bytes, tuple[int | None, int]]) -> dict[bytes, bool]:
    """Return by path whether two files are of two works, where the catalogue has named both.

    Args:
        changes: by the path of a link the file that it showed and the one that it shows.
    """
    files = {file for pair in changes.values() for file in pair if file is not None}
    named = repairs.named(sorted(files))
    return {
        path: is_other(named[before], named[now])
        for path, (before, now) in changes.items()
        if before in named and now in named
    }


def is_other(one: NamedFile, other: NamedFile) -> bool:
    """Whether two files are of two works; two groups may be one film that is named in two ways."""
    if one.episodes != other.episodes or differ(one.part, other.part):
        return True
    if one.group == other.group:
        return False
    known, other_known = (one.movie, one.series), (other.movie, other.series)
    if any(known) and any(other_known):
        return known != other_known
    same = compare(form(one.title), form(other.title)).same
    return not (one.kind == other.kind and are_near(one.year, other.year) and same)


def episode_code(episodes: Iterable[Episode]) -> str:
    """Return episodes as people write them: ``S02E03-E04``, ``101``, ``2008-01-06``."""
    ordered = sorted(episodes, key=lambda one: (one[0] or 0, one[1] or 0, one[2] or ""))
    if not ordered:
        return ""
    season, number, date = ordered[0]
    if number is None:
        return date or ""
    first = f"S{season:02d}E{number:02d}" if season is not None else str(number)
    return "-".join([first, *(f"E{other:02d}" for _s, other, _d in ordered[1:] if other)])


def _forms(titles: Sequence[str]) -> tuple[Form, ...]:
    return tuple(dict.fromkeys(found for title in titles if (found := form(title)).body))


_MARK = re.compile(
    r"(?<![a-z0-9])s(?P<season>\d{1,2})[ ._-]?e(?P<first>\d{1,4})"
    r"|(?<!\d)(?P<cross>\d{1,2})x(?P<second>\d{2,3})(?!\d)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?<![^\W_])(?:part|partie|teil|vol|volume|tome)[ ._-]+(\d{1,2})(?!\d)", re.IGNORECASE
)
_YEAR = re.compile(r"[(\[ ._]((?:19|20)\d\d)(?=[)\] ._]|$)")


_FOLDER_YEAR = re.compile(rb"\(((?:19|20)\d\d)\)")


class NameMarkers(NamedTuple):
    """What a file name says beyond doubt, without being parsed."""

    year: int | None
    episode: str | None
    part: int | None

    def contradicts(self, other: NameMarkers) -> bool:
        """Whether both say something, and not the same; years one apart are the same."""
        return (
            not are_near(self.year, other.year)
            or differ(self.episode, other.episode)
            or differ(self.part, other.part)
        )

    def __str__(self) -> str:
        part = f"CD{self.part}" if self.part else None
        return " ".join(str(one) for one in (self.year, self.episode, part) if one)


def marks(name: bytes) -> NameMarkers:
    """Return the year, the episode and the part that stand in a file name."""
    text = readable(name).rpartition(".")[0]
    years = {int(year) for year in _YEAR.findall(text)}
    half = find_disc(text) or find_half(text)
    part = half.number if half else None
    if half is None and (words := _PART.search(text)):
        part = int(words[1])
    return NameMarkers(years.pop() if len(years) == 1 else None, _episode(text), part)


def _episode(text: str) -> str | None:
    """Return the episodes that a name marks, all of them: ``S01E01E02`` for ``1x01-02``."""
    found = _MARK.search(text)
    if found is None:
        return None
    marker = find_marker(text)
    if marker is not None and marker.season is not None:
        numbers = sorted(set(marker.episodes))
        return f"S{marker.season:02d}" + "".join(f"E{number:02d}" for number in numbers)
    season, first = found["season"] or found["cross"], found["first"] or found["second"]
    return f"S{int(season):02d}E{int(first):02d}"


def marks_of(work: Work) -> NameMarkers:
    """Return the year, the episode and the part of a work, as a file name would have them."""
    numbered = all(None not in (season, number) for season, number, _date in work.episodes)
    code = episode_code(work.episodes).replace("-", "") if work.episodes and numbered else None
    return NameMarkers(None if work.is_series else work.year, code, work.part)


def path_marks(path: bytes) -> NameMarkers:
    """Return what a path says beyond doubt: its name, and the year of its folder if need be."""
    folder, name = os.path.split(path)
    own = marks(name)
    if own.year is None and (year := _FOLDER_YEAR.search(os.path.basename(folder))):
        own = own._replace(year=int(year[1]))
    return own


def is_barred(said: Sequence[NameMarkers], subject: Sequence[Work], work: Work) -> bool:
    """Whether one of a link's names contradicts a work, though its title may be the same.

    A year in a name says nothing against the very work that the link is known to have shown.
    """
    held = marks_of(work)
    if work.known is not None and any(one.known == work.known for one in subject):
        held = held._replace(year=None)
    return any(one.contradicts(held) for one in said)
