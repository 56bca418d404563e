"""Puts files back into the catalogue with all that hung on them, as ``forgetting`` has kept it.

Sessions and transactions are the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vidtui.catalogue import groups
from vidtui.catalogue.bulk import read_in, write_many
from vidtui.catalogue.groups import GroupKey
from vidtui.catalogue.models import (
    Candidate,
    Episode,
    FileEpisode,
    FormerPath,
    Group,
    MediaFile,
    Root,
)

Kept = Mapping[str, Any]
_LINKS = (("links", "shown_file_id"), ("former_links", "former_file_id"))


def recall(root: int, kept: Sequence[Kept], roots: Mapping[int, int] | None = None) -> None:
    """Put back what ``forgetting.held`` returned for some files, under their old ids where free.

    Args:
        root: the root on which they lie.
        kept: an entry for each file.
        roots: by their ids of then the ids of the roots now, None where they are the same.
    """
    taken = existing(MediaFile, [one["file"]["id"] for one in kept])
    found = _groups(kept)
    again: list[tuple[int, Kept]] = []
    free: list[dict[str, Any]] = []
    for one in kept:
        key = _group_key(one)
        row = known_columns(MediaFile, one["file"])
        row |= {"root": root, "group": found.get(key) if key is not None else None}
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
    for name, column in _LINKS:
        # A link that shows another file meanwhile goes on showing that.
        write_many(
            f"UPDATE link SET {column} = ? WHERE id = ? AND {column} IS NULL",  # noqa: S608
            ((file, link) for file, one in again for link in one[name]),
        )


def existing(table: Any, ids: Sequence[int]) -> set[int]:
    """Return those ids that rows of a table have."""
    name = table._meta.table_name
    statement = f"SELECT id FROM {name} WHERE id IN (*)"  # noqa: S608
    return {row for (row,) in read_in(statement, ids)}


def known_columns(table: Any, kept: Kept) -> dict[str, Any]:
    """Return a row as it was before ``forgetting.plain``, without columns that are no more."""
    return {
        name: bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
        for name, value in kept.items()
        if name in table._meta.fields
    }


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


def _recall_former_paths(
    files: Iterable[tuple[int, Kept]], roots: Mapping[int, int] | None
) -> None:
    there = roots if roots is not None else {root.id: root.id for root in Root.select(Root.id)}
    rows = [
        _without_id(FormerPath, former) | {"file": file, "root": there[former["root"]]}
        for file, one in files
        for former in one["former_paths"]
        if former["root"] in there
    ]
    insert(FormerPath, rows)


def _group_key(kept: Kept) -> GroupKey | None:
    named = kept["group"]
    return None if named is None else GroupKey(named["kind"], named["key"])


def _groups(kept: Sequence[Kept]) -> dict[GroupKey, int]:
    """Return the groups that files belong to again, made anew where they went with the files."""
    keys = {key: one for one in reversed(kept) if (key := _group_key(one)) is not None}
    found = groups.find(list(keys))
    dropped = [one["dropped"] for key, one in keys.items() if key not in found and "dropped" in one]
    taken = existing(Group, [row["id"] for row in dropped])
    rows = [known_columns(Group, row) for row in dropped]
    insert(Group, [row for row in rows if row["id"] not in taken])
    insert(Group, [_without(row, "id") for row in rows if row["id"] in taken])
    now = groups.find([GroupKey(row["kind"], row["key"]) for row in rows])
    candidates = [
        _without_id(Candidate, candidate) | {"group": now[GroupKey(row["kind"], row["key"])]}
        for row in dropped
        for candidate in row["candidates"]
    ]
    insert(Candidate, candidates)
    return found | now


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}
