"""JSON read as types say: what a type is is looked at once, however many values there are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypedDict

import pytest

from vidtui import typed_json
from vidtui.typed_json import Unfit, as_type, to_json


class Pair(NamedTuple):
    name: str
    number: int | float


@dataclass(frozen=True)
class Held:
    sort: Literal["a", "b"] = field(metadata={"json": "kind"})
    pairs: tuple[Pair, ...] = field(default=(), metadata={"json": "pairs"})
    more: dict[str, list[int]] | None = field(default=None, metadata={"json": "more"})


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


def test_a_field_stands_under_the_name_that_it_was_given() -> None:
    held = as_type(Held, WHOLE["held"])
    assert held.sort == "a"
    assert json.loads(json.dumps(to_json({"one": [held]}))) == {"one": [WHOLE["held"]]}


def test_a_field_without_a_name_is_not_written() -> None:
    @dataclass
    class Nameless:
        kind: str = "a"

    with pytest.raises(KeyError):
        to_json(Nameless())


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
