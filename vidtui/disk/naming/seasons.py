"""Folders that name a season, a disc, a part or a year: what lies between show and file."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from vidtui.disk.naming.episodes import MAX_SEASON, SEASON_WORD, Marker
from vidtui.disk.naming.lexicon import (
    CARDINAL,
    ORDINAL,
    ROMAN,
    is_strong,
    is_technical,
    neutral_folder,
    number_of,
    plausible_year,
)
from vidtui.text import fold

_WORDED = rf"(?:\d{{1,4}}|(?<![^\W_]){ROMAN}(?![^\W_])|(?<![^\W_]){CARDINAL}(?![^\W_]))"
_TAIL = r"(?P<tail>(?:[ ._-]+.*|\s*[\[({].*)?)"
_SEASON = re.compile(
    rf"(?:(?:la |the |die )?{SEASON_WORD}[ ._-]*[\[(]?(?P<word>{_WORDED})[\])]?"
    rf"|(?:la |the |die )?(?P<nth>{ORDINAL}|\d{{1,2}})[ ._-]*{SEASON_WORD}(?![ ._-]*\d)"
    rf"|s[ ._-]?(?P<short>\d{{1,4}})){_TAIL}",
    re.IGNORECASE | re.DOTALL,
)
_SPECIALS = re.compile(
    r"(?:the |les |die )?(?:specials?|speciaux|speciale?s?|speciali|especiales|especiais"
    r"|hors series?"
    r"|hors saisons?|(?:episodes?|emissions?|folgen?) (?:speciaux|speciales?|special)"
    r"|special episodes?|sonderfolgen?|sonderepisoden?|christmas specials?"
    r"|o[av]{2}s?|onas?|oads?|(?:saison|season|staffel) (?:speciale?s?|specials))(?: \d{1,2})?"
)
_NOT_ONE_SEASON = re.compile(
    r"(?:-|[àa&,+]|et |to |and |und |bis )\s*(?:s|saison |season |staffel )?\d{1,2}(?!\d)"
    r"|(?:e|ep|episode)[ ._-]?\d",
    re.IGNORECASE,
)
_SHOW_AND_SEASON = re.compile(
    rf"(?P<show>.*?[^\s._(\[{{-])[ ._]*(?:[ ._-]|(?=[(\[]))[ ._-]*[\[(]?"
    rf"(?:(?:saison|season|staffel|temporada|stagione|series)[ ._-]*(?P<word>{_WORDED})"
    rf"|(?P<nth>{ORDINAL})[ ._-]*(?:saison|season|staffel)|s[ ._]?(?P<short>\d{{1,2}}))"
    r"(?![\dEex])(?P<tail>(?:[ ._\])-].*)?)",
    re.IGNORECASE | re.DOTALL,
)
_FINAL = re.compile(r"(?:final|last|letzte) (?:season|staffel)|derniere saison|saison finale")
_DISC = re.compile(
    r"(?:dis[ck]s?|disques?|disco|dvds?|blurays?|blu rays?|bds?|cds?|vcds?)"
    rf" ?(?:\d+|{ROMAN}|[a-d])?"
)
_WITHIN = re.compile(
    rf"(?:volumes?|vols?|parties?|parts?|teile?|cours?|arcs?|coffrets?|box) ?(?:\d+|{ROMAN})"
    r"|(?:\d{4} )?\d{1,2}"
)
"""Folders within which numbers may begin again."""
_PART_BEHIND = re.compile(
    r"(?:^|[ ._-])(?:part|partie|teil|vol|volume|cour|dis[ck]|dvd)[ ._-]?\d", re.IGNORECASE
)

Between = Literal["disc", "within", "plain"]


class Season(NamedTuple):
    """The season that a folder names; ``restarts`` says that it names a part of it as well."""

    number: int
    restarts: bool = False


class Combined(NamedTuple):
    """A folder that names show and season: ``Lost Saison 2 (2005)``, ``Lost.S02.FRENCH.1080p``."""

    show: str
    season: Season


def season_of(part: str) -> int | None:
    """Return the season that a folder names, 0 for specials, None where it names none."""
    found = read_season(part)
    return found.number if found else None


@lru_cache(maxsize=4096)
def read_season(part: str) -> Season | None:
    """Read a folder that names a season and nothing else but its year, quality or language."""
    if _SPECIALS.fullmatch(fold(part)):
        return Season(0)
    match = _SEASON.fullmatch(part.strip())
    if match is None:
        return None
    return _season(match["word"] or match["nth"] or match["short"], match["tail"])


def _season(written: str, tail: str) -> Season | None:
    number = number_of(written)
    if number is None or (number > MAX_SEASON and not plausible_year(str(number))):
        return None
    if _NOT_ONE_SEASON.match(tail.lstrip(" ._")):
        return None
    return Season(number, _PART_BEHIND.search(tail) is not None)


@lru_cache(maxsize=4096)
def read_combined(part: str) -> Combined | None:
    """Read a folder that names a show and one season of it."""
    match = _SHOW_AND_SEASON.fullmatch(part)
    if match is None:
        return None
    season = _season(match["word"] or match["nth"] or match["short"], match["tail"] or "")
    return Combined(match["show"], season) if season else None


@lru_cache(maxsize=4096)
def between(part: str) -> Between | None:
    """Say what a folder below a show is that names no season; None where it may be anything.

    ``disc`` holds several episodes, ``within`` may count them anew, ``plain`` says nothing.
    """
    folded = fold(part)
    if _DISC.fullmatch(folded):
        return "disc"
    if _WITHIN.fullmatch(folded) or plausible_year(folded) or _FINAL.fullmatch(folded):
        return "within"
    if neutral_folder(folded) or is_release(part):
        return "plain"
    return None


def only_technical(part: str) -> bool:
    """Say whether a folder only says a language or a quality: ``VF``, ``1080p MULTi``."""
    words = re.split(r"[\s._\[\](),+-]+", part.lower())
    return bool(fold(part)) and all(is_technical(word) for word in words)


def is_release(part: str) -> bool:
    """Say whether a folder has technical words, as the name of a release has."""
    return any(is_strong(word) for word in re.split(r"[\s._\[\]()]+", part))


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
_DISC_FILE = re.compile(
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
    return _DISC_FILE.search(stem) is not None or _TITLE_OF_DISC.fullmatch(stem.strip()) is not None
