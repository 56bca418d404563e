"""Episodes that the fast path declined: explicit markers first, guessit for what has none."""

from __future__ import annotations

import re
from dataclasses import replace

from vidtui.library.naming import episodes as markers
from vidtui.library.naming.episodes import MAX_RANGE, Marker
from vidtui.library.naming.facts import ask_guessit
from vidtui.library.naming.ids import strip_tags
from vidtui.library.naming.layout import Layout, season_of
from vidtui.library.naming.name import Name, NameRequest
from vidtui.library.naming.plain import plain, strip_group
from vidtui.library.naming.titles import Cut, plain_cut, rank, variants
from vidtui.library.naming.words import PACK, SITE, neutral_folder
from vidtui.text import fold

_COUNTRY = re.compile(r"\s*[\[(]?\b(?P<country>US|UK|AU|NZ|CA|FR|BE)\b[\])]?$")
_NEUTRAL = "Show"
"""Stands for the show's title where its digits would pass for an episode number."""


def has_episode(stem: str, layout: Layout | None, *, anime: bool) -> bool:
    """Say whether a file whose folders name no kind is an episode."""
    if markers.find_marker(stem) is not None:
        return True
    if layout is not None and layout.season is not None:
        return True
    return anime and markers.find_number(plain(stem), None, absolute=True) is not None


def read_series(request: NameRequest, stem: str, layout: Layout | None) -> Name:
    """Read an episode from its path."""
    bare = strip_tags(SITE.sub("", stem))
    if layout is not None:
        return _below(request, bare, layout)
    return _alone(request, bare)


def _below(request: NameRequest, stem: str, layout: Layout) -> Name:
    """Read an episode below a recognised layout, which names show, year and season."""
    lower = request.path.split("/")[layout.depth : -1]
    marker, text = _explicit([stem, *reversed(lower)], layout)
    own = _own_cut(text[: marker.start]) if marker else Cut("")
    agree = True
    if marker is None:
        marker, agree = _guess_below(stem, layout, request)
    season = marker.season if marker.season is not None else layout.season
    if marker.absolute and layout.season not in (None, 1):
        season = None
    if layout.season is not None and season is not None and season != layout.season:
        agree = False
    folded = fold(own.title)
    related = not folded or bool(set(folded.split()) & set(layout.folded.split()))
    titles = [layout.show]
    if layout.country:
        titles.append(f"{layout.show} ({layout.country})")
    return Name(
        titles=rank([*titles, own.title]),
        source="folders",
        year=layout.year or (None if own.bare and folded != layout.folded else own.year),
        season=season if marker.air_date is None else None,
        episodes=marker.episodes,
        air_date=marker.air_date,
        country=layout.country,
        agree=agree and related and not marker.doubtful,
        pack=not marker.episodes and not marker.air_date and PACK.search(stem) is not None,
        show_folder=layout.folder,
    )


def _explicit(texts: list[str], layout: Layout) -> tuple[Marker | None, str]:
    """Find a marker in the file's name, or else in the release folders around it."""
    for text in texts:
        marker = markers.find_marker(text)
        if marker is not None:
            return marker, text
    for text in texts:
        marker = markers.find_date(text)
        if marker is not None:
            return marker, text
    stem = _without_show(texts[0], layout)
    marker = markers.find_alone(stem)
    if marker is not None and not _counts_from_title(stem, marker):
        return replace(marker, season=layout.season, start=0), ""
    return None, ""


def _counts_from_title(stem: str, marker: Marker) -> bool:
    """Say whether ``07 - Episode 5`` has its own number in front of a title."""
    return re.match(r"\d{1,3}\s*-\s", stem) is not None and marker.start > 0


def _without_show(stem: str, layout: Layout) -> str:
    """Return the plain stem with its group and its show's title taken out of the front."""
    text = plain(strip_group(stem))
    words = text.split(" ")
    for count in range(1, len(words) + 1):
        if fold(" ".join(words[:count])) == layout.folded:
            return _NEUTRAL + " " + " ".join(words[count:])
    return text


def _guess_below(stem: str, layout: Layout, request: NameRequest) -> tuple[Marker, bool]:
    text = _without_show(stem, layout)
    absolute = request.anime and layout.season != 0
    marker = markers.find_number(text, layout.season, absolute=absolute)
    if marker is None:
        part = markers.find_part(text)
        marker = replace(part, season=layout.season or 1) if part else None
    if marker is not None:
        return marker, True
    guess = ask_guessit(text, "episode", prefer_number=request.anime)
    found = _collapse(guess.episodes)
    season = layout.season
    if season is None and len(guess.seasons) == 1:
        season = guess.seasons[0]
    return Marker(0, 0, season, found), bool(found)


def _collapse(found: tuple[int, ...]) -> tuple[int, ...]:
    distinct = tuple(dict.fromkeys(found))
    return distinct[:1] if distinct and max(distinct) - min(distinct) > MAX_RANGE else distinct


def _own_cut(prefix: str) -> Cut:
    return plain_cut(plain(strip_group(prefix)))


def _alone(request: NameRequest, stem: str) -> Name:
    """Read an episode whose folders name nothing for certain."""
    folders = request.path.split("/")[request.folder : -1]
    marker = markers.find_marker(stem) or markers.find_date(stem)
    text = plain(strip_group(stem))
    if marker is None and request.anime:
        marker = _in(text, markers.find_number(text, None, absolute=True))
        stem = text if marker else stem
    if marker is None and (found := markers.find_alone(text)):
        marker, stem = found, text
    if marker is None and (part := markers.find_part(text)):
        marker, stem = replace(part, season=1), text
    named = (n for n in reversed(folders) if season_of(n) is None and not neutral_folder(fold(n)))
    above = next(named, None)
    season = next((s for s in map(season_of, reversed(folders)) if s is not None), None)
    if marker is None:
        return _guess_alone(request, stem, above)
    prefix = plain(strip_group(stem[: marker.start])).strip(" -.,[(")
    cut = plain_cut(prefix)
    title, country = _country(cut.title)
    titles = variants(title) if fold(title) else []
    agree = bool(titles)
    if above is not None:
        folder = plain_cut(plain(above))
        if not titles or fold(folder.title) == fold(title):
            agree = agree or not titles
            titles = [folder.title, *titles]
        else:
            titles = [*titles, folder.title]
    if country:
        titles.insert(1, f"{title} ({country})")
    if cut.bare and cut.year:
        titles.append(f"{title} {cut.year}")
    return Name(
        titles=rank(titles),
        source="guessit",
        year=cut.year,
        season=season if marker.season is None and not marker.absolute else marker.season,
        episodes=marker.episodes,
        air_date=marker.air_date,
        country=country,
        agree=agree and not marker.doubtful,
    )


def _in(text: str, marker: Marker | None) -> Marker | None:
    return marker if marker and fold(text[: marker.start]) else None


def _country(title: str) -> tuple[str, str | None]:
    match = _COUNTRY.search(title)
    if match is None or not fold(title[: match.start()]):
        return title, None
    return title[: match.start()].strip(), match["country"]


def _guess_alone(request: NameRequest, stem: str, above: str | None) -> Name:
    path = "/".join(request.path.split("/")[request.folder :][-3:])
    guess = ask_guessit(path, "episode", prefer_number=request.anime)
    cut = plain_cut(plain(strip_group(stem)))
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
        episodes=_collapse(guess.episodes),
        country=guess.country,
        agree=guess.title is not None and fold(guess.title) == fold(cut.title),
        pack=len(seasons) > 1 or (not guess.episodes and PACK.search(stem) is not None),
    )
