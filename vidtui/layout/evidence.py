"""What was learned of a link root, as it is told: each level with the rule that most follow."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence

from vidtui.layout import seasons
from vidtui.layout.fitting import Shelf
from vidtui.layout.learned import Layouts, Learned
from vidtui.layout.model import KINDS, Layout, Rule, Share
from vidtui.layout.rules import Fitted
from vidtui.layout.templates import shown
from vidtui.layout.trees import Path
from vidtui.text import readable


def all_layouts(layouts: Layouts) -> Iterable[Layout]:
    """Yield the layouts of a link root: those of films first, those set by hand among them."""
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
    """Yield one layout, or in a mixed tree one for each first folder."""
    first = [(child,) for child in learned.shelves[()].siblings if (child,) in learned.shelves]
    parts = [_layout(learned, path) for path in first]
    ways = {(tuple(rule.detail for rule in part.levels[1:]), part.name.detail) for part in parts}
    if len(ways) > 1 and sum(part.share.of for part in parts) == len(learned.tree.seen):
        yield from parts
    else:
        yield _layout(learned, ())


def _layout(learned: Learned, below: Path) -> Layout:
    seen = [one for one in learned.tree.seen if one.folders[: len(below)] == below]
    own = sum(one.has_own for one in seen) * 2 > len(seen)
    levels = [*_levels(learned, below)]
    _prefix, files = learned.file_naming(below)
    if own:
        _shelf, folders = learned.folder_naming(below)
        levels.append(Rule("title", folders.share, shown(folders.component)))
    below_shows = learned.seasons_below(below)
    if own and learned.kind == "series" and below_shows.form != seasons.FLAT:
        levels.append(Rule("season", below_shows.share, str(below_shows.form)))
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
    for depth in itertools.count(len(below)):
        here = _shelves(learned, below, depth)
        on = [shelf for shelf in here if shelf.node.children]
        going_on = sum(sum(shelf.node.children.values()) for shelf in on)
        if not on or going_on * 2 < sum(shelf.works for shelf in here):
            return
        yield _level(on)


def _shelves(learned: Learned, below: Path, depth: int) -> list[Shelf]:
    """Return the shelves so deep that are below one."""
    return [
        shelf
        for path, shelf in learned.shelves.items()
        if len(path) == depth and path[: len(below)] == below
    ]


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
