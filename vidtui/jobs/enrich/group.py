"""Enriches one group: asks the provider, and writes what it is or why a person has to decide."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Literal

from vidtui.catalogue import freshness, group_state, queue, works
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.group_state import Proposal
from vidtui.catalogue.queue import Asked, AskedFile
from vidtui.disk import media_info
from vidtui.disk.read_policy import Policy, policy_of
from vidtui.disk.root_identity import Identity, examine
from vidtui.i18n import _
from vidtui.jobs.asked import doubt_of, times_of, wanted_of
from vidtui.jobs.base import RootRead
from vidtui.jobs.budget import Budget
from vidtui.matching.identify import identify
from vidtui.matching.reasons import GONE, NONE_FITS, NOTHING_FOUND, UNSURE
from vidtui.matching.score import Scored
from vidtui.providers.base import (
    CancelToken,
    Film,
    NotThere,
    OnlineSource,
    Ref,
    Series,
    Source,
    Stopped,
)
from vidtui.settings.model import Settings
from vidtui.text import printable

Became = Literal["enriched", "pending", "not_found", "overtaken"]
"""``overtaken``: a person decided about the group while the provider was asked."""


class _Overtaken(Exception):
    """Somebody decided about the group while the provider was asked."""


class KnownFilms:
    """A source that does not ask again for the films that the catalogue holds in this language."""

    def __init__(self, source: Source, language: str) -> None:
        self.name = source.name
        self._source, self._language = source, language
        self.search, self.find = source.search, source.find
        self.series, self.series_head = source.series, source.series_head

    def film(self, id: str) -> Film:  # noqa: A002
        """Return a film from the catalogue, or else from the source."""
        known = works.known_film(self.name, id)
        if known and known.overview and known.overview.language.startswith(self._language):
            return known
        return self._source.film(id)


@dataclass(frozen=True, slots=True)
class Context:
    """What enriching a group needs beside the group.

    ``stop`` says whether the run is over, after which nothing may be written; ``runtimes`` reads
    running times of files. ``again`` are the groups that are known and asked for once more.
    """

    catalogue: Catalogue
    source: OnlineSource
    stop: CancelToken
    language: str
    runtimes: Runtimes
    again: Collection[int] = ()

    @contextmanager
    def writing(self, asked: Asked) -> Iterator[None]:
        """Write in one transaction, unless the run is over or the group no longer waits."""
        with self.catalogue.transaction():
            if self.stop():
                raise Stopped
            if not queue.is_unchanged(asked):
                raise _Overtaken
            yield


def enrich(context: Context, asked: Asked) -> Became:
    """Ask about one group and write what came of it; in a session.

    Raises:
        ProviderFailure: there was no answer; nothing is written.
        Stopped: the user cancelled; nothing is written.
    """
    known = KnownFilms(context.source, context.language)
    try:
        if asked.chosen is not None:
            return _fetch(context, asked, asked.chosen, known)
        return _identify(context, asked, known)
    except _Overtaken:
        return "overtaken"


def _identify(context: Context, asked: Asked, known: KnownFilms) -> Became:
    times = _Times(context, asked)
    verdict = identify(wanted_of(asked), known, times)
    proposals = [Proposal(one.subject, one.score, one.parts) for one in verdict.ranked]
    accepted = verdict.accepted
    doubt = None
    if accepted is not None:
        doubt = doubt_of(asked, accepted, times)
    elif verdict.reason == UNSURE and verdict.ranked:
        doubt = doubt_of(asked, verdict.ranked[0], tuple)
    if doubt is None and accepted is not None and isinstance(accepted.subject, Film | Series):
        chosen = Proposal(accepted.subject, accepted.score, accepted.parts)
        with context.writing(asked):
            group_state.forget_proposals(asked.id)
            group_state.store(asked.id, proposals)
            group_state.settle(asked.id, accepted.subject, chosen, verdict.by or "rule")
        return "enriched"
    if verdict.ranked and asked.kind == "film":
        times()  # a person compares them with the proposals
    reason = doubt or verdict.reason or NOTHING_FOUND
    not_found = reason in (NOTHING_FOUND, NONE_FITS)
    with context.writing(asked):
        _keep_films(verdict.ranked)
        group_state.forget_proposals(asked.id)
        group_state.store(asked.id, proposals)
        group_state.hold(asked.id, reason, not_found=not_found)
    return "not_found" if not_found else "pending"


def _fetch(context: Context, asked: Asked, ref: Ref, source: KnownFilms) -> Became:
    """Fetch the details of the work that the group is known to be."""
    seasons = {season for season, _number in asked.episodes}
    is_again = asked.id in context.again
    films: Source | KnownFilms = context.source if is_again else source
    try:
        work = films.film(ref.id) if ref.kind == "film" else source.series(ref.id, seasons)
    except NotThere:
        if not freshness.is_known(asked.id):
            raise
        return _gone(context, asked, ref)
    with context.writing(asked):
        group_state.settle(asked.id, work, None, asked.chosen_by, asked_now=is_again)
    return "enriched"


def _gone(context: Context, asked: Asked, ref: Ref) -> Became:
    """Leave to a person what the provider has no more; what was known of it is kept.

    An entry that was merged into another one is proposed by its IMDb id.
    """
    imdb = freshness.imdb_ids([asked.id]).get(asked.id)
    hits = context.source.find("imdb", imdb) if imdb is not None else []
    others = [one for one in hits if one.ref != ref and one.ref.kind == ref.kind]
    with context.writing(asked):
        group_state.store(asked.id, [Proposal(one, 1.0, {}) for one in others])
        group_state.hold(asked.id, GONE)
    return "pending"


def _keep_films(ranked: Collection[Scored]) -> None:
    """Keep the rivals that were fetched, so that accepting one of them costs no request."""
    for one in ranked:
        if isinstance(one.subject, Film):
            works.save_film(one.subject, group_state.now())


class _Times:
    """The running times of a group's files, read at most once and remembered."""

    def __init__(self, context: Context, asked: Asked) -> None:
        self._context, self._asked = context, asked
        self._known: tuple[float, ...] | None = None

    def __call__(self) -> tuple[float, ...]:
        if self._known is None:
            self._known = times_of(self._asked, self._minutes)
        return self._known

    def _minutes(self, file: AskedFile) -> float | None:
        if file.runtime is not None:
            return file.runtime
        minutes = self._context.runtimes.of(file, self._context.stop)
        if minutes is not None:
            with self._context.writing(self._asked):
                group_state.keep_runtime(file.id, minutes)
        return minutes


