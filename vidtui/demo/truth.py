"""What lies in the demo's storage, what each file of it truly is, and the bytes it is made of.

The plan of the storage is in ``storage.json`` beside this module. The videos are tiny but valid
Matroska and MP4 files: players find nothing to play in them; what reads headers (MediaInfo, a
media centre) finds the duration and the picture size of a real film.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple

from vidtui.demo.model import RECORDS


class Planned(NamedTuple):
    """One video file of the storage.

    ``work`` is the id of its record, None where no record says what it is; ``version`` sets its
    link apart from those of the same film's other files; ``same_as`` is the path of a file with
    the same bytes.
    """

    path: str
    work: int | None
    style: str
    version: str = ""
    season: int | None = None
    episodes: tuple[int, ...] = ()
    linked: bool = True
    same_as: str = ""


class Unlisted(NamedTuple):
    """A film that the TMDB stand-in does not know; ``runtime`` is in minutes."""

    title: str
    year: int
    runtime: int


NOT_VIDEOS: Final = ("ignored", "unfinished")
"""Styles of files that no scan may report."""

_STORAGE: Final = json.loads(Path(__file__).with_name("storage.json").read_text("utf-8"))
FILES: Final = tuple(
    Planned(**{**plan, "episodes": tuple(plan.get("episodes", ()))}) for plan in _STORAGE["files"]
)
UNLISTED: Final = {path: Unlisted(**film) for path, film in _STORAGE["unlisted"].items()}
TEXTS: Final[dict[str, str]] = _STORAGE["texts"]
"""Files beside the videos: NFO files with an id, and subtitles."""


DemoKind = Literal["film", "series", "unknown", "extra", "ignored"]

_FILMS: Final = {film.id: film for film in RECORDS.films}
_SERIES: Final = {series.id: series for series in RECORDS.series}
_CLIP_SECONDS: Final = 187
"""How long a trailer, an extra or a home video runs."""
_SPREAD_SECONDS: Final = 20
"""Real files run some seconds longer than the minutes of a database."""
_EPOCH: Final = 1_609_459_200  # 2021-01-01T00:00:00Z
_YEAR: Final = 365 * 86_400


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One file of the storage and what it truly holds.

    ``title`` is the work's original title, ``""`` where there is none; ``work`` is its TMDB id,
    None for what the stand-in does not know; ``duration_s`` is 0 for a file without content.
    """

    path: Path
    kind: DemoKind
    title: str
    year: int | None
    season: int | None
    episodes: tuple[int, ...]
    style: str
    work: int | None
    duration_s: float


def describe(storage: Path, plan: Planned) -> DemoFile:
    """Return what a planned file holds."""
    title, year, minutes = _work(plan)
    seconds = minutes * 60 + _hash(plan.same_as or plan.path) % _SPREAD_SECONDS
    if plan.style == "extra" or not title:
        seconds = _CLIP_SECONDS
    if plan.style == "empty":
        seconds = 0
    return DemoFile(
        path=storage / plan.path,
        kind=_kind(plan),
        title=title,
        year=year,
        season=plan.season,
        episodes=plan.episodes,
        style=plan.style,
        work=plan.work,
        duration_s=seconds,
    )


def content(file: DemoFile, seed: str) -> bytes:
    """Return the bytes of a file of this name and duration; ``seed`` sets them apart."""
    if not file.duration_s:
        return b""
    if file.path.suffix == ".mp4":
        return mp4(file.duration_s, seed.encode())
    width, height = next(size for mark, size in _PICTURES.items() if mark in seed)
    audio, subtitles = _spoken(file, Path(seed).name)
    return matroska(
        file.duration_s,
        seed.encode(),
        width=width,
        height=height,
        audio=audio,
        subtitles=subtitles,
    )


_PICTURES: Final = {
    "2160p": (3840, 2160),
    "1080p": (1920, 1080),
    "720p": (1280, 720),
    "DVDRip": (720, 576),
    "XviD": (720, 576),
    "BRRip": (1024, 576),
    "": (1920, 1080),
}
"""By a word of its name how large the picture of a file is."""
_LANGUAGES: Final = {"en": "eng", "fr": "fre", "ja": "jpn", "de": "ger", "es": "spa"}
_FRENCH: Final = ("FRENCH", "VFF", ".VF.", "_vf", "MULTi")
_SUBTITLED: Final = ("VOSTFR", " VO")


def _bears(name: str, marks: Iterable[str]) -> bool:
    return any(mark in name for mark in marks)


