"""The tokens of templates, Radarr's and Sonarr's, and what each says of a work and a file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from vidtui.disk.naming.lexicon import stem_of
from vidtui.layout.copies import Copy, Fact
from vidtui.layout.known import ORIGINAL, OTHERS, THE, TITLE, Known, sort_key
from vidtui.layout.model import EpisodeMark, FileFacts
from vidtui.layout.style import Style
from vidtui.text import readable

Multi = Literal["range", "join", "short"]
"""``S01E01-E02``, ``S01E01E02``, ``S01E01-02``."""
Vocabulary = Mapping[str, Mapping[str, str]]
"""By fact its words in the tree's names: ``2160p`` is ``4K``."""


@dataclass(frozen=True, slots=True)
class Context:
    """All that tokens may say; ``title`` and ``year`` as the work's own folder spells them.

    ``texts`` takes the texts that are written in the style of the tree.
    """

    known: Known
    file: FileFacts
    copy: Copy
    style: Style = field(default_factory=Style)
    vocabulary: Vocabulary = field(default_factory=dict)
    multi: Multi = "range"
    title: str | None = None
    year: str | None = None
    genre: str | None = None
    texts: list[str] | None = None

    def written(self, text: str) -> str:
        """Return a text as the tree writes it."""
        if self.texts is not None:
            self.texts.append(text)
        return self.style.written(text)


class Token(NamedTuple):
    """A token: its name as people write it, for which kind it is, and its value.

    ``needed``: without it two works or episodes may have one name, or a place none.
    """

    name: str
    kind: Literal["film", "series", "both"]
    value: Callable[[Context, str], str]
    needed: bool = False


def _title(name: str) -> Callable[[Context, str], str]:
    def value(context: Context, arg: str) -> str:
        if context.title is not None:
            return context.title
        language = arg if arg.isalpha() else ""
        found = context.known.title(f"{name}:{language.upper()}" if language else name)
        if found is None:
            found = context.known.title((THE in name and f"{TITLE}{THE}") or TITLE) or ""
        return _cut(context.written(found), arg)

    return value


def _clean(context: Context, arg: str) -> str:
    written = _title(TITLE)(context, arg)
    return " ".join(re.sub(r"[^\w\s&'-]", " ", written).split())


def _year(context: Context, _arg: str) -> str:
    year = context.known.work.year
    return context.year or (str(year) if year else "")


def _with_year(inner: Callable[[Context, str], str]) -> Callable[[Context, str], str]:
    def value(context: Context, arg: str) -> str:
        title, year = inner(context, arg), _year(context, "")
        return f"{title} ({year})" if year and f"({year})" not in title else title

    return value


def _first_letter(context: Context, _arg: str) -> str:
    key = sort_key(context.known.title(TITLE) or "", "both")
    return "0-9" if key[0].isdigit() else key[0]


def _range(context: Context, arg: str) -> str:
    letter = _first_letter(context, "")
    if not arg:
        return letter
    for span in arg.split(","):
        low, _dash, high = span.strip().upper().partition("-")
        if low <= letter[0] <= (high or low)[:1]:
            return span.strip()
    return "" if letter == OTHERS else letter


def _decade(context: Context, _arg: str) -> str:
    year = context.known.work.year
    return f"{year // 10 * 10}s" if year else ""


def _id(provider: str) -> Callable[[Context, str], str]:
    return lambda context, _arg: context.known.work.ids.get(provider, "")


def _genre(context: Context, _arg: str) -> str:
    genres = context.known.work.genres
    return context.genre or context.written(genres[0] if genres else "")


def _collection(context: Context, _arg: str) -> str:
    return context.written(context.known.work.collection or "")


def _edition(context: Context, _arg: str) -> str:
    return context.written(context.file.edition or "")


def _fact(fact: Fact) -> Callable[[Context, str], str]:
    def value(context: Context, _arg: str) -> str:
        canonical = context.copy.get(fact)
        if not canonical:
            return ""
        words = context.vocabulary.get(fact, {})
        said = f"said:{context.copy.said.get(fact, '')}"
        return words.get(said) or words.get(canonical) or _USUAL.get(canonical, canonical)

    return value


_USUAL: Final = {"multi": "MULTi", "fr": "FRENCH", "vostfr": "VOSTFR", "en": "ENGLISH"}
"""What people write of languages where the tree says nothing."""


