"""Numbers of files against the seasons that a provider has."""

from __future__ import annotations

import pytest

from vidtui.catalogue.works import Held, Known, Numbering


def series(*counts: int, first: dict[int, int] | None = None) -> Numbering:
    """Return a series of so many episodes a season; season 0 has five."""
    known = [Known(0, number, None, number) for number in range(1, 6)]
    for season, count in enumerate(counts, 1):
        start = (first or {}).get(season, 1)
        known += [
            Known(season, number, None, 1000 * season + number)
            for number in range(start, start + count)
        ]
    return Numbering(known)


def found(numbering: Numbering, season: int | None, *numbers: int) -> list[str | None]:
    rows = [Held(n, season, number, None, True) for n, number in enumerate(numbers)]
    return [
        f"{episode // 1000}x{episode % 1000}" if episode else None
        for _row, episode in numbering.find(rows)
    ]


@pytest.mark.parametrize(
    ("counts", "season", "number", "episode"),
    [
        ((12, 12), 2, 1, "2x1"),
        ((12, 12), 2, 12, "2x12"),
        ((12, 12), 2, 21, "2x9"),
        ((12, 12), 1, 12, "1x12"),
        ((25, 12, 22), 3, 46, "3x9"),
        ((25, 12, 22), 3, 9, "3x9"),
        ((25, 12, 22), 2, 26, "2x1"),
        ((12, 12), None, 5, "1x5"),
        ((12, 12), None, 14, "2x2"),
        ((60,) * 20, 17, 679, "12x19"),
        ((60,) * 20, None, 1004, "17x44"),
        ((12, 12), 3, 14, "2x2"),
        ((24, 24, 24, 24), 4, 405, "4x5"),
    ],
)
def test_a_number_without_a_mark(
    counts: tuple[int, ...], season: int | None, number: int, episode: str
) -> None:
    assert found(series(*counts), season, number) == [episode]


def test_a_season_that_is_numbered_on_from_the_one_before() -> None:
    numbering = series(12, 12, first={2: 13})
    assert found(numbering, 2, 13, 24) == ["2x13", "2x24"]
    assert found(numbering, 2, 1, 12) == ["2x13", "2x24"]


def test_numbers_that_begin_where_the_season_before_ends_may_be_either() -> None:
    numbering = series(12, 24)
    assert found(numbering, 2, 13, 14, 15) == [None, None, None]
    assert found(numbering, 2, 1, 13, 14) == ["2x1", "2x13", "2x14"]
    assert found(numbering, 2, 14) == ["2x14"]


def test_a_number_beyond_its_season_that_counts_into_another_is_no_episode() -> None:
    assert found(series(25, 12), 2, 21) == [None]
    assert found(series(25, 12), 2, 99) == [None]


def test_a_mark_is_taken_at_its_word() -> None:
    numbering = series(12, 12)
    rows = [Held(1, 2, 21, None, False), Held(2, 2, 3, None, False), Held(3, 0, 2, None, True)]
    assert numbering.find(rows) == [(1, None), (2, 2003), (3, 2)]


def test_a_day_is_the_regular_episode_of_that_day() -> None:
    known = [Known(0, 1, "2024-03-05", 1), Known(8, 64, "2024-03-05", 2)]
    rows = [Held(1, None, None, "2024-03-05", False), Held(2, None, None, "2024-03-06", False)]
    assert Numbering(known).find(rows) == [(1, 2), (2, None)]
