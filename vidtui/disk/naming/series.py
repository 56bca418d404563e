"""Episodes that the fast path declined: explicit markers first, guessit for what has none."""

from __future__ import annotations

import re
from dataclasses import replace

from vidtui.disk.naming import counting, seasons
from vidtui.disk.naming import episodes as markers
from vidtui.disk.naming.cleaning import plain, strip_group
from vidtui.disk.naming.counting import NEUTRAL
from vidtui.disk.naming.episodes import Marker
from vidtui.disk.naming.facts import ask_guessit
from vidtui.disk.naming.further import MAX_RANGE
from vidtui.disk.naming.ids import strip_tags
from vidtui.disk.naming.layout import Layout
from vidtui.disk.naming.lexicon import PACK, SITE, neutral_folder
from vidtui.disk.naming.name import Name, NameRequest
from vidtui.disk.naming.seasons import between, season_of
from vidtui.disk.naming.titles import Cut, plain_cut, rank, variants
from vidtui.text import fold

_BOTH_NUMBERS = re.compile(
    r"[ ._]+[-–][ ._]+#?(?P<number>\d{2,4})(?:v\d)?[ ._]*[-–]?[ ._]*[\[({]*$"
)
"""``Show - 013 - `` in front of ``S01E13``: the number that counts from the first season on."""
_COUNTRY = re.compile(r"\s*[\[(](?P<country>US|UK|AU|NZ|CA)[\])]$")


def has_episode(stem: str, layout: Layout | None, *, anime: bool) -> bool:
    """Say whether a file whose folders name no kind is an episode."""
    if markers.find_marker(stem) is not None:
        return True
    if layout is not None and layout.season is not None:
        return True
    if not anime:
        return False
    text = plain(strip_group(stem))
    found = markers.find_loose(text) or counting.find_number(text, None, absolute=True)
    return found is not None


def read_below(request: NameRequest, stem: str, layout: Layout) -> Name:
    """Read an episode below a recognised layout, which names show, year and season."""
    stem = strip_tags(SITE.sub("", stem))
    marker, prefix, is_pack, agree = _find(request, stem, layout)
    own = _own_cut(prefix)
    season = layout.season if marker.season is None else marker.season
    year, country, is_namesake = _dated(own, layout, season)
    titles = layout.show, layout.other, own.title, layout.whole
    found = marker.episodes
    is_dated = marker.air_date is not None
    is_sure = not (marker.doubtful or layout.unsure or is_namesake)
    return Name(
        titles=rank(_with_country([one for one in titles if one], country)),
        source="folders",
        year=year,
        season=None if is_dated else season,
        episodes=found,
        air_date=marker.air_date,
        country=country,
        agree=agree and is_sure and _fits(own, marker, layout),
        pack=is_pack,
        show_folder=layout.folder,
        bare=marker.bare and bool(found),
    )


def _find(request: NameRequest, stem: str, layout: Layout) -> tuple[Marker, str, bool, bool]:
    """Return the episode's marker, what stands before it, whether it is a pack, and is certain."""
    marker, prefix = _explicit(request, stem, layout)
    if marker is not None:
        return marker, prefix, False, True
    if layout.is_disc or seasons.is_disc(_masked(stem, layout)) or _is_pack(stem):
        return Marker(0, 0, layout.season, ()), prefix, True, True
    marker = _implicit(request, stem, layout)
    if marker is not None:
        return marker, prefix, False, True
    marker, agree = _guessed(request, stem, layout)
    return marker, prefix, False, agree


def _fits(own: Cut, marker: Marker, layout: Layout) -> bool:
    """Say whether a file's own title and season are its folder's; specials may lie anywhere."""
    if marker.season and _differ(marker.season, layout.season):
        return False
    folded = fold(own.title)
    known = {word for name in layout.names for word in name.split()}
    return not folded or bool(set(folded.split()) & known)


def _dated(own: Cut, layout: Layout, season: int | None) -> tuple[int | None, str | None, bool]:
    """Return year and country of the show, and whether a file's own are those of a namesake.

    A later year behind the show's name may be that of a later season, or of a single episode.
    """
    year = None if own.bare and fold(own.title) not in layout.names else own.year
    match = _COUNTRY.search(own.title)
    country = match["country"] if match and fold(own.title[: match.start()]) else None
    is_other = _is_of_another(year, layout.year, season)
    is_foreign = _differ(country, layout.country)
    return (
        year if is_other else layout.year or year,
        country if is_foreign else layout.country or country,
        is_other or is_foreign,
    )


def _is_of_another(own: int | None, show: int | None, season: int | None) -> bool:
    """Say whether a file's own year is not its show's, nor that of a later season."""
    off = own - show if own and show else 0
    return off < -1 or (off > 1 and season == 1)


