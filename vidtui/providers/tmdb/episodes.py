"""A whole series of TMDB's in as few questions as there can be.

A question about a series can have up to twenty names appended, seasons among them, so that most
series are one question. What only its answer tells, further seasons, is asked for afterwards.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final

from vidtui.providers.base import SeasonFacts, Series, TooLarge
from vidtui.providers.fields import Answer
from vidtui.providers.tmdb.parse import PARTS
from vidtui.providers.tmdb.series import filled, has_gaps, season_number, seasons, show

APPEND_LIMIT: Final = 20
"""The most names that TMDB lets be appended to one question."""
MOST_AT_ONCE: Final = 600
"""Episodes in one answer: about 10.7 KB each, and an answer may have 8 MiB."""

Ask = Callable[[Sequence[str], str], Answer]
"""Asks about the one series, with what to append and in which language."""
Seasons = dict[int, SeasonFacts]


def whole_show(ask: Ask, likely: Collection[int], language: str, other: str) -> Series:
    """Return a series with all its seasons and their episodes.

    Args:
        ask: asks about it.
        likely: seasons known to exist: they are asked for at once, and their texts matter.
        language: the one to have texts in.
        other: the one for episodes that have none there.

    Raises:
        BadAnswer: no id or no title.
        TooLarge: even without any season.
    """
    likely = [number for number in dict.fromkeys(likely) if season_number(number) is not None]
    answer, asked = _first(ask, likely, language)
    head = show(answer, language)
    found = seasons(answer, asked, language)
    absent = [season for season in head.seasons if season.number not in found]
    found |= _ask_for(ask, _packed(_first_those(absent, likely)), language)
    known = {season.number: season for season in head.seasons}
    for number, season in found.items():
        known[number] = filled(season, known.get(number))
    if language != other:
        _fill_gaps(ask, known, likely, other)
    return replace(head, seasons=tuple(season for _number, season in sorted(known.items())))


def _first(ask: Ask, likely: list[int], language: str) -> tuple[Answer, list[int]]:
    """Ask for the series with as many seasons as there is room for in its answer."""
    room = APPEND_LIMIT - len(PARTS)
    numbers = list(dict.fromkeys((*likely, *range(room))))[:room]
    while True:
        try:
            return ask((*PARTS, *map(_name, numbers)), language), numbers
        except TooLarge:
            if not numbers:
                raise
            numbers = numbers[: len(numbers) // 2]


def _ask_for(ask: Ask, packs: Iterable[list[SeasonFacts]], language: str) -> Seasons:
    """Ask for seasons; one whose answer is too large even alone is left out."""
    found: Seasons = {}
    waiting = deque([season.number for season in pack] for pack in packs)
    while waiting:
        numbers = waiting.popleft()
        try:
            answer = ask([_name(number) for number in numbers], language)
        except TooLarge:
            half = len(numbers) // 2
            if half:
                waiting.extendleft((numbers[half:], numbers[:half]))
            continue
        found |= seasons(answer, numbers, language)
    return found


def _fill_gaps(ask: Ask, known: Seasons, likely: Collection[int], other: str) -> None:
    """Ask once more where episodes that matter have no text of their own.

    Seasons that matter less come along while there is room: it costs no further question.
    """
    lacking = [season for season in known.values() if has_gaps(season)]
    urgent = [season for season in lacking if not likely or season.number in likely]
    numbers = {season.number for season in urgent[:APPEND_LIMIT]}
    packs = takewhile(
        lambda pack: pack[0].number in numbers, _packed(_first_those(lacking, numbers))
    )
    for number, season in _ask_for(ask, packs, other).items():
        known[number] = filled(known[number], season)


def _packed(heads: Iterable[SeasonFacts]) -> Iterator[list[SeasonFacts]]:
    """Yield seasons together as they may fit into one answer."""
    pack: list[SeasonFacts] = []
    episodes = 0
    for season in heads:
        episodes += season.episode_count
        if pack and (len(pack) == APPEND_LIMIT or episodes > MOST_AT_ONCE):
            yield pack
            pack, episodes = [], season.episode_count
        pack.append(season)
    if pack:
        yield pack


def _first_those(those: Iterable[SeasonFacts], numbers: Collection[int]) -> list[SeasonFacts]:
    """Return seasons in their order, but those of ``numbers`` first."""
    return sorted(those, key=lambda season: (season.number not in numbers, season.number))


def _name(number: int) -> str:
    return f"season/{number}"
