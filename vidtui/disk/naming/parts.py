"""Parts of films: the halves of one film in several files, and films in parts.

``-part1``, ``pt2``, ``CD1``, `` a`` are halves of one film, as media centres stack them.
``Partie 1`` or ``Vol. II`` behind the year, written as words, tell two films apart.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from vidtui.disk.naming.lexicon import AMBIGUOUS, CARDINAL, ORDINAL, ROMAN, is_technical

_START = r"(?:^|(?<=[^\w])|_)"
_END = r"(?![^\W_])"
_DISC = re.compile(
    rf"[\s._-]*[\[(]?{_START}(?:cds?|dvds?|dis[ck]s?|disques?|bd|vcd)[ ._-]?"
    rf"(?P<number>\d{{1,2}}{_END}|[a-d](?=\s*$|[\])]))[\])]?",
    re.IGNORECASE,
)
_HALF = re.compile(
    rf"[\s._-]*[\[(]?{_START}(?:(?:part|partie|teil|pt)(?P<number>\d{{1,2}}|[a-d])"
    rf"|(?:part|partie|teil)[_-](?P<number2>\d{{1,2}}|[a-d])"
    rf"|pt[ ._-]{{0,2}}(?P<number3>\d{{1,2}}|[a-d])"
    rf"|(?P<number4>\d)[ ._]?(?:of|sur|von|de)[ ._]?\d){_END}[\])]?",
    re.IGNORECASE,
)
"""Glued to their number, or as an abbreviation: nobody writes the title of a film so."""
_LETTER = re.compile(r"^[\s._-]*[\[(]?(?P<number>[a-d])[\])]?$", re.IGNORECASE)
_PART = re.compile(
    r"[\s._:,–-]*[\[(]?(?P<text>(?:the )?(?:part|partie|parte|teil|pt|vol|volume|volet|tome"
    rf"|chapitre|chapter|kapitel|acte?|livre|book|buch|[ée]pisode|ep|folge|n°|#)\.?[ ._-]*"
    rf"(?:\d{{1,2}}|{ROMAN}|{CARDINAL})"
    rf"|{ORDINAL}[ ._-]*(?:part|partie|parte|teil|volet|chapitre|chapter|acte?|[ée]poque)"
    rf"|{ROMAN}|\d{{1,2}}(?![.,]\d)){_END}[\])]?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\s\[\](){},]+")


class Half(NamedTuple):
    """The number of a half, and the text without it."""

    number: int
    text: str


def _value(written: str) -> int:
    return int(written) if written.isdecimal() else "abcd".index(written.lower()) + 1


def find_disc(text: str) -> Half | None:
    """Find the disc that a film's name gives: ``CD1``, ``Disc 2``, ``dvd b``."""
    match = _DISC.search(text)
    if match is None:
        return None
    # What follows a disc's number at the very beginning may be a title: "CD1 - Heat".
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return Half(_value(match["number"]), rest.rstrip() if match.start() else text[match.end() :])


def find_half(text: str) -> Half | None:
    """Find the half of a film in what stands behind its title and year."""
    match = _HALF.search(text)
    if match:
        written = next(filter(None, match.groups()))
        return Half(_value(written), f"{text[: match.start()]} {text[match.end() :]}".strip())
    letter = _LETTER.match(text)
    return Half(_value(letter["number"]), "") if letter else None


def find_film_part(after: str) -> tuple[str, str] | None:
    """Find a part that tells films apart in what stands behind the year; return it and the rest."""
    match = _PART.match(after)
    return (match["text"], after[match.end() :]) if match else None


def words_beside(after: str) -> str:
    """Return what stands behind a year and is neither technical nor a group or a tag."""
    text = re.sub(r"\[[^\[\]]*\]|\{[^{}]*\}", " ", after)
    found: list[str] = []
    small: list[str] = []
    for match in _TOKEN.finditer(text):
        word = match.group().strip("-–.,:;_+!'")
        if word in AMBIGUOUS:
            small.append(word)  # between two words of a title it is one: "L'instinct de mort"
        elif word and not (is_technical(word) or _is_tag(word)):
            found += [*(small if found else ()), word]
            small = []
        elif word:
            small = []
    return " ".join(found) if any(len(word) > 2 and word.isalpha() for word in found) else ""


def _is_tag(word: str) -> bool:
    """Say whether a word is a group's or a service's: in capitals, or with digits in it."""
    if all(is_technical(piece) for piece in re.split(r"[-+.]", word)):
        return True
    letters = "".join(filter(str.isalpha, word))
    mixed = any(map(str.isdigit, word)) and letters != ""
    shouts = len(letters) > 1 and all(map(str.isupper, letters))
    return mixed or shouts or word.lower().startswith("www.")
