"""Writes what file names say: groups of files, and the episodes that each file holds."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from peewee import fn

from vidtui.catalogue import json_columns, models
from vidtui.catalogue.models import FileEpisode, Group, MediaFile
from vidtui.catalogue.sql import batches, read_in, write_many

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
    write_many(
        "INSERT INTO media_group (kind, key, title, year, state, attempts, error, evidence,"
        " created_at) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?)",
        (
            (
                *key,
                group.title,
                group.year,
                "pending" if group.pending else "queued",
                group.pending,
                json.dumps(group.evidence, ensure_ascii=False),
                now,
            )
            for key, group in groups.items()
        ),
    )
    return find(list(groups))


class Held(NamedTuple):
    """The group that a file is in already.

    ``ids`` are those of its evidence. ``is_known`` says that it is identified; ``is_answered`` that
    a person answered about it, ``is_alone`` that it holds no other file.
    """

    id: int
    key: GroupKey
    title: str
    year: int | None
    ids: Mapping[str, str]
    is_known: bool
    is_answered: bool
    is_alone: bool

    @property
    def is_decided(self) -> bool:
        """Whether a person answered about this very file."""
        return self.is_answered and self.is_alone


def count_waiting(reason: str) -> int:
    """Count the groups that wait for a person for one reason."""
    waiting = (Group.state == "pending") & (Group.error == reason) & is_held()
    return int(Group.select().where(waiting).count())


def held_by(files: Sequence[int]) -> dict[int, Held]:
    """Return by file the group that it is in."""
    statement = (
        "SELECT f.id, g.id, g.kind, g.key, g.title, g.year, g.evidence, g.state = 'enriched',"
        " g.state = 'ignored' OR EXISTS (SELECT 1 FROM candidate c"
        " WHERE c.group_id = g.id AND c.chosen = 'person'),"
        " (SELECT COUNT(o.id) FROM media_file o WHERE o.group_id = g.id) = 1"
        " FROM media_file f JOIN media_group g ON g.id = f.group_id WHERE f.id IN (*)"
    )
    return {
        file: Held(
            group,
            GroupKey(kind, key),
            title,
            year,
            _ids(evidence),
            bool(known),
            bool(by),
            bool(one),
        )
        for file, group, kind, key, title, year, evidence, known, by, one in read_in(
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
    write_many(
        "INSERT INTO file_episode (file_id, season, number, air_date, bare) VALUES (?, ?, ?, ?, ?)",
        episodes,
    )


def refresh(read_again: Mapping[int, NewGroup]) -> None:
    """Write what names say today of groups that older parsers have read; in a transaction.

    What waits or failed is asked about anew where that changed; what was answered stays.
    """
    statement = "SELECT id, state, error, title, year, evidence FROM media_group WHERE id IN (*)"
    rows = []
    for group, state, error, title, year, evidence in read_in(statement, list(read_again)):
        now = read_again[group]
        said = json.loads(json.dumps(now.evidence))
        before = json_columns.mapping(evidence)
        if _without_path(before) == _without_path(said) and (title, year) == now[:2]:
            continue
        if state in ("pending", "failed", "queued"):
            state, error = "pending" if now.pending else "queued", now.pending
        said_text = json.dumps(said, ensure_ascii=False)
        rows.append((now.title, now.year, said_text, state, error, group))
    write_many(
        "UPDATE media_group SET title = ?, year = ?, evidence = ?, state = ?, error = ?"
        " WHERE id = ?",
        rows,
    )


def _without_path(evidence: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in evidence.items() if name != "path"}


def inherit(group: int, half: int) -> None:
    """Give a part of a group the answer and the proposals of the whole; in a transaction."""
    whole = Group.get_by_id(group)
    Group.update(
        state=whole.state,
        error=whole.error,
        next_try=whole.next_try,
        not_found_at=whole.not_found_at,
        movie=whole.movie_id,
        series=whole.series_id,
    ).where(Group.id == half).execute()
    columns = "provider, kind, provider_id, score, parts, work, chosen, rejected"
    models.database.obj.execute_sql(
        f"INSERT INTO candidate (group_id, {columns})"  # noqa: S608
        f" SELECT {half:d}, {columns} FROM candidate WHERE group_id = {group:d}"
    )


def has_read(group: int, version: int, but: Collection[int]) -> bool:
    """Say whether a parser has read a file of a group, others than some that are there."""
    rows = MediaFile.select(MediaFile.id).where(
        (MediaFile.group == group) & (MediaFile.named_by == version)
    )
    return any(file not in but for (file,) in rows.tuples())


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
