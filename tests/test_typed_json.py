"""JSON read as types say: what a type is is looked at once, however many values there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypedDict

import pytest

from vidtui import typed_json
from vidtui.typed_json import Unfit, as_type


class Pair(NamedTuple):
    name: str
    number: int | float


@dataclass(frozen=True)
class Held:
    kind: Literal["a", "b"]
    pairs: tuple[Pair, ...] = ()
    more: dict[str, list[int]] | None = None


class Members(TypedDict, total=False):
    held: Held
    other: float | int
    same: int | float


WHOLE = {
    "held": {"kind": "a", "pairs": [["x", 1], ["y", 1.5]], "more": {"z": [1, 2]}},
    "other": 5,
    "same": 5,
    "unknown": [None],
}


def test_values_are_read_as_their_types_say() -> None:
    found = as_type(Members, WHOLE)
    assert found["held"] == Held("a", (Pair("x", 1), Pair("y", 1.5)), {"z": [1, 2]})
    assert found["unknown"] == [None]


def test_the_first_type_of_a_union_that_fits_is_taken() -> None:
    found = as_type(Members, WHOLE)
    assert (type(found["other"]), type(found["same"])) == (float, int)


@pytest.mark.parametrize(
    "raw",
    [
        {"kind": "c"},
        {"pairs": []},
        {"kind": "a", "pairs": [["x"]]},
        {"kind": "a", "pairs": [["x", True]]},
        {"kind": "a", "pairs": [["\ud800", 1]]},
        {"kind": "a", "pairs": [["x", 2**63]]},
        {"kind": "a", "more": {"z": [1.0]}},
        [],
        None,
    ],
)
def test_what_is_of_another_type_is_refused_or_left_out(raw: Any) -> None:
    with pytest.raises(Unfit):
        as_type(Held, raw)
    assert as_type(Members, {**WHOLE, "held": raw}).keys() == WHOLE.keys() - {"held"}


def test_a_type_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = as_type(Members, WHOLE)
    for looking in ("get_type_hints", "get_args", "fields", "is_typeddict", "is_dataclass"):
        monkeypatch.delattr(typed_json, looking)
    monkeypatch.setattr(typed_json, "get_origin", lambda _wanted: None)
    assert as_type(Members, WHOLE) == first


def test_what_is_no_text_is_no_json() -> None:
    assert typed_json.loads(b"[1]") is None  # type: ignore[arg-type]  # junk in a column
    assert typed_json.loads("[1, NaN, 1e999]") == [1, None, None]
