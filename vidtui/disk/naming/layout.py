"""What the folders of a series say: ``Show (Year)/Saison NN/``, beneath letters and genres.

Where the layout is recognised the folders name the show, its year and the season, and only what
lies below them is read for the episode. What one folder knows of the show is not lost by another
below it that repeats the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from vidtui.disk.naming.cleaning import trim_title
from vidtui.disk.naming.ids import strip_tags
from vidtui.disk.naming.lexicon import PACK, is_strong, neutral_folder, plausible_year
from vidtui.disk.naming.seasons import (
    Combined,
    Season,
    between,
    is_release,
    only_technical,
    read_combined,
    read_season,
)
from vidtui.disk.naming.titles import invert
from vidtui.text import fold

_CODES = "US|UK|GB|AU|NZ|CA|IE|FR|BE|CH|DE|AT|ES|IT|NL|SE|DK|NO|FI|JP|KR|CN|IN|BR|MX|TR|IL|ZA|PL|PT"
_COUNTRY = rf"(?:\((?:{_CODES})\)|\[(?:US|UK|GB|AU|NZ|CA|IE)\])"
"""In square brackets most codes say a language."""
_SHOW = re.compile(
    r"^(?P<title>[^()\[\]]*[^()\[\]\s])"
    rf"(?:\s*(?P<country1>{_COUNTRY}))?"
    r"(?:\s*[\[(](?P<year>\d{4})(?:\s?[-–]\s?(?:\d{4}|\.{3}|present)?)?[\])])?"
    rf"(?:\s*(?P<country2>{_COUNTRY}))?"
    r"(?P<tail>.*)$",
    re.DOTALL,
)
_BARE_COUNTRY = re.compile(r"^(?P<title>.*[a-zà-ÿ].*)[ .](?P<country>US|UK|AU|NZ)$")
_BARE_YEAR = re.compile(r"^(?P<title>.+?)[ .](?P<year>\d{4})$")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the folders above a file say of a series.

    ``depth`` counts the components, from the root, down to what the folders explain; ``folder`` is
    the path of the show's own folder. ``names`` are the folded names that a file's own name may
    begin with. ``is_disc`` says that the file lies in the folder of a disc; ``restarts`` that a
    bare number may count within a part; ``unsure`` that the folders contradict each other;
    ``other`` is the show's name in an inner folder, where that is not the same; ``whole`` its name
    with the year that stood without brackets, and may belong to it.
    """

    show: str
    folded: str
    year: int | None
    country: str | None
    season: int | None
    folder: str
    depth: int
    names: tuple[str, ...] = ()
    is_disc: bool = False
    restarts: bool = False
    unsure: bool = False
    other: str | None = None
    whole: str | None = None


def read_layout(path: str, folder: int = 0) -> Layout | None:
    """Recognise the series layout above the file ``path``, or return None.

    Recognised is a season folder below a folder that can name a show, or a ``Show (Year)`` folder.
    """
    head, _, _ = path.rpartition("/")
    return _of_folder(head, folder) if head else None


@lru_cache(maxsize=2048)
def _of_folder(head: str, folder: int) -> Layout | None:
    parts = head.split("/")
    below = _Below()
    for index in range(len(parts) - 1, folder - 1, -1):
        name = below.take(parts[index], index + 1)
        if name is None:
            continue
        found = _show(name, index, parts) if name else None
        if found is None:
            return None
        found = replace(
            found,
            depth=below.depth or index + 1,
            is_disc=below.is_disc,
            restarts=below.restarts,
        )
        return _of_season(_inherit(found, parts, index, folder), below.season)
    return None


@dataclass(slots=True)
class _Below:
    """What the folders between a file and its show say, met from the innermost on.

    ``is_strange`` says that one of them may be anything; the others are as in ``Layout``.
    """

    season: Season | None = None
    depth: int = 0
    is_disc: bool = False
    restarts: bool = False
    is_strange: bool = False

    def take(self, part: str, depth: int) -> str | None:
        """Take the next folder; return the name of the show in it, None where it lies below.

        The name is empty where the folder would have to be the show's, and cannot be.
        """
        own = read_season(part)
        if own is not None:
            self.season, self.depth = self.season or own, self.depth or depth
            return None
        if combined := self._combined(part):
            self.season = self.season or combined.season
            return combined.show
        if self.season is not None:
            return self._above_season(part)
        if _has_year(part) and not self.is_strange:
            return part
        # Below a season's folder there may be any other; a show's has to be its own.
        kind = between(part)
        self.is_strange |= kind is None
        self.is_disc |= kind == "disc"
        self.restarts |= kind == "within"
        return None

    def _combined(self, part: str) -> Combined | None:
        if self.is_strange or _is_pack(part):
            return None
        return read_combined(strip_tags(part))

    def _above_season(self, part: str) -> str | None:
        if only_technical(part):
            return None
        return part if _can_be_show(part) else ""


