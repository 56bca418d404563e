"""The roots as the catalogue knows them, with what each is recognised by."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from vidtui.catalogue import json_columns
from vidtui.catalogue.models import Root, Witness
from vidtui.library.guard import Identity
from vidtui.library.guard import Witness as Seen
from vidtui.settings import Role, RootSetting


@dataclass(frozen=True, slots=True)
class KnownRoot:
    """One row of ``Root``, with its identity."""

    id: int
    role: Role
    path: bytes
    kind: str | None
    identity: Identity


def known(path: bytes) -> KnownRoot | None:
    """Return the root at ``path``, None where the catalogue has none."""
    row = Root.get_or_none(Root.path == path)
    return None if row is None else _read(row)


def everything() -> list[KnownRoot]:
    """Return all roots, in the order in which they came."""
    return [_read(row) for row in Root.select().order_by(Root.id)]


def ensure(setting: RootSetting) -> KnownRoot:
    """Return the row of a configured root, added where it is new; in a transaction."""
    row = Root.get_or_none(Root.path == setting.path)
    if row is None:
        row = Root.create(
            uuid=str(uuid.uuid4()),
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


def remember(root: KnownRoot, witnesses: Sequence[Seen], mounts: Sequence[bytes]) -> None:
    """Store what a root will be recognised by next time; in a transaction."""
    before = root.identity
    is_known = (tuple(witnesses), tuple(mounts)) == (before.witnesses, before.mounts)
    if is_known and not before.is_damaged:
        return
    Witness.delete().where(Witness.root == root.id).execute()
    rows = [(root.id, seen.path, seen.size, seen.is_link) for seen in witnesses]
    if rows:
        fields = [Witness.root, Witness.path, Witness.size, Witness.is_link]
        Witness.insert_many(rows, fields=fields).execute()
    Root.update(
        mounts=json.dumps([point.hex() for point in mounts]), confirmed_at=int(time.time())
    ).where(Root.id == root.id).execute()


def move(root: KnownRoot, path: bytes) -> None:
    """Write another place for a root; in a transaction."""
    Root.update(path=path).where(Root.id == root.id).execute()


def adopt(root: KnownRoot, uuid: str) -> None:
    """Know a root by the id that the marker file on its disk gives; in a transaction."""
    Root.update(uuid=uuid).where(Root.id == root.id).execute()


def _read(row: Root) -> KnownRoot:
    witnesses = (
        Witness.select(Witness.path, Witness.size, Witness.is_link)
        .where(Witness.root == row.id)
        .order_by(Witness.path)
        .tuples()
    )
    mounts = json_columns.mounts(row.mounts)
    identity = Identity(
        uuid=row.uuid,
        witnesses=tuple(Seen(bytes(path), size, is_link) for path, size, is_link in witnesses),
        mounts=mounts or (),
        marker=row.marker,
        is_damaged=mounts is None,
    )
    return KnownRoot(row.id, row.role, bytes(row.path), row.kind, identity)
