"""What each link of the link roots showed when it last showed something."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, get_args

from peewee import fn

from vidtui.catalogue.models import Link, Root
from vidtui.catalogue.sql import batches, read, read_in, write_many
from vidtui.disk.symlinks.reader import LinkState
from vidtui.text import printable

GONE = "gone"  # the link itself is no longer there; what it showed still helps to repair others
STATES: tuple[str, ...] = (*get_args(LinkState), GONE)


class KnownLink(NamedTuple):
    """A link as the catalogue remembers it."""

    id: int
    text: bytes
    state: str
    shown_file: int | None
    former_file: int | None

    @property
    def was(self) -> int | None:
        """The file that it showed first: before it came to show that of another work."""
        return self.former_file or self.shown_file


class Remembered(NamedTuple):
    """What is remembered of one link."""

    text: bytes
    state: str
    shown_file: int | None
    former_file: int | None


class Observed(NamedTuple):
    """A link as it was read; ``former_file`` as the catalogue is to remember it."""

    root: int
    path: bytes
    text: bytes
    state: str
    shown_file: int | None
    former_file: int | None = None


class SeenLinks:
    """Which remembered links a walk has met: one bit a link, for a million of them.

    ``root`` is that of which ``remembered`` and ``gone`` tell.
    """

    def __init__(self, root: int = 0) -> None:
        self._root = root
        self._highest = Link.select(fn.MAX(Link.id)).scalar() or 0
        self._bits = bytearray(self._highest // 8 + 1)

    def add(self, link: int) -> None:
        """Note that a link was met."""
        if link <= self._highest:
            self._bits[link >> 3] |= 1 << (link & 7)

    def update(self, links: Iterable[KnownLink]) -> None:
        """Note that some links were met."""
        for link in links:
            self.add(link.id)

    def __contains__(self, link: int) -> bool:
        # What another process has remembered since the walk began, it has met.
        return link > self._highest or bool(self._bits[link >> 3] & 1 << (link & 7))

    def remembered(self) -> int:
        """Count the links that the root is known to have."""
        return int(next(self._present("COUNT(*)"))[0])

    def gone(self) -> list[int]:
        """Return the ids of those that were not met."""
        bits = self._bits
        return [link for (link,) in self._present("id") if not bits[link >> 3] & 1 << (link & 7)]

    def _present(self, what: str) -> Iterator[tuple[Any, ...]]:
        statement = f"SELECT {what} FROM link WHERE root_id = ? AND state <> ? AND id <= ?"  # noqa: S608
        return read(statement, self._root, GONE, self._highest)


def count_by_root() -> dict[bytes, int]:
    """Return by root path how many links are known to be there."""
    rows = (
        Link.select(Root.path, fn.COUNT(Link.id))
        .join(Root)
        .where(Link.state != GONE)
        .group_by(Root.id)
        .tuples()
    )
    return {bytes(path): count for path, count in rows}


def known_at(root: int, paths: Sequence[bytes]) -> dict[bytes, KnownLink]:
    """Return by path the links that the catalogue remembers."""
    rows = read_in(
        "SELECT path, id, text, state, shown_file_id, former_file_id FROM link"
        " WHERE root_id = ? AND path IN (*)",
        paths,
        root,
    )
    return {
        bytes(path): KnownLink(link, bytes(text), state, shown_file, former)
        for path, link, text, state, shown_file, former in rows
    }


def with_texts(texts: Sequence[bytes]) -> Iterator[tuple[bytes, int, bytes, int]]:
    """Yield the links that are remembered with some texts: text, id, path, file that it showed."""
    rows = read_in(
        "SELECT text, id, path, shown_file_id FROM link"
        " WHERE shown_file_id IS NOT NULL AND text IN (*)",
        texts,
    )
    for text, link, path, file in rows:
        yield bytes(text), link, bytes(path), file


def add(links: Iterable[Observed], now: int) -> None:
    """Remember new links; in a transaction."""
    write_many(
        "INSERT INTO link (root_id, path, shown, text, state, shown_file_id, observed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (one.root, one.path, printable(one.path), one.text, one.state, one.shown_file, now)
            for one in links
        ),
    )


def update(changes: Iterable[tuple[int, Observed]], now: int) -> None:
    """Store changed readings; one that shows no file leaves what the link showed before."""
    write_many(
        "UPDATE link SET text = ?, state = ?, shown_file_id = COALESCE(?, shown_file_id),"
        " former_file_id = ?, observed_at = ? WHERE id = ?",
        (
            (seen.text, seen.state, seen.shown_file, seen.former_file, now, link)
            for link, seen in changes
        ),
    )


def mark_gone(ids: Sequence[int], now: int) -> None:
    """Note that links are no longer there; in a transaction."""
    for batch in batches(ids):
        Link.update(state=GONE, observed_at=now).where(Link.id << batch).execute()


def forget(links: Sequence[tuple[str, bytes, bytes]]) -> None:
    """Know nothing of links any more: the uuid of their root, path, text; in a transaction."""
    write_many(
        "DELETE FROM link WHERE root_id = (SELECT id FROM root WHERE uuid = ?)"
        " AND path = ? AND text = ?",
        links,
    )


def move(changes: Iterable[tuple[int, bytes, bytes]], now: int) -> None:
    """Know links at other places, with other texts: id, path, text; in a transaction."""
    write_many(
        "UPDATE link SET path = ?, shown = ?, text = ?, observed_at = ? WHERE id = ?",
        ((path, printable(path), text, now, link) for link, path, text in changes),
    )


def is_at(link: int, root: str, path: bytes) -> bool:
    """Say whether an id is that of the link at a path; ``root`` is the uuid of its root."""
    return bool(
        Link.select()
        .join(Root)
        .where((Link.id == link) & (Link.path == path) & (Root.uuid == root))
        .exists()
    )


def remembered(link: int) -> Remembered | None:
    """Return what is remembered of a link, None where it is not known any more."""
    row = (
        Link.select(Link.text, Link.state, Link.shown_file, Link.former_file)
        .where(Link.id == link)
        .tuples()
        .first()
    )
    return Remembered(bytes(row[0]), *row[1:]) if row else None


def remember(link: int, what: Remembered) -> None:
    """Write what is known of a link now; files that are forgotten meanwhile show as none."""
    known = {
        file
        for (file,) in read_in(
            "SELECT id FROM media_file WHERE id IN (*)",
            [file for file in what[2:] if file is not None],
        )
    }
    Link.update(
        text=what.text,
        state=what.state,
        shown_file=what.shown_file if what.shown_file in known else None,
        former_file=what.former_file if what.former_file in known else None,
        observed_at=int(time.time()),
    ).where(Link.id == link).execute()
