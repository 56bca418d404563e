"""Takes a root out of the catalogue with all that lies on it, and puts it back, piece by piece.

Sessions and transactions are the caller's; a piece is fit for JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from peewee import JOIN

from vidtui.catalogue import forgetting
from vidtui.catalogue.forgetting import Place, Row, place, plain
from vidtui.catalogue.groups import drop_empty
from vidtui.catalogue.models import FormerPath, Link, MediaFile, Root, RootSample
from vidtui.catalogue.schema import Unfit
from vidtui.catalogue.sql import BATCH, read
from vidtui.text import printable

_LINK_FILES = ("shown_file", "former_file")


class Losses(NamedTuple):
    """What goes with a root.

    ``works`` are the films and series of which no file would be left, ``shown_by`` the links
    elsewhere that show its files, as far as is known.
    """

    files: int
    links: int
    works: int
    shown_by: int

    @property
    def entries(self) -> int:
        """Files of a storage root, links of a link root."""
        return self.files + self.links


def losses(root: int) -> Losses:
    """Return how much would be forgotten with a root."""
    works = (
        "SELECT COUNT(*) FROM (SELECT 1 FROM media_file WHERE group_id IS NOT NULL"
        " GROUP BY group_id HAVING MIN(root_id) = ? AND MAX(root_id) = ?)"
    )
    shown = (
        "SELECT COUNT(*) FROM link l JOIN media_file f ON f.id = l.shown_file_id"
        " WHERE f.root_id = ? AND l.root_id <> ? AND l.state = 'ok'"
    )
    count, shown_by = (int(next(read(query, root, root))[0]) for query in (works, shown))
    links = Link.select().where(Link.root == root).count()
    return Losses(forgetting.count(root), int(links), count, shown_by)


def take_out(root: int) -> Iterator[Row]:
    """Take a root out, and yield what there was of it: the root itself first."""
    yield {
        "root": plain(Root.select().where(Root.id == root).dicts().get()),
        "witnesses": [
            plain(row) for row in RootSample.select().where(RootSample.root == root).dicts()
        ],
        "roots": {str(id_): uuid for id_, uuid in Root.select(Root.id, Root.uuid).tuples()},
    }
    yield from _files_of(root)
    yield from _links_of(root)
    yield from _former_paths_on(root)
    drop_empty()
    Root.delete().where(Root.id == root).execute()


def _files_of(root: int) -> Iterator[Row]:
    while files := _ids(MediaFile, root):
        kept = list(forgetting.held(files).values())
        _without_repeats(kept)
        yield {"files": kept}
        MediaFile.delete().where(MediaFile.id << files).execute()


def _without_repeats(kept: Sequence[Row]) -> None:
    """Keep a group that goes, with its proposals, once: all files of a piece come back together."""
    seen: set[int] = set()
    for one in kept:
        if "dropped" in one:
            if one["dropped"]["id"] in seen:
                del one["dropped"]
            else:
                seen.add(one["dropped"]["id"])


def _links_of(root: int) -> Iterator[Row]:
    while links := _ids(Link, root):
        rows = list(Link.select().where(Link.id << links).order_by(Link.id).dicts())
        places = _places({row[name] for row in rows for name in _LINK_FILES} - {None})
        yield {
            "links": [
                {"link": plain(row), **{name: places.get(row[name]) for name in _LINK_FILES}}
                for row in rows
            ]
        }
        Link.delete().where(Link.id << links).execute()


def _former_paths_on(root: int) -> Iterator[Row]:
    """Files of other roots may have lain on this one."""
    while former := _ids(FormerPath, root):
        rows = FormerPath.select().where(FormerPath.id << former).order_by(FormerPath.id).dicts()
        kept = [dict(row) for row in rows]
        places = _places({row["file"] for row in kept})
        yield {"former": [{"row": plain(row), "file": places.get(row["file"])} for row in kept]}
        FormerPath.delete().where(FormerPath.id << former).execute()


def _ids(table: Any, root: int) -> list[int]:
    rows = table.select(table.id).where(table.root == root).order_by(table.id).limit(BATCH)
    return [id_ for (id_,) in rows.tuples()]


def _places(files: set[int]) -> dict[int, Place]:
    rows = (
        MediaFile.select(MediaFile.id, Root.uuid, MediaFile.path)
        .join(Root, JOIN.INNER)
        .where(MediaFile.id << list(files))
        .tuples()
    )
    return {file: place(uuid, path) for file, uuid, path in rows}


class PuttingBack:
    """Puts back what ``take_out`` yielded, a piece at a time in that order.

    The journal may be one that somebody else made: each piece is checked. ``files`` and ``links``
    count those that are back.
    """

    def __init__(self, uuid: str, path: bytes) -> None:
        """Take the id of the root and where it lies."""
        self.files = 0
        self.links = 0
        self._uuid = uuid
        self._path = path
        self._root = 0
        self._roots: dict[int, int] = {}

    def take(self, piece: Any) -> None:
        """Put one piece back.

        Raises:
            Unfit: the journal holds something else; the caller's transaction is to be rolled back.
        """
        with forgetting.fit():
            if "root" in piece:
                self._take_root(piece)
            if not self._root:
                raise Unfit("the root itself comes first")
            if piece.get("files"):
                forgetting.recall(self._root, piece["files"], roots=self._roots)
                self.files += len(piece["files"])
            self._take_links(piece.get("links", ()))
            self._take_former(piece.get("former", ()))

    def _take_root(self, piece: Mapping[str, Any]) -> None:
        row = forgetting.known_columns(Root, piece["root"])
        if (row["uuid"], row["path"]) != (self._uuid, self._path):
            raise Unfit("another root")
        for point in json.loads(row["mounts"]):
            bytes.fromhex(point)
        before = row["id"]
        if forgetting.existing(Root, [before]):
            del row["id"]
        self._root = int(Root.insert(**row).execute())
        now = {uuid: id_ for id_, uuid in Root.select(Root.id, Root.uuid).tuples()}
        self._roots = {int(id_): now[uuid] for id_, uuid in piece["roots"].items() if uuid in now}
        self._roots[before] = self._root
        samples = [forgetting.known_columns(RootSample, one) for one in piece["witnesses"]]
        for one in samples:
            forgetting.plain_path(one["path"])
        forgetting.insert(RootSample, [one | {"root": self._root} for one in samples])

    def _take_links(self, kept: Sequence[Mapping[str, Any]]) -> None:
        rows = [forgetting.known_columns(Link, one["link"]) | {"root": self._root} for one in kept]
        for name in _LINK_FILES:
            files = forgetting.rows_at(MediaFile, [one[name] for one in kept])
            for row, file in zip(rows, files, strict=True):
                row[name] = file
        for row in rows:
            row["shown"] = printable(forgetting.plain_path(row["path"]))
        forgetting.insert_again(Link, rows)
        self.links += len(rows)

    def _take_former(self, kept: Sequence[Mapping[str, Any]]) -> None:
        files = forgetting.rows_at(MediaFile, [one["file"] for one in kept])
        rows = []
        for one, file in zip(kept, files, strict=True):
            row = forgetting.known_columns(FormerPath, one["row"])
            forgetting.plain_path(row["path"])
            del row["id"]
            if file is not None:
                rows.append(row | {"file": file, "root": self._root})
        forgetting.insert(FormerPath, rows)
