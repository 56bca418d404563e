"""Reads JSON that anybody may have written, and writes it a piece at a time.

Each value is checked where it is taken; a list of a million items is never held as a whole.
"""

from __future__ import annotations

import base64
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from vidtui.catalogue.schema import HIGHEST
from vidtui.i18n import _
from vidtui.text import printable, printable_json

T = TypeVar("T")


class Wrong(ValueError):
    """What was read cannot be; the text is one showable line that names the place."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a document; ``place`` is how a person finds it: ``links[12].choice``."""

    raw: Any
    place: str = ""

    def wrong(self, why: str) -> Wrong:
        """Return what to raise for this value."""
        return Wrong(f"{self.place}: {why}" if self.place else why)

    def __getitem__(self, key: str) -> Value:
        found = self.get(key)
        if found is None:
            raise Wrong(_("{place}: is not there").format(place=self._within(key)))
        return found

    def get(self, key: str) -> Value | None:
        """Return what an object holds under ``key``, None where there is nothing."""
        if not isinstance(self.raw, dict):
            raise self.wrong(_("must be an object"))
        return Value(self.raw[key], self._within(key)) if key in self.raw else None

    @property
    def is_null(self) -> bool:
        """Whether it is null."""
        return self.raw is None

    def optional(self, reader: Callable[[Value], T]) -> T | None:
        """Return what a reader makes of it, None where it is null."""
        return None if self.is_null else reader(self)

    def items(self) -> Iterator[Value]:
        """Yield the values of a list."""
        if not isinstance(self.raw, list):
            raise self.wrong(_("must be a list"))
        for index, raw in enumerate(self.raw):
            yield Value(raw, f"{self.place}[{index}]")

    def entries(self) -> Iterator[tuple[str, Value]]:
        """Yield the keys, which can be shown as they are, and the values of an object."""
        if not isinstance(self.raw, dict):
            raise self.wrong(_("must be an object"))
        for key, raw in self.raw.items():
            value = Value(raw, self._within(printable(key)))
            if printable(key) != key:
                raise value.wrong(_("its key must be a text without control characters"))
            yield key, value

    def text(self) -> str:
        """Return a text, which can be shown as it is."""
        if not isinstance(self.raw, str):
            raise self.wrong(_("must be a text"))
        if printable(self.raw) != self.raw:
            raise self.wrong(_("must be a text without control characters"))
        return self.raw

    def any_text(self) -> str:
        """Return a text, whatever stands in it."""
        if not isinstance(self.raw, str):
            raise self.wrong(_("must be a text"))
        return self.raw

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.raw, bool):
            raise self.wrong(_("must be true or false"))
        return self.raw

    def whole(self, low: int = 0, high: int = HIGHEST) -> int:
        """Return a whole number; 1.0 is one too."""
        raw = self.raw
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise self.wrong(_("must be a whole number"))
        if not low <= raw <= high:
            raise self.wrong(
                _("must be a whole number from {low} to {high}").format(low=low, high=high)
            )
        return raw

    def number(self) -> int | float:
        """Return a number, which is finite."""
        if isinstance(self.raw, bool) or not isinstance(self.raw, (int, float)):
            raise self.wrong(_("must be a number"))
        if isinstance(self.raw, float) and not math.isfinite(self.raw):
            raise self.wrong(_("must be a number"))
        return self.raw

    def one_of(self, allowed: Sequence[str]) -> Any:
        """Return a text that is one of ``allowed``."""
        if self.raw not in allowed:
            raise self.wrong(_("must be one of: {allowed}").format(allowed=", ".join(allowed)))
        return self.raw

    def bytes_of(self, key: str) -> bytes:
        """Return the bytes that an object names: ``KEY_b64`` wins over the text under ``KEY``."""
        exact = self.get(f"{key}_b64")
        if exact is None:
            return self[key].text().encode("utf-8")
        text = exact.text()
        try:
            return base64.b64decode(text, validate=True)
        except ValueError as error:
            raise exact.wrong(_("must be base64")) from error

    def from_hexadecimal(self, fits: Callable[[bytes], bool]) -> bytes:
        """Return the bytes that a text of hexadecimal digits names, if they fit."""
        try:
            found = bytes.fromhex(self.text())
        except Wrong:
            raise
        except ValueError as error:
            raise self.wrong(_("must be hexadecimal")) from error
        if not fits(found):
            raise self.wrong(_("is not what vidtui writes there"))
        return found

    def id(self) -> int | None:
        """Return the id of a row of the catalogue, None where there is null."""
        return None if self.is_null else self.whole(1)

    def _within(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key


def decode(data: bytes) -> Value:
    """Read one JSON document, which is strict UTF-8 and strict JSON.

    Raises:
        Wrong: it is neither.
    """
    try:
        text = data.decode("utf-8-sig")
        return Value(json.loads(text, parse_constant=_refuse, object_pairs_hook=_once))
    except Wrong:
        raise
    except UnicodeDecodeError as error:
        raise Wrong(_("is not UTF-8 (byte {position})").format(position=error.start)) from error
    except (ValueError, RecursionError) as error:
        raise Wrong(
            _("is not valid JSON: {reason}").format(reason=printable(str(error)))
        ) from error


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = Counter(key for key, _value in pairs).most_common(1)[0][0]
        raise Wrong(_("the key {key} stands twice in one object").format(key=printable(twice)))
    return members


PIECE_CHARS = 1 << 16  # written at once; more gains nothing


class Streamed:
    """A list whose items are made while it is written, anew each time."""

    def __init__(self, make: Callable[[], Iterable[Any]]) -> None:
        """Take what makes the items."""
        self._make = make

    def __iter__(self) -> Iterator[Any]:
        return iter(self._make())


def encoded(value: Any) -> str:
    """Return a value as strict JSON on one line."""
    return printable_json(json.dumps(value, ensure_ascii=False, allow_nan=False))


def encoded_lines(value: Any) -> str:
    """Return a value as strict JSON, indented, with a line end."""
    return printable_json(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)) + "\n"


def written(document: Mapping[str, Any], *, pretty: bool = True) -> Iterator[str]:
    """Yield the text of a document, about ``PIECE_CHARS`` at a time.

    Args:
        document: what to write; lists in it, or in the objects in it, may be ``Streamed``.
        pretty: indent it, with each item of a ``Streamed`` list on a line of its own.
    """
    held, length = [], 0
    for piece in _pieces(document, pretty, "\n" if pretty else ""):
        held.append(piece)
        length += len(piece)
        if length >= PIECE_CHARS:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)


def _pieces(value: Any, pretty: bool, margin: str) -> Iterator[str]:
    inner = margin + "  " if pretty else ""
    if isinstance(value, Streamed):
        yield from _between("[", (encoded(item) for item in value), "]", inner, margin)
    elif isinstance(value, Mapping) and _streams(value):
        before = "{" + inner
        for key, member in value.items():
            yield f"{before}{encoded(key)}: "
            yield from _pieces(member, pretty, inner)
            before = "," + (inner or " ")
        yield margin + "}"
    elif pretty:
        yield encoded_lines(value).rstrip("\n").replace("\n", margin)
    else:
        yield encoded(value)


def _between(start: str, items: Iterable[str], stop: str, inner: str, margin: str) -> Iterator[str]:
    before, is_empty = start + inner, True
    for item in items:
        yield before + item
        before, is_empty = "," + (inner or " "), False
    yield start + stop if is_empty else margin + stop


def _streams(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_streams, value.values()))
    return isinstance(value, Streamed)
