"""Takes files out of the catalogue with all that hangs on them, and puts them back.

Sessions and transactions are the caller's.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from peewee import IntegrityError

from vidtui.catalogue import groups
from vidtui.catalogue.groups import GroupKey, drop_empty
from vidtui.catalogue.models import (
    Candidate,
    Episode,
    FileEpisode,
    FormerPath,
    Group,
    Link,
    MediaFile,
    Root,
)
from vidtui.catalogue.schema import Unfit, fitting
from vidtui.catalogue.sql import batches, read_in, write_many
from vidtui.matching.reasons import code_of
from vidtui.paths import is_plain
from vidtui.text import printable

Row = dict[str, Any]
Place = tuple[str, str]
"""A root's uuid, and a path below it in hexadecimal digits."""


class Entry(NamedTuple):
    """A file of a root, as the catalogue has it: its id and its path."""

    id: int
    path: bytes


def at(root: int, path: bytes) -> Entry | None:
    """Return the entry at a path."""
    where = (MediaFile.root == root) & (MediaFile.path == path)
    file = MediaFile.select(MediaFile.id).where(where).tuples().first()
    return Entry(file[0], path) if file else None


def beneath(root: int, folder: bytes) -> Iterator[Entry]:
    """Yield the entries below a folder, ``b""`` for the root itself, by path."""
    where = MediaFile.root == root
    if folder:
        where &= (MediaFile.path >= folder + b"/") & (MediaFile.path < folder + b"0")
    rows = MediaFile.select(MediaFile.id, MediaFile.path).where(where).order_by(MediaFile.path)
    for file, path in rows.tuples().iterator():
        yield Entry(file, bytes(path))


def count(root: int) -> int:
    """Return how many entries a root has."""
    return int(MediaFile.select().where(MediaFile.root == root).count())


def held(files: Sequence[int]) -> dict[int, Row]:
    """Return by file all that is lost with it, fit for JSON.

    ``links`` and ``former_links`` say where the links lie that showed it; ``group`` names its
    group; ``dropped`` is that group with its candidates, where nothing would be left of it.
    """
    found: dict[int, Row] = {}
    for batch in batches(files):
        for row in MediaFile.select().where(MediaFile.id << batch).dicts():
            found[row["id"]] = {
                "file": plain(row),
                "episodes": [],
                "former_paths": [],
                "links": [],
                "former_links": [],
                "group": None,
            }
        _add_rows(found, batch)
    groups = _groups({one["file"]["group"] for one in found.values()} - {None})
    emptied = _emptied([one["file"]["group"] for one in found.values()])
    candidates = _candidates(sorted(emptied))
    for one in found.values():
        group = groups.get(one["file"]["group"])
        if group is not None:
            one["group"] = {name: group[name] for name in ("id", "kind", "key")}
            if group["id"] in emptied:
                one["dropped"] = {**group, "candidates": candidates.get(group["id"], [])}
    return found


def _add_rows(found: dict[int, Row], files: Sequence[int]) -> None:
    """Add to what is lost with each file its episodes, its former paths and its links."""
    for name, table in (("episodes", FileEpisode), ("former_paths", FormerPath)):
        for row in table.select().where(table.file << files).order_by(table.id).dicts():
            found[row["file"]][name].append(plain(row))
    for name, field in (("links", Link.shown_file), ("former_links", Link.former_file)):
        rows = Link.select(field, Root.uuid, Link.path).join(Root).where(field << files)
        for file, uuid, path in rows.order_by(Link.id).tuples():
            found[file][name].append(place(uuid, path))


def drop(files: Sequence[int]) -> None:
    """Take files out, and the groups that nothing holds any more."""
    for batch in batches(files):
        MediaFile.delete().where(MediaFile.id << batch).execute()
    drop_empty()


def place(uuid: str, path: bytes) -> Place:
    """Return where something lies, fit for JSON: ids are given again to others."""
    return uuid, bytes(path).hex()


def plain(row: Mapping[str, Any]) -> Row:
    """Return a row fit for JSON: bytes as ``{"hex": …}``."""
    return {
        name: {"hex": bytes(value).hex()} if isinstance(value, bytes | memoryview) else value
        for name, value in row.items()
    }