AWAY_S = 60.0  # so long a root that is away is not looked at again: a dead mount answers late


class Runtimes:
    """Reads them for the threads of one run. A root is looked at when the first file is wanted."""

    def __init__(self, settings: Settings, budget: Budget) -> None:
        self._roots = {root.path: root for root in settings.of("storage")}
        self._settings = settings
        self._budget = budget
        self._is_available = media_info.is_available()
        self._policies: dict[bytes, Policy] = {}
        self._away: dict[bytes, float] = {}
        self._read: Counter[bytes] = Counter()
        self._looking = threading.Lock()
        self._spending = threading.Lock()
        self.notices: list[str] = []

    def of(self, file: AskedFile, stop: CancelToken) -> float | None:
        """Return how many minutes a file runs, None where nobody can say or it may not be read."""
        policy = self._policy(file.root) if self._is_available else None
        if policy is None or policy.reading == "names":
            return None
        # With a budget one after the other, since what a file takes is known afterwards.
        with self._spending if self._budget.is_set else nullcontext():
            room = self._budget.room(policy)
            if not room:
                return None
            at_most = int(min(room, media_info.MOST_BYTES))
            minutes, count = media_info.runtime_of(file.path, stop, at_most)
            self._budget.spend(count)
            self._read[file.root] += count
        return minutes

    def read(self) -> tuple[RootRead, ...]:
        """Return how much was read of each root that was looked at."""
        return tuple(
            RootRead(root, policy.reading, self._read[root])
            for root, policy in self._policies.items()
        )

    def _policy(self, root: bytes) -> Policy | None:
        """Return how much may be read on a root, None where it is no root any more, or away."""
        setting = self._roots.get(root)
        if setting is None:
            return None
        with self._looking:
            if root not in self._policies:
                if time.monotonic() < self._away.get(root, 0):
                    return None
                found = examine(root, Identity())
                if not found.online:
                    self._away[root] = time.monotonic() + AWAY_S
                    return None
                policy = policy_of(self._settings, setting, found.filesystems)
                self._policies[root] = policy
                if policy.reading == "sparing" and not self._budget.is_set:
                    text = _("{path}: no running time is read there without --read-at-most")
                    self.notices.append(text.format(path=printable(root)))
        return self._policies[root]
