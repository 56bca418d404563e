"""What the repair of links asks the catalogue; sessions are the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from vidtui.catalogue import json_columns
from vidtui.catalogue.sql import read, read_in


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
    work_year: int | None = None


Episode = tuple[int | None, int | None, str | None]


def files_of(root: int) -> Iterator[StoredFile]:
    """Yield all files of a root."""
    rows = read(
        "SELECT id, root_id, path, size, mtime_ns, inode, sample, full_hash, kind, group_id, part,"
        " missing_since IS NOT NULL, away_since, verified_at IS NOT NULL FROM media_file"
        " WHERE root_id = ?",
        root,
    )
    for id_, at, path, size, mtime, inode, sample, full, kind, group, part, missing, *rest in rows:
        away, verified = rest
        yield StoredFile(
            id_, at, bytes(path), size, mtime, inode, bytes(sample) or None,
            None if full is None else bytes(full), kind, group, part, bool(missing), away,
            bool(verified),
        )  # fmt: skip


def groups(ids: Sequence[int] | None = None) -> Iterator[StoredGroup]:
    """Yield some groups, all unless ``ids`` are given."""
    statement = (
        "SELECT g.id, g.kind, g.title, g.year, g.evidence, m.title, m.original_title,"
        " s.title, s.original_title, COALESCE(m.provider, s.provider),"
        " COALESCE(m.provider_id, s.provider_id), COALESCE(m.year, s.year)"
        " FROM media_group g LEFT JOIN movie m ON m.id = g.movie_id"
        " LEFT JOIN series s ON s.id = g.series_id"
    )
    rows = read(statement) if ids is None else read_in(f"{statement} WHERE g.id IN (*)", ids)
    for id_, kind, title, year, evidence, *known, provider, work, work_year in rows:
        told = json_columns.evidence(evidence)
        titles = dict.fromkeys([title, *known])
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
            work_year,
        )


def episodes_of(files: Sequence[int]) -> dict[int, list[Episode]]:
    """Return by file the episodes that it holds: season, number, air date."""
    found: dict[int, list[Episode]] = {}
    statement = "SELECT file_id, season, number, air_date FROM file_episode WHERE file_id IN (*)"
    for file, season, number, date in read_in(statement, files):
        found.setdefault(file, []).append((season, number, date))
    return found


def unasked(files: Sequence[int]) -> set[int]:
    """Return which of some files are of films or series that no provider was asked about yet."""
    statement = (
        "SELECT f.id FROM media_file f JOIN media_group g ON g.id = f.group_id"
        " WHERE g.state = 'queued' AND f.id IN (*)"
    )
    return {file for (file,) in read_in(statement, files)}


def formerly_at(root: int, paths: Sequence[bytes]) -> dict[bytes, int]:
    """Return by path the file that was there last."""
    statement = (
        "SELECT path, file_id FROM former_path WHERE root_id = ? AND path IN (*) ORDER BY until, id"
    )
    return {bytes(path): file for path, file in read_in(statement, paths, root)}


def once_below(root: int, folder: bytes) -> dict[bytes, int]:
    """Return by its path below a folder each file that is known to lie there, or to have lain."""
    found: dict[bytes, int] = {}
    first, last = folder + b"/", folder + b"0"  # what follows the slash among bytes
    between = "WHERE root_id = ? AND path > ? AND path < ?"
    for statement in (
        f"SELECT path, file_id FROM former_path {between} ORDER BY until, id",  # noqa: S608
        f"SELECT path, id FROM media_file {between}",  # noqa: S608
    ):
        for path, file in read(statement, root, first, last):
            found[bytes(path)[len(first) :]] = file
    return found


class Stood(NamedTuple):
    """Where a file was; ``as_it_was``: it left with its inode and mtime."""

    root: int
    path: bytes
    as_it_was: bool


def moved(files: Sequence[int]) -> dict[int, list[Stood]]:
    """Return by file where it was, the last place last; those that never moved are left out."""
    statement = (
        "SELECT file_id, root_id, path, as_it_was FROM former_path WHERE file_id IN (*)"
        " ORDER BY until, id"
    )
    found: dict[int, list[Stood]] = {}
    for file, root, path, as_it_was in read_in(statement, files):
        found.setdefault(file, []).append(Stood(root, bytes(path), bool(as_it_was)))
    return found


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


class ShownFile(NamedTuple):
    """What a file that a link shows is said to hold; ``is_bare`` as the table has it.

    ``titles`` and ``year`` are those of its group by its name and by the provider;
    ``has_country`` says that its name gives a country too.
    """

    group: int
    is_series: bool
    titles: tuple[str, ...]
    year: int | None
    has_country: bool
    part: int | None
    edition: str | None
    episodes: frozenset[Episode]
    is_bare: bool


def shown_files(files: Sequence[int]) -> dict[int, ShownFile]:
    """Return by file what it holds; extras and files that nobody has named are left out."""
    rows = list(
        read_in(
            "SELECT f.id, g.kind, f.part, f.edition, g.id, g.year,"
            """ instr(g.evidence, '"country": "') > 0, g.title,"""
            " m.title, m.original_title, s.title, s.original_title"
            " FROM media_file f JOIN media_group g ON g.id = f.group_id"
            " LEFT JOIN movie m ON m.id = g.movie_id LEFT JOIN series s ON s.id = g.series_id"
            " WHERE f.kind <> 'extra' AND f.id IN (*)",
            files,
        )
    )
    episodes: dict[int, list[Episode]] = {}
    bare: set[int] = set()
    statement = (
        "SELECT file_id, season, number, air_date, bare FROM file_episode WHERE file_id IN (*)"
    )
    for file, season, number, date, is_bare in read_in(
        statement, [row[0] for row in rows if row[1] == "series"]
    ):
        episodes.setdefault(file, []).append((season, number, date))
        if is_bare:
            bare.add(file)
    return {
        file: ShownFile(
            group, kind == "series", tuple(dict.fromkeys(filter(None, titles))), year,
            bool(has_country), part, edition, frozenset(episodes.get(file, ())), file in bare,
        )
        for file, kind, part, edition, group, year, has_country, *titles in rows
    }  # fmt: skip


def titles_of_groups() -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield all groups with their titles by their names and by the provider."""
    rows = read(
        "SELECT g.id, g.title, m.title, m.original_title, s.title, s.original_title"
        " FROM media_group g LEFT JOIN movie m ON m.id = g.movie_id"
        " LEFT JOIN series s ON s.id = g.series_id"
    )
    for group, *titles in rows:
        yield group, tuple(dict.fromkeys(filter(None, titles)))


