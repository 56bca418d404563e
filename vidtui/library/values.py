"""What is written behind a field's name, as what the index is asked with."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.library import fields, vocabulary
from vidtui.library.fields import Field
from vidtui.library.syntax import Value
from vidtui.text import fold, printable

RANGE = ".."
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
_SIZE = re.compile(r"(\d{1,12})(?:\.(\d{1,3}))?\s?([kmgt]?)(?:i?[bo])?")
_LINES = re.compile(r"(\d{3,5})[pi]?")
_HEIGHTS = {"8k": 4320, "4k": 2160, "uhd": 2160, "2k": 1440, "fhd": 1080, "hd": 720, "sd": 576}
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_AGO = re.compile(r"-(\d{1,4})([dwmyjsa])")
_DAYS = {"d": 1, "j": 1, "w": 7, "s": 7, "m": 30, "y": 365, "a": 365}
_TODAY = ("today", "aujourd hui", "aujourdhui")
_YESTERDAY = ("yesterday", "hier")


class QueryProblem(UsageProblem):
    """A query that cannot be answered; ``at`` is where in its text."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


class Nothing(NamedTuple):
    """The field says nothing."""

    def fits(self, values: Sequence[Any], *, many: bool) -> list[bool]:  # noqa: ARG002
        """Return of each value whether it fits; ``many``: each is a tuple of numbers."""
        return [one is None or one in ("", ()) for one in values]


class Part(NamedTuple):
    """A folded text that is a part of one of the field's texts, or the ``whole`` of one."""

    text: str
    whole: bool = False

    def fits(self, values: Sequence[Any], *, many: bool) -> list[bool]:  # noqa: ARG002
        """Return of each value whether it fits, as ``Nothing.fits`` does."""
        needle = f"\n{self.text}\n" if self.whole else self.text
        return [needle in one for one in values]


class Between(NamedTuple):
    """A number from ``low`` to below ``high``; to ``high`` itself where that is ``closed``."""

    low: float
    high: float
    closed: bool = False

    def fits(self, values: Sequence[Any], *, many: bool) -> list[bool]:
        """Return of each value whether it fits, as ``Nothing.fits`` does."""
        low, most = self.low, self.high
        if self.closed:
            most = math.nextafter(most, math.inf)
        if many:
            return [any(low <= number < most for number in one) for one in values]
        return [one is not None and low <= one < most for one in values]


class Token(NamedTuple):
    """One of the field's own words: a code of a language, a choice, an id."""

    name: str

    def fits(self, values: Sequence[Any], *, many: bool) -> list[bool]:  # noqa: ARG002
        """Return of each value whether it fits, as ``Nothing.fits`` does."""
        needle = f"\n{self.name}\n"
        return [needle in one for one in values]


Wanted = Nothing | Part | Between | Token


def wanted_of(field: Field, value: Value, now: float) -> list[Wanted]:
    """Return what a value asks for: any of it; nothing of it where everything will do.

    Args:
        field: of which.
        value: as it was written.
        now: the time, in seconds since the epoch.

    Raises:
        QueryProblem: the field cannot have that value.
    """
    text = value.text.strip()
    if not text:
        return []
    if not value.quoted and fold(text) in vocabulary.NONE:
        return [Nothing()]
    match field.kind:
        case "text":
            return _texts(field, text, value.exact)
        case "choice":
            return [Token(_choice(field, text))]
        case "language":
            return [Token(_language(field, text))]
        case "id":
            return [Token(text.casefold())]
        case _:
            return [_between(field, text, now)]


def _texts(field: Field, text: str, exact: bool) -> list[Wanted]:
    folded = fold(text)
    if not folded:
        return []
    found: list[Wanted] = [Part(folded, exact)]
    if field.name == "genre" and folded in vocabulary.GENRES:
        found.append(Part(vocabulary.GENRES[folded], exact))
    return found


def _choice(field: Field, text: str) -> str:
    found = fields.choice(field, text)
    if found is None:
        raise _no_value(field, text, fields.nearest_choice(field, text), _names(field))
    return found.name


