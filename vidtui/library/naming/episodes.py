"""Explicit episode markers: ``S01E02-E04``, ``2x05``, ``Saison 1 Episode 2``, ``S2 - 05``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vidtui.library.naming.dates import find_day
from vidtui.library.naming.further import MAX_RANGE, further
from vidtui.library.naming.numerals import CARDINAL, NUMBER, ORDINAL, ROMAN, number_of
from vidtui.library.naming.words import plausible_year

__all__ = ["MAX_RANGE", "Marker", "find_alone", "find_date", "find_marker", "find_part"]


@dataclass(frozen=True, slots=True)
class Marker:
    """An episode marker and where it stands: ``text[start:end]``.

    ``doubtful`` says that the numbers contradict each other (a range over ``MAX_RANGE``, a day that
    no calendar has); ``bare`` that a number stands without an episode's mark, so that it may count
    from the first season on.
    """

    start: int
    end: int
    season: int | None
    episodes: tuple[int, ...]
    air_date: str | None = None
    bare: bool = False
    doubtful: bool = False


MAX_SEASON = 99
"""Beyond it a season number is a year ("Saison 2014") or no season at all."""
_START = r"(?<![^\W_])"
_END = r"(?:v\d)?(?=$|[\W_]|(?:e|ep|x)\d)"
_EP = r"(?:[ée]pisod(?:e[sn]?|ios?)|folgen?|cap[íi]tulos?|cap|eps?|e)"
SEASON_WORD = (
    r"(?:saison|season|staffel|temporada|stagione|seizoen|s[äæ]song|s[æe]son|sesong|sezon|s[ée]rie"
    r"|series|livre|book|buch|tome)"
)
_SEASON_END = r"[ ._)\]]*(?:[-–,][ ._]*)?"
_NTH_SEASON = rf"{_START}(?P<season>{ORDINAL})[ ._-]*{SEASON_WORD}"
_FIRST = rf"(?P<first>\d{{1,4}}){_END}"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        (
            rf"(?:{_START}|(?<=[^\W\d_])(?=s\d\de\d\d))s(?P<season>\d{{1,4}})[ ._-]{{0,3}}"
            rf"(?:xe|x|{_EP})[ ._-]?(?P<first>\d{{1,5}}){_END}"
        ),
        rf"{_START}(?P<season>\d{{1,2}}|(?:19[5-9]|20)\d\d)x(?P<first>\d{{2,3}}){_END}",
        rf"(?:^|(?<=[\[( _]))(?P<season>\d{{1,2}})x(?P<first>\d){_END}(?=$|[ ._]?-|[\])])",
        rf"{_START}{SEASON_WORD}[ ._-]*(?P<season>{NUMBER}){_SEASON_END}{_EP}[ ._-]*{_FIRST}",
        rf"{_NTH_SEASON}{_SEASON_END}{_EP}[ ._-]*{_FIRST}",
        (
            rf"{_START}{_EP}[ ._-]*(?P<first>\d{{1,4}})[ ._,-]+(?:{SEASON_WORD}[ ._-]*|s)"
            rf"(?P<season>\d{{1,2}}){_END}"
        ),
    )
)
_BEHIND = rf"[ ._)\]]*(?:(?<=[ ._)\]])[-–][ ._]+|[\[(]){_FIRST}(?![.,]\d)"
_LOOSE = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_START}(?:{SEASON_WORD}[ ._-]*(?P<season>\d{{1,2}}|{ROMAN})){_BEHIND}",
        rf"{_START}s(?P<season>\d{{1,2}}){_BEHIND}",
        (
            rf"{_START}(?:{SEASON_WORD}[ ._-]*|s)(?P<season>\d{{1,2}})[ ._)\]]+"
            rf"(?P<first>\d\d){_END}(?![.,]\d)"
        ),
        rf"{_NTH_SEASON}{_BEHIND}",
        rf"{_NTH_SEASON}[ ._)\]]+(?P<first>\d\d){_END}(?![.,]\d)",
    )
)
"""The season, and a number without a mark: it may count within the season or from the first on."""
_ALONE = re.compile(
    rf"{_START}(?P<word>[ée]pisodes?|[ée]pisoden|[ée]pisodios?|folgen?|chapitres?|chapters?|kapitel"
    rf"|cap[íi]tulos?|eps?|e)(?:[ ._-]{{0,3}}|[ ._]?n°[ ]?)"
    rf"(?P<first>\d{{1,4}}|(?<=[ ._-])(?:{ROMAN}|{CARDINAL})){_END}",
    re.IGNORECASE,
)
_OF = re.compile(
    rf"{_START}(?P<first>\d{{1,2}})(?:[ ._]?(?:of|sur|von)[ ._]?|de)(?P<all>\d{{1,2}})(?![^\W_])",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"{_START}(?:(?:part|partie|pt|teil|parte|volet)"
    rf"(?P<first>[ ._-]?\d{{1,2}}|[ ._-](?:{ROMAN}|{CARDINAL}))"
    rf"|(?P<nth>{ORDINAL})[ ._-]?(?:part|partie|teil|parte|volet))(?![^\W_])",
    re.IGNORECASE,
)


def find_marker(text: str) -> Marker | None:
    """Find the first explicit season-and-episode marker of ``text``."""
    found = [match for form in _FORMS if (match := _first(form, text)) is not None]
    if not found:
        return None
    match = min(found, key=lambda one: one.start())
    season, first = number_of(match["season"]) or 0, int(match["first"])
    more = further(text, match.end(), first, season, many=_is_plural(match.group()))
    return Marker(match.start(), more.end, season, more.episodes, doubtful=more.doubtful)


def _first(form: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the first match whose numbers can be a season and an episode."""
    for match in form.finditer(text):
        season = number_of(match["season"])
        if season is None or (season > MAX_SEASON and not plausible_year(match["season"])):
            continue
        if season > MAX_SEASON and int(match["first"]) > 366 and "x" in match.group().lower():
            continue  # the pixels of a picture: 1920x816
        return match
    return None


