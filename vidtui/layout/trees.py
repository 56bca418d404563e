"""A link tree taken apart: shelves that sort works, folders of a work, what lies below them.

A *shelf* is a folder that holds several works, ``Films``, ``Drame``, ``A-I``. The *own* folder of a
work, ``Alien (1979)``, holds its links and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vidtui.disk.naming.seasons import read_season
from vidtui.layout.copies import Copy
from vidtui.layout.derive import Derived, derive_folder
from vidtui.layout.known import Known
from vidtui.layout.model import ExistingLink, FileFacts, Kind, WorkFacts
from vidtui.text import readable

Path = tuple[bytes, ...]
_NAMESAKES: Final = 3
"""Works of one title that may share a folder without a year."""
HERE: Final = b""
"""What a work has in place of a further shelf: it lies in this one."""
_HAS_YEAR = re.compile(r"\d{4}")
_MOST = 0.5  # of the folders beside it are named after works: then this one is a work's too


@dataclass(frozen=True, slots=True)
class Seen:
    """A link whose file is known: its folders, of which the first ``shelf`` are shelves."""

    path: bytes
    folders: Path
    name: bytes
    known: Known
    file: FileFacts
    shelf: int
    has_own: bool

    @property
    def shelves(self) -> Path:
        """The shelves it lies in, from the outermost on."""
        return self.folders[: self.shelf]

    @property
    def own(self) -> Path:
        """The work's own folder; where it has none, the shelf."""
        return self.folders[: self.shelf + 1] if self.has_own else self.folders

    @property
    def below(self) -> Path:
        """Folders between the work's own and the link."""
        return self.folders[self.shelf + 1 :] if self.has_own else ()


@dataclass(slots=True)
class Node:
    """A shelf: which works go on to which further shelf, ``HERE`` for those that lie in it.

    ``works`` holds a link of each work by the further shelf, ``children`` how many works each has;
    ``own`` and ``flat`` count the works that lie here with and without a folder of their own.
    """

    path: Path
    works: dict[tuple[str, bytes], Seen] = field(default_factory=dict)
    children: dict[bytes, int] = field(default_factory=dict)
    own: int = 0
    flat: int = 0


class _Mine(NamedTuple):
    path: bytes
    folders: Path
    name: bytes
    known: Known
    file: FileFacts


class Facts:
    """What was worked out of works and files, each once."""

    def __init__(self) -> None:
        self._works: dict[str, Known] = {}
        self._copies: dict[int, Copy] = {}

    def known(self, work: WorkFacts) -> Known:
        """Return a work as names may call it."""
        found = self._works.get(work.key)
        if found is None or found.work is not work:
            found = self._works[work.key] = Known(work)
        return found

    def of_key(self, key: str) -> Known | None:
        """Return a work that was met, by its key."""
        return self._works.get(key)

    def copy(self, file: FileFacts) -> Copy:
        """Return what is known of a copy."""
        found = self._copies.get(file.key)
        if found is None:
            found = self._copies[file.key] = Copy(file)
        return found


def telling(seen: Sequence[Seen]) -> Sequence[Seen]:
    """Return the links that rules are learned from: identified works, unless these are few.

    Of others nobody knows the title that the tree would have, nor genres.
    """
    identified = [one for one in seen if one.known.work.is_identified]
    return identified if len(identified) * 2 >= len(seen) else seen


def content(file: FileFacts) -> tuple[object, ...]:
    """Return what a file holds of its work: two with the same are versions."""
    marks = tuple((mark.season, mark.number, mark.absolute) for mark in file.episodes)
    return marks, file.part


