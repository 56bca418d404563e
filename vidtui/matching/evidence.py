"""The parts of a score in words, for a person who decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypedDict

from vidtui.i18n import _
from vidtui.text import printable

UNREADABLE = "unreadable"  # a veto: what speaks for and against a work cannot be read any more


class _Title(TypedDict):
    title: str
    how: str


class TitlePart(_Title, total=False):
    """How the title of the name and the title of the work that fits best compare."""

    other_number: bool


class _Year(TypedDict):
    how: str


class YearPart(_Year, total=False):
    """How the year of the name and that of the work compare."""

    work: int | None
    wanted: int | None
    country: str


class RuntimePart(TypedDict):
    """How long the file and the work run, in minutes."""

    work: float
    file: float


class EpisodesPart(TypedDict):
    """The seasons that a series has not, and how many ``of`` the files' episodes are missing."""

    seasons: list[int]
    missing: int
    of: int


class _Country(TypedDict):
    work: list[str]
    fits: bool


class CountryPart(_Country, total=False):
    """The country in a series' name beside those of the work."""

    wanted: str | None


class _Id(TypedDict):
    provider: str


class IdPart(_Id, total=False):
    """The id that is in the name or the ``nfo``, and an ``other`` one that contradicts it."""

    other: str | None
    nfo: bool


class NfoPart(TypedDict):
    """What the NFO file says of itself, where that is not what the work is."""

    title: str | None
    year: int | None


class Parts(TypedDict, total=False):
    """How a score came about, as far as it is put into words; ``score`` makes it."""

    id: IdPart
    nfo: NfoPart | None
    title: TitlePart
    year: YearPart
    runtime: RuntimePart
    episodes: EpisodesPart
    country: CountryPart
    vetoes: list[str]
    agree: bool


def evidence(parts: Mapping[str, Any]) -> list[str]:
    """Return what speaks for and against a work, one short line each, in the user's language.

    ``parts`` are those of a ``Scored``, also after having been kept as JSON.
    """
    if UNREADABLE in parts.get("vetoes", ()):
        return [_("what speaks for and against it cannot be read any more")]
    lines: list[str] = []
    for name, words in _WORDS.items():
        if part := parts.get(name):
            said = words(part)
            lines += [said] if isinstance(said, str) else said
    if "kind" in parts.get("vetoes", ()):
        lines.append(_("a film where the folder says series, or the other way round"))
    if parts.get("agree") is False:
        lines.append(_("the sources of the name disagree"))
    return [printable(line) for line in lines]


def _id(part: Mapping[str, Any]) -> str:
    provider = str(part["provider"]).upper()
    if part.get("other"):
        return _("its {provider} id is in the name, but its IMDb id is {other}").format(
            provider=provider, other=printable(str(part["other"]))
        )
    if part.get("nfo"):
        return _("its {provider} id is in the NFO file").format(provider=provider)
    return _("its {provider} id is in the name").format(provider=provider)


def _nfo(part: Mapping[str, Any]) -> str:
    title, year = printable(str(part["title"] or "–")), part["year"]
    if year is None:
        return _("the NFO file says: {title}").format(title=title)
    return _("the NFO file says: {title} ({year})").format(title=title, year=year)


def _title(part: Mapping[str, Any]) -> list[str]:
    title = printable(str(part.get("title", "")))
    if not title:
        return []
    match part["how"]:
        case "localised":
            text = _("same title: {title}")
        case "original":
            text = _("same title as the original: {title}")
        case "alternative":
            text = _("alternative title: {title}")
        case _how if part.get("other_number"):
            text = _("another number in the title: {title}")
        case _how:
            text = _("similar title: {title}")
    return [text.format(title=title)]


def _year(part: Mapping[str, Any]) -> list[str]:
    year, wanted = part.get("work"), part.get("wanted")
    match part.get("how"):
        case "same":
            return [_("year {year}, as in the name").format(year=year)]
        case "near":
            return [_("year {year}, one off").format(year=year)]
        case "released":
            released = _("released {year} in {country}").format(
                year=wanted, country=printable(str(part.get("country", "?")))
            )
            return [released]
        case "off":
            return [_("year {year}, not {wanted}").format(year=year, wanted=wanted)]
        case "unknown":
            return [_("its year is not known")]
        case "missing" if year is not None:
            return [_("year {year}; the name has none").format(year=year)]
        case "missing":
            return [_("neither the name nor the work has a year")]
    return []


def _runtime(part: Mapping[str, Any]) -> str:
    return _("{minutes} min; the file runs {file} min").format(
        minutes=round(part["work"]), file=round(part["file"])
    )


def _episodes(part: Mapping[str, Any]) -> str:
    seasons = part["seasons"]
    if len(seasons) == 1:
        return _("season {season} is not in it").format(season=seasons[0])
    if seasons:
        numbers = ", ".join(map(str, seasons))
        return _("seasons {seasons} are not in it").format(seasons=numbers)
    if part["missing"]:
        return _("{missing} of {count} episodes are not in it").format(
            missing=part["missing"], count=part["of"]
        )
    return _("all the files' episodes are in it")


def _country(part: Mapping[str, Any]) -> str:
    work = ", ".join(printable(str(country)) for country in part["work"])
    if part["fits"]:
        return _("from {country}, as in the name").format(country=work)
    return _("from {country}, not {wanted}").format(
        country=work, wanted=printable(str(part.get("wanted", "?")))
    )


_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str | list[str]]]] = {
    "id": _id,
    "nfo": _nfo,
    "title": _title,
    "year": _year,
    "runtime": _runtime,
    "episodes": _episodes,
    "country": _country,
}
"""By the name of a part of a score what says it, in the order in which they are told."""
