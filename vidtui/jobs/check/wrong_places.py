"""Links that lie in the wrong place of their tree, though they show what they should."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from vidtui.catalogue import repairs
from vidtui.catalogue.repairs import StoredGroup
from vidtui.catalogue.sql import BATCH
from vidtui.disk.naming.ids import ids_in
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.check.run import finding
from vidtui.jobs.links.large_folders import large_folders
from vidtui.jobs.roots.live import LiveRoot
from vidtui.jobs.suggest import Commands
from vidtui.matching.titles import form
from vidtui.text import fold, printable, readable

MOST_DOUBTED = 10_000  # links of a root that are compared with all works: 5 MB
_COUNTED = 50  # links of a folder from which on they are counted: most hold one film
_OF_WORK = re.compile(r"(?P<title>.*\S) \((?P<year>\d{4})\)", re.DOTALL)


class _Named(NamedTuple):
    """The work that a folder's name says: its title folded, its year, its id if there is one."""

    title: str
    year: int
    tmdb: str | None


class _Lies(NamedTuple):
    """A link in a folder of some name; ``file`` is what it shows."""

    path: bytes
    file: int
    folder: str
    named: _Named


class _Doubt(NamedTuple):
    """A link whose folder names none of the titles of what it shows."""

    lies: _Lies
    group: int
    title: str


class WrongPlaces:
    """Watches the links of one root, and says in the end which lie in the wrong place."""

    def __init__(self, root: LiveRoot, commands: Commands) -> None:
        self._root = root
        self._commands = commands
        self._waiting: list[_Lies] = []
        self._doubted: list[_Doubt] = []
        self._links: Counter[bytes] = Counter()
        self._read = lru_cache(maxsize=4096)(_named)

    def folder(self, path: bytes, links: int) -> None:
        """Take note of a folder, or of a piece of one, that holds some links."""
        if links >= _COUNTED or path in self._links:
            self._links[path] += links

    def link(self, path: bytes, file: int) -> None:
        """Take note of a link that shows a file of the catalogue."""
        *folders, name = path.split(b"/")
        for folder in reversed(folders):
            named = self._read(folder)
            if named is None:
                continue
            if not _plainly_says(name, named):
                self._waiting.append(_Lies(path, file, printable(folder), named))
            break
        if len(self._waiting) >= BATCH:
            self._judge()

    def findings(self, below: Mapping[bytes, Sequence[bytes]]) -> Iterator[Finding]:
        """Yield what lies in another work's folder, and the folders that are too large.

        Args:
            below: by folder the folders in it.
        """
        self._judge()
        yield from self._misplaced()
        yield from self._large(below)

    def _judge(self) -> None:
        waiting, self._waiting = self._waiting, []
        held = repairs.shown_files([one.file for one in waiting])
        for one in waiting:
            shown = held.get(one.file)
            is_of_it = shown is None or _fits(one.named, shown.titles, shown.year)
            if shown is not None and not is_of_it and len(self._doubted) < MOST_DOUBTED:
                self._doubted.append(_Doubt(one, shown.group, next(iter(shown.titles), "")))

    def _misplaced(self) -> Iterator[Finding]:
        """Yield the links in whose folder's name another work of the catalogue is named."""
        doubted, self._doubted = self._doubted, []
        described = repairs.described(sorted({one.group for one in doubted}))
        doubted = [
            one
            for one in doubted
            if one.group not in described
            or not _titled(one.lies.named, described[one.group].titles)
        ]
        if not doubted:
            return
        own, named = _works({one.group for one in doubted}, {one.lies.named for one in doubted})
        for (path, _file, folder, name), group, title in doubted:
            mine, others = own.get(group), named.get(name)
            if not others or mine is None or any(_is_same(mine, other) for other in others):
                continue
            if name.tmdb is None or mine.work != f"{mine.kind}:tmdb:{name.tmdb}":
                shown = printable(title)
                yield finding(
                    "misplaced_link",
                    self._root,
                    path,
                    command=self._command(path),
                    folder=folder,
                    title=shown,
                )

    def _large(self, below: Mapping[bytes, Sequence[bytes]]) -> Iterator[Finding]:
        """Yield the folders with too many entries beside or among those that are split."""
        for one in large_folders(below, self._links):
            shown = printable(one.split) or printable(self._root.path)
            command = self._command(one.path)
            yield finding(
                "large_folder",
                self._root,
                one.path,
                command=command,
                count=one.entries,
                split=shown,
            )

    def _command(self, path: bytes) -> str:
        return self._commands.vidtui("link", "--rename", self._root.absolute(path))


def _works(
    groups: set[int], names: set[_Named]
) -> tuple[dict[int, StoredGroup], dict[_Named, list[StoredGroup]]]:
    """Return some groups by id, and those that are named; all groups are read once."""
    by_title: dict[str, list[_Named]] = defaultdict(list)
    for named in names:
        by_title[named.title].append(named)
    own: dict[int, StoredGroup] = {}
    found: dict[_Named, list[StoredGroup]] = defaultdict(list)
    for group in repairs.groups():
        if group.id in groups:
            own[group.id] = group
        for title in {fold(title) for title in group.titles}:
            for named in by_title.get(title, ()):
                if named.year in (group.year, group.work_year):
                    found[named].append(group)
    return own, found


def _is_same(one: StoredGroup, other: StoredGroup) -> bool:
    return one.id == other.id or (one.work is not None and one.work == other.work)


def _named(folder: bytes) -> _Named | None:
    """Return the work that a folder's name says by title and year, None where it does not."""
    text = readable(folder)
    found = _OF_WORK.match(text)
    title = fold(found["title"]) if found is not None else ""
    if found is None or not title:
        return None
    return _Named(title, int(found["year"]), ids_in(text).get("tmdb"))


def _plainly_says(name: bytes, named: _Named) -> bool:
    """Whether a link's own name begins as that of its folder, and gives no other year."""
    text = fold(readable(name))
    if not text.startswith(named.title):
        return False
    year = text[len(named.title) :].strip().partition(" ")[0]
    return not (len(year) == len("2021") and year.isdecimal() and int(year) != named.year)


def _fits(named: _Named, titles: Sequence[str], year: int | None) -> bool:
    """Whether a folder's name may be that of a work."""
    return (year is None or abs(year - named.year) <= 1) and _titled(named, titles)


def _titled(named: _Named, titles: Sequence[str]) -> bool:
    mine = form(named.title).joined
    return any(fold(title) == named.title or form(title).joined == mine for title in titles)
