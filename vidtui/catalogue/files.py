"""Reads and writes of many files at once; sessions and transactions are the caller's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from vidtui.catalogue.models import FormerPath, Group, MediaFile
from vidtui.catalogue.sql import BATCH, batches, columns, read, read_in, write_many
from vidtui.text import printable


class KnownFile(NamedTuple):
    """What a scan compares with: size in bytes, mtime in ns.

    ``away_since``: no import has met it since then, on a root where that says little.
    """

    id: int
    size: int
    mtime_ns: int
    is_missing: bool
    is_unknown: bool
    is_sampled: bool
    away_since: int | None


class NewFile(NamedTuple):
    """A file to register; ``sample`` is empty where it was not to be read."""

    root: int
    path: bytes
    size: int
    mtime_ns: int
    inode: int
    sample: bytes
    kind: str


class Move(NamedTuple):
    """A known file that is now elsewhere: ``file`` is where it was, ``to`` what it is now.

    ``as_it_was`` says that it has the inode and the mtime that it had.
    """

    file: int
    old_root: int
    old_path: bytes
    to: NewFile
    as_it_was: bool = False


class Unnamed(NamedTuple):
    """A file whose path no parser of today has read; ``is_again``: an older one has."""

    id: int
    root: int
    path: bytes
    kind: str
    is_again: bool = False


def known_files(root: int) -> dict[bytes, KnownFile]:
    """Return all files of a root by path; in plain SQL, since an import reads every row of it."""
    rows = read(
        "SELECT path, id, size, mtime_ns, missing_since IS NOT NULL, kind = 'unknown',"
        " LENGTH(sample) > 0, away_since FROM media_file WHERE root_id = ?",
        root,
    )
    return {bytes(path): KnownFile._make(known) for path, *known in rows}


def samples_of(ids: Sequence[int]) -> dict[int, bytes]:
    """Return the stored samples of some files, those that have one."""
    rows = read_in("SELECT id, sample FROM media_file WHERE id IN (*)", ids)
    return {file: bytes(sample) for file, sample in rows if sample}


def identities_of(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return by file the inode and the mtime in ns."""
    rows = read_in("SELECT id, inode, mtime_ns FROM media_file WHERE id IN (*)", ids)
    return {file: (inode, mtime_ns) for file, inode, mtime_ns in rows}


def known_samples(samples: Sequence[bytes]) -> dict[tuple[bytes, int], set[tuple[int, int]]]:
    """Return by sample and size the inode and the mtime in ns of each file that has them."""
    found: dict[tuple[bytes, int], set[tuple[int, int]]] = {}
    statement = "SELECT sample, size, inode, mtime_ns FROM media_file WHERE sample IN (*)"
    for sample, size, inode, mtime_ns in read_in(statement, samples):
        found.setdefault((bytes(sample), size), set()).add((inode, mtime_ns))
    return found


def ids_at(root: int, paths: Sequence[bytes]) -> dict[bytes, tuple[int, bool]]:
    """Return by path the id of each known file, and whether it was not met the last time."""
    statement = (
        "SELECT path, id, COALESCE(missing_since, away_since) FROM media_file"
        " WHERE root_id = ? AND path IN (*)"
    )
    return {
        bytes(path): (file, since is not None)
        for path, file, since in read_in(statement, paths, root)
    }


def not_missing(root: int, path: bytes) -> list[int | None]:
    """Return of a known file at a path, or of those beneath it, since when each is away.

    Files that are missing, and paths of which nothing is known, are left out.
    """
    rows = read(
        "SELECT DISTINCT away_since FROM media_file WHERE root_id = ? AND missing_since IS NULL"
        " AND (path = ? OR (path > ? AND path < ?))",
        *(root, path, path + b"/", path + b"0"),
    )
    return [since for (since,) in rows]


class Content(NamedTuple):
    """What tells a file from others: size in bytes, sample."""

    size: int
    sample: bytes


def contents(ids: Sequence[int]) -> dict[int, Content]:
    """Return by id what is known of files; those that are not known are left out."""
    statement = "SELECT id, size, sample FROM media_file WHERE id IN (*)"
    return {file: Content(size, bytes(held)) for file, size, held in read_in(statement, ids)}


def insert(files: Sequence[NewFile], now: int) -> None:
    """Register new files."""
    write_many(
        "INSERT INTO media_file (root_id, path, shown, size, mtime_ns, inode, sample, kind,"
        " added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (f.root, f.path, printable(f.path), f.size, f.mtime_ns, f.inode, f.sample, f.kind, now)
            for f in files
        ),
    )


def update_content(changes: Iterable[tuple[int, NewFile]]) -> None:
    """Store new content of known files: a hash verified for the old content no longer holds."""
    write_many(
        "UPDATE media_file SET size = ?, mtime_ns = ?, inode = ?, sample = ?, full_hash = NULL,"
        " verified_at = NULL, probe = NULL, missing_since = NULL, away_since = NULL WHERE id = ?",
        ((new.size, new.mtime_ns, new.inode, new.sample, file) for file, new in changes),
    )


def update_unread(changes: Iterable[tuple[int, NewFile]]) -> None:
    """Store new times of known files that are not to be read: what was read no longer holds."""
    write_many(
        "UPDATE media_file SET mtime_ns = ?, inode = ?, sample = ?, full_hash = NULL,"
        " verified_at = NULL, missing_since = NULL, away_since = NULL WHERE id = ?",
        ((new.mtime_ns, new.inode, new.sample, file) for file, new in changes),
    )