def _original(file: DemoFile) -> str:
    """Return the language in which the work of a file was made."""
    record = _FILMS.get(file.work or 0) or _SERIES.get(file.work or 0)
    return _LANGUAGES.get(record.original_language if record else "fr", "eng")


def _spoken(file: DemoFile, name: str) -> tuple[list[str], list[str]]:
    """Return the languages of a file's sound and subtitles: what its name says, or one of three."""
    own = _original(file)
    way = _hash(name) % 3
    if "MULTi" in name:
        return ["fre", own], []
    if _bears(name, _FRENCH):
        return ["fre"], []
    if _bears(name, _SUBTITLED):
        return [own], ["fre"]
    if own == "fre" or way == 0:
        return ["fre"], []
    return ([own], ["fre"]) if way == 1 else (["fre", own], ["fre"])


def moment_ns(name: str) -> int:
    """Return the time of the file or link ``name``: fixed, and a time of its own."""
    return (_EPOCH + _hash(name) % _YEAR) * 1_000_000_000


def link_name(plan: Planned) -> str:
    """Return where the link tree shows a planned file, as Jellyfin lays libraries out."""
    suffix = Path(plan.path).suffix
    if plan.work in _SERIES:
        series = _SERIES[plan.work]
        show = _component(series.names.get("fr", series.name))
        first, *others = plan.episodes
        code = f"S{plan.season:02}E{first:02}" + "".join(f"-E{other:02}" for other in others)
        folder = f"Séries/{show} ({series.first_air_date[:4]})/Season {plan.season:02}"
        return f"{folder}/{show} {code}{suffix}"
    if plan.work in _FILMS:
        film = _FILMS[plan.work]
        title, year = film.titles.get("fr", film.title), film.release_date[:4]
    else:
        title, year = UNLISTED[plan.path].title, str(UNLISTED[plan.path].year)
    name = f"{_component(title)} ({year})"
    version = f" - {plan.version}" if plan.version else ""
    return f"Films/{name}/{name}{version}{suffix}"


def _work(plan: Planned) -> tuple[str, int | None, float]:
    """Return the title, year and minutes of what a file holds."""
    if plan.work in _FILMS:
        film = _FILMS[plan.work]
        share = 0.5 if plan.style == "parts" else 1.0
        return film.title, int(film.release_date[:4]), film.runtime * share
    if plan.work in _SERIES:
        series = _SERIES[plan.work]
        lengths = {
            (season.number, episode.number): episode.runtime
            for season in series.seasons
            for episode in season.episodes
        }
        minutes = sum(lengths[plan.season or 0, number] for number in plan.episodes)
        return series.name, int(series.first_air_date[:4]), minutes
    if plan.path in UNLISTED:
        return UNLISTED[plan.path]
    return "", None, 0.0


def _kind(plan: Planned) -> DemoKind:
    if plan.style in NOT_VIDEOS:
        return "ignored"
    if plan.style == "extra":
        return "extra"
    kinds: dict[str, DemoKind] = {"Films": "film", "Séries": "series"}
    return kinds.get(plan.path.partition("/")[0], "unknown")


def _component(title: str) -> str:
    return re.sub(r"\s*:\s*", " - ", title)


def _hash(text: str) -> int:
    return zlib.crc32(text.encode())


