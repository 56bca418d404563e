"""The plain cut of a name: its title, what it may be called else, and its part.

``-part1``, ``pt2``, ``CD1``, `` a`` are halves of one film, as media centres stack them.
``Partie 1`` or ``Vol. II`` behind the year, written as words, tell two films apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from vidtui.disk.naming.cleaning import trim, trim_title
from vidtui.disk.naming.lexicon import (
    AMBIGUOUS,
    CARDINAL,
    EDITION,
    GENERIC,
    ORDINAL,
    ROMAN,
    is_strong,
    is_technical,
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
    closed = words[strong] if strong is not None and strong == end else None
    title, other = trim_title(head, dated=is_before, closed_by=closed)
    after = ""
    if is_before and at is not None and at + 1 < len(starts):
        after = trim(text[starts[at + 1] : None if strong is None else starts[strong]])
    return Cut(title, year, year is not None, end is not None, edition, disc, other, after)


def _landmarks(words: list[str]) -> tuple[int | None, int | None]:
    """Return where the year stands and where the first technical word, None for what is not there.

    Of several years it is the last before the technical word, or else the first behind it.
    """
    strong = next((i for i, word in enumerate(words) if i and is_strong(word)), None)
    years = [i for i, word in enumerate(words) if i and plausible_year(word)]
    before = [i for i in years if strong is None or i < strong]
    return next(iter([*before[-1:], *years]), None), strong


def title_part(text: str) -> str:
    """Return ``text`` up to its year and first technical word, whichever comes later.

    What follows tells nothing of the title, and costs guessit a third of its time.
    """
    strong = year = 0
    for match in re.finditer(r"[^\s\[\](){}]+", text):
        word = match.group().strip(",-.")
        if match.start() and not strong and is_strong(word):
            strong = match.end()
        elif plausible_year(word) and (not strong or not year):
            year = match.end()
    end = max(strong, year) if strong else len(text)
    return text[: end + 1]


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
