"""JSON that is written a piece at a time is the same JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.names import HOSTILE
from vidtui.jobs.json_documents import PIECE_CHARS, Streamed, written
from vidtui.text import printable

TEXTS = ["é\u2028", '"\\', "a\nb", *(printable(name) for name in HOSTILE.values())]


@pytest.mark.parametrize("pretty", [True, False])
def test_it_reads_as_what_it_was_made_of(pretty: bool) -> None:
    items = [{"n": n, "text": text, "list": [1, [2]]} for n, text in enumerate(TEXTS)]
    plain = {"a": 1, "items": items, "none": [], "deep": {"more": items, "b": {"c": None}}}
    streamed = {
        **plain,
        "items": Streamed(lambda: iter(items)),
        "none": Streamed(lambda: iter(())),
        "deep": {**plain["deep"], "more": Streamed(lambda: items)},  # type: ignore[dict-item]
    }
    text = "".join(written(streamed, pretty=pretty))
    assert json.loads(text) == plain
    assert list(json.loads(text)) == list(plain)
    assert pretty or "\n" not in text


def test_without_a_streamed_list_it_is_what_the_standard_library_writes() -> None:
    document = {"a": [1, {"b": "x\ny"}], "c": {}, "d": []}
    assert "".join(written(document)) == json.dumps(document, indent=2)


def test_each_item_has_a_line_of_its_own() -> None:
    text = "".join(written({"items": Streamed(lambda: [{"a": 1}, {"a": 2}])}))
    assert text.splitlines() == ["{", '  "items": [', '    {"a": 1},', '    {"a": 2}', "  ]", "}"]


def test_items_are_made_as_they_are_written() -> None:
    made: list[int] = []

    def items() -> Iterator[Any]:
        for number in range(3):
            made.append(number)
            yield "x" * PIECE_CHARS

    pieces = written({"items": Streamed(items)})
    next(pieces)
    assert made == [0]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_json_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        list(written({"items": Streamed(lambda: [value])}))
