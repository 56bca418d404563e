"""What a person types to name a work: an id with or without its database, or a page's address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.providers.base import IdProvider, WorkKind
from vidtui.providers.fields import MOST_ID
from vidtui.text import printable, shorten

_LONGEST_SHOWN: Final = 60
_KINDS: Final[dict[str, WorkKind]] = {"movie": "film", "tv": "series"}
_SITE: Final = r"(?:https?://)?(?:www\.|m\.)?"
_AFTER: Final = r"(?:[/?#].*)?"
_WRITTEN: Final[tuple[tuple[IdProvider, str], ...]] = (
    ("tmdb", r"(?:tmdb:)?(?P<id>\d+)"),
    ("tmdb", r"(?:tmdb:)?(?P<kind>movie|tv)/(?P<id>\d+)(?:-[^/?#]*)?"),
    (
        "tmdb",
        rf"{_SITE}(?:themoviedb|tmdb)\.org/(?P<kind>movie|tv)/(?P<id>\d+)(?:-[^/?#]*)?{_AFTER}",
    ),
    ("imdb", r"tt(?P<id>\d+)"),
    ("imdb", r"imdb:(?:tt)?(?P<id>\d+)"),
    ("imdb", rf"{_SITE}imdb\.com/(?:[a-z]{{2}}(?:-[a-z]{{2}})?/)?title/tt(?P<id>\d+){_AFTER}"),
    ("tvdb", r"tvdb:(?P<id>\d+)"),
    ("tvdb", rf"{_SITE}thetvdb\.com/dereferrer/series/(?P<id>\d+){_AFTER}"),
)
_FORMS: Final = tuple(
    (provider, re.compile(form, re.IGNORECASE | re.DOTALL | re.ASCII))
    for provider, form in _WRITTEN
)
_LONGEST_IMDB: Final = 12


@dataclass(frozen=True, slots=True)
class Reference:
    """A work by the id that a database gives it; ``kind`` is None where nothing tells."""

    provider: IdProvider
    id: str
    kind: WorkKind | None


def parse(text: str, kind: Literal["film", "series", "unknown"]) -> Reference:
    """Return the work that ``text`` names for a group of files of this kind.

    TVDB ids name series: TMDB knows no others by them.

    Raises:
        UsageProblem: it names none, or one of the other kind.
    """
    for provider, form in _FORMS:
        match = form.fullmatch(text.strip())
        id_ = _id(provider, match["id"]) if match else None
        if match is None or id_ is None:
            continue
        named = _KINDS.get((match.groupdict().get("kind") or "").lower())
        if provider == "tvdb":
            named = "series"
        if kind != "unknown" and named not in (None, kind):
            raise UsageProblem(_other_kind(text, kind))
        return Reference(provider, id_, named if kind == "unknown" else kind)
    raise UsageProblem(
        _(
            "{text} names no work: type 603, tmdb:movie/603, tmdb:tv/1396, tt0133093, tvdb:81189 "
            "or the address of its page on TMDB or IMDb"
        ).format(text=_shown(text))
    )


def _id(provider: IdProvider, digits: str) -> str | None:
    if provider == "imdb":
        return f"tt{digits:0>7}" if len(digits) <= _LONGEST_IMDB and digits.strip("0") else None
    digits = digits.lstrip("0")
    return digits if 0 < len(digits) <= len(str(MOST_ID)) and int(digits) <= MOST_ID else None


def _other_kind(text: str, kind: Literal["film", "series"]) -> str:
    if kind == "film":
        return _("{text} is a series, and these files are a film").format(text=_shown(text))
    return _("{text} is a film, and these files are a series").format(text=_shown(text))


def _shown(text: str) -> str:
    return shorten(printable(text.strip()), _LONGEST_SHOWN) or "–"
