"""What is left when vidtui itself fails: one line, and a report of where it failed.

The report holds the places in the code and the kinds of the errors: no value of a variable, and
no message of an error, which may quote what must stay secret. People paste it into public issues:
it names neither a person nor the machine.
"""

from __future__ import annotations

import os
import platform
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vidtui import __version__, own_files
from vidtui.i18n import _
from vidtui.oserrors import reason
from vidtui.placeholders import Placeholders
from vidtui.text import printable

MOST_A_SECOND = 10
"""Reports of one process: what fails for every film fills no disk."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One error of a chain: its kind, and its places as (file, line, function, source)."""

    kind: str
    places: tuple[tuple[str, int, str, str], ...]


def chain_of(error: BaseException) -> Iterator[Failure]:
    """Yield an error and what led to it, the last first."""
    current: BaseException | None = error
    seen: set[int] = set()
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)
        places = tuple((f.filename, f.lineno or 0, f.name, f.line or "") for f in frames)
        yield Failure(type(current).__name__, places)
        current = current.__cause__ or current.__context__


def report(failures: Iterable[Failure], data_dir: Path) -> str:
    """Write the report into the log folder; return the line that says what happened and where."""
    lines = [f"vidtui {__version__}, Python {platform.python_version()}\n"]
    lines.append(time.strftime("%Y-%m-%d %H:%M:%S %z\n"))
    kind, hidden = "", Placeholders()
    for failure in failures:
        kind = kind or failure.kind
        lines.append(f"\n{failure.kind}\n")
        for file, line, function, source in failure.places:
            lines.append(f"  {hidden.path(file)}:{line} in {function}\n    {printable(source)}\n")
    try:
        path = _write(data_dir / "logs", lines)
    except OSError as error:
        return _("internal failure ({name}); no report could be written: {reason}").format(
            name=kind, reason=reason(error)
        )
    return _("internal failure ({name}); report: {file}").format(
        name=kind, file=printable(str(path))
    )


def _write(folder: Path, lines: list[str]) -> Path:
    own_files.own_folder(folder)
    stem = f"crash-{time.strftime('%Y-%m-%dT%H-%M-%S')}-{os.getpid()}"
    path, handle = _create(folder, [stem, *(f"{stem}-{n}" for n in range(2, MOST_A_SECOND + 1))])
    with open(handle, "w", encoding="utf-8") as opened:
        opened.writelines(lines)
    return path


def _create(folder: Path, names: list[str]) -> tuple[Path, int]:
    """Make a file under the first name that is free; return where it is, open for writing."""
    path = folder / f"{names[0]}.txt"
    try:
        return path, own_files.create(path)
    except FileExistsError:
        if not names[1:]:
            raise
        return _create(folder, names[1:])
