"""Writes what file names say: groups of files, and the episodes that each file holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from peewee import fn

from vidtui.catalogue import json_columns
from vidtui.catalogue.bulk import batches, read_in, write_many
from vidtui.catalogue.models import FileEpisode, Group, MediaFile

STATES = ("queued", "enriched", "pending", "failed", "ignored")


class GroupKey(NamedTuple):
    """What makes two files belong together."""

    kind: str
    key: str


class NewGroup(NamedTuple):
    """A group as its first file names it; ``pending`` gives the reason to ask a person."""

    title: str
    year: int | None
    evidence: Mapping[str, object]
    pending: str | None


class NamedFile(NamedTuple):
    """What the name of one file says; an episode is (season, number, air date).

    ``bare`` says that the numbers may count from the first season on.
    """

    file: int
    group: GroupKey
    part: int | None
    edition: str | None
    episodes: Sequence[tuple[int | None, int | None, str | None]]
    bare: bool = False


def is_held() -> Any:
    """Return the condition for groups of which some file is known, gone or not.

    What was answered about the others stays for the day when a file of them comes.
    """
    return Group.id << MediaFile.select(MediaFile.group).where(MediaFile.group.is_null(False))


def find(keys: Sequence[GroupKey]) -> dict[GroupKey, int]:
    """Return the ids of those groups that exist."""
    found: dict[GroupKey, int] = {}
    for batch in batches(keys):
        rows = Group.select(Group.kind, Group.key, Group.id).where(
            Group.key << {key.key for key in batch}
        )
        found |= {GroupKey(kind, key): group for kind, key, group in rows.tuples()}
    return {key: found[key] for key in keys if key in found}


def add(groups: Mapping[GroupKey, NewGroup], now: int) -> dict[GroupKey, int]:
    """Queue new groups for enrichment and return their ids; in a transaction."""
    fields = [
        Group.kind,
        Group.key,
        Group.title,
        Group.year,
        Group.state,
        Group.error,
        Group.evidence,
        Group.created_at,
    ]
    for batch in batches(list(groups.items())):
        rows = [
            (
                *key,
                group.title,
                group.year,
                "pending" if group.pending else "queued",
                group.pending,
                json.dumps(group.evidence, ensure_ascii=False),
                now,
            )
            for key, group in batch
        ]
        Group.insert_many(rows, fields=fields).execute()
    return find(list(groups))


class Held(NamedTuple):
    """The group that a file is in already.

    ``ids`` are those of its evidence. ``is_known`` says that it is identified; ``is_decided`` that
    a person answered about it, and that it holds no other file.
    """

    key: GroupKey
    title: str
    year: int | None
    ids: Mapping[str, str]
    is_known: bool
    is_decided: bool


def count_waiting(reason: str) -> int:
    """Count the groups that wait for a person for one reason."""
    waiting = (Group.state == "pending") & (Group.error == reason) & is_held()
    return int(Group.select().where(waiting).count())


def held_by(files: Sequence[int]) -> dict[int, Held]:
    """Return by file the group that it is in."""
    statement = (
        "SELECT f.id, g.kind, g.key, g.title, g.year, g.evidence, g.state = 'enriched',"
        " (g.state = 'ignored' OR EXISTS (SELECT 1 FROM candidate c"
        " WHERE c.group_id = g.id AND c.chosen = 'person'))"
        " AND (SELECT COUNT(o.id) FROM media_file o WHERE o.group_id = g.id) = 1"
        " FROM media_file f JOIN media_group g ON g.id = f.group_id WHERE f.id IN (*)"
    )
    return {
        file: Held(
            GroupKey(kind, key), title, year, _ids(evidence), bool(is_known), bool(is_decided)
        )
        for file, kind, key, title, year, evidence, is_known, is_decided in read_in(
            statement, files
        )
    }


def _ids(evidence: str) -> Mapping[str, str]:
    return json_columns.evidence(evidence).get("ids", {})


def assign(named: Sequence[NamedFile], groups: Mapping[GroupKey, int], parser_version: int) -> None:
    """Put files into their groups, with their episodes; in a transaction."""
    for batch in batches([one.file for one in named]):
        FileEpisode.delete().where(FileEpisode.file << batch).execute()
    write_many(
        "UPDATE media_file SET group_id = ?, part = ?, edition = ?, named_by = ? WHERE id = ?",
        ((groups[n.group], n.part, n.edition, parser_version, n.file) for n in named),
    )
    episodes = [(one.file, *episode, one.bare) for one in named for episode in one.episodes]
    fields = [
        FileEpisode.file,
        FileEpisode.season,
        FileEpisode.number,
        FileEpisode.air_date,
        FileEpisode.bare,
    ]
    for rows in batches(episodes):
        FileEpisode.insert_many(rows, fields=fields).execute()


def drop_empty() -> dict[str, int]:
    """Forget groups without files and without answers; return how many of each kind."""
    used = MediaFile.select(MediaFile.group).where(MediaFile.group.is_null(False))
    empty = (
        (Group.state << ("queued", "pending"))
        & Group.movie.is_null()
        & Group.series.is_null()
        & Group.id.not_in(used)
    )
    counted = Group.select(Group.kind, fn.COUNT(Group.id)).where(empty).group_by(Group.kind)
    dropped = dict(counted.tuples())
    if dropped:
        Group.delete().where(empty).execute()
    return dropped
