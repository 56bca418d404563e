"""What each file of the demo truly is, and the bytes it is made of."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from vidtui.demo.layout import NOT_VIDEOS, UNLISTED, Planned
from vidtui.demo.media import matroska, mp4
from vidtui.demo.records import RECORDS

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
    uhd = "2160p" in file.path.name
    width, height = (3840, 2160) if uhd else (1920, 1080)
    return matroska(file.duration_s, seed.encode(), width=width, height=height)


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
