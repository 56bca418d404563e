"""A whole series of TMDB's, as our own types, in as few questions as there can be.

A question about a series can have up to twenty names appended, seasons among them, so that most
series are one question. What only its answer tells, further seasons, is asked for afterwards.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final

from vidtui.providers import fields
from vidtui.providers.base import EpisodeFacts, SeasonFacts, Series, Text, TooLarge
from vidtui.providers.fields import MOST_TEXT, Answer
from vidtui.providers.tmdb.parse import PARTS, common
from vidtui.text import fold

MOST_SEASONS: Final = 500
LAST_SEASON: Final = 9_999
"""Some series number their seasons by years."""
MOST_EPISODES: Final = 5_000
LAST_EPISODE: Final = 99_999

_NUMBERED: Final = re.compile(r"episode (?:n )?[0-9]+")
"""The names, folded, that TMDB gives to episodes without one."""


def show(answer: Answer, asked: str) -> Series:
    """Return the series of an answer in the language ``asked``, with the heads of its seasons.

    Raises:
        BadAnswer: no id or no title.
    """
    return Series(
        **common(answer, "series", asked), seasons=_heads(answer, asked), ended=_ended(answer)
    )


_OVER: Final = ("Ended", "Canceled")


def _ended(answer: Answer) -> bool | None:
    """Return whether no more episodes come, None where TMDB does not say."""
    status = fields.text(answer.get("status"))
    return None if status is None else status in _OVER


def _heads(answer: Answer, asked: str) -> tuple[SeasonFacts, ...]:
    found: dict[int, SeasonFacts] = {}
    for entry in fields.objects(answer.get("seasons")):
        number = season_number(entry.get("season_number"))
        if number is not None and number not in found and len(found) < MOST_SEASONS:
            found[number] = _head(entry, number, asked)
    return tuple(season for _number, season in sorted(found.items()))


def season_number(value: object) -> int | None:
    """Return the number of a season that there may be."""
    return fields.integer(value, 0, LAST_SEASON)


def seasons(answer: Answer, numbers: Iterable[int], asked: str) -> dict[int, SeasonFacts]:
    """Return the seasons of these numbers that are in an answer with their episodes."""
    found = {}
    for number in numbers:
        entry = fields.mapping(answer.get(f"season/{number}"))
        episodes = entry.get("episodes")
        if isinstance(episodes, list) and entry.get("season_number", number) == number:
            facts = _episodes(episodes, asked)
            head = _head(entry, number, asked)
            found[number] = replace(
                head, episodes=facts, episode_count=head.episode_count or len(facts)
            )
    return found


def _head(entry: Answer, number: int, asked: str) -> SeasonFacts:
    overview = fields.text(entry.get("overview"), MOST_TEXT)
    return SeasonFacts(
        number,
        fields.text(entry.get("name")),
        Text(overview, asked) if overview else None,
        fields.date(entry.get("air_date")),
        fields.image_path(entry.get("poster_path")),
        fields.integer(entry.get("episode_count"), 0, LAST_EPISODE) or 0,
    )


def _episodes(entries: list[object], asked: str) -> tuple[EpisodeFacts, ...]:
    found: dict[int, EpisodeFacts] = {}
    for entry in fields.objects(entries):
        number = fields.integer(entry.get("episode_number"), 0, LAST_EPISODE)
        if number is not None and number not in found and len(found) < MOST_EPISODES:
            found[number] = _episode(entry, number, asked)
    return tuple(episode for _number, episode in sorted(found.items()))


def _episode(entry: Answer, number: int, asked: str) -> EpisodeFacts:
    title = fields.text(entry.get("name"))
    overview = fields.text(entry.get("overview"), MOST_TEXT)
    return EpisodeFacts(
        number,
        Text(title, asked) if title and not _NUMBERED.fullmatch(fold(title)) else None,
        Text(overview, asked) if overview else None,
        fields.date(entry.get("air_date")),
        fields.minutes(entry.get("runtime")),
    )


def has_gaps(season: SeasonFacts) -> bool:
    """Tell whether an episode lacks its title or its summary."""
    return any(not episode.title or not episode.overview for episode in season.episodes or ())


def filled(season: SeasonFacts, other: SeasonFacts | None) -> SeasonFacts:
    """Return a season with what only ``other`` says of it; no episode is added to those it has."""
    if other is None:
        return season
    episodes = other.episodes
    if season.episodes is not None:
        others = {episode.number: episode for episode in other.episodes or ()}
        episodes = tuple(
            _filled_episode(episode, others.get(episode.number)) for episode in season.episodes
        )
    names = ("title", "overview", "air_date", "poster_path", "episode_count")
    found = {name: getattr(season, name) or getattr(other, name) for name in names}
    return replace(season, **found, episodes=episodes)


def _filled_episode(episode: EpisodeFacts, other: EpisodeFacts | None) -> EpisodeFacts:
    if other is None:
        return episode
    return EpisodeFacts(
        episode.number,
        episode.title or other.title,
        episode.overview or other.overview,
        episode.air_date or other.air_date,
        episode.runtime or other.runtime,
    )


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
