"""Finds the rules that explain the shelves of a tree best, shelf by shelf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vidtui.layout.genre_rules import by_genre
from vidtui.layout.model import Share
from vidtui.layout.rules import (
    Builder,
    Case,
    Fitted,
    by_collection,
    by_years,
    copies,
    fixed,
    functional,
    mirrors,
    ranges,
)
from vidtui.layout.siblings import Siblings
from vidtui.layout.trees import Facts, Node, Path, Tree

_SAMPLE: Final = 800
"""Works on which all rules are tried; the best are measured on all."""
_BEST: Final = 5
_OWN_RULES: Final = 12
"""Works that a shelf needs to have rules of its own; below, those of its depth are tried."""


@dataclass(slots=True)
class Shelf:
    """A shelf with what explains where works go from here, the best rule first."""

    node: Node
    siblings: Siblings
    rules: list[Fitted]

    @property
    def works(self) -> int:
        """How many works there are on it and below it."""
        return len(self.node.works)


def fit(cases: Sequence[Case], facts: Facts) -> list[Fitted]:
    """Return the rules that may explain cases, the best first."""
    usual = fixed(cases)
    if len({case.folder for case in cases}) < 2:
        return [usual]
    builders = list(_builders(facts))
    if len(cases) > _SAMPLE:
        sample = cases[:: len(cases) // _SAMPLE + 1]
        tried = [(fitted, builder) for builder in builders if (fitted := builder(sample))]
        tried.sort(key=lambda one: -one[0].share.follow)  # stable: the simpler comes first
        builders = [builder for _fitted, builder in tried[:_BEST]]
    found = [usual, *(fitted for builder in builders if (fitted := builder(cases)))]
    found.sort(key=lambda one: -one.share.follow)
    return found


def _builders(facts: Facts) -> Iterator[Builder]:
    yield by_years
    yield from ranges()
    yield by_collection
    yield from by_genre()
    yield from mirrors()
    yield from copies(facts)


def shelves(tree: Tree, facts: Facts, empty: Sequence[Path] = ()) -> dict[Path, Shelf]:
    """Return every shelf of a tree with its rules; ``empty`` are folders without any link."""
    children: dict[Path, set[bytes]] = {
        path: set(node.children) for path, node in tree.nodes.items()
    }
    for path in empty:
        if path and path[:-1] in children:
            children[path[:-1]].add(path[-1])
    siblings = {path: Siblings(found) for path, found in children.items()}
    cases = {path: _cases(node, siblings[path]) for path, node in tree.nodes.items()}
    by_depth: dict[int, list[Case]] = {}
    for path, found in cases.items():
        by_depth.setdefault(len(path), []).extend(found)
    common: dict[int, list[Fitted]] = {}
    shelved = {}
    for path, node in tree.nodes.items():
        depth = len(path)
        own = fit(cases[path], facts) if len(cases[path]) >= _OWN_RULES else []
        if own and own[0].share.is_enough:
            rules = own
        else:
            if depth not in common:
                common[depth] = fit(by_depth[depth], facts)
            rules = _together(own, common[depth], cases[path])
        shelved[path] = Shelf(node, siblings[path], rules)
    return shelved


def _cases(node: Node, siblings: Siblings) -> list[Case]:
    return [
        Case(seen.known, seen.file, folder, siblings) for (_key, folder), seen in node.works.items()
    ]


_HELD_HERE: Final = 0.8  # of a small shelf's own works a rule of its depth has to explain


def _together(own: list[Fitted], common: list[Fitted], cases: Sequence[Case]) -> list[Fitted]:
    """Return a shelf's own rules and those of its depth that hold here as well."""
    found = list(own)
    for rule in common:
        if rule.kind == "fixed" and len(cases) < _OWN_RULES and not own:
            continue
        here = functional(rule.kind, rule.detail, cases, rule.say).share
        if rule.share.is_enough and here.value >= _HELD_HERE:
            found.append(rule)
    if not own:
        found.append(fixed(cases))
    found.sort(key=lambda rule: -_worth(rule.share))
    return found


def _worth(share: Share) -> float:
    """Return how much a share says: the more there are, the more."""
    return (share.follow + 0.5) / (share.of + 1.0)
