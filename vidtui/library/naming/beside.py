"""A film's own name beside its folder's: the same film, a part of its name, more, or another."""

from __future__ import annotations

import re
from typing import Literal

from rapidfuzz import fuzz

from vidtui.library.naming.numerals import number_of
from vidtui.library.naming.words import EDITION, GENERIC, is_strong, is_technical
from vidtui.text import fold

Relation = Literal["nameless", "same", "more", "other"]

_ARTICLES = """
le la les l un une des du de d the a an of and et der die das ein eine und el los las y il lo gli i
"""
_SMALL = frozenset(_ARTICLES.split())
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.IGNORECASE)
_ALIKE = 93.0
_LONG = 10
"""Long titles that are so alike, in per cent of their letters, differ by a slip of the pen."""


def relation(own: str, stem: str, title: str, folder: str) -> Relation:
    """Say how a file's own title stands to the title of the folder that names a film.

    Args:
        own: the title in the file's name.
        stem: the file's name itself.
        title: the title in the folder's name.
        folder: the folder's name itself.

    Returns:
        ``nameless`` where the file's name says nothing, ``same`` where it says the folder's film or
        a part of its name, ``more`` where it goes beyond, ``other`` where it says another.
    """
    mine, theirs = _words(own), _words(title)
    if mine and mine == theirs:
        return "same"
    if GENERIC.fullmatch(stem) or not re.search(r"[^\W\d_]{2,}|\d", own):
        return "nameless"
    if _is_of_release(stem, folder):
        return "nameless"
    joined, folder_joined = "".join(mine), "".join(theirs)
    if joined == folder_joined or _is_slip(own, title):
        return "same"
    extra = [word for word in mine if word not in theirs]
    missing = [word for word in theirs if word not in mine]
    if not extra:
        # "Shrek" in the folder of "Shrek 2" may be the first one.
        return "other" if any(map(str.isdecimal, missing)) else "same"
    if not missing and extra:
        return "same" if all(map(_says_nothing, extra)) else "more"
    return "nameless" if _abbreviates(stem, theirs, folder) else "other"


def _words(title: str) -> list[str]:
    """Return the words that tell a title from others, numbers as digits."""
    words = fold(title).split()
    found = []
    for place, word in enumerate(words):
        number = number_of(word) if place else None
        # "Shrek le troisième", "Rocky II"; a single I or V may be a word.
        is_number = number is not None and (word.isdecimal() or len(word) > 1)
        found.append(str(number) if is_number else word)
    telling = [word for word in found if word not in _SMALL]
    return telling or found


def _says_nothing(word: str) -> bool:
    return not word.isdecimal() and (is_technical(word) or EDITION.fullmatch(word) is not None)


def _is_slip(own: str, title: str) -> bool:
    one, other = fold(own), fold(title)
    same_numbers = re.findall(r"\d+", one) == re.findall(r"\d+", other)
    return min(len(one), len(other)) >= _LONG and same_numbers and fuzz.ratio(one, other) >= _ALIKE


def _tokens(stem: str) -> list[str]:
    """Return the pieces of a name without spaces that are not technical."""
    if _CODE.fullmatch(stem) is None:
        return []
    pieces = re.split(r"[-._]", stem.lower())
    return [one for one in pieces if one and not (is_technical(one) or is_strong(one))]


def _is_of_release(stem: str, folder: str) -> bool:
    """Say whether a file has the name of its folder's group: ``ght-dune-1080p`` of ``…-GHT``."""
    group = folder.lower().rpartition("-")[2].strip() if "-" in folder else ""
    if not group or stem != stem.lower():
        return False
    tokens = _tokens(stem)
    return len(tokens) > 1 and any(len(one) > 2 and group.startswith(one) for one in tokens)


def _abbreviates(stem: str, title: list[str], folder: str) -> bool:
    """Say whether a name is an abbreviation of its folder's: ``dunepartt``, ``lotr``."""
    tokens = _tokens(stem)
    letters = "".join(title)
    starts = {word[0] for word in title}
    for token in tokens:
        bare = token.rstrip("0123456789")
        numbers = re.findall(r"\d+", folder)
        digits = token[len(bare) :]
        known = not digits or any(
            digits == number or (len(digits) > 1 and digits in number) for number in numbers
        )
        if known and len(bare) > 1 and bare[0] in starts and _is_within(bare, letters):
            return True
    return any(len(token) > 7 and any(c.isdigit() for c in token) for token in tokens)


def _is_within(token: str, letters: str) -> bool:
    at = 0
    for char in token:
        at = letters.find(char, at) + 1
        if not at:
            return False
    return True
