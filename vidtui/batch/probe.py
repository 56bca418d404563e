"""``vidtui --batch probe``."""

from __future__ import annotations

from functools import partial
from typing import Any

from vidtui.batch.output import Output, Report, documents, progress_line, run_job
from vidtui.catalogue.database import check_exists
from vidtui.i18n import _
from vidtui.jobs.base import Progress
from vidtui.jobs.probe.job import ProbeJob
from vidtui.jobs.probe.run import (
    STAGES,
    ProbeOptions,
    ProbeRun,
    ProbeStarted,
    announcement,
    summary,
)
from vidtui.jobs.wording import read_documents, read_lines
from vidtui.oserrors import about
from vidtui.settings.model import Settings
from vidtui.text import printable
from vidtui.typed_json import to_json


def run_probe(settings: Settings, options: ProbeOptions, output: Output) -> ProbeRun:
    """Probe without a screen and return the run.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    check_exists(settings.database)
    run = ProbeRun()

    def line(event: Any) -> str:
        if isinstance(event, ProbeStarted):
            return announcement(event)
        return progress_line(run, _(STAGES[run.stage])) if isinstance(event, Progress) else ""

    def report() -> Report:
        return _document(run, settings), _text(run)

    return run_job(partial(ProbeJob, settings, options), run, output, line, report)


def _document(run: ProbeRun, settings: Settings) -> dict[str, Any]:
    return {
        "command": "probe",
        "catalogue": printable(str(settings.database)),
        "dry_run": bool(run.started and run.started.dry_run),
        "cancelled": run.phase == "cancelled",
        "seconds": round(run.elapsed_s, 3),
        "waiting": run.started.waiting if run.started else 0,
        "summary": to_json(run.counts),
        "errors": documents(run.errors),
        "notices": run.notices,
        "read": read_documents(run.read),
    }


def _text(run: ProbeRun) -> str:
    lines = []
    if run.phase == "cancelled":
        lines.append(_("Interrupted; what was done is kept. Run it again for the rest."))
    if run.started is not None and run.started.dry_run:
        lines += [_("Dry run: nothing was read."), announcement(run.started)]
    else:
        lines.append(summary(run.counts))
    lines += [f"  {line}" for line in read_lines(run.read)]
    lines += [f"! {notice}" for notice in run.notices]
    if run.errors:
        lines.append(_("Errors:"))
        lines += ["  " + about(error.path, error.reason) for error in run.errors]
    if run.counts.broken:
        lines.append(_("Which are broken: vidtui --batch list is:broken"))
    return "\n".join(lines)
