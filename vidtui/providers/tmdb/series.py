"""TMDB's answer about a series, its seasons and their episodes, as our own types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from vidtui.providers import fields
from vidtui.providers.base import EpisodeFacts, SeasonFacts, Series, Text
from vidtui.providers.fields import MOST_TEXT, Answer
from vidtui.providers.tmdb.parse import common
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
