"""Finds in a name what says which episodes it is: ``S01E02-E03``, ``1x02``, ``- 012``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vidtui.layout.model import EpisodeMark
from vidtui.layout.stretches import Span, is_free
from vidtui.layout.templates import Field, Part
from vidtui.layout.tokens import Multi

_MARK = re.compile(
    r"(?<![^\W_])(?P<s>[Ss])(?P<season>\d{1,4})(?P<gap>[ ._-]?)(?P<e>[Ee][Pp]?)(?P<episode>\d{1,4})"
    r"(?P<more>(?:[-+&]?(?:[Ss]\d{1,4})?(?:[Ee][Pp]?)?\d{1,4}(?![\dp]))*)(?![^\W_])"
)
_CROSS = re.compile(
    r"(?<![^\W_])(?P<season>\d{1,2})(?P<e>[xX])(?P<episode>\d{1,4})"
    r"(?P<more>(?:-(?:\d{1,2}[xX])?\d{1,4})*)(?![^\W_])"
)
_NUMBER = re.compile(
    r"(?<![^\W_])(?P<e>[Ee][Pp]?\.? ?|[ÉéEe]pisode |#|n°)?(?P<episode>\d{1,4})"
    r"(?P<more>(?:-[Ee]?\d{1,4})?)(?![^\W_])"
)

Found = tuple[Span | None, Multi | None]
"""Where a name says its episodes, and how it writes several."""


def find_mark(text: str, marks: Sequence[EpisodeMark]) -> Found:
    """Return where a name says the episodes that a file holds, and how it writes several."""
    if not marks:
        return None, None
    season, number, _title, air_date, _absolute = marks[0]
    for form in (_MARK, _CROSS):
        for match in form.finditer(text):
            if int(match["season"]) == season and int(match["episode"]) == number:
                return _marked(match, marks)
    if air_date and (place := text.find(air_date)) >= 0:
        return Span(place, place + len(air_date), (Field("Air-Date"),)), None
    return _numbered(text, marks[0])


def _numbered(text: str, mark: EpisodeMark) -> Found:
    """Return where a name has an episode's number alone: three digits count from the first on."""
    for match in _NUMBER.finditer(text):
        wanted = (mark.absolute, "absolute", 3), (mark.number, "episode", 2)
        for value, name, usual in wanted if len(match["episode"]) > 2 else reversed(wanted):
            if value is not None and int(match["episode"]) == value:
                field = Field(name, _width(match["episode"], usual))
                return Span(*match.span(), (match["e"] or "", field)), _multi(match["more"])
    return None, None


def _marked(match: re.Match[str], marks: Sequence[EpisodeMark]) -> Found:
    found = match.groupdict()
    parts: tuple[Part, ...] = (
        found.get("s") or "",
        Field("season", _width(match["season"], 2 if found.get("s") else 1)),
        found.get("gap") or "",
        match["e"],
        Field("episode", _width(match["episode"], 2)),
    )
    multi = _multi(match["more"]) if len(marks) > 1 else None
    return Span(*match.span(), parts), multi


def _multi(more: str) -> Multi | None:
    if not more:
        return None
    if more[0] != "-":
        return "join"
    return "range" if re.match(r"-[EeXxSs]|-\d+[xX]", more) else "short"


def _width(digits: str, usual: int) -> str:
    """Return the zeros of a number's form; a number without leading zero says little of it."""
    if digits.startswith("0") or len(digits) < usual:
        return "0" * len(digits)
    return "0" * usual


def find_absolute(text: str, marks: Sequence[EpisodeMark], spans: Sequence[Span]) -> list[Span]:
    """Find the number that counts from the first season on beside the mark of a season."""
    number = marks[0].absolute if len(marks) == 1 else None
    if number is None or any(
        isinstance(part, Field) and part.name == "absolute" for span in spans for part in span.parts
    ):
        return []
    for match in re.finditer(rf"(?<![^\W_])0*{number}(?![^\W_])", text):
        if is_free(*match.span(), spans):
            field = Field("absolute", "0" * max(len(match.group()), 2))
            return [Span(*match.span(), (field,), is_optional=True)]
    return []
