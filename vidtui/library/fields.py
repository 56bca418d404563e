"""The fields that a query may name, with all that is said of them: help, completion and errors.

Names and values are those of both languages at once, whichever is in force.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from vidtui.i18n import N_, _, current
from vidtui.text import fold

Kind = Literal["text", "number", "size", "date", "lines", "language", "choice", "id"]
"""``lines`` is a height of pictures: ``1080p``, ``4k``; ``text`` a part of one of its texts."""
Level = Literal["work", "file"]
"""What a field says something of: a film or series, or one of its files."""


class Choice(NamedTuple):
    """A value that a field may have: its name in both languages, what it means."""

    name: str
    french: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its names, what it holds, what is said of it.

    ``source`` is the part of the index that has it, ``example`` what could be asked.
    """

    name: str
    french: str
    kind: Kind
    level: Level
    source: str
    help: str
    example: str
    choices: tuple[Choice, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return all its names."""
        return tuple(dict.fromkeys((self.name, self.french, *self.aliases)))

    @property
    def label(self) -> str:
        """Return its name in the language in force."""
        return self.french if current() == "fr" else self.name


KINDS: Final = (
    Choice("film", "film"),
    Choice("series", "série"),
    Choice("unknown", "inconnu", N_("neither film nor series by its folder")),
    Choice("extra", "bonus", N_("a trailer, a sample, an extra")),
)
STATES: Final = (
    Choice("enriched", "identifié", N_("known to be a work")),
    Choice("pending", "à-valider", N_("waits for you")),
    Choice("queued", "en-file", N_("not asked about yet")),
    Choice("failed", "échec", N_("asking failed")),
    Choice("ignored", "hors-base", N_("in no database, as you said")),
)
LINKS: Final = (
    Choice("ok", "bon", N_("a link shows it")),
    Choice("broken", "cassé", N_("a link that showed it is broken")),
)
FLAGS: Final = (
    Choice("suspect", "suspect", N_("an automatic answer with something against it")),
    Choice("confirmed", "confirmé", N_("an answer that a person gave or confirmed")),
    Choice("missing", "manquant", N_("the file is not on disk any more")),
    Choice("away", "absent", N_("not met lately, on a root where that says little")),
    Choice("probed", "sondé", N_("its technical facts were read")),
    Choice("broken", "abîmé", N_("its container is truncated or cannot be read")),
    Choice("duplicate", "doublon", N_("another file has the same beginning, end and size")),
)
SOUNDS: Final = (
    Choice("vf", "vf", N_("French")),
    Choice("vff", "vff", N_("French as spoken in France, where that is said")),
    Choice("vfq", "vfq", N_("French as spoken in Quebec")),
    Choice("vo", "vo", N_("the language in which it was made")),
    Choice("vostfr", "vostfr", N_("its own language with French subtitles")),
    Choice("multi", "multi", N_("two languages or more")),
)
HEIGHTS: Final = (
    Choice("2160p", "2160p"),
    Choice("1440p", "1440p"),
    Choice("1080p", "1080p"),
    Choice("720p", "720p"),
    Choice("576p", "576p"),
    Choice("480p", "480p"),
)
FIELDS: Final = (
    Field("title", "titre", "text", "work", "titles", N_("any title of it"), "title:dune"),
    Field(
        "original", "original", "text", "work", "details",
        N_("its title in the language in which it was made"), "original:okuribito",
    ),
    Field("year", "année", "number", "work", "base", N_("its year"), "year:1990..1999"),
    Field("kind", "type", "choice", "file", "base", N_("film or series"), "kind:film", KINDS),
    Field(
        "genre", "genre", "text", "work", "details", N_("a genre, in English or French"),
        "genre:thriller,comedy",
    ),
    Field(
        "director", "réalisateur", "text", "work", "details", N_("who directed or created it"),
        "director:kurosawa", aliases=("creator", "créateur"),
    ),
    Field(
        "actor", "acteur", "text", "work", "details", N_("who plays in it"), "actor:weaver",
        aliases=("cast",),
    ),
    Field(
        "collection", "collection", "text", "work", "details", N_("the collection it belongs to"),
        "collection:alien", aliases=("saga",),
    ),
    Field(
        "country", "pays", "text", "work", "details", N_("a country it is from, by its code"),
        "country:FR",
    ),
    Field(
        "language", "langue", "language", "work", "details",
        N_("the language in which it was made"), "language:japanese",
    ),
    Field(
        "rating", "note", "number", "work", "details", N_("its rating, out of ten"), "rating:7..",
    ),
    Field("votes", "votes", "number", "work", "details", N_("how many voted"), "votes:1000.."),
    Field(
        "id", "id", "id", "work", "details", N_("its id at TMDB, IMDb or TVDB"), "id:tmdb:603",
    ),
    Field(
        "state", "état", "choice", "file", "base", N_("how far it is identified"),
        "state:pending", STATES,
    ),
    Field(
        "is", "est", "choice", "file", "flags", N_("something that is so"), "is:suspect", FLAGS,
    ),
    Field(
        "doubt", "doute", "number", "file", "flags",
        N_("how much speaks against an automatic answer"), "doubt:4.. doubt-",
    ),
    Field(
        "link", "lien", "choice", "file", "links", N_("what links show of it"), "link:none", LINKS,
    ),
    Field(
        "path", "chemin", "text", "file", "paths", N_("where the file is"), "path:kids",
        aliases=("file", "fichier"),
    ),
    Field("size", "taille", "size", "file", "base", N_("the file's size"), "size:10G.."),
    Field("added", "ajouté", "date", "file", "base", N_("when it was first met"), "added:-2w.."),
    Field(
        "modified", "modifié", "date", "file", "base", N_("when the file was changed last"),
        "modified:2024",
    ),
    Field("season", "saison", "number", "file", "episodes", N_("a season"), "season:2"),
    Field("episode", "épisode", "number", "file", "episodes", N_("an episode"), "episode:1..3"),
    Field("edition", "édition", "text", "file", "paths", N_("which cut it is"), "edition:extended"),
    Field("part", "partie", "number", "file", "paths", N_("which part it is"), "part:2"),
    Field(
        "versions", "versions", "number", "work", "versions", N_("how many files there are of it"),
        "versions:2.. kind:film", aliases=("files", "fichiers"),
    ),
    Field(
        "runtime", "durée", "number", "file", "probe", N_("how many minutes it runs"),
        "runtime:..90",
    ),
    Field(
        "quality", "qualité", "lines", "file", "probe", N_("how many lines its picture has"),
        "quality:1080p..", HEIGHTS, aliases=("resolution", "résolution"),
    ),
    Field("hdr", "hdr", "text", "file", "probe", N_("high dynamic range"), 'hdr:"dolby vision"'),
    Field("depth", "profondeur", "number", "file", "probe", N_("bits a colour"), "depth:10"),
    Field("video", "vidéo", "text", "file", "probe", N_("how the picture is coded"), "video:h265"),
    Field(
        "audio", "audio", "language", "file", "probe", N_("a language of its sound"),
        "audio:french", SOUNDS,
    ),
    Field("sound", "son", "text", "file", "probe", N_("how the sound is coded"), "sound:dts"),
    Field(
        "channels", "canaux", "text", "file", "probe", N_("the channels of its sound"),
        "channels:5.1",
    ),
    Field(
        "subtitles", "sous-titres", "language", "file", "probe", N_("a language of its subtitles"),
        "subtitles:french", aliases=("subs",),
    ),
    Field(
        "container", "conteneur", "text", "file", "probe", N_("the kind of file"), "container:mkv",
    ),
)  # fmt: skip
BY_NAME: Final[Mapping[str, Field]] = {
    fold(name): field for field in FIELDS for name in field.names
}
"""By any folded name."""


def find(name: str) -> Field | None:
    """Return the field of a name, in either language, without regard to case and accents."""
    return BY_NAME.get(fold(name))


def is_field(name: str) -> bool:
    """Say whether a name is a field's."""
    return find(name) is not None


def nearest(word: str, known: Mapping[str, str]) -> str | None:
    """Return what somebody may have meant: ``year`` for ``yaer``; None where nothing is near.

    Args:
        word: what was written.
        known: by folded name what is told.
    """
    found = difflib.get_close_matches(fold(word), list(known), n=1, cutoff=0.7)
    return known[found[0]] if found else None


def nearest_field(name: str) -> str | None:
    """Return the name of the field that somebody may have meant."""
    return nearest(name, {fold(one): one for field in FIELDS for one in field.names})


def choice(field: Field, word: str) -> Choice | None:
    """Return the value of a field that has few, by its name in either language."""
    wanted = fold(word)
    return next(
        (one for one in field.choices if wanted in (fold(one.name), fold(one.french))), None
    )


def nearest_choice(field: Field, word: str) -> str | None:
    """Return the value that somebody may have meant."""
    known = {fold(name): name for one in field.choices for name in (one.name, one.french)}
    return nearest(word, known)


def help_lines() -> Iterator[str]:
    """Yield what there is to know of every field, a line each, in the language in force."""
    width = max(len(field.label) for field in FIELDS) + 2
    for field in FIELDS:
        yield f"{field.label:{width}}{_(field.help)}  ({field.example})"
        for one in field.choices:
            if one.help:
                name = one.french if current() == "fr" else one.name
                yield f"{'':{width}}  {field.label}:{name}  {_(one.help)}"
