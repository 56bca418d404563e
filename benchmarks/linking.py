"""Measures how ``vidtui link`` plans again what was removed from the link tree of a real library.

    python benchmarks/linking.py [--films 200] [--shows 20] [--rounds 3] [--seed 1] [--wrong]
        [--library FOLDER --works FILE] [--quick] [--json] [--dir FOLDER]

Without a library one is made up, with films and series in stretches of the alphabet. FOLDER holds
``storage/`` and ``video/``; it is copied, never changed. FILE says what a TMDB on loopback knows, a
work a line: ``{"kind": "movie", "title": …, "year": …, "tmdb_id": …, "runtime": …, "genre": …}`` or
``{"kind": "series", …, "seasons": [{"number": 1, "episodes": ["…"]}]}``.

The library is imported, enriched and probed once; then single links, all links of a work and whole
folders are taken away, and ``vidtui --batch link --again --versions --json`` is asked for its plan.

*Right*: the very path. *Worded*: right but for technical words that say the same (``x264``,
``H264``), or that nobody knows of the file. *Asked*: left to a person. *Left out*: no place is
offered, since the work is not identified or the same content has a link. Links to folders are no
part of it.
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
import made_tree
from figures import Figure
from layouts import interval
from made_works import Item

from vidtui.demo.model import EpisodeRecord, FilmRecord, Records, SeasonRecord, SeriesRecord
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.layout.copies import Word, words_in
from vidtui.layout.model import WorkFacts

WAYS = ("one", "work", "folder")
PART = 0.03
LEFT_OUT = "left out"
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


def made_up(folder: Path, films: int, shows: int, seed: int) -> Records:
    """Make a library with its links, and return what the stand-in knows of it."""
    works: dict[str, list[Item]] = {}
    for item in made_tree.items("by ranges", films, shows, seed):
        works.setdefault(item.work.key, []).append(item)
        file = folder / "storage" / os.fsdecode(item.file.path)
        link = folder / "video" / os.fsdecode(item.path)
        for path in (file, link):
            path.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"made %d" % item.file.key)
        link.symlink_to(file)
    kinds = {key: held[0].work.kind for key, held in works.items()}
    return Records(
        tuple(_made_film(held[0].work) for key, held in works.items() if kinds[key] == "film"),
        tuple(_made_series(held) for key, held in works.items() if kinds[key] == "series"),
    )


def _made_film(work: WorkFacts) -> FilmRecord:
    return FilmRecord(
        int(work.ids["tmdb"]),
        work.original_title or work.title,
        f"{work.year}-06-01",
        titles={"fr": work.title},
        genres=tuple(GENRES[genre] for genre in work.genres),
        imdb_id=work.ids["imdb"],
    )


def _made_series(held: Sequence[Item]) -> SeriesRecord:
    seasons: dict[int, dict[int, str | None]] = {}
    for item in held:
        for mark in item.file.episodes:
            seasons.setdefault(mark.season or 0, {})[mark.number or 0] = mark.title
    work = held[0].work
    return SeriesRecord(
        int(work.ids["tmdb"]),
        work.original_title or work.title,
        tuple(
            SeasonRecord(
                season,
                tuple(
                    EpisodeRecord(
                        number,
                        f"{(work.year or 0) + season - (season > 0)}-01-01",
                        names={"fr": title} if title else {},
                    )
                    for number, title in sorted(numbers.items())
                ),
            )
            for season, numbers in sorted(seasons.items())
        ),
        names={"fr": work.title},
        imdb_id=work.ids["imdb"],
    )


def copied(source: Path, folder: Path) -> None:
    """Copy a library; its links show the copy."""
    for name in ("storage", "video"):
        shutil.copytree(source / name, folder / name, symlinks=True)
    for path in list((folder / "video").rglob("*")):
        if path.is_symlink() and path.is_dir():
            path.unlink()  # what lies below it would count as shown
        elif path.is_symlink() and os.readlink(path).startswith(str(source)):
            text = str(folder) + os.readlink(path)[len(str(source)) :]
            path.unlink()
            path.symlink_to(text)


class Library:
    """A copy of a library with its catalogue; ``links`` are its links by their paths."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder = folder
        self.language = language
        self.links = {
            os.fsencode(path.relative_to(folder / "video")): os.readlink(path)
            for path in sorted((folder / "video").rglob("*"))
            if path.is_symlink() and path.is_file()
        }

    def vidtui(self, *arguments: str, server: TmdbStandIn | None = None) -> str:
        """Run a command in batch, and return what it printed."""
        given = ["--storage", str(self.folder / "storage"), "--links", str(self.folder / "video")]
        given += ["--data-dir", str(self.folder / "data"), "--config", str(self.folder / "none")]
        env = dict(os.environ)
        if server is not None:
            given += ["--tmdb-url", server.url, "--tmdb-requests-per-10-s", "400"]
            env["VIDTUI_TMDB_TOKEN"] = server.token
        command = [
            sys.executable,
            "-m",
            "vidtui",
            "--batch",
            *arguments,
            "--language",
            self.language,
        ]
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