def _is_pack(stem: str) -> bool:
    return PACK.search(stem) is not None and not re.search(r"\d{1,3}\s*[-–.]", stem)


def _explicit(request: NameRequest, stem: str, layout: Layout) -> tuple[Marker | None, str]:
    """Find a marker in the file's name, or else in the release folders around it."""
    lower = request.path.split("/")[layout.depth : -1]
    texts = [stem, *reversed(lower)]
    for text in texts:
        marker = markers.find_marker(text)
        if marker is not None:
            return marker, without_number(text[: marker.start], marker)
    years = [int(text) for text in lower if re.fullmatch(r"(?:19|20)\d\d", text)]
    for text in texts:
        marker = markers.find_date(text, years[-1] if years else None)
        if marker is not None:
            return marker, text[: marker.start]
    return None, ""


def without_number(prefix: str, marker: Marker) -> str:
    """Drop the second number of an episode that has two, off what stands before its marker."""
    match = _BOTH_NUMBERS.search(prefix)
    if match is None or not marker.episodes or int(match["number"]) < marker.episodes[0]:
        return prefix
    return prefix[: match.start()]


def _implicit(request: NameRequest, stem: str, layout: Layout) -> Marker | None:
    """Find a number that only the folders give its meaning; None where guessit is to be asked."""
    text, season = _masked(stem, layout), layout.season
    leading = counting.find_leading(text, season)
    if leading is None and (worded := _worded(request, text, layout)):
        return worded
    if _begins_anew(layout, text):
        return Marker(0, 0, season, (), doubtful=True)
    if season == 0:
        return leading or _within(text, 0)
    if request.anime:
        return leading or _numbered(text, season, absolute=True)
    return counting.find_compact(text, season) or leading or _numbered(text, season, absolute=False)


def _begins_anew(layout: Layout, text: str) -> bool:
    """Say whether a number counts within something else than a season."""
    return layout.restarts or layout.is_disc or counting.restarts(text)


def _numbered(text: str, season: int | None, *, absolute: bool) -> Marker | None:
    """Find a number without a word of its own, the likeliest way of writing it first."""
    return (
        _of_show(markers.find_of(text), text, season)
        or counting.find_title_season(text, season)
        or counting.find_number(text, season, absolute=absolute)
        or _of_show(markers.find_part(text), text, season)
    )


def _worded(request: NameRequest, text: str, layout: Layout) -> Marker | None:
    """Find a number that a word marks: a special, ``saison 1 ep 2``, ``épisode 2`` alone."""
    if special := seasons.find_special(text):
        return _special(request, text, layout, special)
    if loose := markers.find_loose(text):
        return loose
    alone = markers.find_alone(text)
    if alone is None or (layout.restarts and layout.season is None):
        return None
    return replace(alone, season=layout.season, bare=request.anime)


def _special(request: NameRequest, text: str, layout: Layout, special: Marker) -> Marker:
    """Return a special, or the episode of a season that is merely called one behind its mark."""
    season, trusted = layout.season, not (layout.restarts or layout.is_disc)
    marked = markers.find_alone(text[: special.start])
    if marked and season is not None and trusted and not seasons.is_apart(text, special):
        return replace(marked, season=season, bare=request.anime)
    # The folder of the specials counts them itself.
    return special if season != 0 or special.episodes else _within(text, 0)


def _within(text: str, season: int) -> Marker:
    """Read the number of a special by its place; a part of one is no number."""
    found = counting.find_number(text, season, absolute=False)
    return found if found and found.episodes else Marker(0, 0, season, ())


def _of_show(marker: Marker | None, text: str, season: int | None) -> Marker | None:
    """Return the part of a mini-series; one behind another title is a part of that episode."""
    if marker is None or fold(text[: marker.start]) not in ("", NEUTRAL.lower()):
        return None
    return replace(marker, season=season or 1)


def _masked(stem: str, layout: Layout) -> str:
    """Return the plain stem with its group and its show's title taken out of the front."""
    text = plain(strip_group(stem))
    words = text.split(" ")
    best = 0
    for count in range(1, len(words) + 1):
        if fold(words[count - 1]) and fold(" ".join(words[:count])) in layout.names:
            best = count
    return NEUTRAL + " " + " ".join(words[best:]) if best else text


def _guessed(request: NameRequest, stem: str, layout: Layout) -> tuple[Marker, bool]:
    text = _masked(stem, layout)
    if markers.find_of(text) or markers.find_part(text):
        return Marker(0, 0, layout.season, ()), False  # a part of an episode that is not numbered
    guess = ask_guessit(text, "episode", prefer_number=request.anime)
    found = collapse(guess.episodes)
    season = layout.season
    if season is None and len(guess.seasons) == 1:
        season = guess.seasons[0]
    return Marker(0, 0, season, found, bare=request.anime), bool(found)


