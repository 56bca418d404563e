"""Measures how ``vidtui link`` plans again what was removed from the link tree of a real library.

    python benchmarks/linking.py --library FOLDER --works FILE [--rounds 4] [--seed 1] [--wrong]
        [--quick] [--json]

FOLDER holds ``storage/`` and ``video/``; it is copied, never changed. FILE says what a TMDB on
loopback knows, a work a line: ``{"kind": "movie", "title": …, "year": …, "tmdb_id": …, "runtime":
…, "genre": "Drame"}`` or ``{"kind": "series", …, "seasons": [{"number": 1, "episodes": ["…"]}]}``.
The library is imported, enriched and probed once; then single links, all links of a work and whole
folders are taken away, and ``vidtui --batch link --again --versions --json`` is asked for its plan. *Incomplete* is a place
whose name lacks nothing but technical words that nobody knows of the file.
"""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import figures
from figures import Figure
from layouts import interval

from vidtui.demo.model import EpisodeRecord, FilmRecord, Records, SeasonRecord, SeriesRecord
from vidtui.demo.tmdb import TmdbStandIn

WAYS = ("one", "work", "folder")
PART = 0.03
MOST = 5  # a folder holds at most one link in so many
GENRES = {
    "Action": 28, "Aventure": 12, "Animation": 16, "Comédie": 35, "Policier": 80, "Crime": 80,
    "Documentaire": 99, "Drame": 18, "Familial": 10751, "Fantastique": 14, "Histoire": 36,
    "Horreur": 27, "Musique": 10402, "Mystère": 9648, "Romance": 10749, "Science-Fiction": 878,
    "SF": 878, "Thriller": 53, "Guerre": 10752, "Western": 37,
}  # fmt: skip


def records(path: Path) -> Records:
    """Return what the stand-in knows."""
    films, shows = [], []
    for line in path.read_text().splitlines():
        work = json.loads(line)
        if work["kind"] == "movie":
            films.append(_film(work))
        else:
            shows.append(_series(work))
    return Records(tuple(films), tuple(shows))


def _film(work: Mapping[str, Any]) -> FilmRecord:
    genre = GENRES.get(work.get("genre", ""))
    return FilmRecord(
        work["tmdb_id"],
        work["title"],
        f"{work['year']}-06-01",
        work.get("runtime") or 0,
        genres=(genre,) if genre is not None else (),
        imdb_id=work.get("imdb_id"),
    )


def _series(work: Mapping[str, Any]) -> SeriesRecord:
    seasons = [
        SeasonRecord(
            one["number"],
            tuple(
                EpisodeRecord(
                    number,
                    f"{work['year'] + max(one['number'] - 1, 0)}-01-01",
                    names={"en": name} if name else {},
                )
                for number, name in enumerate(one["episodes"], 1)
            ),
        )
        for one in work["seasons"]
    ]
    return SeriesRecord(work["tmdb_id"], work["title"], tuple(seasons), imdb_id=work.get("imdb_id"))


