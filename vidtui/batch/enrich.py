"""``vidtui --batch enrich``."""

from __future__ import annotations

from functools import partial
from typing import Any

from vidtui.batch.json import documents
from vidtui.batch.output import Output, Report, run_job
from vidtui.catalogue import totals as queries
from vidtui.catalogue.database import check_exists, open_catalogue
from vidtui.i18n import _, ngettext, plural
from vidtui.jobs.base import clock_text
from vidtui.jobs.enrich.job import EnrichJob
from vidtui.jobs.enrich.run import (
    EnrichOptions,
    EnrichProgress,
    EnrichRun,
    EnrichStarted,
    announcement,
    requests_text,
    summary,
)
from vidtui.jobs.wording import read_documents, read_lines, strays_line
from vidtui.settings.model import Settings
from vidtui.text import printable
from vidtui.typed_json import to_json


def run_enrich(settings: Settings, options: EnrichOptions, output: Output) -> EnrichRun:
    """Enrich without a screen and return the run.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    check_exists(settings.database)
    run = EnrichRun()

    def line(event: Any) -> str:
        if isinstance(event, EnrichStarted):
            return announcement(event)
        return _progress_line(run) if isinstance(event, EnrichProgress) else ""

    def report() -> Report:
        with open_catalogue(settings.database).session():
            totals = queries.totals()
        run.waiting, run.failed = totals.pending, totals.failed
        document = {**_document(run, settings), "dry_run": options.dry_run}
        return document, _text(run, dry_run=options.dry_run)

    return run_job(partial(EnrichJob, settings, options), run, output, line, report)


def _progress_line(run: EnrichRun) -> str:
    line = f"{run.done}/{run.total} · {summary(run.counts)}"
    if run.remaining_s is not None:
        line += _(" · {time} left").format(time=clock_text(run.remaining_s))
    return f"{line} · {printable(run.current[0])}" if run.current else line


def _text(run: EnrichRun, *, dry_run: bool) -> str:
    counts = run.counts
    lines = []
    if run.phase == "cancelled":
        lines.append(_("Interrupted; what was done is kept. Run it again for the rest."))
    if run.failure is not None:
        label = (
            _("TMDB does not answer: {reason}. Run it again later.")
            if run.phase == "outage"
            else _("Stopped: {reason}")
        )
        lines.append(label.format(reason=run.failure))
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
    lines.append(summary(counts))
    if counts.not_found:
        lines.append(
            "  "
            + plural(
                "{n} unknown to TMDB; ask again with --retry-not-found",
                "{n} unknown to TMDB; ask again with --retry-not-found",
                counts.not_found,
            )
        )
    if counts.strays:
        lines.append("  " + strays_line(counts.strays).format(n=counts.strays))
    lines.append("  " + requests_text(counts))
    lines += [f"  {line}" for line in read_lines(run.read)]
    lines += [f"! {notice}" for notice in run.notices]
    if run.failures:
        lines.append(_("Failed, to be tried again later:"))
        lines += [f"  {printable(one.title)}: {printable(one.reason)}" for one in run.failures]
    if run.waiting:
        lines.append(
            plural(
                "{n} film or series waits for you: vidtui pending",
                "{n} films and series wait for you: vidtui pending",
                run.waiting,
            )
        )
    return "\n".join(lines)


def _document(run: EnrichRun, settings: Settings) -> dict[str, Any]:
    return {
        "command": "enrich",
        "catalogue": printable(str(settings.database)),
        "cancelled": run.phase == "cancelled",
        "stopped": {"why": run.phase, "reason": run.failure} if run.failure else None,
        "seconds": round(run.elapsed_s, 3),
        "expected_requests": run.started.requests if run.started else 0,
        "summary": to_json(run.counts),
        "failed": documents(run.failures),
        "notices": run.notices,
        "waiting": run.waiting,
        "read": read_documents(run.read),
    }
