"""Runs a job without a screen: its progress, its events as lines of JSON, its report, its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from vidtui.batch.json import to_json
from vidtui.batch.output import Output
from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.jobs.base import CancelToken, Job, JobRun, Refused, Started
from vidtui.jobs.rate import clock_text
from vidtui.jobs.runner import JobThread, leave
from vidtui.text import printable

Run = TypeVar("Run", bound=JobRun[Any])
Report = tuple[Mapping[str, Any], str | Iterable[str]]
"""What is printed at the end: as JSON, or for people."""


def run_job(
    job: Callable[[CancelToken], Job[Any]],
    run: Run,
    output: Output,
    line: Callable[[Any], str],
    report: Callable[[], Report],
) -> Run:
    """Run a job to its end and print its report; return the run.

    Args:
        job: makes the job, which goes by the token.
        run: is fed with the job's events.
        output: where to print.
        line: returns how far it is after an event, empty where that says nothing of it.
        report: makes the report, once the run is over.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    cancel = CancelToken()
    thread = JobThread(job(cancel).run, cancel)
    shown_at = -output.interval_s
    try:
        for event in thread.events():
            run.feed(event)
            if output.json_lines:
                output.line(to_json(event))
            text, now = line(event), time.monotonic()
            if text and (isinstance(event, Started) or now - shown_at >= output.interval_s):
                shown_at = now
                output.progress(text, run.done / run.total if run.total else None)
    except VidtuiError as error:
        if not run.outlives(error):
            raise
        run.fail(str(error), error.exit)
    finally:
        output.clear()
    run.end(cancelled=cancel())
    code = output.report_run(run, *report())
    if thread.alive:
        leave(code)
    return run


def progress_line(
    run: JobRun[Any],
    name: str,
    so_far: str = "",
    amount: Callable[[int], str] = str,
    per_second: Callable[[float], str] = lambda rate: _(" · {rate:.0f}/s").format(rate=rate),
) -> str:
    """Return how far a stage is.

    Args:
        run: the run.
        name: the stage's.
        so_far: what was met until now, empty for nothing.
        amount: writes how much there is.
        per_second: writes how much is done in a second.
    """
    of = "" if run.total is None else f"/{amount(run.total)}"
    line = f"{name} {amount(run.done)}{of}"
    if run.rate:
        line += per_second(run.rate)
    if run.stage_remaining_s is not None:
        line += _(" · {time} left").format(time=clock_text(run.stage_remaining_s))
    if so_far:
        line += f" · {so_far}"
    return f"{line} · {printable(run.folder)}" if run.folder else line


def refused_lines(refused: Iterable[Refused], ways_on: Callable[[Refused], list[str]]) -> list[str]:
    """Return what was refused, and the ways on where there are any."""
    lines = []
    for one in refused:
        label = _("Refused: {path}: {reason}")
        lines += [label.format(path=printable(one.path), reason=one.reason), *ways_on(one)]
    return lines
