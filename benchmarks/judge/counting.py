"""Answers counted: how many were taken, how many of those are right, and which are not."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from judge import truth
from judge.judges import Answer, Answers

Z95 = 1.959964
"""Of the normal distribution: 95 % lie within so many standard deviations."""
DISTURBED = ("year one off", "year further off", "one letter wrong", "in parts")
ROWS = ("without an id", "with an id", "undisturbed", *DISTURBED)


@dataclass(slots=True)
class Tally:
    """Answers counted; ``present`` are files whose film TMDB has, ``taken`` the answers to them."""

    automatic: int = 0
    right: int = 0
    present: int = 0
    taken: int = 0

    def add(self, answer: Answer, lacking: frozenset[int]) -> None:
        """Count one answer."""
        there, answered = answer.file.film not in lacking, answer.film is not None
        self.automatic += answered
        self.right += answered and there and answer.film == answer.file.film
        self.present += there
        self.taken += answered and there

    def merge(self, other: Tally) -> None:
        """Count what another counted."""
        self.automatic += other.automatic
        self.right += other.right
        self.present += other.present
        self.taken += other.taken


@dataclass(slots=True)
class Verdicts:
    """One judge's answers over all seeds, by kind of name; ``wrong`` are told one by one."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    asked: int = 0
    seconds: float = 0.0

    def take(
        self, answers: Answers, lacking: frozenset[int], seed: int, films: truth.Truth
    ) -> None:
        """Count the answers of one seed."""
        self.requests += answers.requests
        self.asked += answers.asked
        self.seconds += answers.seconds
        for answer in answers.found:
            for row in _rows(answer):
                self.tallies.setdefault(row, Tally()).add(answer, lacking)
            is_absent = answer.file.film in lacking
            if answer.film is None and not is_absent:
                self.reasons[answer.reason] = self.reasons.get(answer.reason, 0) + 1
            if answer.film is not None and (is_absent or answer.film != answer.file.film):
                self.wrong.append(_told(answer, films, seed, is_absent=is_absent))

    def merge(self, other: Verdicts) -> None:
        """Count what another counted."""
        for row, tally in other.tallies.items():
            self.tallies.setdefault(row, Tally()).merge(tally)
        for reason, count in other.reasons.items():
            self.reasons[reason] = self.reasons.get(reason, 0) + count
        self.wrong += other.wrong
        self.requests += other.requests
        self.asked += other.asked
        self.seconds += other.seconds


def _rows(answer: Answer) -> Iterator[str]:
    if answer.has_id:
        yield "with an id"
        return
    yield "without an id"
    how = answer.file.how
    yield from (one for one in DISTURBED if one in how)
    if not how:
        yield "undisturbed"


def _told(answer: Answer, films: truth.Truth, seed: int, *, is_absent: bool) -> str:
    def name(id_: int) -> str:
        film = films.films[id_]
        titles = " | ".join(dict.fromkeys((film.title, *film.titles.values())))
        return f"{titles} ({film.release_date[:4]}, {film.runtime} min)"

    assert answer.film is not None
    file = answer.file
    lacks = ", which TMDB lacks" if is_absent else ""
    runs = f"{file.minutes:g} min" if file.minutes else "no running time"
    how = f" [{', '.join(file.how)}]" if file.how else ""
    true, taken = name(file.film), name(answer.film)
    return f"seed {seed}: {file.path}{how}, {runs}: {true}{lacks}; taken: {taken}"


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the interval that holds a share in 95 % of cases."""
    if not of:
        return 0.0, 1.0
    share, z2 = hits / of, Z95**2
    middle = share + z2 / (2 * of)
    half = Z95 * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low, high = ((middle + sign * half) / (1 + z2 / of) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)