def _quality(context: Context, _arg: str) -> str:
    source, lines = _fact("source")(context, ""), _fact("resolution")(context, "")
    if source == "Remux":
        return f"Remux-{lines}" if lines else "Remux"
    return "-".join(part for part in (source, lines) if part)


def _audio_languages(context: Context, _arg: str) -> str:
    media = context.file.media
    spoken = media.audio_languages if media else ()
    codes = list(dict.fromkeys(one.partition("-")[0].upper() for one in spoken))
    return f"[{'+'.join(codes)}]" if codes and codes != ["EN"] else ""


def _subtitle_languages(context: Context, _arg: str) -> str:
    media = context.file.media
    codes = (one.partition("-")[0].upper() for one in media.subtitle_languages) if media else ()
    found = "+".join(dict.fromkeys(codes))
    return f"[{found}]" if found else ""


def _simple(context: Context, _arg: str) -> str:
    return " ".join(filter(None, (_fact("video")(context, ""), _fact("audio")(context, ""))))


def _full(context: Context, _arg: str) -> str:
    parts = (_simple, _audio_languages, _subtitle_languages)
    return " ".join(filter(None, (part(context, "") for part in parts)))


def _original_name(context: Context, _arg: str) -> str:
    return stem_of(readable(os.path.basename(context.file.path)))


def _storage_folder(context: Context, arg: str) -> str:
    folders = context.file.path.split(b"/")[:-1]
    place = int(arg) - 1 if arg.isdecimal() and arg != "0" else len(folders) - 1
    return readable(folders[place]) if 0 <= place < len(folders) else ""


def _part(context: Context, _arg: str) -> str:
    return str(context.file.part) if context.file.part is not None else ""


def _season(context: Context, arg: str) -> str:
    first = context.file.episodes[0] if context.file.episodes else EpisodeMark(None, None)
    return "" if first.season is None else f"{first.season:0{_width(arg)}}"


def _episode_numbers(context: Context) -> list[int]:
    return [one.number for one in context.file.episodes if one.number is not None]


def _absolute_numbers(context: Context) -> list[int]:
    return [one.absolute for one in context.file.episodes if one.absolute is not None]


def _numbers(numbers: list[int], arg: str, multi: Multi, mark: str) -> str:
    width = _width(arg)
    texts = [f"{number:0{width}}" for number in numbers]
    if len(texts) < 2:
        return "".join(texts)
    if multi == "join" or numbers != list(range(numbers[0], numbers[-1] + 1)):
        return (mark or "-").join(texts)
    return f"{texts[0]}-{mark if multi == 'range' else ''}{texts[-1]}"


def _width(arg: str) -> int:
    return len(arg) if arg and not arg.strip("0") else 1


def _air_date(context: Context, _arg: str) -> str:
    return next((one.air_date for one in context.file.episodes if one.air_date), "")


def _episode_title(context: Context, arg: str) -> str:
    titles = [one.title for one in context.file.episodes if one.title]
    together = " + ".join(dict.fromkeys(titles))
    return _cut(context.written(together), arg)


def _cut(text: str, arg: str) -> str:
    """Return as many characters of a text as ``arg`` says, from its end where that is negative."""
    if not re.fullmatch(r"-?[1-9]\d*", arg):
        return text
    length = int(arg)
    if length < 0:
        return text if len(text) <= -length else f"…{text[length + 1 :]}"
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _episode(context: Context, arg: str) -> str:
    width, _bar, mark = arg.partition("|")
    return _numbers(_episode_numbers(context), width, context.multi, mark)


def _absolute(context: Context, arg: str) -> str:
    return _numbers(_absolute_numbers(context), arg.partition("|")[0], context.multi, "")