def _language(field: Field, text: str) -> str:
    found = fields.choice(field, text)
    if found is not None:
        return found.name
    code = vocabulary.language(text)
    if code is not None:
        return code
    if re.fullmatch(r"[A-Za-z]{2,3}", text):
        return text.casefold()  # a code that only files know
    known = {fold(name): name for _code, *both in vocabulary.language_names() for name in both}
    raise _no_value(field, text, fields.nearest(text, known), ["fr", "en", "ja", *_names(field)])


def _names(field: Field) -> list[str]:
    return [one.name for one in field.choices]


def _no_value(field: Field, text: str, near: str | None, allowed: Iterable[str]) -> QueryProblem:
    shown = f"{field.label}:{printable(text)}"
    if near is not None:
        return QueryProblem(
            _("{asked}: no such value; did you mean {near}?").format(asked=shown, near=near)
        )
    return QueryProblem(
        _("{asked}: no such value; one of: {allowed}").format(
            asked=shown, allowed=", ".join(allowed)
        )
    )


def _between(field: Field, text: str, now: float) -> Between:
    low, dots, high = text.partition(RANGE)
    if not dots:
        return _one(field, text, text, now)
    least = _one(field, low, text, now).low if low.strip() else -math.inf
    if not high.strip():
        return Between(least, math.inf)
    most = _one(field, high, text, now)
    if field.kind == "date":
        return Between(least, most.high)
    return Between(least, most.low, closed=True)


def _one(field: Field, text: str, whole: str, now: float) -> Between:
    """Return from where to where a single value goes: ``7`` means all that begins with 7."""
    word = text.strip().casefold()
    found = _date(word, now) if field.kind == "date" else _READ[field.kind](word)
    if found is None and field.name == "year":
        found = _year_of(_date(word, now))
    if found is None:
        example = field.example.split()[0]
        raise QueryProblem(
            _("{asked}: cannot be; write for instance {example}").format(
                asked=f"{field.label}:{printable(whole)}", example=example
            )
        )
    return found


def _number(word: str) -> Between | None:
    if not _NUMBER.fullmatch(word):
        return None
    low = float(word)
    digits = len(word.partition(".")[2])
    return Between(low, round(low + 10**-digits, 6))


def _size(word: str) -> Between | None:
    found = _SIZE.fullmatch(word)
    if found is None:
        return None
    unit = 1024 ** " kmgt".index(found[3] or " ")
    decimals = found[2] or ""
    number = int(found[1] + decimals)
    scale = 10 ** len(decimals)
    return Between(number * unit / scale, (number + 1) * unit / scale)


def _lines(word: str) -> Between | None:
    if word in _HEIGHTS:
        return Between(_HEIGHTS[word], _HEIGHTS[word] + 1)
    found = _LINES.fullmatch(word)
    return Between(int(found[1]), int(found[1]) + 1) if found else None


_READ: Mapping[str, Callable[[str], Between | None]] = {
    "number": _number,
    "size": _size,
    "lines": _lines,
}


def _date(word: str, now: float) -> Between | None:
    try:
        today = datetime.date.fromtimestamp(now)
        if fold(word) in _TODAY:
            return _days(today, today)
        if fold(word) in _YESTERDAY:
            return _days(today - datetime.timedelta(1), today - datetime.timedelta(1))
        if ago := _AGO.fullmatch(word):
            day = today - datetime.timedelta(int(ago[1]) * _DAYS[ago[2]])
            return _days(day, day)
        return _period(word)
    except (ValueError, OverflowError, OSError):
        return None


def _year_of(days: Between | None) -> Between | None:
    """Return the year in which some days begin: ``year:-5y..`` are the last five."""
    if days is None:
        return None
    year = datetime.date.fromtimestamp(days.low).year
    return Between(year, year + 1)


def _period(word: str) -> Between | None:
    """Return a year, a month or a day."""
    found = _DATE.fullmatch(word)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    first = datetime.date(year or 0, month or 1, day or 1)
    if day is not None:
        return _days(first, first)
    after = (first.replace(day=28) + datetime.timedelta(4)).replace(day=1)
    if month is None:
        after = datetime.date(first.year + 1, 1, 1)
    return _days(first, after - datetime.timedelta(1))


def _days(first: datetime.date, last: datetime.date) -> Between:
    def start(day: datetime.date) -> float:
        return datetime.datetime.combine(day, datetime.time()).timestamp()

    return Between(start(first), start(last + datetime.timedelta(1)))
