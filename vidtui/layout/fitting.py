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
from vidtui.layout.trees import Facts, Node, Path, Tree, telling

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


@dataclass(slots=True)
class Shelves:
    """Every shelf of a tree with its rules, and ``by_depth`` those that hold at each depth.

    ``empty`` are the folders without any link by the folder that they are in.
    """

    held: dict[Path, Shelf]
    by_depth: dict[int, list[Fitted]]
    empty: dict[Path, set[bytes]]

    def new(self, path: Path) -> Shelf | None:
        """Return a folder without any link as a shelf; None where none of its depth goes on."""
        rules = self.by_depth.get(len(path))
        return Shelf(Node(path), Siblings(self.empty.get(path, ())), rules) if rules else None


def fit_shelves(tree: Tree, facts: Facts, empty: Sequence[Path] = ()) -> Shelves:
    """Return every shelf of a tree with its rules; ``empty`` are folders without any link."""
    without: dict[Path, set[bytes]] = {}
    for path in filter(None, empty):
        without.setdefault(path[:-1], set()).add(path[-1])
    siblings = {
        path: Siblings({*node.children, *without.get(path, ())})
        for path, node in tree.nodes.items()
    }
    cases = {path: _cases(node, siblings[path]) for path, node in tree.nodes.items()}
    depths: dict[int, list[Case]] = {}
    for path, held in cases.items():
        depths.setdefault(len(path), []).extend(held)
    by_depth = {depth: fit(held, facts) for depth, held in depths.items() if held}
    shelved = {}
    for path, node in tree.nodes.items():
        common = by_depth[len(path)]
        is_alone = len(cases[path]) == len(depths[len(path)])
        rules = common if is_alone else _rules(cases[path], common, facts)
        shelved[path] = Shelf(node, siblings[path], rules)
    return Shelves(shelved, by_depth, without)


def _rules(cases: Sequence[Case], common: list[Fitted], facts: Facts) -> list[Fitted]:
    """Return the rules of a shelf beside others of its depth."""
    own = fit(cases, facts) if len(cases) >= _OWN_RULES else []
    return _together(own, common, cases)


def _cases(node: Node, siblings: Siblings) -> list[Case]:
    seen = {id(one) for one in telling(list(node.works.values()))}
    return [
        Case(one.known, one.file, folder, siblings)
        for (_key, folder), one in node.works.items()
        if id(one) in seen
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
