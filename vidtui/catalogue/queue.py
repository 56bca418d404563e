"""The enrichment queue: which groups wait, in which order, and what is known of each.

Sessions are the caller's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from peewee import JOIN, fn

from vidtui.catalogue import group_state, json_columns
from vidtui.catalogue.groups import is_held
from vidtui.catalogue.models import Candidate, FileEpisode, Group, MediaFile, Movie, SeriesRow
from vidtui.catalogue.sql import columns, read, read_in
from vidtui.providers.base import Ref

MOST_FILES = 24
"""Of one film: its copies, and the parts of each."""
LONG_SEASON = 26
"""Hardly a season has more episodes; a higher number without a mark counts from the first on."""


class Row(NamedTuple):
    """A group as lists show it; ``answer`` and ``answer_year`` are the work that it is.

    Groups with the same ``movie`` or ``series`` are one work.
    """

    id: int
    kind: str
    title: str
    year: int | None
    state: str
    attempts: int
    next_try: int | None
    error: str | None
    changed_at: int
    answer: str | None
    answer_year: int | None
    movie: int | None = None
    series: int | None = None

    @property
    def work(self) -> tuple[int | None, int | None] | None:
        """Which work it is, None where that is not known."""
        known = self.movie is not None or self.series is not None
        return (self.movie, self.series) if known else None


class AskedFile(NamedTuple):
    """A file whose running time may be read: absolute path, and the minutes known already.

    ``root`` is the path of its storage root.
    """

    id: int
    root: bytes
    path: bytes
    runtime: float | None
    part: int | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a group's files say, as enrichment needs it."""

    id: int
    kind: str
    title: str
    year: int | None
    state: str
    attempts: int
    evidence: Mapping[str, Any]
    episodes: frozenset[tuple[int, int]] = frozenset()
    rejected: frozenset[Ref] = frozenset()
    chosen: Ref | None = None
    chosen_by: str = "person"
    files: tuple[AskedFile, ...] = ()


def rows(since: int | None = None) -> list[Row]:
    """Return all groups with files, or those that changed at ``since`` or later."""
    changed = fn.COALESCE(Group.changed_at, Group.created_at)
    query = (
        Group.select(
            *columns(Group, Row, 8),
            changed,
            fn.COALESCE(Movie.title, SeriesRow.title),
            fn.COALESCE(Movie.year, SeriesRow.year),
            Movie.id,
            SeriesRow.id,
        )
        .join(Movie, JOIN.LEFT_OUTER)
        .switch(Group)
        .join(SeriesRow, JOIN.LEFT_OUTER)
        .where(is_held())
        .order_by(Group.id)
    )
    if since is not None:
        query = query.where(changed >= since)
    return [Row(*row) for row in query.tuples()]


def waiting(
    *, failed: Literal["none", "due", "all"] = "none", not_found: bool = False
) -> list[int]:
    """Return the groups to ask about, in the order in which they are.

    Those whose id is known come first, since each costs one request and cannot go wrong; then
    the newest files, which are what their owner wants to watch.

    Args:
        failed: also those that failed: the ones whose next try has come, or all.
        not_found: also those for which nothing was found.
    """
    wanted = Group.state == "queued"
    if failed != "none":
        is_due = (Group.next_try <= int(time.time())) | (failed == "all")
        wanted |= (Group.state == "failed") & is_due
    if not_found:
        wanted |= (Group.state == "pending") & Group.not_found_at.is_null(False)
    found = (
        Group.select(Group.id, Group.evidence, fn.MAX(MediaFile.mtime_ns))
        .join(MediaFile, on=(MediaFile.group == Group.id))
        .where(wanted & MediaFile.missing_since.is_null())
        .group_by(Group.id)
        .tuples()
    )
    decided = set(chosen())
    ordered = sorted(
        (group not in decided, not _has_id(evidence), -(newest or 0), group)
        for group, evidence, newest in found
    )
    return [group for *_key, group in ordered]


