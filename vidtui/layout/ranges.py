"""Folders that hold a stretch of the alphabet or of years: ``A-I``, ``0-9``, ``#``, ``1990s``."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from vidtui.layout.known import OTHERS
from vidtui.text import fold, readable

_BETWEEN = r"(?:\s*(?:[-–—_~>→]|\.\.+)\s*|\s+(?:à|a|to|bis)\s+)"
_RANGE = re.compile(rf"(?P<low>[a-z]{{1,3}}){_BETWEEN}(?P<high>[a-z]{{1,3}})", re.IGNORECASE)
_DIGITS = re.compile(
    r"0\s*[-–]\s*9|123|1\s*[-–]\s*9|0?123456789|num[ée]ros?|chiffres?|numbers?|digits?|num",
    re.IGNORECASE,
)
_DIGITS_AND_OTHERS = re.compile(
    r"#|[#_&+\s]*(?:0\s*[-–]\s*9|123)[#_&+\s]*|symbols?|symboles?|@", re.IGNORECASE
)
_WORDS = re.compile(
    r"(?i)\b(?:films?|movies?|s[ée]ries?|shows?|titres?|titles?|lettres?|letters?)\b"
)


class Letters(NamedTuple):
    """A stretch of the alphabet, its bounds included; ``digits`` and ``others`` by flags."""

    low: str
    high: str
    digits: bool = False
    others: bool = False

    def holds(self, key: str) -> bool:
        """Say whether a title with these first letters belongs here."""
        if key == OTHERS:
            return self.others
        if key[0].isdigit():
            return self.digits
        if not self.low:
            return False
        return key[: len(self.low)] >= self.low and key[: len(self.high)] <= self.high


@lru_cache(maxsize=4096)
def letters_of(folder: bytes) -> Letters | None:
    """Return the stretch of the alphabet that a folder's name says, None where it says none."""
    text = _WORDS.sub("", readable(folder)).strip(" ._-–[](){}")
    if text == "" and "#" in readable(folder):
        text = "#"
    for form, read in _FORMS:
        if match := form.fullmatch(text):
            return read(match)
    plain = fold(text)
    if len(text) == 1 and len(plain) == 1 and _are_letters(plain):
        return Letters(plain.upper(), plain.upper())
    return _listed(text)


def _stretch(match: re.Match[str]) -> Letters | None:
    low, high = match["low"].upper(), match["high"].upper()
    return Letters(low, high) if low[0] <= high[0] else None


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Letters | None]], ...]] = (
    (_DIGITS, lambda _match: Letters("", "", digits=True)),
    (_DIGITS_AND_OTHERS, lambda _match: Letters("", "", digits=True, others=True)),
    (_RANGE, _stretch),
)


def _listed(text: str) -> Letters | None:
    """Return the stretch of letters that follow one another: ``ABC``, ``A, B, C``."""
    following = "".join(re.split(r"[\s,.;&+]+", text)).upper()
    is_list = 2 <= len(following) <= 10 and following in string.ascii_uppercase
    return Letters(following[0], following[-1]) if is_list else None


def _are_letters(text: str) -> bool:
    return text.isascii() and text.isalpha()


class Years(NamedTuple):
    """Years from the first to the last; ``is_decade`` also where only its first is written."""

    first: int
    last: int
    is_decade: bool = False


_LONG_AGO: Final = 1800
_FAR: Final = 2999
_SPAN = re.compile(rf"(?P<first>(?:18|19|20)\d\d){_BETWEEN}(?P<last>(?:18|19|20)?\d\d)")
_DECADE = re.compile(
    r"(?:(?:les )?ann[ée]es |the )?(?P<year>(?:18|19|20)\d0)['’]?s?|"
    r"(?:les )?ann[ée]es ['’]?(?P<short>\d0)['’]?s?|(?:the )?['’]?(?P<brief>\d0)['’]?s",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:avant|before|pre|pr[ée]|jusqu['’ ](?:à|en))[ -]*(?P<year>(?:18|19|20)\d\d)"
    r"|(?P<and>(?:18|19|20)\d\d) (?:et avant|and before|and earlier)",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"(?P<year>(?:18|19|20)\d\d)(?: et apr[èe]s| et plus| and later|\+)|(?:depuis|since) "
    r"(?P<since>(?:18|19|20)\d\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"[\[(]?(?P<year>(?:18|19|20)\d\d)[\])]?")


def _whole(short: int) -> int:
    """Return a year of two digits in four."""
    return short + (2000 if short < 30 else 1900)


@lru_cache(maxsize=4096)
def years_of(folder: bytes) -> Years | None:
    """Return the years that a folder's name says, None where it says none.

    ``1990`` alone is a decade or a year: the others beside it tell.
    """
    text = _WORDS.sub("", readable(folder)).strip(" ._")
    for form, read in _PERIODS:
        if match := form.fullmatch(text):
            return read(match)
    return None


def _span(match: re.Match[str]) -> Years | None:
    first, last = int(match["first"]), match["last"]
    end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return Years(first, end, is_decade=True) if first <= end else None


def _decade(match: re.Match[str]) -> Years:
    first = int(match["year"] or _whole(int(match["short"] or match["brief"])))
    return Years(first, first + 9, is_decade=True)


_PERIODS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Years | None]], ...]] = (
    (_SPAN, _span),
    (_DECADE, _decade),
    (_BEFORE, lambda match: Years(_LONG_AGO, int(match["year"] or match["and"]), True)),
    (_SINCE, lambda match: Years(int(match["year"] or match["since"]), _FAR, True)),
    (_YEAR, lambda match: Years(int(match["year"]), int(match["year"]))),
)
