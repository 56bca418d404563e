"""What the making of links asks the catalogue, and what it keeps there; sessions are the caller's.

What a person said of files that are not to be linked, and of places, stands in the journal: it
holds until it is undone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from vidtui.catalogue import json_columns
from vidtui.catalogue.links import GONE
from vidtui.catalogue.models import Property
from vidtui.catalogue.sql import read, read_in

NEVER, ANSWER = "never-link", "answer-link"


class LinkableFile(NamedTuple):
    """A video that is on storage as far as is known; size in bytes, mtime in ns.

    ``sample`` is empty where it was not to be read. ``state`` is that of its group, None without
    one; ``movie`` and ``series`` what it is known to be.
    """

    id: int
    root: int
    path: bytes
    size: int
    mtime_ns: int
    inode: int
    sample: bytes
    kind: str
    group: int | None
    part: int | None
    edition: str | None
    added_at: int
    state: str | None
    movie: int | None
    series: int | None


def files() -> Iterator[LinkableFile]:
    """Yield all videos that are neither missing nor away."""
    rows = read(
        "SELECT f.id, f.root_id, f.path, f.size, f.mtime_ns, f.inode, f.sample, f.kind, f.group_id,"
        " f.part, f.edition, f.added_at, g.state, g.movie_id, g.series_id FROM media_file f"
        " LEFT JOIN media_group g ON g.id = f.group_id"
        " WHERE f.missing_since IS NULL AND f.away_since IS NULL ORDER BY f.root_id, f.path"
    )
    for id_, root, path, size, mtime, inode, sample, *rest in rows:
        yield LinkableFile(id_, root, bytes(path), size, mtime, inode, bytes(sample), *rest)


class KnownWork(NamedTuple):
    """A film or series: ``key`` as ``movie:12``; ``details`` as the provider told them."""

    key: str
    kind: str
    title: str
    year: int | None
    original_title: str | None
    ids: dict[str, str]
    details: dict[str, Any]


def works() -> Iterator[KnownWork]:
    """Yield every film and series that is known."""
    for id_, provider, ref, title, original, year, imdb, details in read(
        "SELECT id, provider, provider_id, title, original_title, year, imdb_id, details FROM movie"
    ):
        ids = {provider: ref, **({"imdb": imdb} if imdb else {})}
        held = json_columns.mapping(details)
        yield KnownWork(f"movie:{id_}", "film", title, year, original, ids, held)
    for id_, provider, ref, title, original, year, imdb, tvdb, details in read(
        "SELECT id, provider, provider_id, title, original_title, year, imdb_id, tvdb_id, details"
        " FROM series"
    ):
        more = {"imdb": imdb, "tvdb": tvdb}
        ids = {provider: ref, **{name: value for name, value in more.items() if value}}
        held = json_columns.mapping(details)
        yield KnownWork(f"series:{id_}", "series", title, year, original, ids, held)


class NamedGroup(NamedTuple):
    """A film or series as its names call it; ``agree``: nothing that names say is at odds."""

    id: int
    kind: str
    title: str
    year: int | None
    agree: bool


def named_groups() -> Iterator[NamedGroup]:
    """Yield the groups of which nobody knows the work."""
    for id_, kind, title, year, evidence in read(
        "SELECT id, kind, title, year, evidence FROM media_group"
        " WHERE movie_id IS NULL AND series_id IS NULL"
    ):
        said = json_columns.evidence(evidence)
        yield NamedGroup(id_, kind, title, year, bool(said.get("agree")) and not said.get("doubt"))


class HeldEpisode(NamedTuple):
    """An episode that a file holds, as the provider counts where it is known.

    ``absolute`` is the number that the file's name gives without a season.
    """

    file: int
    season: int | None
    number: int | None
    title: str | None
    air_date: str | None
    is_known: bool
    absolute: int | None


def episodes() -> Iterator[HeldEpisode]:
    """Yield the episodes of all files, in their order."""
    for file, season, number, aired, title, date, theirs, count in read(
        "SELECT h.file_id, h.season, h.number, h.air_date, e.title, e.air_date, s.number, e.number"
        " FROM file_episode h LEFT JOIN episode e ON e.id = h.episode_id"
        " LEFT JOIN season s ON s.id = e.season_id"
        " ORDER BY h.file_id, COALESCE(s.number, h.season), COALESCE(e.number, h.number)"
    ):
        yield HeldEpisode(
            file,
            season if theirs is None else theirs,
            number if count is None else count,
            title,
            date or aired,
            count is not None,
            number if season is None else None,
        )


def probes(files: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield what a probe read of files."""
    yield from read_in(
        "SELECT id, probe FROM media_file WHERE probe IS NOT NULL AND id IN (*)", files
    )


