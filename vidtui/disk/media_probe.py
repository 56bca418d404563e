"""Reads the technical facts of files in a child process, one file after the other.

MediaInfo parses, knowit gives what it finds one name each. A frame in is ``(number, path, size,
mtime_ns, most)``: what the file has to be still, and the most bytes to read of it, None where
nothing limits that; a frame out ``(number,
facts, errno, read)``: the facts as JSON, None where the file could not be opened or has changed
(ESTALE), and how many bytes were read. The first one says that the process is ready. Started as
``python -m``.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import marshal
import os
import platform
import resource
import stat
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, BinaryIO

from vidtui.disk import subprocesses
from vidtui.disk.media_facts import AudioTrack, MediaFacts, SubtitleTrack
from vidtui.typed_json import to_json

HEADER = struct.Struct("<I")
READY = -1  # the number of the first frame out: the process has begun
MOST_MEMORY = 2 << 30  # a file that needs more was made to
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NAME = "video.mkv"  # stands for every file: what it is called says nothing of what is in it
_CONTEXT = {"profile": "code", "no_units": True}
_CONTAINERS = {
    "Matroska": "mkv",
    "WebM": "webm",
    "MPEG-4": "mp4",
    "QuickTime": "mov",
    "AVI": "avi",
    "MPEG-TS": "ts",
    "BDAV": "m2ts",
    "MPEG-PS": "mpg",
    "Windows Media": "wmv",
    "Flash Video": "flv",
    "Ogg": "ogg",
    "RealMedia": "rm",
    "DivX": "divx",
}
"""What people call a container, by MediaInfo's name."""
_HDR = {"DV": "Dolby Vision", "HDR10PLUS": "HDR10+", "HDRVIVID": "HDR Vivid"}
_UNREAD = frozenset(
    ("id", "size", "bit_rate", "bit_rate_mode", "sampling_rate", "compression",
     "profile_level", "profile_tier", "encoder", "media_type", "default")
)  # fmt: skip
"""What knowit would say and nobody here asks; no rule of it stands on these."""
_TRANSFERS = {"HLG": "HLG", "PQ": "HDR10"}  # where nothing else is said of how bright it gets
_SUBTITLES = {
    "srt": "SUBRIP",
    "ass": "ASS",
    "ssa": "SSA",
    "vtt": "WEBVTT",
    "sup": "PGS",
    "sub": "VOBSUB",
    "ttml": "TTML",
    "smi": "SAMI",
}
"""By the ending of a file beside a video what knowit calls its format."""
_IDLE = 3 << 13  # from linux/ioprio.h: the class of who reads only while nobody else does
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30, "armv7l": 314, "i686": 289}
_FRENCH = {
    "vf": "fr",
    "vff": "fr-FR",
    "vfq": "fr-CA",
    "vostfr": "fr",
    "francais": "fr",
    "français": "fr",
    "anglais": "en",
}


class Limited:
    """A file that is read up to a number of bytes; ``is_cut`` once more was wanted."""

    def __init__(self, opened: BinaryIO, at_most: int) -> None:
        self._opened = opened
        self._left = at_most
        self.count, self.is_cut = 0, False
        self.seek, self.tell = opened.seek, opened.tell

    def read(self, length: int) -> bytes:
        """Return at most ``length`` bytes, none once no more may be read."""
        self.is_cut |= self._left <= 0
        data = self._opened.read(min(length, self._left))
        self._left -= len(data)
        self.count += len(data)
        return data


def _parsed(opened: BinaryIO, most: int | None) -> tuple[dict[str, Any], int, bool]:
    """Return what MediaInfo says of a file, the bytes read, and whether more were wanted.

    Where nothing limits it, MediaInfo reads by itself, which takes half the time.
    """
    from pymediainfo import MediaInfo

    if most is None:
        before = _read_so_far()
        said = MediaInfo.parse(f"/proc/self/fd/{opened.fileno()}", output="JSON")
        return json.loads(said), _read_so_far() - before, False
    limited = Limited(opened, most)
    return json.loads(MediaInfo.parse(limited, output="JSON")), limited.count, limited.is_cut


