"""The enrichment queue: which groups wait, in which order, and what became of each.

Sessions are the caller's, and transactions where it writes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from peewee import JOIN, fn

from vidtui.catalogue import works
from vidtui.catalogue.bulk import batches, read_in
from vidtui.catalogue.models import Candidate, FileEpisode, Group, MediaFile, Movie, Root, Series
from vidtui.metadata.works import Film, Hit, Ref, Show, summary

FIRST_RETRY_S = 3600
LAST_RETRY_S = 7 * 24 * 3600


class Row(NamedTuple):
    """A group as lists show it; ``answer`` and ``answer_year`` are the work that it is."""

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


class Proposal(NamedTuple):
    """A work that a group may be, to be stored with the group."""

    work: Hit | Film | Show
    score: float
    parts: Mapping[str, Any]


class AskedFile(NamedTuple):
    """A file whose running time may be read: absolute path, and the minutes known already."""

    id: int
    path: bytes
    runtime: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a group's files say, as enrichment needs it."""

    id: int
    kind: str
    title: str
    year: int | None
    attempts: int
    evidence: Mapping[str, Any]
    episodes: frozenset[tuple[int, int]] = frozenset()
    rejected: frozenset[Ref] = frozenset()
    chosen: Ref | None = None
    chosen_by: str = "person"
    files: tuple[AskedFile, ...] = ()


def rows(since: int | None = None) -> list[Row]:
    """Return all groups, or those that changed at ``since`` or later."""
    changed = fn.COALESCE(Group.changed_at, Group.created_at)
    query = (
        Group.select(
            Group.id,
            Group.kind,
            Group.title,
            Group.year,
            Group.state,
            Group.attempts,
            Group.next_try,
            Group.error,
            changed,
            fn.COALESCE(Movie.title, Series.title),
            fn.COALESCE(Movie.year, Series.year),
        )
        .join(Movie, JOIN.LEFT_OUTER)
        .switch(Group)
        .join(Series, JOIN.LEFT_OUTER)
        .order_by(Group.id)
    )
    if since is not None:
        query = query.where(changed >= since)
    return [Row(*row) for row in query.tuples()]


