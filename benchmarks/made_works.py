# ruff: noqa: E501 - the tables and the paths read better on one line
"""Made-up works and their files, to learn link trees from and to place in them.

Films with remakes, collections, parts and editions, series with specials and double episodes.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
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
QUESTIONS = [
    ("Qui a vu", "Who Saw"), ("Où va", "Where Goes"), ("Faut-il aimer", "Must We Love"), ("Et si c'était", "What If"),
    ("Comment garder", "How to Keep"), ("As-tu vu", "Have You Seen"), ("Pourquoi", "Why"), ("Mais où est", "Now Where Is"),
]
GROUPS = ["AMBRE", "Kestrel", "QUAY", "n0rd", "ZEPHYR"]
# fmt: on


@dataclass(frozen=True)
class Item:
    """A file with its work, and the link that a person made: ``also`` would have been as right.

    ``ruled`` is what the layout says where the link is against it; ``beside`` are links to what
    goes with the video.
    """

    work: WorkFacts
    file: FileFacts
    path: bytes
    also: tuple[bytes, ...] = ()
    ruled: bytes = b""
    beside: tuple[bytes, ...] = ()


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


def _lines(file: FileFacts) -> int | None:
    return file.media.lines if file.media is not None else None


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
        elif kind < 0.13:
            asks, their = rng.choice(QUESTIONS)
            french, english = f"{asks} {article} {name} ?", f"{their} the {NOUNS_EN[noun]}?"
        elif kind < 0.17:
            number = rng.randrange(2, 99)
            french, english = f"{number} {name}s", f"{number} {NOUNS_EN[noun]}s"
        elif kind < 0.174:
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
        elif kind < 0.10:
            files = [self.file(work, name), self.file(work, name)]
            while _lines(files[0]) == _lines(files[1]):
                files[1] = self.file(work, name)
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
