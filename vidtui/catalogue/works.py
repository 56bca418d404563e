"""Writes what a provider says about films and series, and reads films back.

Sessions are the caller's, and transactions where it writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from vidtui.catalogue import json_columns
from vidtui.catalogue.bulk import batches, write_many
from vidtui.catalogue.models import Episode, FileEpisode, Group, MediaFile, Movie, Season, Series
from vidtui.catalogue.numbering import Held, Known, Numbering
from vidtui.metadata.works import EpisodeFacts, Film, Ref, Show
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


def save_show(show: Show, now: int) -> None:
    """Write a series with its seasons and episodes, or bring them up to date.

    Episodes that the provider no longer has stay: files may be linked to them.
    """
    details = to_json(show)
    del details["seasons"]
    _write(
        Series,
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


def _save_seasons(series: int, show: Show) -> None:
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
        FileEpisode.select(
            FileEpisode.id,
            FileEpisode.season,
            FileEpisode.number,
            FileEpisode.air_date,
            FileEpisode.bare,
        )
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
    return _row(Series, ref)


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


def known_show(provider: str, id: str) -> Show | None:  # noqa: A002
    """Return a series that was fetched before, its episodes by their numbers alone."""
    row = Series.get_or_none((Series.provider == provider) & (Series.provider_id == id))
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
