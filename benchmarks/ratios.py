"""How much worse one side's figures are than another's: ratios of pairs, their median and spread.

A ratio above 1 is worse, whichever way a better figure lies.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SLOWER = 1.05
OUTSIDE = 0.10
"""How often the true median may lie outside the interval that is told."""

Figures = Mapping[str, Mapping[str, Any]]
"""The figures of one run by their names, as ``figures.schema.json`` has them."""


@dataclass(slots=True)
class Runs:
    """What one benchmark gave on both sides, a pair an index, and why a side gave nothing."""

    old: list[Figures] = field(default_factory=list)
    new: list[Figures] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure on both sides: the median values, the ratio of each pair, those of the floor."""

    name: str
    unit: str
    old: float
    new: float
    ratios: tuple[float, ...]
    floors: tuple[float, ...] = ()

    @property
    def verdict(self) -> str:
        """Say which side is slower, and whether that can be said."""
        low, high = interval(self.ratios)
        if low > SLOWER:
            return "SLOWER"
        if high < 1 / SLOWER:
            return "faster"
        return "unclear, more pairs" if statistics.median(self.ratios) > SLOWER else "same"

    def line(self) -> str:
        """Return the comparison as one line."""
        text = f"{self.name}: {self.old:.4g} -> {self.new:.4g} {self.unit}; {_spread(self.ratios)}"
        if self.floors:
            text += f", its floor {_spread(self.floors)}"
        return f"{text}: {self.verdict}"


def interval(ratios: Sequence[float]) -> tuple[float, float]:
    """Return what holds the true median in nine of ten cases, whatever the distribution is.

    From the k-th lowest to the k-th highest: the true median lies outside as often as a fair coin
    falls on one side fewer than k times. Of fewer than five, not even all of them say so much.
    """
    ordered, count = sorted(ratios), len(ratios)
    k, outside = 0, 0.0
    while k < count / 2 and (outside := outside + 2 * math.comb(count, k) / 2**count) <= OUTSIDE:
        k += 1
    k = max(k, 1)
    return ordered[k - 1], ordered[-k]


def ratio(old: float, new: float, better: str) -> float:
    """Return how many times worse ``new`` is; ``better`` is "lower" or "higher"."""
    worse, than = (old, new) if better == "higher" else (new, old)
    if worse == than:
        return 1.0
    return worse / than if than else math.inf


def compared(runs: Runs) -> Iterator[Comparison | str]:
    """Yield a comparison for every figure that both sides have, and a line for every other."""
    for name in dict.fromkeys(name for run in (*runs.old, *runs.new) for name in run):
        pairs = [
            (old[name], new[name])
            for old, new in zip(runs.old, runs.new, strict=True)
            if name in old and name in new
        ]
        if len(pairs) < len(runs.old):
            yield _missing(name, runs)
        elif any(old["unit"] != new["unit"] for old, new in pairs):
            yield f"{name}: not in the same unit on both sides"
        else:
            yield _comparison(name, pairs)


def _missing(name: str, runs: Runs) -> str:
    told, of = [], len(runs.old)
    for side, found in (("old", runs.old), ("new", runs.new)):
        if count := sum(name not in run for run in found):
            some = f" in {count} of {of} runs" if count < of else ""
            told.append(f"missing on the {side} side{some}")
    return f"{name}: {' and '.join(told)}"


def _comparison(
    name: str, pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> Comparison:
    better = pairs[0][1]["better"]
    floors = [
        (old["floor"]["value"], new["floor"]["value"])
        for old, new in pairs
        if old["floor"] and new["floor"]
    ]
    return Comparison(
        name,
        pairs[0][1]["unit"],
        statistics.median(old["value"] for old, _new in pairs),
        statistics.median(new["value"] for _old, new in pairs),
        tuple(ratio(old["value"], new["value"], better) for old, new in pairs),
        tuple(ratio(old, new, better) for old, new in floors) if len(floors) == len(pairs) else (),
    )


def _spread(ratios: Sequence[float]) -> str:
    low, high = interval(ratios)
    return f"x {statistics.median(ratios):.3f} ({low:.3f} to {high:.3f})"