def collapse(found: tuple[int, ...]) -> tuple[int, ...]:
    """Return distinct episodes, or the first where they are too far apart to be of one file."""
    distinct = tuple(dict.fromkeys(found))
    return distinct[:1] if distinct and max(distinct) - min(distinct) > MAX_RANGE else distinct


def _own_cut(prefix: str) -> Cut:
    return plain_cut(plain(strip_group(prefix)).strip(" -.,[("))


_LAST_COUNTRY = re.compile(r"\s*[\[(]?\b(?P<country>US|UK|AU|NZ|CA|FR|BE)\b[\])]?$")


def read_flat(request: NameRequest, stem: str) -> Name:
    """Read an episode from its own name, and from the folder above where that agrees."""
    stem = strip_tags(SITE.sub("", stem))
    folders = request.path.split("/")[request.folder : -1]
    above = next(filter(_names_a_show, reversed(folders)), None)
    season = next((s for s in map(season_of, reversed(folders)) if s is not None), None)
    found = _marker(request, stem)
    if found is None:
        if seasons.is_disc(stem) or any(between(name) == "disc" for name in folders):
            return replace(_guessed_alone(request, stem, above), episodes=(), pack=True)
        return _guessed_alone(request, stem, above)
    marker, text = found
    return _named_alone(marker, without_number(text[: marker.start], marker), above, season)


def _names_a_show(folder: str) -> bool:
    """Say whether a folder is neither a season's, nor a disc's, nor one that merely sorts."""
    return (
        season_of(folder) is None
        and not neutral_folder(fold(folder))
        and between(folder) not in ("disc", "within")
    )


def _marker(request: NameRequest, stem: str) -> tuple[Marker, str] | None:
    """Find the episode, and the text that it was found in, the likeliest way of writing first."""
    marker = markers.find_marker(stem) or markers.find_date(stem)
    if marker is not None:
        return marker, stem
    text = plain(strip_group(stem))
    finders = (
        markers.find_loose,
        _special_alone,
        _restart,
        *([_absolute] if request.anime else []),
        markers.find_alone,
        _part_alone,
    )
    found = next(filter(None, (find(text) for find in finders)), None)
    return (found, text) if found else None


def _special_alone(text: str) -> Marker | None:
    """Find a special behind the show's title."""
    special = seasons.find_special(text)
    return special if special and fold(text[: special.start]) else None


def _restart(text: str) -> Marker | None:
    """Return that nobody can say which episode it is, where numbers begin anew within a part."""
    if not counting.restarts(text):
        return None
    return Marker(len(text), len(text), None, (), doubtful=True)


def _absolute(text: str) -> Marker | None:
    """Find a bare number behind the show's title."""
    number = counting.find_number(text, None, absolute=True)
    return number if number and fold(text[: number.start]) else None


def _part_alone(text: str) -> Marker | None:
    """Find a part, which is an episode of a show of one season."""
    found = markers.find_of(text) or markers.find_part(text)
    return replace(found, season=1) if found else None


def _named_alone(marker: Marker, prefix: str, above: str | None, season: int | None) -> Name:
    """Put together what stands before the marker and what the folder above says."""
    cut = plain_cut(plain(strip_group(prefix)).strip(" -.,[("))
    title, country = _country(cut.title)
    titles = variants(title) if fold(title) else []
    agree, year = bool(titles), cut.year
    if above is not None:
        folder = plain_cut(plain(above))
        show, of = _country(folder.title)
        if titles and fold(show) != fold(title):
            titles = [*titles, show]
        else:
            country, year = country or of, year or folder.year
            agree, titles = not _differ(cut.year, folder.year), [show, *titles]
    dated = [f"{title} {cut.year}"] if cut.bare and cut.year else []
    return Name(
        titles=rank([*_with_country(titles, country), *dated]),
        source="guessit",
        year=year,
        season=season if marker.season is None else marker.season,
        episodes=marker.episodes,
        air_date=marker.air_date,
        country=country,
        agree=agree and not marker.doubtful,
        bare=marker.bare and bool(marker.episodes),
    )


def _with_country(titles: list[str], country: str | None) -> list[str]:
    """Return titles with the best of them in its country: ``Shameless (US)``."""
    return [*titles[:1], f"{titles[0]} ({country})", *titles[1:]] if titles and country else titles


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _country(title: str) -> tuple[str, str | None]:
    match = _LAST_COUNTRY.search(title)
    if match is None or not fold(title[: match.start()]):
        return title, None
    return title[: match.start()].strip(), match["country"]


def _guessed_alone(request: NameRequest, stem: str, above: str | None) -> Name:
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
