"""The plain cut of a name, and the candidate titles that it gives beside guessit's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vidtui.library.naming.ids import strip_tags
from vidtui.library.naming.words import (
    EDITION,
    GENERIC,
    SITE,
    is_strong,
    is_technical,
    plausible_year,
)
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
_DISC = re.compile(
    r"[\s._-]*[\[(]?\b(?:cd|dvd|dis[ck]|disque|bd)[ ._-]?(?P<number>\d{1,2})\b[\])]?",
    re.IGNORECASE,
)
_COPY = re.compile(r"\s*\((?:\d{1,2}|copie?|copy)\)$", re.IGNORECASE)
_LEADING_GROUP = re.compile(r"^\s*(?:\[(?P<group>[^\[\]]*)\]|【[^】]*】)\s*(?=\S)")
_TECHNICAL_BRACKET = re.compile(r"(?<=\S)\s*[\[(](?P<inner>[^\W\d][\w ,+-]{1,30})[\])]")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}(?=[\W_]|$)|\b(?:[^\W\d_]\.){2,}[^\W\d_]\b")
_LEFT = " \t-–_.,:;+"
_RIGHT = _LEFT + "[({"
_DOT_YEAR = re.compile(
    r"(?<=\w)(?:\.(?=(?:19|20)\d\d(?:\W|$))|-(?=(?:19|20)\d\d-)|(?<=-(?:19|20)\d\d)-(?=\w))"
)
_TRAILING = re.compile(r"\s(?:3D|4K|UHD|HDR)$")
_REC = re.compile(r"^\s*\[REC\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cut:
    """A name cut where its title ends: at the year, or else at the first technical word.

    ``bare`` says that the year stood without brackets, so that it may belong to the title;
    ``sure`` that something (a year, a technical word) said where the title ends.
    """

    title: str
    year: int | None = None
    bare: bool = False
    sure: bool = False
    edition: str | None = None
    disc: int | None = None


def plain(stem: str) -> str:
    """Return the stem of a file name with spaces for dots and underscores, and without tags."""
    text = strip_tags(SITE.sub("", stem))
    text = _TECHNICAL_BRACKET.sub(_drop_technical, _COPY.sub("", text))
    if "_" in text and text.count("_") >= text.count(" "):
        text = text.replace("_", " ")
    if " " not in text.strip() or text.count(".") > text.count(" ") + 1:
        text = _undot(text)
    text = _DOT_YEAR.sub(" ", text)
    return re.sub(r"\s+", " ", text).strip()


def _drop_technical(match: re.Match[str]) -> str:
    """Write ``[SD]`` and ``(VF)`` behind a title as one word that is certainly technical."""
    words = re.split(r"[\s,+_-]+", match["inner"])
    technical = all(is_technical(word) for word in words)
    return f" [1080p {match['inner']}]" if technical else match.group()


def _trim(text: str) -> str:
    """Drop separators off both ends, and brackets that open where the text was cut."""
    return text.lstrip(_LEFT).rstrip(_RIGHT)


def _undot(text: str) -> str:
    held = _ACRONYM.sub(lambda match: match.group().replace(".", "\0") + " ", text)
    return held.replace(".", " ").replace("\0", ".")


def strip_group(text: str) -> str:
    """Return ``text`` without the ``[group]`` of a fansub in front; ``[REC]`` is a film."""
    while not _REC.match(text) and (group := _LEADING_GROUP.match(text)):
        text = text[group.end() :]
    return text


def plain_cut(text: str) -> Cut:
    """Cut ``text`` (see ``plain``) where its title ends."""
    disc = _DISC.search(text)
    number = int(disc["number"]) if disc else None
    if disc and disc.start() > 0:
        text = f"{text[: disc.start()]} {text[disc.end() :]}".rstrip()
    if disc and disc.start() == 0:
        text = text[disc.end() :]
    edition = _edition(text)
    years = [m for m in _BRACKET_YEAR.finditer(text) if plausible_year(m["year"])]
    for match in reversed(years):
        before = _trim(text[: match.start()])
        if before:
            title = _tidy(_before_strong(before) or before)
            return Cut(title, int(match["year"]), sure=True, edition=edition, disc=number)
    if years:
        after = _trim(text[years[0].end() :])
        title = _tidy(_before_strong(after) or after)
        return Cut(title, int(years[0]["year"]), sure=True, edition=edition, disc=number)
    return _cut_words(text, edition, number)


def _edition(text: str) -> str | None:
    """Return the edition that ``text`` names, unless nothing would be left for a title."""
    match = EDITION.search(text)
    if match is None or not re.search(r"\w", text[: match.start()]):
        return None
    return match["edition"].replace(".", " ")


def _cut_words(text: str, edition: str | None, disc: int | None) -> Cut:
    spans = [(m.group(), m.start()) for m in re.finditer(r"[^\s\[\](){}]+", text)]
    words = [word.strip(",-.") for word, _ in spans]
    strong = next((i for i, word in enumerate(words) if i and is_strong(word)), None)
    years = [i for i, word in enumerate(words) if i and plausible_year(word)]
    before = [i for i in years if strong is None or i < strong]
    at = before[-1] if before else (years[0] if years else None)
    end = min((i for i in (at, strong) if i is not None), default=None)
    year = int(words[at]) if at is not None else None
    head = text if end is None else text[: spans[end][1]]
    title = _tidy(_trim(head))
    if end is None or (at is None and strong is not None):
        title = _trim_weak(title, loose=end is not None)
    return Cut(title, year, bare=year is not None, sure=end is not None, edition=edition, disc=disc)


def telling(text: str) -> str:
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
            return _trim(text[: match.start()])
    return text


def _trim_weak(title: str, *, loose: bool) -> str:
    """Drop language and source words off the end of a title that no year closes."""
    words = title.split()
    while len(words) > 1:
        last = words[-1].strip("-.()[]")
        upper = last.isupper() or last in {"MULTi", "VOSTFr", "iTALiAN", "TRUEFRENCH"}
        if last.isdecimal() or not is_technical(last) or not (loose or upper):
            break
        words.pop()
        if not loose:
            break
    return _trim(" ".join(words))


def _tidy(title: str) -> str:
    """Drop an edition off the end of a title, and unbalanced brackets."""
    match = EDITION.search(title)
    if match and match.end() == len(title) and match.start():
        title = title[: match.start()].rstrip(_RIGHT) or title
    title = _TRAILING.sub("", title)
    if title.count("(") != title.count(")"):
        title = title.replace("(", " ").replace(")", " ")
    return re.sub(r"\s+", " ", title).strip(" -–_,:;")


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
    bare = re.sub(r"\s*[\[(][^()\[\]]*[\])]\s*", " ", base).strip()
    if bare != base:
        found.append(bare)
    return [*found, *after_dash(base)]


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
