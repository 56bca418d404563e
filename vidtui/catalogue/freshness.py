"""How old the provider's facts are, and which are to be asked for again.

Sessions and transactions are the caller's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from vidtui.catalogue import json_columns, models
from vidtui.catalogue.models import Collection, Movie, SeriesRow
from vidtui.catalogue.sql import ROWS, read_in, write_many
from vidtui.providers.base import Collected
from vidtui.typed_json import to_json

DAY_S = 24 * 3600
SERIES_DAYS = 7
"""Series that have not ended get new episodes by the week."""
MOST_SERIES = 50
"""In one run, the oldest facts first: the others come with the next ones."""
MONTH_S = 30 * DAY_S
_HELD = "EXISTS (SELECT 1 FROM media_file f WHERE f.group_id = g.id AND f.missing_since IS NULL)"


def running_series(now: int) -> list[int]:
    """Return the groups of series that have not ended and were asked for long ago."""
    rows = _rows(
        "SELECT g.id, s.details FROM media_group g JOIN series s ON s.id = g.series_id"  # noqa: S608
        f" WHERE g.state = 'enriched' AND s.fetched_at < ? AND {_HELD} ORDER BY s.fetched_at, g.id",
        now - SERIES_DAYS * DAY_S,
    )
    due = (group for group, details in rows if not json_columns.mapping(details).get("ended"))
    return [group for group, _number in zip(due, range(MOST_SERIES), strict=False)]


def outdated(before: int) -> list[int]:
    """Return the groups whose facts were fetched before a time, the oldest first."""
    rows = _rows(
        "SELECT g.id FROM media_group g LEFT JOIN movie m ON m.id = g.movie_id"  # noqa: S608
        " LEFT JOIN series s ON s.id = g.series_id WHERE g.state = 'enriched'"
        f" AND COALESCE(m.fetched_at, s.fetched_at) < ? AND {_HELD}"
        " ORDER BY COALESCE(m.fetched_at, s.fetched_at), g.id",
        before,
    )
    return [group for (group,) in rows]


def queue_again(groups: Sequence[int]) -> None:
    """Queue known groups, so that they are asked about; what is known of them stays."""
    write_many(
        "UPDATE media_group SET state = 'queued' WHERE id = ? AND state = 'enriched'",
        ((group,) for group in groups),
    )


def put_back(groups: Iterable[int]) -> None:
    """Take groups that were not asked about for what they were."""
    write_many(
        "UPDATE media_group SET state = 'enriched' WHERE id = ? AND state = 'queued'"
        " AND (movie_id IS NOT NULL OR series_id IS NOT NULL)",
        ((group,) for group in groups),
    )


def touch(movie: int, now: int) -> None:
    """Note that a film was asked for again and is as it was."""
    Movie.update(fetched_at=now).where(Movie.id == movie).execute()


def collections() -> list[tuple[str, str]]:
    """Return the collections to be asked for: unknown ones, and those older than one of its films.

    Each is a provider and its id.
    """
    known = {
        (row[0], row[1]): row[2]
        for row in _rows("SELECT provider, provider_id, fetched_at FROM collection")
    }
    wanted: dict[tuple[str, str], int] = {}
    for provider, details, fetched in _rows(
        "SELECT m.provider, m.details, m.fetched_at FROM movie m WHERE EXISTS"  # noqa: S608
        f" (SELECT 1 FROM media_group g WHERE g.movie_id = m.id AND {_HELD})"
    ):
        held = json_columns.mapping(details).get("collection")
        if isinstance(held, list) and held and isinstance(held[0], str):
            key = provider, held[0]
            wanted[key] = max(fetched, wanted.get(key, 0))
    return [key for key, newest in wanted.items() if known.get(key, -1) < newest]


def keep_collection(provider: str, collection: Collected, now: int) -> None:
    """Write a collection with all its films, or bring it up to date.

    One without a title is gone: it is not asked for again, and what was known of it stays.
    """
    known = [Collection.title, Collection.members] if collection.title else []
    members = json.dumps([to_json(one) for one in collection.members], ensure_ascii=False)
    Collection.insert(
        provider=provider,
        provider_id=collection.id,
        title=collection.title,
        members=members,
        fetched_at=now,
    ).on_conflict(
        conflict_target=[Collection.provider, Collection.provider_id],
        preserve=[*known, Collection.fetched_at],
    ).execute()


def imdb_ids(groups: Sequence[int]) -> dict[int, str]:
    """Return by group the id that IMDb has for its work."""
    found: dict[int, str] = {}
    for table, key in ((Movie, "movie_id"), (SeriesRow, "series_id")):
        name = table._meta.table_name
        statement = (
            f"SELECT g.id, w.imdb_id FROM media_group g JOIN {name} w ON w.id = g.{key}"  # noqa: S608
            " WHERE w.imdb_id IS NOT NULL AND g.id IN (*)"
        )
        found |= dict(read_in(statement, groups))
    return found


def _rows(statement: str, *values: object) -> Iterable[tuple[Any, ...]]:
    database = models.database.obj
    cursor = database.execute_sql(statement.replace("?", database.param), values)
    while some := cursor.fetchmany(ROWS):
        yield from some