def update_samples(changes: Iterable[tuple[int, NewFile]]) -> None:
    """Store the samples of known files that were not to be read before."""
    write_many(
        "UPDATE media_file SET inode = ?, sample = ?, missing_since = NULL, away_since = NULL"
        " WHERE id = ?",
        ((new.inode, new.sample, file) for file, new in changes),
    )


def update_times(changes: Iterable[tuple[int, NewFile]]) -> None:
    """Store new times of known files whose sample is what it was.

    A hash of another date stays to be compared with, and no longer counts as verified.
    """
    write_many(
        "UPDATE media_file SET verified_at = CASE WHEN mtime_ns = ? THEN verified_at END,"
        " mtime_ns = ?, inode = ?, missing_since = NULL, away_since = NULL WHERE id = ?",
        ((new.mtime_ns, new.mtime_ns, new.inode, file) for file, new in changes),
    )


def move(moves: Sequence[Move], now: int) -> None:
    """Write where files are now and where they were; the new path is read anew.

    As in ``update_times``, a hash of another date no longer counts as verified.
    """
    write_many(
        "UPDATE media_file SET root_id = ?, path = ?, shown = ?, inode = ?, kind = ?,"
        " verified_at = CASE WHEN mtime_ns = ? THEN verified_at END, mtime_ns = ?,"
        " named_by = NULL, missing_since = NULL, away_since = NULL WHERE id = ?",
        (
            (
                *(to.root, to.path, printable(to.path), to.inode, to.kind),
                *(to.mtime_ns, to.mtime_ns, file),
            )
            for file, _root, _path, to, _as_it_was in moves
        ),
    )
    for batch in batches(moves):
        rows = [(one.file, one.old_root, one.old_path, now, one.as_it_was) for one in batch]
        columns = FormerPath.file, FormerPath.root, FormerPath.path
        fields = [*columns, FormerPath.until, FormerPath.as_it_was]
        FormerPath.insert_many(rows, fields=fields).execute()


def mark_missing(ids: Sequence[int], now: int) -> None:
    """Note since when files are missing."""
    for batch in batches(ids):
        gone = MediaFile.update(missing_since=now, away_since=None)
        gone.where(MediaFile.id << batch).execute()


def mark_away(ids: Sequence[int], now: int) -> None:
    """Note since when files on a volatile root are away."""
    for batch in batches(ids):
        MediaFile.update(away_since=now).where(MediaFile.id << batch).execute()


def mark_back(ids: Sequence[int]) -> None:
    """Note that files are there again."""
    for batch in batches(ids):
        back = MediaFile.update(missing_since=None, away_since=None)
        back.where(MediaFile.id << batch).execute()


def update_kinds(changes: Iterable[tuple[int, str]]) -> None:
    """Store kinds that the settings now give, and have the names read anew."""
    write_many(
        "UPDATE media_file SET kind = ?, named_by = NULL WHERE id = ?",
        ((kind, file) for file, kind in changes),
    )


def count_unnamed(roots: Sequence[int], version: int) -> int:
    """Count the files whose path no current parser has read."""
    return int(MediaFile.select().where(_unnamed(roots, version)).count())


def unnamed(roots: Sequence[int], version: int) -> Iterator[Unnamed]:
    """Yield those files by id, a page at a time, so that rows may be written in between."""
    last = 0
    while True:
        page = list(
            MediaFile.select(
                *columns(MediaFile, Unnamed, 4), MediaFile.named_by.between(1, version - 1)
            )
            .where(_unnamed(roots, version) & (MediaFile.id > last))
            .order_by(MediaFile.id)
            .limit(BATCH)
            .tuples()
        )
        for file, root, path, kind, is_again in page:
            yield Unnamed(file, root, bytes(path), kind, bool(is_again))
        if len(page) < BATCH:
            return
        last = page[-1][0]


def has_neighbours(file: Unnamed) -> bool:
    """Say whether other videos that are no extras lie in the folder of a file."""
    folder, slash, _name = file.path.rpartition(b"/")
    start = folder + slash
    beside = MediaFile.select(MediaFile.path).where(
        (MediaFile.root == file.root)
        & (MediaFile.path > start)
        & (MediaFile.path < start[:-1] + b"0" if start else MediaFile.path > start)
        & (MediaFile.kind != "extra")
        & MediaFile.missing_since.is_null()
        & (MediaFile.id != file.id)
    )
    return any(b"/" not in bytes(path)[len(start) :] for (path,) in beside.tuples())


def count_unknown(roots: Sequence[int]) -> int:
    """Count the files about which neither their folders nor a person say what they are."""
    return int(MediaFile.select().where((MediaFile.root << roots) & is_unknown()).count())


def is_unknown() -> Any:
    """Return the condition for files of unknown type, those that a person decided about aside."""
    decided = Group.select(Group.id).where(
        (Group.kind == "unknown") & (Group.state << ("enriched", "ignored"))
    )
    return (
        (MediaFile.kind == "unknown")
        & MediaFile.missing_since.is_null()
        & (MediaFile.group.is_null() | MediaFile.group.not_in(decided))
    )


def _unnamed(roots: Sequence[int], version: int) -> object:
    # Without the 0 SQLite takes the index of the roots, and sorts all their files for each page.
    return (
        ((MediaFile.root + 0) << roots)
        & (MediaFile.kind != "extra")
        & MediaFile.missing_since.is_null()
        & (MediaFile.named_by.is_null() | (MediaFile.named_by < version))
    )
