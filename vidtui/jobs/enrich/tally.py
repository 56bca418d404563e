"""What came of each group of an enrichment: its counts, its failures, and when to give up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from vidtui.catalogue import group_state, queue
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.queue import Asked
from vidtui.i18n import _
from vidtui.jobs.base import Notice
from vidtui.jobs.enrich.group import Became
from vidtui.jobs.enrich.run import EnrichCounts, EnrichStopped, GroupFailed
from vidtui.jobs.log import JobLog
from vidtui.oserrors import at
from vidtui.providers.base import ProviderFailure

OUTAGE = 5  # groups in a row without an answer, each asked four times


class Tally:
    """Counts what the threads report; touched by the draining thread alone.

    Groups that got no answer are kept until it is known whether the provider is down: then they
    stay queued, as if they had not been asked about.
    """

    def __init__(self) -> None:
        self.counts = EnrichCounts()
        self._hits: list[tuple[Asked, ProviderFailure]] = []
        self._is_suspect = False
        self._has_complained = False
        self.has_stopped = False

    def outcome(self, *, cancelled: bool) -> str:
        """Return the state in which the run ends, for the journal."""
        return "cancelled" if cancelled else "failed" if self.has_stopped else "done"

    def became(self, asked: Asked, requests: int, became: Became) -> None:
        """Count a group that is through."""
        held = self._sent(asked, requests)
        if became == "enriched":
            film = asked.kind == "film"
            self.counts = replace(
                held,
                enriched=held.enriched + 1,
                films=held.films + film,
                series=held.series + (not film),
            )
        elif became == "overtaken":
            self.counts = held
        else:
            self.counts = replace(
                held,
                pending=held.pending + 1,
                not_found=held.not_found + (became == "not_found"),
            )

    def failed(
        self, catalogue: Catalogue, log: JobLog, asked: Asked, requests: int | None, reason: str
    ) -> Iterator[GroupFailed | Notice]:
        """Write that a group failed, and why, unless somebody decided about it meanwhile.

        ``requests`` is None where they were counted already.
        """
        if requests is not None:
            self.counts = self._sent(asked, requests)
        with catalogue.transaction():
            if not queue.is_unchanged(asked):
                return
            group_state.fail(asked.id, asked.attempts, reason)
        problem = log.write("failed", asked.title, reason)
        if problem is not None and not self._has_complained:
            self._has_complained = True
            yield Notice(_("no log: {reason}").format(reason=at(str(log.path), problem)))
        self.counts = replace(self.counts, failed=self.counts.failed + 1)
        yield GroupFailed(asked.id, asked.title, reason)

    def put_back(self, asked: Asked, requests: int) -> None:
        """Count a group that was asked about when the run gave up: it waits as before."""
        held = self._sent(asked, requests)
        self.counts = replace(held, put_back=held.put_back + 1)

    def hit(self, asked: Asked, requests: int, failure: ProviderFailure) -> bool:
        """Note a group without an answer; say whether that makes too many in a row."""
        self.counts = self._sent(asked, requests)
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
        self.counts = replace(self.counts, put_back=self.counts.put_back + len(self._hits))
        self._hits = []
        return EnrichStopped(why, str(failure))

    @property
    def last_failure(self) -> ProviderFailure:
        """Why the last group got no answer."""
        return self._hits[-1][1]

    def _sent(self, asked: Asked, requests: int) -> EnrichCounts:
        """Return the counts with so many requests about a group more."""
        held = replace(self.counts, requests=self.counts.requests + requests)
        if asked.kind == "film":
            return replace(
                held,
                asked_films=held.asked_films + 1,
                film_requests=held.film_requests + requests,
            )
        if asked.kind == "series":
            return replace(
                held,
                asked_series=held.asked_series + 1,
                series_requests=held.series_requests + requests,
            )
        return held
