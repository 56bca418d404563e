"""An index over the catalogue: its works and files by position, their fields in columns.

Works stand in the order of their titles, files in that of their works, so that a position in a
list is one in the index. What a query does not name is never read. One index is for any thread;
what was read stays as it was, a new index tells what has changed.
"""

from __future__ import annotations

import os
import threading
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, islice
from typing import Any

from vidtui.catalogue import hard_links
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.sql import BATCH, batches
from vidtui.library import reading, suspects
from vidtui.library.fields import Level
from vidtui.library.reading import FileColumns, Key, rows_of_texts
from vidtui.text import fold_lines, printable, readable

_ARTICLES = ("the ", "a ", "an ", "le ", "la ", "les ", "l ", "un ", "une ", "der ", "die ", "das ")


@dataclass(frozen=True, slots=True)
class Column:
    """A field of every work or every file; ``values`` by position.

    They are texts as ``reading.Texts``, numbers or None, or tuples of numbers where ``many``.
    """

    level: Level
    values: Sequence[Any]
    many: bool = False


@dataclass
class Index:
    """The works and files of a catalogue; ``titles`` and ``years`` are the works'.

    ``keys`` say what each work is, ``files`` hold the files' ids and ``groups`` their groups' (0
    for none), ``work_of`` the position of each file's work, ``first`` that of each work's first
    file, with one more behind the last.
    """

    catalogue: Catalogue
    keys: list[Key] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    years: list[int | None] = field(default_factory=list)
    files: array[int] = field(default_factory=partial(array, "q"))
    groups: array[int] = field(default_factory=partial(array, "q"))
    work_of: array[int] = field(default_factory=partial(array, "I"))
    first: array[int] = field(default_factory=partial(array, "I"))

    def __post_init__(self) -> None:
        self._columns: dict[str, Column] = {}
        self._reading = threading.RLock()
        self._at: dict[int, int] = {}
        with self.catalogue.session():
            self._read_base()

    def column(self, name: str, source: str) -> Column:
        """Return a field's column, reading the part of the catalogue that has it.

        Raises:
            CatalogueProblem: it cannot be read.
        """
        with self._reading:
            if name not in self._columns:
                with self.catalogue.session():
                    _SOURCES[source](self)
            return self._columns[name]

    def take_over(self, other: Index) -> None:
        """Take from another index what it has read, where both have the same works and files.

        What this one has read itself stays, and whose answers they are is read anew.
        """
        if (self.keys, self.files) == (other.keys, other.files):
            kept = {k: v for k, v in other._columns.items() if k not in ("is", "doubt", "state")}
            self._columns = kept | self._columns

    def files_of(self, work: int) -> range:
        """Return the positions of a work's files."""
        return range(self.first[work], self.first[work + 1])

    def _read_base(self) -> None:
        files = reading.files()
        held = set(files.groups)
        states: dict[int | None, str] = {}
        named: dict[Key, tuple[str, int | None]] = {}
        key_of: dict[int, Key] = {}
        for group, state, key, title, year in reading.groups():
            if group in held:
                states[group], key_of[group] = f"\n{state}\n", key
                named[key] = title, year
        lone = reading.lone_paths() if None in held else {}
        named |= {("file", file): (_stem(path), None) for file, path in lone.items()}
        keys = [
            ("file", file) if group is None else key_of[group]
            for file, group in zip(files.ids, files.groups, strict=True)
        ]
        self._order_works(named)
        numbers = {key: number for number, key in enumerate(self.keys)}
        works = [numbers[key] for key in keys]
        order = sorted(range(len(works)), key=works.__getitem__)
        self._keep(order, works, files)
        self._put("file", state=[states.get(files.groups[place], "") for place in order])

    def place_of(self, key: Key) -> int | None:
        """Return where a work stands, None where it is not there."""
        return self.keys.index(key) if key in self.keys else None

    def _order_works(self, named: Mapping[Key, tuple[str, int | None]]) -> None:
        ranks = ranked((key, *one) for key, one in named.items())
        self.keys = sorted(ranks, key=ranks.__getitem__)
        self.titles = [named[key][0] for key in self.keys]
        self.years = [named[key][1] for key in self.keys]

    def _keep(self, order: Sequence[int], works: Sequence[int], files: FileColumns) -> None:
        self.files.extend(files.ids[place] for place in order)
        self.groups.extend(files.groups[place] or 0 for place in order)
        self.work_of.extend(works[place] for place in order)
        counts = [0] * len(self.keys)
        for work in works:
            counts[work] += 1
        self.first.extend(accumulate(counts, initial=0))
        self._at = {file: place for place, file in enumerate(self.files)}
        kinds = {kind: f"\n{kind}\n" for kind in set(files.kinds)}
        self._put("file", kind=[kinds[files.kinds[place]] for place in order])
        self._put("file", size=[files.sizes[place] for place in order])
        self._put("file", added=[files.added[place] for place in order])
        self._put("file", modified=[files.modified[place] for place in order])
        self._put("file", missing=[files.missing[place] for place in order])
        self._put("file", away=[files.away[place] for place in order])
        self._put("work", year=self.years)

    def _put(self, level: Level, **columns: Sequence[Any]) -> None:
        for name, values in columns.items():
            self._columns[name] = Column(level, values)

    def by_file(self, rows: Iterable[tuple[int, Any]], empty: Any = "") -> list[Any]:
        """Return values by the position of their file."""
        found = [empty] * len(self.files)
        places = self._at
        for file, value in rows:
            place = places.get(file)
            if place is not None:
                found[place] = value
        return found

    def _read_versions(self) -> None:
        """Count the files of each work; one with several paths once."""
        further = hard_links.further_paths()
        each: list[set[int]] = [set() for _work in self.keys]
        for file, work in zip(self.files, self.work_of, strict=True):
            each[work].add(further.get(file, file))
        self._put("work", versions=[len(files) for files in each])

    def _read_titles(self) -> None:
        named = dict(reading.names())
        said: list[list[str] | None] = [[title] for title in self.titles]
        for place, group in enumerate(self.groups):
            (said[self.work_of[place]] or []).extend(named.get(group, ()))
        del named
        numbers = {key: number for number, key in enumerate(self.keys)}
        found = [""] * len(self.keys)
        known = ((numbers[key], titles) for key, titles in reading.titles() if key in numbers)
        while some := list(islice(known, BATCH)):
            rows = [[*(said[number] or ()), *titles] for number, titles in some]
            for (number, _titles), text in zip(some, rows_of_texts(rows), strict=True):
                found[number], said[number] = text, None
        rest = [number for number, titles in enumerate(said) if titles is not None]
        for numbers_of_some in batches(rest):
            texts = rows_of_texts([said[number] or () for number in numbers_of_some])
            for number, text in zip(numbers_of_some, texts, strict=True):
                found[number] = text
        self._put("work", title=found)

    def _read_details(self) -> None:
        count = len(self.keys)
        columns = {name: [None if name in _NUMBERS else ""] * count for name in _OF_WORKS}
        numbers = {key: number for number, key in enumerate(self.keys)}
        same: dict[Any, Any] = {}
        found = ((numbers[key], facts) for key, facts in reading.works() if key in numbers)
        while some := list(islice(found, BATCH)):
            for name, values in zip(
                _OF_WORKS, zip(*(one for _n, one in some), strict=True), strict=True
            ):
                held = rows_of_texts(values) if name in _FOLDED else values
                shared = name in _SHARED
                for (number, _facts), value in zip(some, held, strict=True):
                    columns[name][number] = same.setdefault(value, value) if shared else value
        self._put("work", **columns)

    def _read_paths(self) -> None:
        rows = list(reading.paths())
        self._put("file", path=self.by_file((file, path) for file, path, _edition, _part in rows))
        self._put("file", edition=self.by_file((file, edition) for file, _p, edition, _n in rows))
        self._put("file", part=self.by_file(((file, part) for file, _p, _e, part in rows), None))

    def _read_links(self) -> None:
        found: dict[int, dict[str, None]] = {}
        for file, state in reading.links():
            found.setdefault(file, {})[state] = None
        self._put("file", link=self.by_file((f, reading.tokens(held)) for f, held in found.items()))

    def _read_episodes(self) -> None:
        found: dict[int, list[tuple[int | None, int | None]]] = {}
        for file, season, number in reading.episodes():
            found.setdefault(file, []).append((season, number))
        both = {file: reading.seasons_of(rows) for file, rows in found.items()}
        seasons = self.by_file(((file, one[0]) for file, one in both.items()), ())
        numbers = self.by_file(((file, one[1]) for file, one in both.items()), ())
        self._columns["season"] = Column("file", seasons, many=True)
        self._columns["episode"] = Column("file", numbers, many=True)

    def _read_probe(self) -> None:
        languages = self.column("language", "details").values
        works = self.column("_runtime", "details").values
        work_of, places = self.work_of, self._at

        def original(file: int) -> str:
            place = places.get(file)
            return "" if place is None else languages[work_of[place]].strip("\n")

        rows = list(reading.probed(original))
        nothing = reading.Probed(None, None, "", None, "", "", "", "", "", "", False)
        facts = self.by_file(((file, one) for file, _is_probed, one in rows), nothing)
        runtimes = [
            one.runtime if one.runtime is not None else works[work_of[place]]
            for place, one in enumerate(facts)
        ]
        self._put("file", runtime=runtimes, _runs=[one.runtime for one in facts])
        self._put("file", quality=[one.lines for one in facts], hdr=[one.hdr for one in facts])
        self._put("file", depth=[one.depth for one in facts], video=[one.video for one in facts])
        self._put("file", audio=[one.audio for one in facts], sound=[one.sound for one in facts])
        self._put("file", channels=[one.channels for one in facts])
        self._put("file", subtitles=[one.subtitles for one in facts])
        self._put("file", container=[one.container for one in facts])
        self._put("file", _broken=[one.is_broken for one in facts])
        self._put("file", _probed=self.by_file(((f, is_) for f, is_, _one in rows), False))

    def _read_flags(self) -> None:
        doubts, answered, twins = reading.flags()
        runs = self.column("_runs", "probe").values
        works = self.column("_runtime", "details").values
        missing, away = self._columns["missing"].values, self._columns["away"].values
        broken, probed = self._columns["_broken"].values, self._columns["_probed"].values
        kinds, state = self._columns["kind"].values, self._columns["state"].values
        edition, part = (self.column(name, "paths").values for name in ("edition", "part"))
        found, amount = [], []
        for place, (file, group) in enumerate(zip(self.files, self.groups, strict=True)):
            doubt = doubts.get(group, 0)
            is_plain = kinds[place] == "\nfilm\n" and not edition[place] and part[place] is None
            if group in doubts and is_plain:
                doubt = suspects.with_runtime(doubt, runs[place], works[self.work_of[place]])
            amount.append(doubt or None)
            told = (
                ("suspect", doubt),
                ("confirmed", group in answered and state[place] == "\nenriched\n"),
                ("missing", missing[place]),
                ("away", away[place]),
                ("probed", probed[place]),
                ("broken", broken[place]),
                ("duplicate", file in twins),
            )
            found.append(reading.tokens(name for name, is_so in told if is_so))
        self._columns["is"] = Column("file", found)
        self._columns["doubt"] = Column("file", amount)


