"""The day of a daily show in a file's name, in figures or with the month in words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from vidtui.text import fold

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
_FORMS = tuple(
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
    for form in _FORMS:
        for match in form.finditer(text):
            named = match.groupdict()
            month, day = named["a"] or named["a1"], named["b"] or named["b1"]
            if form is _FORMS[2]:
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
