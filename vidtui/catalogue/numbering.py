"""Which episode a number means, once the provider's seasons are known.

People count episodes within a season, or from the first season on, and some databases number the
episodes of a later season on from those before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

UNMISTAKABLE = 100
"""No season of an anime has so many episodes: such a number counts from the first season on."""


class Known(NamedTuple):
    """An episode of the provider's."""

    season: int
    number: int
    air_date: str | None
    id: int


class Held(NamedTuple):
    """An episode as a file's name says it; ``bare`` numbers may count from the first season on."""

    id: int
    season: int | None
    number: int | None
    air_date: str | None
    bare: bool


class Numbering:
    """The episodes of one series, found by whatever a file's name says of them."""

    def __init__(self, known: Iterable[Known]) -> None:
        ordered = sorted(known, key=lambda one: (one.season, one.number))
        self._by_number = {(one.season, one.number): one.id for one in ordered}
        self._by_date: dict[str, int] = {}
        self._regular = [one for one in ordered if one.season > 0]
        self._of_season: dict[int, list[Known]] = defaultdict(list)
        for one in sorted(ordered, key=lambda one: one.season == 0):
            self._of_season[one.season].append(one)
            if one.air_date:
                self._by_date.setdefault(one.air_date, one.id)
        self._starts = [one.season for one in self._regular]

    def find(self, held: Iterable[Held]) -> list[tuple[int, int | None]]:
        """Return what each of a series' files holds: the row, and the episode where it is known."""
        rows = list(held)
        lowest: dict[int, int] = {}
        for row in rows:
            if row.bare and row.season and row.number is not None:
                lowest[row.season] = min(row.number, lowest.get(row.season, row.number))
        return [(row.id, self._one(row, lowest)) for row in rows]

    def _one(self, row: Held, lowest: dict[int, int]) -> int | None:
        if row.number is None:
            return self._by_date.get(row.air_date or "")
        if row.season is None:
            return self._by_number.get((1, row.number)) or self._counted(row.number)
        if row.bare and row.season > 0:
            return self._bare(row.season, row.number, lowest[row.season])
        return self._by_number.get((row.season, row.number))

    def _counted(self, number: int) -> int | None:
        """Return the episode of a number that counts from the first season on."""
        return self._regular[number - 1].id if 0 < number <= len(self._regular) else None

    def _bare(self, season: int, number: int, lowest: int) -> int | None:
        """Return the episode of a number below a season's folder; None where two are as likely.

        A number that the season can hold is that season's episode; one beyond it counts from the
        first season on.
        """
        own = self._of_season.get(season, [])
        before = bisect_right(self._starts, season - 1)
        direct = self._by_number.get((season, number))
        if direct is not None:
            continues = season > 1 and own[0].number == 1 and lowest == before + 1
            return None if continues and before else direct
        if own and number <= len(own) and own[0].number > 1:
            return own[number - 1].id
        counted = self._counted(number)
        if counted is not None:
            there = self._regular[number - 1].season
            return counted if there == season or not own or number >= UNMISTAKABLE else None
        digits = str(number)
        inner = digits.removeprefix(str(season))
        if inner != digits and len(inner) == 2:
            return self._by_number.get((season, int(inner)))
        return None
