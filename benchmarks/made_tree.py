# ruff: noqa: E501 - the paths read better on one line
"""The link trees that people make of films and series, each layout a function.

They are written without vidtui's own templates: each layout has its way with articles, colons,
accents, several genres, parts and seasons. Everything is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from made_works import Item, Made, Maker, dashed, first, tight

from vidtui.layout.model import FileFacts

Layout = Callable[[Made, FileFacts], Sequence[str]]
"""Returns the path of a link without its ending, and others that would be as right."""


def _tail(file: FileFacts) -> str:
    media = file.media
    assert media is not None
    spoken = {("fr",): "FR", ("fr", "en"): "MULTi", ("en",): "VOSTFR"}[media.audio_languages]
    codec = {"H.264": "H264", "H.265": "HEVC"}[media.video_codec or ""]
    lines = {2160: "4K", 480: "SD"}.get(media.lines or 0, f"{media.lines}p")
    return f"{spoken} {media.audio[0].codec} {codec} {lines}"


def _mark(file: FileFacts, joint: str = "-E", form: str = "S{s:02}E{e:02}") -> str:
    head = file.episodes[0]
    text = form.format(s=head.season, e=head.number)
    if len(file.episodes) > 1:
        text += f"{joint}{file.episodes[-1].number:02}"
    return text


def _title_of(file: FileFacts, write: Callable[[str], str], before: str = " - ") -> str:
    titles = [mark.title for mark in file.episodes if mark.title]
    return before + write(" + ".join(dict.fromkeys(titles))) if titles else ""


def _named(made: Made, write: Callable[[str], str] = dashed) -> str:
    return f"{write(made.work.title)} ({made.work.year})"


def _part(file: FileFacts, form: str) -> str:
    return form.format(file.part) if file.part is not None else ""


def jellyfin(made: Made, file: FileFacts) -> Sequence[str]:
    """Film folders with ids, shows with seasons."""
    if made.work.kind == "film":
        name = f"{_named(made)} [tmdbid-{made.work.ids['tmdb']}]"
        return [f"Films/{name}/{name}{_part(file, '-cd{}')}"]
    season = f"Season {file.episodes[0].season:02}"
    name = f"{dashed(made.work.title)} {_mark(file)}{_title_of(file, dashed)}"
    return [f"Shows/{_named(made)}/{season}/{name}"]


def kodi(made: Made, file: FileFacts) -> Sequence[str]:
    """Original titles, the season without a zero, specials apart."""
    title = dashed(made.work.original_title or made.work.title)
    if made.work.kind == "film":
        name = f"{title} ({made.work.year})"
        return [f"movies/{name}/{name}{_part(file, '.part{}')}"]
    number = file.episodes[0].season
    season = f"Season {number}" if number else "Specials"
    return [f"tvshows/{title} ({made.work.year})/{season}/{title} {_mark(file, 'E')}"]


def plex(made: Made, file: FileFacts) -> Sequence[str]:
    """Ids in braces, editions, small letters in the marks of episodes."""
    name = f"{_named(made)} {{tmdb-{made.work.ids['tmdb']}}}"
    if made.work.kind == "film":
        cut = f" {{edition-{file.edition}}}" if file.edition else ""
        return [f"Movies/{name}/{_named(made)}{cut}{_part(file, ' - pt{}')}"]
    season = f"Season {file.episodes[0].season:02}"
    mark = _mark(file, "-e", "s{s:02}e{e:02}")
    return [f"TV Shows/{_named(made)}/{season}/{_named(made)} - {mark}{_title_of(file, dashed)}"]


def by_genre(made: Made, file: FileFacts) -> Sequence[str]:
    """Under the first genre that the provider names, the copy in the name."""
    if made.work.kind == "film":
        name = f"{_named(made, tight)} {_tail(file)}{_part(file, ' - CD{}')}"
        return [f"Films/{genre}/{name}" for genre in made.work.genres]
    return french(made, file)


def by_range(made: Made, file: FileFacts) -> Sequence[str]:
    """Stretches of the alphabet, articles ignored."""
    letter = first(made.work.title)
    spans = ("A-C", "D-H", "I-M", "N-Q", "R-Z")
    span = next((one for one in spans if one[0] <= letter <= one[2]), "0-9")
    if made.work.kind == "film":
        return [f"Films/{span}/{_named(made)}/{_named(made)}{_part(file, '-cd{}')}"]
    season = f"S{file.episodes[0].season:02}"
    return [
        f"Séries/{letter if letter.isalpha() else '#'}/{_named(made)}/{season}/{_mark(file)}{_title_of(file, dashed)}"
    ]


def by_decade(made: Made, file: FileFacts) -> Sequence[str]:
    """Decades for films and for series."""
    year = made.work.year or 0
    decade = f"{year // 10 * 10}s"
    if made.work.kind == "film":
        return [f"Films/{decade}/{_named(made)}/{_named(made)}{_part(file, '-cd{}')}"]
    name = f"{dashed(made.work.title)} - {_mark(file, '-', '{s}x{e:02}')}"
    return [f"Series/{decade}/{_named(made)}/{name}"]


def flat(made: Made, file: FileFacts) -> Sequence[str]:
    """Everything side by side; a folder a show without seasons."""
    if made.work.kind == "film":
        return [f"Films/{_named(made)}{_part(file, '.cd{}')}"]
    return [f"Séries/{dashed(made.work.title)}/{dashed(made.work.title)} - {_mark(file)}"]


def french(made: Made, file: FileFacts) -> Sequence[str]:
    """``Saison 1`` and ``Spéciaux``; films under their letter."""
    if made.work.kind == "film":
        return (
            [f"Films/{first(made.work.title)}/{_named(made)}{_part(file, ' CD{}')}"]
            if first(made.work.title).isalpha()
            else [f"Films/0-9/{_named(made)}{_part(file, ' CD{}')}"]
        )
    number = file.episodes[0].season
    season = f"Saison {number}" if number else "Spéciaux"
    name = (
        f"{dashed(made.work.title)} - {_mark(file, 'E')}{_title_of(file, dashed)} - {_tail(file)}"
    )
    return [f"Séries/{dashed(made.work.title)}/{season}/{name}"]


def genre_and_range(made: Made, file: FileFacts) -> Sequence[str]:
    """``Films/GENRE/RANGE/``: one genre yields to another, one film in fifty lies elsewhere."""
    letter = first(made.work.title)
    span = next((one for one in ("A-F", "G-M", "N-Z") if one[0] <= letter <= one[2]), "0-9")
    if made.work.kind == "film":
        pick = made.whim if made.files[0].key % 50 == 0 else made.pick
        genres = [pick, *(genre for genre in made.work.genres if genre != pick)]
        return [
            f"Films/{genre}/{span}/{_named(made)}/{_named(made)}{_part(file, '-cd{}')}"
            for genre in genres
        ]
    return french(made, file)


def anime(made: Made, file: FileFacts) -> Sequence[str]:
    """Absolute numbers, no seasons."""
    if made.work.kind == "film":
        return jellyfin(made, file)
    numbers = [mark.absolute for mark in file.episodes]
    text = "-".join(f"{number:03}" for number in numbers)
    return [
        f"Animes/{dashed(made.work.title)} ({made.work.year})/{dashed(made.work.title)} - {text}"
    ]


def mixed(made: Made, file: FileFacts) -> Sequence[str]:
    """Several layouts in one root: by what a work is, each first folder has its own."""
    work = made.work
    if work.kind != "film":
        if "Animation" in work.genres:
            return [
                f"Dessins animés/{_named(made)}/Saison {file.episodes[0].season:02}/{_mark(file)}{_title_of(file, dashed)}"
            ]
        return french(made, file)
    if "Animation" in work.genres:
        return [f"Dessins animés/{_named(made)}/{_named(made)}{_part(file, '-cd{}')}"]
    if "Documentaire" in work.genres:
        return [f"Documentaires/{work.year}/{dashed(work.title)}{_part(file, ' part {}')}"]
    return [
        f"Films/{first(work.title) if first(work.title).isalpha() else '0-9'}/{_named(made, tight)} {_tail(file)}{_part(file, ' CD{}')}"
    ]


def renamer(made: Made, file: FileFacts) -> Sequence[str]:
    """As a renamer writes them: every fact of the copy in the name, stretches of letters."""
    if made.work.kind == "film":
        letter = first(made.work.title) if first(made.work.title).isalpha() else "#"
        return [f"Films/{letter}/{_named(made, tight)} {_tail(file)}{_part(file, ' - CD{}')}"]
    name = f"{_named(made, tight)} - {_mark(file, 'E')}{_title_of(file, tight)} - {_tail(file)}"
    return [f"Séries/{_named(made, tight)}/Saison {file.episodes[0].season:02}/{name}"]


def sagas(made: Made, file: FileFacts) -> Sequence[str]:
    """Films of a collection in its folder, the others beside them."""
    if made.work.kind == "film":
        saga = f"Saga {dashed(made.work.collection[:-7])}/" if made.work.collection else ""
        return [f"Films/{saga}{_named(made)}/{_named(made)}{_part(file, '-cd{}')}"]
    return french(made, file)


def release(made: Made, file: FileFacts) -> Sequence[str]:
    """The names of releases kept, sorted by genre and year."""
    stem = file.path.decode().rpartition("/")[2].rpartition(".")[0]
    if made.work.kind == "film":
        return [f"Films/{made.work.year}/{stem}"]
    return [f"Séries/{_named(made)}/Saison {file.episodes[0].season:02}/{stem}"]


def whim(made: Made, file: FileFacts) -> Sequence[str]:
    """Any of a film's genres, as it came: nothing can be learned but what the genres are."""
    if made.work.kind == "film":
        genres = [made.whim, *(genre for genre in made.work.genres if genre != made.whim)]
        return [
            f"Films/{genre}/{_named(made)}/{_named(made)}{_part(file, '-cd{}')}" for genre in genres
        ]
    return french(made, file)


