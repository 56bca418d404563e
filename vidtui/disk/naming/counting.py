"""Bare episode numbers: ``05 - Titre``, ``Show - 05``, and what forbids reading them."""

from __future__ import annotations

import re

from vidtui.disk.naming.episodes import Marker
from vidtui.disk.naming.further import MAX_RANGE, further
from vidtui.disk.naming.lexicon import ROMAN, number_of, plausible_year

NEUTRAL = "Show"
"""Stands for the show's title where its digits would pass for an episode number."""
_LEADING = re.compile(r"^(?:n°|#)?(?P<first>\d{1,3})(?:v\d)?(?=$|\s*[-_.:)\]]|\s|\s*\[)")
_DASHED = re.compile(
    r"[ ._](?:[-–][ ._]?|-)(?:#|n°)?(?P<first>\d{1,4})(?:v\d)?(?=$|[ ._]*[-–\[({~+&,]"
    r"|[ ._]+(?:v[of]|vff|vostfr|multi|french|\d+p|end|fin|final|dvd|bd|web)\b"
    r"|[ ._]+(?:à|a|et|to|and|bis|und)[ ._]+\d)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?<=[\w!?.)])[ ._](?:#|n°)?(?P<first>\d{1,4})(?:v\d)?(?=$|[ ._]*[\[({]"
    r"|[ ._]+(?:vf|vff|vo|fr|vostfr|french|multi|\d+p|dvd|bd|web)\b)",
    re.IGNORECASE,
)
_OF_A_PART = re.compile(
    r"(?:part|partie|pt|teil|parte|volet|vol|volume|chapitre|chapter|acte?|tome)[ ._-]*$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(rf"^{NEUTRAL}\s*[-–]?\s*[\[({{](?P<first>\d{{1,4}})(?:v\d)?[\])}}]")
_SEASON_OF_TITLE = re.compile(
    rf"^{NEUTRAL}\s+(?P<season>\d|{ROMAN})\s*[-–]\s*(?:#|n°|ep?\s*)?(?P<first>\d{{1,4}})(?:v\d)?"
    r"(?=$|\s*[-–\[(]|\s+[a-z]+\b)",
    re.IGNORECASE,
)
_RESTARTS = re.compile(
    r"(?<![^\W_])(?:(?:part|partie|cour|teil|arc|vol|volume|dis[ck]|dvd|film|movie)[ ._-]?"
    rf"(?:\d{{1,2}}|{ROMAN})|(?:final|last) season|saison finale|the final|ova|oav|ona|oad"
    r"|film|movie)"
    r"[ ._]*[-–][ ._]*\d",
    re.IGNORECASE,
)


def restarts(text: str) -> bool:
    """Say whether a number counts within something else than a season: ``Part 2 - 05``."""
    return _RESTARTS.search(text) is not None


def find_leading(text: str, season: int | None) -> Marker | None:
    """Find the number in front of an episode's title: ``05 - Titre``."""
    match = _LEADING.match(text)
    return _marker(text, match, season, sure=True) if match else None


def find_compact(text: str, season: int | None) -> Marker | None:
    """Find several episodes that have their season in front: ``301-302``, ``301 & 302``."""
    if not season:
        return None
    number = rf"{season}\d\d(?![^\W_])"
    form = rf"(?:^|(?<=[ ._-])){number}(?:(?:[ ._]?[-–&+,~][ ._]?|[ ._]){number})+"
    for match in re.finditer(form, text):
        first, *further = (int(one) % 100 for one in re.findall(r"\d+", match.group()))
        is_range = re.fullmatch(r"\d+[-–~]\d+", match.group()) is not None
        if is_range and 0 < further[0] - first <= MAX_RANGE:
            return Marker(*match.span(), season, tuple(range(first, further[0] + 1)))
        if further == list(range(first + 1, first + 1 + len(further))):
            return Marker(*match.span(), season, (first, *further))
    return None


def find_title_season(text: str, season: int | None) -> Marker | None:
    """Find the season and the number behind a title: ``Show II - 05``, ``Show 3 - 05``."""
    match = _SEASON_OF_TITLE.match(text)
    if match is None:
        return None
    own, first = number_of(match["season"]), int(match["first"])
    if own is not None and season not in (None, own) and first == own + 1:
        return Marker(match.start(), match.end(), season, (own, first), bare=True)
    if own is None or season not in (None, own):
        return None
    return Marker(match.start(), match.end(), own, (first,), bare=True)


def find_number(text: str, season: int | None, *, absolute: bool) -> Marker | None:
    """Find a bare episode number behind the show's title.

    ``text`` has its show's title taken out, so that a number is no part of it. ``301`` below season
    3 is episode 1, unless the numbering may be ``absolute``.
    """
    match = _IN_BRACKETS.match(text) or _DASHED.search(text)
    if match:
        return _marker(text, match, season, sure=True, absolute=absolute)
    match = _TRAILING.search(text)
    if match is None or _OF_A_PART.search(text[: match.start("first")]):
        return None
    return _marker(text, match, season, sure=absolute or season is not None, absolute=absolute)


def _marker(
    text: str, match: re.Match[str], season: int | None, *, sure: bool, absolute: bool = False
) -> Marker | None:
    digits = match["first"]
    number = int(digits)
    start, end = match.span()
    if season and not absolute and len(digits) in (3, 4) and digits.startswith(str(season)):
        rest = digits[len(str(season)) :]
        if len(rest) == 2:
            return Marker(start, end, season, (int(rest),))
    if len(digits) == 4 and plausible_year(digits):
        return None
    if not sure:
        return None
    found = further(text, match.end(), number, season)
    return Marker(start, found.end, season, found.episodes, bare=True, doubtful=found.doubtful)
