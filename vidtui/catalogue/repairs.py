"""What the repair of links asks the catalogue; sessions are the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from peewee import JOIN

from vidtui.catalogue import json_columns, models
from vidtui.catalogue.bulk import read_in
from vidtui.catalogue.models import Group, MediaFile, Movie, Series


class StoredFile(NamedTuple):
    """A file as the catalogue knows it: size in bytes, mtime in ns.

    ``sample`` is None where it was not to be read; ``away_since`` as the table has it.
    ``is_verified`` says that ``full_hash`` is that of the file of this size and mtime.
    """

    id: int
    root: int
    path: bytes
    size: int
    mtime_ns: int
    inode: int
    sample: bytes | None
    full_hash: bytes | None
    kind: str
    group: int | None
    part: int | None
    is_missing: bool
    away_since: int | None
    is_verified: bool


class StoredGroup(NamedTuple):
    """A film or a series: its titles by its name and by the provider, and its ids.

    ``guesses`` are further titles that its name may hold.
    """

    id: int
    kind: str
    titles: tuple[str, ...]
    guesses: tuple[str, ...]
    year: int | None
    country: str | None
    ids: dict[str, str]
    work: str | None


Episode = tuple[int | None, int | None, str | None]


def files_of(root: int) -> Iterator[StoredFile]:
    """Yield all files of a root."""
    rows = (
        MediaFile.select(
            MediaFile.id,
            MediaFile.root,
            MediaFile.path,
            MediaFile.size,
            MediaFile.mtime_ns,
            MediaFile.inode,
            MediaFile.sample,
            MediaFile.full_hash,
            MediaFile.kind,
            MediaFile.group,
            MediaFile.part,
            MediaFile.missing_since.is_null(False),
            MediaFile.away_since,
            MediaFile.verified_at.is_null(False),
        )
        .where(MediaFile.root == root)
        .tuples()
        .iterator()
    )
    for id_, at, path, size, mtime, inode, sample, full, kind, group, part, missing, *rest in rows:
        away, verified = rest
        yield StoredFile(
            id_, at, bytes(path), size, mtime, inode, bytes(sample) or None,
            None if full is None else bytes(full), kind, group, part, bool(missing), away,
            bool(verified),
        )  # fmt: skip


def groups() -> Iterator[StoredGroup]:
    """Yield all groups."""
    rows = (
        Group.select(
            Group.id,
            Group.kind,
            Group.title,
            Group.year,
            Group.evidence,
            Movie.title,
            Movie.original_title,
            Movie.provider,
            Movie.provider_id,
            Series.title,
            Series.original_title,
            Series.provider,
            Series.provider_id,
        )
        .join(Movie, JOIN.LEFT_OUTER)
        .switch(Group)
        .join(Series, JOIN.LEFT_OUTER)
        .tuples()
        .iterator()
    )
    for id_, kind, title, year, evidence, *known in rows:
        told = json_columns.evidence(evidence)
        provider, work = (known[2], known[3]) if known[3] else (known[6], known[7])
        titles = dict.fromkeys([title, known[0], known[1], known[4], known[5]])
        guesses = dict.fromkeys(told.get("titles", ()))
        yield StoredGroup(
            id_,
            kind,
            tuple(text for text in titles if text),
            tuple(text for text in guesses if text not in titles),
            year,
            told.get("country"),
            dict(told.get("ids", {})),
            f"{kind}:{provider}:{work}" if work else None,
        )


def episodes_of(files: Sequence[int]) -> dict[int, list[Episode]]:
    """Return by file the episodes that it holds: season, number, air date."""
    found: dict[int, list[Episode]] = {}
    statement = "SELECT file_id, season, number, air_date FROM file_episode WHERE file_id IN (*)"
    for file, season, number, date in read_in(statement, files):
        found.setdefault(file, []).append((season, number, date))
    return found


def formerly_at(root: int, paths: Sequence[bytes]) -> dict[bytes, int]:
    """Return by path the file that was there last."""
    statement = (
        "SELECT path, file_id FROM former_path WHERE root_id = ? AND path IN (*) ORDER BY until, id"
    )
    return {bytes(path): file for path, file in read_in(statement, paths, root)}


def moved(files: Sequence[int]) -> dict[int, bytes]:
    """Return by file where it was before it last moved; those that never did are left out."""
    statement = "SELECT file_id, path FROM former_path WHERE file_id IN (*) ORDER BY until, id"
    return {file: bytes(path) for file, path in read_in(statement, files)}


def hashes_of(files: Sequence[int]) -> dict[int, bytes]:
    """Return by file the hash of all its bytes, where one is recorded."""
    statement = "SELECT id, full_hash FROM media_file WHERE full_hash IS NOT NULL AND id IN (*)"
    return {file: bytes(full) for file, full in read_in(statement, files)}


class NamedFile(NamedTuple):
    """What tells the work of a file from others; ``movie`` and ``series`` where it is known."""

    group: int
    movie: int | None
    series: int | None
    kind: str
    title: str
    year: int | None
    part: int | None
    episodes: frozenset[Episode]


def named(files: Sequence[int]) -> dict[int, NamedFile]:
    """Return by file what it is; one that nobody has named is left out."""
    statement = (
        "SELECT f.id, g.id, g.movie_id, g.series_id, g.kind, g.title, g.year, f.part"
        " FROM media_file f JOIN media_group g ON g.id = f.group_id WHERE f.id IN (*)"
    )
    episodes = episodes_of(files)
    return {
        file: NamedFile._make((*rest, frozenset(episodes.get(file, ()))))
        for file, *rest in read_in(statement, files)
    }


def showing(files: Sequence[int], counts: Callable[[int], bool]) -> dict[int, bytes]:
    """Return by file the first of the links that are remembered to have shown it last: its path.

    Args:
        files: which files.
        counts: says of a link's id whether it is to be thought of; there may be a million.
    """
    statement = "SELECT id, path FROM link WHERE shown_file_id = ? ORDER BY path"
    database = models.database.obj
    found: dict[int, bytes] = {}
    for file in files:
        rows = database.execute_sql(statement.replace("?", database.param), (file,))
        first = next((path for link, path in rows if counts(link)), None)
        if first is not None:
            found[file] = bytes(first)
    return found
