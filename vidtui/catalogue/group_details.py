"""What a person is shown of a group to decide about it; sessions are the caller's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from vidtui.catalogue import json_columns
from vidtui.catalogue.groups import is_held
from vidtui.catalogue.models import Group
from vidtui.catalogue.sql import read, read_in
from vidtui.providers.base import Ref, Summary


class Waiting(NamedTuple):
    """A pending group as a list shows it; ``reason`` is one of ``matching.reasons``.

    ``best`` and ``score`` are the first proposal's, None where there is none.
    """

    id: int
    kind: str
    title: str
    year: int | None
    reason: str
    files: int
    best: str | None
    score: float | None


class HeldEpisode(NamedTuple):
    """An episode as a file's name says it; ``is_known`` once the provider's has been found."""

    season: int | None
    number: int | None
    air_date: str | None
    is_known: bool
    title: str | None


class HeldFile(NamedTuple):
    """A file of a group: absolute path, bytes, the episodes that its name says, minutes."""

    path: bytes
    size: int
    is_missing: bool
    episodes: tuple[HeldEpisode, ...]
    runtime: float | None = None


class Choice(NamedTuple):
    """A proposal: which work, how good, how that came about, what it is."""

    ref: Ref
    score: float
    parts: Mapping[str, Any]
    work: Summary
    chosen: str | None
    rejected: bool


@dataclass(frozen=True, slots=True)
class Details:
    """All there is to see of one group.

    ``evidence`` is what the names say: titles, year, country, ids, agree, source, path.
    ``answer`` is the provider's description of the work that the group is, as it was stored.
    """

    id: int
    kind: str
    title: str
    year: int | None
    state: str
    error: str | None
    attempts: int
    next_try: int | None
    not_found_at: int | None
    evidence: Mapping[str, Any]
    files: tuple[HeldFile, ...]
    choices: tuple[Choice, ...]
    answer: Mapping[str, Any] | None
    fetched_at: int | None


MOST_FILES = 200  # of a group that is shown: a person looks at a few
ALL_FILES = 1_000_000  # of a group of which all are asked for
PAGE = 100  # groups read at once

Row = tuple[Any, ...]


def waiting() -> list[Waiting]:
    """Return the pending groups, by title."""
    rows = read(
        "SELECT g.id, g.kind, g.title, g.year, COALESCE(g.error, ''),"
        " (SELECT COUNT(*) FROM media_file f WHERE f.group_id = g.id), b.work, b.score"
        " FROM media_group g LEFT JOIN"
        " (SELECT group_id, work, score, ROW_NUMBER() OVER"
        " (PARTITION BY group_id ORDER BY score DESC, id) AS number"
        " FROM candidate WHERE NOT rejected) AS b ON b.group_id = g.id AND b.number = 1"
        " WHERE g.state = 'pending'"
        " AND EXISTS (SELECT 1 FROM media_file f WHERE f.group_id = g.id)"
        " ORDER BY g.title, g.id"
    )
    return [
        Waiting(group, kind, title, year, reason, files, _label(work) if work else None, score)
        for group, kind, title, year, reason, files, work, score in rows
    ]


def waiting_for() -> list[tuple[int, str]]:
    """Return the ids of the pending groups and why each is, by title."""
    rows = (
        Group.select(Group.id, Group.error)
        .where((Group.state == "pending") & is_held())
        .order_by(Group.title, Group.id)
        .tuples()
        .iterator()
    )
    return [(group, reason or "") for group, reason in rows]


def _label(work: str) -> str:
    held = json_columns.summary(work)
    return f"{held.title} ({held.year})" if held.year else held.title


def details(group: int) -> Details | None:
    """Return all there is to see of a group, None where there is no such group."""
    return next(details_of([group]), None)


def details_of(groups: Sequence[int]) -> Iterator[Details]:
    """Yield all there is to see of some groups, in their order; those that are gone are left out.

    They are read a page at a time: what waits may be more than memory should hold.
    """
    for start in range(0, len(groups), PAGE):
        page = groups[start : start + PAGE]
        statement = (
            "SELECT g.id, g.kind, g.title, g.year, g.state, g.error, g.attempts, g.next_try,"
            " g.not_found_at, g.evidence, COALESCE(m.details, s.details),"
            " COALESCE(m.fetched_at, s.fetched_at) FROM media_group g"
            " LEFT JOIN movie m ON m.id = g.movie_id LEFT JOIN series s ON s.id = g.series_id"
            " WHERE g.id IN (*)"
        )
        found = {row[0]: row for row in read_in(statement, page)}
        files, proposals = _files(page), _choices(page)
        for group in page:
            if group in found:
                yield _details(found[group], files.get(group, ()), proposals.get(group, ()))


def _details(row: Row, files: Sequence[HeldFile], proposals: Sequence[Choice]) -> Details:
    *columns, evidence, answer, fetched_at = row
    found: tuple[Any, ...] = (
        *columns,
        json_columns.evidence(evidence),
        tuple(files),
        tuple(proposals),
        json_columns.answer(answer) if answer else None,
        fetched_at,
    )
    return Details(*found)


def choices(group: int) -> tuple[Choice, ...]:
    """Return the proposals for a group: the chosen one first, then the best, rejected ones last."""
    return tuple(_choices([group]).get(group, ()))


def _choices(groups: Sequence[int]) -> dict[int, list[Choice]]:
    statement = (
        "SELECT group_id, provider, kind, provider_id, score, parts, work, chosen, rejected"
        " FROM candidate WHERE group_id IN (*)"
        " ORDER BY group_id, rejected, chosen IS NULL, score DESC, id"
    )
    found: dict[int, list[Choice]] = {}
    for group, provider, kind, id_, score, parts, work, chosen, rejected in read_in(
        statement, groups
    ):
        choice = Choice(
            Ref(provider, kind, id_),
            score,
            json_columns.parts(parts),
            json_columns.summary(work),
            chosen,
            bool(rejected),
        )
        found.setdefault(group, []).append(choice)
    return found


def files_of(groups: Sequence[int]) -> dict[int, list[HeldFile]]:
    """Return by group all files of some groups, however many."""
    return _files(groups, ALL_FILES)


def _files(groups: Sequence[int], most: int = MOST_FILES) -> dict[int, list[HeldFile]]:
    statement = (
        "SELECT id, group_id, root, path, size, missing_since, probe FROM"
        " (SELECT f.id, f.group_id, r.path AS root, f.path, f.size, f.missing_since, f.probe,"
        " ROW_NUMBER() OVER (PARTITION BY f.group_id ORDER BY f.path) AS number"
        " FROM media_file f JOIN root r ON r.id = f.root_id WHERE f.group_id IN (*)) AS held"
        " WHERE number <= MOST ORDER BY group_id, number"
    ).replace("MOST", str(most))
    rows = list(read_in(statement, groups))
    episodes = _episodes([row[0] for row in rows])
    found: dict[int, list[HeldFile]] = {}
    for file, group, root, path, size, since, probe in rows:
        held = HeldFile(
            os.path.join(bytes(root), bytes(path)),
            size,
            since is not None,
            tuple(episodes.get(file, ())),
            json_columns.runtime(probe),
        )
        found.setdefault(group, []).append(held)
    return found


def _episodes(files: Sequence[int]) -> dict[int, list[HeldEpisode]]:
    statement = (
        "SELECT h.file_id, h.season, h.number, h.air_date, h.episode_id, e.title"
        " FROM file_episode h LEFT JOIN episode e ON e.id = h.episode_id"
        " WHERE h.file_id IN (*) ORDER BY h.season, h.number"
    )
    found: dict[int, list[HeldEpisode]] = {}
    for file, season, number, air_date, episode, title in read_in(statement, files):
        held = HeldEpisode(season, number, air_date, episode is not None, title)
        found.setdefault(file, []).append(held)
    return found
