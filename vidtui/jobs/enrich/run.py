"""What an enrichment says while it runs, and the run as those events make it, in words too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from vidtui.errors import Exit
from vidtui.i18n import _, decimal, ngettext
from vidtui.jobs.base import Finished, JobRun, Notice, Started, clock_text


@dataclass(frozen=True, slots=True)
class EnrichOptions:
    """What to ask about.

    ``limit`` is the most groups, None for all; ``only`` are the groups, None for all that wait; a
    dry run says how much there is to ask, and asks nothing; ``read_at_most`` are the bytes to read
    for running times, as in a check; ``refresh_months``: facts that are older are asked for again.
    ``posters``: those of all works are fetched at the end.
    """

    limit: int | None = None
    retry_failed: bool = False
    retry_not_found: bool = False
    only: tuple[int, ...] | None = None
    dry_run: bool = False
    read_at_most: int | None = None
    refresh_months: int | None = None
    posters: bool = False


@dataclass(frozen=True, slots=True)
class EnrichCounts:
    """The counts of an enrichment, so far or final.

    ``enriched``, ``pending`` (of them ``not_found`` without any answer) and ``failed`` are groups
    that were asked about; ``put_back`` those that an outage hit, which are queued as before.
    ``films`` and ``series`` are those enriched, ``asked_films`` and ``asked_series`` all that were
    asked about. ``requests`` counts all that were sent, retries and all; ``film_requests`` and
    ``series_requests`` those about the films and series, whatever came of them. ``strays`` are all
    files of known series without an episode that the provider has, at the end.
    """

    enriched: int = field(default=0, metadata={"json": "enriched"})
    pending: int = field(default=0, metadata={"json": "pending"})
    not_found: int = field(default=0, metadata={"json": "not_found"})
    failed: int = field(default=0, metadata={"json": "failed"})
    put_back: int = field(default=0, metadata={"json": "put_back"})
    requests: int = field(default=0, metadata={"json": "requests"})
    films: int = field(default=0, metadata={"json": "films"})
    asked_films: int = field(default=0, metadata={"json": "asked_films"})
    film_requests: int = field(default=0, metadata={"json": "film_requests"})
    series: int = field(default=0, metadata={"json": "series"})
    asked_series: int = field(default=0, metadata={"json": "asked_series"})
    series_requests: int = field(default=0, metadata={"json": "series_requests"})
    strays: int = field(default=0, metadata={"json": "strays"})

    @property
    def done(self) -> int:
        """How many groups are through."""
        return self.enriched + self.pending + self.failed


@dataclass(frozen=True, slots=True)
class EnrichStarted(Started):
    """The job begins: how much there is to ask, and how many seconds that takes at the set pace."""

    films: int = field(metadata={"json": "films"})
    series: int = field(metadata={"json": "series"})
    unknown: int = field(metadata={"json": "unknown"})
    requests: int = field(metadata={"json": "expected_requests"})
    seconds: float = field(metadata={"json": "expected_seconds", "digits": 1})


@dataclass(frozen=True, slots=True)
class EnrichProgress:
    """How far it is; ``current`` are the titles being asked about. At most 20 a second."""

    EVENT: ClassVar[str] = "progress"
    done: int = field(metadata={"json": "done"})
    total: int = field(metadata={"json": "total"})
    counts: EnrichCounts = field(metadata={"json": "counts"})
    current: tuple[str, ...] = field(metadata={"json": "current"})


@dataclass(frozen=True, slots=True)
class GroupFailed:
    """One film or series that could not be asked about."""

    EVENT: ClassVar[str] = "group_failed"
    group: int = field(metadata={"json": "group"})
    title: str = field(metadata={"json": "title"})
    reason: str = field(metadata={"json": "reason"})


@dataclass(frozen=True, slots=True)
class EnrichStopped:
    """The job gave up before its end: the token is refused, or nobody answers."""

    EVENT: ClassVar[str] = "stopped"
    why: Literal["denied", "outage"] = field(metadata={"json": "why"})
    reason: str = field(metadata={"json": "reason"})


EnrichEvent = (
    EnrichStarted | EnrichProgress | Notice | GroupFailed | EnrichStopped | Finished[EnrichCounts]
)


@dataclass
class EnrichRun(JobRun[EnrichCounts]):
    """One enrichment as both front ends see it.

    ``waiting`` groups wait for a person at its end, ``failed`` ones are to be tried again.
    """

    STAGES: ClassVar[Mapping[str, float]] = {"groups": 1.0}

    counts: EnrichCounts = field(default_factory=EnrichCounts, kw_only=True)
    started: EnrichStarted | None = field(default=None, kw_only=True)
    current: tuple[str, ...] = ()
    failures: list[GroupFailed] = field(default_factory=list)
    waiting: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """How many groups there are to ask about."""
        return self.stage_run.total or 0

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        if self.total:
            return self.stage_run.share
        return 0.0 if self.active else 1.0

    @property
    def remaining_s(self) -> float | None:
        """How long it will still take, in seconds, None while nobody can say."""
        if not self.active or self.started is None:
            return None
        if self.done < 5 or self.share < 0.02:
            return max(0.0, self.started.seconds - self.elapsed_s)
        return self.elapsed_s * (1 - self.share) / self.share

    @property
    def failed_items(self) -> int:
        """How many groups could not be asked about."""
        return self.counts.failed

    @property
    def needs_attention(self) -> bool:
        """Whether groups wait for a person, or for another try."""
        return bool(self.waiting or self.failed)

    def take(self, event: Any) -> None:
        """Take in what only an enrichment says, or says more of."""
        groups = self.stage_run
        match event:
            case EnrichStarted():
                groups.begun, groups.total = True, event.films + event.series + event.unknown
            case EnrichProgress():
                groups.begun, groups.done, groups.total = True, event.done, event.total
                self.counts, self.current = event.counts, event.current
            case GroupFailed():
                self.failures.append(event)
            case EnrichStopped():
                self.phase, self.failure, self.exit = event.why, event.reason, Exit.API
            case Finished():
                groups.done, self.current = self.counts.done, ()


def announcement(started: EnrichStarted) -> str:
    """Return the sentence that says what is to be done and how long it takes."""
    groups = started.films + started.series + started.unknown
    if not groups:
        return _("Nothing waits in the queue.")
    return _("{groups} to look up: about {requests} requests, {time} at the set pace").format(
        groups=ngettext("{n} film or series", "{n} films and series", groups).format(n=groups),
        requests=started.requests,
        time=clock_text(started.seconds),
    )


def announced_again(works: int, collections: int) -> list[str]:
    """Return how much that is known is asked for again, and what was never asked for."""
    parts = (
        (
            ngettext(
                "{n} known film or series is asked for again",
                "{n} known films and series are asked for again",
                works,
            ),
            works,
        ),
        (
            ngettext(
                "the films of {n} collection are asked for",
                "the films of {n} collections are asked for",
                collections,
            ),
            collections,
        ),
    )
    return [text.format(n=count) for text, count in parts if count]


def collections_asked(count: int) -> str:
    """Return of how many collections the films are known now."""
    text = ngettext(
        "the films of {n} collection are known now",
        "the films of {n} collections are known now",
        count,
    )
    return text.format(n=count)


def summary(counts: EnrichCounts, number: Callable[[int], str] = str) -> str:
    """Return the summary that every enrichment ends with, figures as ``number`` writes them."""
    parts = (
        (ngettext("{n} identified", "{n} identified", counts.enriched), counts.enriched),
        (ngettext("{n} to decide", "{n} to decide", counts.pending), counts.pending),
        (ngettext("{n} failed", "{n} failed", counts.failed), counts.failed),
    )
    return ", ".join(text.format(n=number(count)) for text, count in parts)


def requests_text(counts: EnrichCounts) -> str:
    """Return how many requests were sent, and how many for a film and a series."""
    text = ngettext("{n} request", "{n} requests", counts.requests).format(n=counts.requests)
    per = []
    if counts.asked_films:
        each = decimal(counts.film_requests / counts.asked_films)
        per.append(_("{n} a film").format(n=each))
    if counts.asked_series:
        each = decimal(counts.series_requests / counts.asked_series)
        per.append(_("{n} a series").format(n=each))
    return f"{text} ({', '.join(per)})" if per else text