LAYOUTS: dict[str, Layout] = {
    "jellyfin": jellyfin,
    "kodi": kodi,
    "plex": plex,
    "by genre": by_genre,
    "by ranges": by_range,
    "by decade": by_decade,
    "flat": flat,
    "french seasons": french,
    "genre/range": genre_and_range,
    "anime absolute": anime,
    "mixed": mixed,
    "renamer": renamer,
    "sagas": sagas,
    "release names": release,
    "genre at whim": whim,
}


def items(name: str, films: int, shows: int, seed: int = 1) -> list[Item]:
    """Return the files of a made-up library with the links of one layout.

    Versions of a film bear their resolution where nothing else in their names tells them apart.
    """
    maker = Maker(seed)
    layout = LAYOUTS[name]
    found: dict[str, Item] = {}
    for made in (*maker.films(films), *maker.shows(shows, absolute=name == "anime absolute")):
        paths = [list(layout(made, file)) for file in made.files]
        is_told = len({one[0] for one in paths}) == len(paths)
        for file, whole in zip(made.files, paths, strict=True):
            ending = "." + file.path.decode().rpartition(".")[2]
            label = "" if is_told or file.media is None else f" - {file.media.lines}p"
            path, *also = (one + label + ending for one in whole)
            if path.casefold() not in found:  # two works of one title where the year is not told
                found[path.casefold()] = Item(
                    made.work, file, path.encode(), tuple(one.encode() for one in also)
                )
    return list(found.values())
