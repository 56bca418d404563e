"""Episodes whose folders name nothing for certain: the file's own name says all."""

from __future__ import annotations

import re
from dataclasses import replace

from vidtui.disk.naming import counting
from vidtui.disk.naming import episodes as markers
from vidtui.disk.naming import seasons as specials
from vidtui.disk.naming.cleaning import plain, strip_group
from vidtui.disk.naming.episodes import Marker
from vidtui.disk.naming.facts import ask_guessit
from vidtui.disk.naming.ids import strip_tags
from vidtui.disk.naming.lexicon import PACK, SITE, neutral_folder
from vidtui.disk.naming.name import Name, NameRequest
from vidtui.disk.naming.seasons import between, season_of
from vidtui.disk.naming.series import collapse, without_number
from vidtui.disk.naming.titles import Cut, plain_cut, rank, variants
from vidtui.text import fold

_COUNTRY = re.compile(r"\s*[\[(]?\b(?P<country>US|UK|AU|NZ|CA|FR|BE)\b[\])]?$")


def read_flat(request: NameRequest, stem: str) -> Name:
    """Read an episode from its own name, and from the folder above where that agrees."""
    stem = strip_tags(SITE.sub("", stem))
    folders = request.path.split("/")[request.folder : -1]
    above = next(filter(_names_a_show, reversed(folders)), None)
    season = next((s for s in map(season_of, reversed(folders)) if s is not None), None)
    found = _marker(request, stem)
    if found is None:
        if specials.is_disc(stem) or any(between(name) == "disc" for name in folders):
            return replace(_guessed(request, stem, above), episodes=(), pack=True)
        return _guessed(request, stem, above)
    marker, text = found
    return _named(marker, without_number(text[: marker.start], marker), above, season)


def _names_a_show(folder: str) -> bool:
    """Say whether a folder is neither a season's, nor a disc's, nor one that merely sorts."""
    return (
        season_of(folder) is None
        and not neutral_folder(fold(folder))
        and between(folder) not in ("disc", "within")
    )


def _marker(request: NameRequest, stem: str) -> tuple[Marker, str] | None:
    """Find the episode, and the text that it was found in."""
    marker = markers.find_marker(stem) or markers.find_date(stem)
    if marker is not None:
        return marker, stem
    text = plain(strip_group(stem))
    if loose := markers.find_loose(text):
        return loose, text
    special = specials.find_special(text)
    if special is not None and fold(text[: special.start]):
        return special, text
    if counting.restarts(text):
        return Marker(len(text), len(text), None, (), doubtful=True), text
    if request.anime:
        number = counting.find_number(text, None, absolute=True)
        if number is not None and fold(text[: number.start]):
            return number, text
    if found := markers.find_alone(text):
        return found, text
    if found := markers.find_of(text) or markers.find_part(text):
        return replace(found, season=1), text
    return None


def _named(marker: Marker, prefix: str, above: str | None, season: int | None) -> Name:
    """Put together what stands before the marker and what the folder above says."""
    cut = plain_cut(plain(strip_group(prefix)).strip(" -.,[("))
    title, country = _country(cut.title)
    titles = variants(title) if fold(title) else []
    agree = bool(titles)
    year = cut.year
    if above is not None:
        folder = plain_cut(plain(above))
        show, of = _country(folder.title)
        if not titles or fold(show) == fold(title):
            country, year = country or of, year or folder.year
            agree = not _differ(cut.year, folder.year)
            titles = [show, *titles]
        else:
            titles = [*titles, show]
    if country and titles:
        titles.insert(1, f"{titles[0]} ({country})")
    if cut.bare and cut.year:
        titles.append(f"{title} {cut.year}")
    return Name(
        titles=rank(titles),
        source="guessit",
        year=year,
        season=season if marker.season is None else marker.season,
        episodes=marker.episodes,
        air_date=marker.air_date,
        country=country,
        agree=agree and not marker.doubtful,
        bare=marker.bare and bool(marker.episodes),
    )


def _differ(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one != other


def _country(title: str) -> tuple[str, str | None]:
    match = _COUNTRY.search(title)
    if match is None or not fold(title[: match.start()]):
        return title, None
    return title[: match.start()].strip(), match["country"]


def _guessed(request: NameRequest, stem: str, above: str | None) -> Name:
    path = "/".join(request.path.split("/")[request.folder :][-3:])
    guess = ask_guessit(path, "episode", prefer_number=request.anime)
    cut: Cut = plain_cut(plain(strip_group(stem)))
    titles = [
        title for title in (guess.title, cut.title) if title and not neutral_folder(fold(title))
    ]
    if above:
        titles.append(plain_cut(plain(above)).title)
    seasons = guess.seasons
    return Name(
        titles=rank(titles),
        source="guessit",
        year=guess.year or cut.year,
        season=seasons[0] if len(seasons) == 1 else None,
        episodes=collapse(guess.episodes),
        country=guess.country,
        agree=guess.title is not None and fold(guess.title) == fold(cut.title),
        pack=len(seasons) > 1 or (not guess.episodes and PACK.search(stem) is not None),
    )
