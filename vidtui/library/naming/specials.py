"""Specials and discs in the files of a series: neither is an episode of a regular season."""

from __future__ import annotations

import re

from vidtui.library.naming.episodes import Marker

_SPECIAL = re.compile(
    r"(?:^|(?P<show>^show)|[-–:(\[]|\bs\d{1,2}"
    r"|noel|christmas|halloween|easter|year|weihnachts)[ ._]*(?<![^\W_])"
    r"(?:(?P<numbered>sp[ée]cia(?:l|ux|le|les)|specials?|sp|hors[ ._-]s[ée]ries?|hs"
    r"|sonderfolgen?|especial(?:es)?|speciali)(?:[ ._-]{0,3}(?P<number>\d{1,3}))?"
    r"|(?:ova|oav|ona|oad|omake|nc(?:op|ed))s?[ ._-]{0,3}\d{0,3}[a-z]?"
    r"|(?:[ée]pisodes?|emission|folge) (?:sp[ée]cia(?:l|ux|le|les)))(?:v\d)?(?![^\W_])"
    r"(?(show)(?=[ ._]*(?:$|[-–:(\[\d])))",
    re.IGNORECASE,
)
_APART = re.compile(r"(?i)(?<![^\W_])(?:ova|oav|ona|oad|omake|nc(?:op|ed))")
_ALONE = re.compile(r"(?i)sp|hs")
_DISC = re.compile(
    r"(?<![^\W_])(?:(?:(?:dis[ck]|disque|disco|dvd|blu[ ._-]?ray|cd|vcd)s?[ ._-]{0,3}"
    r"(?:\d{1,2}|[ivx]{1,4}|[a-d])|bd[ ._-]?\d)(?:[ ._]?(?:-|&|et|and|à|to)[ ._]?\d{1,2})?"
    r"|s\d{1,2}[ ._-]{0,3}d\d{1,2}|(?<=[ ._-])d\d{1,2})(?![^\W_])",
    re.IGNORECASE,
)
_TITLE_OF_DISC = re.compile(
    r"(?:vts_\d\d_\d|video_ts|vts[ ._]\d\d[ ._]\d|title[ ._-]?t?\d{1,3}|titre[ ._-]?t?\d{1,3}"
    r"|.*[ ._-]t\d\d|\d{5}|dvd[ ._-]?video|bdmv|disc[ ._-]?image|index)",
    re.IGNORECASE,
)
"""Files of a disc, or as a program calls what it takes from one: ``title_t03``."""


def find_special(text: str) -> Marker | None:
    """Find what says that a file is a special; the show's title has to be taken out before.

    It stands right behind a dash, or behind the show with no further word, since titles have such
    words as well ("Special Victims Unit"). The number is its own only behind the word: ``SP03``,
    ``Special 2``.
    """
    match = _SPECIAL.search(text)
    if match is None:
        return None
    word, number = match["numbered"], match["number"]
    if word and _ALONE.fullmatch(word) and not number:
        return None
    return Marker(match.start(), match.end(), 0, (int(number),) if number else ())


def is_apart(text: str, special: Marker) -> bool:
    """Say whether a special was sold apart, so that an episode's mark counts among its like.

    ``E08 - Christmas Special`` is the eighth of its season, ``Episode 2 (OVA)`` the second OVA.
    """
    return _APART.search(text[special.start : special.end]) is not None


def is_disc(stem: str) -> bool:
    """Say whether a file of a series is a whole disc, or a title of one."""
    return _DISC.search(stem) is not None or _TITLE_OF_DISC.fullmatch(stem.strip()) is not None
