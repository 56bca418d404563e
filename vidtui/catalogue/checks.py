"""What a check asks the catalogue; sessions are the caller's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import NamedTuple

from vidtui.catalogue import json_columns
from vidtui.catalogue.groups import is_held
from vidtui.catalogue.models import Group, MediaFile
from vidtui.catalogue.repairs import Episode, episodes_of
from vidtui.catalogue.sql import BATCH, columns, read, read_in, write_many


class Title(NamedTuple):
    """What a file is called: the provider's title where it is known, and its episodes."""

    title: str
    year: int | None
    episodes: tuple[Episode, ...]


class Stray(NamedTuple):
    """A file of a known series without an episode of it: the series, what the name says."""

    file: int
    series: str
    year: int | None
    episodes: tuple[Episode, ...]


class WaitingGroup(NamedTuple):
    """A film or a series that waits for a person, or failed."""

    key: str
    kind: str
    title: str
    year: int | None
    state: str


class Kept(NamedTuple):
    """A file as the catalogue knows it: size in bytes, mtime in ns.

    ``sample`` is None where it was not to be read; ``away_since`` as the table has it.
    """

    id: int
    root: int
    path: bytes
    size: int
    mtime_ns: int
    sample: bytes | None
    kind: str
    group: int | None
    part: int | None
    is_missing: bool
    away_since: int | None


class ToVerify(NamedTuple):
    """A file to read whole: size in bytes, mtime in ns; ``full_hash`` None the first time."""

    id: int
    root: int
    path: bytes
    size: int
    mtime_ns: int
    sample: bytes
    full_hash: bytes | None
    verified_at: int | None


def inodes(files: Sequence[int]) -> dict[int, int]:
    """Return by id the inodes that some files had."""
    statement = "SELECT id, inode FROM media_file WHERE id IN (*)"
    return {int(id_): int(inode) for id_, inode in read_in(statement, files)}


def files_of(root: int) -> Iterator[Kept]:
    """Yield all files of a root; in plain SQL, since a check reads every row of it."""
    rows = read(
        "SELECT id, root_id, path, size, mtime_ns, sample, kind, group_id, part,"
        " missing_since IS NOT NULL, away_since FROM media_file WHERE root_id = ?",
        root,
    )
    for file, at, path, size, mtime, sample, kind, group, part, missing, away in rows:
        yield Kept(
            file, at, bytes(path), size, mtime, bytes(sample) or None, kind, group, part,
            bool(missing), away,
        )  # fmt: skip


def on_roots(files: Sequence[int], roots: Sequence[int]) -> set[int]:
    """Return those files that lie on some roots."""
    marks = ", ".join("?" * len(roots))
    statement = f"SELECT id FROM media_file WHERE root_id IN ({marks}) AND id IN (*)"  # noqa: S608
    return {file for (file,) in read_in(statement, files, *roots)}


def same_samples() -> Iterator[list[int]]:
    """Yield the ids of files of one size and sample, two at least; extras are left out."""
    rows = read(
        "SELECT sample, size, id FROM media_file WHERE missing_since IS NULL AND kind <> 'extra'"
        " AND LENGTH(sample) > 0 AND sample IN"
        " (SELECT sample FROM media_file WHERE missing_since IS NULL AND kind <> 'extra'"
        " GROUP BY sample, size HAVING COUNT(*) > 1)"
        " ORDER BY sample, size, root_id, path"
    )
    for _same, found in groupby(rows, key=lambda row: (row[0], row[1])):
        files = [file for _sample, _size, file in found]
        if len(files) > 1:
            yield files


def titles_of(files: Sequence[int]) -> dict[int, Title]:
    """Return by file what it is called, where that is known well enough to name a link."""
    statement = (
        "SELECT f.id, g.kind, g.title, g.year, m.title, m.year, s.title, s.year"
        " FROM media_file f JOIN media_group g ON g.id = f.group_id"
        " LEFT JOIN movie m ON m.id = g.movie_id LEFT JOIN series s ON s.id = g.series_id"
        " WHERE f.id IN (*)"
    )
    episodes = episodes_of(files)
    found = {}
    for file, kind, title, year, movie, movie_year, series, series_year in read_in(
        statement, files
    ):
        held = tuple(episodes.get(file, ()))
        if kind == "series" and not any(number is not None for _s, number, _d in held):
            continue
        name = movie or series or title
        when = movie_year if movie else series_year if series else year
        found[file] = Title(name, when, held if kind == "series" else ())
    return found


