"""How long a film runs beside how long its file does, in minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, Protocol, TypeVar

from vidtui.matching.query import Subject
from vidtui.providers.base import Film

Run = Literal["fits", "faster", "nearly", "misses", "far"]
"""``faster`` is as on European discs; ``nearly`` says neither yes nor no; ``far`` is another film,
or half of one."""

NEAR: Final[tuple[Run, ...]] = ("fits", "faster", "nearly")
"""How a copy of the work may well run."""

FITS_MIN: Final = 2.0
FITS_SHARE: Final = 0.02
"""A file may run this much longer or shorter than the work: minutes, or a share of them."""
OTHER_CUT_MIN: Final = 3.0
OTHER_CUT_SHARE: Final = 0.03
"""A difference that says neither yes nor no, in minutes or as a share."""
PAL: Final = 24 / 25
PAL_MIN: Final = 1.5
"""European discs run at 25 frames; a file that does, give or take minutes, may well be a copy."""
FAR_MIN: Final = 10.0
FAR_SHARE: Final = 0.10
"""Beyond both, in minutes and as a share, two films are told apart, or a film and its half."""
MOST_READ: Final = 4
"""So many copies of one film are opened."""


def fit_runtime(
    subject: Subject, minutes: float | None, *, is_edition: bool = False
) -> dict[str, Any] | None:
    """Compare the running time of a film with that of the file, None where one is not known."""
    run = how_it_runs(subject, minutes, is_edition=is_edition)
    if run is None or minutes is None or not isinstance(subject, Film) or not subject.runtime:
        return None
    return {
        "file": round(minutes, 1),
        "work": round(subject.runtime, 1),
        "fits": run == "fits",
        "run": run,
    }


def how_it_runs(subject: Subject, minutes: float | None, *, is_edition: bool = False) -> Run | None:
    """Return how a file of so many minutes runs beside a film, None where nobody can say.

    ``is_edition`` says that the file is named as another cut, which may well run longer.
    """
    if not minutes or not isinstance(subject, Film) or not subject.runtime:
        return None
    work, off = subject.runtime, abs(minutes - subject.runtime)
    if off <= max(FITS_MIN, FITS_SHARE * work):
        return "fits"
    if abs(minutes - PAL * work) <= PAL_MIN:
        return "faster"
    if off <= max(OTHER_CUT_MIN, OTHER_CUT_SHARE * work) or (is_edition and minutes > work):
        return "nearly"
    return "far" if are_far_apart(minutes, work) else "misses"


def are_far_apart(one: float, other: float) -> bool:
    """Tell whether two running times can hardly be of one film."""
    off = abs(one - other)
    return off > FAR_MIN and off > FAR_SHARE * other


class FilmFile(Protocol):
    """A file of a film."""

    @property
    def part(self) -> int | None:
        """Its number among several files that make the film together."""

    @property
    def edition(self) -> str | None:
        """The cut that its name says."""


_File = TypeVar("_File", bound=FilmFile)


def running_times(
    files: Sequence[_File], read: Callable[[_File], float | None]
) -> tuple[float, ...]:
    """Return how many minutes the film runs by each of its files, or by its parts added up.

    Files that are named as another cut tell little of the film, and nothing beside one that is
    not. Where a part is not there or cannot be read, nobody can say.

    Args:
        files: all files of the film, the largest first.
        read: says how long a file runs, which may take a while.
    """
    whole = [file for file in files if file.part is None]
    told = [file for file in whole if not file.edition] or whole
    times = [minutes for file in told[:MOST_READ] if (minutes := read(file))]
    return (*times, *_added_up(files, read))


def _added_up(files: Sequence[_File], read: Callable[[_File], float | None]) -> tuple[float, ...]:
    """Return how long the parts of a film run together, nothing where one is missing."""
    parts: dict[int | None, _File] = {}
    for file in files:
        if file.part is not None:
            parts.setdefault(file.part, file)
    if len(parts) < 2 or set(parts) != set(range(1, len(parts) + 1)):
        return ()
    added = [minutes for file in parts.values() if (minutes := read(file))]
    return (sum(added),) if len(added) == len(parts) else ()