@cache
def _counters() -> int:
    return os.open("/proc/self/io", os.O_RDONLY | os.O_CLOEXEC)


def _read_so_far() -> int:
    return int(os.pread(_counters(), 64, 0).split(None, 2)[1])


class Reader:
    """Reads the facts of one file after the other."""

    def __init__(self) -> None:
        from knowit.config import Config
        from knowit.providers import mediainfo

        self._knowit: Any = mediainfo.MediaInfoProvider(Config.build(), None)
        mapping: Any = self._knowit.mapping
        for kind, properties in mapping.items():
            mapping[kind] = {name: one for name, one in properties.items() if name not in _UNREAD}
        self._folder: tuple[bytes, list[bytes]] = b"", []

    def facts(
        self, path: bytes, size: int, mtime_ns: int, most: int | None
    ) -> tuple[MediaFacts, int]:
        """Return the facts of a file, and how many bytes of it were read.

        Raises:
            OSError: it cannot be opened, or is not what it was.
        """
        handle = os.open(path, _FLAGS)
        with open(handle, "rb", buffering=0) as opened:
            found = os.fstat(handle)
            is_same = (found.st_size, found.st_mtime_ns) == (size, mtime_ns)
            if not stat.S_ISREG(found.st_mode) or not is_same:
                raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
            said, read, is_cut = _parsed(opened, most)
        tracks = [one for one in said["media"]["track"] if isinstance(one, dict)]
        facts = self._described(said, tracks, list(self._beside(path)))
        if facts.problem == "unreadable" and is_cut:
            facts = MediaFacts(subtitles=facts.subtitles)
        return facts, read

    def _described(
        self, said: Any, tracks: list[dict[str, Any]], beside: list[SubtitleTrack]
    ) -> MediaFacts:
        general = _first(tracks, "General")
        if "Format" not in general:
            return MediaFacts(subtitles=tuple(beside), problem="unreadable")
        self._knowit.executor = _Said(said)
        held = self._knowit.describe(_NAME, dict(_CONTEXT))
        video = (held.get("video") or [{}])[0]
        picture = _first(tracks, "Video")
        duration = held.get("duration")
        extra = general.get("extra")
        cut = isinstance(extra, dict) and extra.get("IsTruncated") == "Yes"
        return MediaFacts(
            container=_container(general),
            runtime=round(duration.total_seconds() / 60, 1) if duration else None,
            width=_whole(video.get("width")),
            height=_whole(video.get("height")),
            lines=_whole(str(video.get("resolution", "")).rstrip("pi")),
            hdr=tuple(_hdr(video.get("hdr_format"), picture)),
            bit_depth=_whole(video.get("bit_depth")),
            video_codec=_word(video.get("codec")),
            audio=tuple(
                AudioTrack(_code(one), _word(one.get("codec")), _word(one.get("channels")))
                for one in held.get("audio") or ()
            ),
            subtitles=(
                *(
                    SubtitleTrack(_code(one), _word(one.get("format")), bool(one.get("forced")))
                    for one in held.get("subtitle") or ()
                ),
                *beside,
            ),
            problem="truncated" if cut else None,
        )

    def _beside(self, path: bytes) -> Iterator[SubtitleTrack]:
        """Yield the files of subtitles that bear the video's name."""
        folder, name = os.path.split(path)
        if self._folder[0] != folder:
            names: list[bytes] = []
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                names = [e.name for e in entries if e.name.lower().endswith(_ENDS)]
            self._folder = folder, names
        stem = name.rpartition(b".")[0]
        for one in sorted(self._folder[1]):
            inner, _dot, ending = one.rpartition(b".")
            if inner == stem or inner.startswith(stem + b"."):
                yield beside(inner[len(stem) :], ending)


