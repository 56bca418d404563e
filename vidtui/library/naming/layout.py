"""What the folders of a series say: ``Show (Year)/Saison NN/``, beneath letters and genres.

Where the layout is recognised the folders name the show, its year and the season, and only what
lies below them is read for the episode.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from vidtui.library.naming.ids import strip_tags
from vidtui.library.naming.words import PACK, is_strong, neutral_folder, plausible_year
from vidtui.text import fold

_SEASON = re.compile(
    r"(?:(?:la |the )?(?:saison|season|staffel|temporada|stagione|seizoen|s[ée]rie|series"
    r"|livre|book)[ ._-]*"
    r"(?P<word>\d{1,4})|(?P<nth>\d{1,2})(?:[eè]me|e|re|[èe]re|st|nd|rd|th)? (?:saison|season)"
    r"|s[ ._-]?(?P<short>\d{1,4}))"
    r"(?P<tail>(?:[ ._-]+.*|\s*[\[({].*)?)",
    re.IGNORECASE,
)
_SPECIALS = re.compile(
    r"(?:specials?|speciaux|speciale?s?|hors serie|hors series|episodes? (?:speciaux|special)"
    r"|oavs?|ovas?|(?:saison|season) speciale?s?)"
)
_NOT_ONE_SEASON = re.compile(
    r"(?:-|[àa&,+]|et |to |and )\s*(?:s|saison |season )?\d{1,2}(?!\d)|(?:e|ep|episode)[ ._-]?\d",
    re.IGNORECASE,
)
_ENDS_IN_SEASON = re.compile(
    r"^(?P<show>.+?)[ ._-]+(?:(?:saison|season|staffel|temporada)[ ._-]*|s)(?P<season>\d{1,2})"
    r"(?![\dEex])(?:[ ._-]|$|[\[(])",
    re.IGNORECASE,
)
_SHOW = re.compile(
    r"^(?P<title>[^()\[\]]*[^()\[\]\s])"
    r"(?:\s*[\[(](?P<country1>[A-Z]{2})[\])])?"
    r"(?:\s*[\[(](?P<year>\d{4})(?:\s?[-–]\s?(?:\d{4}|\.{3}|present)?)?[\])])?"
    r"(?:\s*[\[(](?P<country2>[A-Z]{2})[\])])?"
    r"(?P<tail>.*)$"
)
_DISC = re.compile(r"(?:dis[ck]|dvd|bluray|blu ray|bd|cd|volume|vol|partie|part) ?\d+")
MAX_SEASON = 99
"""Beyond it a season number is a year ("Saison 2014") or no season at all."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the folders above a file say of a series.

    ``depth`` counts the components, from the root, down to what the folders explain; ``folder`` is
    the path of the show's own folder.
    """

    show: str
    folded: str
    year: int | None
    country: str | None
    season: int | None
    folder: str
    depth: int


def read_layout(path: str, folder: int = 0) -> Layout | None:
    """Recognise the series layout above the file ``path``, or return None.

    Recognised is a season folder below a folder that can name a show, or a ``Show (Year)`` folder.
    """
    head, _, _ = path.rpartition("/")
    return _of_folder(head, folder) if head else None


@lru_cache(maxsize=2048)
def _of_folder(head: str, folder: int) -> Layout | None:
    parts = head.split("/")
    for index in range(len(parts) - 1, folder - 1, -1):
        season = season_of(parts[index])
        if season is None:
            continue
        if index > folder and _can_be_show(parts[index - 1]):
            above = parts[:index]
            return _layout(above[-1], "/".join(above), season, index + 1)
        return _combined(parts, index)
    for index in range(len(parts) - 1, folder - 1, -1):
        part = parts[index]
        match = _SHOW.match(strip_tags(part))
        if match and match["year"] and plausible_year(match["year"]):
            if _release(part):
                continue
            return _layout(part, "/".join(parts[: index + 1]), None, index + 1)
        combined = _combined(parts, index)
        if combined is not None:
            return combined
        if not _passable(part):
            return None
    return None


def _can_be_show(part: str) -> bool:
    """Say whether the folder above a season is a show; ``H`` is one there, ``Animation`` not."""
    folded = fold(part)
    return len(folded) == 1 or not neutral_folder(folded)


def _passable(part: str) -> bool:
    """Say whether a folder below the show may be passed over: a disc, a release, a language."""
    folded = fold(part)
    return _DISC.fullmatch(folded) is not None or neutral_folder(folded) or _release(part)


def _release(part: str) -> bool:
    return any(is_strong(word) for word in re.split(r"[\s._\[\]()]+", part))


def season_of(part: str) -> int | None:
    """Return the season that a folder names, 0 for specials, None where it names none."""
    if _SPECIALS.fullmatch(fold(part)):
        return 0
    match = _SEASON.fullmatch(part.strip())
    if match is None:
        return None
    number = int(match["word"] or match["nth"] or match["short"])
    if number > MAX_SEASON and not plausible_year(str(number)):
        return None
    tail = match["tail"].lstrip(" ._")
    return None if _NOT_ONE_SEASON.match(tail) else number


def _combined(parts: list[str], index: int) -> Layout | None:
    """Read one folder that says both: ``Lost Saison 2``, ``Lost.S02.FRENCH.1080p``."""
    match = _ENDS_IN_SEASON.match(parts[index])
    if match is None or PACK.search(parts[index]):
        return None
    show = match["show"]
    if " " not in show:
        show = show.replace(".", " ").replace("_", " ")
    folder = "/".join(parts[: index + 1])
    return _layout(show, folder, int(match["season"]), index + 1)


def _layout(name: str, folder: str, season: int | None, depth: int) -> Layout | None:
    bare = strip_tags(name)
    if " " not in bare and bare.count(".") > 1 and "(" not in bare and not bare[0].isdigit():
        bare = bare.replace(".", " ")
    match = _SHOW.match(bare)
    if match is None:
        return None
    title = PACK.sub("", match["title"]).strip(" -_.,") or match["title"].strip()
    year = match["year"]
    late = re.search(r"^(.+?)[ .](\d{4})$", title) if year is None else None
    if late and plausible_year(late[2]):
        title, year = late[1], late[2]
    words = title.split()
    cut = next((i for i, word in enumerate(words) if i and is_strong(word)), len(words))
    title = " ".join(words[:cut])
    if not fold(title):
        return None
    return Layout(
        show=title,
        folded=fold(title),
        year=int(year) if year and plausible_year(year) else None,
        country=match["country1"] or match["country2"],
        season=season,
        folder=folder,
        depth=depth,
    )