def waiting() -> list[int]:
    """Return the queued groups, in the order in which they are asked about.

    Those whose id is known come first, since each costs one request and cannot go wrong; then
    the newest files, which are what their owner wants to watch.
    """
    found = (
        Group.select(Group.id, Group.evidence, fn.MAX(MediaFile.mtime_ns))
        .join(MediaFile, on=(MediaFile.group == Group.id))
        .where((Group.state == "queued") & MediaFile.missing_since.is_null())
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
    return bool(json.loads(evidence).get("ids"))


def asked(group: int) -> Asked | None:
    """Return what is known of a group, None where it no longer waits."""
    found = Group.get_or_none((Group.id == group) & (Group.state == "queued"))
    if found is None:
        return None
    episodes = (
        FileEpisode.select(FileEpisode.season, FileEpisode.number)
        .join(MediaFile)
        .where(
            (MediaFile.group == group)
            & FileEpisode.season.is_null(False)
            & FileEpisode.number.is_null(False)
        )
        .tuples()
    )
    rejected: set[Ref] = set()
    decided, decided_by = None, "person"
    for provider, kind, id_, by, out in (
        Candidate.select(
            Candidate.provider,
            Candidate.kind,
            Candidate.provider_id,
            Candidate.chosen,
            Candidate.rejected,
        )
        .where(Candidate.group == group)
        .tuples()
    ):
        if out:
            rejected.add(Ref(provider, kind, id_))
        elif by:
            decided, decided_by = Ref(provider, kind, id_), by
    return Asked(
        id=group,
        kind=found.kind,
        title=found.title,
        year=found.year,
        attempts=found.attempts,
        evidence=json.loads(found.evidence),
        episodes=frozenset(episodes),
        rejected=frozenset(rejected),
        chosen=decided,
        chosen_by=decided_by,
        files=_largest_files(group),
    )


def is_unchanged(before: Asked) -> bool:
    """Say whether a group waits as it did: nobody has decided about it meanwhile, nor moved it."""
    now = asked(before.id)
    return now is not None and (now.chosen, now.rejected, now.evidence) == (
        before.chosen,
        before.rejected,
        before.evidence,
    )


def _largest_files(group: int) -> tuple[AskedFile, ...]:
    found = (
        MediaFile.select(MediaFile.id, Root.path, MediaFile.path, MediaFile.probe)
        .join(Root)
        .where((MediaFile.group == group) & MediaFile.missing_since.is_null())
        .order_by(MediaFile.size.desc())
        .limit(3)
        .tuples()
    )
    return tuple(
        AskedFile(
            file,
            bytes(root).rstrip(b"/") + b"/" + bytes(path),
            json.loads(probe).get("runtime") if probe else None,
        )
        for file, root, path, probe in found
    )


def keep_runtime(file: int, minutes: float) -> None:
    """Remember how long a file runs."""
    MediaFile.update(probe=json.dumps({"runtime": minutes})).where(MediaFile.id == file).execute()


def settle(group: int, work: Film | Show, proposal: Proposal | None, by: str) -> None:
    """Write that a group is this work, and what the provider says of it.

    Without a proposal, how the chosen one came about stays as it is.
    """
    if isinstance(work, Film):
        works.save_film(work, now())
    else:
        works.save_show(work, now())
    if proposal is not None:
        Candidate.update(chosen=None).where(Candidate.group == group).execute()
        store(group, [proposal], chosen=by)
    attach(group, work.ref)


def attach(group: int, ref: Ref) -> bool:
    """Write that a group is a work that was fetched before; say whether there is one."""
    movie = works.movie_row(ref) if ref.kind == "film" else None
    series = works.series_row(ref) if ref.kind == "series" else None
    if movie is None and series is None:
        return False
    if series is not None:
        works.link_episodes(group, series)
    _change(
        group,
        state="enriched",
        movie=movie,
        series=series,
        error=None,
        next_try=None,
        not_found_at=None,
    )
    return True


def set_state(group: int, state: str, **values: object) -> None:
    """Write another state, and what comes with it."""
    _change(group, state=state, **values)


def hold(group: int, reason: str, *, not_found: bool = False) -> None:
    """Write that a person has to decide, and why."""
    _change(
        group,
        state="pending",
        error=reason,
        next_try=None,
        not_found_at=now() if not_found else None,
    )


def fail(group: int, attempts: int, reason: str) -> None:
    """Write why a group failed; the time until the next try doubles."""
    wait = min(LAST_RETRY_S, FIRST_RETRY_S * 2 ** min(attempts, 20))
    _change(
        group,
        state="failed",
        attempts=attempts + 1,
        next_try=now() + wait,
        error=reason,
    )


def store(group: int, proposals: Sequence[Proposal], *, chosen: str | None = None) -> None:
    """Keep proposals with their group; what a person rejected stays rejected."""
    for one in proposals:
        ref = one.work.ref
        Candidate.insert(
            group=group,
            provider=ref.provider,
            kind=ref.kind,
            provider_id=ref.id,
            score=one.score,
            parts=json.dumps(one.parts, ensure_ascii=False),
            work=json.dumps(asdict(summary(one.work)), ensure_ascii=False),
            chosen=chosen,
        ).on_conflict(
            conflict_target=[
                Candidate.group,
                Candidate.provider,
                Candidate.kind,
                Candidate.provider_id,
            ],
            preserve=[Candidate.score, Candidate.parts, Candidate.work, Candidate.chosen],
        ).execute()


def reject(group: int, ref: Ref) -> None:
    """Write that a group is not this work, now nor ever."""
    Candidate.update(rejected=True, chosen=None).where(
        (Candidate.group == group)
        & (Candidate.provider == ref.provider)
        & (Candidate.kind == ref.kind)
        & (Candidate.provider_id == ref.id)
    ).execute()


def forget_proposals(group: int) -> None:
    """Drop what an earlier search proposed; answers of a person stay."""
    Candidate.delete().where(
        (Candidate.group == group) & ~Candidate.rejected & Candidate.chosen.is_null()
    ).execute()


def retry_failed(groups: Sequence[int] | None = None, *, due: bool = False) -> int:
    """Queue failed groups again, all or those named; if ``due``, those whose next try has come."""
    condition = Group.state == "failed"
    if due:
        condition &= Group.next_try <= now()
    return _requeue(condition, groups)


def retry_not_found(groups: Sequence[int] | None = None) -> int:
    """Queue the groups again for which nothing was found."""
    return _requeue((Group.state == "pending") & Group.not_found_at.is_null(False), groups)


def take_new_episodes() -> int:
    """Link files that joined a known series later; queue it again where it lacks their episodes.

    Returns:
        How many series are asked for again.
    """
    fresh = list(
        Group.select(Group.id, Group.series)
        .join(Series, on=(Group.series == Series.id))
        .switch(Group)
        .join(MediaFile, on=(MediaFile.group == Group.id))
        .join(FileEpisode, on=(FileEpisode.file == MediaFile.id))
        .where(
            (Group.state == "enriched")
            & FileEpisode.episode.is_null()
            & MediaFile.missing_since.is_null()
            & (MediaFile.added_at >= Series.fetched_at)
        )
        .distinct()
        .tuples()
    )
    outdated = [group for group, series in fresh if works.link_episodes(group, series)]
    for group in outdated:
        _change(group, state="queued")
    return len(outdated)


def _requeue(condition: Any, groups: Sequence[int] | None) -> int:
    change = {"state": "queued", "error": None, "next_try": None, "changed_at": now()}
    if groups is None:
        return int(Group.update(**change).where(condition).execute())
    return sum(
        int(Group.update(**change).where(condition & (Group.id << batch)).execute())
        for batch in batches(list(groups))
    )


def now() -> int:
    """Return the time, in seconds since the epoch."""
    return int(time.time())


def _change(group: int, **values: object) -> None:
    Group.update(changed_at=now(), **values).where(Group.id == group).execute()
