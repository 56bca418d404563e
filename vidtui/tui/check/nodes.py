"""The lines of a check's tree: what a node holds, what names a line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from vidtui.jobs.check.findings import Finding, Kind, SkippedRoot
from vidtui.jobs.check.kinds import INFORMATION
from vidtui.text import searchable, show

Remedy = tuple[int, str | None]
"""The command that helps with that many items."""
Key = Literal["information"] | Kind | tuple[Kind, bytes]


@dataclass(slots=True, eq=False)
class Item:
    """A finding: new since the last check, known to the user, or gone by now."""

    finding: Finding
    is_new: bool = False
    is_known: bool = False
    is_gone: bool = False
    folded: str | None = None
    folder: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.folder = os.path.dirname(self.finding.absolute)

    def has(self, needle: str) -> bool:
        """Say whether the path, or the title, holds a folded text."""
        return needle in self.fold()

    def fold(self) -> str:
        """Return the text in which is searched, without case and accents."""
        if self.folded is None:
            finding = self.finding
            said = show(finding.absolute) if finding.root else str(finding.facts.get("title", ""))
            self.folded = searchable(said)
        return self.folded


@dataclass(slots=True, eq=False)
class FolderNode:
    """The findings of one kind in one folder; those that are gone are not in ``count``."""

    kind: Kind
    path: bytes
    items: list[Item] = field(default_factory=list)
    count: int = 0
    new: int = 0
    gone: int = 0
    is_open: bool = False
    remedy: Remedy | None = None

    def put(self, item: Item) -> None:
        """Add an item."""
        self.items.append(item)
        self.count += not item.is_gone
        self.new += item.is_new
        self.gone += item.is_gone

    def all_items(self) -> Iterator[Item]:
        """Yield what it holds."""
        yield from self.items


@dataclass(slots=True, eq=False)
class KindNode:
    """The findings of one kind, those that are gone not in ``count``; all of them if ``is_whole``.

    ``loose`` ones lie in no folder; ``rest`` are so many that they are only counted.
    """

    kind: Kind
    is_whole: bool = True
    folders: dict[bytes, FolderNode] = field(default_factory=dict)
    loose: list[Item] = field(default_factory=list)
    count: int = 0
    new: int = 0
    known: int = 0
    gone: int = 0
    rest: int = 0
    is_open: bool = False
    remedy: Remedy | None = None

    @property
    def total(self) -> int:
        """How many there are, listed or not."""
        return self.count + self.rest

    def put(self, item: Item) -> None:
        """Add an item."""
        self.count += not item.is_gone
        self.new += item.is_new
        self.known += item.is_known
        self.gone += item.is_gone
        if not item.finding.root:
            self.loose.append(item)
            return
        folder = self.folders.get(item.folder)
        if folder is None:
            folder = self.folders[item.folder] = FolderNode(self.kind, item.folder)
        folder.put(item)

    def all_items(self) -> Iterator[Item]:
        """Yield what it holds."""
        for folder in self.folders.values():
            yield from folder.items
        yield from self.loose


@dataclass(slots=True, eq=False)
class Heading:
    """Above the kinds that are merely worth knowing."""

    count: int = 0
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class More:
    """Below a kind: how many of it are not listed."""

    kind: Kind
    count: int


Node = Heading | KindNode | FolderNode
Line = SkippedRoot | Node | Item | More


def depth(line: Line) -> int:
    """Return how many nodes are around a line."""
    match line:
        case KindNode():
            return int(line.kind in INFORMATION)
        case FolderNode() | More():
            return 1 + (line.kind in INFORMATION)
        case Item():
            return 1 + bool(line.finding.root) + (line.finding.kind in INFORMATION)
        case _:
            return 0


def key_of(node: Node) -> Key:
    """Return what names a node in every tree."""
    match node:
        case KindNode():
            return node.kind
        case FolderNode():
            return node.kind, node.path
        case _:
            return "information"


def name_of(line: Line) -> object:
    """Return what names a line in every tree."""
    if isinstance(line, Item):
        one = line.finding
        return one.kind, one.root, one.path, one.detail
    return line if isinstance(line, (SkippedRoot, More)) else key_of(line)


def names_around(line: Line) -> Iterator[object]:
    """Yield what names a line, then the nodes around it."""
    yield name_of(line)
    if isinstance(line, (Item, FolderNode, KindNode)):
        kind = line.finding.kind if isinstance(line, Item) else line.kind
        if isinstance(line, Item):
            yield kind, line.folder
        yield kind
        if kind in INFORMATION:
            yield "information"