_ROWS: Final = (
    Token("Movie Title", "film", _title(TITLE), True),
    Token("Movie OriginalTitle", "film", _title(ORIGINAL), True),
    Token("Movie TitleThe", "film", _title(TITLE + THE), True),
    Token("Movie OriginalTitleThe", "film", _title(ORIGINAL + THE), True),
    Token("Movie CleanTitle", "film", _clean, True),
    Token("Movie TitleFirstCharacter", "film", _first_letter, True),
    Token("Movie Collection", "film", _collection),
    Token("Release Year", "film", _year, True),
    Token("Edition Tags", "film", _edition),
    Token("Series Title", "series", _title(TITLE), True),
    Token("Series OriginalTitle", "series", _title(ORIGINAL), True),
    Token("Series TitleThe", "series", _title(TITLE + THE), True),
    Token("Series OriginalTitleThe", "series", _title(ORIGINAL + THE), True),
    Token("Series CleanTitle", "series", _clean, True),
    Token("Series TitleYear", "series", _with_year(_title(TITLE)), True),
    Token("Series CleanTitleYear", "series", _with_year(_clean), True),
    Token("Series TitleFirstCharacter", "series", _first_letter, True),
    Token("Series Year", "series", _year, True),
    Token("season", "series", _season, True),
    Token("episode", "series", _episode, True),
    Token("absolute", "series", _absolute, True),
    Token("Air-Date", "series", _air_date, True),
    Token("Episode Title", "series", _episode_title),
    Token("Episode CleanTitle", "series", _episode_title),
    Token("TmdbId", "both", _id("tmdb"), True),
    Token("ImdbId", "both", _id("imdb"), True),
    Token("TvdbId", "both", _id("tvdb"), True),
    Token("Decade", "both", _decade, True),
    Token("Genre", "both", _genre, True),
    Token("Range", "both", _range, True),
    Token("Quality Full", "both", _quality),
    Token("Quality Title", "both", _quality),
    Token("Resolution", "both", _fact("resolution")),
    Token("Source", "both", _fact("source")),
    Token("Languages", "both", _fact("languages")),
    Token("Release Group", "both", _fact("group")),
    Token("MediaInfo Simple", "both", _simple),
    Token("MediaInfo Full", "both", _full),
    Token("MediaInfo VideoCodec", "both", _fact("video")),
    Token("MediaInfo VideoBitDepth", "both", _fact("depth")),
    Token("MediaInfo VideoDynamicRange", "both", lambda c, _a: "HDR" if c.copy.get("hdr") else ""),
    Token("MediaInfo VideoDynamicRangeType", "both", _fact("hdr")),
    Token("MediaInfo AudioCodec", "both", _fact("audio")),
    Token("MediaInfo AudioChannels", "both", _fact("channels")),
    Token("MediaInfo AudioLanguages", "both", _audio_languages),
    Token("MediaInfo SubtitleLanguages", "both", _subtitle_languages),
    Token("Original Title", "both", _original_name, True),
    Token("Original Filename", "both", _original_name, True),
    Token("Storage Folder", "both", _storage_folder, True),
    Token("Part", "both", _part),
)


@lru_cache(maxsize=512)
def plain(name: str) -> str:
    """Return a token's name for comparison: case and what stands between words are free."""
    return re.sub(r"[ ._-]", "", name).lower()


TOKENS: Final = {plain(token.name): token for token in _ROWS}
IDENTIFYING: Final = frozenset(
    plain(name)
    for name in (
        *("Movie Title", "Movie OriginalTitle", "Movie TitleThe", "Movie OriginalTitleThe"),
        *("Movie CleanTitle", "TmdbId", "ImdbId", "Original Title", "Original Filename"),
    )
)
"""Tokens of which a film's file name has one, so that it is not any film's."""
COUNTING: Final = frozenset(
    plain(name)
    for name in ("episode", "absolute", "Air-Date", "Original Title", "Original Filename")
)
"""Tokens of which an episode's file name has one."""
ENDLESS: Final = ("episodetitle", "episodecleantitle")
"""Tokens that are shortened first where a name is too long."""
FACT_OF: Final[Mapping[str, Fact]] = {
    "resolution": "resolution", "source": "source", "languages": "languages",
    "releasegroup": "group", "mediainfovideocodec": "video", "mediainfovideobitdepth": "depth",
    "mediainfovideodynamicrangetype": "hdr", "mediainfoaudiocodec": "audio",
    "mediainfoaudiochannels": "channels",
}  # fmt: skip
TOKEN_OF: Final = {fact: TOKENS[name].name for name, fact in FACT_OF.items()}


def spaced(value: str, name: str) -> str:
    """Return a value in the spelling of its token: ``{Movie.Title}`` has dots between words."""
    case, joint = _spelling(name)
    if case is not None:
        value = case(value)
    return value if joint == " " else value.replace(" ", joint)


@lru_cache(maxsize=512)
def _spelling(name: str) -> tuple[Callable[[str], str] | None, str]:
    letters = re.sub(r"[^A-Za-z]", "", name)
    case: Callable[[str], str] | None = None
    if plain(name) not in ("season", "episode", "absolute") and len(letters) > 1:
        case = str.upper if letters.isupper() else str.lower if letters.islower() else None
    return case, next((char for char in name if char in "._"), " ")
