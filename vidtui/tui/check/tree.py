"""What a check found as a tree, kind → folder → item: a flat list of the lines in sight.

A tree of 100,000 items folds and unfolds by making that list anew, which takes milliseconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from vidtui.jobs.check.findings import Finding, Kind, SkippedRoot
from vidtui.jobs.check.kinds import INFORMATION, ISSUES
from vidtui.text import searchable
from vidtui.tui.check.nodes import (
    FolderNode,
    Heading,
    Item,
    Key,
    KindNode,
    Line,
    More,
    Node,
    depth,
    key_of,
    name_of,
    names_around,
)

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
        """Take filter and unfolded nodes from another tree."""
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
        """Take back what was said of a root."""
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

    def is_open(self, node: Line | None) -> bool:
        """Say whether a node is unfolded."""
        return isinstance(node, Node) and node.is_open

    def unfold(self, node: Node) -> None:
        """Unfold a node, and what is in it where that is little."""
        self._open.add(key_of(node))
        if isinstance(node, KindNode) and (
            node.count + node.gone <= MOST_UNFOLDED or len(node.folders) + len(node.loose) == 1
        ):
            self._open.update((node.kind, path) for path in node.folders)
        self.refresh()

    def fold(self, node: Node) -> None:
        """Fold a node."""
        self._open.discard(key_of(node))
        self.refresh()

    def parent(self, at: int) -> int | None:
        """Return the line of the node in which the one at ``at`` lies."""
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
        """Let a node say how many are not listed; under a filter nobody has looked at them."""
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
