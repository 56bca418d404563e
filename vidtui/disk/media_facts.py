"""What is known of a video file from the inside: how it is packed, shown and spoken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Problem = Literal["truncated", "unreadable", "crashes", "too-slow"]
"""``truncated``: shorter than its own header says; ``unreadable``: no container that is known;
``crashes``, ``too-slow``: it took the reader down with it, or held it for too long."""
PROBLEMS: tuple[Problem, ...] = ("truncated", "unreadable", "crashes", "too-slow")


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One sound: language as ``fr`` or ``fr-CA``, codec and channels as ``EAC3`` and ``5.1``."""

    language: str | None = field(default=None, metadata={"json": "language"})
    codec: str | None = field(default=None, metadata={"json": "codec"})
    channels: str | None = field(default=None, metadata={"json": "channels"})


@dataclass(frozen=True, slots=True)
class SubtitleTrack:
    """One set of subtitles; ``beside``: in a file of its own beside the video."""

    language: str | None = field(default=None, metadata={"json": "language"})
    format: str | None = field(default=None, metadata={"json": "format"})
    forced: bool = field(default=False, metadata={"json": "forced"})
    beside: bool = field(default=False, metadata={"json": "beside"})


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """The technical facts of one file; ``runtime`` in minutes, ``width`` and ``height`` in pixels.

    ``lines`` is what people call its picture: 2160, 1080, 720. ``problem`` says what is wrong with
    the container, None where nothing is.
    """

    container: str | None = field(default=None, metadata={"json": "container"})
    runtime: float | None = field(default=None, metadata={"json": "runtime"})
    width: int | None = field(default=None, metadata={"json": "width"})
    height: int | None = field(default=None, metadata={"json": "height"})
    lines: int | None = field(default=None, metadata={"json": "lines"})
    hdr: tuple[str, ...] = field(default=(), metadata={"json": "hdr"})
    bit_depth: int | None = field(default=None, metadata={"json": "bit_depth"})
    video_codec: str | None = field(default=None, metadata={"json": "video_codec"})
    audio: tuple[AudioTrack, ...] = field(default=(), metadata={"json": "audio"})
    subtitles: tuple[SubtitleTrack, ...] = field(default=(), metadata={"json": "subtitles"})
    problem: Problem | None = field(default=None, metadata={"json": "problem"})

    @property
    def audio_languages(self) -> tuple[str, ...]:
        """The languages of its sound, each once."""
        return tuple(dict.fromkeys(one.language for one in self.audio if one.language))

    @property
    def subtitle_languages(self) -> tuple[str, ...]:
        """The languages of its subtitles, each once."""
        return tuple(dict.fromkeys(one.language for one in self.subtitles if one.language))
