# ruff: noqa: E501 - the tables and the paths read better on one line
"""Made-up works and the link trees that people make of them, to learn from and to place in.

The trees are written without vidtui's own templates: each layout has its way with articles, colons,
accents, several genres, versions, parts and seasons. Everything is made up.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from vidtui.disk.media_facts import AudioTrack, MediaFacts, SubtitleTrack
from vidtui.layout.model import EpisodeMark, FileFacts, WorkFacts

# fmt: off
NOUNS_FR = [
    ("le", "Voyageur"), ("la", "Falaise"), ("l'", "Été"), ("les", "Cerises"), ("le", "Phare"), ("l'", "Île"),
    ("la", "Nuit"), ("un", "Hiver"), ("une", "Forêt"), ("le", "Château"), ("la", "Rivière"), ("l'", "Étoile"),
    ("le", "Cœur"), ("la", "Garçonnière"), ("les", "Rêveurs"), ("le", "Facteur"), ("la", "Couronne"),
    ("l'", "Œillet"), ("le", "Zèbre"), ("la", "Kermesse"), ("le", "Quai"), ("l'", "Usine"), ("la", "Vallée"),
    ("les", "Jumeaux"), ("le", "Pêcheur"), ("l'", "Ombre"), ("la", "Danse"), ("le", "Bal"), ("la", "Guerre"),
]
ENDS_FR = [
    "de minuit", "bleu", "du Nord", "sans fin", "des âmes", "perdue", "d'Anaïs", "à l'aube", "interdit",
    "de Noël", "oublié", "des marais", "et moi", "du capitaine", "aux yeux clos", "de papier",
]
NOUNS_EN = [
    "Traveller", "Cliff", "Summer", "Cherries", "Lighthouse", "Island", "Night", "Winter", "Forest", "Castle",
    "River", "Star", "Heart", "Apartment", "Dreamers", "Postman", "Crown", "Carnation", "Zebra", "Fair", "Quay",
    "Factory", "Valley", "Twins", "Fisher", "Shadow", "Dance", "Ball", "War",
]
ENDS_EN = [
    "of Midnight", "Blue", "of the North", "Without End", "of Souls", "Lost", "of Anais", "at Dawn", "Forbidden",
    "of Christmas", "Forgotten", "of the Marsh", "and I", "of the Captain", "with Eyes Shut", "of Paper",
]
GENRES = [
    "Action", "Aventure", "Animation", "Comédie", "Crime", "Documentaire", "Drame", "Familial", "Fantastique",
    "Guerre", "Histoire", "Horreur", "Musique", "Mystère", "Romance", "Science-Fiction", "Thriller", "Western",
]
FIRST_CHOICE = [
    "Animation", "Documentaire", "Western", "Horreur", "Science-Fiction", "Guerre", "Musique", "Fantastique",
    "Histoire", "Crime", "Comédie", "Thriller", "Action", "Aventure", "Romance", "Mystère", "Familial", "Drame",
]
GROUPS = ["AMBRE", "Kestrel", "QUAY", "n0rd", "ZEPHYR"]
# fmt: on


@dataclass(frozen=True)
class Item:
    """A file with its work, and the link that a person made: ``also`` would have been as right."""

    work: WorkFacts
    file: FileFacts
    path: bytes
    also: tuple[bytes, ...] = ()


@dataclass
class Made:
    """A work as trees need it; ``pick`` and ``whim`` are the genres under which it is shelved."""

    work: WorkFacts
    files: list[FileFacts] = field(default_factory=list)
    pick: str = ""
    whim: str = ""


def plain(text: str) -> str:
    """Return a text without accents."""
    text = text.replace("œ", "oe").replace("Œ", "Oe")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def bare(title: str) -> str:
    """Return a title without its leading article, French or English."""
    return re.sub(r"(?i)^(?:(?:the|an?|les?|la|une?|des)\s+|l['’]\s*)", "", title) or title


def first(title: str) -> str:
    """Return the capital under which a title stands in the alphabet."""
    return plain(bare(title))[0].upper()


def dashed(title: str) -> str:
    """Write a title as most people do: a colon is a dash with spaces, other signs go."""
    return " ".join(re.sub(r'[/\\*"<>|?]', "", re.sub(r"\s*:\s*", " - ", title)).split()).strip(
        " ."
    )


def tight(title: str) -> str:
    """Write a title as a renamer does: each sign is a dash, a question mark three dots."""
    text = title.replace("œ", "oe").replace("Œ", "Oe")
    return " ".join(re.sub(r"\s*\?", "...", re.sub(r'[:/\\*"<>|]', "-", text)).split()).strip(" ")


def dotted(title: str) -> str:
    """Write a title as releases do."""
    return re.sub(r"\.{2,}", ".", re.sub(r"[^\w-]+", ".", plain(title))).strip(".")


class Maker:
    """Makes works and their files, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.keys = 0
        self.used: set[tuple[str, int]] = set()

    def titles(self) -> tuple[str, str]:
        """Return a French title, and the English one of the same work."""
        rng = self.random
        noun, end = rng.randrange(len(NOUNS_FR)), rng.randrange(len(ENDS_FR))
        article, name = NOUNS_FR[noun]
        french = f"{article}{'' if article.endswith(chr(39)) else ' '}{name} {ENDS_FR[end]}"
        english = f"{rng.choice(['The ', 'The ', '', 'A '])}{NOUNS_EN[noun]} {ENDS_EN[end]}"
        french = french[0].upper() + french[1:]
        kind = rng.random()
        if kind < 0.10:
            other = rng.choice(NOUNS_FR)[1]
            french, english = f"{french} : {other}", f"{english}: {rng.choice(NOUNS_EN)}"
        elif kind < 0.14:
            french, english = f"Qui a vu {article} {name} ?", f"Who Saw the {NOUNS_EN[noun]}?"
        elif kind < 0.18:
            number = rng.randrange(2, 99)
            french, english = f"{number} {name}s", f"{number} {NOUNS_EN[noun]}s"
        elif kind < 0.20:
            french, english = f"{name}/{rng.choice(NOUNS_FR)[1]}", f"{NOUNS_EN[noun]}/Off"
        return french, english

    def work(self, kind: str, titles: tuple[str, str] | None = None, **more: object) -> WorkFacts:
        """Return a work; one in twenty has the title of an earlier one and another year."""
        rng = self.random
        while True:
            french, english = titles or self.titles()
            year = rng.randrange(1938, 2026)
            if (french, year) not in self.used:
                break
            titles = None
        self.used.add((french, year))
        self.keys += 1
        return WorkFacts(
            key=f"{kind}:{self.keys}",
            kind=kind,  # type: ignore[arg-type]
            title=french,
            year=year,
            language="fr",
            original_title=english if rng.random() < 0.6 else french,
            titles=(french, english),
            by_language={"fr": french, "en": english},
            ids={"tmdb": str(10_000 + self.keys), "imdb": f"tt{1_000_000 + self.keys}"},
            genres=tuple(rng.sample(GENRES, rng.choice([1, 1, 2, 2, 2, 3, 3, 4]))),
            **more,  # type: ignore[arg-type]
        )

    def media(self) -> MediaFacts:
        """Return what a probe reads of a copy."""
        rng = self.random
        lines = rng.choice([2160, 1080, 1080, 1080, 720, 480])
        spoken = rng.choice([("fr",), ("fr", "en"), ("fr", "en"), ("en",)])
        codec = rng.choice(["AC3", "DTS", "AAC", "EAC3"])
        return MediaFacts(
            lines=lines,
            video_codec=rng.choice(["H.264", "H.265"]),
            audio=tuple(AudioTrack(one, codec, "5.1") for one in spoken),
            subtitles=(SubtitleTrack("fr", "SUBRIP"),) if spoken == ("en",) else (),
        )

    def file(self, work: WorkFacts, name: str, **more: object) -> FileFacts:
        """Return a file of a work under a release's name."""
        rng = self.random
        self.keys += 1
        media = self.media()
        spoken = {("fr",): "FRENCH", ("fr", "en"): "MULTi", ("en",): "VOSTFR"}[
            media.audio_languages
        ]
        codec = "x264" if media.video_codec == "H.264" else "x265"
        source = rng.choice(["BluRay", "WEB-DL", "HDTV"])
        stem = f"{name}.{spoken}.{media.lines}p.{source}.{codec}-{rng.choice(GROUPS)}"
        folder = "Films" if work.kind == "film" else f"Series/{dotted(work.title)}"
        ending = rng.choice(["mkv", "mkv", "mp4", "avi"])
        path = f"{folder}/{stem}.{ending}".encode()
        return FileFacts(self.keys, path, media=media, **more)  # type: ignore[arg-type]

    def films(self, count: int) -> Iterator[Made]:
        """Yield films: remakes, collections, versions, parts and editions among them."""
        rng = self.random
        made: list[Made] = []
        while len(made) < count:
            if rng.random() < 0.05:
                base, english = self.titles()
                for number in range(1, rng.randrange(3, 6)):
                    titles = (
                        (base, english)
                        if number == 1
                        else (f"{base} {number}", f"{english} {number}")
                    )
                    work = self.work("film", titles, collection=f"{base} - Saga")
                    made.append(self._with_files(work))
                continue
            again = made and rng.random() < 0.05
            titles = (rng.choice(made).work.title, self.titles()[1]) if again else None
            made.append(self._with_files(self.work("film", titles)))
        yield from made[:count]

    def _with_files(self, work: WorkFacts) -> Made:
        rng = self.random
        name = f"{dotted(work.original_title or work.title)}.{work.year}"
        kind = rng.random()
        if kind < 0.03:
            files = [self.file(work, f"{name}.CD{part}", part=part) for part in (1, 2)]
        elif kind < 0.06:
            files = [self.file(work, f"{name}.Director's Cut", edition="Director's Cut")]
        else:
            files = [self.file(work, name)]
        pick = min(work.genres, key=FIRST_CHOICE.index)
        return Made(work, files, pick, rng.choice(work.genres))

    def shows(self, count: int, *, absolute: bool = False) -> Iterator[Made]:
        """Yield series with seasons, specials, double episodes and gaps in the titles."""
        rng = self.random
        for _number in range(count):
            work = self.work("series")
            made = Made(work, [], min(work.genres, key=FIRST_CHOICE.index), work.genres[0])
            counted = 0
            seasons = list(range(1, rng.randrange(2, 6)))
            if rng.random() < 0.3 and not absolute:
                seasons.insert(0, 0)
            for season in seasons:
                number, last = 1, rng.randrange(4, 13)
                while number <= last:
                    double = rng.random() < 0.03 and number < last
                    marks = []
                    for one in range(number, number + 1 + double):
                        counted += season != 0
                        title = (
                            " ".join(self.titles()[0].split()[:3]).strip(" :")
                            if rng.random() < 0.85
                            else None
                        )
                        marks.append(
                            EpisodeMark(season, one, title, None, counted if season else None)
                        )
                    mark = f"S{season:02}E{number:02}" + (f"E{number + 1:02}" if double else "")
                    name = f"{dotted(work.title)}.{mark}"
                    made.files.append(self.file(work, name, episodes=tuple(marks)))
                    number += 1 + double
            yield made


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
        pick = made.whim if file.key % 50 == 0 else made.pick
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
    """Return the files of a made-up library with the links of one layout."""
    maker = Maker(seed)
    layout = LAYOUTS[name]
    found: dict[str, Item] = {}
    for made in (*maker.films(films), *maker.shows(shows, absolute=name == "anime absolute")):
        for file in made.files:
            ending = "." + file.path.decode().rpartition(".")[2]
            path, *also = (one + ending for one in layout(made, file))
            if path.casefold() not in found:  # two works of one title where the year is not told
                found[path.casefold()] = Item(
                    made.work, file, path.encode(), tuple(one.encode() for one in also)
                )
    return list(found.values())
