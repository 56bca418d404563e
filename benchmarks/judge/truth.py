"""What is true: the films that there are, and which of them each file is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vidtui.demo.model import FilmRecord

_FILMS = ("movie", "film")


@dataclass(frozen=True, slots=True)
class TrueFile:
    """A file as the library names it; ``part`` is its number where it is a part of a film."""

    path: str
    film: int
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """A library: its folder, None where there is none on disk, its films and its files."""

    folder: Path | None
    films: Mapping[int, FilmRecord]
    files: tuple[TrueFile, ...]


def load(folder: Path, truth: Path, records: Path) -> Truth:
    """Return the library in ``folder``; raise ``SystemExit`` where the files make no sense."""
    films = {film.id: film for film in map(_film, _lines(records)) if film}
    held = json.loads(truth.read_text(encoding="utf-8"))
    ids = {entry["id"]: entry.get("tmdb_id") for entry in held.get("records", ())}
    files = tuple(
        TrueFile(entry["path"], id_, entry.get("part") or (1 if entry.get("cd") else None))
        for entry in held["files"]
        if entry.get("kind") in _FILMS and entry.get("role", "video") == "video"
        if (id_ := entry.get("tmdb_id", ids.get(entry.get("record")))) in films
    )
    absent = [file.path for file in files if not (folder / file.path).exists()]
    if not files or absent:
        what = f"{len(absent)} files are not there, such as {absent[0]}" if absent else "no film"
        raise SystemExit(f"{folder}: {what}")
    return Truth(folder, films, files)


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as opened:
        yield from (json.loads(line) for line in opened if line.strip())


def _film(entry: dict[str, Any]) -> FilmRecord | None:
    if entry.get("kind", "movie") not in _FILMS or not entry.get("tmdb_id"):
        return None
    original = entry.get("original_title") or entry["title"]
    titles = {"en": entry["title"], "fr": entry.get("title_fr") or "", **entry.get("titles", {})}
    language = next((key for key, title in titles.items() if title == original), "ja")
    return FilmRecord(
        id=entry["tmdb_id"],
        title=original,
        release_date=f"{entry['year']}-06-01",
        runtime=round(entry.get("runtime") or 0),
        original_language=language,
        titles={key: title for key, title in titles.items() if title and title != original},
        alternatives=tuple(tuple(pair) for pair in entry.get("alternatives", ())),
        releases=entry.get("releases", {}),
        imdb_id=entry.get("imdb_id"),
        popularity=entry.get("popularity", 1.0),
    )
