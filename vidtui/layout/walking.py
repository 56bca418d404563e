"""Finds the shelf of a new work: from the root on, each rule says the next folder, or it asks."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from vidtui.layout.asking import Ask, about_work, joined
from vidtui.layout.fitting import Shelf
from vidtui.layout.genres import genres_of, genres_of_folder
from vidtui.layout.known import Known
from vidtui.layout.learned import Learned
from vidtui.layout.model import ENOUGH, Choice, FileFacts, Reason, Rule, Share
from vidtui.layout.ranges import years_of
from vidtui.layout.rules import Fitted, Guess
from vidtui.layout.siblings import Siblings
from vidtui.layout.trees import HERE, Path
from vidtui.text import file_name, readable

_FEW: Final = 5  # works in a folder: fewer say little of it
_FEWEST: Final = 2  # works that all lie in the same folder: one may be alone in its own
_GOOD: Final = 0.9  # of the works that a rule sends to a folder are there
_CERTAIN: Final = 0.97  # though the rule does not explain enough elsewhere
_MANY: Final = 10
_PARTLY: Final = 0.5
_TWIN: Final = 0.1  # as many works as a folder of the same meaning
_AGREEING: Final = 2  # shelves that have a folder which another of their kind lacks
_MOST_CHOICES: Final = 60


class Walked(NamedTuple):
    """The shelf where a work belongs, and why."""

    shelf: Path
    reasons: tuple[Reason, ...]


def walk(
    learned: Learned,
    known: Known,
    file: FileFacts,
    start: Path = (),
    answered: Mapping[Path, Siblings] | None = None,
) -> Walked:
    """Return the shelf for a work, from ``start`` on.

    ``answered`` are the folders of shelves where a person has said that there is to be another.

    Raises:
        Ask: a rule explains too little, or in two ways.
    """
    path = start
    reasons: list[Reason] = []
    while (shelf := learned.shelf(path)) is not None:
        if answered is not None and path in answered:
            shelf = Shelf(shelf.node, answered[path], shelf.rules)
        if not shelf.siblings and shelf.node.works:
            break
        rule, guess = _decided(learned, shelf, known, file)
        told = told_rule(rule, shelf)
        if guess.folder == HERE:
            if shelf.node.children:
                reasons.append(Reason("rule", joined(path), told))
            break
        path = (*path, guess.folder)
        reasons.append(Reason("rule", joined(path), told))
    return Walked(path, tuple(reasons))


def told_rule(rule: Fitted, shelf: Shelf) -> Rule:
    """Return a rule as it is told, with its evidence."""
    against = tuple(joined((*shelf.node.path, case.folder)) for case in rule.against if case.folder)
    return Rule(rule.kind, rule.share, rule.detail, shelf.siblings.ordered, against)


def _decided(learned: Learned, shelf: Shelf, known: Known, file: FileFacts) -> tuple[Fitted, Guess]:
    guesses = [
        (rule, guess)
        for rule in shelf.rules
        if (guess := rule.guess(known, file, shelf.siblings)) is not None
    ]
    best = _best(shelf, guesses) or _new_folder(learned, shelf, known, file)
    if best is None or not _is_sure(*best) or _is_disputed(shelf, best, guesses):
        raise _question(learned, shelf, known, file, guesses)
    return best


Decided = tuple[Fitted, Guess]


def _best(shelf: Shelf, guesses: Sequence[Decided]) -> Decided | None:
    """Return the first guess, unless what explains the shelf has nothing to say of the work."""
    if not guesses:
        return None
    usual = shelf.rules[0]
    return None if usual.share.is_enough and guesses[0][0] is not usual else guesses[0]


def _is_disputed(shelf: Shelf, best: Decided, guesses: Sequence[Decided]) -> bool:
    return _has_twin(shelf, *best) or any(_dissents(best[1], *one) for one in guesses)


def _is_sure(rule: Fitted, guess: Guess) -> bool:
    share = guess.share
    if rule.share.is_enough and rule.share.of >= _FEW:
        return share.of < _FEW or share.value >= _GOOD
    if rule.kind == "fixed":
        return rule.share.value == 1.0 and share.of >= _FEWEST
    return share.of >= _MANY and share.value >= _CERTAIN and rule.share.value >= _PARTLY


def _has_twin(shelf: Shelf, rule: Fitted, guess: Guess) -> bool:
    """Say whether another folder bears the same genre, and is used: ``Comédie``, ``Comédies``."""
    if rule.kind != "genre" or not (genres := genres_of_folder(guess.folder)):
        return False
    sizes = shelf.node.children
    return any(
        genres_of_folder(other) == genres and size >= _TWIN * sizes.get(guess.folder, 0)
        for other, size in sizes.items()
        if other != guess.folder
    )


def _dissents(best: Guess, rule: Fitted, guess: Guess) -> bool:
    """Say whether another rule that explains enough sends a work elsewhere."""
    if rule.kind == "fixed" or guess.folder == best.folder or not rule.share.is_enough:
        return False
    return guess.share.of >= _FEW and guess.share.value >= ENOUGH


_ASKED = ("range", "genre")  # a new one of these is a person's to name, however likely


def _new_folder(
    learned: Learned, shelf: Shelf, known: Known, file: FileFacts
) -> tuple[Fitted, Guess] | None:
    """Return a folder that is not there yet, where no other name for it is likely.

    Shelves beside this one have it, or it is the one that the others leave out.
    """
    rule = shelf.rules[0]
    if not rule.share.is_enough or rule.share.of < _FEW:
        return None
    found = Counter(_elsewhere(learned, shelf, known, file))
    for folder in _anew(shelf, known, file):
        found[folder] += _AGREEING
    if len(found) != 1:
        return None
    folder, agreeing = next(iter(found.items()))
    if rule.kind in _ASKED and folder not in shelf.siblings:
        return None
    return (rule, Guess(folder, rule.share)) if agreeing >= _AGREEING else None


def _anew(shelf: Shelf, known: Known, file: FileFacts) -> Iterator[bytes]:
    """Yield the folder that the others leave out, by the rule of a shelf."""
    rule = shelf.rules[0] if shelf.rules else None
    if rule is not None and rule.anew is not None:
        folder = rule.anew(known, file, shelf.siblings)
        if folder is not None:
            yield folder


def _elsewhere(learned: Learned, shelf: Shelf, known: Known, file: FileFacts) -> Iterator[bytes]:
    """Yield the folders that shelves like this one have for a work, and this one has not."""
    rule = shelf.rules[0]
    if rule.kind not in ("range", "decade", "mirror"):
        return
    mine = shelf.siblings.folders
    for path, other in learned.shelves.items():
        if len(path) != len(shelf.node.path) or path == shelf.node.path:
            continue
        if len(mine & other.siblings.folders) * 2 >= len(mine):
            folder = rule.say(known, file, other.siblings)
            if folder:
                yield folder


def _question(
    learned: Learned,
    shelf: Shelf,
    known: Known,
    file: FileFacts,
    guesses: Sequence[tuple[Fitted, Guess]],
) -> Ask:
    path = shelf.node.path
    offered: dict[bytes, Choice] = {}
    likely = [guess for rule, guess in guesses if rule is shelf.rules[0]]
    others = [guess for rule, guess in guesses if rule.share.is_enough and rule.kind != "fixed"]
    proposed = [*_anew(shelf, known, file), *_elsewhere(learned, shelf, known, file)]
    proposed += _proposed(shelf, known)
    for guess in likely:
        offered[guess.folder] = _choice(path, guess.folder, guess.share)
    for folder in proposed:
        is_new = folder not in shelf.siblings
        offered.setdefault(folder, _choice(path, folder, None, is_new=is_new))
    for guess in others:
        offered.setdefault(guess.folder, _choice(path, guess.folder, guess.share))
    whole = shelf.works
    sizes = shelf.node.children
    for folder in sorted(shelf.siblings, key=lambda one: -sizes.get(one, 0)):
        offered.setdefault(folder, _choice(path, folder, Share(sizes.get(folder, 0), whole)))
    rule = told_rule(shelf.rules[0], shelf) if shelf.rules else None
    return Ask(
        "level", about_work(known.work.key), list(offered.values())[:_MOST_CHOICES], rule,
        readable(joined(path)),
    )  # fmt: skip


def _choice(path: Path, folder: bytes, share: Share | None, *, is_new: bool = False) -> Choice:
    whole = joined((*path, folder)) if folder else joined(path)
    return Choice(whole if folder else whole + b"/", whole, None, share, is_new)


def _proposed(shelf: Shelf, known: Known) -> Iterator[bytes]:
    """Yield folders that speak for themselves, and those that the rule would have anew."""
    kind = shelf.rules[0].kind if shelf.rules else "unknown"
    if kind == "decade" and known.work.year is not None:
        yield from itertools.islice(_decades(shelf, known.work.year // 10 * 10), 1)
    if kind == "genre":
        held = [_of_genre(shelf, text) for text in known.work.genres]
        yield from itertools.chain(*held)
        yield from (
            file_name(text) for text, some in zip(known.work.genres, held, strict=True) if not some
        )


def _decades(shelf: Shelf, first: int) -> Iterator[bytes]:
    """Yield the folder of a decade as each of the others would be called for it."""
    for folder in shelf.siblings:
        span = years_of(folder)
        if span is not None and span.last - span.first == 9:
            text = readable(folder).replace(str(span.first), str(first))
            yield text.replace(str(span.last), str(first + 9)).encode()


def _of_genre(shelf: Shelf, text: str) -> list[bytes]:
    """Return the folders of a genre."""
    (genre,) = genres_of((text,))
    return [folder for folder in shelf.siblings if genres_of_folder(folder) & genre]
