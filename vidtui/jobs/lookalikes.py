"""What differs between two paths that look the same, in words: for every text and every screen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from vidtui.i18n import _

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACE = re.compile(f"[{_SPACES}]")
_AT_ENDS = re.compile(rf"(?<=/)[ {_SPACES}]+|[ {_SPACES}]+(?=/|\.[^./ ]{{1,5}}$|$)")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f]"
)
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_ALIKE: dict[int, str] = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-"),
    **dict.fromkeys(map(ord, "’‘ʼʹ′`´＇"), "'"),
    **dict.fromkeys(map(ord, "“”„″"), '"'),
    **dict.fromkeys(map(ord, "∕⁄"), "/"),
    **dict(zip(map(ord, "꞉：∶"), ":::", strict=True)),
    **dict(zip(map(ord, "АВЕКМНОРСТУХаеіоорсух"), "ABEKMHOPCTYXaeioopcyx", strict=True)),
    **dict(zip(map(ord, "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"), "ABEZHIKMNOPTYXo", strict=True)),
    **_FULL_WIDTH,
}
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "…": "..."})

Step = Callable[[str], str]


def beside(one: bytes, other: bytes) -> str:
    """Return what differs between two paths that look equal, to stand behind them in brackets."""
    text = difference(one, other)
    return f" ({text})" if text else ""


def difference(one: bytes, other: bytes) -> str:
    """Return in one line what differs between two paths that look equal.

    Empty where they are the same, and where anybody sees that they are not.
    """
    if one == other:
        return ""
    mine, theirs = (path.decode("utf-8", "surrogateescape") for path in (one, other))
    steps = (
        _with_plain_signs,
        _without_invisible,
        _with_plain_spaces,
        _without_ends,
        _composed,
        _in_lower_case,
    )
    if _through(mine, steps) != _through(theirs, steps):
        return ""
    needed: tuple[Step, ...] = steps
    # Case folding takes ligatures and old forms of letters for others as well, so it goes first.
    for step in reversed(steps):
        others = tuple(one for one in needed if one is not step)
        if _through(mine, others) == _through(theirs, others):
            needed = others
    return ", ".join(_WORDS[step](mine, theirs) for step in needed)


def _through(text: str, steps: tuple[Step, ...]) -> str:
    for step in steps:
        text = step(text)
    return text


def _with_plain_signs(text: str) -> str:
    return text.translate(_ALIKE).translate(_LIGATURES)


def _without_invisible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _with_plain_spaces(text: str) -> str:
    return _SPACE.sub(" ", text)


def _without_ends(text: str) -> str:
    return _AT_ENDS.sub("", text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _in_lower_case(text: str) -> str:
    return text.casefold()


def _forms(mine: str, theirs: str) -> str:
    return _("the accents are written otherwise ({before}, then {after})").format(
        before=_form(mine), after=_form(theirs)
    )


def _form(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return "NFC"
    return "NFD" if unicodedata.is_normalized("NFD", text) else _("mixed")


def _codes(mine: str, theirs: str) -> str:
    """Return the code points that only one of two texts has, as people look them up."""
    found = [char for char in dict.fromkeys(mine + theirs) if (char in mine) != (char in theirs)]
    return ", ".join(f"U+{ord(char):04X}" for char in found if not char.isascii()) or "?"


_WORDS: dict[Step, Callable[[str, str], str]] = {
    _with_plain_signs: lambda mine, theirs: _("signs that look alike ({codes})").format(
        codes=_codes(mine, theirs)
    ),
    _without_invisible: lambda mine, theirs: _("an invisible character ({codes})").format(
        codes=_codes(mine, theirs)
    ),
    _with_plain_spaces: lambda mine, theirs: _("another kind of space ({codes})").format(
        codes=_codes(mine, theirs)
    ),
    _without_ends: lambda _mine, _theirs: _("a space at the beginning or the end of a name"),
    _composed: _forms,
    _in_lower_case: lambda _mine, _theirs: _("upper and lower case differ"),
}
