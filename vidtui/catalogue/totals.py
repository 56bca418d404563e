"""Named questions to the catalogue; each wants an open session."""

from __future__ import annotations

from dataclasses import dataclass, field

from peewee import fn

from vidtui.catalogue import files
from vidtui.catalogue.groups import is_held
from vidtui.catalogue.links import GONE
from vidtui.catalogue.models import FileEpisode, Group, Link, MediaFile, Root, Run
from vidtui.catalogue.sql import read


@dataclass(frozen=True, slots=True)
class Totals:
    """What the library holds; ``size`` in bytes, ``last_import`` in seconds since the epoch."""

    films: int = field(default=0, metadata={"json": "films"})
    series: int = field(default=0, metadata={"json": "series"})
    episodes: int = field(default=0, metadata={"json": "episodes"})
    files: int = field(default=0, metadata={"json": "files"})
    extras: int = field(default=0, metadata={"json": "extras"})
    unknown: int = field(default=0, metadata={"json": "unknown"})
    missing: int = field(default=0, metadata={"json": "missing"})
    size: int = field(default=0, metadata={"json": "size"})
    links: int = field(default=0, metadata={"json": "links"})
    broken_links: int = field(default=0, metadata={"json": "broken_links"})
    queued: int = field(default=0, metadata={"json": "queued"})
    pending: int = field(default=0, metadata={"json": "pending"})
    failed: int = field(default=0, metadata={"json": "failed"})
    last_import: int | None = field(default=None, metadata={"json": "last_import"})


def totals() -> Totals:
    """Return the totals of the whole library."""
    present = MediaFile.missing_since.is_null()
    kinds = {
        kind: (count, size or 0)
        for kind, count, size in MediaFile.select(
            MediaFile.kind, fn.COUNT(MediaFile.id), fn.SUM(MediaFile.size)
        )
        .where(present)
        .group_by(MediaFile.kind)
        .tuples()
    }
    states: dict[str, int] = {}
    groups: dict[str, int] = {}
    for kind, state, count in (
        Group.select(Group.kind, Group.state, fn.COUNT(Group.id))
        .where(is_held())
        .group_by(Group.kind, Group.state)
        .tuples()
    ):
        states[state] = states.get(state, 0) + count
        groups[kind] = groups.get(kind, 0) + count
    last = (
        Run.select(fn.MAX(Run.finished_at))
        .where((Run.command == "import") & (Run.state == "done"))
        .scalar()
    )
    return Totals(
        films=groups.get("film", 0),
        series=groups.get("series", 0),
        episodes=FileEpisode.select(FileEpisode.id).join(MediaFile).where(present).count(),
        files=sum(count for count, _size in kinds.values()),
        extras=kinds.get("extra", (0, 0))[0],
        unknown=MediaFile.select().where(files.is_unknown()).count(),
        missing=MediaFile.select().where(~present).count(),
        size=sum(size for _count, size in kinds.values()),
        links=Link.select().where(Link.state != GONE).count(),
        broken_links=Link.select().where(Link.state << ("broken", "loop")).count(),
        queued=states.get("queued", 0),
        pending=states.get("pending", 0),
        failed=states.get("failed", 0),
        last_import=last,
    )


def counts_by_root() -> dict[bytes, int]:
    """Return by root path how many files (of a storage root) or links it holds."""
    files = read(
        "SELECT r.path, COUNT(f.id) FROM root r LEFT JOIN media_file f ON f.root_id = r.id"
        " AND f.missing_since IS NULL WHERE r.role = 'storage' GROUP BY r.id"
    )
    links = read(
        "SELECT r.path, COUNT(l.id) FROM root r LEFT JOIN link l ON l.root_id = r.id"
        " AND l.state <> ? WHERE r.role = 'links' GROUP BY r.id",
        GONE,
    )
    return {bytes(path): count for query in (files, links) for path, count in query}


def sizes_by_root() -> dict[bytes, int]:
    """Return by the path of a storage root how many bytes its files have."""
    rows = read(
        "SELECT r.path, SUM(f.size) FROM root r JOIN media_file f ON f.root_id = r.id"
        " WHERE r.role = 'storage' AND f.missing_since IS NULL GROUP BY r.id"
    )
    return {bytes(path): total or 0 for path, total in rows}


def entries_by_root() -> dict[bytes, int]:
    """Return by root path how many files or links are known of it, gone or not."""
    counts: dict[bytes, int] = {}
    for table in (MediaFile, Link):
        rows = Root.select(Root.path, fn.COUNT(table.id)).join(table).group_by(Root.id).tuples()
        for path, count in rows:
            counts[bytes(path)] = counts.get(bytes(path), 0) + count
    return counts
