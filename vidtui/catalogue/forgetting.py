"""Takes files out of the catalogue with all that hangs on them; ``recalling`` puts them back.

Sessions and transactions are the caller's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from vidtui.catalogue.bulk import batches, read_in
from vidtui.catalogue.groups import drop_empty
from vidtui.catalogue.models import (
    Candidate,
    FileEpisode,
    FormerPath,
    Group,
    Link,
    MediaFile,
    Root,
)

Row = dict[str, Any]
Place = tuple[str, str]
"""A root's uuid, and a path below it in hexadecimal digits."""


class Entry(NamedTuple):
    """A file that a root's catalogue holds."""

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
        for name, table in (("episodes", FileEpisode), ("former_paths", FormerPath)):
            for row in table.select().where(table.file << batch).order_by(table.id).dicts():
                found[row["file"]][name].append(plain(row))
        for name, field in (("links", Link.shown_file), ("former_links", Link.former_file)):
            rows = Link.select(field, Root.uuid, Link.path).join(Root).where(field << batch)
            for file, uuid, path in rows.order_by(Link.id).tuples():
                found[file][name].append(place(uuid, path))
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