class Described(NamedTuple):
    """All titles and all years of first release that the provider gives for a work."""

    titles: tuple[str, ...]
    years: frozenset[int]


def described(groups: Sequence[int]) -> dict[int, Described]:
    """Return by group what the provider says of its work; without those that are not known."""
    statement = (
        "SELECT g.id, COALESCE(m.details, s.details), COALESCE(m.year, s.year) FROM media_group g"
        " LEFT JOIN movie m ON m.id = g.movie_id LEFT JOIN series s ON s.id = g.series_id"
        " WHERE (m.id IS NOT NULL OR s.id IS NOT NULL) AND g.id IN (*)"
    )
    return {
        group: Described(*json_columns.names_of(details, year))
        for group, details, year in read_in(statement, groups)
    }


def holding(group: int, season: int) -> dict[int, int]:
    """Return by number how many files of a group hold each episode of a season."""
    statement = (
        "SELECT e.number, COUNT(e.id) FROM media_file f JOIN file_episode e ON e.file_id = f.id"
        " WHERE f.group_id = ? AND e.season = ? AND e.number IS NOT NULL GROUP BY e.number"
    )
    return dict(read(statement, group, season))


def showing(files: Sequence[int], counts: Callable[[int], bool]) -> dict[int, bytes]:
    """Return by file the first of the links that are remembered to have shown it last: its path.

    Args:
        files: which files.
        counts: says of a link's id whether it is to be thought of; there may be a million.
    """
    statement = "SELECT id, path FROM link WHERE shown_file_id = ? ORDER BY path"
    found: dict[int, bytes] = {}
    for file in files:
        first = next((path for link, path in read(statement, file) if counts(link)), None)
        if first is not None:
            found[file] = bytes(first)
    return found


class Held(NamedTuple):
    """What a file is and since when it is known, or gone; ``work`` is the same for one work."""

    root: int
    path: bytes
    work: tuple[str, int]
    kind: str
    part: int | None
    edition: str | None
    added_at: int
    missing_since: int | None
    episodes: frozenset[Episode]

    def is_alike(self, other: Held) -> bool:
        """Whether it holds the same work, episodes, part and edition."""
        return (self.work, self.kind, self.part, self.edition, self.episodes) == (
            other.work, other.kind, other.part, other.edition, other.episodes,
        )  # fmt: skip


def held(files: Sequence[int]) -> dict[int, Held]:
    """Return by file what it is; one that nobody has named is left out."""
    statement = (
        "SELECT f.id, f.root_id, f.path, g.id, g.movie_id, g.series_id, f.kind, f.part, f.edition,"
        " f.added_at, f.missing_since FROM media_file f JOIN media_group g ON g.id = f.group_id"
        " WHERE f.id IN (*)"
    )
    episodes = episodes_of(files)
    found = {}
    for file, root, path, group, movie, series, *rest in read_in(statement, files):
        work = ("movie", movie) if movie else ("series", series) if series else ("group", group)
        found[file] = Held._make(
            (root, bytes(path), work, *rest, frozenset(episodes.get(file, ())))
        )
    return found


def in_folder(root: int, folder: bytes) -> list[int]:
    """Return the files that are known in a folder, and below it."""
    start = folder + b"/" if folder else b""
    end = folder + b"0" if folder else b"\xff" * 8  # the character behind a slash
    rows = read(
        "SELECT id FROM media_file WHERE root_id = ? AND path >= ? AND path < ?", root, start, end
    )
    return [file for (file,) in rows]