class ShownBefore(NamedTuple):
    """A remembered link that showed a file."""

    id: int
    root: int
    path: bytes
    file: int
    is_gone: bool


def shown_before() -> Iterator[ShownBefore]:
    """Yield every remembered link that showed a file once."""
    for id_, root, path, file, state in read(
        "SELECT id, root_id, path, shown_file_id, state FROM link WHERE shown_file_id IS NOT NULL"
    ):
        yield ShownBefore(id_, root, bytes(path), file, state == GONE)


def shown_now(files: Sequence[int]) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """Yield the links that show files, as is remembered: file, root, path below it, text."""
    for file, root, path, text in read_in(
        "SELECT l.shown_file_id, r.path, l.path, l.text FROM link l JOIN root r ON r.id = l.root_id"
        " WHERE l.state = 'ok' AND l.shown_file_id IN (*)",
        files,
    ):
        yield file, bytes(root), bytes(path), bytes(text)


def standing(kind: str) -> Iterator[dict[str, Any]]:
    """Yield what actions of a kind say that were done and not undone, the oldest first."""
    for (intent,) in read(
        "SELECT intent FROM action WHERE kind = ? AND outcome = 'done' AND undone_at IS NULL"
        " ORDER BY id",
        kind,
    ):
        yield json_columns.mapping(intent)


_BASELINE = "links_since:"


def baselines() -> dict[str, int]:
    """Return by the uuid of a storage root since when its new files are linked."""
    rows = Property.select(Property.name, Property.value).where(Property.name.startswith(_BASELINE))
    return {
        str(name).removeprefix(_BASELINE): int(value)
        for name, value in rows.tuples()
        if str(value).isdecimal()
    }


def set_baselines(uuids: Sequence[str], now: int) -> None:
    """Note that files of roots which are first seen from now on are new; in a transaction."""
    for uuid in uuids:
        Property.insert(name=_BASELINE + uuid, value=str(now)).on_conflict_ignore().execute()


def count_unlinked() -> int:
    """Return how many identified files no link has ever shown, as far as is remembered.

    Of a storage root whose baseline is known only those that came later. Nothing is said where
    there is no link, or one to a folder: the files below that are shown too.
    """
    ((count, links, folders),) = read(
        "SELECT COUNT(*), EXISTS (SELECT 1 FROM link),"
        " EXISTS (SELECT 1 FROM link WHERE state = 'folder')"
        " FROM media_file f JOIN media_group g ON g.id = f.group_id JOIN root r ON r.id = f.root_id"
        " LEFT JOIN property p ON p.name = ? || r.uuid"
        " WHERE f.missing_since IS NULL AND f.away_since IS NULL AND f.kind IN ('film', 'series')"
        " AND g.state = 'enriched' AND (p.value IS NULL OR f.added_at > CAST(p.value AS INTEGER))"
        " AND NOT EXISTS (SELECT 1 FROM link l WHERE l.shown_file_id = f.id)"
        " AND NOT EXISTS (SELECT 1 FROM media_file o JOIN link l ON l.shown_file_id = o.id"
        " WHERE o.sample = f.sample AND o.size = f.size AND LENGTH(f.sample) > 0)",
        _BASELINE,
    )
    return int(count) if links and not folders else 0
