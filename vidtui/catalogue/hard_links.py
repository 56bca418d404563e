"""Files that are there under several paths: one inode, one size, one date, one sample.

The device is not remembered, since its number changes: whoever can look at the disk asks it too.
Sessions are the caller's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from vidtui.catalogue.models import FileEpisode
from vidtui.catalogue.sql import batches, read, read_in, write_many

_SAME = "sample, size, inode, mtime_ns"
_SAMPLED = "missing_since IS NULL AND LENGTH(sample) > 0"


class Path(NamedTuple):
    """One path of a file: the catalogue's ids of it and of its root, and the path below that."""

    file: int
    root: int
    path: bytes


def several_paths() -> Iterator[list[Path]]:
    """Yield the paths of each file that has several, first one whose folders say what it is."""
    rows = read(
        f"SELECT {_SAME}, id, root_id, path FROM media_file WHERE {_SAMPLED}"  # noqa: S608
        f" AND sample IN (SELECT sample FROM media_file WHERE {_SAMPLED}"
        f" GROUP BY {_SAME} HAVING COUNT(*) > 1)"
        f" ORDER BY {_SAME}, kind = 'unknown', root_id, path"
    )
    for _one, found in groupby(rows, key=lambda row: row[:4]):
        paths = [Path(file, root, bytes(path)) for *_same, file, root, path in found]
        if len(paths) > 1:
            yield paths


def further_paths() -> dict[int, int]:
    """Return by the id of each further path of a file that of its first one."""
    return {one.file: first.file for first, *others in several_paths() for one in others}


def with_inodes(inodes: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, Path]]:
    """Yield the files that may be some others: the place among these, and the path of the file.

    Args:
        inodes: inode, size in bytes and mtime in ns of each.
    """
    wanted: dict[tuple[int, int, int], list[int]] = {}
    for place, one in enumerate(inodes):
        wanted.setdefault(one, []).append(place)
    statement = "SELECT inode, size, mtime_ns, id, root_id, path FROM media_file"
    for inode, size, mtime_ns, *rest in read(f"{statement} WHERE missing_since IS NULL"):
        for place in wanted.get((inode, size, mtime_ns), ()):
            file, root, path = rest
            yield place, Path(file, root, bytes(path))


def of_unknown_kind() -> Iterator[tuple[Path, Path]]:
    """Yield the files about which nobody says what they are, with another path that does say it."""
    rows = read(
        "SELECT m.id, m.root_id, m.path, t.id, t.root_id, t.path FROM media_file m"
        " LEFT JOIN media_group g ON g.id = m.group_id JOIN media_file t ON t.sample = m.sample"
        " AND t.size = m.size AND t.inode = m.inode AND t.mtime_ns = m.mtime_ns AND t.id <> m.id"
        " WHERE m.kind = 'unknown' AND m.missing_since IS NULL AND LENGTH(m.sample) > 0"
        " AND COALESCE(g.state, '') NOT IN ('enriched', 'ignored')"
        " AND t.kind IN ('film', 'series') AND t.missing_since IS NULL AND t.group_id IS NOT NULL"
        " ORDER BY m.id, t.root_id, t.path"
    )
    for _file, found in groupby(rows, key=lambda row: row[0]):
        file, root, path, *other = next(iter(found))
        yield Path(file, root, bytes(path)), Path(other[0], other[1], bytes(other[2]))


def take_over(pairs: Sequence[tuple[int, int]]) -> None:
    """Know of files what is known of other paths of theirs; in a transaction.

    Args:
        pairs: the ids of file and of the other path.
    """
    write_many(
        "UPDATE media_file SET (kind, group_id, part, edition, named_by) = (SELECT kind, group_id,"
        " part, edition, named_by FROM media_file WHERE id = ?) WHERE id = ?",
        ((other, file) for file, other in pairs),
    )
    of = {other: file for file, other in pairs}
    for some in batches([file for file, _other in pairs]):
        FileEpisode.delete().where(FileEpisode.file << some).execute()
    statement = (
        "SELECT file_id, season, number, air_date, episode_id, bare FROM file_episode"
        " WHERE file_id IN (*)"
    )
    write_many(
        "INSERT INTO file_episode (file_id, season, number, air_date, episode_id, bare)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(of[other], *rest) for other, *rest in read_in(statement, list(of))],
    )
