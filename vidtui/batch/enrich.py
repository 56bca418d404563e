"""``vidtui --batch enrich``."""

from __future__ import annotations

import time
from typing import Any

from vidtui import i18n
from vidtui.batch.import_ import strays_line
from vidtui.batch.output import Output
from vidtui.catalogue import totals as queries
from vidtui.catalogue.database import check_exists, open_catalogue
from vidtui.catalogue.totals import Totals
from vidtui.i18n import _, decimal, ngettext
from vidtui.jobs.base import CancelToken
from vidtui.jobs.enrich.job import EnrichJob
from vidtui.jobs.enrich.run import (
    EnrichCounts,
    EnrichEvent,
    EnrichFinished,
    EnrichNotice,
    EnrichOptions,
    EnrichProgress,
    EnrichRun,
    EnrichStarted,
    EnrichStopped,
    GroupFailed,
)
from vidtui.jobs.rate import clock_text
from vidtui.jobs.runner import Draining, leave
from vidtui.jobs.wording import read_documents, read_lines
from vidtui.settings.model import Settings
from vidtui.text import show
from vidtui.typed_json import to_json


def run_enrich(settings: Settings, options: EnrichOptions, output: Output) -> int:
    """Enrich without a screen and return the exit code.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    i18n.use(settings.language)
    check_exists(settings.database)
    cancel, run = CancelToken(), EnrichRun()
    draining: Draining[EnrichEvent] = Draining(EnrichJob(settings, options, cancel), cancel)
    shown_at = -output.interval_s
    for event in draining.events():
        run.feed(event)
        if output.json_lines:
            output.line(_event_document(event))
        if isinstance(event, EnrichStarted):
            output.progress(announcement(event))
        elif isinstance(event, EnrichProgress) and time.monotonic() - shown_at >= output.interval_s:
            shown_at = time.monotonic()
            output.progress(_progress_line(run))
    run.end()
    totals = _totals(settings)
    document = {**_document(run, settings, totals.pending), "dry_run": options.dry_run}
    text = _text(run, totals.pending, dry_run=options.dry_run)
    code = output.report(document, text, run.code(totals.pending + totals.failed))
    if draining.stuck:
        leave(code)
    return code


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


def headline(counts: EnrichCounts) -> str:
    """Return the summary that every enrichment ends with."""
    parts = (
        ngettext("{n} identified", "{n} identified", counts.enriched).format(n=counts.enriched),
        ngettext("{n} to decide", "{n} to decide", counts.pending).format(n=counts.pending),
        ngettext("{n} failed", "{n} failed", counts.failed).format(n=counts.failed),
    )
    return ", ".join(parts)


def _progress_line(run: EnrichRun) -> str:
    line = f"{run.done}/{run.total} · {headline(run.counts)}"
    if run.remaining_s is not None:
        line += _(" · {time} left").format(time=clock_text(run.remaining_s))
    return f"{line} · {show(run.current[0])}" if run.current else line


def _text(run: EnrichRun, waiting: int, *, dry_run: bool) -> str:
    counts = run.counts
    lines = []
    if run.phase == "cancelled":
        lines.append(_("Interrupted; what was done is kept. Run it again for the rest."))
    if run.problem is not None:
        label = (
            _("TMDB does not answer: {reason}. Run it again later.")
            if run.phase == "outage"
            else _("Stopped: {reason}")
        )
        lines.append(label.format(reason=run.problem))
    if counts.put_back:
        text = ngettext(
            "{n} that got no answer is queued as before",
            "{n} that got no answer are queued as before",
            counts.put_back,
        )
        lines.append(text.format(n=counts.put_back))
    if dry_run and run.started is not None:
        lines.append(_("Dry run: nothing was written."))
        lines.append(announcement(run.started))
        return "\n".join(lines)
    lines.append(headline(counts))
    if counts.not_found:
        lines.append(
            "  "
            + ngettext(
                "{n} unknown to TMDB; ask again with --retry-not-found",
                "{n} unknown to TMDB; ask again with --retry-not-found",
                counts.not_found,
            ).format(n=counts.not_found)
        )
    if counts.strays:
        lines.append("  " + strays_line(counts.strays).format(n=counts.strays))
    lines.append("  " + _requests(counts))
    lines += [f"  {line}" for line in read_lines(run.read)]
    lines += [f"! {notice}" for notice in run.notices]
    if run.failures:
        lines.append(_("Failed, to be tried again later:"))
        lines += [f"  {show(one.title)}: {show(one.reason)}" for one in run.failures]
    if waiting:
        lines.append(
            ngettext(
                "{n} film or series waits for you: vidtui pending",
                "{n} films and series wait for you: vidtui pending",
                waiting,
            ).format(n=waiting)
        )
    return "\n".join(lines)


def _requests(counts: EnrichCounts) -> str:
    text = ngettext("{n} request", "{n} requests", counts.requests).format(n=counts.requests)
    per = []
    if counts.asked_films:
        each = decimal(counts.film_requests / counts.asked_films)
        per.append(_("{n} a film").format(n=each))
    if counts.asked_series:
        each = decimal(counts.series_requests / counts.asked_series)
        per.append(_("{n} a series").format(n=each))
    return f"{text} ({', '.join(per)})" if per else text


def _document(run: EnrichRun, settings: Settings, waiting: int) -> dict[str, Any]:
    return {
        "command": "enrich",
        "catalogue": show(str(settings.database)),
        "cancelled": run.phase == "cancelled",
        "stopped": {"why": run.phase, "reason": run.problem} if run.problem else None,
        "seconds": round(run.elapsed_s, 3),
        "expected_requests": run.started.requests if run.started else 0,
        "summary": to_json(run.counts),
        "failed": [_failed_document(one) for one in run.failures],
        "notices": run.notices,
        "waiting": waiting,
        "read": read_documents(run.read),
    }


def _totals(settings: Settings) -> Totals:
    with open_catalogue(settings.database).session():
        return queries.totals()


def _failed_document(failed: GroupFailed) -> dict[str, Any]:
    return {"group": failed.group, "title": show(failed.title), "reason": show(failed.reason)}


def _event_document(event: EnrichEvent) -> dict[str, Any]:
    match event:
        case EnrichStarted():
            return {
                "event": "started",
                "command": "enrich",
                "catalogue": show(str(event.catalogue)),
                "films": event.films,
                "series": event.series,
                "unknown": event.unknown,
                "expected_requests": event.requests,
                "expected_seconds": round(event.seconds, 1),
            }
        case EnrichProgress():
            return {
                "event": "progress",
                "done": event.done,
                "total": event.total,
                "current": [show(title) for title in event.current],
                "counts": to_json(event.counts),
            }
        case GroupFailed():
            return {"event": "group_failed", **_failed_document(event)}
        case EnrichNotice():
            return {"event": "notice", "message": event.message}
        case EnrichStopped():
            return {"event": "stopped", "why": event.why, "reason": event.reason}
        case EnrichFinished():
            return {
                "event": "finished",
                "cancelled": event.cancelled,
                "seconds": round(event.seconds, 3),
                "summary": to_json(event.counts),
                "read": read_documents(event.read),
            }
