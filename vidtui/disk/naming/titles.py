"""The plain cut of a name: its title, what it may be called else, and its part.

``-part1``, ``pt2``, ``CD1``, `` a`` are halves of one film, as media centres stack them.
``Partie 1`` or ``Vol. II`` behind the year, written as words, tell two films apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from vidtui.disk.naming.cleaning import trim, trim_title
from vidtui.disk.naming.lexicon import (
    EDITION,
    GENERIC,
    is_strong,
    is_technical,
    number_of,
    plausible_year,
)
from vidtui.text import fold

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


MAX_TITLES = 4
"""Each candidate may cost a search; the right title is within the first three in 99 % of names."""

_BRACKET_YEAR = re.compile(r"\s*[\[(](?:(?P<before>[^()\[\]]*?)[,\s]\s*)?(?P<year>\d{4})[\])]")
_ARTICLE_LAST = re.compile(
    r"^(?P<title>.+?)(?:, | \()"
    r"(?P<article>The|A|An|Le|La|Les|L['’]|Un|Une|Des|Der|Die|Das|El|Los|Las|Il)\)?"
    r"(?P<rest>$| [-:–] .*$)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^\s*(?:[\[(]?\d{1,3}[\])]?\s*(?:[-–_]\s+|\.\s+)|[\[(]\d{1,2}[\])]\s*)(?P<title>\S.*\D.*)$"
)
_AKA = re.compile(r"(?<=\w)[\s(\[,;–-]+(?:aka|a\.k\.a\.?|a k a)[\s:.,-]+(?=\w)", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*[\[(](?P<inner>[^()\[\]]*)[\])]\s*")


@dataclass(frozen=True, slots=True)
class Cut:
    """A name cut where its title ends: at the year, or else at the first technical word.

    ``bare`` says that the year stood without brackets, so that it may belong to the title;
    ``sure`` that something (a year, a technical word) said where the title ends. ``other`` is the
    title with or without a last word that may be a language; ``after`` what stands between the
    year and the first technical word.
    """

    title: str
    year: int | None = None
    bare: bool = False
    sure: bool = False
    edition: str | None = None
    disc: int | None = None
    other: str | None = None
    after: str = ""


def plain_cut(text: str) -> Cut:
    """Cut ``text`` (see ``plain``) where its title ends."""
    disc = find_disc(text)
    number = disc.number if disc else None
    text = disc.text if disc else text
    edition = _edition(text)
    years = [m for m in _BRACKET_YEAR.finditer(text) if plausible_year(m["year"])]
    for match in reversed(years):
        before = trim(text[: match.start()])
        if before:
            title, other = trim_title(_before_strong(before) or before, dated=True)
            after = _before_strong(" " + text[match.end() :])
            year = int(match["year"])
            return Cut(title, year, False, True, edition, number, other, trim(after))
    if years:
        after = trim(text[years[0].end() :])
        title, other = trim_title(_before_strong(after) or after, dated=True)
        return Cut(title, int(years[0]["year"]), False, True, edition, number, other)
    return _cut_words(text, edition, number)


def _edition(text: str) -> str | None:
    """Return the edition that ``text`` names, unless nothing would be left for a title."""
    match = EDITION.search(text)
    if match is None or not re.search(r"\w", text[: match.start()]):
        return None
    return match["edition"].replace(".", " ")


def _cut_words(text: str, edition: str | None, disc: int | None) -> Cut:
    found = list(re.finditer(r"[^\s\[\](){}]+", text))
    words, starts = [one.group().strip(",-.") for one in found], [one.start() for one in found]
    at, strong = _landmarks(words)
    is_before = at is not None and (strong is None or at < strong)
    end = at if is_before else strong if strong is not None else at
    year = None if at is None else int(words[at])
    head = text if end is None else text[: starts[end]]
    closed = None if is_before or strong is None else words[strong]
    title, other = trim_title(head, dated=is_before, closed_by=closed)
    after = _between(text, [*starts, len(text)], at, strong) if is_before else ""
    return Cut(title, year, year is not None, end is not None, edition, disc, other, after)


def _between(text: str, starts: list[int], year: int | None, strong: int | None) -> str:
    """Return what stands between the year and the first technical word, or the end."""
    if year is None:
        return ""
    return trim(text[starts[year + 1] : starts[-1 if strong is None else strong]])


def _landmarks(words: list[str]) -> tuple[int | None, int | None]:
    """Return where the year stands and where the first technical word, None for what is not there.

    Of several years it is the last before the technical word, or else the first behind it.
    """
    strong = next((i for i, word in enumerate(words) if i and is_strong(word)), None)
    years = [i for i, word in enumerate(words) if i and plausible_year(word)]
    before = [i for i in years if strong is None or i < strong]
    return next(iter([*before[-1:], *years]), None), strong


def _before_strong(text: str) -> str:
    for match in re.finditer(r"[^\s\[\](){}]+", text):
        if match.start() and is_strong(match.group().strip("-.")):
            return trim(text[: match.start()])
    return text


def invert(title: str) -> str:
    """Return ``Cité, La`` as ``La Cité``, and any other title as it is."""
    match = _ARTICLE_LAST.match(title)
    if match is None:
        return title
    article = match["article"]
    joint = "" if article[-1] in "'’" else " "
    return f"{article}{joint}{match['title']}{match['rest']}"


def variants(title: str) -> list[str]:
    """Return ``title`` and its other readings, best first."""
    title = invert(title)
    found = []
    numbered = _NUMBERED.match(title)
    if numbered:
        found.append(invert(numbered["title"]))
    found.append(title)
    base = found[0]
    if known := _AKA.split(base):
        names = [trim(name) for name in known]
        found[:0] = names if len(names) > 1 and all(map(fold, names)) else []
    return [*_unbracketed(base), *found, *after_dash(base)]


def _unbracketed(title: str) -> list[str]:
    """Return ``title`` around its brackets and what they hold, where that is another title."""
    inner = [match["inner"].strip() for match in _BRACKETED.finditer(title)]
    inner = [text for text in inner if any(map(str.isalpha, text))]
    bare = trim(_BRACKETED.sub(" ", title))
    if not inner or not fold(bare):
        return []
    # One word in brackets may belong to the title, several are its name in another language.
    several = [text for text in inner if len(fold(text).split()) > 1]
    return [bare, *several] if several else [title, bare, *inner]


def after_dash(title: str) -> tuple[str, ...]:
    """Return what follows a saga's name: ``Goldfinger`` of ``James Bond - Goldfinger``."""
    head, dash, tail = title.partition(" - ")
    if not dash or len(tail) < 3 or not head.strip():
        return ()
    return () if tail.isdecimal() or GENERIC.fullmatch(tail) else (tail.strip(),)