def _first(tracks: Iterable[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next((one for one in tracks if one.get("@type") == kind), {})


_ENDS = tuple(f".{ending}".encode() for ending in _SUBTITLES)


def beside(mark: bytes, ending: bytes) -> SubtitleTrack:
    """Return what a file of subtitles says of itself between the video's name and its ending."""
    words = mark.decode("utf-8", "replace").casefold().split(".")
    found = next(filter(None, map(_language, reversed(words))), None)
    is_forced = any(word in ("forced", "forcé", "force") for word in words)
    return SubtitleTrack(found, _SUBTITLES[ending.decode("ascii").lower()], is_forced, beside=True)


def _language(word: str) -> str | None:
    from babelfish import Error, Language

    if word in _FRENCH:
        return _FRENCH[word]
    plain, dash, region = word.partition("-")
    names = ("alpha2", plain), ("alpha3b", plain), ("alpha3t", plain), ("name", word.title())
    for kind, name in names:
        with contextlib.suppress(Error, ValueError, KeyError, TypeError):
            code = _code({"language": Language.fromcode(name, kind)})
            return f"{code}-{region.upper()}" if code and dash else code
    return None


class _Said:
    """Stands for knowit's own way to MediaInfo: what that said is known already."""

    version, location = (0,), ""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self._said = said

    def extract_info(self, _name: str) -> Mapping[str, Any]:
        """Return what MediaInfo said."""
        return self._said


def _container(general: Mapping[str, Any]) -> str:
    profile = general.get("Format_Profile")
    name = profile if profile == "QuickTime" else str(general["Format"])
    return _CONTAINERS.get(name, name.casefold())


def _whole(value: Any) -> int | None:
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        found = int(value)
        return found if 0 < found < 1 << 31 else None
    return None


def _word(value: Any) -> str | None:
    values = value if isinstance(value, list) else [value]
    words = dict.fromkeys(str(one) for one in values if one not in (None, ""))
    return " ".join(words) or None


def _hdr(value: Any, picture: Mapping[str, Any]) -> Iterator[str]:
    for one in dict.fromkeys(value if isinstance(value, list) else [value]):
        if one:
            yield _HDR.get(str(one), str(one))
    told = str(picture.get("transfer_characteristics", ""))
    for name, hdr in _TRANSFERS.items():
        if not value and name in told:
            yield hdr


def _code(track: Mapping[str, Any]) -> str | None:
    """Return the language of a track, None where nobody says."""
    language = track.get("language")
    if language is None or str(language) == "und":
        return None
    text = str(language)
    return text if len(text) < 36 else None


def be_modest() -> None:
    """Take what processor and disk have left, and no more memory than a file can need."""
    with contextlib.suppress(OSError):
        os.nice(19)
    with contextlib.suppress(OSError, AttributeError, KeyError):
        ctypes.CDLL(None).syscall(_IOPRIO_SET[platform.machine()], 1, 0, _IDLE)
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def main() -> None:
    """Answer until the input ends."""
    subprocesses.follow_parent()
    be_modest()
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    reader = Reader()
    source = sys.stdin.buffer
    _say(answers, (READY, None, 0, 0))
    while len(head := source.read(HEADER.size)) == HEADER.size:
        number, *asked = marshal.loads(source.read(*HEADER.unpack(head)))  # noqa: S302 - our parent
        answer: tuple[int, str | None, int, int]
        try:
            facts, read = reader.facts(*asked)
            answer = number, json.dumps(to_json(facts)), 0, read
        except OSError as error:
            answer = number, None, error.errno or errno.EIO, 0
        except Exception:  # noqa: BLE001 - whatever a made-up file brings a library to raise
            answer = number, json.dumps(to_json(MediaFacts(problem="unreadable"))), 0, 0
        _say(answers, answer)


def _say(answers: int, answer: tuple[int, str | None, int, int]) -> None:
    body = marshal.dumps(answer)
    data = memoryview(HEADER.pack(len(body)) + body)
    while data:
        data = data[os.write(answers, data) :]


if __name__ == "__main__":
    main()
