"""What became of groups: identified, held for a person, failed, queued again.

Sessions and transactions are the caller's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from peewee import fn

from vidtui.catalogue import freshness, works
from vidtui.catalogue.models import Candidate, FileEpisode, Group, MediaFile, SeriesRow
from vidtui.catalogue.sql import batches, read
from vidtui.providers.base import Film, Hit, Ref, Series, summary
from vidtui.typed_json import to_json

FIRST_RETRY_S = 3600
LAST_RETRY_S = 7 * 24 * 3600


class Proposal(NamedTuple):
    """A work that a group may be, to be stored with the group."""

    work: Hit | Film | Series
    score: float
    parts: Mapping[str, Any]


def keep_runtime(file: int, minutes: float) -> None:
    """Remember how long a file runs."""
    MediaFile.update(probe=json.dumps({"runtime": minutes})).where(MediaFile.id == file).execute()


def settle(
    group: int, work: Film | Series, proposal: Proposal | None, by: str, *, asked_now: bool = False
) -> None:
    """Write that a group is this work, and what the provider says of it.

    Without a proposal, how the chosen one came about stays as it is. ``asked_now`` says that the
    facts are of today, be they the same.
    """
    if isinstance(work, Film):
        works.save_film(work, now())
        if asked_now and (movie := works.movie_row(work.ref)) is not None:
            freshness.touch(movie, now())
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
    """Write why a group failed; the time until the next try doubles.

    What was known, and was only asked for again, stays known.
    """
    known = (Group.id == group) & (Group.series.is_null(False) | Group.movie.is_null(False))
    if Group.update(state="enriched", changed_at=now()).where(known).execute():
        return
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
            work=json.dumps(to_json(summary(one.work)), ensure_ascii=False),
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


def candidates(group: int) -> Iterator[tuple[Any, ...]]:
    """Yield what a group may be: provider, kind, id, by whom it is chosen, is it rejected."""
    return read(
        "SELECT provider, kind, provider_id, chosen, rejected FROM candidate WHERE group_id = ?",
        group,
    )


def forget_proposals(group: int) -> None:
    """Drop what an earlier search proposed; answers of a person stay."""
    Candidate.delete().where(
        (Candidate.group == group) & ~Candidate.rejected & Candidate.chosen.is_null()
    ).execute()


def retry_failed(groups: Sequence[int] | None = None) -> int:
    """Queue failed groups again, all or those named; return how many."""
    change = {"state": "queued", "error": None, "next_try": None, "changed_at": now()}
    failed = Group.state == "failed"
    if groups is None:
        return int(Group.update(**change).where(failed).execute())
    return sum(
        int(Group.update(**change).where(failed & (Group.id << batch)).execute())
        for batch in batches(list(groups))
    )


def take_new_episodes() -> int:
    """Link the episodes of known series that are not linked, such as those of new files.

    A series that lacks episodes of files which came after it was fetched is queued again.

    Returns:
        How many are.
    """
    open_groups = (
        Group.select(Group.id, Group.series, fn.MAX(MediaFile.added_at) >= SeriesRow.fetched_at)
        .join(SeriesRow, on=(Group.series == SeriesRow.id))
        .switch(Group)
        .join(MediaFile, on=(MediaFile.group == Group.id))
        .join(FileEpisode, on=(FileEpisode.file == MediaFile.id))
        .where(
            (Group.state == "enriched")
            & FileEpisode.episode.is_null()
            & MediaFile.missing_since.is_null()
        )
        .group_by(Group.id, Group.series, SeriesRow.fetched_at)
        .tuples()
    )
    outdated = [
        group
        for group, series, is_newer in list(open_groups)
        if works.link_episodes(group, series) and is_newer
    ]
    for group in outdated:
        _change(group, state="queued")
    return len(outdated)


def now() -> int:
    """Return the time, in seconds since the epoch."""
    return int(time.time())


def _change(group: int, **values: object) -> None:
    Group.update(changed_at=now(), **values).where(Group.id == group).execute()
