"""What a check found as a tree, kind → folder → item: a flat list of the lines in sight.

A tree of 100,000 items folds and unfolds by making that list anew, which takes milliseconds.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from vidtui.jobs.check.findings import Finding, Kind, SkippedRoot
from vidtui.jobs.check.kinds import INFORMATION, ISSUES
from vidtui.text import printable, searchable
from vidtui.tui.report_cache import ReportView

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
            path = self.finding.absolute if self.finding.root else b""
            title = str(self.finding.facts.get("title", ""))
            self.folded = searchable(printable(path) or title)
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


def node_key(node: Node) -> Key:
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
    return line if isinstance(line, (SkippedRoot, More)) else node_key(line)


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


MOST_UNFOLDED = 100  # items of a kind up to which its folders unfold with it
MOST_FOUND = 1000  # items that a filter leaves up to which all of them are in sight
MOST_LISTED = 20_000  # of a kind: more than a person looks through; the rest is only counted


class CheckTree:
    """The findings of one check; ``lines`` are those in sight."""

    def __init__(self, away: Iterable[SkippedRoot] = (), items: Iterable[Item] = ()) -> None:
        """Take the roots of which nothing is said, and the items, in the order to show them."""
        self.away: list[SkippedRoot] = list(away)
        self._listed: Counter[Kind] = Counter()
        self._rest: Counter[Kind] = Counter()
        self.lines: list[Line] = []
        self.needle = ""
        self.only_changes = False
        self._folded = ""
        self._items: list[Item] = []
        self._opened: set[Key] = set()
        self._found: set[Key] = set()  # what is unfolded while a filter holds
        self.fill(items)

    def __len__(self) -> int:
        return sum(not one.is_gone for one in self._items) + self._rest.total()

    def fill(self, items: Iterable[Item]) -> None:
        """Add items, in the order to show them; as this may take long, not on the app's thread."""
        for item in items:
            if self._is_listed(item):
                item.fold()  # here nobody waits for it
                self._items.append(item)
        self._arrange()

    def _is_listed(self, item: Item) -> bool:
        """Count an item; say whether it is among those that are listed."""
        kind = item.finding.kind
        if self._listed[kind] < MOST_LISTED:
            self._listed[kind] += 1
            return True
        if not item.is_gone:
            self._rest[kind] += 1
        return False

    @property
    def is_filtered(self) -> bool:
        """Whether only some findings are in sight."""
        return bool(self._folded) or self.only_changes

    @property
    def shown(self) -> int:
        """How many findings the nodes hold, folded or not."""
        return sum(node.count + node.gone for node in self._kinds.values())

    def kinds(self) -> dict[Kind, KindNode]:
        """Return the nodes of the kinds, whatever the order."""
        return self._kinds

    def look_like(self, other: CheckTree) -> None:
        """Copy the filter and the unfolded nodes of another tree."""
        self._opened = set(other._opened)
        if (other.needle, other.only_changes) != (self.needle, self.only_changes):
            self.needle, self.only_changes = other.needle, other.only_changes
            self._folded = searchable(self.needle)
            self._arrange()
        else:
            self.refresh()

    def add(self, findings: Iterable[Finding]) -> None:
        """Add what a check under way has found."""
        for finding in findings:
            item = Item(finding)
            if self._is_listed(item):
                self._items.append(item)
                if self._is_wanted(item):
                    self._put(item)
            else:
                self._count_rest(finding.kind)
        self.refresh()

    def drop(self, root: bytes) -> None:
        """Remove the findings of a root."""
        # Of what is only counted nobody knows the root; the end of the check brings all anew.
        self._items = [item for item in self._items if item.finding.root != root]
        self._listed = Counter(item.finding.kind for item in self._items)
        self._arrange()

    def show_only(self, *, needle: str | None = None, only_changes: bool | None = None) -> None:
        """Show the findings with some text in their path, or only what has changed."""
        if needle is not None:
            self.needle, self._folded = needle, searchable(needle)
        if only_changes is not None:
            self.only_changes = only_changes
        self._arrange()

    def refresh(self) -> None:
        """Make the list of the lines in sight anew."""
        lines: list[Line] = list(self.away)
        for kind in ISSUES:
            lines += self._below(kind)
        nodes = [self._kinds[kind] for kind in INFORMATION if kind in self._kinds]
        if nodes:
            self._heading.count = sum(node.total for node in nodes)
            self._heading.is_open = "information" in self._open
            lines.append(self._heading)
            if self._heading.is_open:
                for kind in INFORMATION:
                    lines += self._below(kind)
        self.lines = lines

    def unfold(self, node: Node) -> None:
        """Unfold a node, and what is in it where that is little."""
        self._open.add(node_key(node))
        if isinstance(node, KindNode) and (
            node.count + node.gone <= MOST_UNFOLDED or len(node.folders) + len(node.loose) == 1
        ):
            self._open.update((node.kind, path) for path in node.folders)
        self.refresh()

    def fold(self, node: Node) -> None:
        """Fold a node."""
        self._open.discard(node_key(node))
        self.refresh()

    def parent(self, at: int) -> int | None:
        """Return the index of the parent's line, None for one at the top."""
        own = depth(self.lines[at])
        above = range(at - 1, -1, -1)
        return next((up for up in above if depth(self.lines[up]) < own), None) if own else None

    def place(self, line: Line | None, otherwise: int = 0) -> int:
        """Return where a line, or one that says the same, stands; else the node around it."""
        if line is None:
            return otherwise
        for at, one in enumerate(self.lines):
            if one is line:
                return at
        for same in names_around(line):
            for at, one in enumerate(self.lines):
                if type(one) in (Item, FolderNode, KindNode, Heading) and name_of(one) == same:
                    return at
        return otherwise

    @property
    def _open(self) -> set[Key]:
        return self._found if self.is_filtered else self._opened

    def _is_wanted(self, item: Item) -> bool:
        if item.is_gone if not self.only_changes else not (item.is_new or item.is_gone):
            return False
        return not self._folded or item.has(self._folded)

    def _arrange(self) -> None:
        self._kinds: dict[Kind, KindNode] = {}
        self._heading = Heading()
        for item in self._items:
            if self._is_wanted(item):
                self._put(item)
        for kind in self._rest:
            self._count_rest(kind)
        if self.is_filtered:
            few = self.shown <= MOST_FOUND
            self._found = set(self._keys()) if few else {"information"}
        self.refresh()

    def _count_rest(self, kind: Kind) -> None:
        """Count in a kind's node those that are not listed; no filter looks at them."""
        node = self._kinds.get(kind)
        if node is not None:
            node.rest = self._rest[kind]

    def _put(self, item: Item) -> None:
        kind = item.finding.kind
        node = self._kinds.get(kind)
        if node is None:
            node = self._kinds[kind] = KindNode(kind, is_whole=not self.is_filtered)
        node.put(item)

    def _below(self, kind: Kind) -> Sequence[Line]:
        node, opened = self._kinds.get(kind), self._open
        if node is None:
            return ()
        lines: list[Line] = [node]
        node.is_open = kind in opened
        if node.is_open:
            for path, folder in node.folders.items():
                lines.append(folder)
                folder.is_open = (kind, path) in opened
                if folder.is_open:
                    lines += folder.items
            lines += node.loose
            if node.rest:
                lines.append(More(kind, node.rest))
        return lines

    def _keys(self) -> Iterator[Key]:
        yield "information"
        for kind, node in self._kinds.items():
            yield kind
            yield from ((kind, path) for path in node.folders)


def tree_of(view: ReportView) -> CheckTree:
    """Return the findings of a report as a tree, as many as a person can look at.

    As this may take long, not on the app's thread.
    """
    tree = CheckTree(view.report.away)
    new, known = view.new, view.known
    found = (Item(one, one.id in new, one.id in known) for one in view.report.findings)
    tree.fill(chain(found, (Item(one, is_gone=True) for one in view.changes.gone)))
    return tree
