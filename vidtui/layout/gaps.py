"""Names the folder that is missing between others, where no other name for it is likely."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence
from typing import Final

from vidtui.layout.ranges import Letters, Years
from vidtui.text import readable

_FEWEST_LETTERS: Final = 4
_FEWEST_DECADES: Final = 3
_RARE: Final = "U"
"""From here on letters are so rare that several may lie together: ``XYZ``."""
_LETTER = re.compile(r"(?<![^\W_])[A-Z](?![^\W_])")
_DECADE: Final = 10

Held = Sequence[tuple[bytes, Letters]]


def of_letter(letter: str, held: Held) -> bytes | None:
    """Return the folder that lacks for a capital that none of the folders ``held`` has.

    Among single letters it is the letter, unless it may be one of several rare ones together;
    among stretches the one that is left between the others.
    """
    held = [(folder, span) for folder, span in held if span.low]  # without 0-9 and #
    if letter not in string.ascii_uppercase or len(held) < _FEWEST_LETTERS:
        return None
    low, high = _gap(letter, (span for _folder, span in held))
    if any(span.low != span.high for _folder, span in held):
        return _stretch(low, high, held)
    return _called(held, letter, letter) if low == high or letter < _RARE else None


def _stretch(low: str, high: str, held: Held) -> bytes | None:
    """Return the folder of a stretch, called as other stretches are; None if more is left."""
    several = [(folder, span) for folder, span in held if span.low != span.high]
    return _called(several, low, high) if _is_only_gap(low, high, held) else None


def _is_only_gap(low: str, high: str, held: Held) -> bool:
    """Say whether nothing but one stretch is left, as long as others at the most."""
    spans = [span for _folder, span in held]
    widest = max(ord(span.high[0]) - ord(span.low[0]) for span in spans)
    lacking = [one for one in string.ascii_uppercase if not any(span.holds(one) for span in spans)]
    return (lacking[0], lacking[-1]) == (low, high) and 0 < ord(high) - ord(low) <= widest


def _gap(letter: str, spans: Iterable[Letters]) -> tuple[str, str]:
    """Return the first and the last of the letters around one that no stretch holds."""
    low, high = "A", "Z"
    for span in spans:
        if span.high[0] < letter:
            low = max(low, chr(ord(span.high[0]) + 1))
        elif span.low[0] > letter:
            high = min(high, chr(ord(span.low[0]) - 1))
    return low, high


def _called(held: Held, low: str, high: str) -> bytes | None:
    """Return a stretch's folder, written as all others are; None where they are not alike."""
    forms = {_form(folder, span) for folder, span in held}
    form = forms.pop()
    return None if forms or form is None else form.format(low, high).encode()


def _form(folder: bytes, span: Letters) -> str | None:
    """Return how a stretch is written, ``[{0}-{1}]``; None where that is not seen.

    Stretches of one letter at each end are read; ``Aa-Am`` is left to a person.
    """
    text = readable(folder)
    ends = [match.span() for match in _LETTER.finditer(text)]
    wanted = [span.low] if span.low == span.high else [span.low, span.high]
    if [text[start:end] for start, end in ends] != wanted or set(text) & set("{}"):
        return None
    for number, (start, end) in reversed(list(enumerate(ends))):
        text = f"{text[:start]}{{{number}}}{text[end:]}"
    return text


def _is_decade(span: Years) -> bool:
    return span.last - span.first == _DECADE - 1 and span.first % _DECADE == 0


def of_decade(first: int, held: Sequence[tuple[bytes, Years]]) -> bytes | None:
    """Return the folder of the decade from ``first`` on, between others or next to them."""
    firsts = [span.first for _folder, span in held]
    if len(held) < _FEWEST_DECADES or first in firsts:
        return None
    if not all(_is_decade(span) for _folder, span in held):
        return None
    if not min(firsts) - _DECADE <= first <= max(firsts) + _DECADE:
        return None
    forms = {
        readable(folder).replace(str(span.first), "{0}").replace(str(span.last), "{1}")
        for folder, span in held
    }
    form = forms.pop()
    return None if forms or "{0}" not in form else form.format(first, first + 9).encode()
