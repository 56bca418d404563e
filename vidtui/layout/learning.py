"""Learns what the links of a link root follow."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from vidtui.disk.naming.lexicon import stem_of
from vidtui.layout import naming as names
from vidtui.layout import seasons
from vidtui.layout.fitting import Shelf, shelves
from vidtui.layout.model import (
    KINDS,
    ExistingLink,
    Kind,
    Layout,
    LayoutOptions,
    Rule,
    Share,
)
from vidtui.layout.naming import Named, Naming
from vidtui.layout.rules import Fitted
from vidtui.layout.seasons import Seasons
from vidtui.layout.templates import Template, of_person, shown
from vidtui.layout.trees import Facts, Path, Seen, Tree
from vidtui.text import readable

_FEWEST: Final = {"film": 5, "series": 2}
"""Works from which something can be learned."""
_SEVERAL: Final = 2  # works with several versions, so that further ones are welcome


@dataclass(slots=True)
class Learned:
    """What was learned of one kind.

    ``files`` holds how files are named by the shelves that they are below, the whole tree under
    ``()``; ``of_work`` the links of each work.
    """

    kind: Kind
    tree: Tree
    shelves: dict[Path, Shelf]
    folder_naming: Naming
    files: dict[Path, Naming]
    seasons: Seasons
    of_work: dict[str, list[Seen]]
    has_versions: bool
    version_form: str
    layouts: tuple[Layout, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether there was enough to learn from."""
        return len(self.of_work) >= _FEWEST[self.kind]

    def file_naming(self, shelf: Path) -> tuple[Path, Naming]:
        """Return how files below a shelf are named, and for which shelf that was learned."""
        for depth in range(len(shelf), -1, -1):
            found = self.files.get(shelf[:depth])
            if found is not None:
                return shelf[:depth], found
        return (), self.files[()]


@dataclass(slots=True)
class Layouts:
    """All that a link root follows; what ``placing.Placer`` stands on."""

    options: LayoutOptions
    facts: Facts
    learned: dict[Kind, Learned]
    by_hand: dict[Kind, Template]
    links: Sequence[ExistingLink]
    layouts: tuple[Layout, ...] = field(default=())

    def of(self, kind: Kind) -> tuple[Layout, ...]:
        """Return the layouts of one kind: several in a mixed tree."""
        return tuple(layout for layout in self.layouts if layout.kind == kind)


def learn(links: Iterable[ExistingLink], options: LayoutOptions | None = None) -> Layouts:
    """Return what the links of one link root follow.

    Raises:
        TemplateProblem: a template of the options cannot be followed.
    """
    options = options or LayoutOptions()
    held = list(links)
    facts = Facts()
    by_hand = {kind: of_person(text, kind) for kind, text in options.templates.items()}
    learned = {kind: _learned(held, kind, facts, options) for kind in KINDS}
    layouts = Layouts(options, facts, learned, by_hand, held)
    layouts.layouts = tuple(_all_layouts(layouts))
    return layouts


def _learned(
    links: Sequence[ExistingLink], kind: Kind, facts: Facts, options: LayoutOptions
) -> Learned:
    tree = Tree(links, kind, facts)
    empty = [tuple(folder.split(b"/")) for folder in options.folders]
    of_work: dict[str, list[Seen]] = {}
    for one in tree.seen:
        of_work.setdefault(one.known.work.key, []).append(one)
    several = [held for held in of_work.values() if _has_versions(held)]
    return Learned(
        kind,
        tree,
        shelves(tree, facts, empty),
        names.learn(_folder_names(tree), kind),
        _file_names(tree, kind, facts),
        seasons.learn(tree.seen),
        of_work,
        len(several) >= _SEVERAL,
        _version_form(several, facts),
    )


def _folder_names(tree: Tree) -> Sequence[Named]:
    found: dict[tuple[Path, str], Named] = {}
    for one in tree.seen:
        key = one.own, one.known.work.key
        if one.has_own and key not in found:
            found[key] = Named(readable(one.own[-1]), one.known, derived=tree.named.get(key))
    return names.sampled(list(found.values()))


def stem(one: Seen) -> str:
    """Return the name of a link without its ending."""
    return stem_of(unicodedata.normalize("NFC", readable(one.name)))


def named(one: Seen, facts: Facts) -> Named:
    """Return a link's name with what it is of."""
    return Named(stem(one), one.known, one.file, facts.copy(one.file))


_MOST_OF_A_SHOW: Final = 4  # names that are read of one work


def _file_names(tree: Tree, kind: Kind, facts: Facts) -> dict[Path, Naming]:
    counts: Counter[str] = Counter()
    seen = []
    for one in tree.seen:
        counts[one.known.work.key] += 1
        if counts[one.known.work.key] <= _MOST_OF_A_SHOW or len(tree.seen) < 2000:
            seen.append(one)
    whole = _learn_files(seen, kind, facts)
    found: dict[Path, Naming] = {(): whole}
    if names.is_enough(whole):
        return found
    for depth in (1, 2):
        by_shelf: dict[Path, list[Seen]] = {}
        for one in seen:
            if len(one.shelves) >= depth:
                by_shelf.setdefault(one.shelves[:depth], []).append(one)
        if len(by_shelf) < 2:
            continue
        for shelf, held in by_shelf.items():
            if len(held) >= _FEWEST[kind]:
                part = _learn_files(held, kind, facts)
                if part.share.value > whole.share.value:
                    found[shelf] = part
    return found


