"""The log of decisions that ``-v`` asks for: why each thing was done, for whoever looks into it.

It is Python's own logging under the name ``vidtui``, in English, since it is meant for reports of
faults. ``-v`` has each decision, ``-vv`` also each question to a server. It holds names of files.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Final

from vidtui import interrupts, own_files
from vidtui.errors import UsageProblem
from vidtui.oserrors import at
from vidtui.text import printable

NAME: Final = "vidtui"
_HIDDEN: Final = "(secret)"
_secrets: set[str] = set()


def keep_secret(value: str) -> None:
    """Never write this, whatever a text that is logged holds."""
    if len(value) >= 8:
        _secrets.add(value)


class _Formatter(logging.Formatter):
    """One line an event, showable, without secrets and without tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        text = record.getMessage()
        for secret in _secrets:
            text = text.replace(secret, _HIDDEN)
        area = record.name.removeprefix(f"{NAME}.")
        return f"{self.formatTime(record, '%H:%M:%S')} {area}: {printable(text)}"


class _ToStderr(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes where a bar of progress may stand."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.terminator = "\n"

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; on a terminal it takes the bar away."""
        line = interrupts.erase + super().format(record)
        interrupts.erase = ""
        return line

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Go on without, where nobody can read it any more."""


class _ToFile(logging.Handler):
    """Appends to a file of ours."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        """Append a line; where that cannot be, the work goes on without."""
        try:
            own_files.append_line(self._path, f"{self.format(record)}\n".encode())
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Go on without."""


def begin(verbosity: int, file: Path | None) -> None:
    """Log from now on.

    Args:
        verbosity: 0 for nothing, 1 for decisions, 2 also for questions to servers.
        file: where to; standard error when None.

    Raises:
        UsageProblem: the file cannot be written.
    """
    logger = logging.getLogger(NAME)
    for old in list(logger.handlers):
        logger.removeHandler(old)
    logger.propagate = False
    logger.setLevel(logging.CRITICAL + 1)
    if verbosity <= 0:
        return
    handler: logging.Handler
    if file is None:
        handler = _ToStderr()
    else:
        try:
            own_files.own_folder(file.parent)
            own_files.append_line(file, b"")
        except OSError as error:
            raise UsageProblem(at(str(file), error)) from error
        handler = _ToFile(file)
    handler.setFormatter(_Formatter())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO if verbosity == 1 else logging.DEBUG)
