"""The syntax of queries, after beets: what a text asks for, before anybody knows its fields.

``dune -extended year:1980..1989, audio:vf added-``: what stands apart is wanted together; a comma
that ends a word parts two wishes of which either may hold, and one within a word two words of
which either may; ``-`` or ``^`` before a word is "not"; what stands in ``"quotes"`` is taken as it
is; a field's name with ``+`` or ``-`` behind it sorts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

QUOTE, OR, FIELD, EXACT = '"', ",", ":", "="
NOT = ("-", "^")
_NAME = re.compile(r"[^\W\d_][\w.-]*")


class Value(NamedTuple):
    """One thing that a term may be; ``exact`` where all of it is meant, not a part.

    A ``quoted`` one has no meaning but its letters.
    """

    text: str
    quoted: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A condition: one of ``values`` in a field, or in any title where ``field`` is None.

    ``at`` is where it begins in the text.
    """

    field: str | None
    values: tuple[Value, ...]
    negated: bool = False
    at: int = 0


class Sort(NamedTuple):
    """An order by the values of a field."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Query:
    """Wishes of which one has to hold, each of terms that hold together; all, where none is."""

    wishes: tuple[tuple[Term, ...], ...] = ()
    sorts: tuple[Sort, ...] = ()


class _Char(NamedTuple):
    char: str
    quoted: bool


class _Token(NamedTuple):
    """What stands between two spaces, without its quotes."""

    chars: tuple[_Char, ...]
    at: int

    @property
    def text(self) -> str:
        return _text(self.chars)

    @property
    def is_plain(self) -> bool:
        return _are_plain(self.chars)


def _text(chars: Iterable[_Char]) -> str:
    return "".join(one.char for one in chars)


def _are_plain(chars: Iterable[_Char]) -> bool:
    return not any(one.quoted for one in chars)


def parse(text: str, is_field: Callable[[str], bool]) -> Query:
    """Return what a text asks for; every text asks for something.

    Args:
        text: as it was typed.
        is_field: whether a name is a field's: ``canal+`` is else a word.
    """
    wishes: list[list[Term]] = [[]]
    sorts: list[Sort] = []
    for token in _tokens(text):
        chars, parts = token.chars, False
        while chars and chars[-1] == (OR, False):
            chars, parts = chars[:-1], True
        left = _Token(chars, token.at)
        sort = _sort(left, is_field)
        if sort is not None:
            sorts.append(sort)
        elif chars:
            wishes[-1].append(_term(left))
        if parts:
            wishes.append([])
    return Query(tuple(tuple(wish) for wish in wishes if wish), tuple(sorts))


def _tokens(text: str) -> Iterator[_Token]:
    held: list[_Char] = []
    quoted, was_quoted, at = False, False, 0
    for place, char in enumerate(text):
        if char == QUOTE:
            if not held and not was_quoted:
                at = place
            quoted, was_quoted = not quoted, True
        elif char.isspace() and not quoted:
            if held:
                yield _Token(tuple(held), at)
            held, was_quoted = [], False
        else:
            if not held and not was_quoted:
                at = place
            held.append(_Char(char, quoted))
    if held:
        yield _Token(tuple(held), at)


def _sort(token: _Token, is_field: Callable[[str], bool]) -> Sort | None:
    text = token.text
    if len(text) > 1 and token.is_plain and text[-1] in "+-" and is_field(text[:-1]):
        return Sort(text[:-1], text[-1] == "-")
    return None


def _term(token: _Token) -> Term:
    chars = token.chars
    negated = len(chars) > 1 and chars[0].char in NOT and not chars[0].quoted
    field, chars = _named(chars[negated:])
    return Term(field, tuple(map(_value, _pieces(chars))), negated, token.at)


def _named(chars: tuple[_Char, ...]) -> tuple[str | None, tuple[_Char, ...]]:
    """Return the field that a term names, if any, and the rest of it."""
    at = next((place for place, one in enumerate(chars) if one == (FIELD, False)), 0)
    if _are_plain(chars[:at]) and _NAME.fullmatch(_text(chars[:at])):
        return _text(chars[:at]), chars[at + 1 :]
    return None, chars


def _pieces(chars: Iterable[_Char]) -> list[list[_Char]]:
    """Return what stands between commas; one empty piece where there is nothing."""
    pieces: list[list[_Char]] = [[]]
    for one in chars:
        if one == (OR, False):
            pieces.append([])
        else:
            pieces[-1].append(one)
    return [piece for piece in pieces if piece] or [[]]


def _value(piece: list[_Char]) -> Value:
    exact = len(piece) > 1 and piece[0] == (EXACT, False)
    held = piece[exact:]
    return Value(_text(held), not _are_plain(held), exact)
