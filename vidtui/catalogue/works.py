"""Writes what a provider says about films and series, and reads films back.

Sessions are the caller's, and transactions where it writes.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from vidtui.catalogue import json_columns
from vidtui.catalogue.models import Episode, FileEpisode, Group, MediaFile, Movie, Season, SeriesRow
from vidtui.catalogue.sql import batches, columns, write_many
from vidtui.providers.base import EpisodeFacts, Film, Ref, Series
from vidtui.typed_json import to_json


def save_film(film: Film, now: int) -> None:
    """Write a film, or bring it up to date.

    One that says what is known already keeps the time at which that was fetched.
    """
    details = _dump(to_json(film))
    ref = film.ref
    if Movie.get_or_none(
        (Movie.provider == ref.provider)
        & (Movie.provider_id == ref.id)
        & (Movie.details == details)
    ):
        return
    _write(
        Movie,
        film.ref,
        title=film.title.value,
        original_title=film.original_title,
        year=film.year,
        runtime=film.runtime,
        imdb_id=film.ids.get("imdb"),
        details=details,
        fetched_at=now,
    )


def save_show(show: Series, now: int) -> None:
    """Write a series with its seasons and episodes, or bring them up to date.

    Episodes that the provider no longer has stay: files may be linked to them.
    """
    details = to_json(show)
    del details["seasons"]
    _write(
        SeriesRow,
        show.ref,
        title=show.title.value,
        original_title=show.original_title,
        year=show.year,
        imdb_id=show.ids.get("imdb"),
        tvdb_id=show.ids.get("tvdb"),
        details=_dump(details),
        fetched_at=now,
    )
    series = series_row(show.ref)
    if series is not None:
        _save_seasons(series, show)


def _write(table: Any, ref: Ref, **values: object) -> None:
    table.insert(provider=ref.provider, provider_id=ref.id, **values).on_conflict(
        conflict_target=[table.provider, table.provider_id],
        preserve=[getattr(table, name) for name in values],
    ).execute()


def _save_seasons(series: int, show: Series) -> None:
    for season in show.seasons:
        head = to_json(season)
        del head["episodes"]
        Season.insert(
            series=series, number=season.number, title=season.title, details=_dump(head)
        ).on_conflict(
            conflict_target=[Season.series, Season.number],
            preserve=[Season.title, Season.details],
        ).execute()
    rows = dict(_seasons(series))
    fields = [
        Episode.season,
        Episode.number,
        Episode.title,
        Episode.overview,
        Episode.air_date,
        Episode.runtime,
        Episode.details,
    ]
    episodes = [
        (
            rows[season.number],
            one.number,
            one.title.value if one.title else None,
            one.overview.value if one.overview else None,
            one.air_date,
            one.runtime,
            _dump(
                {
                    "title_language": one.title.language if one.title else None,
                    "overview_language": one.overview.language if one.overview else None,
                }
            ),
        )
        for season in show.seasons
        for one in season.episodes or ()
    ]
    for batch in batches(episodes):
        Episode.insert_many(batch, fields=fields).on_conflict(
            conflict_target=[Episode.season, Episode.number], preserve=fields[2:]
        ).execute()


def _seasons(series: int) -> list[tuple[int, int]]:
    rows = Season.select(Season.number, Season.id).where(Season.series == series)
    return [(number, row) for number, row in rows.tuples()]


def link_episodes(group: int, series: int) -> int:
    """Link the episodes that a group's files hold to those of a series.

    Returns:
        How many of them the provider does not know, or may mean two.
    """
    known = (
        Episode.select(Season.number, Episode.number, Episode.air_date, Episode.id)
        .join(Season)
        .where(Season.series == series)
        .tuples()
    )
    held = (
        FileEpisode.select(*columns(FileEpisode, Held))
        .join(MediaFile)
        .where(MediaFile.group == group)
        .tuples()
    )
    found = Numbering(Known(*row) for row in known).find([Held(*row) for row in held])
    write_many(
        "UPDATE file_episode SET episode_id = ? WHERE id = ?",
        [(episode, row) for row, episode in found],
    )
    return sum(episode is None for _row, episode in found)


def link_known(groups: Iterable[int]) -> None:
    """Link the episodes that files of these groups hold, where their series is known."""
    for batch in batches(list(groups)):
        known = Group.select(Group.id, Group.series).where(
            (Group.id << batch) & (Group.state == "enriched") & Group.series.is_null(False)
        )
        for group, series in list(known.tuples()):
            link_episodes(group, series)


def unlink_episodes(group: int) -> None:
    """Forget which episodes a group's files hold, since the series was not the right one."""
    files = MediaFile.select(MediaFile.id).where(MediaFile.group == group)
    FileEpisode.update(episode=None).where(FileEpisode.file << files).execute()


def movie_row(ref: Ref) -> int | None:
    """Return the row of a film, None where nobody has fetched it."""
    return _row(Movie, ref)


def series_row(ref: Ref) -> int | None:
    """Return the row of a series, None where nobody has fetched it."""
    return _row(SeriesRow, ref)


