"""What each link of the link roots showed when it last showed something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from peewee import fn

from vidtui.catalogue.bulk import batches, read_in, write_many
from vidtui.catalogue.models import Link
from vidtui.text import show

GONE = "gone"  # the link itself is no longer there; what it showed still helps to repair others


class KnownLink(NamedTuple):
    """A link as the catalogue remembers it."""

    id: int
    text: bytes
    state: str
    shown_file: int | None


class Observed(NamedTuple):
    """A link as it was read."""

    root: int
    path: bytes
    text: bytes
    state: str
    shown_file: int | None


class SeenLinks:
    """Which of a root's remembered links a walk has met: one bit a link, for a million of them."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._highest = Link.select(fn.MAX(Link.id)).scalar() or 0
        self._bits = bytearray(self._highest // 8 + 1)

    def add(self, link: int) -> None:
        """Note that a link was met; its id is from before the walk."""
        self._bits[link >> 3] |= 1 << (link & 7)

    def remembered(self) -> int:
        """Count the links that the root is known to have."""
        return int(self._present().count())

    def gone(self) -> list[int]:
        """Return the ids of those that were not met."""
        rows = self._present().tuples().iterator()
        return [link for (link,) in rows if not self._bits[link >> 3] & 1 << (link & 7)]

    def _present(self) -> Any:
        return Link.select(Link.id).where(
            (Link.root == self._root) & (Link.state != GONE) & (Link.id <= self._highest)
        )


def known_at(root: int, paths: Sequence[bytes]) -> dict[bytes, KnownLink]:
    """Return by path the links that the catalogue remembers."""
    rows = read_in(
        "SELECT path, id, text, state, shown_file_id FROM link WHERE root_id = ? AND path IN (*)",
        paths,
        root,
    )
    return {
        bytes(path): KnownLink(link, bytes(text), state, shown_file)
        for path, link, text, state, shown_file in rows
    }


def add(links: Iterable[Observed], now: int) -> None:
    """Remember new links; in a transaction."""
    write_many(
        "INSERT INTO link (root_id, path, shown, text, state, shown_file_id, observed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (one.root, one.path, show(one.path), one.text, one.state, one.shown_file, now)
            for one in links
        ),
    )


def update(changes: Iterable[tuple[int, Observed]], now: int) -> None:
    """Store changed readings; one that shows no file leaves what the link showed before."""
    write_many(
        "UPDATE link SET text = ?, state = ?, shown_file_id = COALESCE(?, shown_file_id),"
        " observed_at = ? WHERE id = ?",
        ((seen.text, seen.state, seen.shown_file, now, link) for link, seen in changes),
    )


def mark_gone(ids: Sequence[int], now: int) -> None:
    """Note that links are no longer there; in a transaction."""
    for batch in batches(ids):
        Link.update(state=GONE, observed_at=now).where(Link.id << batch).execute()
