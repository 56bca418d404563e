"""Runs a job without a screen: progress on stderr, one report on stdout, JSON or text."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import singledispatch
from itertools import chain
from pathlib import Path
from typing import IO, Any, TypeVar

from vidtui import __version__, interrupts, typed_json
from vidtui.errors import Exit, VidtuiError
from vidtui.i18n import _
from vidtui.jobs.base import CancelToken, Job, JobRun, Refused, RootRead, Started, clock_text
from vidtui.jobs.json_documents import written
from vidtui.jobs.runner import JobThread, leave
from vidtui.jobs.wording import read_documents
from vidtui.oserrors import reason
from vidtui.text import json_path, printable, printable_lines, shorten

BAR_INTERVAL_S = 0.1
BAR_CELLS = 20
ERASE = "\r\x1b[K"  # what stands on the terminal's line
LINE_INTERVAL_S = 10.0  # a log that someone reads later needs no more


@dataclass
class Output:
    """How the user wants to be told."""

    as_json: bool = False
    json_lines: bool = False
    quiet: bool = False
    _stream: IO[str] = field(default_factory=lambda: sys.stderr)
    told: tuple[Mapping[str, Any], Exit] | None = field(default=None, init=False)
    """The report that was printed, and its exit code."""

    @property
    def interval_s(self) -> float:
        """Seconds between two progress lines."""
        return BAR_INTERVAL_S if self._stream.isatty() else LINE_INTERVAL_S

    def progress(self, line: str, share: float | None = None) -> None:
        """Show how far it is: a bar that overwrites itself, or lines in a log.

        Args:
            line: what is told of it.
            share: how much is done, from 0 to 1; None while nobody knows.
        """
        if self.quiet:
            return
        if not self._stream.isatty():
            self._tell(printable(line) + "\n")
            return
        bar, room = "", shutil.get_terminal_size().columns - 1
        if share is not None and room > 2 * BAR_CELLS:
            figure = f" {int(share * 100):3d} % "
            bar, room = self._bar(share) + figure, room - BAR_CELLS - len(figure)
        interrupts.erase = ERASE
        self._tell(ERASE + bar + shorten(printable(line), room))

    def _bar(self, share: float) -> str:
        """Return a bar in the colours and signs that the terminal knows.

        No ``rich.progress``: it hides the cursor, which a killed process does not give back.
        """
        from rich.console import Console
        from rich.progress_bar import ProgressBar

        console = Console(file=self._stream, width=BAR_CELLS)
        with console.capture() as captured:
            console.print(ProgressBar(1.0, share), end="")
        return captured.get().rstrip("\n")

    def clear(self) -> None:
        """Take the bar away, before something else is written."""
        if interrupts.erase:
            self._tell(interrupts.erase)
            interrupts.erase = ""

    def _tell(self, text: str) -> None:
        """Write progress; when nobody can read it any more, the work goes on without."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self.quiet = True
            _abandon(self._stream.fileno())

    def line(self, document: Mapping[str, Any]) -> None:
        """Write one event as a line of JSON."""
        self.clear()
        write_json(document, pretty=False)

    def report(self, document: Mapping[str, Any], text: str | Iterable[str], code: Exit) -> Exit:
        """Write the report, as JSON or text, and return the exit code.

        Args:
            document: its lists may be ``Streamed``.
            text: for people, as a whole or line by line.
            code: the exit code.
        """
        self.told = document, code
        if self.json_lines:
            self.line({"event": "report", **envelope(document, code)})
        elif self.as_json:
            write_json(envelope(document, code), pretty=True)
        else:
            write_text(text)
        return code

    def report_run(
        self, run: JobRun[Any], document: Mapping[str, Any], text: str | Iterable[str]
    ) -> Exit:
        """Write the report of a run that is over, and return its exit code."""
        return self.report(document, text, run.exit_code())


def envelope(document: Mapping[str, Any], code: Exit) -> dict[str, Any]:
    """Return a report with what every report says."""
    return {"vidtui": __version__, **document, "exit": int(code)}


def write_json(document: Mapping[str, Any], *, pretty: bool) -> None:
    """Write strict UTF-8, whatever the locale claims."""
    _write(piece.encode() for piece in chain(written(document, pretty=pretty), ("\n",)))


def write_text(text: str | Iterable[str]) -> None:
    """Write lines for people, in the terminal's own encoding where that is possible.

    Whoever made them has shown what is foreign in them; this is for what was forgotten.
    """
    encoding = sys.stdout.encoding or "utf-8"
    lines = (text.rstrip("\n"),) if isinstance(text, str) else text
    _write(f"{printable_lines(line)}\n".encode(encoding, "backslashreplace") for line in lines)


def _write(pieces: Iterable[bytes]) -> None:
    try:
        sys.stdout.flush()
        for data in pieces:
            sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _abandon(sys.stdout.fileno())  # the reader (head, less) has seen enough
    except OSError as error:
        _abandon(sys.stdout.fileno())
        raise VidtuiError(
            _("the report cannot be written: {reason}").format(reason=reason(error))
        ) from error


def _abandon(stream: int) -> None:
    """Let what is still written there vanish; Python would complain again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream)


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
                output.line(event_document(event))
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


@singledispatch
def event_document(event: Any) -> dict[str, Any]:
    """Return an event as one line of JSON tells it; commands register those that differ."""
    return {"event": event.EVENT, **fields_of(event)}


def fields_of(event: Any) -> dict[str, Any]:
    """Return what an event tells, without its name, as the metadata of its fields says.

    ``json`` is the name in JSON: a field without one is not told. ``digits`` are those of a number
    behind the point; ``omit_empty`` leaves out what is empty.
    """
    document: dict[str, Any] = {}
    for one in fields(event):
        name, value = one.metadata.get("json"), getattr(event, one.name)
        if name is None or (one.metadata.get("omit_empty") and not value):
            continue
        if isinstance(value, bytes):
            document |= json_path(value, name)
        elif isinstance(value, float):
            document[name] = round(value, one.metadata.get("digits", 3))
        else:
            document[name] = _plain(value)
    return document


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        if value and isinstance(value[0], RootRead):
            return read_documents(value)
        return [_plain(item) for item in value]
    return value_document(value)


@singledispatch
def value_document(value: Any) -> Any:
    """Return for JSON what an event's field holds; commands register the types of their own."""
    return typed_json.to_json(value)


value_document.register(str, printable)
value_document.register(bytes, json_path)


value_document.register(Path, lambda path: printable(str(path)))


def documents(events: Iterable[Any]) -> list[dict[str, Any]]:
    """Return events of one kind, without their name."""
    return [fields_of(event) for event in events]