_MAX_PADDING: Final = 240
"""Files of a demo differ in size as real ones do, and stay under a kilobyte."""
_MILLISECONDS: Final = 1000
_MATRIX: Final = struct.pack(">9L", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def _padding(seed: bytes) -> bytes:
    digest = hashlib.blake2b(seed).digest()
    return (digest * (_MAX_PADDING // len(digest) + 1))[: 32 + digest[0] % (_MAX_PADDING - 32)]


def _element(ident: int, payload: bytes) -> bytes:
    """Return one EBML element; the size is written on eight bytes, which any reader accepts."""
    name = ident.to_bytes((ident.bit_length() + 7) // 8, "big")
    return name + struct.pack(">Q", 1 << 56 | len(payload)) + payload


def _number(ident: int, value: int) -> bytes:
    return _element(ident, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def matroska(
    duration_s: float,
    seed: bytes,
    *,
    width: int = 1920,
    height: int = 1080,
    audio: Sequence[str] = (),
    subtitles: Sequence[str] = (),
) -> bytes:
    """Return a Matroska file of ``duration_s`` seconds; another ``seed`` gives other bytes.

    ``audio`` and ``subtitles`` are the languages of its tracks, as ISO 639-2 has them.
    """
    head = _element(
        0x1A45DFA3,
        _number(0x4286, 1)
        + _number(0x42F7, 1)
        + _number(0x42F2, 4)
        + _number(0x42F3, 8)
        + _element(0x4282, b"matroska")
        + _number(0x4287, 4)
        + _number(0x4285, 2),
    )
    info = _element(
        0x1549A966,
        _element(0x73A4, hashlib.blake2b(seed, digest_size=16).digest())
        + _number(0x2AD7B1, 1_000_000)  # one tick is a millisecond
        + _element(0x4489, struct.pack(">d", duration_s * _MILLISECONDS))
        + _element(0x4D80, b"vidtui demo")
        + _element(0x5741, b"vidtui demo"),
    )
    track = _element(
        0xAE,
        _number(0xD7, 1)
        + _number(0x73C5, 1)
        + _number(0x83, 1)
        + _element(0x86, b"V_MPEG4/ISO/AVC")
        + _element(0xE0, _number(0xB0, width) + _number(0xBA, height)),
    )
    sounds = (_track(2, b"A_EAC3", language, _SOUND) for language in audio)
    texts = (_track(0x11, b"S_TEXT/UTF8", language) for language in subtitles)
    others = [make(number) for number, make in enumerate((*sounds, *texts), 2)]
    tracks = _element(0x1654AE6B, track + b"".join(others))
    return head + _element(0x18538067, info + tracks + _element(0xEC, _padding(seed)))


def _track(kind: int, codec: bytes, language: str, more: bytes = b"") -> Callable[[int], bytes]:
    """Return what makes a track of its number."""
    fixed = _number(0x83, kind) + _element(0x86, codec) + _element(0x22B59C, language.encode())
    return lambda number: _element(
        0xAE, _number(0xD7, number) + _number(0x73C5, number) + fixed + more
    )


_SOUND: Final = _element(0xE1, _element(0xB5, struct.pack(">f", 48_000)) + _number(0x9F, 6))
"""48 kHz, six channels."""


def _box(name: bytes, *parts: bytes) -> bytes:
    payload = b"".join(parts)
    return struct.pack(">L", 8 + len(payload)) + name + payload


def _full_box(name: bytes, *parts: bytes, flags: int = 0) -> bytes:
    return _box(name, struct.pack(">L", flags), *parts)


def mp4(duration_s: float, seed: bytes, *, width: int = 1280, height: int = 720) -> bytes:
    """Return an MP4 file of ``duration_s`` seconds; another ``seed`` gives other bytes."""
    ticks = round(duration_s * _MILLISECONDS)
    clock = struct.pack(">4L", 0, 0, _MILLISECONDS, ticks)
    movie_header = _full_box(
        b"mvhd",
        clock + struct.pack(">LH10x", 0x10000, 0x100) + _MATRIX + bytes(24) + struct.pack(">L", 2),
    )
    track_header = _full_box(
        b"tkhd",
        struct.pack(">5L16x", 0, 0, 1, 0, ticks) + _MATRIX,
        struct.pack(">2L", width << 16, height << 16),
        flags=3,
    )
    sample = _box(
        b"avc1",
        struct.pack(">6xH16x2H2LL", 1, width, height, 0x480000, 0x480000, 0),
        struct.pack(">H32xHh", 1, 24, -1),
    )
    table = _box(
        b"stbl",
        _full_box(b"stsd", struct.pack(">L", 1), sample),
        _full_box(b"stts", bytes(4)),
        _full_box(b"stsc", bytes(4)),
        _full_box(b"stsz", bytes(8)),
        _full_box(b"stco", bytes(4)),
    )
    source = _box(b"dinf", _full_box(b"dref", struct.pack(">L", 1), _full_box(b"url ", flags=1)))
    media = _box(
        b"mdia",
        _full_box(b"mdhd", clock + struct.pack(">HH", 0x55C4, 0)),  # language "und"
        _full_box(b"hdlr", struct.pack(">L4s12x", 0, b"vide") + b"\0"),
        _box(b"minf", _full_box(b"vmhd", bytes(8), flags=1), source, table),
    )
    movie = _box(b"moov", movie_header, _box(b"trak", track_header, media))
    kind = _box(b"ftyp", b"isom", struct.pack(">L", 512), b"isomiso2avc1mp41")
    return kind + movie + _box(b"free", _padding(seed))