_OF_WORKS = (
    *("original", "genre", "director", "actor", "collection", "country", "language"),
    *("rating", "votes", "id", "_runtime"),
)
"""Columns in the order of ``WorkFacts``."""
_FOLDED = _OF_WORKS[:6]
_SHARED = ("genre", "country", "language", "collection", "director")
"""Of which many works have the same: one text is kept of each."""
_NUMBERS = ("rating", "votes", "_runtime")
_SOURCES = {
    "details": Index._read_details,
    "versions": Index._read_versions,
    "titles": Index._read_titles,
    "paths": Index._read_paths,
    "links": Index._read_links,
    "episodes": Index._read_episodes,
    "probe": Index._read_probe,
    "flags": Index._read_flags,
}


def ranked(works: Iterable[tuple[Key, str, int | None]]) -> dict[Key, tuple[str, int, Key]]:
    """Return by the key of each work, with title and year, what it is sorted by."""
    held = list(works)
    titles = fold_lines(title for _key, title, _year in held).split("\n")
    return {
        key: (_without_article(folded), year or 0, key)
        for folded, (key, _title, year) in zip(titles, held, strict=False)
    }


def _without_article(folded: str) -> str:
    for article in _ARTICLES:
        if folded.startswith(article) and len(folded) > len(article):
            return folded[len(article) :]
    return folded


def _stem(path: bytes) -> str:
    return printable(os.path.splitext(readable(os.path.basename(path)))[0])
