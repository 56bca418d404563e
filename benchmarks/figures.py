"""The figures that a benchmark finds, printed for a person or, with ``--json``, for a program.

A figure keeps its name from one revision to the next, and whatever the sizes are: ``against.py``
compares by names. ``figures.schema.json`` describes the JSON.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import vidtui
from vidtui.cli import collect_seldom


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that anybody would need for the same work, measured in the same run."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; ``better`` says which way a better one lies, ``goal`` what it may be."""

    name: str
    value: float
    unit: str
    floor: Floor | None = None
    better: Literal["lower", "higher"] = "lower"
    goal: str = ""

    def line(self) -> str:
        """Return the figure as one line for a person."""
        text = f"{self.name}: {_number(self.value)} {self.unit}"
        if self.floor is not None:
            text += f"; {self.floor.name}: {_number(self.floor.value)} {self.unit}"
            if self.floor.value:
                text += f"; ratio {self.value / self.floor.value:.2f}"
        return f"{text} ({self.goal})" if self.goal else text

    def as_json(self) -> dict[str, Any]:
        """Return the figure as ``--json`` prints it."""
        floor = self.floor and {"name": self.floor.name, "value": self.floor.value}
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "better": self.better,
            "floor": floor,
        }


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def options(
    document: str | None,
    sizes: Mapping[str, tuple[int, int]],
    *,
    on_disk: bool = False,
    **texts: str,
) -> argparse.ArgumentParser:
    """Return a parser of what every benchmark takes.

    Args:
        document: the module's docstring.
        sizes: by option its usual size and the one of ``--quick``.
        on_disk: whether it takes ``--dir``, a folder for its libraries.
        texts: by option what to say of it.
    """
    parser = argparse.ArgumentParser(
        description=document, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, (usual, quick) in sizes.items():
        said = f"{texts[name]}; " if name in texts else ""
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=int,
            help=f"{said}{usual} unless said, {quick} with --quick",
        )
    parser.add_argument("--quick", action="store_true", help="small sizes: seconds, not minutes")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    if on_disk:
        parser.add_argument("--dir", type=Path, help="a folder kept between runs of one size")
    parser.set_defaults(sizes=dict(sizes))
    return parser


def parsed(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options of a run, each size filled in; from here on SIGTERM is an exit."""
    found = parser.parse_args(arguments)
    collect_seldom()  # as the program does
    compileall.compile_dir(vidtui.__path__[0], quiet=2)  # as an installed one is
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))  # folders and apps are put away
    for name, (usual, quick) in found.sizes.items():
        if getattr(found, name) is None:
            setattr(found, name, quick if found.quick else usual)
    return found


@contextmanager
def workspace(given: Path | None) -> Iterator[Path]:
    """Yield the folder of ``--dir``, which is kept, or one that is removed at the end."""
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="vidtui-bench-") as made:
        yield Path(made).resolve()


def publish(
    benchmark: str,
    figures: Sequence[Figure],
    *,
    as_json: bool,
    notes: Sequence[str] = (),
    **more: Any,
) -> None:
    """Print the figures of a run, with ``notes`` for a person and ``more`` for a program."""
    if as_json:
        head = {"benchmark": benchmark, "date": str(date.today()), "machine": machine()}
        found = [figure.as_json() for figure in figures]
        print(json.dumps({**head, "figures": found, **more}, ensure_ascii=False, allow_nan=False))
        return
    print(f"{benchmark}: {date.today()}, {machine()}")
    for line in (*(figure.line() for figure in figures), *notes):
        print(line)


def machine() -> str:
    """Return what the run was on: figures of two machines say nothing of two revisions."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that ``action`` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def slowest_but(times: Sequence[float], share: float = 0.05) -> float:
    """Return what all but a share of some times stay below."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * (1 - share)))]


def in_turn(
    ours: Callable[[], object], floor: Callable[[], object], runs: int
) -> tuple[float, float]:
    """Return the median seconds of both, taken in turn, so that noise disturbs both alike."""
    found = [(timed(floor), timed(ours)) for _number in range(runs)]
    return statistics.median(our for _bare, our in found), statistics.median(b for b, _o in found)
