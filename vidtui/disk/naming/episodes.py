"""Explicit episode markers: ``S01E02-E04``, ``2x05``, ``Saison 1 Episode 2``, ``S2 - 05``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from vidtui.disk.naming.further import MAX_RANGE, further
from vidtui.disk.naming.lexicon import CARDINAL, NUMBER, ORDINAL, ROMAN, number_of, plausible_year
from vidtui.text import fold

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


_MONTHS = """
janvier janv jan january januar
fevrier fevr fev february feb februar
mars mar march marz
avril avr april apr
mai may
juin june jun juni
juillet juil july jul juli
aout august aug
septembre sept sep september
octobre oct october oktober okt
novembre nov november
decembre dec december dezember dez
"""
_MONTH = {
    word: number
    for number, line in enumerate(_MONTHS.strip().splitlines(), 1)
    for word in line.split()
}
_SEPARATOR = r"[-._ /]"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_NAMED = r"(?P<month>[^\W\d_]{3,9})"
_DAY_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        (
            rf"(?<!\d){_YEAR}(?:{_SEPARATOR}(?P<a>\d\d){_SEPARATOR}(?P<b>\d\d)"
            r"|-(?P<a1>\d{1,2})-(?P<b1>\d{1,2}))(?![\dpi])"
        ),
        (
            rf"(?<!\d)(?:(?P<b>\d\d){_SEPARATOR}(?P<a>\d\d){_SEPARATOR}"
            rf"|(?P<b1>\d{{1,2}})[-/](?P<a1>\d{{1,2}})[-/]){_YEAR}(?![\dpix])"
        ),
        rf"(?<!\d){_YEAR}(?P<a>\d\d)(?P<b>\d\d)(?P<a1>)(?P<b1>)(?!\d)",
    )
)
_NAMED_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        (
            rf"(?<!\d)(?P<b>\d{{1,2}})(?:er|st|nd|rd|th|\.)?[ ._-]*{_NAMED}[ ._,-]+{_YEAR}"
            r"(?!\d)"
        ),
        rf"(?<![^\W_]){_NAMED}[ ._]+(?P<b>\d{{1,2}})(?:er|st|nd|rd|th)?[ ._,]+{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}[ ._-]+{_NAMED}[ ._-]+(?P<b>\d{{1,2}})(?!\d)",
    )
)
_SHORT = re.compile(r"(?<![\d.])(?P<a>\d\d)(?P<s>[-._])(?P<b>\d\d)(?P=s)(?P<c>\d\d)(?![\d.])")
_CENTURY = 2000


class Day:
    """A date in a name: ``text[start:end]``; ``day`` is None where no calendar has it."""

    __slots__ = ("day", "end", "start")

    def __init__(self, start: int, end: int, day: datetime.date | None) -> None:
        self.start, self.end, self.day = start, end, day


def find_day(text: str, year: int | None = None) -> Day | None:
    """Find the date of ``text``: ``2008.01.06``, ``06-01-2008``, ``6 janvier 2008``.

    A date that cannot be is found as well, so that nobody takes its numbers for others. ``year``,
    which a folder gave, tells what ``05.03.24`` means.
    """
    for form in _DAY_FORMS:
        for match in form.finditer(text):
            named = match.groupdict()
            month, day = named["a"] or named["a1"], named["b"] or named["b1"]
            if form is _DAY_FORMS[2]:
                found = _day(int(named["y"]), int(month), int(day))
                if found is None:
                    continue
            else:
                found = _possible(int(named["y"]), int(month), int(day))
            return Day(match.start(), match.end(), found)
    for form in _NAMED_FORMS:
        for match in form.finditer(text):
            month = _MONTH.get(fold(match["month"]))
            if month is not None:
                day = _day(int(match["y"]), month, int(match["b"]))
                return Day(match.start(), match.end(), day)
    return _short(text, year)


def _possible(year: int, month: int, day: int) -> datetime.date | None:
    """Return the date, also where month and day stand the other way round, as some write them."""
    return _day(year, month, day) or _day(year, day, month)


def _short(text: str, year: int | None) -> Day | None:
    """Read ``05.03.24`` where only one reading is a day, or of the year that the folder says."""
    match = _SHORT.search(text)
    if match is None:
        return None
    days = set(_readings(*(int(match[name]) for name in "abc")))
    if year is not None:
        days = {day for day in days if day.year == year} or days
    if not days:
        return None
    return Day(match.start(), match.end(), days.pop() if len(days) == 1 else None)


def _readings(first: int, second: int, third: int) -> Iterator[datetime.date]:
    """Yield the days that three pairs of digits may be, the day before the month where it can."""
    today = datetime.date.today()
    by_day = _day(_CENTURY + third, second, first) or _day(_CENTURY + third, first, second)
    for found in (by_day, _day(_CENTURY + first, second, third)):
        if found is not None and found <= today:
            yield found


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
