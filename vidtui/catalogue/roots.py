"""The roots as the catalogue knows them, with what each is recognised by."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vidtui.catalogue import json_columns
from vidtui.catalogue.links import GONE
from vidtui.catalogue.models import Link, MediaFile, Root, RootSample
from vidtui.catalogue.sql import read, write_many
from vidtui.disk.root_identity import STATES, Identity, IdentitySample, SamplePicker, State
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.settings.model import Role, RootSetting
from vidtui.text import printable


class Space(NamedTuple):
    """How many bytes a filesystem has, and how many of them are free."""

    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found when a root was looked at last; ``at`` in seconds since the epoch.

    ``filesystem`` is the type that decided how much may be read when it was online last, ``space``
    how large it was then.
    """

    at: int
    state: State
    reason: str = ""
    filesystem: str = ""
    space: Space | None = None


@dataclass(frozen=True, slots=True)
class KnownRoot:
    """One row of ``Root``, with its identity; ``seen`` is None until a job has looked at it."""

    id: int
    role: Role
    path: bytes
    kind: str | None
    identity: Identity
    seen: Seen | None = None


def known(path: bytes) -> KnownRoot | None:
    """Return the root at ``path``, None where the catalogue has none."""
    row = Root.get_or_none(Root.path == path)
    return None if row is None else _read(row)


def everything() -> list[KnownRoot]:
    """Return all roots, in the order in which they came."""
    return [_read(row) for row in Root.select().order_by(Root.id)]


def ensure(setting: RootSetting, marker: str | None = None) -> KnownRoot:
    """Return the row of a configured root, added where it is new; in a transaction.

    A new one is known by the id that a ``marker`` file on its disk gives.
    """
    row = Root.get_or_none(Root.path == setting.path)
    if row is None:
        row = Root.create(
            uuid=marker or str(uuid.uuid4()),
            role=setting.role,
            path=setting.path,
            kind=setting.kind,
            marker=setting.marker,
            confirmed_at=int(time.time()),
        )
    elif (row.kind, row.marker) != (setting.kind, setting.marker):
        row.kind, row.marker = setting.kind, setting.marker
        row.save(only=[Root.kind, Root.marker])
    return _read(row)


def remember(root: KnownRoot, samples: Sequence[IdentitySample], mounts: Sequence[bytes]) -> None:
    """Store what a root will be recognised by next time; in a transaction."""
    before = root.identity
    is_known = (tuple(samples), tuple(mounts)) == (before.samples, before.mounts)
    if is_known and not before.is_damaged:
        return
    RootSample.delete().where(RootSample.root == root.id).execute()
    rows = [(root.id, one.path, one.size, one.is_link) for one in samples]
    if rows:
        fields = [RootSample.root, RootSample.path, RootSample.size, RootSample.is_link]
        RootSample.insert_many(rows, fields=fields).execute()
    Root.update(
        mounts=json.dumps([point.hex() for point in mounts]), confirmed_at=int(time.time())
    ).where(Root.id == root.id).execute()


def also_samples(places: Iterable[tuple[int, bytes, bytes]]) -> None:
    """Let a root be recognised by where links go, too: its id, old path, new one. In a transaction.

    Whatever comes of it, one of the two is there.
    """
    write_many(
        "INSERT INTO witness (root_id, path, size, is_link) SELECT root_id, ?, size, is_link"
        " FROM witness WHERE root_id = ? AND path = ? AND is_link ON CONFLICT DO NOTHING",
        ((new, root, old) for root, old, new in places),
    )


def no_samples(places: Iterable[tuple[int, bytes]]) -> None:
    """Recognise no root by links that we took away: its id, their path; in a transaction."""
    write_many("DELETE FROM witness WHERE root_id = ? AND path = ? AND is_link", places)


def note_seen(path: bytes, seen: Seen) -> None:
    """Store what was found at a root, if it is a known one; in a transaction."""
    note: dict[str, str | int] = {
        "seen_at": seen.at,
        "seen_state": seen.state,
        "seen_reason": seen.reason,
    }
    if seen.filesystem:
        note["filesystem"] = seen.filesystem
    if seen.space is not None:
        note |= {"total_bytes": seen.space.total, "free_bytes": seen.space.free}
    Root.update(note).where(Root.path == path).execute()


def entries(root: KnownRoot) -> tuple[IdentitySample, ...]:
    """Return what a root may be recognised by, where nothing was chosen yet."""
    picker = SamplePicker()
    if root.role == "links":
        there = Link.select(Link.path).where((Link.root == root.id) & (Link.state != GONE))
        for (path,) in there.tuples().iterator():
            picker.offer(bytes(path), 0, is_link=True)
    else:
        files = MediaFile.select(MediaFile.path, MediaFile.size).where(
            (MediaFile.root == root.id) & MediaFile.missing_since.is_null()
        )
        for path, size in files.tuples().iterator():
            picker.offer(bytes(path), size)
    return picker.chosen()


def alike(root: KnownRoot, other: KnownRoot) -> tuple[int, int]:
    """Return how many entries a root has, and how many another has at the same paths, alike."""
    table, column = ("link", "text") if root.role == "links" else ("media_file", "size")
    statement = (
        f"SELECT COUNT(*), COUNT(o.id) FROM {table} m LEFT JOIN {table} o"  # noqa: S608
        f" ON o.root_id = ? AND o.path = m.path AND o.{column} = m.{column} WHERE m.root_id = ?"
    )
    count, same = next(read(statement, other.id, root.id))
    return int(count), int(same)


def move(root: KnownRoot, path: bytes) -> None:
    """Write another place for a root; in a transaction."""
    Root.update(path=path).where(Root.id == root.id).execute()


def adopt(root: KnownRoot, uuid: str) -> None:
    """Know a root by the id that the marker file on its disk gives; in a transaction."""
    Root.update(uuid=uuid).where(Root.id == root.id).execute()


def _read(row: Root) -> KnownRoot:
    samples = (
        RootSample.select(RootSample.path, RootSample.size, RootSample.is_link)
        .where(RootSample.root == row.id)
        .order_by(RootSample.path)
        .tuples()
    )
    mounts = json_columns.mounts(row.mounts)
    identity = Identity(
        uuid=row.uuid,
        samples=tuple(
            IdentitySample(bytes(path), size, is_link) for path, size, is_link in samples
        ),
        mounts=mounts or (),
        marker=row.marker,
        is_damaged=mounts is None,
    )
    seen = None
    if row.seen_at is not None and row.seen_state in STATES:
        seen = Seen(
            row.seen_at,
            row.seen_state,
            row.seen_reason or "",
            row.filesystem or "",
            Space(row.total_bytes, row.free_bytes or 0) if row.total_bytes else None,
        )
    return KnownRoot(row.id, row.role, bytes(row.path), row.kind, identity, seen)


def required(path: bytes) -> KnownRoot:
    """Return the root at a path.

    Raises:
        UsageProblem: the catalogue knows none there.
    """
    root = known(path)
    if root is None:
        raise unknown(path)
    return root


def unknown(path: bytes) -> UsageProblem:
    """Say that the catalogue knows no root at a path, and which it knows."""
    names = ", ".join(printable(known.path) for known in everything()) or "-"
    return UsageProblem(
        _("{path}: the catalogue knows no such root; it knows: {names}").format(
            path=printable(path), names=names
        )
    )
