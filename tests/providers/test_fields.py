"""Hostile values, field by field."""

from __future__ import annotations

import time
import unicodedata
from typing import Any

import pytest

from vidtui.providers import fields

ALIEN: list[Any] = [None, True, False, 3, -1, 1.5, float("nan"), float("inf"), "", "x", [], {}]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Matrix", "Matrix"),
        ("  Matrix\n", "Matrix"),
        ("Ma\0trix", "Ma\ufffdtrix"),
        ("Ma\ud800trix", "Ma\ufffdtrix"),
        ("\x1b]0;owned\x07\u202e", "\x1b]0;owned\x07\u202e"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("E\u0301te\u0301", "Été"),
        ("x" * 300, "x" * 300),
        ("x" * 100_000, "x" * fields.MOST_TITLE),
        ("\u0958" * 1000, "\u0915\u093c" * 500),
        ("", None),
        (" \t", None),
        ("\0\ud800", None),
        (5, None),
        (None, None),
        (["Matrix"], None),
    ],
)
def test_texts(value: object, expected: str | None) -> None:
    assert fields.text(value) == expected


def test_accents_without_end_are_cut_before_they_are_put_in_order() -> None:
    text = "a" + ("\u0301\u0316" * 4_000_000)
    started = time.process_time()
    held = fields.text(text)
    assert held is not None
    assert unicodedata.is_normalized("NFC", held)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("value", [*ALIEN, -5, 10**400, 100_001])
def test_minutes_that_are_none(value: object) -> None:
    assert fields.minutes(value) == (
        value if type(value) in (int, float) and value in (3, 1.5) else None
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (603, "603"),
        ("603", "603"),
        ("0603", "603"),
        (0, None),
        (-603, None),
        (603.0, None),
        (True, None),
        (None, None),
        ("", None),
        ("603a", None),
        (" 603", None),
        ("٣", None),
        ("../603", None),
        (2**31 - 1, "2147483647"),
        (2**31, None),
        ("9" * 5000, None),
        ([603], None),
    ],
)
def test_identifiers(value: object, expected: str | None) -> None:
    assert fields.identifier(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("tt0133093", "tt0133093"),
        ("tt", None),
        ("nm0133093", None),
        ("tt0133093\n", None),
        ("tt٣", None),
        ("tt" + "1" * 13, None),
        (133093, None),
        (None, None),
    ],
)
def test_imdb_ids(value: object, expected: str | None) -> None:
    assert fields.imdb_id(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1999-03-31", "1999-03-31"),
        ("1999-06-23T00:00:00.000Z", "1999-06-23"),
        ("2000-02-29", "2000-02-29"),
        ("1999-02-29", None),
        ("2021-13-45", None),
        ("0000-00-00", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("19990331", None),
        ("1999-W10-1", None),
        ("1999", None),
        ("", None),
        ("٢٠٢١-٠١-٠١", None),
        (19990331, None),
        (None, None),
    ],
)
def test_dates(value: object, expected: str | None) -> None:
    assert fields.date(value) == expected
    assert fields.year(value) == (int(expected[:4]) if expected else None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/hZkgoQYus5vegHoetLkCJzb17zJ.jpg", True),
        ("/a_b-c.png", True),
        ("/../../etc/passwd.jpg", False),
        ("/a/b.jpg", False),
        ("//evil.org/a.jpg", False),
        ("a.jpg", False),
        ("/a.exe", False),
        ("/.jpg", False),
        ("/a.jpg\n", False),
        ("/" + "a" * 1000 + ".jpg", False),
        (None, False),
        (7, False),
    ],
)
def test_image_paths(value: object, expected: bool) -> None:
    assert fields.image_path(value) == (value if expected else None)


@pytest.mark.parametrize("value", [None, True, "x", 3, {}, [None, 3, "x", []]])
def test_what_is_no_list_of_objects_holds_none(value: object) -> None:
    assert list(fields.objects(value)) == []


@pytest.mark.parametrize("value", [None, True, "x", 3, ["a"]])
def test_what_is_no_object_is_empty(value: object) -> None:
    assert fields.mapping(value) == {}


def test_a_list_is_cut() -> None:
    assert list(fields.entries(list(range(10)), 3)) == [0, 1, 2]
    assert list(fields.entries("abc", 3)) == []


@pytest.mark.parametrize("value", [*ALIEN, "us", "USA", "U1", "US\n"])
def test_countries_and_languages_that_are_none(value: object) -> None:
    assert fields.country(value) is None
    assert fields.language(value) == ("us" if value == "us" else None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        (10, 10),
        (11, None),
        (-1, None),
        (True, None),
        (5.0, None),
        ("5", None),
        (None, None),
    ],
)
def test_whole_numbers(value: object, expected: int | None) -> None:
    assert fields.integer(value, 0, 10) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(7, 7.0), (7.5, 7.5), (10.1, None), (float("nan"), None), (True, None), ("7", None)],
)
def test_numbers(value: object, expected: float | None) -> None:
    assert fields.number(value, 0.0, 10.0) == expected