class Library:
    """A copy of a library with its catalogue; ``links`` are its links by their paths."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.folder = folder
        self.is_new = not (folder / "data").is_dir()
        if self.is_new:
            self._copy(source)
        self.links = {
            os.fsencode(path.relative_to(folder / "video")): os.readlink(path)
            for path in sorted((folder / "video").rglob("*"))
            if path.is_symlink() and path.is_file()
        }

    def _copy(self, source: Path) -> None:
        for name in ("storage", "video"):
            shutil.copytree(source / name, self.folder / name, symlinks=True)
        for path in list((self.folder / "video").rglob("*")):
            if path.is_symlink() and path.is_dir():
                path.unlink()  # what lies below it would count as shown
            elif path.is_symlink() and os.readlink(path).startswith(str(source)):
                text = str(self.folder) + os.readlink(path)[len(str(source)) :]
                path.unlink()
                path.symlink_to(text)

    def vidtui(self, *arguments: str, server: TmdbStandIn | None = None) -> str:
        """Run a command in batch, and return what it printed."""
        given = ["--storage", str(self.folder / "storage"), "--links", str(self.folder / "video")]
        given += ["--data-dir", str(self.folder / "data"), "--config", str(self.folder / "none")]
        env = dict(os.environ)
        if server is not None:
            given += ["--tmdb-url", server.url, "--tmdb-requests-per-10-s", "400"]
            env["VIDTUI_TMDB_TOKEN"] = server.token
        command = [sys.executable, "-m", "vidtui", "--batch", *arguments, "--language", "en"]
        done = subprocess.run([*command, *given], env=env, capture_output=True, text=True)
        if done.returncode not in (0, 4):
            raise SystemExit(f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def ready(self, known: Records) -> None:
        """Import, enrich and probe it, and let the first plan set the baseline."""
        self.vidtui("import", "--quiet")
        with TmdbStandIn(known, limit=None) as server:
            self.vidtui("enrich", "--quiet", server=server)
        self.vidtui("probe", "--quiet")

    def target(self, path: bytes) -> str:
        """Return the file that a link shows, below the storage folder."""
        link = self.folder / "video" / os.fsdecode(path)
        whole = os.path.normpath(link.parent / self.links[path])
        return os.path.relpath(whole, self.folder / "storage")

    def planned(self, gone: Sequence[bytes]) -> dict[str, list[str] | str]:
        """Take links away, and return by file its place, or why it has none; put them back."""
        for path in gone:
            (self.folder / "video" / os.fsdecode(path)).unlink()
        for folder, _folders, _names in os.walk(self.folder / "video", topdown=False):
            if not os.listdir(folder):
                os.rmdir(folder)
        plan = json.loads(self.vidtui("link", "--again", "--versions", "--json", "--quiet"))
        for path in gone:
            link = self.folder / "video" / os.fsdecode(path)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(self.links[path])
        return dict(_places(plan))


def _places(plan: Mapping[str, Any]) -> Iterator[tuple[str, list[str] | str]]:
    for one in plan["new_links"]:
        file = os.fsdecode(base64.b64decode(one["path_b64"]))
        if one["doubt"] is not None:
            yield file, one["doubt"]["words"]
        else:
            yield (
                file,
                [
                    os.fsdecode(base64.b64decode(place["link"]["path_b64"]))
                    for place in one["places"]
                ],
            )


def removed(
    links: Sequence[bytes], works: Mapping[bytes, str], way: str, rng: random.Random
) -> list[bytes]:
    """Return the links that are taken away."""
    if way == "one":
        return rng.sample(links, max(int(len(links) * PART), 1))
    groups: dict[str, list[bytes]] = {}
    for path in links:
        if way == "work":
            groups.setdefault(works[path], []).append(path)
            continue
        parts = os.fsdecode(path).split("/")[:-1]
        for depth in range(2, len(parts) + 1):
            groups.setdefault("/".join(parts[:depth]), []).append(path)
    fitting = sorted(name for name, held in groups.items() if len(held) <= len(links) // MOST)
    found: dict[bytes, None] = {}
    for name in rng.sample(fitting, max(int(len(fitting) * PART), 1)):
        found.update(dict.fromkeys(groups[name]))
    return list(found)


def work_of(path: bytes) -> str:
    """Return a film's or a series' name as its link says it: title and year."""
    name = os.fsdecode(path)
    kind, _slash, rest = name.partition("/")
    title = rest.rpartition("/")[2]
    end = title.find(")")
    return f"{kind} {title[: end + 1] if end > 0 else title}"


def _lacks_words(planned: str, there: str) -> bool:
    """Say whether a place is right but for technical words, which nobody knows of the file."""
    if planned.rpartition("/")[0] != there.rpartition("/")[0]:
        return False
    words = iter(there.rpartition("/")[2].split())
    return all(word in words for word in planned.rpartition("/")[2].split())


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print."""
    parser = figures.options(__doc__, {"rounds": (4, 1)}, on_disk=True)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--works", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="print what was wrong or asked")
    options = figures.parsed(parser, arguments)
    found, notes = [], []
    with tempfile.TemporaryDirectory() as made:
        library = Library(options.library.resolve(), (options.dir or Path(made)).resolve())
        if library.is_new:
            library.ready(records(options.works))
        links = sorted(library.links)
        works = {path: work_of(path) for path in links}
        for way in WAYS:
            counts = Counter[str]()
            for turn in range(options.rounds):
                gone = removed(links, works, way, random.Random(f"{options.seed} {turn} {way}"))
                plan = library.planned(gone)
                for path in gone:
                    said = plan.get(library.target(path), "not in the plan")
                    verdict = "asked" if isinstance(said, str) else "right"
                    if not isinstance(said, str) and os.fsdecode(path) not in said:
                        lacks = any(_lacks_words(one, os.fsdecode(path)) for one in said)
                        verdict = "incomplete" if lacks else "wrong"
                    counts[verdict] += 1
                    if options.wrong and verdict != "right":
                        print(f"{way}: {verdict} {os.fsdecode(path)}: {said}")
            whole = counts.total()
            for verdict in ("right", "incomplete", "wrong"):
                value = 100 * counts[verdict] / whole
                better: Any = "higher" if verdict == "right" else "lower"
                found.append(Figure(f"{way}: {verdict}", value, "%", better=better))
            low, high = interval(counts["wrong"], whole)
            notes.append(f"{way}: {dict(counts)}, wrong between {low:.2f} and {high:.2f} %")
    figures.publish("linking", found, as_json=options.json, notes=notes)


if __name__ == "__main__":
    main()
