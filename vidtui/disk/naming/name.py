"""What a path says about the film or episode it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Source = Literal["ids", "canonical", "folders", "guessit"]

PARSER_VERSION = 2
"""Raised when the same path may be read differently; older readings are then redone."""


@dataclass(frozen=True, slots=True)
class Name:
    """The reading of one path: what to search for, and how far to trust it.

    ``titles`` are candidates, best first; none where the path holds no title.
    ``season`` is None for a film, for dated episodes and where nothing says it; specials are
    season 0. ``air_date`` is ISO ``YYYY-MM-DD``. ``ids`` maps ``tmdb``, ``imdb``, ``tvdb`` to the
    provider's id as text. ``agree`` says whether guessit and the plain cut of the name agree.
    ``pack`` marks a file that holds several works ("Trilogie"), never to be matched alone.
    ``show_folder`` is the path, relative to the root, of a recognised ``Show (Year)`` folder.

    ``bare`` says that the episodes are numbers without a mark, which may count from the first
    season on instead of within ``season``: what the provider knows of the seasons settles it.
    ``must_have`` are titles of which a work must have every one before it is taken unasked; with
    ``or_time`` a running time that fits stands for them. ``apart`` says that the file is, or may
    be, another film than the one its folder names, so that nothing that the folder knows counts.
    ``nameless`` says that the file's own name says nothing, and its folder's was read.
    """

    titles: tuple[str, ...]
    source: Source
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    air_date: str | None = None
    part: int | None = None
    edition: str | None = None
    country: str | None = None
    ids: dict[str, str] = field(default_factory=dict)
    agree: bool = True
    pack: bool = False
    show_folder: str | None = None
    bare: bool = False
    must_have: tuple[str, ...] = ()
    or_time: bool = False
    apart: bool = False
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class NameFailed:
    """A path that could not be read; ``reason`` is one line."""

    reason: str


@dataclass(frozen=True, slots=True)
class NameRequest:
    """One path to read: ``path`` is relative to its root, readable text, ``/`` between parts.

    ``folder`` is the number of leading components that only say the kind (``Séries/`` and what
    stands above it), so that reading starts below them.
    """

    key: int
    path: str
    kind: Literal["film", "series", "unknown"]
    folder: int = 0
    anime: bool = False
