"""Stretches of a name: what tokens say of it, and the gaps between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from vidtui.layout.templates import Part
from vidtui.text import fold

BRACKETS: Final = {"[": "]", "(": ")", "{": "}"}
EDGES: Final = " ._-–,+[](){}"
_SEPARATORS = " ._-–"
_BEFORE = " ._-–,+)]}"
_BEHIND = " ._-–,+[({"
_SIGNS = re.compile(r"\s?[.!?…]+(?=[\s)\]]|$)")
WORD: Final = re.compile(r"[^\W_]+")


class Span(NamedTuple):
    """A stretch of a name that a token says; optional ones take what stands beside them along."""

    start: int
    end: int
    parts: tuple[Part, ...]
    is_optional: bool = False


def is_free(start: int, end: int, spans: Sequence[Span]) -> bool:
    """Say whether no token has a stretch of a name yet."""
    return all(end <= span.start or start >= span.end for span in spans)


def gaps(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the stretches of a name that no token has."""
    found, place = [], 0
    for span in sorted(spans):
        found.append((place, span.start))
        place = max(place, span.end)
    found.append((place, len(text)))
    return [(start, end) for start, end in found if start < end]


def without_edges(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return a stretch without the separators around it, and without a bracket before it."""
    end = start + len(text[start:end].rstrip(_BEHIND))
    start = end - len(text[start:end].lstrip(_BEFORE))
    if start == end:
        return []
    found = [(start, end)]
    closing = BRACKETS.get(text[start])
    close = text.find(closing, start, end) if closing is not None else -1
    inner = text[close + 1 : end].lstrip(_SEPARATORS) if close >= 0 else ""
    return [*found, (end - len(inner), end)] if inner else found


def behind_signs(text: str, place: int, end: int) -> int:
    """Return where the signs end that belong to the words before ``place``: ``!``, ``...``."""
    signs = _SIGNS.match(text, place, end)
    return signs.end() if signs is not None else place


def length_of(text: str, folded: str) -> int:
    """Return how much of a text is as much as ``folded``, in whole words; 0 where none is.

    Spaces may be otherwise: where a sign between two words was left out, they are one.
    """
    wanted = folded.replace(" ", "")
    for match in WORD.finditer(text):
        so_far = fold(text[: match.end()]).replace(" ", "")
        if so_far == wanted:
            return match.end()
        if len(so_far) > len(wanted):
            return 0
    return 0