_STRAYS = (
    " FROM media_file f JOIN media_group g ON g.id = f.group_id JOIN series s ON s.id = g.series_id"
    " WHERE g.state = 'enriched' AND f.missing_since IS NULL AND f.kind <> 'extra'"
    " AND (NOT EXISTS (SELECT 1 FROM file_episode e WHERE e.file_id = f.id) OR EXISTS"
    " (SELECT 1 FROM file_episode e WHERE e.file_id = f.id AND e.episode_id IS NULL))"
)


def strays() -> Iterator[Stray]:
    """Yield the files of known series that hold no episode, or one that the provider lacks."""
    rows = read(f"SELECT f.id, s.title, s.year{_STRAYS} ORDER BY s.title, s.id, f.path")
    statement = (
        "SELECT file_id, season, number, air_date FROM file_episode"
        " WHERE episode_id IS NULL AND file_id IN (*) ORDER BY season, number, id"
    )
    while page := list(islice(rows, BATCH)):
        episodes: dict[int, list[Episode]] = {}
        for file, season, number, date in read_in(statement, [row[0] for row in page]):
            episodes.setdefault(file, []).append((season, number, date))
        for file, series, year in page:
            yield Stray(file, series, year, tuple(episodes.get(file, ())))


def count_strays() -> int:
    """Count what ``strays`` yields."""
    return int(next(read(f"SELECT COUNT(*){_STRAYS}"))[0])


def waiting_groups() -> Iterator[WaitingGroup]:
    """Yield the groups that wait for a person or failed, by title."""
    rows = (
        Group.select(*columns(Group, WaitingGroup))
        .where((Group.state << ("pending", "failed")) & is_held())
        .order_by(Group.title, Group.id)
        .tuples()
    )
    for row in rows:
        yield WaitingGroup(*row)


def to_verify(roots: Sequence[int]) -> Iterator[ToVerify]:
    """Yield the files of some roots, those least recently verified first."""
    rows = (
        MediaFile.select(*columns(MediaFile, ToVerify))
        .where((MediaFile.root << roots) & MediaFile.missing_since.is_null())
        .order_by(MediaFile.verified_at.asc(nulls="FIRST"), MediaFile.id)
        .tuples()
    )
    for row in map(ToVerify._make, rows):
        yield row._replace(
            path=bytes(row.path),
            sample=bytes(row.sample),
            full_hash=None if row.full_hash is None else bytes(row.full_hash),
        )


def known_at(root: int, path: bytes) -> tuple[int, int] | None:
    """Return the size and the mtime in ns of a file as the catalogue knows it."""
    rows = MediaFile.select(MediaFile.size, MediaFile.mtime_ns).where(
        (MediaFile.root == root) & (MediaFile.path == path)
    )
    return next(((size, mtime) for size, mtime in rows.tuples()), None)


def record_hashes(rows: Sequence[tuple[bytes | None, int, int]]) -> None:
    """Store for files a hash (None leaves it) and when it was verified; in a transaction."""
    write_many(
        "UPDATE media_file SET full_hash = COALESCE(?, full_hash), verified_at = ? WHERE id = ?",
        rows,
    )


def broken_containers() -> Iterator[tuple[int, str]]:
    """Yield the files of which a probe found that they are broken, and what is wrong with each."""
    for file, text in read(
        "SELECT id, probe FROM media_file WHERE missing_since IS NULL AND probe IS NOT NULL"
        " ORDER BY root_id, path"
    ):
        facts = json_columns.facts(text)
        if facts is not None and facts.problem not in (None, "too-slow"):
            yield file, facts.problem