def chosen() -> list[int]:
    """Return the queued groups that are known to be a work: only its details are lacking."""
    found = (
        Candidate.select(Candidate.group)
        .join(Group)
        .where((Group.state == "queued") & Candidate.chosen.is_null(False))
        .order_by(Group.changed_at)
        .tuples()
    )
    return [group for (group,) in found]


class Expected(NamedTuple):
    """How much there is to ask: groups by kind, and about how many requests that takes."""

    films: int
    series: int
    unknown: int
    requests: int


def expected(groups: Sequence[int]) -> Expected:
    """Return how much there is to ask about these groups."""
    known = set(chosen())
    count = {"film": 0, "series": 0, "unknown": 0}
    requests = 0
    statement = "SELECT id, kind, evidence FROM media_group WHERE id IN (*)"
    for group, kind, evidence in read_in(statement, groups):
        count[kind] += 1
        requests += 1 if group in known or _has_id(evidence) else 2
    return Expected(count["film"], count["series"], count["unknown"], requests)


def _has_id(evidence: str) -> bool:
    return bool(json_columns.evidence(evidence).get("ids"))


def asked(group: int) -> Asked | None:
    """Return what is known of a group, None where it neither waits, nor failed, nor is unknown."""
    found = Group.get_or_none(Group.id == group)
    if found is None or not (
        found.state in ("queued", "failed")
        or (found.state == "pending" and found.not_found_at is not None)
    ):
        return None
    return _asked(found)


def as_asked(group: int) -> Asked | None:
    """Return what is known of a group whatever its state, None where it is gone."""
    found = Group.get_or_none(Group.id == group)
    return None if found is None else _asked(found)


def _asked(found: Group) -> Asked:
    group = found.id
    evidence = json_columns.evidence(found.evidence)
    # What may count from the first season on says nothing of a season that lacks it.
    counted = FileEpisode.bare & (
        (FileEpisode.number > LONG_SEASON) | bool(evidence.get("anime", False))
    )
    episodes = (
        FileEpisode.select(FileEpisode.season, FileEpisode.number)
        .join(MediaFile)
        .where(
            (MediaFile.group == group)
            & FileEpisode.season.is_null(False)
            & FileEpisode.number.is_null(False)
            & ~counted
        )
        .tuples()
    )
    rejected: set[Ref] = set()
    decided, decided_by = None, "person"
    for provider, kind, id_, by, out in group_state.candidates(group):
        if out:
            rejected.add(Ref(provider, kind, id_))
        elif by:
            decided, decided_by = Ref(provider, kind, id_), by
    return Asked(
        id=group,
        kind=found.kind,
        title=found.title,
        year=found.year,
        state=found.state,
        attempts=found.attempts,
        evidence=evidence,
        episodes=frozenset(episodes),
        rejected=frozenset(rejected),
        chosen=decided,
        chosen_by=decided_by,
        files=_largest_files(group),
    )


def proposed(group: int) -> list[Ref]:
    """Return the works that were proposed for a group, its answer among them, rejected ones too."""
    statement = "SELECT provider, kind, provider_id FROM candidate WHERE group_id = ? ORDER BY id"
    return [Ref(*row) for row in read(statement, group)]


def is_unchanged(before: Asked) -> bool:
    """Say whether a group waits as it did: nobody has decided about it meanwhile, nor moved it."""
    now = asked(before.id)
    return now is not None and (now.state, now.chosen, now.rejected, now.evidence) == (
        before.state,
        before.chosen,
        before.rejected,
        before.evidence,
    )


def _largest_files(group: int) -> tuple[AskedFile, ...]:
    found = read(
        "SELECT f.id, r.path, f.path, f.probe, f.part, f.edition FROM media_file f"
        " JOIN root r ON r.id = f.root_id WHERE f.group_id = ? AND f.missing_since IS NULL"
        " ORDER BY f.size DESC LIMIT ?",
        *(group, MOST_FILES),
    )
    return tuple(
        AskedFile(
            file,
            bytes(root),
            os.path.join(bytes(root), bytes(path)),
            json_columns.runtime(probe),
            part,
            edition,
        )
        for file, root, path, probe, part, edition in found
    )
