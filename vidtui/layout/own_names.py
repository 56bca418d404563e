"""How the links of a show are named, where that is otherwise than the rest of the tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from vidtui.layout.asking import Ask
from vidtui.layout.derive import derive
from vidtui.layout.known import Known
from vidtui.layout.learned import Layouts, Learned
from vidtui.layout.learning import named, stem
from vidtui.layout.model import ENOUGH, Answers, Choice, NewFile, Share
from vidtui.layout.naming import (
    Named,
    Naming,
    explained,
    is_enough,
    learn,
    made,
    of_storage,
    restyled,
)
from vidtui.layout.seasons import season_of
from vidtui.layout.trees import Seen

_FEWEST: Final = 3  # links by which a show, or a season of it, says how it names its episodes
_READ: Final = 8  # names that are read
Spelling = tuple[str, str | None]
"""A title and a year as links have them."""


@dataclass(frozen=True, slots=True)
class _Own:
    """How a show's links are named; ``ways`` by an example where they are spelled in several."""

    naming: Naming | None = None
    ways: tuple[tuple[str, Naming], ...] = ()


class OwnNames:
    """Reads the names of works' own links, each once."""

    def __init__(self, layouts: Layouts, answers: Answers) -> None:
        self._layouts = layouts
        self._answers = answers
        self._found: dict[tuple[str, int | None], _Own] = {}
        self._spellings: dict[str, Spelling | None] = {}
        self._usual: dict[str, bool] = {}

    def naming(self, learned: Learned, new: NewFile, seen: Sequence[Seen]) -> Naming | None:
        """Return how a show's links are named, None where it is as the tree's are.

        Where they follow neither that nor a way of their own, it is one that is not enough.

        Raises:
            Ask: they are spelled in several ways.
        """
        if self._is_usual(learned, new.work.key, seen):
            return None
        key = new.work.key, season_of(new.file)
        if key not in self._found:
            self._found[key] = self._learned(learned, seen, key[1])
        own = self._found[key]
        if not own.ways:
            return own.naming
        about = f"spelling:{new.work.key}"
        answer = self._answers.taken.get(about)
        for example, naming in own.ways:
            if answer == example.encode():
                return naming
        choices = [Choice(example.encode(), b"", None) for example, _naming in own.ways]
        raise Ask("spelling", about, choices)

    def spelling(self, known: Known, seen: Sequence[Seen]) -> Spelling | None:
        """Return title and year as most links of a work have them."""
        key = known.work.key
        if key not in self._spellings:
            self._spellings[key] = _spelling_of(known, seen)
        return self._spellings[key]

    def _is_usual(self, learned: Learned, key: str, seen: Sequence[Seen]) -> bool:
        """Say whether all names of a show are as the tree's are."""
        if key not in self._usual:
            _shelf, usual = learned.file_naming(seen[0].folders if seen else ())
            sample = self._sample(learned, seen)
            follows = is_enough(usual) and _follow(usual, sample) == len(sample)
            self._usual[key] = follows or not seen
        return self._usual[key]

    def _sample(self, learned: Learned, seen: Sequence[Seen]) -> Sequence[Named]:
        """Return the names of as many links as are read, evenly taken."""
        few = seen[:: len(seen) // _READ + 1]
        return [named(one, learned.tree, self._layouts.facts) for one in few]

    def _learned(self, learned: Learned, seen: Sequence[Seen], season: int | None) -> _Own:
        held = _of_season(seen, season) or seen
        sample = self._sample(learned, held)
        _shelf, usual = learned.file_naming(held[0].folders)
        follow = _follow(usual, sample)
        if follow == len(sample) and is_enough(usual):
            return _Own()
        sample = _respelled(sample, self.spelling(held[0].known, seen))
        own = learn(sample, learned.kind, usual, is_one=True)
        if _is_its_way(own, usual, follow, len(held)):
            return _Own(own)
        return _unlike(usual, own, sample, len(held))


def _is_its_way(own: Naming, usual: Naming, follow: int, links: int) -> bool:
    """Say whether a show has a way of its own, that makes more of its names than the usual one."""
    is_usual = is_enough(usual)
    if links < _FEWEST and not (is_usual and own.component == usual.component):
        return False
    return is_enough(own) and own.share.follow >= follow + is_usual


def _unlike(usual: Naming, own: Naming, sample: Sequence[Named], links: int) -> _Own:
    """Return how a show is named that has no one way.

    Words that nobody knows of a file, an episode's title among them, are no other way.
    """
    if len(explained(usual.component, usual, sample)) >= ENOUGH * len(sample):
        return _Own()
    ways = _ways(usual, sample)
    told = [one for one in sample if one.file and all(mark.title for mark in one.file.episodes)]
    follow = len(explained(usual.component, usual, told))
    if ways or min(links, len(told)) < _FEWEST or follow * 2 >= len(told):
        return _Own(None, ways)
    return _Own(_doubtful(usual, own, Share(follow, len(told))))


def _of_season(seen: Sequence[Seen], season: int | None) -> Sequence[Seen]:
    """Return the links of a season, if they are enough to say how these are named."""
    found = [one for one in seen if season_of(one.file) == season]
    return found if len(found) >= _FEWEST else []


def _doubtful(usual: Naming, own: Naming, share: Share) -> Naming:
    """Return the usual naming with the share of a show's names that follow it, to be asked."""
    others = () if own.component == usual.component else ((own.component, own.share),)
    return replace(usual, share=share, others=others)


def _respelled(sample: Sequence[Named], spelling: Spelling | None) -> Sequence[Named]:
    """Return names of which the title and the year are known to be spelled so."""
    if spelling is None:
        return sample
    title, year = spelling
    return [one._replace(title=title, year=year) for one in sample]


def _follow(naming: Naming, sample: Sequence[Named]) -> int:
    return sum(made(naming.component, naming, one) == one.text for one in sample)


def _ways(usual: Naming, sample: Sequence[Named]) -> tuple[tuple[str, Naming], ...]:
    """Return each way in which names of one template are spelled, by the first name that has it."""
    found: list[tuple[str, Naming]] = []
    for one in sample:
        if any(made(way.component, way, one) == one.text for _example, way in found):
            continue
        way = usual if _follow(usual, [one]) else restyled(usual, one)
        if _follow(way, [one]):
            found.append((one.text, way))
    return tuple(found) if len(found) > 1 else ()


def _spelling_of(known: Known, seen: Sequence[Seen]) -> Spelling | None:
    """Return title and year as most links of a work have them; kept names of files say nothing."""
    titles: Counter[tuple[str, str]] = Counter()
    for one in seen[:: len(seen) // _READ + 1]:
        if of_storage(stem(one), one.file):
            continue
        derived = derive(stem(one), known, one.file)
        if derived is not None and derived.title:
            titles[derived.title, derived.year] += 1
    if not titles:
        return None
    (title, year), _count = titles.most_common(1)[0]
    return title, year or None