def _is_worded(planned: str, there: str) -> bool:
    """Say whether two places differ in technical words alone, and no fact is another one."""
    ours, theirs = words_in(planned), words_in(there)
    facts = {(word.fact, word.value) for word in theirs}
    if any((word.fact, word.value) not in facts for word in ours):
        return False
    return _without(planned, ours) == _without(there, theirs)


def _without(text: str, words: Sequence[Word]) -> str:
    for word in reversed(words):
        text = text[: word.start].rstrip(" -") + text[word.end :]
    return text


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print."""
    sizes = {"films": (200, 30), "shows": (20, 3), "rounds": (3, 1)}
    parser = figures.options(__doc__, sizes, on_disk=True)
    parser.add_argument("--library", type=Path, help="with --works: a library that is there")
    parser.add_argument("--works", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="print what was wrong or asked")
    options = figures.parsed(parser, arguments)
    found, notes = [], []
    with tempfile.TemporaryDirectory() as made:
        folder = (options.dir or Path(made)).resolve()
        if not (folder / "data").is_dir():
            if options.library is None:
                known = made_up(folder, options.films, options.shows, options.seed)
            else:
                copied(options.library.resolve(), folder)
                known = records(options.works)
            Library(folder, "en" if options.library else "fr").ready(known)
        library = Library(folder, "en" if options.library else "fr")
        links = sorted(library.links)
        works = {path: work_of(path) for path in links}
        for way in WAYS:
            counts = Counter[str]()
            for turn in range(options.rounds):
                gone = removed(links, works, way, random.Random(f"{options.seed} {turn} {way}"))
                plan = library.planned(gone)
                for path in gone:
                    said = plan.get(library.target(path), LEFT_OUT)
                    verdict = said if said == LEFT_OUT else "asked"
                    if not isinstance(said, str):
                        verdict = "right"
                    if not isinstance(said, str) and os.fsdecode(path) not in said:
                        is_worded = any(_is_worded(one, os.fsdecode(path)) for one in said)
                        verdict = "worded" if is_worded else "wrong"
                    counts[verdict] += 1
                    if options.wrong and verdict != "right":
                        print(f"{way}: {verdict} {os.fsdecode(path)}: {said}")
            whole = counts.total()
            for verdict in ("right", "worded", "wrong"):
                value = 100 * counts[verdict] / whole
                better: Any = "higher" if verdict == "right" else "lower"
                found.append(Figure(f"{way}: {verdict}", value, "%", better=better))
            low, high = interval(counts["wrong"], whole)
            notes.append(f"{way}: {dict(counts)}, wrong between {low:.2f} and {high:.2f} %")
    figures.publish("linking", found, as_json=options.json, notes=notes)


if __name__ == "__main__":
    main()
