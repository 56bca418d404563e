"""Who is judged: vidtui, and beside it two simple ways that anybody would try first."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from judge.disturb import File
from judge.source import Shelf
from vidtui.catalogue.groups import GroupKey, NewGroup
from vidtui.catalogue.queue import Asked, AskedFile
from vidtui.disk.classify import Hierarchy
from vidtui.disk.naming.name import Name, NameRequest
from vidtui.disk.naming.pool import Namer
from vidtui.disk.nfo import NfoFiles
from vidtui.jobs.asking import wanted_of
from vidtui.jobs.import_.grouping import grouped
from vidtui.matching.identify import identify
from vidtui.matching.running_times import running_times
from vidtui.text import fold

_KINDS = (frozenset({"films"}), frozenset({"series"}), frozenset({"anime"}))


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody took for a file; ``film`` is None where nothing was taken."""

    file: File
    film: int | None
    has_id: bool = False
    reason: str = ""


@dataclass(slots=True)
class Answers:
    """All answers of one judge over one seed; ``requests`` were sent about ``asked`` films."""

    found: list[Answer] = field(default_factory=list)
    requests: int = 0
    asked: int = 0
    seconds: float = 0.0


class Reader:
    """Reads names as an import does, each path once, with the NFO files of a library on disk."""

    def __init__(self, folder: Path | None) -> None:
        self._hierarchy = Hierarchy(*_KINDS)
        self._names: dict[str, tuple[NameRequest, Name]] = {}
        self.seconds = 0.0
        nfos = folder.rglob("*.nfo") if folder else ()
        present = {os.fsencode(nfo.relative_to(folder)) for nfo in nfos if folder}
        self._nfos = NfoFiles(present, lambda path: os.path.join(os.fsencode(folder or ""), path))

    def read(self, paths: Iterable[str]) -> None:
        """Read the names that were not read yet."""
        fresh = [path for path in dict.fromkeys(paths) if path not in self._names]
        requests = []
        for key, path in enumerate(fresh):
            place = self._hierarchy.place(os.fsencode(path))
            requests.append(NameRequest(key, place.work, "film", place.kind_depth, place.is_anime))
        begun = time.perf_counter()
        with Namer() as namer:
            for key, name in namer.names(requests):
                if not isinstance(name, Name):
                    raise SystemExit(f"{fresh[key]}: {name.reason}")
                self._names[fresh[key]] = requests[key], name
        self.seconds += time.perf_counter() - begun

    def groups(self, files: Iterable[File]) -> dict[GroupKey, tuple[NewGroup, list[File]]]:
        """Return which files are one film by their names."""
        found: dict[GroupKey, tuple[NewGroup, list[File]]] = {}
        for file in files:
            request, name = self._names[file.path]
            nfo = self._nfos.of(os.fsencode(file.before), "film")
            key, group = grouped(name, request, nfo)
            read = replace(file, part=name.part, edition=name.edition)
            found.setdefault(key, (group, []))[1].append(read)
        return found


def vidtui(
    groups: Mapping[GroupKey, tuple[NewGroup, list[File]]], source: Shelf, *, timed: bool
) -> Answers:
    """Let vidtui answer; ``timed`` says whether running times can be read."""
    answers, before = Answers(), source.sent
    begun = time.process_time()
    for group, files in groups.values():
        film, reason = None, group.pending or ""
        if group.pending is None:
            asked = _asked(group, files)
            times = running_times(asked.files, lambda file: file.runtime) if timed else ()
            verdict = identify(wanted_of(asked), source, lambda times=times: times)  # type: ignore[misc]
            film = int(verdict.accepted.subject.ref.id) if verdict.accepted else None
            reason = verdict.reason or ""
        answers.asked += 1
        has_id = bool(group.evidence["ids"])
        answers.found += [Answer(file, film, has_id, reason) for file in files]
    answers.seconds = time.process_time() - begun
    answers.requests = source.sent - before
    return answers


def _asked(group: NewGroup, files: Iterable[File]) -> Asked:
    return Asked(
        id=0,
        kind="film",
        title=group.title,
        year=group.year,
        state="queued",
        attempts=0,
        evidence=group.evidence,
        files=tuple(
            AskedFile(0, b"", os.fsencode(file.path), file.minutes, file.part, file.edition)
            for file in files
        ),
    )


Guess = tuple[str, int | None]


class Guesses:
    """What plain guessit makes of the names of files, each name once."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._known: dict[str, Guess] = {}
        self.seconds = 0.0

    def take(self, paths: Iterable[str]) -> None:
        """Read the names that were not read yet."""
        names = dict.fromkeys(path.rpartition("/")[2] for path in paths)
        fresh = [name for name in names if name not in self._known]
        with ProcessPoolExecutor(self._workers) as pool:
            list(pool.map(_guess, ["Warm.Up.2001.mkv"] * self._workers))
            begun = time.perf_counter()
            self._known |= zip(fresh, pool.map(_guess, fresh, chunksize=16), strict=True)
            self.seconds += time.perf_counter() - begun

    def of(self, path: str) -> Guess:
        """Return what was made of a name."""
        return self._known[path.rpartition("/")[2]]


def _guess(name: str) -> Guess:
    from guessit import guessit

    found = guessit(name, {"type": "movie", "no_user_config": True})
    title, year = found.get("title"), found.get("year")
    if isinstance(title, list):
        title = title[0]
    return str(title or ""), year if isinstance(year, int) else None


def first_result(guess: Guess, source: Shelf) -> int | None:
    """Take the first result of a search for the title and the year."""
    title, year = guess
    hits = source.search("film", title, year)
    return int(hits[0].ref.id) if hits else None


def equal_title(guess: Guess, source: Shelf) -> int | None:
    """Take the first result that has the very title and year."""
    title, year = guess
    for hit in source.search("film", title, year) if year else ():
        if hit.year == year and fold(title) in (fold(hit.title), fold(hit.original_title)):
            return int(hit.ref.id)
    return None
