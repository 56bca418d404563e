"""The films and series of the demo, out of ``records.json`` beside this module.

Titles, dates, running times and identifiers of existing works are plain facts; works numbered
from 9,000,000 are made up. Every summary was written for this program; one that is not there in a
language is untranslated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from vidtui.demo.model import EpisodeRecord, FilmRecord, Records, SeasonRecord, SeriesRecord


def _load(file: Path) -> Records:
    """Return what a file holds: the fields of records by their names, series with seasons."""
    held = json.loads(file.read_text("utf-8"))
    return Records(
        tuple(FilmRecord(**_frozen(film)) for film in held["films"]),
        tuple(_series(one) for one in held["series"]),
    )


def _series(held: Mapping[str, Any]) -> SeriesRecord:
    seasons = tuple(map(_season, held["seasons"]))
    return SeriesRecord(**{**_frozen(held), "seasons": seasons})


def _season(held: Mapping[str, Any]) -> SeasonRecord:
    """Return a season of ``episodes`` episodes, each of ``runtime`` minutes.

    Where ``aired`` has fewer dates, the others follow a week after one another; ``names`` has the
    first episodes' names by language.
    """
    dates = [date.fromisoformat(text) for text in held["aired"]]
    while len(dates) < held["episodes"]:
        dates.append(dates[-1] + timedelta(weeks=1))
    named = held.get("names", {})
    episodes = (
        EpisodeRecord(
            index + 1,
            day.isoformat(),
            held["runtime"],
            {language: names[index] for language, names in named.items() if index < len(names)},
        )
        for index, day in enumerate(dates)
    )
    return SeasonRecord(held["number"], tuple(episodes))


def _frozen(value: Any) -> Any:
    """Return JSON with tuples for its lists."""
    if isinstance(value, dict):
        return {name: _frozen(one) for name, one in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


RECORDS: Final = _load(Path(__file__).with_suffix(".json"))
