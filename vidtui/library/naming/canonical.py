"""The strict fast path: names that an organised library uses, read without guessit.

It takes about 10 µs where guessit takes 10 ms, and declines whenever anything is unusual.
"""

from __future__ import annotations

import re

from vidtui.library.naming.ids import edition_in, strip_tags
from vidtui.library.naming.layout import Layout, read_layout
from vidtui.library.naming.name import Name, NameRequest
from vidtui.library.naming.words import (
    EDITION,
    PACK,
    VIDEO_EXTENSION,
    is_strong,
    known_tail,
    plausible_year,
)
from vidtui.text import fold

_FILM = re.compile(
    r"(?P<title>[^()\[\]{}_]*[^\s()\[\]{}_]) \((?P<year>\d{4})\)(?P<tail>.*)", re.DOTALL
)
_FOLDER = re.compile(r"(?P<title>.+) \((?P<year>\d{4})\)(?: \(\d+\))?")
_MARKER = re.compile(
    r"(?<![^\W_])[Ss](?P<season>\d{1,2})[Ee](?P<first>\d{1,3})"
    r"(?P<more>(?:-?[Ee]\d{1,3})*)(?![^\W_])(?!-\d)"
)
_SECOND = re.compile(
    r"(?<![^\W_])(?:[Ss]\d{1,4}[ ._-]?[Ee]\d|\d{1,2}x\d{2})|^ ?- ?\d|^ ?[-&+] ?[Ee]?\d"
)
_EPISODE = re.compile(r"(?:[ÉéEe]pisode|Ep\.?) ?(?P<first>\d{1,3})(?: - .*)?")
_ODD_TITLE = re.compile(
    r"^\d{1,3}\s?[-–.] |, (?:The|A|An|Le|La|Les|L['’]|Un|Une|Des|Der|Die|Das)$|[\x00-\x1f\x7f-\x9f]"
    r"|(?:^|\W)www\.|\s(?:CD|DVD|Dis[ck]) ?\d|(?:19|20)\d\d[-.]\d\d[-.]\d\d",
    re.IGNORECASE,
)
_DISC_TAIL = re.compile(r"(?: -)? (?:CD|Dis[ck]|DVD) ?(?P<number>\d{1,2})$", re.IGNORECASE)
_COPY = re.compile(r" \(\d{1,2}\)$")
_MAX_RANGE = 30


def read_canonical(request: NameRequest) -> Name | None:
    """Read a name of the strict canonical forms, or return None where anything is unusual.

    Films: ``Title (Year)`` and a known technical tail. Episodes: ``Show (Year) - S01E01…``, or a
    canonical file name within a recognised ``Show (Year)/Saison NN/``.
    """
    if request.kind == "unknown":
        return None
    head, _, base = request.path.rpartition("/")
    stem = VIDEO_EXTENSION.sub("", base)
    if request.kind == "film":
        return _film(stem, head)
    return _series(stem, request)


def _film(stem: str, head: str) -> Name | None:
    edition = edition_in(stem)
    match = _FILM.fullmatch(strip_tags(stem))
    if match is None or not plausible_year(match["year"]):
        return None
    title, year, tail = match["title"], int(match["year"]), match["tail"]
    part = None
    if tail:
        tail = _COPY.sub("", tail)
        disc = _DISC_TAIL.search(tail)
        if disc:
            part, tail = int(disc["number"]), tail[: disc.start()]
        cut = EDITION.search(tail)
        if cut:
            edition = edition or cut["edition"]
            tail = tail[: cut.start()] + " " + tail[cut.end() :]
    if not _plain_title(title) or (tail and not known_tail(tail)):
        return None
    folder = head.rpartition("/")[2]
    if "(" in folder:
        above = _FOLDER.fullmatch(strip_tags(folder))
        if above and (int(above["year"]) != year or fold(above["title"]) != fold(title)):
            return None
    return Name(titles=_titles(title), source="canonical", year=year, part=part, edition=edition)


def _titles(title: str) -> tuple[str, ...]:
    head, dash, tail = title.partition(" - ")
    return (title, tail) if dash and len(tail) > 2 and len(head) > 1 else (title,)


def _plain_title(title: str) -> bool:
    """Say whether ``title`` looks like nothing but a title."""
    if "." in title and " " not in title:
        return False
    if _ODD_TITLE.search(title) or EDITION.search(title) or PACK.search(title):
        return False
    return bool(fold(title)) and not any(is_strong(word) for word in title.split())


def _series(stem: str, request: NameRequest) -> Name | None:
    stem = strip_tags(stem)
    layout = read_layout(request.path, request.folder)
    if layout is not None and layout.depth != request.path.count("/"):
        return None
    match = _MARKER.search(stem)
    if match is None:
        return _numbered(stem, layout, request)
    rest = stem[match.end() :]
    if (rest and rest[0] not in " ." and not rest.startswith("-")) or _SECOND.search(rest):
        return None
    season = int(match["season"])
    episodes = _episodes(int(match["first"]), match["more"])
    if episodes is None or PACK.search(stem):
        return None
    return _named(stem[: match.start()], season, episodes, layout, request)


def _named(
    prefix: str, season: int, episodes: tuple[int, ...], layout: Layout | None, request: NameRequest
) -> Name | None:
    """Judge what stands before the episode marker against what the folders say."""
    if layout is None:
        match = _FILM.fullmatch(prefix.removesuffix(" - ")) if prefix.endswith(" - ") else None
        if match is None or match["tail"] or not plausible_year(match["year"]):
            return None
        if not _plain_title(match["title"]):
            return None
        return Name((match["title"],), "canonical", int(match["year"]), season, episodes)
    if layout.season is not None and layout.season != season:
        return None
    year = _own_year(fold(prefix), layout)
    if year is None or (year and layout.year and year != layout.year):
        return None
    return _from_layout(layout, season, episodes, request, year)


def _own_year(named: str, layout: Layout) -> int | None:
    """Return the year that the file gives beside its folder's title.

    0 is for no year; None where the file's own title is not its folder's.
    """
    if not named or named == layout.folded:
        return 0
    rest = named[len(layout.folded) + 1 :]
    return int(rest) if named.startswith(f"{layout.folded} ") and plausible_year(rest) else None


def _numbered(stem: str, layout: Layout | None, request: NameRequest) -> Name | None:
    """Read ``Episode 02`` below a season folder."""
    match = _EPISODE.fullmatch(stem)
    if match is None or layout is None or layout.season is None or _SECOND.search(stem):
        return None
    return _from_layout(layout, layout.season, (int(match["first"]),), request, 0)


def _from_layout(
    layout: Layout, season: int, episodes: tuple[int, ...], request: NameRequest, year: int
) -> Name:
    titles = [layout.show]
    if layout.country:
        titles.append(f"{layout.show} ({layout.country})")
    return Name(
        titles=tuple(titles),
        source="canonical",
        year=layout.year or year or None,
        season=season,
        episodes=episodes,
        country=layout.country,
        show_folder="/".join(request.path.split("/")[: layout.shown]),
    )


def _episodes(first: int, more: str) -> tuple[int, ...] | None:
    if not more:
        return (first,)
    rest = [int(text) for text in re.findall(r"\d+", more)]
    if len(rest) == 1 and more.startswith("-"):
        last = rest[0]
        return tuple(range(first, last + 1)) if first < last <= first + _MAX_RANGE else None
    numbers = (first, *rest)
    if any(not 0 < b - a <= _MAX_RANGE for a, b in zip(numbers, rest, strict=False)):
        return None
    return numbers