def _learn_files(seen: Sequence[Seen], kind: Kind, facts: Facts) -> Naming:
    sample = seen[:: len(seen) // 1500 + 1]
    return names.learn([named(one, facts) for one in sample], kind)


def content(one: Seen) -> tuple[object, ...]:
    """Return what a file holds of its work: two with the same are versions."""
    marks = tuple((mark.season, mark.number, mark.absolute) for mark in one.file.episodes)
    return marks, one.file.part


def _has_versions(held: Sequence[Seen]) -> bool:
    files: dict[tuple[object, ...], set[int]] = {}
    for one in held:
        files.setdefault(content(one), set()).add(one.file.key)
    return any(len(keys) > 1 for keys in files.values())


def _version_form(several: Sequence[Sequence[Seen]], facts: Facts) -> str:
    """Return how a version's label stands behind the folder's name: `` - {}``, `` - [{}]``."""
    counts: Counter[str] = Counter()
    for held in several:
        for one in held:
            base = readable(one.own[-1]) if one.has_own else ""
            text = stem(one)
            if not base or not text.startswith(base) or text == base:
                continue
            label = text[len(base) :]
            said = facts.copy(one.file)
            for word in (*said.facts.values(), one.file.edition or ""):
                if word and word in label and label.replace(word, "").strip(" -[]()._") == "":
                    counts[label.replace(word, "{}")] += 1
                    break
    return counts.most_common(1)[0][0] if counts else " - {}"


# What was learned, to be shown.


def _all_layouts(layouts: Layouts) -> Iterable[Layout]:
    for kind in KINDS:
        template = layouts.by_hand.get(kind)
        if template is not None:
            rule = Rule("fixed", Share(0, 0), shown(template.components[-1]))
            levels = tuple(
                Rule("fixed", Share(0, 0), shown(one)) for one in template.components[:-1]
            )
            yield Layout(kind, b"", levels, rule, str(template), Share(0, 0), is_by_hand=True)
        elif layouts.learned[kind].of_work:
            learned = layouts.learned[kind]
            learned.layouts = tuple(_layouts_of(learned))
            yield from learned.layouts


def _layouts_of(learned: Learned) -> Iterable[Layout]:
    root = learned.shelves[()]
    first = [child for child in root.siblings if (child,) in learned.shelves]
    is_mixed = root.rules[0].kind == "fixed" and not root.rules[0].share.is_enough
    if is_mixed and len(first) > 1:
        for folder in first:
            yield _layout(learned, (folder,))
    else:
        yield _layout(learned, ())


def _layout(learned: Learned, below: Path) -> Layout:
    seen = [one for one in learned.tree.seen if one.folders[: len(below)] == below]
    own = sum(one.has_own for one in seen) * 2 > len(seen)
    levels = [*_levels(learned, below)]
    _prefix, files = learned.file_naming(below)
    if own:
        folders = learned.folder_naming
        levels.append(Rule("title", folders.share, shown(folders.component)))
    if own and learned.kind == "series" and learned.seasons.form != seasons.FLAT:
        levels.append(Rule("season", learned.seasons.share, str(learned.seasons.form)))
    against = tuple(text.encode("utf-8", "surrogateescape") for text in files.against)
    name = Rule("title", files.share, shown(files.component), (), against)
    part = 1.0
    for rule in (*levels, name):
        part *= rule.share.value
    return Layout(
        learned.kind,
        b"/".join(below),
        tuple(levels),
        name,
        "/".join([rule.detail for rule in levels] + [name.detail]),
        Share(round(part * len(seen)), len(seen)),
        learned.has_versions,
    )


def _levels(learned: Learned, below: Path) -> Iterable[Rule]:
    """Yield a rule for each level of shelves: the one that most works follow."""
    yield from (Rule("fixed", Share(1, 1), readable(folder), (folder,)) for folder in below)
    depth = len(below)
    while True:
        here = [
            shelf
            for path, shelf in learned.shelves.items()
            if len(path) == depth and path[: len(below)] == below
        ]
        on = [shelf for shelf in here if shelf.node.children]
        going_on = sum(sum(shelf.node.children.values()) for shelf in on)
        if not on or going_on * 2 < sum(shelf.works for shelf in here):
            return
        yield _level(on)
        depth += 1


def _level(on: Sequence[Shelf]) -> Rule:
    kinds: Counter[tuple[str, str]] = Counter()
    for shelf in on:
        kinds[shelf.rules[0].kind, shelf.rules[0].detail] += shelf.works
    usual = kinds.most_common(1)[0][0]
    best: list[Fitted] = []
    follow = whole = 0
    folders: set[bytes] = set()
    for shelf in on:
        rule = next((r for r in shelf.rules if (r.kind, r.detail) == usual), shelf.rules[0])
        best.append(rule)
        part = rule.share.value if rule.share.of else 0.0
        follow, whole = follow + round(part * shelf.works), whole + shelf.works
        folders.update(shelf.siblings)
    against = [case.folder for rule in best for case in rule.against if case.folder][:5]
    return Rule(
        best[0].kind,
        Share(follow, whole),
        usual[1],
        tuple(sorted(folders)),
        tuple(against),
    )
