"""Writes JSON a piece at a time: a list of a million items is never held as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from vidtui.text import printable_json

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