def _of_season(layout: Layout, season: Season | None) -> Layout:
    """Add the season that a folder below the show's names."""
    if season is None:
        return layout
    return replace(layout, season=season.number, restarts=layout.restarts or season.restarts)


def _is_pack(part: str) -> bool:
    """Say whether a folder holds several seasons, however it names one of them."""
    return re.search(r"s\d{1,2}[ .]?-[ .]?s?\d{1,2}(?!\d)", part, re.IGNORECASE) is not None


def _can_be_show(part: str) -> bool:
    """Say whether the folder above a season is a show; ``H`` is one there, ``Animation`` not."""
    folded = fold(part)
    return len(folded) == 1 or not neutral_folder(folded)


def _has_year(part: str) -> bool:
    """Say whether a folder is named ``Show (Year)``, and is no release."""
    match = _SHOW.match(strip_tags(part))
    return bool(match and match["year"] and plausible_year(match["year"]) and not is_release(part))


def _inherit(layout: Layout, parts: list[str], index: int, folder: int) -> Layout:
    """Add what the folders above know of the show that repeat its name, or give it its year."""
    for above in range(index - 1, folder - 1, -1):
        part = parts[above]
        if _lies_below(part):
            continue
        outer = _show(part, above, parts) if _can_be_show(part) else None
        if outer is None:
            return layout
        if not set(outer.names) & set(layout.names):
            gives_year = outer.year and not layout.year and _has_year(part)
            return _merged(layout, outer, same=False) if gives_year else layout
        layout = _merged(layout, outer, same=True)
    return layout


def _lies_below(part: str) -> bool:
    """Say whether a folder cannot be a show's: it names a season, a quality or a disc."""
    return read_season(part) is not None or only_technical(part) or between(part) == "disc"


def _merged(inner: Layout, outer: Layout, *, same: bool) -> Layout:
    """Put together what two folders say of one show; the inner one has the last word."""
    years = {inner.year, outer.year} - {None}
    countries = {inner.country, outer.country} - {None}
    related = same or bool(set(inner.folded.split()) & set(outer.folded.split()))
    return replace(
        inner,
        show=outer.show,
        folded=outer.folded,
        year=inner.year or outer.year,
        country=inner.country or outer.country,
        folder=outer.folder,
        names=(*outer.names, *inner.names),
        unsure=len(years) > 1 or len(countries) > 1 or not related,
        other=None if same else inner.show,
        whole=outer.whole,
    )


def _show(name: str, index: int, parts: list[str]) -> Layout | None:
    """Read the name of a show's folder, or of the show that a season's folder names."""
    match = _SHOW.match(_spaced(strip_tags(name).strip(" -_")))
    if match is None:
        return None
    written, year, whole = _dated(match["title"].strip(), match["year"])
    title = _trimmed(written, is_dated=year is not None)
    country = (match["country1"] or match["country2"] or "").strip("()[]") or None
    short = _BARE_COUNTRY.match(title) if country is None else None
    if short:
        title, country = short["title"].strip(), short["country"]
    title = invert(title)
    if not fold(title):
        return None
    found_year = int(year) if year and plausible_year(year) else None
    return Layout(
        show=title,
        folded=fold(title),
        year=found_year,
        country=country,
        season=None,
        folder="/".join(parts[: index + 1]),
        depth=index + 1,
        names=_names(title, written, country, found_year),
        whole=whole,
    )


def _spaced(name: str) -> str:
    """Return a folder's name with spaces for the dots or underscores that separate its words."""
    if " " in name or "(" in name or name[:1].isdigit():
        return name
    return name.replace(".", " ").replace("_", " ") if name.count(".") > 1 or "_" in name else name


def _dated(title: str, year: str | None) -> tuple[str, str | None, str | None]:
    """Return title and year, and what they were together where the year stood without brackets."""
    late = _BARE_YEAR.match(title) if year is None else None
    if late and plausible_year(late["year"]):
        return late["title"], late["year"], title
    return title, year, None


def _trimmed(title: str, *, is_dated: bool) -> str:
    """Return a title without the words of packs and releases behind it."""
    title = PACK.sub("", title).strip(" -_.,") or title
    words = title.split()
    cut = next((i for i, word in enumerate(words) if i and is_strong(word)), None)
    if cut is not None:
        return trim_title(" ".join(words[:cut]), closed_by=words[cut])[0]
    return title if is_dated else trim_title(title)[0]


def _names(title: str, written: str, country: str | None, year: int | None) -> tuple[str, ...]:
    """Return the folded spellings of a show, the longest first."""
    names = {fold(title), fold(written)}
    for extra in (country, year):
        if extra:
            names |= {f"{name} {fold(str(extra))}" for name in names}
    return tuple(sorted(filter(None, names), key=len, reverse=True))