def find_loose(text: str) -> Marker | None:
    """Find a season and a bare number behind it: ``S2 - 05``, ``2nd Season - 05``."""
    for form in _LOOSE:
        for match in form.finditer(text):
            season, digits = number_of(match["season"]), match["first"]
            if season is None or plausible_year(digits) or digits in ("480", "576", "720", "1080"):
                continue
            found = further(text, match.end(), int(digits), season)
            return Marker(match.start(), found.end, season, found.episodes, bare=True)
    return None


def _is_plural(word: str) -> bool:
    return re.search(r"(?i)episode[sn]|episodios|folgen|eps", word) is not None


def find_date(text: str, year: int | None = None) -> Marker | None:
    """Find the day of a daily show; one that no calendar has is doubtful and has no date."""
    found = find_day(text, year)
    if found is None:
        return None
    day = found.day.isoformat() if found.day else None
    return Marker(found.start, found.end, None, (), air_date=day, doubtful=day is None)


def find_alone(text: str) -> Marker | None:
    """Find an episode number without its season: ``Episode 02``, ``E05``, ``Episodes 1 à 4``."""
    for match in _ALONE.finditer(text):
        number = number_of(match["first"])
        if number is None or (match["word"].lower() == "e" and len(match["first"]) < 2):
            continue
        found = further(text, match.end(), number, None, many=_is_plural(match["word"]))
        return Marker(match.start(), found.end, None, found.episodes, doubtful=found.doubtful)
    return None


def find_of(text: str) -> Marker | None:
    """Find ``1of6``, ``2 sur 4``: an episode of a mini-series, or a part of a film."""
    for match in _OF.finditer(text):
        number, whole = int(match["first"]), int(match["all"])
        if 0 < number <= whole > 1:
            return Marker(match.start(), match.end(), None, (number,))
    return None


def find_part(text: str) -> Marker | None:
    """Find ``Part 2``, ``Partie II``, ``deuxième partie``: an episode, or a film in parts."""
    match = _PART.search(text)
    if match is None:
        return None
    number = number_of((match["first"] or match["nth"]).strip(" ._-"))
    return Marker(match.start(), match.end(), None, (number,)) if number else None
