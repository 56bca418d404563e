"""Takes files out of the catalogue with all that hangs on them, and puts them back.

Sessions and transactions are the caller's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from peewee import IntegrityError

from vidtui.catalogue.bulk import batches, read_in
from vidtui.catalogue.columns import Unfit, fitting
from vidtui.catalogue.groups import drop_empty
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
from vidtui.paths import is_plain
from vidtui.text import show

Row = dict[str, Any]


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

    ``group`` names its group; ``dropped`` is that group with its candidates, where nothing would
    be left of it.
    """
    found: dict[int, Row] = {}
    for batch in batches(files):
        for row in MediaFile.select().where(MediaFile.id << batch).dicts():
            shown, former = Link.shown_file == row["id"], Link.former_file == row["id"]
            found[row["id"]] = {
                "file": plain(row),
                "episodes": _rows(FileEpisode, FileEpisode.file == row["id"]),
                "former_paths": _rows(FormerPath, FormerPath.file == row["id"]),
                "links": [one for (one,) in Link.select(Link.id).where(shown).tuples()],
                "former_links": [one for (one,) in Link.select(Link.id).where(former).tuples()],
                "group": None,
            }
    groups = _groups({one["file"]["group"] for one in found.values()} - {None})
    emptied = _emptied([one["file"]["group"] for one in found.values()])
    for one in found.values():
        group = groups.get(one["file"]["group"])
        if group is not None:
            one["group"] = {name: group[name] for name in ("id", "kind", "key")}
            if group["id"] in emptied:
                candidates = _rows(Candidate, Candidate.group == group["id"])
                one["dropped"] = {**group, "candidates": candidates}
    return found


def drop(files: Sequence[int]) -> None:
    """Take files out, and the groups that nothing holds any more."""
    for batch in batches(files):
        MediaFile.delete().where(MediaFile.id << batch).execute()
    drop_empty()


def restore(root: int, path: bytes, kept: Any) -> int:
    """Put back what ``held`` returned for a file; return its id, the old one where it is free.

    Args:
        root: its root now.
        path: where it was below that.
        kept: as the journal holds it; the catalogue may be one that somebody else made.

    Raises:
        Unfit: the journal holds something else; the caller's transaction is to be rolled back.
    """
    try:
        return _restore(root, path, kept)
    except (AttributeError, KeyError, TypeError, ValueError, IntegrityError) as error:
        raise Unfit(str(error)) from error


def _restore(root: int, path: bytes, kept: Any) -> int:
    row = _known(MediaFile, kept["file"])
    row |= {"root": root, "path": path, "shown": show(path), "group": _group(kept)}
    if row["group"] is None:
        row["named_by"] = None  # the next import reads its name anew
    if MediaFile.get_or_none(MediaFile.id == row["id"]) is not None:
        del row["id"]
    file = int(MediaFile.insert(**row).execute())
    for episode in kept["episodes"]:
        again = _without_id(FileEpisode, episode) | {"file": file}
        if Episode.get_or_none(Episode.id == again["episode"]) is None:
            again["episode"] = None
        FileEpisode.insert(**again).execute()
    for former in kept["former_paths"]:
        again = _without_id(FormerPath, former) | {"file": file}
        if not is_plain(again["path"]):
            raise Unfit(show(again["path"]))
        if Root.get_or_none(Root.id == again["root"]) is not None:
            FormerPath.insert(**again).execute()
    for name, field in (("links", Link.shown_file), ("former_links", Link.former_file)):
        for batch in batches([fitting(Link.id, link) for link in kept[name]]):
            # A link that shows another file meanwhile goes on showing that.
            Link.update({field: file}).where((Link.id << batch) & field.is_null()).execute()
    return file


def plain(row: Mapping[str, Any]) -> Row:
    """Return a row fit for JSON: bytes as ``{"hex": …}``."""
    return {
        name: {"hex": bytes(value).hex()} if isinstance(value, bytes | memoryview) else value
        for name, value in row.items()
    }


def _known(table: Any, kept: Mapping[str, Any]) -> Row:
    """Return a row as it was before ``plain``, without columns that are no more."""
    fields = table._meta.fields
    return {name: fitting(fields[name], kept[name]) for name in kept if name in fields}


def _without_id(table: Any, kept: Mapping[str, Any]) -> Row:
    row = _known(table, kept)
    row.pop("id", None)
    return row


def _rows(table: Any, where: Any) -> list[Row]:
    return [plain(row) for row in table.select().where(where).order_by(table.id).dicts()]


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


def _group(kept: Any) -> int | None:
    """Return the group that a file belongs to again, made anew where it went with the file."""
    if kept["group"] is None:
        return None
    named = _known(Group, kept["group"])
    same = (Group.kind == named["kind"]) & (Group.key == named["key"])
    there = Group.get_or_none(same)
    if there is not None:
        return int(there.id)
    if "dropped" not in kept:
        return None
    row = _known(Group, kept["dropped"])
    if Group.get_or_none(Group.id == row["id"]) is not None:
        del row["id"]
    group = int(Group.insert(**row).execute())
    for candidate in kept["dropped"]["candidates"]:
        Candidate.insert(**(_without_id(Candidate, candidate) | {"group": group})).execute()
    return group
