"""An index over the catalogue: its works and files by position, their fields in columns.

Works stand in the order of their titles, files in that of their works, so that a position in a
list is one in the index. What a query does not name is never read. One index is for any thread;
what was read stays as it was, a new index tells what has changed.
"""

from __future__ import annotations

import os
import re
import threading
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import InitVar, dataclass, field
from functools import partial
from itertools import accumulate, compress, islice
from operator import attrgetter
from typing import Any

from vidtui.catalogue import hard_links
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.sql import BATCH, batches
from vidtui.library import reading, suspects
from vidtui.library.fields import Level
from vidtui.library.places import KINDS, Keys, Places
from vidtui.library.reading import FileColumns, Key, rows_of_texts
from vidtui.text import fold_lines, printable, readable

_ARTICLE = re.compile(r"\W*(?:(?:the|an?|les?|la|une?)\s+|l['’]\s*)\w", re.IGNORECASE)
"""As a title is written, in English and French: neither *À bout de souffle* has one nor *L.A.*"""
_FIRST = ("the ", "a ", "an ", "le ", "la ", "les ", "un ", "une ", "l'", "l’")
ARTICLES_WRITTEN = (*_FIRST, *map(str.capitalize, _FIRST))


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
    like: InitVar[Index | None] = None
    keys: Keys = field(default_factory=Keys)
    titles: list[str] = field(default_factory=list)
    years: list[int | None] = field(default_factory=list)
    files: array[int] = field(default_factory=partial(array, "q"))
    groups: array[int] = field(default_factory=partial(array, "q"))
    work_of: array[int] = field(default_factory=partial(array, "I"))
    first: array[int] = field(default_factory=partial(array, "I"))

    def __post_init__(self, like: Index | None) -> None:
        self._columns: dict[str, Column] = {}
        self._sources: dict[str, None] = {}
        self._reading = threading.RLock()
        self._at = Places(())
        self._like = like
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
                self._sources[source] = None
            return self._columns[name]

    def catch_up(self) -> None:
        """Read all that the index before this one had read, and let go of that one."""
        like = self._like
        for source in list(like._sources) if like is not None else ():
            with self._reading, self.catalogue.session():
                if source not in self._sources:
                    _SOURCES[source](self)
                    self._sources[source] = None
        self._like = None

    def take_over(self, other: Index) -> None:
        """Take from another index what it has read, where both have the same works and files.

        What this one has read itself stays, and whose answers they are is read anew.
        """
        if (self.keys, self.files) == (other.keys, other.files):
            kept = {k: v for k, v in other._columns.items() if k not in ("is", "doubt", "state")}
            self._columns = kept | self._columns
            self._sources = other._sources | self._sources

    def files_of(self, work: int) -> range:
        """Return the positions of a work's files."""
        return range(self.first[work], self.first[work + 1])

    def _read_base(self) -> None:
        files = reading.files()
        held = set(files.groups)
        found = Keys()
        titles: list[str] = []
        years: list[int | None] = []
        numbers: dict[str, dict[int, int]] = {kind: {} for kind in KINDS}
        at: dict[int, int] = {}  # where a group stands in what follows
        of_group, states = array("I"), [""]
        same: dict[Any, Any] = {}
        for group, state, key, title, year in reading.groups():
            if group not in held:
                continue
            number = numbers[key[0]].setdefault(key[1], len(found))
            if number == len(found):
                found.append(key)
                titles.append(title)
                years.append(same.setdefault(year, year))
            at[group] = len(of_group)
            of_group.append(number)
            states.append(same.setdefault(state, f"\n{state}\n"))
        for file, path in reading.lone_paths().items() if 0 in held else ():
            numbers["file"][file] = len(found)
            found.append(("file", file))
            titles.append(_stem(path))
            years.append(None)
        lone = numbers["file"]
        del numbers, held
        places = self._order_works(found, titles, years)
        del found, titles, years
        works = array("I", (
            places[of_group[at[group]] if group else lone[file]]
            for file, group in zip(files.ids, files.groups, strict=True)
        ))  # fmt: skip
        order = array("I", sorted(range(len(works)), key=works.__getitem__))
        said = [states[at[files.groups[p]] + 1] if files.groups[p] else "" for p in order]
        del at, states, of_group, lone
        self._keep(order, works, files)
        self._put("file", state=said)

    def place_of(self, key: Key) -> int | None:
        """Return where a work stands, None where it is not there."""
        return self.keys.place_of(key)

    def _order_works(
        self, keys: Sequence[Key], titles: Sequence[str], years: Sequence[int | None]
    ) -> array[int]:
        """Put the works in the order of their titles; return where each came to stand."""
        order = ordered(keys, titles, years)
        self.keys = Keys(keys[number] for number in order)
        share = self._sharing_of(self._like.titles if self._like is not None else None)
        self.titles = [share(place, titles[number]) for place, number in enumerate(order)]
        self.years = [years[number] for number in order]
        places = array("I", bytes(4 * len(order)))
        for place, number in enumerate(order):
            places[number] = place
        return places

    def _keep(self, order: Sequence[int], works: Sequence[int], files: FileColumns) -> None:
        self.files.extend(map(files.ids.__getitem__, order))
        self.groups.extend(map(files.groups.__getitem__, order))
        self.work_of.extend(map(works.__getitem__, order))
        counts = array("I", bytes(4 * len(self.keys)))
        for work in works:
            counts[work] += 1
        self.first.extend(accumulate(counts, initial=0))
        self._at = Places((file, place) for place, file in enumerate(self.files))
        kinds = {kind: f"\n{kind}\n" for kind in set(files.kinds)}
        self._put("file", kind=[kinds[files.kinds[place]] for place in order])
        numbers = {"size": files.sizes, "added": files.added, "modified": files.modified}
        for name, held in numbers.items():
            self._put("file", **{name: array("q", map(held.__getitem__, order))})
        for name, flags in (("missing", files.missing), ("away", files.away)):
            self._put("file", **{name: list(map(flags.__getitem__, order))})
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
        further = self._further_titles()
        found = [""] * len(self.keys)
        rest = bytearray(b"\x01") * len(self.keys)
        share = self._sharing("title")
        known = (
            (place, titles)
            for key, titles in reading.titles()
            if (place := self.place_of(key)) is not None
        )
        while some := list(islice(known, BATCH)):
            rows = [[self.titles[place], *further.get(place, ()), *titles]
                    for place, titles in some]  # fmt: skip
            for (place, _titles), text in zip(some, rows_of_texts(rows), strict=True):
                found[place], rest[place] = share(place, text), 0
        for places in batches(list(compress(range(len(rest)), rest))):
            rows = [[self.titles[place], *further.get(place, ())] for place in places]
            for place, text in zip(places, rows_of_texts(rows), strict=True):
                found[place] = share(place, text)
        self._put("work", title=found)

    def _further_titles(self) -> dict[int, list[str]]:
        """Return by work what names call it, where that is not its title."""
        works = Places(dict(zip(self.groups, self.work_of, strict=True)).items())
        further: dict[int, list[str]] = {}
        for group, titles in reading.names():
            work = works.get(group)
            other = [title for title in titles if work is None or title != self.titles[work]]
            if work is not None and other:
                further.setdefault(work, []).extend(other)
        return further

    def _sharing(self, name: str) -> Callable[[int, Any], Any]:
        """Return what gives a work's value of the index before in place of an equal one.

        So two indexes at once, while one takes the other's place, take hardly more than one.
        """
        before = self._like._columns.get(name) if self._like is not None else None
        return self._sharing_of(before.values if before is not None else None)

    def _sharing_of(self, values: Sequence[Any] | None) -> Callable[[int, Any], Any]:
        if self._like is None or values is None:
            return lambda _place, value: value
        keys, old = self.keys, self._like.keys

        def share(place: int, value: Any) -> Any:
            was = old.place_of(keys[place])
            return values[was] if was is not None and values[was] == value else value

        return share

    def _read_details(self) -> None:
        count = len(self.keys)
        columns = {name: [None if name in _NUMBERS else ""] * count for name in _OF_WORKS}
        same: dict[Any, Any] = {}
        sharing = {name: self._sharing(name) for name in _OF_WORKS}
        found = (
            (place, facts)
            for key, facts in reading.works()
            if (place := self.place_of(key)) is not None
        )
        while some := list(islice(found, BATCH)):
            for name, values in zip(
                _OF_WORKS, zip(*(one for _n, one in some), strict=True), strict=True
            ):
                held = rows_of_texts(values) if name in _FOLDED else values
                shared, share, column = name in _SHARED, sharing[name], columns[name]
                for (place, _facts), value in zip(some, held, strict=True):
                    known = share(place, value)
                    column[place] = same.setdefault(known, known) if shared else known
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
        self._put("file", runtime=runtimes)
        for name, fact in _OF_PROBE.items():
            self._put("file", **{name: list(map(attrgetter(fact), facts))})
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
_OF_PROBE = {
    "_runs": "runtime",
    "quality": "lines",
    "_broken": "is_broken",
    **{name: name for name in ("hdr", "depth", "video", "audio", "sound", "channels")},
    **{name: name for name in ("subtitles", "container")},
}
"""Columns by the fact of ``Probed`` that they hold."""
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


def ordered(keys: Sequence[Key], titles: Sequence[str], years: Sequence[int | None]) -> list[int]:
    """Return the places of works in the order of their titles, then years."""
    folded = [
        text.partition(" ")[2] if _ARTICLE.match(title) else text
        for text, title in zip(fold_lines(titles).split("\n"), titles, strict=False)
    ]
    return sorted(
        range(len(keys)), key=lambda place: (folded[place], years[place] or 0, keys[place])
    )


def _stem(path: bytes) -> str:
    return printable(os.path.splitext(readable(os.path.basename(path)))[0])
