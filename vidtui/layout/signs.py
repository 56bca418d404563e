"""Signs in titles that the names around never had: what other names of the tree write for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from vidtui.layout.asking import Ask
from vidtui.layout.derive import Derived, derive
from vidtui.layout.known import OTHER, Known
from vidtui.layout.learned import Layouts, Learned
from vidtui.layout.learning import stem
from vidtui.layout.model import Answers, Choice, Kind
from vidtui.layout.naming import of_storage
from vidtui.layout.style import (
    Style,
    has_sign,
    is_agreed,
    is_refused,
    places_of,
    signs_in,
    stand_ins,
    usual_of,
)
from vidtui.layout.templates import Component, render
from vidtui.layout.tokens import Context
from vidtui.layout.trees import Seen

Votes = dict[str, Counter[str]]
"""By sign, with its spaces, what stands for it and how often."""
_BETWEEN: Final = "A{}B"  # an answer is what a sign makes of A/B
_ANSWER: Final = re.compile("A(.*)B")
_ALIKE: Final = 2  # signs that films and series write alike, so that a further one is


class _Part(NamedTuple):
    """Names that are written alike: folders or files of films or series."""

    kind: Kind
    style: Style
    votes: Votes

    def is_like(self, kind: Kind, style: Style) -> bool:
        """Say whether these names say how others of a kind, in a style, are written."""
        if not self.style.agrees_with(style):
            return False
        return self.kind == kind or len(self.style.signs & style.signs) >= _ALIKE


def _about(kind: Kind, key: str) -> str:
    """Return what a sign is asked under."""
    return f"sign:{kind}:{key}"


def _together(parts: Iterable[_Part]) -> Votes:
    votes: Votes = {}
    for part in parts:
        for place, counts in part.votes.items():
            votes.setdefault(place, Counter()).update(counts)
    return votes


def _agreed(votes: Votes) -> dict[str, str]:
    """Return what stands for signs, where nearly all names that have them agree."""
    return {place: usual_of(held) for place, held in votes.items() if is_agreed(held)}


class Signs:
    """Says what is written for a sign: as a person said, else as other names of the tree do."""

    def __init__(self, layouts: Layouts, answers: Answers) -> None:
        self._layouts = layouts
        self._answers = answers
        self._parts: dict[str, list[_Part]] = {}

    def settled(self, component: Component, context: Context) -> Context:
        """Return a context whose style knows all the signs that a name is to have.

        Raises:
            Ask: no name of the tree has one of them, or they do not agree.
        """
        if not has_sign("".join(_written(context))):
            return context
        texts: list[str] = []
        render(component, replace(context, texts=texts))
        style, kind = context.style, context.known.work.kind
        for key in dict.fromkeys(key for text in texts for key in context.style.unseen(text)):
            seen = self._seen(key, kind, context.style)
            style = replace(style, replaced={**style.replaced, **seen})
        return context if style is context.style else replace(context, style=style)

    def _seen(self, key: str, kind: Kind, style: Style) -> dict[str, str]:
        """Return what stands for a sign in places like this one."""
        answered = self._answered(key, kind)
        if answered:
            return answered
        parts = self._of(key.strip())
        alike = [one for one in parts if one.is_like(kind, style)]
        votes = _together(alike)
        sure = _agreed(votes)
        if not votes and not is_refused(key) and any(one.style.keeps_signs for one in alike):
            sure = {key: key}
        if sure:
            return sure
        seen = map(usual_of, (*votes.values(), *_together(parts).values()))
        likely = dict.fromkeys(map(_BETWEEN.format, (*seen, *stand_ins(key))))
        choices = [Choice(one.encode(), b"", None) for one in likely]
        raise Ask("sign", _about(kind, key), choices, detail=key.strip())

    def _answered(self, key: str, kind: Kind) -> dict[str, str]:
        """Return what a person said of a sign, be it with other spaces around."""
        texts = {
            place: self._answers.taken.get(_about(kind, place), b"").decode("utf-8", "replace")
            for place in places_of(key)
        }
        found = {place: _ANSWER.fullmatch(text) for place, text in texts.items()}
        return {place: match[1] for place, match in found.items() if match is not None}

    def _of(self, char: str) -> list[_Part]:
        """Return what names of the tree write for a sign, part by part; they are read once."""
        if char not in self._parts:
            self._parts[char] = []
            for learned in self._layouts.learned.values():
                seen = [one for one in learned.tree.seen if char in "".join(_texts(one))]
                for namings, pairs in (
                    (learned.folders, _of_folders(learned, seen)),
                    (learned.files, _of_files(seen)),
                ):
                    votes = signs_in(pair for pair in pairs if char in pair[0])
                    found = {key: held for key, held in votes.items() if key.strip() == char}
                    self._parts[char].append(_Part(learned.kind, namings[()].style, found))
        return self._parts[char]


def _written(context: Context) -> Iterator[str]:
    """Yield all texts that a name may be made of."""
    work, file = context.known.work, context.file
    yield from context.known.by_name.values()
    yield from work.genres
    yield from filter(None, (work.collection, file.edition))
    yield from (mark.title for mark in file.episodes if mark.title)


def _texts(one: Seen) -> Iterator[str]:
    yield from one.known.by_name.values()
    yield from (mark.title for mark in one.file.episodes if mark.title)


def _of_folders(learned: Learned, seen: Iterable[Seen]) -> Iterator[tuple[str, str]]:
    own = {(one.own, one.known.work.key): one.known for one in seen if one.has_own}
    for key, known in own.items():
        yield from _titles(known, learned.tree.named.get(key))


def _of_files(seen: Iterable[Seen]) -> Iterator[tuple[str, str]]:
    for one in seen:
        text = stem(one)
        if of_storage(text, one.file):
            continue
        derived = derive(text, one.known, one.file)
        yield from _titles(one.known, derived)
        if derived is not None and derived.episode_title:
            titles = dict.fromkeys(mark.title for mark in one.file.episodes if mark.title)
            yield " + ".join(titles), derived.episode_title


def _titles(known: Known, derived: Derived | None) -> Iterator[tuple[str, str]]:
    for name in derived.titles if derived is not None else ():
        title = known.title(name) if name != OTHER else None
        if title is not None and derived is not None:
            yield title, derived.title
            return