def rank(candidates: Iterable[str]) -> tuple[str, ...]:
    """Return distinct titles in their order, at most ``MAX_TITLES``; a title has a word."""
    seen: dict[str, str] = {}
    for title in candidates:
        key = fold(title)
        if key:
            seen.setdefault(key, title.strip())
    return tuple(seen.values())[:MAX_TITLES]


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
    if _is_generic(own, stem) or _is_of_release(stem, folder):
        return "nameless"
    if "".join(mine) == "".join(theirs) or _is_slip(own, title):
        return "same"
    if set(mine) - set(theirs) and set(theirs) - set(mine):
        return "nameless" if _abbreviates(stem, theirs, folder) else "other"
    return _relation_of_words(set(mine), set(theirs))


def _is_generic(own: str, stem: str) -> bool:
    """Say whether a name says nothing of any film, or its title is neither a word nor a number."""
    return GENERIC.fullmatch(stem) is not None or not re.search(r"[^\W\d_]{2,}|\d", own)


def _relation_of_words(mine: set[str], theirs: set[str]) -> Relation:
    """Say how a title stands to another where all words of one are the other's too."""
    if extra := mine - theirs:
        return "same" if all(map(_says_nothing, extra)) else "more"
    # "Shrek" in the folder of "Shrek 2" may be the first one.
    return "other" if any(map(str.isdecimal, theirs - mine)) else "same"


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
    return any(_is_short_for(token, title, folder) for token in tokens) or any(
        len(token) > 7 and any(map(str.isdigit, token)) for token in tokens
    )


def _is_short_for(token: str, title: list[str], folder: str) -> bool:
    """Say whether a piece of a name has letters of a title in their order, and its numbers."""
    bare = token.rstrip("0123456789")
    digits = token[len(bare) :]
    if len(bare) < 2 or bare[0] not in {word[0] for word in title}:
        return False
    known = not digits or any(
        digits == number or (len(digits) > 1 and digits in number)
        for number in re.findall(r"\d+", folder)
    )
    return known and _is_within(bare, "".join(title))


def _is_within(token: str, letters: str) -> bool:
    at = 0
    for char in token:
        at = letters.find(char, at) + 1
        if not at:
            return False
    return True