class Tree:
    """The links of one kind in a link root, and the shelves that they lie in."""

    def __init__(self, links: Sequence[ExistingLink], kind: Kind, facts: Facts) -> None:
        self.kind = kind
        self.named: dict[tuple[Path, str], Derived | None] = {}
        """By an own folder and the key of its work, what its name follows."""
        split = [_split(link) for link in links]
        owners = _owners(split, links)
        mine = [
            _Mine(link.path, folders, name, facts.known(link.work), link.file)
            for link, (folders, name) in zip(links, split, strict=True)
            if link.work is not None and link.file is not None and link.work.kind == kind
        ]
        self.owners = owners
        placed = self._named_depths(mine, facts)
        self.seen = list(self._seen(mine, placed))
        self.nodes: dict[Path, Node] = {}
        self._files: dict[tuple[str, tuple[object, ...]], set[int]] = {}
        for one in self.seen:
            self._shelve(one)
            self._files.setdefault(_held(one), set()).add(one.file.key)

    def has_versions(self, one: Seen) -> bool:
        """Say whether links show several files of what a link shows."""
        return len(self._files[_held(one)]) > 1

    def _named_depths(
        self, mine: Iterable[_Mine], facts: Facts
    ) -> dict[tuple[Path, str], int | None]:
        """Return by folder and work how many shelves there are above the folder named after it."""
        found: dict[tuple[Path, str], int | None] = {}
        for one in mine:
            key = one.folders, one.known.work.key
            if key not in found:
                found[key] = self._named_depth(one.folders, one.known, facts)
        return found

    def _named_depth(self, folders: Path, known: Known, facts: Facts) -> int | None:
        for depth in range(len(folders) - 1, -1, -1):
            path = folders[: depth + 1]
            key = path, known.work.key
            text = readable(folders[depth])
            if len(self.owners[path]) > _NAMESAKES and not _HAS_YEAR.search(text):
                continue
            if key not in self.named:
                is_season = self.kind == "series" and read_season(text) is not None
                self.named[key] = None if is_season else derive_folder(text, known)
            derived = self.named[key]
            if derived is None or not _is_whole(derived):
                continue
            if derived.year or self._is_of_all(path, facts):
                return depth
        return None

    def _is_of_all(self, path: Path, facts: Facts) -> bool:
        """Say whether a folder bears the title of every work in it: of a show and its remake."""
        owners = self.owners[path]
        if len(owners) > _NAMESAKES:
            return False
        text = readable(path[-1])
        return all(derive_folder(text, known) for known in map(facts.of_key, owners) if known)

    def _seen(
        self, mine: Iterable[_Mine], placed: dict[tuple[Path, str], int | None]
    ) -> Iterator[Seen]:
        after_works = _after_works(placed)
        for path, folders, name, known, file in mine:
            depth = placed[folders, known.work.key]
            if depth is None:
                depth = _unnamed_depth(folders, self.owners, after_works, self.kind)
            shelf = len(folders) if depth is None else depth
            yield Seen(path, folders, name, known, file, shelf, depth is not None)

    def _shelve(self, one: Seen) -> None:
        key = one.known.work.key
        for depth in range(one.shelf + 1):
            path = one.folders[:depth]
            node = self.nodes.get(path)
            if node is None:
                node = self.nodes[path] = Node(path)
            value = one.folders[depth] if depth < one.shelf else HERE
            if (key, value) in node.works:
                continue
            node.works[key, value] = one
            if value:
                node.children[value] = node.children.get(value, 0) + 1
            elif one.has_own:
                node.own += 1
            else:
                node.flat += 1


def _held(one: Seen) -> tuple[str, tuple[object, ...]]:
    return one.known.work.key, content(one.file)


def _split(link: ExistingLink) -> tuple[Path, bytes]:
    *folders, name = link.path.split(b"/")
    return tuple(folders), name


def _owners(
    split: Iterable[tuple[Path, bytes]], links: Iterable[ExistingLink]
) -> dict[Path, set[str]]:
    """Return by folder the keys of the works that have links below it; of many only some."""
    found: dict[Path, set[str]] = {}
    done: set[tuple[Path, str]] = set()
    for link, (folders, _name) in zip(links, split, strict=True):
        if link.work is None:
            continue
        key = link.work.key
        if (folders, key) in done:
            continue
        done.add((folders, key))
        for depth in range(1, len(folders) + 1):
            keys = found.setdefault(folders[:depth], set())
            if len(keys) <= _NAMESAKES:
                keys.add(key)
    return found


def _is_whole(derived: Derived) -> bool:
    """Say whether a name says nothing but its work: no word stands beside the tokens."""
    return not any(
        isinstance(part, str) and part != "TITLE" and any(map(str.isalnum, part))
        for part in derived.component
    )


def _after_works(placed: dict[tuple[Path, str], int | None]) -> dict[Path, tuple[int, int]]:
    """Return by shelf how many of the folders in it are named after their work, of how many."""
    named: dict[Path, set[bytes]] = {}
    whole: dict[Path, set[bytes]] = {}
    for (folders, _key), depth in placed.items():
        if depth is not None:
            named.setdefault(folders[:depth], set()).add(folders[depth])
        for level in range(len(folders)):
            if depth is None or level <= depth:
                whole.setdefault(folders[:level], set()).add(folders[level])
    return {path: (len(found), len(whole[path])) for path, found in named.items()}


def _unnamed_depth(
    folders: Path,
    owners: dict[Path, set[str]],
    after_works: dict[Path, tuple[int, int]],
    kind: Kind,
) -> int | None:
    """Return the depth of a work's own folder that bears another name, as the others beside do."""
    for depth in range(len(folders)):
        named, whole = after_works.get(folders[:depth], (0, 1))
        if named / whole <= _MOST or len(owners[folders[: depth + 1]]) > 1:
            continue
        if kind == "series" and read_season(readable(folders[depth])) is not None:
            continue
        return depth
    return None
