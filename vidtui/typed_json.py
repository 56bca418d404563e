"""JSON of our own, read as types say: the database it comes from may be somebody else's."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

_HIGHEST = 2**63 - 1


class Unfit(ValueError):
    """What was read is not of the type."""


def loads(text: str | None) -> Any:
    """Return what a text of JSON holds; None for anything else, and for what is no number."""
    try:
        return None if text is None else json.loads(text, parse_constant=_no, parse_float=_finite)
    except (ValueError, RecursionError):
        return None


def _no(_word: str) -> None:
    return None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def as_type(wanted: Any, raw: Any) -> Any:
    """Return a value of JSON as a type wants it.

    Args:
        wanted: a dataclass or NamedTuple (a list, in JSON), a TypedDict, a literal, union, tuple,
            list or mapping of these, or a plain type. Of a TypedDict, members that are not
            required and of another type are left out; those that it does not name stay.
        raw: from ``loads``.

    Raises:
        Unfit: it is of another type.
    """
    origin = get_origin(wanted)
    if origin is Literal:
        return _require(raw in get_args(wanted), raw)
    if origin in (Union, UnionType):
        return _first(get_args(wanted), raw)
    if origin in (tuple, list):
        items = [as_type(get_args(wanted)[0], one) for one in _require(isinstance(raw, list), raw)]
        return tuple(items) if origin is tuple else items
    if origin is not None:
        _key, value = get_args(wanted)
        held = _require(isinstance(raw, dict), raw)
        return {as_type(str, name): as_type(value, one) for name, one in held.items()}
    if is_typeddict(wanted):
        return _members(wanted, _require(isinstance(raw, dict), raw))
    if is_dataclass(wanted):
        return _instance(wanted, _require(isinstance(raw, dict), raw))
    if isinstance(wanted, type) and issubclass(wanted, tuple):
        hints = list(_hints(wanted).values())
        held = _require(isinstance(raw, list) and len(raw) == len(hints), raw)
        return wanted(*map(as_type, hints, held))
    return _PLAIN[wanted](raw)


def _require(fits: bool, raw: Any) -> Any:
    if not fits:
        raise Unfit(type(raw).__name__)
    return raw


def _first(choices: tuple[Any, ...], raw: Any) -> Any:
    for one in choices:
        try:
            return as_type(one, raw)
        except Unfit:
            continue
    raise Unfit(type(raw).__name__)


def _members(wanted: Any, raw: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(raw)
    for name, hint in _hints(wanted).items():
        try:
            if name in found:
                found[name] = as_type(hint, found[name])
            elif name in wanted.__required_keys__:
                raise Unfit(name)
        except Unfit:
            if name in wanted.__required_keys__:
                raise
            del found[name]
    return found


def _instance(wanted: Any, raw: Mapping[str, Any]) -> Any:
    hints = _hints(wanted)
    names = [one.name for one in fields(wanted) if one.name in raw]
    try:
        return wanted(**{name: as_type(hints[name], raw[name]) for name in names})
    except TypeError as error:  # one without a default is not there
        raise Unfit(str(error)) from error


@cache
def _hints(wanted: Any) -> dict[str, Any]:
    return get_type_hints(wanted)


def _whole(raw: Any) -> int:
    fits = isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= _HIGHEST
    return int(_require(fits, raw))


def _number(raw: Any) -> float:
    fits = isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) <= _HIGHEST
    return float(_require(fits and math.isfinite(raw), raw))


def _text(raw: Any) -> str:
    try:
        _require(isinstance(raw, str), raw).encode("utf-8")  # JSON may hold halves of characters
    except UnicodeEncodeError as error:
        raise Unfit(str(error)) from error
    return str(raw)


_PLAIN: Mapping[Any, Callable[[Any], Any]] = {
    int: _whole,
    float: _number,
    str: _text,
    bool: lambda raw: _require(isinstance(raw, bool), raw),
    NoneType: lambda raw: _require(raw is None, raw),
    Any: lambda raw: raw,
}
