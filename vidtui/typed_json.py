"""JSON of our own, read as types say: the database it comes from may be somebody else's.

A field of a dataclass stands in JSON under the name that its metadata give
(``field(metadata={"json": "title"})``), whatever it is called in Python.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

_HIGHEST = 2**63 - 1
_SCALARS = (str, int, float)
_Reader = Callable[[Any], Any]


class Unfit(ValueError):
    """What was read is not of the type."""


def _no(_word: str) -> None:
    return None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


_DECODER = json.JSONDecoder(parse_constant=_no, parse_float=_finite)


def loads(text: str | None) -> Any:
    """Return what a text of JSON holds; None for anything else, and for what is no number."""
    try:
        return _DECODER.decode(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


def to_json(value: Any) -> Any:
    """Return what ``json.dumps`` writes of a dataclass, or of a list, tuple or mapping of them.

    Raises:
        KeyError: a field has no name in JSON.
    """
    if value is None or isinstance(value, _SCALARS):
        return value
    if is_dataclass(value):
        return {
            name: to_json(getattr(value, one)) for one, name in names_of(value.__class__).items()
        }
    if isinstance(value, tuple | list):
        return [to_json(one) for one in value]
    if isinstance(value, Mapping):
        return {name: to_json(one) for name, one in value.items()}
    return value


@cache
def names_of(kind: Any) -> dict[str, str]:
    """Return by the name of each field of a dataclass its name in JSON."""
    return {one.name: one.metadata["json"] for one in fields(kind)}


def as_type(wanted: Any, raw: Any) -> Any:
    """Return a value of JSON as a type wants it.

    Args:
        wanted: a dataclass or NamedTuple (a list, in JSON), a TypedDict, a literal, union, tuple,
            list or mapping of these, or a plain type; none that holds itself. Of a TypedDict,
            members that are not required and of another type are left out; those that it does not
            name stay.
        raw: from ``loads``.

    Raises:
        Unfit: it is of another type.
    """
    return _reader(wanted)(raw)


def _reader(wanted: Any) -> _Reader:
    """Return what reads a type: looking at types for each value takes longer than reading it."""
    if isinstance(wanted, type) and get_origin(wanted) is None:
        return _PLAIN.get(wanted) or _of_class(wanted)
    origin, parts = get_origin(wanted), get_args(wanted)
    if origin is None:
        return _PLAIN[wanted]
    if origin is Literal:
        return lambda raw: _require(raw in parts, raw)
    if origin in (Union, UnionType):
        others = [_reader(one) for one in parts if one is not NoneType]
        return _first(others) if len(others) == len(parts) else _or_none(others)
    return _of_many(origin, parts)


def _of_many(origin: Any, parts: Sequence[Any]) -> _Reader:
    """Return what reads a tuple, a list or a mapping."""
    if origin in (tuple, list):
        item = _reader(parts[0])
        return lambda raw: origin(map(item, _require(isinstance(raw, list), raw)))
    name, value = map(_reader, parts)
    return lambda raw: {
        name(key): value(one) for key, one in _require(isinstance(raw, dict), raw).items()
    }


@cache  # of classes alone: unions that differ in their order are equal
def _of_class(wanted: Any) -> _Reader:
    readers = {name: _reader(hint) for name, hint in get_type_hints(wanted).items()}
    if is_typeddict(wanted):
        return _members(readers, wanted.__required_keys__)
    if is_dataclass(wanted):
        return _instance(wanted, readers)
    return _named_tuple(wanted, list(readers.values()))


def _require(fits: bool, raw: Any) -> Any:
    if not fits:
        raise Unfit(type(raw).__name__)
    return raw


def _or_none(others: Sequence[_Reader]) -> _Reader:
    other = others[0] if len(others) == 1 else _first(others)
    return lambda raw: None if raw is None else other(raw)


def _first(readers: Sequence[_Reader]) -> _Reader:
    def read(raw: Any) -> Any:
        for one in readers:
            try:
                return one(raw)
            except Unfit:
                continue
        raise Unfit(type(raw).__name__)

    return read


def _members(readers: Mapping[str, _Reader], required: frozenset[str]) -> _Reader:
    def read(raw: Any) -> dict[str, Any]:
        found = dict(_require(isinstance(raw, dict), raw))
        if not required <= found.keys():
            raise Unfit(str(required - found.keys()))
        for name in found.keys() & readers.keys():
            try:
                found[name] = readers[name](found[name])
            except Unfit:
                if name in required:
                    raise
                del found[name]
        return found

    return read


def _instance(wanted: Any, readers: Mapping[str, _Reader]) -> _Reader:
    named = [(one, name, readers[one]) for one, name in names_of(wanted).items()]

    def read(raw: Any) -> Any:
        held = _require(isinstance(raw, dict), raw)
        found = {one: reader(held[name]) for one, name, reader in named if name in held}
        try:
            return wanted(**found)
        except TypeError as error:  # one without a default is not there
            raise Unfit(str(error)) from error

    return read


def _named_tuple(wanted: Any, readers: Sequence[_Reader]) -> _Reader:
    def read(raw: Any) -> Any:
        held = _require(isinstance(raw, list) and len(raw) == len(readers), raw)
        return wanted(*(reader(one) for reader, one in zip(readers, held, strict=True)))

    return read


def _whole(raw: Any) -> int:
    if type(raw) is int and -_HIGHEST <= raw <= _HIGHEST:  # True is one by isinstance
        return raw
    raise Unfit(type(raw).__name__)


def _number(raw: Any) -> float:
    if type(raw) in (int, float) and -_HIGHEST <= raw <= _HIGHEST:
        return float(raw)
    raise Unfit(type(raw).__name__)


def _text(raw: Any) -> str:
    if type(raw) is not str:
        raise Unfit(type(raw).__name__)
    try:
        if not raw.isascii():
            raw.encode("utf-8")  # JSON may hold halves of characters
    except UnicodeEncodeError as error:
        raise Unfit(str(error)) from error
    return raw


_PLAIN: Mapping[Any, Callable[[Any], Any]] = {
    int: _whole,
    float: _number,
    str: _text,
    bool: lambda raw: _require(isinstance(raw, bool), raw),
    NoneType: lambda raw: _require(raw is None, raw),
    Any: lambda raw: raw,
}
