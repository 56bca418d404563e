"""guessit at arm's length: imported on first use, its lists and errors made plain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

MAX_TEXT = 400
"""Longer paths are read from their end; guessit's time grows with the square of the length."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What guessit made of a text, collapsed to single values."""

    title: str | None = None
    alternatives: tuple[str, ...] = ()
    year: int | None = None
    seasons: tuple[int, ...] = ()
    episodes: tuple[int, ...] = ()
    edition: str | None = None
    country: str | None = None
    disc: int | None = None


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in _items(value) if str(item).strip())


def _numbers(value: Any) -> tuple[int, ...]:
    return tuple(item for item in _items(value) if isinstance(item, int))


def ask_guessit(
    text: str, kind: Literal["movie", "episode"] | None, *, prefer_number: bool = False
) -> Guess:
    """Return guessit's reading of ``text``, empty where it fails; never raises."""
    from guessit import guessit
    from guessit.api import GuessitException

    options: dict[str, Any] = {"no_user_config": True}
    if kind:
        options["type"] = kind
    if prefer_number:
        options["episode_prefer_number"] = True
    try:
        found = guessit(text[-MAX_TEXT:], options)
    except (GuessitException, RecursionError):
        return Guess()
    years = _numbers(found.get("year"))
    titles = _texts(found.get("title"))
    countries = _items(found.get("country"))
    discs = _numbers(found.get("cd"))
    return Guess(
        title=titles[0] if titles else None,
        alternatives=_texts(found.get("alternative_title")),
        year=years[0] if years else None,
        seasons=_numbers(found.get("season")),
        episodes=_numbers(found.get("episode")) or _numbers(found.get("absolute_episode")),
        edition=next(iter(_texts(found.get("edition"))), None),
        country=getattr(countries[0], "alpha2", None) if countries else None,
        disc=discs[0] if discs else None,
    )
