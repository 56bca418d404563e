"""Tiny but valid Matroska and MP4 files: a header, one empty video track and a duration.

Media players find nothing to play in them; what reads headers (MediaInfo, a media centre's
scanner) finds the duration and the picture size of a real film in less than a kilobyte.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Sequence
from typing import Final

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
