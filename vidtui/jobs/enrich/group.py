"""Enriches one group, writes what it is or why a person decides, and counts what came of it."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Literal

from vidtui.catalogue import freshness, group_state, queue, works
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.group_state import Proposal
from vidtui.catalogue.queue import Asked, AskedFile
from vidtui.disk import media_info
from vidtui.disk.mounts import Budget, Policy, policy_of
from vidtui.disk.root_identity import Identity, examine
from vidtui.i18n import _
from vidtui.jobs.asking import KnownFilms, doubt_of, times_of, wanted_of
from vidtui.jobs.base import Notice, RootRead
from vidtui.jobs.enrich.run import EnrichCounts, EnrichStopped, GroupFailed
from vidtui.jobs.job_log import JobLog
from vidtui.matching.identify import identify
from vidtui.matching.reasons import GONE, NONE_FITS, NOTHING_FOUND, UNSURE
from vidtui.matching.resolve import Verdict
from vidtui.matching.score import Scored
from vidtui.oserrors import at
from vidtui.providers.base import (
    CancelToken,
    Film,
    NotThere,
    OnlineSource,
    ProviderFailure,
    Ref,
    Series,
    Source,
    Stopped,
)
from vidtui.settings.model import Settings
from vidtui.text import printable

log = logging.getLogger(__name__)

Became = Literal["enriched", "pending", "not_found", "overtaken"]
"""``overtaken``: a person decided about the group while the provider was asked."""


class _Overtaken(Exception):
    """Somebody decided about the group while the provider was asked."""


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
    log.debug("%s %r (%s): asked", asked.kind, asked.title, asked.year)
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
    accepted, doubt = verdict.accepted, _doubt(asked, verdict, times)
    if doubt is None and accepted is not None and isinstance(accepted.subject, Film | Series):
        chosen = Proposal(accepted.subject, accepted.score, accepted.parts)
        _log(asked, [accepted], f"taken by {verdict.by or 'rule'}")
        with context.writing(asked):
            group_state.forget_proposals(asked.id)
            group_state.store(asked.id, proposals)
            group_state.settle(asked.id, accepted.subject, chosen, verdict.by or "rule")
        return "enriched"
    if verdict.ranked and asked.kind == "film":
        times()  # a person compares them with the proposals
    return _hold(context, asked, verdict, proposals, doubt)


def _hold(
    context: Context,
    asked: Asked,
    verdict: Verdict,
    proposals: Sequence[Proposal],
    doubt: str | None,
) -> Became:
    """Write why a person has to decide."""
    reason = doubt or verdict.reason or NOTHING_FOUND
    _log(asked, verdict.ranked, f"waits: {reason}")
    not_found = reason in (NOTHING_FOUND, NONE_FITS)
    with context.writing(asked):
        _keep_films(verdict.ranked)
        group_state.forget_proposals(asked.id)
        group_state.store(asked.id, proposals)
        group_state.hold(asked.id, reason, not_found=not_found)
    return "not_found" if not_found else "pending"


def _log(asked: Asked, ranked: Collection[Scored], became: str) -> None:
    """Say what a group became, and how well works fit it."""
    log.info("%s %r (%s): %s", asked.kind, asked.title, asked.year, became)
    for one in ranked:
        log.info("  %s: %.3f, %s", one.subject.ref.id, one.score, one.parts)


def _doubt(asked: Asked, verdict: Verdict, times: _Times) -> str | None:
    """Return why the accepted or the likeliest work has to be confirmed by a person."""
    if verdict.accepted is not None:
        return doubt_of(asked, verdict.accepted, times)
    if verdict.reason == UNSURE and verdict.ranked:
        return doubt_of(asked, verdict.ranked[0], tuple)
    return None


def _fetch(context: Context, asked: Asked, ref: Ref, source: KnownFilms) -> Became:
    """Fetch the details of the work that the group is known to be."""
    seasons = {season for season, _number in asked.episodes}
    is_again = asked.id in context.again
    films: Source | KnownFilms = context.source if is_again else source
    try:
        work = films.film(ref.id) if ref.kind == "film" else source.series(ref.id, seasons)
    except NotThere:
        if not is_again:
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


OUTAGE = 5  # groups in a row without an answer, each asked four times


class Tally:
    """Counts what the threads report; touched by the draining thread alone.

    Groups that got no answer are kept until it is known whether the provider is down: then they
    stay queued, as if they had not been asked about.
    """

    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()
        self._hits: list[tuple[Asked, ProviderFailure]] = []
        self._is_suspect = False
        self._has_complained = False
        self.has_stopped = False

    @property
    def counts(self) -> EnrichCounts:
        """The counts as they are now."""
        return EnrichCounts(**self._counted)

    def count(self, *names: str, by: int = 1) -> None:
        """Count one more, or ``by`` more, under some names."""
        self._counted.update(dict.fromkeys(names, int(by)))

    def outcome(self, *, cancelled: bool) -> str:
        """Return the state in which the run ends, for the journal."""
        return "cancelled" if cancelled else "failed" if self.has_stopped else "done"

    def became(self, asked: Asked, requests: int, became: Became) -> None:
        """Count a group that is through."""
        self._sent(asked, requests)
        if became == "enriched":
            self.count("enriched", "films" if asked.kind == "film" else "series")
        elif became != "overtaken":
            self.count("pending")
            self.count("not_found", by=became == "not_found")

    def failed(
        self, catalogue: Catalogue, log: JobLog, asked: Asked, requests: int | None, reason: str
    ) -> Iterator[GroupFailed | Notice]:
        """Write that a group failed, and why, unless somebody decided about it meanwhile.

        ``requests`` is None where they were counted already.
        """
        if requests is not None:
            self._sent(asked, requests)
        with catalogue.transaction():
            if not queue.is_unchanged(asked):
                return
            group_state.fail(asked.id, asked.attempts, reason)
        problem = log.write("failed", asked.title, reason)
        if problem is not None and not self._has_complained:
            self._has_complained = True
            yield Notice(_("no log: {reason}").format(reason=at(str(log.path), problem)))
        self.count("failed")
        yield GroupFailed(asked.id, asked.title, reason)

    def put_back(self, asked: Asked, requests: int) -> None:
        """Count a group that was asked about when the run gave up: it waits as before."""
        self._sent(asked, requests)
        self.count("put_back")

    def hit(self, asked: Asked, requests: int, failure: ProviderFailure) -> bool:
        """Note a group without an answer; say whether that makes too many in a row."""
        self._sent(asked, requests)
        self._hits.append((asked, failure))
        return len(self._hits) >= OUTAGE

    def answered(self) -> None:
        """The provider answers again."""
        self._is_suspect = False

    def fail_hits(self, catalogue: Catalogue, log: JobLog) -> Iterator[GroupFailed | Notice]:
        """The provider answers others: those it did not answer failed for themselves."""
        hits, self._hits = self._hits, []
        for asked, failure in hits:
            yield from self.failed(catalogue, log, asked, None, str(failure))

    @property
    def has_hits(self) -> bool:
        """Whether there are groups without an answer about which nothing is decided."""
        return bool(self._hits)

    def acquit(self) -> bool:
        """Say whether an answer to another question may clear the provider.

        Once, until it answers about a group again: an API of which only a part works would
        otherwise fail the whole queue, five by five.
        """
        may, self._is_suspect = not self._is_suspect, True
        return may

    def stop(self, why: Literal["denied", "outage"], failure: ProviderFailure) -> EnrichStopped:
        """Give up; groups without an answer stay queued, as if they had not been asked about."""
        self.has_stopped = True
        self.count("put_back", by=len(self._hits))
        self._hits = []
        return EnrichStopped(why, str(failure))

    @property
    def last_failure(self) -> ProviderFailure:
        """Why the last group got no answer."""
        return self._hits[-1][1]

    def _sent(self, asked: Asked, requests: int) -> None:
        """Count the requests about a group."""
        self.count("requests", by=requests)
        if asked.kind == "film":
            self.count("asked_films")
            self.count("film_requests", by=requests)
        elif asked.kind == "series":
            self.count("asked_series")
            self.count("series_requests", by=requests)
