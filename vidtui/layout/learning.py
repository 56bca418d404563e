"""Learns what the links of a link root follow."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from vidtui.disk.naming.lexicon import stem_of
from vidtui.layout import naming as names
from vidtui.layout import seasons
from vidtui.layout.derive import spelling
from vidtui.layout.evidence import all_layouts
from vidtui.layout.fitting import fit_shelves
from vidtui.layout.labels import labelled
from vidtui.layout.learned import FEWEST, Layouts, Learned
from vidtui.layout.model import KINDS, ExistingLink, Kind, LayoutOptions
from vidtui.layout.naming import Named, Naming
from vidtui.layout.seasons import Seasons
from vidtui.layout.style import Style
from vidtui.layout.templates import of_person
from vidtui.layout.trees import Facts, Path, Seen, Tree, telling
from vidtui.text import readable

_SEVERAL: Final = 2  # works with several versions, so that further ones are welcome


def learn(links: Iterable[ExistingLink], options: LayoutOptions | None = None) -> Layouts:
    """Return what the links of one link root follow.

    Raises:
        TemplateProblem: a template of the options cannot be followed.
    """
    options = options or LayoutOptions()
    held = list(links)
    facts = Facts()
    by_hand = {kind: of_person(text, kind) for kind, text in options.templates.items()}
    learned: dict[Kind, Learned] = {}
    style = None
    for kind in KINDS:
        learned[kind] = _learned(held, kind, facts, options, style)
        style = replace(learned[kind].files[()].style, replaced={}, torn=frozenset())
    layouts = Layouts(options, facts, learned, by_hand, held)
    layouts.layouts = tuple(all_layouts(layouts))
    return layouts


def _learned(
    links: Sequence[ExistingLink],
    kind: Kind,
    facts: Facts,
    options: LayoutOptions,
    like: Style | None,
) -> Learned:
    tree = Tree(links, kind, facts)
    empty = [tuple(folder.split(b"/")) for folder in options.folders]
    of_work: dict[str, list[Seen]] = {}
    for one in tree.seen:
        of_work.setdefault(one.known.work.key, []).append(one)
    several = [held for held in of_work.values() if any(map(tree.has_versions, held))]
    return Learned(
        kind,
        tree,
        fit_shelves(tree, facts, empty),
        _folder_names(tree, like),
        _file_names(tree, facts, like),
        _seasons(tree),
        of_work,
        len(several) >= _SEVERAL,
        *_version_form(several, facts),
    )


def _seasons(tree: Tree) -> dict[Path, Seasons]:
    whole = seasons.learn(tree.seen)
    found: dict[Path, Seasons] = {(): whole}
    if whole.share.value < 1.0 or whole.specials_share.value < 1.0:
        for shelf, seen in _by_shelf(tree.seen, 1).items():
            part = seasons.learn(seen)
            if part.share.value > whole.share.value:
                found[shelf] = part
    return found


def stem(one: Seen) -> str:
    """Return the name of a link without its ending."""
    return stem_of(unicodedata.normalize("NFC", readable(one.name)))


def named(one: Seen, tree: Tree, facts: Facts) -> Named:
    """Return a link's name with what it is of, and how the folder of its work spells that."""
    own = tree.named.get((one.own, one.known.work.key)) if one.has_own else None
    title, year = spelling(own)
    text, copy, label = stem(one), facts.copy(one.file), None
    if tree.has_versions(one):
        version = labelled(text, one.file, copy)
        if version is not None:
            text, label = version.base, text[len(version.base) :]
    return Named(text, one.known, one.file, copy, None, title, year, label or "")


_MOST_OF_A_SHOW: Final = 8  # names that are read of one work, and as many of several episodes


def _folder_names(tree: Tree, like: Style | None) -> dict[Path, Naming]:
    seen: dict[tuple[Path, str], Seen] = {}
    for one in telling(tree.seen):
        if one.has_own:
            seen.setdefault((one.own, one.known.work.key), one)

    def learned(held: Sequence[Seen], usual: Naming | None) -> Naming:
        found = [
            Named(
                readable(one.own[-1]),
                one.known,
                derived=tree.named.get((one.own, one.known.work.key)),
            )
            for one in names.sampled(held)
        ]
        return names.learn(found, tree.kind, usual, like if usual is None else None)

    return _of_shelves(list(seen.values()), tree.kind, learned)


def _file_names(tree: Tree, facts: Facts, like: Style | None) -> dict[Path, Naming]:
    counts: Counter[tuple[str, bool]] = Counter()
    seen = []
    for one in telling(tree.seen):
        kind = one.known.work.key, len(one.file.episodes) > 1
        counts[kind] += 1
        if counts[kind] <= _MOST_OF_A_SHOW:
            seen.append(one)

    def learned(held: Sequence[Seen], usual: Naming | None) -> Naming:
        found = [named(one, tree, facts) for one in names.sampled(held)]
        return names.learn(found, tree.kind, usual, like if usual is None else None)

    return _of_shelves(seen, tree.kind, learned)


def _of_shelves(
    seen: Sequence[Seen], kind: Kind, learned: Callable[[Sequence[Seen], Naming | None], Naming]
) -> dict[Path, Naming]:
    """Return how names are made in the whole tree, and on shelves where another way explains more.

    Shelves within shelves are looked at only where the whole tree follows no one way.
    """
    whole = learned(seen, None)
    found: dict[Path, Naming] = {(): whole}
    if whole.share.value == 1.0:
        return found
    for depth in (1,) if names.is_enough(whole) else (1, 2):
        by_shelf = _by_shelf(seen, depth)
        if len(by_shelf) < 2:
            continue
        for shelf, held in by_shelf.items():
            if len(held) >= FEWEST[kind]:
                part = learned(held, whole)
                if part.share.value > whole.share.value:
                    found[shelf] = part
    return found


def _by_shelf(seen: Iterable[Seen], depth: int) -> dict[Path, list[Seen]]:
    """Return links by their outermost shelves; those that lie in fewer shelves are left out."""
    found: dict[Path, list[Seen]] = {}
    for one in seen:
        if len(one.shelves) >= depth:
            found.setdefault(one.shelves[:depth], []).append(one)
    return found


def _version_form(several: Sequence[Sequence[Seen]], facts: Facts) -> tuple[str, bool]:
    """Return how a version's label stands behind a name, `` - {}``, `` - [{}]``, and behind which.

    That is the name of the work's folder, unless the tree's versions begin otherwise.
    """
    counts: Counter[str] = Counter()
    other = whole = 0
    for held in several:
        for one in held:
            version = labelled(stem(one), one.file, facts.copy(one.file))
            if version is not None:
                counts[version.form] += 1
                whole += 1
                other += one.has_own and version.base != readable(one.own[-1])
    return (counts.most_common(1)[0][0] if counts else " - {}"), other * 2 > whole