def _row(table: Any, ref: Ref) -> int | None:
    found = (
        table.select(table.id)
        .where((table.provider == ref.provider) & (table.provider_id == ref.id))
        .tuples()
        .first()
    )
    return int(found[0]) if found else None


def known_film(provider: str, id: str) -> Film | None:  # noqa: A002
    """Return a film that was fetched before, by the provider's or the IMDb id."""
    column = Movie.imdb_id if id.startswith("tt") else Movie.provider_id
    found = (
        Movie.select(Movie.details)
        .where((Movie.provider == provider) & (column == id))
        .tuples()
        .first()
    )
    return json_columns.film(found[0]) if found else None


def known_show(provider: str, id: str) -> Series | None:  # noqa: A002
    """Return a series that was fetched before, its episodes by their numbers alone."""
    row = SeriesRow.get_or_none((SeriesRow.provider == provider) & (SeriesRow.provider_id == id))
    show = json_columns.show(row.details) if row is not None else None
    if show is None:
        return None
    numbers: dict[int, list[EpisodeFacts]] = {}
    held = Episode.select(Season.number, Episode.number).join(Season).where(Season.series == row.id)
    for season, number in held.order_by(Season.number, Episode.number).tuples():
        numbers.setdefault(season, []).append(EpisodeFacts(number))
    heads = Season.select(Season.number, Season.details).where(Season.series == row.id)
    seasons = tuple(
        replace(head, episodes=tuple(numbers.get(number, ())))
        for number, details in heads.order_by(Season.number).tuples()
        if (head := json_columns.season(details)) is not None
    )
    return replace(show, seasons=seasons)


def _dump(facts: Mapping[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False)


UNMISTAKABLE = 100
"""No season of an anime has so many episodes: such a number counts from the first season on."""


class Known(NamedTuple):
    """An episode as the provider numbers it."""

    season: int
    number: int
    air_date: str | None
    id: int


class Held(NamedTuple):
    """An episode as a file's name says it; ``bare`` numbers may count from the first season on."""

    id: int
    season: int | None
    number: int | None
    air_date: str | None
    bare: bool


class Numbering:
    """The episodes of one series, found by whatever a file's name says of them."""

    def __init__(self, known: Iterable[Known]) -> None:
        ordered = sorted(known, key=lambda one: (one.season, one.number))
        self._by_number = {(one.season, one.number): one.id for one in ordered}
        self._by_date: dict[str, int] = {}
        self._regular = [one for one in ordered if one.season > 0]
        self._of_season: dict[int, list[Known]] = defaultdict(list)
        for one in sorted(ordered, key=lambda one: one.season == 0):
            self._of_season[one.season].append(one)
            if one.air_date:
                self._by_date.setdefault(one.air_date, one.id)
        self._starts = [one.season for one in self._regular]

    def find(self, held: Iterable[Held]) -> list[tuple[int, int | None]]:
        """Return what each of a series' files holds: the row, and the episode where it is known."""
        rows = list(held)
        lowest: dict[int, int] = {}
        for row in rows:
            if row.bare and row.season and row.number is not None:
                lowest[row.season] = min(row.number, lowest.get(row.season, row.number))
        return [(row.id, self._one(row, lowest)) for row in rows]

    def _one(self, row: Held, lowest: dict[int, int]) -> int | None:
        if row.number is None:
            return self._by_date.get(row.air_date or "")
        if row.season is None:
            return self._by_number.get((1, row.number)) or self._counted(row.number)
        if row.bare and row.season > 0:
            return self._bare(row.season, row.number, lowest[row.season])
        return self._by_number.get((row.season, row.number))

    def _counted(self, number: int) -> int | None:
        """Return the episode of a number that counts from the first season on."""
        return self._regular[number - 1].id if 0 < number <= len(self._regular) else None

    def _bare(self, season: int, number: int, lowest: int) -> int | None:
        """Return the episode of a number below a season's folder; None where two are as likely.

        A number that the season can hold is that season's episode; one beyond it counts from the
        first season on.
        """
        own = self._of_season.get(season, [])
        direct = self._by_number.get((season, number))
        if direct is not None:
            return None if self._continues(season, lowest) else direct
        if own and number <= len(own) and own[0].number > 1:
            return own[number - 1].id
        counted = self._counted(number)
        if counted is not None:
            there = self._regular[number - 1].season
            return counted if there == season or not own or number >= UNMISTAKABLE else None
        return self._with_season(season, str(number))

    def _continues(self, season: int, lowest: int) -> bool:
        """Whether the files of a season may be numbered on from those of the seasons before it."""
        before = bisect_right(self._starts, season - 1)
        is_next = season > 1 and before > 0 and lowest == before + 1
        return is_next and self._of_season[season][0].number == 1

    def _with_season(self, season: int, digits: str) -> int | None:
        """Return the episode of a number that begins with its season's, such as 203."""
        inner = digits.removeprefix(str(season))
        if inner != digits and len(inner) == 2:
            return self._by_number.get((season, int(inner)))
        return None
