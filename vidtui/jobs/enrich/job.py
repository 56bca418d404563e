"""Enrich: find out from the provider what every queued film and series is."""

from __future__ import annotations

import contextlib
import queue as queues
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from vidtui import crash
from vidtui.catalogue import checks, freshness, group_state, queue
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.queue import Asked
from vidtui.disk import media_info
from vidtui.disk.mounts import Budget
from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.base import CancelToken, Finished, Notice
from vidtui.jobs.enrich import posters
from vidtui.jobs.enrich.group import Became, Context, Runtimes, Tally, enrich
from vidtui.jobs.enrich.run import (
    EnrichCounts,
    EnrichEvent,
    EnrichOptions,
    EnrichProgress,
    EnrichStarted,
    EnrichStopped,
    announced_again,
    collections_asked,
)
from vidtui.jobs.job_log import JobLog
from vidtui.providers import registry
from vidtui.providers.base import (
    BadAnswer,
    Collected,
    Denied,
    NotThere,
    ProviderFailure,
    Stopped,
    Unavailable,
)
from vidtui.providers.client import ApiClient
from vidtui.settings.model import Settings
from vidtui.typed_json import to_json

ASKING = 3  # threads: the pace is kept while each answer takes less than three turns
TICK_S = 0.1
PATIENCE_S = 0.25  # what threads have to end by themselves, once the user cancelled


