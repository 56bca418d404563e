"""What a person is shown of a group to decide about it; sessions are the caller's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from peewee import JOIN, fn

from vidtui.catalogue import json_columns
from vidtui.catalogue.models import (
    Candidate,
    Episode,
    FileEpisode,
    Group,
    MediaFile,
    Root,
)
from vidtui.metadata.works import Ref, Summary


class Waiting(NamedTuple):
    """A pending group as a list shows it; ``reason`` is one of ``metadata.reasons``.

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


def waiting() -> list[Waiting]:
    """Return the pending groups, by title."""
    files = dict(
        MediaFile.select(MediaFile.group, fn.COUNT(MediaFile.id))
        .join(Group)
        .where(Group.state == "pending")
        .group_by(MediaFile.group)
        .tuples()
    )
    best: dict[int, tuple[str, float]] = {}
    for group, work, score in (
        Candidate.select(Candidate.group, Candidate.work, Candidate.score)
        .join(Group)
        .where((Group.state == "pending") & ~Candidate.rejected)
        .order_by(Candidate.score, Candidate.id.desc())
        .tuples()
    ):
        best[group] = work, score
    return [
        Waiting(
            group,
            kind,
            title,
            year,
            reason or "",
            files.get(group, 0),
            _label(best[group][0]) if group in best else None,
            best[group][1] if group in best else None,
        )
        for group, kind, title, year, reason in Group.select(
            Group.id, Group.kind, Group.title, Group.year, Group.error
        )
        .where(Group.state == "pending")
        .order_by(Group.title, Group.id)
        .tuples()
    ]


def _label(work: str) -> str:
    held = json_columns.summary(work)
    return f"{held.title} ({held.year})" if held.year else held.title


def details(group: int) -> Details | None:
    """Return all there is to see of a group, None where there is no such group."""
    found = Group.get_or_none(Group.id == group)
    if found is None:
        return None
    answer = found.movie or found.series
    return Details(
        id=group,
        kind=found.kind,
        title=found.title,
        year=found.year,
        state=found.state,
        error=found.error,
        attempts=found.attempts,
        next_try=found.next_try,
        not_found_at=found.not_found_at,
        evidence=json_columns.evidence(found.evidence),
        files=_files(group),
        choices=choices(group),
        answer=json_columns.answer(answer.details) if answer else None,
        fetched_at=answer.fetched_at if answer else None,
    )


def choices(group: int) -> tuple[Choice, ...]:
    """Return the proposals for a group: the chosen one first, then the best, rejected ones last."""
    found = (
        Candidate.select()
        .where(Candidate.group == group)
        .order_by(
            Candidate.rejected,
            Candidate.chosen.is_null(),
            Candidate.score.desc(),
            Candidate.id,
        )
    )
    return tuple(
        Choice(
            Ref(one.provider, one.kind, one.provider_id),
            one.score,
            json_columns.parts(one.parts),
            json_columns.summary(one.work),
            one.chosen,
            bool(one.rejected),
        )
        for one in found
    )


def _files(group: int) -> tuple[HeldFile, ...]:
    episodes: dict[int, list[HeldEpisode]] = {}
    for file, season, number, air_date, episode, title in (
        FileEpisode.select(
            FileEpisode.file,
            FileEpisode.season,
            FileEpisode.number,
            FileEpisode.air_date,
            FileEpisode.episode,
            Episode.title,
        )
        .join(MediaFile)
        .switch(FileEpisode)
        .join(Episode, JOIN.LEFT_OUTER)
        .where(MediaFile.group == group)
        .order_by(FileEpisode.season, FileEpisode.number)
        .tuples()
    ):
        held = HeldEpisode(season, number, air_date, episode is not None, title)
        episodes.setdefault(file, []).append(held)
    found = (
        MediaFile.select(
            MediaFile.id,
            Root.path,
            MediaFile.path,
            MediaFile.size,
            MediaFile.missing_since,
            MediaFile.probe,
        )
        .join(Root)
        .where(MediaFile.group == group)
        .order_by(MediaFile.path)
        .limit(MOST_FILES)
        .tuples()
    )
    return tuple(
        HeldFile(
            os.path.join(bytes(root), bytes(path)),
            size,
            since is not None,
            tuple(episodes.get(file, ())),
            json_columns.runtime(probe),
        )
        for file, root, path, size, since, probe in found
    )
