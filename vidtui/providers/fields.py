"""Fields of foreign JSON, each checked: what is not as it should be counts as absent.

Nothing here raises. Numbers are bounded, so that they fit a column of the catalogue; texts are
valid Unicode without NUL, composed (NFC), without spaces at their ends and of bounded length.
Other control characters stay: whatever shows a text escapes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date as calendar_date
from itertools import islice
from typing import Any, Final

Answer = dict[str, Any]

MOST_TITLE: Final = 1_000
MOST_TEXT: Final = 10_000
"""Characters of a title or a name, and of a summary; what is longer is cut."""
MOST_ID: Final = 2**31 - 1
MOST_COUNT: Final = 2**31 - 1
MOST_MINUTES: Final = 100_000.0
"""The longest film there is has 51,420."""
FIRST_YEAR: Final = 1874
"""Of the earliest film in the databases."""
LAST_YEAR: Final = 2200

_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")
_DATE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*)?", re.DOTALL)
_DIGITS: Final = re.compile(r"[0-9]{1,20}")
_IMDB: Final = re.compile(r"tt[0-9]{1,12}")
_IMAGE: Final = re.compile(r"/[A-Za-z0-9_-]{1,100}\.(?:jpe?g|png|webp)")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")


def mapping(value: object) -> Answer:
    """Return an object, an empty one where ``value`` is none."""
    return value if isinstance(value, dict) else {}


def entries(value: object, most: int) -> Iterator[object]:
    """Yield the first ``most`` entries of a list, nothing where ``value`` is none."""
    return islice(value, most) if isinstance(value, list) else iter(())


def objects(value: object) -> Iterator[Answer]:
    """Yield the objects of a list, nothing where ``value`` is none."""
    held = value if isinstance(value, list) else []
    return (entry for entry in held if isinstance(entry, dict))


def clean(value: str, most: int = MOST_TITLE) -> str:
    """Return ``value`` as valid text: NUL and lone surrogates become U+FFFD."""
    # Cut first: composing takes time that grows with the square of a run of accents.
    text = unicodedata.normalize("NFC", _NO_TEXT.sub("\ufffd", value.strip()[:most]))
    return text[:most].strip()


def text(value: object, most: int = MOST_TITLE) -> str | None:
    """Return a text that says something."""
    held = clean(value, most) if isinstance(value, str) else ""
    return held if held.strip("\ufffd") else None


def integer(value: object, low: int, high: int) -> int | None:
    """Return a whole number within bounds; true and false are none."""
    return value if type(value) is int and low <= value <= high else None


def number(value: object, low: float, high: float) -> float | None:
    """Return a number within bounds; NaN is within none."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    return float(value) if low <= value <= high else None


def minutes(value: object) -> float | None:
    """Return a running time; 0 means unknown."""
    return number(value, 0.0, MOST_MINUTES) or None


def identifier(value: object) -> str | None:
    """Return a number that names something, as text; it may come as text."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    return None if (held := integer(value, 1, MOST_ID)) is None else str(held)


def imdb_id(value: object) -> str | None:
    """Return an IMDb id such as ``tt0133093``."""
    return value if isinstance(value, str) and _IMDB.fullmatch(value) else None


def date(value: object) -> str | None:
    """Return a day that exists, as ISO date; a time of day is left out."""
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        day = calendar_date.fromisoformat(match[1])
    except ValueError:
        return None
    return match[1] if FIRST_YEAR <= day.year <= LAST_YEAR else None


def year(value: object) -> int | None:
    """Return the year of a date."""
    return int(day[:4]) if (day := date(value)) else None


def image_path(value: object) -> str | None:
    """Return the path of an image: one plain file name after a slash."""
    return value if isinstance(value, str) and _IMAGE.fullmatch(value) else None


def country(value: object) -> str | None:
    """Return a country's code, ISO 3166-1."""
    return value if isinstance(value, str) and _COUNTRY.fullmatch(value) else None


def language(value: object) -> str | None:
    """Return a language's code, ISO 639-1."""
    return value if isinstance(value, str) and _LANGUAGE.fullmatch(value) else None
