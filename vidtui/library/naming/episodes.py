"""Explicit episode markers: ``S01E02-E04``, ``2x05``, ``Saison 1 Episode 2``, dates, ``12 - …``."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from vidtui.library.naming.words import plausible_year

MAX_RANGE = 30
"""A longer run of episodes in one file is a misread number ("S01E04 - 1984")."""


@dataclass(frozen=True, slots=True)
class Marker:
    """An episode marker and where it stands: ``text[start:end]``.

    ``doubtful`` says that the numbers contradict each other (a range over ``MAX_RANGE``);
    ``absolute`` that the number counts from the first season on.
    """

    start: int
    end: int
    season: int | None
    episodes: tuple[int, ...]
    air_date: str | None = None
    absolute: bool = False
    doubtful: bool = False


_START = r"(?<![^\W_])"
_EP = r"(?:[ée]pisodes?|[ée]pisodios?|folge|eps?|e)"
_SEASON_WORD = r"(?:saison|season|staffel|temporada|stagione|s[ée]rie|series)"
_MORE = (
    r"(?P<more>(?:[ ._]?[-&+,~][ ._]?(?:s\d{1,2})?[ ._]?(?:e|ep|x)[ ._]?\d{1,4}"
    r"|[ ._]?(?:s\d{1,2})?e(?:p[ ._]?)?\d{1,4}|x\d{2,3}|[-~+&]\d{1,4}(?![\dpix]))*)(?![^\W_])"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        _START
        + r"s(?P<season>\d{1,4})[ ._-]{0,3}(?:e|ep|x|episode)[ ._-]?(?P<first>\d{1,4})"
        + _MORE,
        _START
        + r"(?P<season>\d{1,2})x(?P<first>\d{2,3})(?P<more>(?:[ ._]?[-&+,][ ._]?"
        + r"(?:e|ep|x|\d{1,2}x)?\d{1,3}(?![\dpi])|[ ._]\d{1,2}x\d{2,3}|x\d{2,3}|e\d{2,3})*)"
        + r"(?![^\W_])",
        _START
        + rf"{_SEASON_WORD}[ ._-]*(?P<season>\d{{1,2}})[ ._,-]+{_EP}[ ._-]*(?P<first>\d{{1,4}})"
        + _MORE,
        _START
        + r"(?:saison|season|staffel|temporada)[ ._-]*(?P<season>\d{1,2})[ ._]-[ ._]"
        + r"(?P<first>\d{1,3})(?P<more>)(?![^\W_])",
    )
)
_DATES = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-._ /](?P<m>\d\d)[-._ /](?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d\d)[-._ ](?P<m>\d\d)[-._ ](?P<y>(?:19|20)\d\d)(?!\d)"),
)
_ALONE = re.compile(
    r"(?<![^\W_])(?P<word>[ée]pisodes?|[ée]pisodios?|folge|chapitres?|chapters?|ep|e)"
    r"(?:[ ._-]{0,3}|n°)"
    r"(?P<first>\d{1,4})(?P<more>(?:[ ._]?[-&+][ ._]?(?:e|ep)?\d{1,4}(?![\dpi]))*)(?![^\W_])",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?<![^\W_])(?:part|partie|pt)[ ._-]?(?P<first>\d{1,2}|[ivx]{1,4})(?![^\W_])", re.IGNORECASE
)
_LEADING = re.compile(r"^(?:n°|#)?(?P<first>\d{1,3})(?:v\d)?(?=$|\s*[-_.:)\]]|\s|\s*\[)")
_DASHED = re.compile(
    r"[ ._]-[ ._](?:#|n°)?(?P<first>\d{1,4})(?:v\d)?(?=$|[ ._]*[-\[(]"
    r"|[ ._]+(?:v[of]|vostfr|\d+p|end|fin)\b)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?<=[\w!?.)])[ ._](?P<first>\d{1,4})(?:v\d)?(?=$|[ ._]*[\[(]"
    r"|[ ._]+(?:vf|vo|fr|vostfr|french|\d+p)\b)",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "ix": 9, "x": 10}
_NUMBER = re.compile(r"(?<!\d)(\d{1,4})(?!\d)")


def _numbers(first: int, more: str) -> tuple[tuple[int, ...], bool]:
    """Return the episodes of ``first`` and what follows it, and whether a range was refused."""
    if not more:
        return (first,), False
    bare = re.sub(r"(?i)s\d{1,2}(?=[ ._]?e)|\d{1,2}x", " ", more)
    rest = [int(text) for text in _NUMBER.findall(re.sub(r"[^\d]+", " ", bare))]
    if not rest:
        return (first,), False
    dashed = re.search(r"[-~]", more) is not None
    if len(rest) == 1 and dashed:
        last = rest[0]
        if first < last <= first + MAX_RANGE:
            return tuple(range(first, last + 1)), False
        return (first,), True
    episodes = tuple(dict.fromkeys((first, *rest)))
    if any(number - first > MAX_RANGE or number < first for number in rest):
        return (first,), True
    return episodes, False


def find_marker(text: str) -> Marker | None:
    """Find the first explicit season-and-episode marker of ``text``."""
    for form in _FORMS:
        for match in form.finditer(text):
            season, first = int(match["season"]), int(match["first"])
            if season > 99 and not plausible_year(match["season"]):
                continue
            episodes, doubtful = _numbers(first, match["more"])
            return Marker(match.start(), match.end(), season, episodes, doubtful=doubtful)
    return None


def find_date(text: str) -> Marker | None:
    """Find the day of a daily show: ``2008.01.06`` or ``06-01-2008``."""
    for form in _DATES:
        for match in form.finditer(text):
            try:
                day = datetime.date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                continue
            return Marker(match.start(), match.end(), None, (), air_date=day.isoformat())
    return None


def find_alone(text: str) -> Marker | None:
    """Find an episode number without its season: ``Episode 02``, ``E05``."""
    for match in _ALONE.finditer(text):
        if match["word"].lower() == "e" and len(match["first"]) < 2:
            continue
        episodes, doubtful = _numbers(int(match["first"]), match["more"])
        return Marker(match.start(), match.end(), None, episodes, doubtful=doubtful)
    return None


def find_part(text: str) -> Marker | None:
    """Find ``Part 2`` or ``Partie II``: an episode of a mini-series, or a film in parts."""
    match = _PART.search(text)
    if match is None:
        return None
    word = match["first"].lower()
    number = int(word) if word.isdecimal() else _ROMAN.get(word)
    return Marker(match.start(), match.end(), None, (number,)) if number else None


def find_number(text: str, season: int | None, *, absolute: bool) -> Marker | None:
    """Find a bare episode number in what lies below a season folder.

    ``text`` has its show's title taken out, so that a number is no part of it. ``301`` below season
    3 is episode 1, unless the numbering is ``absolute`` and the number stands after a dash.
    """
    leading = _LEADING.match(text)
    if leading:
        return _split(leading, season, dashed=True)
    dashed = _DASHED.search(text)
    if dashed:
        marker = _split(dashed, season, dashed=True)
        if not absolute:
            return marker
        return Marker(dashed.start(), dashed.end(), None, (int(dashed["first"]),), absolute=True)
    trailing = _TRAILING.search(text)
    if trailing and absolute and season is None:
        return Marker(*trailing.span(), None, (int(trailing["first"]),), absolute=True)
    return _split(trailing, season, dashed=False) if trailing else None


def _split(match: re.Match[str], season: int | None, *, dashed: bool) -> Marker | None:
    digits = match["first"]
    number = int(digits)
    start, end = match.span()
    if season and len(digits) in (3, 4) and digits.startswith(str(season)):
        rest = digits[len(str(season)) :]
        if len(rest) == 2:
            return Marker(start, end, season, (int(rest),))
    if len(digits) == 4 and plausible_year(digits):
        return None
    if not dashed and season is None:
        return None
    return Marker(start, end, season, (number,))