class EnrichJob:
    """One enrichment. ``run`` is drained by the thread that starts it."""

    def __init__(self, settings: Settings, options: EnrichOptions, cancel: CancelToken) -> None:
        """Take the settings, what to ask about, and the token that stops it."""
        self._settings, self._options, self._cancel = settings, options, cancel
        self._log = JobLog(settings.data_dir, "enrich")
        self._results: queues.SimpleQueue[_Result | Exception] = queues.SimpleQueue()
        self._asking: dict[int, str] = {}
        self._given: set[int] = set()
        self._waiting: list[int] = []
        self._again: list[int] = []
        self._collections = self._busy = 0
        self._asked_collections = self._collection_requests = 0
        self._total = 0
        self._feeding = threading.Lock()
        self._over = threading.Event()
        self._stop = _Stop(cancel, self._over)
        self._throttle = registry.throttle_of(settings)
        self._runtimes = Runtimes(settings, Budget(options.read_at_most))

    def run(self) -> Iterator[EnrichEvent]:
        """Ask about one group after the other, and say what happens.

        What was written when it is cancelled, or killed at any instant, is kept; a second run
        goes on with the rest.

        Raises:
            UsageProblem: there is no token.
            CatalogueProblem: the catalogue cannot be used.
            LockHeld: another process writes.
        """
        begun = time.monotonic()
        if self._options.dry_run:
            catalogue = open_catalogue(self._settings.database)
            with catalogue.session():
                yield self._prepare(catalogue)
                yield from map(Notice, announced_again(len(self._again), self._collections))
            yield Finished(EnrichCounts(), self._cancel(), time.monotonic() - begun)
            return
        self._provider = registry.Provider(self._settings)
        with contextlib.ExitStack() as stack:
            catalogue = open_catalogue(self._settings.database)
            stack.enter_context(catalogue.writing("enrich"))
            stack.enter_context(catalogue.session())
            run, outcome = journal.begin(catalogue, "enrich"), "failed"
            tally = Tally()
            try:
                yield self._prepare(catalogue)
                yield from map(Notice, announced_again(len(self._again), self._collections))
                yield from self._notices()
                threads = [
                    threading.Thread(
                        target=self._work,
                        args=(catalogue, self._provider.client(self._stop)),
                        name=f"enrich-{number}",
                        daemon=True,
                    )
                    for number in range(min(ASKING, max(1, len(self._waiting))))
                ]
                self._busy = len(threads)
                for thread in threads:
                    thread.start()
                yield from self._drain(catalogue, threads, tally)
                tally.count("strays", by=checks.count_strays())
                tally.count("requests", by=self._collection_requests)
                outcome = tally.outcome(cancelled=self._cancel())
            except GeneratorExit:
                outcome = "cancelled"
                raise
            finally:
                self._over.set()
                with catalogue.transaction():
                    freshness.put_back(self._again)
                journal.finish(catalogue, run, outcome, to_json(tally.counts))
            for line in self._runtimes.notices:
                yield Notice(line)
            if self._asked_collections:
                yield Notice(collections_asked(self._asked_collections))
            if self._options.posters and not self._cancel():
                yield from posters.fetched(self._settings, self._cancel)
            seconds, read = time.monotonic() - begun, self._runtimes.read()
            yield Finished(tally.counts, self._cancel(), seconds, read)

    def _notices(self) -> Iterator[Notice]:
        """Yield what is not as it should be, and yet no reason to stop."""
        if not media_info.is_available():
            yield Notice(_("running times cannot be compared: pip install 'vidtui[mediainfo]'"))
        if problem := self._throttle.problem():
            yield Notice(
                _("other runs of vidtui cannot keep to this one's pace: {reason}").format(
                    reason=problem
                )
            )

    def _prepare(self, catalogue: Catalogue) -> EnrichStarted:
        """Find out what there is to ask about, and say how much that is."""
        options = self._options
        if options.only is None:
            self._again, self._collections = self._old(), len(freshness.collections())
            if not options.dry_run:
                with catalogue.transaction():
                    group_state.take_new_episodes()
                    freshness.queue_again(self._again)
            failed: Literal["due", "all"] = "all" if options.retry_failed else "due"
            waiting = queue.waiting(failed=failed, not_found=options.retry_not_found)
        else:
            only = set(options.only)
            waiting = [group for group in queue.waiting() if group in only]
        waiting = [group for group in waiting if group not in self._again] + self._again
        self._waiting = waiting[: options.limit]
        self._total = len(self._waiting)
        expected = queue.expected(self._waiting)
        requests = expected.requests
        return EnrichStarted(
            "enrich",
            catalogue.path,
            expected.films,
            expected.series,
            expected.unknown,
            requests,
            registry.expected_s(self._settings, requests),
        )

    def _old(self) -> list[int]:
        """Return the known groups to be asked about again: the oldest facts first."""
        now, months = int(time.time()), self._options.refresh_months
        found = freshness.running_series(now)
        if months is not None:
            found += freshness.outdated(now - months * freshness.MONTH_S)
        return list(dict.fromkeys(found))

    def _drain(
        self, catalogue: Catalogue, threads: list[threading.Thread], tally: Tally
    ) -> Iterator[EnrichEvent]:
        """Take in results until all threads have ended, or until they do not obey."""
        said_at = cancelled_at = 0.0
        while any(thread.is_alive() for thread in threads) or not self._results.empty():
            with contextlib.suppress(queues.Empty):
                yield from self._take(catalogue, self._results.get(timeout=TICK_S), tally)
            now = time.monotonic()
            if self._cancel():
                cancelled_at = cancelled_at or now
                if now - cancelled_at > PATIENCE_S:
                    break
            if now - said_at >= 0.05:
                said_at = now
                yield self._progress(tally)
        if tally.has_hits and not self._stop():
            yield from self._judge(catalogue, tally, at_end=True)
        yield self._progress(tally)

    def _take(
        self, catalogue: Catalogue, result: _Result | Exception, tally: Tally
    ) -> Iterator[EnrichEvent]:
        if isinstance(result, Exception):
            raise result
        try:
            yield from self._judged(catalogue, result, tally)
        finally:
            result.judged.set()

    def _judged(self, catalogue: Catalogue, result: _Result, tally: Tally) -> Iterator[EnrichEvent]:
        asked, requests, outcome = result.asked, result.requests, result.outcome
        if tally.has_stopped and isinstance(outcome, Exception):
            tally.put_back(asked, requests)
        elif isinstance(outcome, Denied):
            tally.put_back(asked, requests)
            yield self._give_up(tally, outcome)
        elif isinstance(outcome, Unavailable | BadAnswer):
            # What makes no sense may be somebody else's answer: a proxy's, a login page's.
            if tally.hit(asked, requests, outcome):
                yield from self._judge(catalogue, tally)
        elif isinstance(outcome, ProviderFailure):
            yield from self._answered(catalogue, tally)
            yield from tally.failed(catalogue, self._log, asked, requests, str(outcome))
        elif isinstance(outcome, VidtuiError):
            raise outcome  # the catalogue itself fails: nothing more can be written
        elif isinstance(outcome, Exception):
            reason = crash.report(crash.chain_of(outcome), self._settings.data_dir)
            yield from tally.failed(catalogue, self._log, asked, requests, reason)
        else:
            yield from self._answered(catalogue, tally)
            tally.became(asked, requests, outcome)

    def _answered(self, catalogue: Catalogue, tally: Tally) -> Iterator[EnrichEvent]:
        tally.answered()
        yield from tally.fail_hits(catalogue, self._log)

    def _judge(
        self, catalogue: Catalogue, tally: Tally, *, at_end: bool = False
    ) -> Iterator[EnrichEvent]:
        """Find out whether the provider is down, or fails on just these groups."""
        failure: ProviderFailure = tally.last_failure
        if tally.acquit() or at_end:
            client = self._provider.client(self._stop, interactive=True)
            try:
                self._provider.source(client).check()
            except ProviderFailure as still:
                failure = still
            except Stopped:
                return
            else:
                yield from tally.fail_hits(catalogue, self._log)
                return
        yield self._give_up(tally, failure)

    def _give_up(self, tally: Tally, failure: ProviderFailure) -> EnrichStopped:
        self._over.set()
        return tally.stop("denied" if isinstance(failure, Denied) else "outage", failure)

    def _progress(self, tally: Tally) -> EnrichProgress:
        counts, current = tally.counts, tuple(self._asking.values())
        # What a person decides meanwhile comes on top of what was announced.
        return EnrichProgress(counts.done, max(self._total, counts.done), counts, current)

    def _work(self, catalogue: Catalogue, client: ApiClient) -> None:
        """Ask about groups until none is left; a thread of its own, with its own session."""
        context = Context(
            catalogue,
            self._provider.source(client),
            self._stop,
            self._settings.language,
            self._runtimes,
            frozenset(self._again),
        )
        try:
            with catalogue.session():
                while (asked := self._next()) is not None:
                    self._ask(context, asked, client)
                if self._is_last():
                    self._ask_collections(context, client)
        except Stopped:
            return
        except Exception as error:  # noqa: BLE001 - raised again by the draining thread
            self._results.put(error)

    def _ask(self, context: Context, asked: Asked, client: ApiClient) -> None:
        before = client.sent
        self._asking[asked.id] = asked.title
        outcome: Became | Exception
        try:
            outcome = enrich(context, asked)
        except Stopped:
            raise
        except Exception as error:  # noqa: BLE001 - one group's trouble is not the next's
            outcome = error
        finally:
            del self._asking[asked.id]
        result = _Result(asked, client.sent - before, outcome)
        self._results.put(result)
        # What failed may be the last that is asked: another question waits for the verdict.
        while isinstance(outcome, Exception) and not self._stop():
            if result.judged.wait(TICK_S):
                break

    def _ask_collections(self, context: Context, client: ApiClient) -> None:
        """Ask for the collections of all films; where there is no answer, the next run asks."""
        for provider, id_ in freshness.collections():
            if self._stop():
                return
            before, now = client.sent, group_state.now()
            try:
                found = context.source.collection(id_)
            except NotThere:
                found = Collected(id_, "", ())  # not asked for again until one of its films is
            except ProviderFailure:
                found = None
            self._collection_requests += client.sent - before
            if found is None:
                return
            with context.catalogue.transaction():
                freshness.keep_collection(provider, found, now)
            self._asked_collections += 1

    def _is_last(self) -> bool:
        """Say whether a thread is the last one, so that all groups are through."""
        with self._feeding:
            self._busy -= 1
            return self._busy == 0 and self._options.only is None

    def _next(self) -> Asked | None:
        """Return the next group: what a person decided meanwhile goes first."""
        with self._feeding:
            while not self._stop():
                group = self._pick()
                if group is None:
                    return None
                self._given.add(group)
                asked = queue.asked(group)
                if asked is not None:
                    return asked
        return None

    def _pick(self) -> int | None:
        if self._options.only is None and self._options.limit is None:
            for group in queue.chosen():
                if group not in self._given and group not in self._again:
                    return group
        while self._waiting:
            group = self._waiting.pop(0)
            if group not in self._given:
                return group
        return None


class _Stop:
    """Stops the threads when the user cancels, and when the job itself gives up."""

    def __init__(self, cancel: CancelToken, over: threading.Event) -> None:
        self._cancel, self._over = cancel, over

    def __call__(self) -> bool:
        return self._cancel() or self._over.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait at most ``seconds``, and say whether to stop."""
        while not self() and seconds > 0:
            self._cancel.wait(min(seconds, TICK_S))
            seconds -= TICK_S
        return self()


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of one group, how many requests it took, and whether the drain has seen it."""

    asked: Asked
    requests: int
    outcome: Became | Exception
    judged: threading.Event = field(default_factory=threading.Event)
