"""An enrichment in words, for both front ends: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Callable

from vidtui.i18n import _, decimal, ngettext
from vidtui.jobs.enrich.run import EnrichCounts, EnrichStarted
from vidtui.jobs.rate import clock_text


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
