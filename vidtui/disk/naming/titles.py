"""The plain cut of a name, and the candidate titles that it gives beside guessit's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vidtui.disk.naming.cleaning import trim, trim_title
from vidtui.disk.naming.lexicon import EDITION, GENERIC, is_strong, plausible_year
from vidtui.disk.naming.parts import find_disc
from vidtui.text import fold

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
