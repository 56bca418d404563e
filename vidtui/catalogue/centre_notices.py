"""What media centres have still to be told: folders, until they were."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from vidtui.catalogue.models import CentreNotice, Link, MediaFile, Root
from vidtui.catalogue.sql import batches

_SHOWS: Final = "ok"
"""The state of a link that shows one."""


def waiting(centre: str) -> list[bytes]:
    """Return the folders that a centre has still to be told, in a session."""
    rows = CentreNotice.select(CentreNotice.folder).where(CentreNotice.centre == centre)
    return sorted(bytes(folder) for (folder,) in rows.tuples())


def counts() -> dict[str, int]:
    """Return by centre how many folders wait, in a session."""
    found: dict[str, int] = {}
    for (centre,) in CentreNotice.select(CentreNotice.centre).tuples():
        found[centre] = found.get(centre, 0) + 1
    return found


def put(centre: str, folders: Iterable[bytes], now: int) -> None:
    """Have a centre told of exactly these folders, and of no others, in a transaction."""
    wanted, held = set(folders), set(waiting(centre))
    gone = CentreNotice.delete().where(CentreNotice.centre == centre)
    for batch in batches(sorted(held - wanted)):
        gone.where(CentreNotice.folder.in_(batch)).execute()
    rows = [(centre, folder, now) for folder in sorted(wanted - held)]
    for some in batches(rows):
        CentreNotice.insert_many(
            some, fields=[CentreNotice.centre, CentreNotice.folder, CentreNotice.since]
        ).execute()


def told(centre: str, folders: Iterable[bytes]) -> None:
    """Note that a centre was told of folders, in a transaction."""
    put(centre, set(waiting(centre)) - set(folders), 0)


def forget_others(centres: Collection[str]) -> None:
    """Forget what centres were to be told that the settings name no more, in a transaction."""
    CentreNotice.delete().where(CentreNotice.centre.not_in(list(centres))).execute()


def roots_shown(link_root: bytes) -> set[bytes]:
    """Return the paths of the roots into which the links of a link root lead, in a session."""
    links = Link.select(Link.shown_file).join(Root).where(Root.path == link_root)
    rows = Root.select(Root.path).join(MediaFile).where(MediaFile.id.in_(links)).distinct().tuples()
    return {bytes(path) for (path,) in rows}


def links_into(root: bytes) -> int:
    """Return how many links, of all link roots, lead into a root, in a session."""
    files = MediaFile.select(MediaFile.id).join(Root).where(Root.path == root)
    return int(Link.select().where(Link.shown_file.in_(files)).count())


def some_links(link_root: bytes, most: int) -> list[bytes]:
    """Return some links that showed a file when they were read last, below their root."""
    rows = (
        Link.select(Link.path)
        .join(Root)
        .where((Root.path == link_root) & (Link.state == _SHOWS))
        .order_by(Link.id)
        .limit(most)
        .tuples()
    )
    return [bytes(path) for (path,) in rows]
