"""What goes wrong in libraries: wrong years, wrong letters, parts, and works that TMDB lacks.

Everything is drawn from the seed and the thing's own name, so that one seed disturbs a film alike
whatever else is in the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from judge.truth import TrueFile, Truth
from vidtui.demo.model import FilmRecord
from vidtui.text import fold

WRONG_YEAR = 0.10
FARTHEST = 20
"""A year is wrong by one to so many, by ``k`` years as often as ``1 / k**2``: mostly by one."""
WRONG_LETTER = 0.04
ABSENT = 0.08
IN_PARTS = 0.03

PAL, OTHER_MASTER, OTHER_CUT = 0.10, 0.10, 0.01
"""How many files run as European discs do; some minutes otherwise than TMDB says; much longer."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_PART = re.compile(r"\d(?=[^\d/]*\.\w+$)")
_MARKS = (" CD{}", ".cd{}", " - CD{}", " (CD {})")


@dataclass(frozen=True, slots=True)
class File:
    """A file as one seed left it.

    ``before`` is its path as it was, ``how`` says what was done to it, ``minutes`` how long it
    runs. ``part`` and ``edition`` are what the reader of names makes of it.
    """

    path: str
    before: str
    film: int
    how: tuple[str, ...]
    minutes: float | None
    part: int | None = None
    edition: str | None = None


def absent(truth: Truth, seed: int) -> frozenset[int]:
    """Return the films that TMDB does not have."""
    return frozenset(id_ for id_ in truth.films if Random(f"{seed} absent {id_}").random() < ABSENT)


def disturbed(truth: Truth, seed: int) -> list[File]:
    """Return the library's files as this seed leaves them."""
    return [one for file in truth.files for one in _disturbed(file, truth.films, seed)]


def _disturbed(file: TrueFile, films: Mapping[int, FilmRecord], seed: int) -> Iterator[File]:
    # What is done to one part is done to the other.
    alike = file.path if file.part is None else _PART.sub("", file.path)
    rng, film = Random(f"{seed} {alike}"), films[file.film]
    wrong_year, wrong_letter = rng.random() < WRONG_YEAR, rng.random() < WRONG_LETTER
    in_parts = rng.random() < IN_PARTS
    minutes = _minutes(film.runtime, rng)
    found, how = file.path, []
    if wrong_year and (by := _other_year(found, int(film.release_date[:4]), rng)):
        found = by[0]
        how.append("year one off" if by[1] == 1 else "year further off")
    if wrong_letter and (misspelt := _misspelt(found, film, rng)):
        found = misspelt
        how.append("one letter wrong")
    one = File(found, file.path, file.film, tuple(how), minutes)
    if file.part is not None:
        yield replace(one, how=(*how, "in parts"), minutes=minutes and minutes / 2)
    elif in_parts:
        yield from _parts(one, rng)
    else:
        yield one


def _parts(file: File, rng: Random) -> Iterator[File]:
    stem, _dot, suffix = file.path.rpartition(".")
    mark, share = rng.choice(_MARKS), rng.uniform(0.45, 0.55)
    for number, part in ((1, share), (2, 1 - share)):
        path = f"{stem}{mark.format(number)}.{suffix}"
        minutes = file.minutes and round(file.minutes * part, 1)
        yield File(path, file.before, file.film, (*file.how, "in parts"), minutes)


def _minutes(runtime: int, rng: Random) -> float | None:
    kind, minutes = rng.random(), runtime + rng.uniform(-1, 1)
    if not runtime:
        return None
    if kind < PAL:
        minutes *= 24 / 25
    elif kind < PAL + OTHER_MASTER:
        minutes += rng.choice((-1, 1)) * rng.uniform(2, 6)
    elif kind < PAL + OTHER_MASTER + OTHER_CUT:
        minutes *= rng.uniform(1.07, 1.25)
    return round(max(minutes, 1.0), 1)


def _other_year(path: str, year: int, rng: Random) -> tuple[str, int] | None:
    """Write another year wherever the file and its folder have the right one."""
    weights = [1 / k**2 for k in range(1, FARTHEST + 1)]
    off = rng.choices(range(1, FARTHEST + 1), weights)[0]
    other = year + rng.choice((-off, off))
    if other > date.today().year:
        other = year - off
    *above, folder, name = ["", "", *path.split("/")]
    places = [_last_year(part, year, other) for part in (folder, name)]
    if places == [folder, name]:
        return None
    return "/".join([*above, *places]).lstrip("/"), off


def _last_year(text: str, year: int, other: int) -> str:
    """Change the last occurrence: the first may be the title's own ("1984 (1984)")."""
    found = list(re.finditer(rf"(?<!\d){year}(?!\d)", text))
    if not found:
        return text
    return f"{text[: found[-1].start()]}{other}{text[found[-1].end() :]}"


def _misspelt(path: str, film: FilmRecord, rng: Random) -> str | None:
    """Write another letter in one word of the title, in the file's name and in its folder's."""
    titles = (film.title, *film.titles.values(), *(title for _, title in film.alternatives))
    known = {word for title in titles for word in fold(title).split()}
    *above, folder, name = ["", "", *path.split("/")]
    words = [word for word in _WORD.findall(f"{name} {folder}") if fold(word) in known]
    if not words:
        return None
    word = rng.choice(words)
    at = rng.randrange(len(word))
    letter = rng.choice([one for one in "abcdefghijklmnopqrstuvwxyz" if one != fold(word[at])])
    wrong = word[:at] + (letter.upper() if word[at].isupper() else letter) + word[at + 1 :]
    whole = re.compile(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])")
    return "/".join([*above, *(whole.sub(wrong, part) for part in (folder, name))]).lstrip("/")
