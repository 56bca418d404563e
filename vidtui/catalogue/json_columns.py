"""What the catalogue's columns of JSON hold; what we never write is as if it were not there.

The catalogue may be a copy that somebody else made, or a damaged one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypedDict, TypeVar

from vidtui.disk.media_facts import MediaFacts
from vidtui.matching.evidence import UNREADABLE, Parts
from vidtui.providers.base import Film, Member, SeasonFacts, Series, Summary, Text
from vidtui.typed_json import Unfit, as_type, loads, to_json

T = TypeVar("T")


class _Nfo(TypedDict, total=False):
    title: str | None
    year: int | None
    ids: Mapping[str, str]


class Evidence(TypedDict, total=False):
    """What the names say of a group: the import writes it."""

    titles: list[str]
    year: int | None
    country: str | None
    ids: Mapping[str, str]
    agree: bool
    source: str
    path: str
    edition: str | None
    anime: bool
    must_have: list[str]
    or_time: bool
    doubt: str
    nfo: _Nfo


class _Answer(TypedDict, total=False):
    ids: Mapping[str, str]
    overview: Text | None


class _Names(TypedDict, total=False):
    titles: list[str]
    release_years: Mapping[str, int]


class _Probe(TypedDict, total=False):
    runtime: float


def mapping(text: str | None) -> dict[str, Any]:
    """Return a JSON object as it was written; an empty one for anything else."""
    held = loads(text)
    return held if isinstance(held, dict) else {}


def evidence(text: str) -> Evidence:
    """Return what the names say of a group; without titles where nobody can tell."""
    held: Evidence = as_type(Evidence, mapping(text))
    return held


def answer(text: str) -> Mapping[str, Any]:
    """Return the provider's description of a work: ids and overview are what they seem."""
    held: Mapping[str, Any] = as_type(_Answer, mapping(text))
    return held


def runtime(text: str | None) -> float | None:
    """Return how long a file runs, in minutes."""
    held: _Probe = as_type(_Probe, mapping(text))
    return held.get("runtime")


def parts(text: str) -> Parts:
    """Return how a score came about; where nobody can tell, something speaks against the work."""
    raw = loads(text)
    held: Parts = as_type(Parts, raw if isinstance(raw, dict) else {})
    if not isinstance(raw, dict) or raw.keys() - held.keys():
        held["vetoes"] = [*held.get("vetoes", ()), UNREADABLE]
    return held


def summary(text: str) -> Summary:
    """Return what is shown of a candidate."""
    return _fetched(Summary, text) or Summary("?", "?", None)


def film(text: str) -> Film | None:
    """Return a film as it was fetched; None where it has to be fetched anew."""
    return _fetched(Film, text)


def names_of(text: str, year: int | None) -> tuple[tuple[str, ...], frozenset[int]]:
    """Return all titles of a work as it was fetched, and its years: ``year``, and of releases."""
    held: _Names = as_type(_Names, mapping(text))
    years = {*held.get("release_years", {}).values(), *([year] if year else ())}
    return tuple(held.get("titles", ())), frozenset(years)


def show(text: str) -> Series | None:
    """Return a series as it was fetched, without its seasons; None where that cannot be read."""
    return _fetched(Series, text)


def season(text: str) -> SeasonFacts | None:
    """Return a season as it was fetched, without its episodes; None where it cannot be read."""
    return _fetched(SeasonFacts, text)


def _fetched(kind: type[T], text: str) -> T | None:
    try:
        found: T = as_type(kind, loads(text))
    except Unfit:
        return None
    return found


def members(text: str) -> list[Member]:
    """Return the films of a collection."""
    try:
        found: list[Member] = as_type(list[Member], loads(text))
    except Unfit:
        return []
    return found


def mounts(text: str) -> tuple[bytes, ...] | None:
    """Return the mount points below a root; None where nobody can tell."""
    try:
        held: list[str] = as_type(list[str], loads(text))
        return tuple(bytes.fromhex(point) for point in held)
    except ValueError:
        return None


FACTS_VERSION = 1  # of what a probe reads: raised where it reads more or otherwise
FACTS_HEAD = f'{{"version": {FACTS_VERSION}, '
"""How the column begins where a file was probed; enrichment alone writes a running time."""


def facts(text: str | None) -> MediaFacts | None:
    """Return the technical facts of a file, None where it was not probed."""
    if text is None or not text.startswith(FACTS_HEAD):
        return None
    try:
        found: MediaFacts = as_type(MediaFacts, loads(text))
    except Unfit:
        return None
    return found


def facts_text(found: MediaFacts, size: int, mtime_ns: int) -> str:
    """Return technical facts as the column holds them, with the size and time of the file."""
    held = {"version": FACTS_VERSION, "size": size, "mtime_ns": mtime_ns, **to_json(found)}
    return json.dumps(held, ensure_ascii=False)
