"""Two sides are compared figure by figure: ratios, their spread, and what is missing."""

from __future__ import annotations

import math
import random
import statistics
from typing import Any

import pytest
from ratios import Comparison, Runs, compared, interval, ratio


def figure(
    value: float, better: str = "lower", floor: float | None = None, unit: str = "s"
) -> dict[str, Any]:
    held = None if floor is None else {"name": "bare loop", "value": floor}
    return {"name": "walk", "value": value, "unit": unit, "better": better, "floor": held}


def runs(old: list[float], new: list[float], **more: Any) -> Runs:
    return Runs(
        [{"walk": figure(one, **more)} for one in old],
        [{"walk": figure(one, **more)} for one in new],
    )


def only(found: Runs) -> Comparison:
    (one,) = compared(found)
    assert isinstance(one, Comparison)
    return one


@pytest.mark.parametrize(
    ("old", "new", "better", "worse"),
    [
        (2.0, 3.0, "lower", 1.5),
        (2.0, 3.0, "higher", 2 / 3),
        (3.0, 2.0, "higher", 1.5),
        (0.0, 0.0, "lower", 1.0),
        (0.0, 1.0, "lower", math.inf),
        (1.0, 0.0, "higher", math.inf),
        (1.0, 0.0, "lower", 0.0),
    ],
)
def test_a_ratio_above_one_is_worse(old: float, new: float, better: str, worse: float) -> None:
    assert ratio(old, new, better) == pytest.approx(worse)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, (1, 1)), (4, (1, 4)), (5, (1, 5)), (7, (1, 7)), (8, (2, 7)), (11, (3, 9))],
)
def test_the_interval_leaves_out_as_many_as_it_may(count: int, expected: tuple[int, int]) -> None:
    assert interval(list(range(count, 0, -1))) == expected


@pytest.mark.parametrize("count", [5, 8, 20])
def test_the_interval_holds_the_true_median_in_nine_of_ten_cases(count: int) -> None:
    rng = random.Random(count)
    hits = 0
    for _number in range(2000):
        low, high = interval([rng.lognormvariate(0, 1) for _one in range(count)])
        hits += low <= 1 <= high
    assert hits / 2000 > 0.88


@pytest.mark.parametrize(
    ("new", "better", "verdict"),
    [
        ([1.2, 1.3, 1.1, 1.2, 1.06], "lower", "SLOWER"),
        ([1.2, 1.3, 1.1, 1.2, 1.04], "lower", "unclear, more pairs"),
        ([1.01, 1.3, 0.9, 1.0, 1.04], "lower", "same"),
        ([0.9, 0.8, 0.9, 0.7, 0.5], "lower", "faster"),
        ([0.9, 0.8, 0.9, 0.7, 0.5], "higher", "SLOWER"),
        ([1.2, 1.3, 1.1, 1.2, 1.06], "higher", "faster"),
    ],
)
def test_slower_is_above_one_and_a_twentieth_beyond_the_spread(
    new: list[float], better: str, verdict: str
) -> None:
    one = only(runs([1.0] * 5, new, better=better))
    assert one.verdict == verdict
    assert one.line().endswith(f": {verdict}")


def test_ratios_are_those_of_pairs_not_of_medians() -> None:
    one = only(runs([1, 2, 4, 8, 16], [2, 4, 8, 16, 32]))  # a machine that gets slower and slower
    assert one.ratios == (2, 2, 2, 2, 2)
    assert (one.old, one.new) == (4, 8)


def test_the_floor_is_compared_beside_its_figure() -> None:
    one = only(runs([1] * 5, [2] * 5, floor=0.5))
    assert one.floors == (1, 1, 1, 1, 1)
    assert "x 2.000 (2.000 to 2.000), its floor x 1.000 (1.000 to 1.000): SLOWER" in one.line()


def test_a_floor_on_one_side_alone_is_not_compared() -> None:
    held = Runs([{"walk": figure(1)}] * 5, [{"walk": figure(1, floor=1)}] * 5)
    assert only(held).floors == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ([{}] * 2, [{"walk": figure(1)}] * 2, "walk: missing on the old side"),
        ([{"walk": figure(1)}] * 2, [{}] * 2, "walk: missing on the new side"),
        (
            [{"walk": figure(1)}] * 2,
            [{}, {"walk": figure(1)}],
            "walk: missing on the new side in 1 of 2 runs",
        ),
        (
            [{"walk": figure(1)}, {}],
            [{}, {"walk": figure(1)}],
            (
                "walk: missing on the old side in 1 of 2 runs"
                " and missing on the new side in 1 of 2 runs"
            ),
        ),
        (
            [{"walk": figure(1)}],
            [{"walk": figure(1, unit="ms")}],
            "walk: not in the same unit on both sides",
        ),
    ],
)
def test_what_cannot_be_compared_is_said(
    old: list[dict[str, Any]], new: list[dict[str, Any]], said: str
) -> None:
    assert list(compared(Runs(old, new))) == [said]


def test_a_figure_that_is_missing_keeps_no_other_from_being_compared() -> None:
    both = {"walk": figure(1), "stat": figure(2)}
    found = list(compared(Runs([both] * 5, [{"walk": figure(2)}] * 5)))
    assert [one if isinstance(one, str) else one.verdict for one in found] == [
        "SLOWER",
        "stat: missing on the new side",
    ]


def test_the_median_is_told() -> None:
    ratios = [1.4, 1.1, 1.2, 1.3, 1.6]
    one = only(runs([1.0] * 5, ratios))
    assert f"x {statistics.median(ratios):.3f} (1.100 to 1.600)" in one.line()