def _candidates(groups: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for batch in batches(groups):
        rows = Candidate.select().where(Candidate.group << batch).order_by(Candidate.id).dicts()
        for row in rows:
            found.setdefault(row["group"], []).append(plain(row))
    return found


def _groups(ids: set[int]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    for batch in batches(sorted(ids)):
        for row in Group.select().where(Group.id << batch).dicts():
            found[row["id"]] = plain(row)
    return found


def _emptied(groups: Sequence[int | None]) -> set[int]:
    """Return those groups, one for each file to be taken out, that ``drop_empty`` would drop."""
    leaving = Counter(group for group in groups if group is not None)
    statement = (
        "SELECT g.id, COUNT(f.id) FROM media_group g JOIN media_file f ON f.group_id = g.id"
        " WHERE g.state IN ('queued', 'pending') AND g.movie_id IS NULL AND g.series_id IS NULL"
        " AND g.id IN (*) GROUP BY g.id"
    )
    counted = read_in(statement, list(leaving))
    return {group for group, number in counted if number == leaving[group]}


Kept = Mapping[str, Any]


def recall(
    root: int,
    kept: Sequence[Any],
    *,
    path: bytes | None = None,
    roots: Mapping[int, int] | None = None,
) -> None:
    """Put back what ``forgetting.held`` returned for some files, under their old ids where free.

    Args:
        root: the root on which they lie.
        kept: an entry for each file, as the journal holds it; the catalogue may be one that
            somebody else made.
        path: where the only one lies below its root; None where the entries say it.
        roots: by their ids of then the ids of the roots now, None where they are the same.

    Raises:
        Unfit: the journal holds something else; the caller's transaction is to be rolled back.
    """
    with fit():
        _recall(root, kept, path, roots)


@contextlib.contextmanager
def fit() -> Iterator[None]:
    """Turn errors over damaged records of the journal into one clear line.

    Raises:
        Unfit: it is none of ours.
    """
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError, IntegrityError) as error:
        raise Unfit(str(error)) from error


def _recall(
    root: int, kept: Sequence[Kept], path: bytes | None, roots: Mapping[int, int] | None
) -> None:
    rows = [known_columns(MediaFile, one["file"]) for one in kept]
    taken = existing(MediaFile, [row["id"] for row in rows])
    groups_now = _kept_groups(kept)
    again: list[tuple[int, Kept]] = []
    free: list[dict[str, Any]] = []
    for row, one in zip(rows, kept, strict=True):
        key = _group_key(one)
        here = plain_path(row["path"] if path is None else path)
        row |= {"root": root, "path": here, "shown": printable(here)}
        row["group"] = groups_now.get(key) if key is not None else None
        if row["group"] is None:
            row["named_by"] = None  # the next import reads its name anew
        if row["id"] in taken:
            del row["id"]
            again.append((int(MediaFile.insert(**row).execute()), one))
        else:
            free.append(row)
            again.append((row["id"], one))
    insert(MediaFile, free)
    _recall_episodes(again)
    _recall_former_paths(again, roots)
    for name, field in (("links", Link.shown_file), ("former_links", Link.former_file)):
        _recall_links(again, name, field.column_name)


def plain_path(path: bytes) -> bytes:
    """Return a path that stays below its root.

    Raises:
        Unfit: it does not.
    """
    if not is_plain(path):
        raise Unfit(printable(path))
    return path


def existing(table: Any, ids: Sequence[int]) -> set[int]:
    """Return those ids that rows of a table have."""
    name = table._meta.table_name
    statement = f"SELECT id FROM {name} WHERE id IN (*)"  # noqa: S608
    return {row for (row,) in read_in(statement, ids)}


def _key_of(place: Any, roots: Mapping[str, int]) -> tuple[int, bytes] | None:
    """Return root and path of a place; None for one that is nowhere, and for an id."""
    if place is None or isinstance(place, int):
        return None
    uuid, path = place
    return (roots[uuid], bytes.fromhex(path)) if uuid in roots else None


def rows_at(table: Any, places: Sequence[Any]) -> list[int | None]:
    """Return the row of a table of files or links that is at each place now, None where none is.

    Args:
        table: that of files, or of links.
        places: as ``forgetting.place`` wrote them. None is nowhere; so is an id, which journals
            of before have: it may be another's today.
    """
    roots = {uuid: id_ for id_, uuid in Root.select(Root.id, Root.uuid).tuples()}
    known = [_key_of(place, roots) for place in places]
    wanted: dict[int, set[bytes]] = {}
    for root, path in filter(None, known):
        wanted.setdefault(root, set()).add(path)
    found: dict[tuple[int, bytes], int] = {}
    for root, paths in wanted.items():
        for batch in batches(list(paths)):
            here = table.select(table.path, table.id).where(
                (table.root == root) & (table.path << batch)
            )
            found |= {(root, bytes(path)): row for path, row in here.tuples()}
    return [None if key is None else found.get(key) for key in known]


def known_columns(table: Any, kept: Kept) -> dict[str, Any]:
    """Return a row as it was before ``forgetting.plain``, without columns that are no more.

    Raises:
        Unfit: a column may not hold this.
    """
    fields = table._meta.fields
    return {name: fitting(fields[name], kept[name]) for name in kept if name in fields}


def insert(table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    if not rows:
        return
    names = list(rows[0])
    columns = ", ".join(table._meta.fields[name].column_name for name in names)
    marks = ", ".join("?" * len(names))
    write_many(
        f"INSERT INTO {table._meta.table_name} ({columns}) VALUES ({marks})",  # noqa: S608
        (tuple(row[name] for name in names) for row in rows),
    )


def insert_again(table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows under the ids that they had, or under others where those are taken."""
    taken = existing(table, [row["id"] for row in rows])
    insert(table, [row for row in rows if row["id"] not in taken])
    insert(table, [_without(row, "id") for row in rows if row["id"] in taken])


def _without_id(table: Any, kept: Kept) -> dict[str, Any]:
    row = known_columns(table, kept)
    row.pop("id", None)
    return row


def _recall_episodes(files: Iterable[tuple[int, Kept]]) -> None:
    rows = [
        _without_id(FileEpisode, episode) | {"file": file}
        for file, one in files
        for episode in one["episodes"]
    ]
    known = existing(Episode, [row["episode"] for row in rows if row["episode"] is not None])
    insert(
        FileEpisode,
        [row if row["episode"] in known else row | {"episode": None} for row in rows],
    )


def _recall_links(files: Iterable[tuple[int, Kept]], name: str, column: str) -> None:
    shown = [(file, link) for file, one in files for link in one[name]]
    links = rows_at(Link, [link for _file, link in shown])
    # A link that shows another file meanwhile goes on showing that.
    write_many(
        f"UPDATE link SET {column} = ? WHERE id = ? AND {column} IS NULL",  # noqa: S608
        ((file, link) for (file, _place), link in zip(shown, links, strict=True) if link),
    )


def _recall_former_paths(
    files: Iterable[tuple[int, Kept]], roots: Mapping[int, int] | None
) -> None:
    there = roots if roots is not None else {root.id: root.id for root in Root.select(Root.id)}
    rows = []
    for file, one in files:
        for former in one["former_paths"]:
            row = _without_id(FormerPath, former) | {"file": file}
            plain_path(row["path"])
            if row["root"] in there:
                rows.append(row | {"root": there[row["root"]]})
    insert(FormerPath, rows)


def _group_key(kept: Kept) -> GroupKey | None:
    if kept["group"] is None:
        return None
    named = known_columns(Group, kept["group"])
    return GroupKey(named["kind"], named["key"])


def _coded(group: dict[str, Any]) -> dict[str, Any]:
    """Return a group whose reason is a code: what was forgotten long ago has a sentence."""
    if group.get("state") == "pending" and group.get("error"):
        return group | {"error": code_of(group["error"])}
    return group


def _kept_groups(kept: Sequence[Kept]) -> dict[GroupKey, int]:
    """Return the groups that files belong to again, made anew where they went with the files."""
    keys = {key: one for one in reversed(kept) if (key := _group_key(one)) is not None}
    found = groups.find(list(keys))
    dropped = [one["dropped"] for key, one in keys.items() if key not in found and "dropped" in one]
    rows = [_coded(known_columns(Group, row)) for row in dropped]
    insert_again(Group, rows)
    now = groups.find([GroupKey(row["kind"], row["key"]) for row in rows])
    candidates = [
        _without_id(Candidate, candidate) | {"group": now[GroupKey(row["kind"], row["key"])]}
        for row, kept_row in zip(rows, dropped, strict=True)
        for candidate in kept_row["candidates"]
    ]
    insert(Candidate, candidates)
    return found | now


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}
